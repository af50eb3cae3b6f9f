"""Reads texts with a label each from lines whose form no ending tells: `LABEL text` and others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from seqtasks.corpora.label_columns import BY_NAME, LABEL_NAMES, TEXT_NAMES, Columns, Row
from seqtasks.corpora.label_tables import Table, names_text_and_label, table_rows
from seqtasks.corpora.labels import normalize_label
from seqtasks.errors import DataError

Form = Literal["named table", "fastText", "table", "lines"]

_MARK = "__label__"
_MARKED = re.compile(rf"(?<!\S){_MARK}(\S*)")
_IN_BRACES = re.compile(r'\s*\{\s*".*\}\s*')
_MAX_WORDS = 5  # of a label in a table without names
_FEW_LINES = 10  # too few to expect that each label occurs again


def form_of(table: Table, columns: Columns) -> Form:
    """What the lines of a file are.

    A named table has a first line that names a text and a label between tabs, or columns that are
    given and tabs in at least half of its lines. A file of fastText has a word that begins with
    `__label__`. A table has tabs in at least half of its lines. All else are lines.
    """
    lines = table.lines
    with_tabs = sum(len(line.cells) > 1 for line in lines)
    is_table = 2 * with_tabs >= len(lines) > 0
    if lines and names_text_and_label(lines[0].cells):
        return "named table"
    if is_table and columns != BY_NAME:
        return "named table"
    if any(_MARK in cell and _MARKED.search(cell) for line in lines for cell in line.cells):
        return "fastText"
    return "table" if is_table else "lines"


def line_rows(table: Table, columns: Columns) -> Iterator[Row]:
    """The rows of a file in the form that `form_of` tells.

    In a file of fastText every line has one label, anywhere in it. In a table without names the
    column of labels is the one whose values are few and short. Else the first word is the label.

    Raises:
        DataError: a line is of another form than the others, has no label or several, or cannot be
            told which column holds the labels; or there is a group, where there are no columns.
    """
    form = form_of(table, columns)
    if form == "named table":
        return table_rows(table, columns)
    if columns.group is not None:
        raise DataError(
            f"{table.path}: lines of a label and a text have no columns. "
            f"Received: group={columns.group!r}"
        )
    return {"fastText": _marked_rows, "table": _nameless_rows, "lines": _first_word_rows}[form](
        table
    )


def _marked_rows(table: Table) -> Iterator[Row]:
    """The rows of a file of fastText: a word `__label__NAME` is a label, wherever it stands.

    Reference: `Dictionary::add` and `getLine` in fastText's `src/dictionary.cc`
    """
    lines = [(line.number, "\t".join(line.cells)) for line in table.lines]
    first = next(number for number, line in lines if _MARKED.search(line))
    for number, line in lines:
        place = f"{table.path}:{number}"
        labels = {normalize_label(name) for name in _MARKED.findall(line)}
        if not labels:
            raise DataError(
                f"{place}: must have a label {_MARK}NAME, as line {first} has. "
                f"Received: {line[:60]!r}"
            )
        if len(labels) > 1:
            raise DataError(
                f"{place}: must have one label. Received: {', '.join(sorted(labels))[:80]}"
            )
        parts = (part.strip() for part in _MARKED.sub("\n", line).split("\n"))
        yield Row(place, " ".join(filter(None, parts)), labels.pop())


def _first_word_rows(table: Table) -> Iterator[Row]:
    for number, cells in table.lines:
        line = "\t".join(cells)
        parts = line.split(None, 1)
        if _IN_BRACES.fullmatch(line):
            raise DataError(
                f"{table.path}:{number}: must be a label, a space and a text. Received JSON: name "
                f"the file .jsonl. {line[:60]!r}"
            )
        if len(parts) == 1:
            raise DataError(
                f"{table.path}:{number}: must be a label, a space and a text. "
                f"Received: {line[:60]!r}"
            )
        if parts:
            yield Row(f"{table.path}:{number}", parts[1], parts[0])


def _nameless_rows(table: Table) -> Iterator[Row]:
    """The rows of a table whose columns have no names: a label and a text, in either order."""
    for number, cells in table.lines:
        if len(cells) == 1:
            raise DataError(
                f"{table.path}:{number}: must have a tab between text and label, as most lines "
                f"have. Received: {cells[0][:60]!r}"
            )
    if _begins_with_names(table):
        yield from table_rows(table, BY_NAME)  # which says what is missing
        return
    firsts = [cells[0] for _, cells in table.lines]
    rests = ["\t".join(cells[1:]) for _, cells in table.lines]
    widths = {len(cells) for _, cells in table.lines}
    labels = _column_of_labels(firsts, rests)
    # The text may hold tabs behind a label; of three columns or more two cannot be told.
    if labels is None or (widths != {2} and (labels == 1 or len(widths) == 1)):
        raise DataError(
            f"{table.path}: which of the {max(widths)} columns between tabs holds the text and "
            "which the label? Number them: `text=1 label=2`, for instance; or begin the file with "
            "a line of names: text TAB label."
        )
    for (number, _), first, rest in zip(table.lines, firsts, rests, strict=True):
        text, label = (first, rest) if labels == 1 else (rest, first)
        yield Row(f"{table.path}:{number}", text, label)


def _begins_with_names(table: Table) -> bool:
    """Whether the first line has a name of a text or a label that its column has not again."""
    for i, cell in enumerate(table.lines[0].cells):
        name = normalize_label(cell).casefold()
        below = [cells[i : i + 1] for _, cells in table.lines[1:]]
        if name in (*TEXT_NAMES, *LABEL_NAMES) and [cell] not in below:
            return True
    return False


def _column_of_labels(firsts: Sequence[str], seconds: Sequence[str]) -> int | None:
    """Which of two columns holds labels: 0, 1, or None where it cannot be told."""
    columns = [list(filter(None, map(normalize_label, cells))) for cells in (firsts, seconds)]
    tests = [_are_few_and_short]
    if len(firsts) < _FEW_LINES:
        tests.append(_are_single_words)
    for test in tests:
        found = [test(column) for column in columns]
        if found[0] != found[1]:
            return found.index(True)
    return None


def _are_few_and_short(column: Sequence[str]) -> bool:
    is_short = all(len(cell.split()) <= _MAX_WORDS for cell in column)
    return is_short and 2 * len(set(column)) <= len(column)


def _are_single_words(column: Sequence[str]) -> bool:
    return all(len(cell.split()) == 1 for cell in column)
