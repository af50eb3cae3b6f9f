"""The corpus: which dialogues are drawn for training, validation and test."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from generator.corpus import Choice, lines
from generator.dialogue.conversation import Conversation
from generator.dialogue.dialogues import dialogue

SEED = 2030
SIZES = {"train": 6_000, "validation": 300, "test": 300}
END_OF_TURN = " __eou__"


class MemoryRow(NamedTuple):
    """A row of `memory.tsv`."""

    context: str
    answer: str
    distance: int


@cache
def generate() -> dict[str, list[Conversation]]:
    """Draws the dialogues of every split; the same ones each time, and none twice."""
    choice, seen = Choice(SEED), set[str]()
    splits: dict[str, list[Conversation]] = {name: [] for name in SIZES}
    for name, size in SIZES.items():
        while len(splits[name]) < size:
            drawn = dialogue(choice)
            if line(drawn.turns) not in seen:
                seen.add(line(drawn.turns))
                splits[name].append(drawn)
    return splits


def line(turns: list[str]) -> str:
    """Turns as a line of a file has them."""
    return " ".join(f"{turn}{END_OF_TURN}" for turn in turns)


def memory_rows() -> list[MemoryRow]:
    """The answers of the test that need memory and whose context training does not have."""
    splits = generate()
    known = {
        tuple(talk.turns[: memory.turn]) for talk in splits["train"] for memory in talk.memories
    }
    return [
        MemoryRow(line(talk.turns[: memory.turn]), talk.turns[memory.turn], memory.distance)
        for talk in splits["test"]
        for memory in talk.memories
        if tuple(talk.turns[: memory.turn]) not in known
    ]


@cache
def files() -> dict[str, str]:
    """The contents of all generated files by name."""
    contents = {
        f"{name}.txt": lines([line(talk.turns) for talk in talks])
        for name, talks in generate().items()
    }
    rows = ("\t".join(map(str, row)) for row in memory_rows())
    contents["memory.tsv"] = lines(["\t".join(MemoryRow._fields), *rows])
    return contents
