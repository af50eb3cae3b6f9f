"""Reads files with a word a line and its labels in columns, as CoNLL-2003 has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from seqtasks.errors import DataError

_DOCUMENT = "-DOCSTART-"  # begins a document in CoNLL-2003


def parse_columns(
    lines: Iterable[str], source: Path | str, column: int | None = None
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Words and labels of each sentence.

    A line holds a word, first, and its labels, in columns that are separated by tabs where there
    is one, else by spaces; other white space, such as U+00A0, belongs to the word. Blank lines end
    sentences, and `-DOCSTART-` lines are passed over.

    Args:
        lines: of the file.
        source: its name, for messages.
        column: the column with the labels, counted from 1; None for the last.

    Raises:
        DataError: a line has not this column.
    """
    for rows in _blocks(lines):
        cells = [_cells(line, f"{source}:{number}", column) for number, line in rows]
        words, labels = zip(*cells, strict=True)
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


def _cells(line: str, place: str, column: int | None) -> tuple[str, str]:
    """The word and the label of a line; an error names its place."""
    content = line.removesuffix("\r")
    parts = content.split("\t") if "\t" in content else filter(None, content.split(" "))
    cells = [part.strip(" ") for part in parts]
    label = cells[(column or 0) - 1] if len(cells) >= (column or 2) else ""
    if not label or not cells[0]:
        raise DataError(
            f"{place}: must be a word and its label in column {column or '2 or later'}. "
            f"Received: {line[:60]!r}"
        )
    return cells[0], label
