"""Reads dialogues: one a line, each turn with `__eou__` behind it, as DailyDialog has them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.parallel_sources import ParallelLines
from seqtasks.corpora.splits import SPLITS, entries, find_split, split_names
from seqtasks.errors import DataError, did_you_mean

END_OF_TURN = "__eou__"
SEPARATOR = f" {END_OF_TURN} "  # between the turns of a context
CONTEXT, REPLY = "context", "reply"
_ENDINGS = ("txt", "")


class Dialogues:
    """A corpus of dialogues as pairs: what was said before, and the turn that follows.

    Every turn but the first is a reply; its context is the `turns` turns before it, or as many as
    there are, with ` __eou__ ` between them. Dialogues of one turn give no pair.

    Args:
        corpus: a folder with a file `[PREFIX.]{train,validation,test}.txt[.gz]` for each split,
            or with folders of these names that hold `dialogues_NAME.txt[.gz]`.
        turns: turns of a context at most, at least 1.

    Raises:
        ValueError: `turns` is below 1.
    """

    form = "dialogues, each turn with __eou__ behind it"

    def __init__(self, corpus: Path | str, turns: int) -> None:
        if turns < 1:
            raise ValueError(f"`turns` must be at least 1. Received: turns={turns}")
        self.corpus = Path(corpus)
        self.turns = turns

    def __str__(self) -> str:
        return str(self.corpus)

    def languages(self) -> list[str]:
        """The two sides of a pair."""
        return [CONTEXT, REPLY]

    def splits(self, source: str, target: str) -> list[str]:
        """All three."""
        return sorted(SPLITS)

    def read(self, name: str, source: str, target: str) -> ParallelLines:
        """The pairs of a split in the order of its dialogues.

        Raises:
            DataError: a file is missing or cannot be read, a line holds no turn that ends, or no
                dialogue has a reply.
        """
        path = self._file(name)
        pairs = [
            pair
            for number, line in enumerate(read_lines(path), start=1)
            for pair in self._pairs(_turns_of(line, f"{path}:{number}"))
        ]
        if not pairs:
            raise DataError(f"{path} holds no dialogue of two turns or more.")
        sides = dict(zip((CONTEXT, REPLY), zip(*pairs, strict=True), strict=True))
        return ParallelLines(name, sides[source], sides[target])

    def missing(self, name: str, source: str, target: str) -> str:
        """Which splits there are."""
        return f"{self.corpus} has no split {name!r}. {did_you_mean(name, SPLITS)}"

    def _pairs(self, turns: Sequence[str]) -> list[tuple[str, str]]:
        return [
            (join_turns(turns[max(0, i - self.turns) : i]), turns[i]) for i in range(1, len(turns))
        ]

    def _file(self, name: str) -> Path:
        """The file of a split."""
        names = split_names(name)
        folders = [p for p in entries(self.corpus) if p.is_dir() and p.name in names]
        if not folders:
            return find_split(self.corpus, name, _ENDINGS)
        forms = {f"dialogues_{one}.txt{ending}" for one in names for ending in ("", ".gz")}
        found = [path for folder in folders for path in entries(folder) if path.name in forms]
        if len(found) != 1:
            what = ", ".join(str(path.relative_to(self.corpus)) for path in found) or "none"
            raise DataError(
                f"The corpus {self.corpus} must have one file {name}/dialogues_{name}.txt[.gz]. "
                f"Found: {what}."
            )
        return found[0]


def join_turns(turns: Sequence[str]) -> str:
    """The turns of a context as one line."""
    return SEPARATOR.join(turns)


def _turns_of(line: str, place: str) -> list[str]:
    """The turns of a dialogue; what follows the last `__eou__` must be nothing."""
    *turns, rest = (turn.strip() for turn in line.split(END_OF_TURN))
    if rest or not turns:
        raise DataError(
            f"{place}: must hold a dialogue, each turn with {END_OF_TURN} behind it. "
            f"Received: {line[-60:]!r}"
        )
    if not all(turns):
        raise DataError(f"{place}: turn {turns.index('') + 1} is empty.")
    return turns
