"""Tables with a pair of sentences a line, in columns that tabs separate."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.hashed_splits import SPLITS_AND_ALL, hashed_splits
from seqtasks.corpora.headers import are_names, may_be_names, stands_out
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.parallel_lines import ParallelLines
from seqtasks.corpora.splits import SPLITS
from seqtasks.errors import DataError, DataWarning, did_you_mean


class TableRow(NamedTuple):
    """A line of a table.

    Attributes:
        number: of the line, from 1.
        cells: between its tabs.
    """

    number: int
    cells: list[str]


def read_rows(path: Path) -> list[TableRow]:
    """The lines of a table that are not blank.

    Raises:
        DataError: there are none, or the file cannot be read.
    """
    rows = [
        TableRow(number, line.split("\t"))
        for number, line in enumerate(read_lines(path), start=1)
        if line.strip()
    ]
    if not rows:
        raise DataError(f"{path} is empty.")
    return rows


class TableSource:
    """A file with a pair a line; its languages are the numbers or the names of its columns.

    It has no splits of its own. One in fifty of its source sentences is for validation and one for
    test, by a hash of what stands in the first of the two columns: all pairs of a source sentence
    lie in one split, whichever column it is read from, and stay there when lines are appended.
    Case, Unicode's compatible forms and runs of spaces make no other sentence. Pairs with a blank
    side are dropped with one warning.

    The first line is one of names where `source` or `target` is one of them, and where both
    columns hold names of languages or such as "source" and "answer".
    """

    form = "two columns or more, separated by tabs"
    has_splits = False
    kind = "pairs"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pairs: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = {}

    def __str__(self) -> str:
        return str(self.path)

    @functools.cached_property
    def _rows(self) -> list[TableRow]:
        return read_rows(self.path)

    @property
    def _names(self) -> list[str]:
        """What the first line may name the columns; none where it holds sentences."""
        names = [cell.strip() for cell in self._rows[0].cells]
        return names if are_names(names) or may_be_names(names) else []

    def languages(self) -> list[str]:
        """The columns of the first line, counted from 1; none where there is only one."""
        columns = len(self._rows[0].cells)
        numbers = [str(i) for i in range(1, columns + 1)]
        return [*numbers, *self._names] if columns > 1 else []

    def splits(self, source: str, target: str) -> list[str]:
        """All three, and what holds everything."""
        return sorted(SPLITS_AND_ALL)

    def read(self, name: str, source: str, target: str) -> ParallelLines:
        """The pairs of a split in the order of the file."""
        sides = (source, target)
        if sides not in self._pairs:
            self._pairs[sides] = self._read(source, target)
        splits = self._pairs[sides]
        if not splits[name]:
            raise DataError(
                f"{self.path} has too few sentences to be split: none of "
                f"{len({source for source, _ in splits['all']}):,} fell to {name!r}. Split it "
                "yourself: a folder with a file for each split and language."
            )
        sources, targets = zip(*splits[name], strict=True)
        return ParallelLines(name, sources, targets)

    def missing(self, name: str, source: str, target: str) -> str:
        """Which splits there are."""
        return f"{self.path} has no split {name!r}. {did_you_mean(name, SPLITS_AND_ALL)}"

    def wholes(self, lines: ParallelLines) -> Sequence[tuple[str, ...]]:
        """Nothing: no pair of a table stands in two splits."""
        return ()

    def _read(self, source: str, target: str) -> dict[str, list[tuple[str, str]]]:
        """The pairs of every split."""
        columns = [self._column(source), self._column(target)]
        rows = self._body(columns, is_named=not (source.isdecimal() and target.isdecimal()))
        rows = self._without_blanks(rows, columns)
        pairs = [(row.cells[columns[0]], row.cells[columns[1]]) for row in rows]
        items = ((row.cells[columns[0]], row.cells[min(columns)]) for row in rows)
        splits: dict[str, list[tuple[str, str]]] = {name: [] for name in SPLITS} | {"all": pairs}
        for name, pair in zip(hashed_splits(items), pairs, strict=True):
            splits[name].append(pair)
        return splits

    def _column(self, language: str) -> int:
        """The place of a column that `languages` lists."""
        return int(language) - 1 if language.isdecimal() else self._names.index(language)

    def _body(self, columns: Sequence[int], *, is_named: bool) -> list[TableRow]:
        """The rows that hold pairs, with a warning where it had to be guessed of the first."""
        for number, cells in self._rows:
            if len(cells) <= max(columns):
                raise DataError(
                    f"{self.path}:{number}: must have {max(columns) + 1} columns or more, "
                    f"separated by tabs. Received: {len(cells)}"
                )
        if is_named:
            return self._rows[1:]
        sides = [[row.cells[column] for column in columns] for row in self._rows]
        place, shown = f"{self.path}:{self._rows[0].number}", " TAB ".join(sides[0])
        if are_names(sides[0]):
            warnings.warn(
                f"{place}: {shown!r} names the columns and is not read as a pair. Give these names "
                "as `source` and `target`, in place of numbers, and this warning goes.",
                DataWarning,
                stacklevel=1,
            )
            return self._rows[1:]
        if stands_out(sides[0], sides[1:]):
            warnings.warn(
                f"{place}: {shown!r} is read as a pair. If it names the columns, give these names "
                "as `source` and `target`, in place of numbers.",
                DataWarning,
                stacklevel=1,
            )
        return self._rows

    def _without_blanks(self, rows: list[TableRow], columns: Sequence[int]) -> list[TableRow]:
        """The rows that have text on both sides; one warning counts the others."""
        full = [row for row in rows if all(row.cells[column].strip() for column in columns)]
        if not full:
            raise DataError(f"{self.path}: every pair has a blank side, or there are none.")
        if len(full) < len(rows):
            kept = {row.number for row in full}
            first = next(row.number for row in rows if row.number not in kept)
            warnings.warn(
                f"{self.path}: dropped {len(rows) - len(full):,} of {len(rows):,} pairs with a "
                f"blank side, the first in line {first:,}.",
                DataWarning,
                stacklevel=1,
            )
        return full
