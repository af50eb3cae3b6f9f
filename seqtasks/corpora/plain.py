"""Reads plain text: a folder with a file for each split, or one file that is split here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.splits import SPLITS, find_split
from seqtasks.errors import DataError

ENDINGS = ("txt", "tokens", "raw")
HELD_OUT_SHARE = 0.05


class PlainCorpus(NamedTuple):
    """The splits of a plain text, each its lines without their ends."""

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]


def read_plain(corpus: Path | str, *, column: int | None = None) -> PlainCorpus:
    """Reads `[NAME.]{train,validation|valid|val|dev,test}.txt[.gz]` of a folder, or one file.

    A single file is cut where its lines reach 90 and 95 percent: training, validation and test
    text are contiguous, as the text is.

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
    """The lines of one file, blank ones too.

    Raises:
        DataError: the file cannot be read or has no text, or a line has not so many columns.
    """
    lines = tuple(read_lines(path))
    if column is not None:
        lines = tuple(
            _column(line, column, path, number) for number, line in enumerate(lines, start=1)
        )
    if not any(line.strip() for line in lines):
        raise DataError(f"{path} is empty: a language model needs text.")
    return lines


def _column(line: str, column: int, path: Path | str, number: int) -> str:
    cells = line.split("\t")
    if not 1 <= column <= len(cells):
        raise DataError(
            f"{path}:{number}: must have a column {column}. Received: {len(cells)} tab-separated "
            "columns."
        )
    return cells[column - 1]


def _cut(path: Path, lines: tuple[str, ...]) -> PlainCorpus:
    held_out = int(len(lines) * HELD_OUT_SHARE)
    if held_out < 1:
        raise DataError(
            f"{path} must have at least {int(1 / HELD_OUT_SHARE)} lines to be split into training, "
            f"validation and test text. Received: {len(lines)}."
        )
    ends = (len(lines) - 2 * held_out, len(lines) - held_out)
    return PlainCorpus(lines[: ends[0]], lines[ends[0] : ends[1]], lines[ends[1] :])
