"""Reads minimal pairs: two texts that differ in one respect, one of them good."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError

COLUMNS = ("phenomenon", "distance", "good", "bad")


class MinimalPair(NamedTuple):
    """One pair.

    Attributes:
        phenomenon: what it tests, such as "agreement".
        distance: words between the two that must agree, 0 where that has no meaning.
        good: the better text.
        bad: the worse.
    """

    phenomenon: str
    distance: int
    good: str
    bad: str


def read_pairs(path: Path | str) -> list[MinimalPair]:
    """Reads a table with tab-separated columns `phenomenon`, `distance`, `good` and `bad`.

    Texts that differ in blanks, normal form (NFC) or invisible characters only are not two.

    Raises:
        DataError: the file cannot be read, has another head or no pair, or a row is not as it must
            be.
    """
    lines = read_lines(path)
    head = tuple(next(lines, "").split("\t"))
    if head != COLUMNS:
        raise DataError(f"{path}:1: must be the head {' TAB '.join(COLUMNS)}. Received: {head!r}")
    pairs = [_pair(line, path, number) for number, line in enumerate(lines, start=2)]
    if not pairs:
        raise DataError(f"{path} holds no pair.")
    return pairs


def _pair(line: str, path: Path | str, number: int) -> MinimalPair:
    cells = line.split("\t")
    is_row = len(cells) == len(COLUMNS) and cells[1].isdecimal()
    if not is_row or normalize_label(cells[2]) == normalize_label(cells[3]):
        raise DataError(
            f"{path}:{number}: must be a name, a number of words, and two different texts, "
            f"separated by tabs. Received: {line[:80]!r}"
        )
    return MinimalPair(cells[0], int(cells[1]), cells[2], cells[3])
