"""A conversation that grows: who speaks, what was told, and questions about it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.corpus import Choice
from generator.dialogue.memory import RECALLS
from generator.dialogue.phrases import joined, paraphrases, written
from generator.dialogue.questions import NEAR_DISTANCE, Fact, Key, surroundings
from generator.dialogue.values import KINDS, Time

_NO_WORD = re.compile(r"\W+")
MIN_TURNS, MAX_TURNS = 4, 10
# How much a question is liked by its distance: few places allow for far ones and for odd ones.
LIKING = {2: 0.3, 3: 1.5, 4: 0.6, 5: 2.0, 6: 2.0, 7: 5.0, 8: 8.0}
MAX_DISTANCE = max(LIKING)
# How much it is liked that nobody asks.
SILENCE = 0.1
# Nobody is asked "Do you remember ...?" before this distance.
MIN_TEST_DISTANCE = 4


class Memory(NamedTuple):
    """An answer in a conversation, and how many turns before it its oldest part was said."""

    kind: str
    turn: int
    distance: int


class ExhaustedError(Exception):
    """A conversation has used everything of a kind."""


@dataclass
class Conversation:
    """The turns of two speakers, 0 and 1, who take turns; speaker 0 begins.

    Args:
        daytime: How people greet at this time of day, and what they wish then.
        names: What each speaker is called, where the other one knows it.
        host: Who of them works here, if anybody.
        is_seated: Whether they wait for what they ordered, so that nobody goes.
        next_meeting: The day on which they see each other again, if any: "on Friday".
    """

    choice: Choice
    daytime: dict[str, str]
    turns: list[str] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    host: int | None = None
    is_seated: bool = False
    next_meeting: str = ""
    _facts: dict[Key, Fact] = field(default_factory=dict)
    _openings: defaultdict[int, str] = field(default_factory=lambda: defaultdict(str))
    _used: set[str] = field(default_factory=set)
    _heard: list[str] = field(default_factory=list)

    @property
    def speaker(self) -> int:
        """Who speaks next."""
        return len(self.turns) % 2

    @property
    def room(self) -> int:
        """How many more turns there may be."""
        return MAX_TURNS - len(self.turns)

    def fresh(self, kind: str) -> str:
        """A value that the conversation has not had."""
        left = [value for value in KINDS[kind] if value not in self._used]
        if not left:
            raise ExhaustedError(kind)
        value = self.choice.one(left)
        self._used.add(value)
        return value

    def fresh_time(self, times: Sequence[Time]) -> Time:
        """One of the times that the conversation has not had."""
        return self.use(self.choice.one([time for time in times if str(time) not in self._used]))

    def use(self, time: Time) -> Time:
        """Takes a time from those that are fresh."""
        self._used.add(str(time))
        return time

    def open_with(self, frame: str, **values: str) -> None:
        """Puts words, if any, before the next turn."""
        self._open(len(self.turns), frame, values)

    def open_reply_with(self, frame: str, **values: str) -> None:
        """Puts words before the turn after the next one."""
        self._open(len(self.turns) + 1, frame, values)

    def _open(self, place: int, frame: str, values: dict[str, str]) -> None:
        if frame:
            self._openings[place] = joined(self._openings[place], self._filled(frame, values))

    def react(self, frame: str, **values: str) -> None:
        """Puts words before the next turn, unless it has some already."""
        if not self._openings[len(self.turns)]:
            self.open_with(frame, **values)

    def change_topic(self) -> None:
        """Puts words before the next turn that lead to something new; a reaction may do."""
        if not (self._openings[len(self.turns)] and self.choice.chance(0.5)):
            self.open_with(self.choice.weighted({"By the way,": 4.0, "Oh, and": 1.0}))

    def drop_opening(self) -> None:
        """Takes back the words before the next turn."""
        self._openings.pop(len(self.turns), None)

    def say(self, frame: str, **values: str) -> None:
        """The next turn: one of the paraphrases of a frame."""
        opening = self._openings.pop(len(self.turns), "")
        self.turns.append(written(joined(opening, self._filled(frame, values))))
        self._heard.append(heard(self.turns[-1]))

    def _filled(self, frame: str, values: dict[str, str]) -> str:
        return self.choice.one(paraphrases(frame)).format_map(values | self.daytime)

    def know(self, kind: str, /, **values: str) -> None:
        """Keeps a fact that the last speaker told, in place of one of its kind."""
        self.keep(kind, 1 - self.speaker, values)

    def keep(self, kind: str, owner: int, values: dict[str, str]) -> None:
        """Keeps a fact that `owner` told, in place of one of its kind."""
        key = kind, None if RECALLS[kind].shared else owner
        self._facts[key] = Fact(*key, values)

    def forget(self, kind: str) -> None:
        """Nobody asks for facts of this kind any more."""
        for owner in (0, 1, None):
            self._facts.pop((kind, owner), None)

    def ask_back(self, probability: float = 0.05) -> None:
        """The next speaker may ask for what was just said."""
        self.recall(probability, farthest=NEAR_DISTANCE)

    def recall(self, probability: float, kind: str = "", farthest: int = MAX_DISTANCE) -> bool:
        """The next speaker may ask for a fact, of one kind or any, and gets the answer."""
        if self.room < 2 or not self.choice.chance(probability):
            return False
        weights = {
            key: liking
            for key, liking in self.weights(farthest=farthest).items()
            if kind in ("", key[0])
        }
        likes = sum(weights.values())
        if not likes or (not kind and self.choice.chance(SILENCE / (SILENCE + likes))):
            return False
        self._ask(self._facts.pop(self.choice.weighted(weights)))
        return True

    def weights(self, delay: int = 0, farthest: int = MAX_DISTANCE) -> dict[Key, float]:
        """How much the next speaker, or one `delay` turns later, likes to ask for each fact."""
        found, speaker = {}, (self.speaker + delay) % 2
        for key, fact in self._facts.items():
            distance, is_test = self._distance(fact) + delay, fact.is_test(speaker)
            is_early = is_test and distance < MIN_TEST_DISTANCE
            if fact.may_be_asked(speaker) and distance <= farthest and not is_early:
                found[key] = LIKING[distance] * fact.recall.weight
        return found

    def _distance(self, fact: Fact) -> int:
        """From the answer, if the question came now, to the oldest turn that it takes."""
        needed = fact.recall.needed(fact.values)
        return len(self.turns) + 1 - min(last_mention(self._heard, phrase) for phrase in needed)

    def _ask(self, fact: Fact) -> None:
        """A question, its answer, and a reaction before the turn after it."""
        recall, is_test, distance = fact.recall, fact.is_test(self.speaker), self._distance(fact)
        around = surroundings(recall, is_test, distance)
        if around.is_misheard:
            self.drop_opening()  # no thanks for what was not heard
        self.open_with(self.choice.weighted(around.leads))
        self.say(recall.test if is_test else recall.question, **fact.values)
        self.say(recall.report if is_test and recall.report else recall.answer, **fact.values)
        self.memories.append(Memory(fact.kind, len(self.turns) - 1, distance))
        self.open_with(self.choice.weighted(around.reactions))


def heard(turn: str) -> str:
    """The words of a turn, each between spaces.

    >>> heard("It is my aunt's, Anna!")
    ' it is my aunt s anna '
    """
    return f" {_NO_WORD.sub(' ', turn.lower()).strip()} "


def last_mention(turns: Sequence[str], phrase: str) -> int:
    """The last of the turns as they were heard that has a phrase.

    >>> last_mention([" a tea please ", " one tea and a cake ", " no teas "], "Tea")
    1
    """
    words = f" {phrase.lower()} "
    return next(number for number in reversed(range(len(turns))) if words in turns[number])
