"""Facts that can be asked for, and what people say before a question and after its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.dialogue.memory import RECALLS, Recall

# The kind of a fact, and who told it; nobody owns a shared one.
Key = tuple[str, int | None]


class Fact(NamedTuple):
    """What can be asked for; see `Key`."""

    kind: str
    owner: int | None
    values: dict[str, str]

    @property
    def recall(self) -> Recall:
        return RECALLS[self.kind]

    def is_test(self, speaker: int) -> bool:
        """Whether a speaker would ask for what he said himself."""
        return self.owner == speaker

    def may_be_asked(self, speaker: int) -> bool:
        """Whether there is a question for a speaker."""
        return not self.is_test(speaker) or bool(self.recall.test)


class Surroundings(NamedTuple):
    """What people say before a question and after its answer, by its weight.

    Args:
        is_misheard: Whether somebody asks because the words before were not heard.
    """

    leads: Mapping[str, float]
    reactions: Mapping[str, float]
    is_misheard: bool = False


_THANKS = {"(Thank you|Thanks).": 3.0, "Ah, yes.": 1.0, "": 0.5}
_GOOD = {"(All right|Good|Fine).": 3.0, "": 1.0}
_NEAR = Surroundings(
    {"": 3.0, "Sorry,": 3.0, "Excuse me,": 1.0, "Sorry, I did not hear you well.": 1.0},
    _THANKS,
    is_misheard=True,
)
_FAR = Surroundings(
    {
        "": 4.0,
        "By the way,": 1.0,
        "Sorry,": 2.0,
        "Before I forget:": 0.7,
        "One more question:": 1.0,
    },
    _THANKS,
)
_SHARED = Surroundings({"": 2.0, "So": 4.0, "Tell me again,": 0.7}, _GOOD)
_CONCLUSION = Surroundings({"": 3.0, "And": 2.0}, _GOOD)
_TEST = Surroundings(
    {"": 4.0, "Tell me,": 1.0, "And": 1.0},
    {"(Exactly|Right|Yes, that is right|Very good)!": 4.0, "": 0.5},
)
# Up to this distance, somebody may not have heard what was said.
NEAR_DISTANCE = 3


def surroundings(recall: Recall, is_test: bool, distance: int) -> Surroundings:
    """What stands around a question that is asked at a distance from what it needs."""
    if is_test:
        return _TEST
    if recall.is_conclusion:
        return _CONCLUSION
    if recall.shared:
        return _SHARED
    return _NEAR if distance <= NEAR_DISTANCE else _FAR
