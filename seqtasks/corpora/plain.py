"""Reads plain text: a folder with a file for each split, or one file that is split here."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.label_columns import LABEL_NAMES, TEXT_NAMES
from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.splits import SPLITS, ending_of, find_split
from seqtasks.errors import DataError, DataWarning

ENDINGS = ("txt", "tokens", "raw")
HELD_OUT_SHARE = 0.05
# What a table's first line calls a column of text, and what may stand beside one.
_TEXT_NAMES = {*TEXT_NAMES, "line", "body"}
_NAMES = {*_TEXT_NAMES, *LABEL_NAMES, "id", "index", "number", "title", "author", "name", "date"}
_NOT_PLAIN = {"csv", "tsv", "json", "jsonl", "ndjson", "conllu", "conll", "html", "htm", "xml"}


class PlainCorpus(NamedTuple):
    """The splits of a plain text, each its lines without their ends."""

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]


def read_plain(corpus: Path | str, *, column: int | None = None) -> PlainCorpus:
    """Reads `[NAME.]{train,validation|valid|val|dev,test}.txt[.gz]` of a folder, or one file.

    A single file is cut where its lines with text reach 90 and 95 percent: training, validation and
    test text are contiguous, as the text is. Blank lines between them belong to the earlier one;
    those at the beginning and the end of the file are dropped.

    Args:
        corpus: the folder or the file.
        column: of files with tab-separated columns, the one that holds the text, counted from 1.

    Raises:
        DataError: a split is missing or ambiguous, a file cannot be read or is empty, or a line
            has not so many columns.
    """
    corpus = Path(corpus)
    if corpus.is_file():
        return _cut(corpus, read_text(corpus, column=column))
    paths = [find_split(corpus, name, ENDINGS) for name in SPLITS]
    return PlainCorpus(*(read_text(path, column=column) for path in paths))


def read_text(path: Path | str, *, column: int | None = None) -> tuple[str, ...]:
    """The lines of one file, blank ones too; of a table without its line of names.

    Warns of a file whose lines are mostly blank, and of one whose ending promises another form than
    plain text.

    Raises:
        DataError: the file cannot be read or has no text, or a line has not so many columns.
    """
    path = Path(path)
    lines = tuple(read_lines(path))
    if column is not None:
        lines = _column(lines, column, path)
    elif ending_of(path) in _NOT_PLAIN:
        warnings.warn(
            f"{path} is read as plain text, although it is named .{ending_of(path)}: all that "
            "stands in its lines is text. Name the column of a table: `column=`.",
            DataWarning,
            stacklevel=1,
        )
    num_texts = sum(map(_has_text, lines))
    if not num_texts:
        raise DataError(f"{path} is empty: a language model needs text.")
    if 3 * num_texts < len(lines):
        warnings.warn(
            f"{path} has {len(lines) - num_texts:,} blank lines of {len(lines):,}. Each counts as "
            "a line of one token, its end, which is easily predicted.",
            DataWarning,
            stacklevel=1,
        )
    return lines


def _column(lines: Sequence[str], column: int, path: Path) -> tuple[str, ...]:
    """A column of a table, without the line of names that it may begin with."""
    rows = [line.split("\t") for line in lines]
    for number, cells in enumerate(rows, start=1):
        if not 1 <= column <= len(cells):
            raise DataError(
                f"{path}:{number}: must have a column {column}. Received: {len(cells)} "
                "tab-separated columns."
            )
    has_names = bool(rows) and _has_names(rows[0], column)
    return tuple(cells[column - 1] for cells in rows[has_names:])


def _has_names(cells: Sequence[str], column: int) -> bool:
    """Whether a line names its columns."""
    names = [normalize_label(cell).casefold() for cell in cells]
    return names[column - 1] in _TEXT_NAMES or (len(names) > 1 and set(names) <= _NAMES)


def _cut(path: Path, lines: Sequence[str]) -> PlainCorpus:
    counts = list(
        accumulate(int(_has_text(line)) for line in lines)
    )  # of lines with text, up to each
    held_out = int(counts[-1] * HELD_OUT_SHARE)
    if held_out < 1:
        raise DataError(
            f"{path} must have at least {int(1 / HELD_OUT_SHARE)} lines with text to be split into "
            f"training, validation and test text. Received: {counts[-1]}."
        )
    firsts = (1, counts[-1] - 2 * held_out + 1, counts[-1] - held_out + 1)
    train, validation, test = (counts.index(count) for count in firsts)
    end = counts.index(counts[-1]) + 1
    return PlainCorpus(
        tuple(lines[train:validation]), tuple(lines[validation:test]), tuple(lines[test:end])
    )


def _has_text(line: str) -> bool:
    return bool(line.strip())
