"""Reads CoNLL-U, the format of Universal Dependencies, and writes it back byte for byte.

Reference: https://universaldependencies.org/format.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.splits import ending_of
from seqtasks.errors import DataError, did_you_mean

COLUMNS = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
_ID = re.compile(r"(?P<word>[1-9]\d*)|[1-9]\d*-[1-9]\d*|\d+\.[1-9]\d*")
_FORM = COLUMNS.index("form")
DEFAULT_COLUMN = "upos"
_NOTHING = "_"


def is_conllu(path: Path) -> bool:
    """Whether a file's name says that it holds CoNLL-U: `*.conllu[.gz]`, in any case."""
    return ending_of(path) == "conllu"


def conllu_column(column: str | None) -> str:
    """The name of a column of labels that a hyperparameter gives by its name or number.

    Raises:
        DataError: there is none, or it is that of IDs or of words.
    """
    known = COLUMNS[_FORM + 1 :]
    if column is None:
        return DEFAULT_COLUMN
    is_number = column.isdecimal() and 0 < int(column) <= len(COLUMNS)
    name = COLUMNS[int(column) - 1] if is_number else column
    if name not in known:
        raise DataError(
            "`column` must be a column of CoNLL-U that holds labels. "
            f"{did_you_mean(column, known)} Received: column={column!r}"
        )
    return name


class ConlluSentence(NamedTuple):
    """A sentence as it stands in its file.

    Attributes:
        lines: all of them: comments, words, multi-word tokens (`1-2`) and empty nodes (`1.1`).
        words: which lines are syntactic words: those whose ID is an integer.
        number: of the first line in the file, counted from 1.
        after: the blank lines that follow.
        source: the file's name, for messages.
    """

    lines: tuple[str, ...]
    words: tuple[int, ...]
    number: int
    after: tuple[str, ...] = ()
    source: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The words."""
        return self.values("form")

    def values(self, column: str) -> tuple[str, ...]:
        """What a column says of each word, without a carriage return that ends the line."""
        i = COLUMNS.index(column)
        return tuple(self.lines[row].removesuffix("\r").split("\t")[i] for row in self.words)

    def labels(self, column: str | None) -> tuple[str, ...]:
        """The label of each word.

        Args:
            column: its name or number; None for `upos`.

        Raises:
            DataError: it is no column of labels, or a word has none in it.
        """
        name = conllu_column(column)
        labels = self.values(name)
        for row, label in zip(self.words, labels, strict=True):
            if not label.strip() or (name == DEFAULT_COLUMN and label == _NOTHING):
                raise DataError(
                    f"{self.source}:{self.number + row}: the word must have a label in the column "
                    f"{name}. Received: {label!r}"
                )
        return labels

    def with_labels(self, labels: Iterable[str], column: str | None) -> tuple[str, ...]:
        """The lines with these labels in a column, named as for `labels`."""
        return self.with_values({conllu_column(column): labels})

    def with_values(self, values: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
        """The lines with other values in some columns of the words; all else stays as it is."""
        lines = list(self.lines)
        for column, of_words in values.items():
            i = COLUMNS.index(column)
            for row, value in zip(self.words, of_words, strict=True):
                content = lines[row].removesuffix("\r")
                end = lines[row][len(content) :]
                cells = content.split("\t")
                cells[i] = value
                lines[row] = "\t".join(cells) + end
        return tuple(lines)


def parse_conllu(lines: Iterable[str], source: Path | str) -> Iterator[ConlluSentence]:
    """The sentences of a file; a line may end in a carriage return, which stays.

    A block of comments alone, and blank lines at the beginning, come as sentences without words.

    Args:
        lines: of the file.
        source: its name, for messages.

    Raises:
        DataError: a line is no comment and has not ten columns, or an ID that is none; IDs of words
            do not count 1, 2, ...; a word has no form; a sentence has no word.
    """
    block: list[str] = []
    after: list[str] = []
    first = 1
    for number, line in enumerate(lines, start=1):
        if line.strip() and after:
            yield _sentence(block, after, source, first)
            block, after = [], []
        if line.strip():
            first = first if block else number
            block.append(line)
        else:
            after.append(line)
    if block or after:
        yield _sentence(block, after, source, first)


def _sentence(block: list[str], after: list[str], source: Path | str, first: int) -> ConlluSentence:
    rows = (
        row
        for row, line in enumerate(block)
        if not line.startswith("#") and _is_word(line, f"{source}:{first + row}")
    )
    words = tuple(rows)
    if not words and not all(line.startswith("#") for line in block):
        raise DataError(f"{source}:{first}: a sentence must have a word. Received: none.")
    for place, row in enumerate(words, start=1):
        found, form = block[row].split("\t")[: _FORM + 1]
        if int(found) != place or not form.strip():
            raise DataError(
                f"{source}:{first + row}: must be word {place} of its sentence, with a form. "
                f"Received: ID {found}, form {form!r}."
            )
    return ConlluSentence(tuple(block), words, first, tuple(after), str(source))


def _is_word(line: str, place: str) -> bool:
    """Whether a line is a syntactic word; an error names its place."""
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise DataError(
            f"{place}: CoNLL-U must have {len(COLUMNS)} tab-separated columns. "
            f"Received: {len(cells)}: {line[:60]!r}"
        )
    match = _ID.fullmatch(cells[0])
    if match is None:
        raise DataError(
            f"{place}: an ID must be a number, a range such as 1-2, or a decimal such as 1.1. "
            f"Received: {cells[0]!r}"
        )
    return match["word"] is not None
