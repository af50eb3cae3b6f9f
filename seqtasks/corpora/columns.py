"""Reads files with a word a line and its labels in columns, as CoNLL-2003 has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from seqtasks.errors import DataError

_DOCUMENT = "-DOCSTART-"  # begins a document in CoNLL-2003


def parse_columns(
    lines: Iterable[str], source: Path | str, column: int | None = None
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Words and labels of each sentence.

    A line holds a word, first, and its labels, in columns that are separated by tabs if the first
    line has one, else by spaces; other white space, such as U+00A0, belongs to the word. All lines
    have the same number of columns. Blank lines end sentences; `-DOCSTART-` lines are passed over,
    and where tabs separate also lines that begin with `# ` and have none.

    Args:
        lines: of the file.
        source: its name, for messages.
        column: the column with the labels, counted from 1; None for the last.

    Raises:
        DataError: a line has not this column, or another number of columns than the first.
    """
    blocks = list(_blocks(lines))
    data = (line for rows in blocks for _, line in rows if not line.startswith("# "))
    layout = _Layout.of(next(data, ""))
    for rows in blocks:
        pairs = [
            layout.word_and_label(line, f"{source}:{number}", column)
            for number, line in rows
            if not layout.is_comment(line)
        ]
        if pairs:
            words, labels = zip(*pairs, strict=True)
            yield words, labels


def column_number(column: str | None) -> int | None:
    """The number that a hyperparameter gives.

    Raises:
        DataError: it is none, or 1, which is the word's.
    """
    if column is None:
        return None
    if not column.isdecimal() or int(column) < 2:
        raise DataError(
            "`column` must be the number of the column with the labels, 2 or more: the first holds "
            f"the word. Received: column={column!r}"
        )
    return int(column)


def _blocks(lines: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    """The lines of each sentence with their numbers."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if line.strip(" \t\r") and not line.startswith(_DOCUMENT):
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


class _Layout(NamedTuple):
    """How the lines of a file are cut.

    Attributes:
        separator: a tab or a space; several spaces count once.
        num_columns: of every line.
    """

    separator: str
    num_columns: int

    @classmethod
    def of(cls, line: str) -> _Layout:
        """The layout of the file with this line."""
        separator = "\t" if "\t" in line else " "
        return cls(separator, len(_cut(line, separator)))

    def is_comment(self, line: str) -> bool:
        """Whether a line is no word: only where tabs separate, a word may be "#"."""
        return self.separator == "\t" and line.startswith("# ") and "\t" not in line

    def word_and_label(self, line: str, place: str, column: int | None) -> tuple[str, str]:
        """The word and the label of a line; an error names its place."""
        cells = _cut(line, self.separator)
        if len(cells) != self.num_columns or (self.separator == " " and "\t" in line):
            name = "tabs" if self.separator == "\t" else "spaces"
            raise DataError(
                f"{place}: must have {self.num_columns} columns between {name}, as the first line "
                f"has. Received: {len(cells)}: {line[:60]!r}"
            )
        label = cells[(column or 0) - 1] if len(cells) >= (column or 2) else ""
        if not label or not cells[0]:
            raise DataError(
                f"{place}: must be a word and its label in column {column or '2 or later'}. "
                f"Received: {line[:60]!r}"
            )
        return cells[0], label


def _cut(line: str, separator: str) -> list[str]:
    parts = line.removesuffix("\r").split(separator)
    return [part.strip(" ") for part in parts if part or separator == "\t"]
