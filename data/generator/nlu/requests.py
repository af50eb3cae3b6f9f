"""Finished requests: a frame with its slots filled, put politely or not."""

from __future__ import annotations

from typing import NamedTuple

from generator.corpus import Choice
from generator.nlu.frames import Span, filled
from generator.nlu.home import HOME
from generator.nlu.people import PEOPLE
from generator.nlu.travel import TRAVEL
from generator.nlu.values import WITHHELD

FRAMES = {
    intent: frames.strip().splitlines() for intent, frames in (TRAVEL | HOME | PEOPLE).items()
}
# How often a request is of which intent.
SHARES: dict[str, float] = dict.fromkeys(FRAMES, 1.0) | {
    "switch_device": 1.4,
    "book_trip": 1.3,
    "set_reminder": 1.3,
    "play_music": 1.2,
    "make_call": 0.8,
    "set_alarm": 0.8,
}
_OPENINGS = {"": 5, "[(hey|ok|um|so|hello|well|sorry|alright)]": 2}
_ASKING = {
    "": 6,
    "please": 2,
    "(can|could|would|will) you [please]": 3,
    "i (want|need|would like) you to": 1,
    "(i'd like you to|be so kind and|quickly|now)": 0.7,
}
_ENDINGS = {"": 6, "(please|thanks|thank you)": 2}
_ORDER_ENDINGS = {"": 6, "(please|thanks|thank you|if you can|when you have a moment)": 2}


class Request(NamedTuple):
    """What somebody asks for; `spans` are all its words."""

    intent: str
    spans: list[Span]

    @property
    def text(self) -> str:
        return " ".join(word for span in self.spans for word in span.words)

    @property
    def labels(self) -> str:
        return " ".join(label for span in self.spans for label in span.labels)

    @property
    def repeats(self) -> bool:
        """Whether two slots have the same value."""
        values = [" ".join(span.words) for span in self.spans if span.slot]
        return len(set(values)) < len(values)

    @property
    def is_withheld(self) -> bool:
        """Whether it has a value that training does not show."""
        return any(" ".join(span.words) in WITHHELD.get(span.kind, ()) for span in self.spans)


def request(choice: Choice) -> Request:
    """A random request."""
    intent = choice.weighted(SHARES)
    frame = choice.one(FRAMES[intent])
    is_order = frame.startswith("! ")
    parts = [
        choice.weighted(_OPENINGS),
        choice.weighted(_ASKING) if is_order else "",
        frame.removeprefix("! "),
        choice.weighted(_ORDER_ENDINGS if is_order else _ENDINGS) if "please" not in frame else "",
    ]
    return Request(intent, filled(choice, " ".join(parts)))
