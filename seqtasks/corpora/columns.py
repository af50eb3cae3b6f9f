"""Reads files with a word a line and its labels in columns, and writes them back byte for byte."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from seqtasks.errors import DataError

HEAD_LINES = 500  # tell how a file is laid out
PREDICTED = "predicted"  # what a header calls a column that is added
WORD_NAMES = {"word", "words", "token", "tokens", "form", "forms"}
LABEL_NAMES = {
    *("tag", "tags", "label", "labels", "pos", "upos", "xpos", "ner", "chunk", "lemma", "slot"),
    *("postag", "pos_tag", "pos_tags", "upostag", "xpostag", "ner_tag", "ner_tags", "ner-tag"),
    *(
        "chunk_tag",
        "chunk_tags",
        "entity",
        "entities",
        "slots",
        "bio",
        "iob",
        "iob2",
        "named_entity",
    ),
}
_DOCUMENT = "-DOCSTART-"  # begins a document in CoNLL-2003
_COMMENT = "# "
_CELL = re.compile("[^ ]+")


class Layout(NamedTuple):
    """How the lines of a file are cut.

    Attributes:
        separator: a tab or a space; several spaces count once.
        num_columns: of every line.
        has_header: whether the first line that is none of the above names the columns.
        comments_first: whether, between spaces, lines that begin with `# ` before the first word
            of a sentence are comments. Between tabs, lines that begin so and have no tab are.
    """

    separator: str
    num_columns: int
    has_header: bool = False
    comments_first: bool = False

    @classmethod
    def of(cls, head: Iterable[str]) -> Layout:
        """The layout of the file that begins with these lines."""
        found = [lines for _, lines in blocks(head)]
        rows = [line for lines in found for line in lines]
        first = next((line for line in rows if not line.startswith(_COMMENT)), (*rows, "")[0])
        separator = "\t" if "\t" in first else " "
        all_begin_so = len(found) > 1 and all(lines[0].startswith(_COMMENT) for lines in found)
        cells = cut(first, separator)
        return cls(separator, len(cells), names_columns(cells), separator == " " and all_begin_so)

    def words(self, lines: Sequence[str]) -> tuple[int, ...]:
        """Which lines of a sentence are words, and no comments."""
        comments = [line.startswith(_COMMENT) for line in lines]
        if self.separator == "\t":
            return tuple(
                i for i, line in enumerate(lines) if not comments[i] or self.separator in line
            )
        first = comments.index(False) if self.comments_first and False in comments else 0
        return tuple(range(first, len(lines)))

    def cells(self, line: str, place: str) -> list[str]:
        """The cells of a word's line, of which the first is the word.

        Raises:
            DataError: there are more or fewer than in the first line, or the word is empty.
        """
        cells = cut(line, self.separator)
        if len(cells) != self.num_columns or (self.separator == " " and "\t" in line):
            name = "tabs" if self.separator == "\t" else "spaces"
            raise DataError(
                f"{place}: must have {self.num_columns} columns between {name}, as the first line "
                f"has. Received: {len(cells)}: {line[:60]!r}"
            )
        if not cells[0]:
            raise DataError(f"{place}: must begin with a word. Received: {line[:60]!r}")
        return cells


class ColumnSentence(NamedTuple):
    """A sentence as it stands in its file.

    Attributes:
        layout: of the file.
        lines: all of them: words and comments; or a header, last, without words.
        words: which lines are words.
        source: the file's name, for messages.
        number: of the first line in the file, counted from 1.
        after: the blank and `-DOCSTART-` lines that follow.
    """

    layout: Layout
    lines: tuple[str, ...]
    words: tuple[int, ...]
    source: str
    number: int
    after: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The words.

        Raises:
            DataError: a line has another number of columns than the first, or no word.
        """
        return tuple(cells[0] for cells in self._rows())

    def labels(self, column: str | None) -> tuple[str, ...]:
        """The label of each word: its cell in a column, counted from 1; None for the last.

        Raises:
            DataError: there is no such column, or a cell is empty; or as of `forms`.
        """
        number = column_number(column)
        found = []
        for row, cells in zip(self.words, self._rows(), strict=True):
            label = cells[(number or 0) - 1] if len(cells) >= (number or 2) else ""
            if not label:
                raise DataError(
                    f"{self._place(row)}: must be a word and its label in column "
                    f"{number or '2 or later'}. Received: {self.lines[row][:60]!r}"
                )
            found.append(label)
        return tuple(found)

    def with_labels(self, labels: Sequence[str], column: str | None) -> tuple[str, ...]:
        """The lines with one cell more for each word, the last; all else stays as it is.

        Args:
            labels: one for each word.
            column: of the cells that are replaced instead, counted from 1; None for none.

        Raises:
            DataError: there is no such column, or a label holds a space where columns stand
                between spaces.
        """
        number = column_number(column)
        lines = list(self.lines)
        if self.words and (number or 0) > self.layout.num_columns:
            raise DataError(
                f"{self.source} has {self.layout.num_columns} columns. Received: column={column!r}"
            )
        separator = self.layout.separator if self.layout.num_columns > 1 else "\t"
        if self.is_header and number is None:
            lines[-1] = _with_cell(lines[-1], PREDICTED, separator, None)
        for row, label in zip(self.words, labels, strict=True):
            if separator == " " and " " in label:
                raise DataError(
                    f"{self._place(row)}: the label {label!r} cannot stand between spaces. Write a "
                    "table: --format tsv."
                )
            lines[row] = _with_cell(lines[row], label, separator, number)
        return tuple(lines)

    def between_tabs(self) -> ColumnSentence:
        """The sentence with tabs between its columns."""
        if self.layout.separator == "\t":
            return self
        rows = (len(self.lines) - 1,) if self.is_header else self.words
        lines = list(self.lines)
        for row in rows:
            content = lines[row].removesuffix("\r")
            cells = self.layout.cells(content, self._place(row))
            lines[row] = "\t".join(cells) + lines[row][len(content) :]
        return self._replace(layout=self.layout._replace(separator="\t"), lines=tuple(lines))

    @property
    def is_header(self) -> bool:
        """Whether the last line names the columns."""
        return self.layout.has_header and bool(self.lines) and not self.words

    def _place(self, row: int) -> str:
        return f"{self.source}:{self.number + row}"

    def _rows(self) -> Iterator[list[str]]:
        for row in self.words:
            yield self.layout.cells(self.lines[row], self._place(row))


