"""The notation of frames: `(a|b)`, `[maybe]`, `<part>`, `{slot}` and `{slot:kind of value}`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from generator.corpus import Choice
from generator.nlu.values import VALUES

_CHOICE = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
# Parts that many frames share.
_PARTS = {
    "<day>": "(on {date:dated}|{date:day}|{date:day})",
    "<when>": "(<day>|at {time}|<day> at {time}|at {time} <day>)",
    "<by>": "(by|before) {time}",
    "<goods>": "{count} ({unit:bottles} of {item:liquid}|{unit:kilos} of {item:vegetable}"
    "|{unit:packs} of {item:packed}|{unit:jars} of {item:spread})",
    "<message>": "({message:clause}|{message:phrase})",
    "<more>": "{count} more ({unit:bottles} of {item:liquid}|{unit:jars} of {item:spread})",
}
OPTIONAL_SHARE = 0.5


class Span(NamedTuple):
    """Some words of a request; without a slot, none of them has a label."""

    words: list[str]
    slot: str = ""
    kind: str = ""

    @property
    def labels(self) -> list[str]:
        """A label for each word: B-slot, I-slot or O."""
        if not self.slot:
            return ["O"] * len(self.words)
        return [f"B-{self.slot}", *[f"I-{self.slot}"] * (len(self.words) - 1)]


def chosen(choice: Choice, frame: str) -> str:
    """A frame without parts, choices and brackets.

    >>> chosen(Choice(1), "(wake me|wake me) at {time}")
    'wake me at {time}'
    """
    for part in re.findall(r"<\w+>", frame):
        return chosen(choice, frame.replace(part, _PARTS[part], 1))
    while match := _CHOICE.search(frame):
        alternatives, optional = match.groups()
        kept = optional is None or choice.chance(OPTIONAL_SHARE)
        text = choice.one((alternatives or optional or "").split("|")) if kept else ""
        frame = frame[: match.start()] + text + frame[match.end() :]
    return " ".join(frame.split())


def value(choice: Choice, kind: str) -> str:
    """A value of a kind, with those in it."""
    text = choice.one(VALUES[kind])
    return re.sub(r"\{(\w+)\}", lambda match: value(choice, match[1]), text)


def filled(choice: Choice, frame: str) -> list[Span]:
    """The words of a frame, with values in its slots.

    >>> [span.slot for span in filled(Choice(2), "call {contact:person} [again]")]
    ['', 'contact']
    """
    spans: list[Span] = []
    for item in re.split(r" (?![^{]*\})", chosen(choice, frame)):
        slot = _SLOT.fullmatch(item)
        if slot:
            kind = slot[2] or slot[1]
            spans.append(Span(value(choice, kind).split(), slot[1], kind))
        else:
            spans.append(Span([item]))
    for before, after in pairwise(spans):
        if before.words == ["a"] and after.words[0][0] in "aeiou":
            before.words[0] = "an"
    return spans