def parse_columns(lines: Iterable[str], source: Path | str) -> Iterator[ColumnSentence]:
    """The sentences of a file; a line may end in a carriage return, which stays.

    A line holds a word, first, and its labels, in columns that are separated by tabs if the first
    line has one, else by spaces; other white space, such as U+00A0, belongs to the word. All lines
    have the same number of columns. Blank lines and `-DOCSTART-` lines end sentences. What stands
    before the first sentence, and a header, come as sentences without words. Lines are checked
    when their words or values are asked for.

    Args:
        lines: of the file.
        source: its name, for messages.
    """
    lines = iter(lines)
    head = list(itertools.islice(lines, HEAD_LINES))
    layout = Layout.of(head)
    header = _header_number(head, layout)
    block: list[str] = []
    after: list[str] = []
    first = 1
    for number, line in enumerate(itertools.chain(head, lines), start=1):
        if _is_between(line):
            after.append(line)
            continue
        if after or number - 1 == header:
            yield _sentence(layout, block, after, source, first, header)
            block, after = [], []
        first = first if block else number
        block.append(line)
    if block or after:
        yield _sentence(layout, block, after, source, first, header)


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


def names_columns(cells: Sequence[str]) -> bool:
    """Whether the cells of a line are `word` and `tag`, or other such names of columns."""
    names = [cell.strip().lower() for cell in cells]
    return bool(WORD_NAMES.intersection(names[:1]) and LABEL_NAMES.intersection(names[1:]))


def blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines of each sentence, with the number of the first, counted from 1."""
    numbered = enumerate(lines, start=1)
    for is_between, some in itertools.groupby(numbered, lambda pair: _is_between(pair[1])):
        if not is_between:
            (number, *_), found = zip(*some, strict=True)
            yield number, list(found)


def cut(line: str, separator: str) -> list[str]:
    """The cells of a line, without spaces around them."""
    parts = line.removesuffix("\r").split(separator)
    return [part.strip(" ") for part in parts if part or separator == "\t"]


def _is_between(line: str) -> bool:
    return not line.strip(" \t\r") or line.startswith(_DOCUMENT)


def _header_number(head: Sequence[str], layout: Layout) -> int | None:
    """The number of the header's line; None where there is none."""
    if not layout.has_header:
        return None
    numbered = enumerate(head, start=1)
    return next(
        n for n, line in numbered if not _is_between(line) and not line.startswith(_COMMENT)
    )


def _sentence(
    layout: Layout,
    block: Sequence[str],
    after: Sequence[str],
    source: Path | str,
    first: int,
    header: int | None,
) -> ColumnSentence:
    is_header = header is not None and first <= header < first + len(block)
    words = () if is_header else layout.words(block)
    return ColumnSentence(layout, tuple(block), words, str(source), first, tuple(after))


def _with_cell(line: str, value: str, separator: str, column: int | None) -> str:
    """A line with a cell more, or with another value in one; its end stays."""
    content = line.removesuffix("\r")
    end = line[len(content) :]
    if column is None:
        gap = separator if separator == "\t" or not content.endswith(" ") else ""
        return f"{content}{gap}{value}{end}"
    if separator == "\t":
        cells = content.split("\t")
        cells[column - 1] = value
        return "\t".join(cells) + end
    place = next(itertools.islice(_CELL.finditer(content), column - 1, None))
    return f"{content[: place.start()]}{value}{content[place.end() :]}{end}"
