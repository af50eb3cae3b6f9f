"""Reads texts with a label each from tables: tabs between the columns, or CSV."""

from __future__ import annotations

import csv
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.label_columns import (
    LABEL_NAMES,
    TEXT_NAMES,
    Columns,
    Row,
    Wanted,
    check_different,
    find_named,
)
from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError, DataWarning

_SEPARATORS = (",", ";", "\t")  # of CSV: spreadsheets write semicolons where commas are decimal
_HINT = re.compile(r'"?sep=(.)"?')  # the first line that Excel writes and reads
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


class Line(NamedTuple):
    """A line of a table.

    Attributes:
        number: in the file, counted from 1.
        cells: what stands in its columns.
    """

    number: int
    cells: list[str]


class Table(NamedTuple):
    """A table as it stands in its file.

    Attributes:
        path: the file.
        lines: without blank ones.
        is_csv: whether it is written as CSV, with quotes.
    """

    path: Path
    lines: list[Line]
    is_csv: bool = False


def read_tabs(path: Path) -> Table:
    """A file with tabs between its columns, in which nothing is quoted.

    Warns of one whose cells are quoted as in CSV.
    """
    numbered = enumerate(read_lines(path), start=1)
    lines = [Line(number, line.split("\t")) for number, line in numbered if line.strip(" ")]
    quoted = [cell for line in lines for cell in line.cells if '"' in cell]
    if any('""' in cell[1:-1] for cell in quoted) and all(map(_QUOTED.fullmatch, quoted)):
        warnings.warn(
            f"{path} has cells that are quoted as in CSV, such as {quoted[0]!r:.60}. Quotes are "
            "part of the text in a .tsv: name the file .csv if they are not.",
            DataWarning,
            stacklevel=1,
        )
    return Table(path, lines)


def read_csv(path: Path) -> Table:
    """A file as spreadsheets write it: quotes, and commas, semicolons or tabs between columns.

    Where the first line has several of these, it is the one that gives all lines as many columns.
    A first line `sep=;` names another, or the same, as Excel has it.

    Raises:
        DataError: a quote is not closed, or something else is not as in CSV.
    """
    lines = list(read_lines(path))
    separator = csv_separator(lines, path)
    if is_separator_hint(lines[0] if lines else ""):
        lines[0] = ""  # a blank line: the others keep their numbers
    return Table(path, list(_parsed(lines, separator, path)), is_csv=True)


def table_rows(table: Table, columns: Columns) -> Iterator[Row]:
    """The rows of a table; its text may hold tabs if it is in the last column.

    Raises:
        DataError: the table has not such columns, or a line not as many as the others.
    """
    path, lines, is_csv = table
    if not lines:
        return
    header = lines[0].cells
    places, is_header = _places(header, columns, f"{path}:{lines[0].number}")
    last = max(places)
    num_columns = len(header) if is_header else _usual_width(lines, last + 1)
    for number, cells in lines[is_header:]:
        if not is_csv and places[0] == num_columns - 1 < len(cells):
            cells = [*cells[: places[0]], "\t".join(cells[places[0] :])]
        if len(cells) != num_columns or num_columns <= last:
            is_quoted = not is_csv and any('"' in cell for cell in cells)
            hint = " Nothing is quoted in a .tsv: name it .csv if cells are." if is_quoted else ""
            raise DataError(
                f"{path}:{number}: must have {max(num_columns, last + 1)} columns, as "
                f"{'the first line has' if is_header else 'most lines have'}. "
                f"Received: {len(cells)}.{hint}"
            )
        yield Row(f"{path}:{number}", *(cells[place] for place in places))


def names_text_and_label(cells: Sequence[str]) -> bool:
    """Whether a line names both a text and a label."""
    return _is_named(cells, TEXT_NAMES) and _is_named(cells, LABEL_NAMES)


def _is_named(cells: Sequence[str], known: Sequence[str]) -> bool:
    return any(normalize_label(cell).casefold() in known for cell in cells)


def is_separator_hint(line: str) -> bool:
    """Whether a first line of a CSV file does not hold cells, but names what separates them."""
    return _HINT.fullmatch(line.removesuffix("\r")) is not None


def csv_separator(lines: Sequence[str], path: Path | str) -> str:
    """What stands between the columns of a CSV file.

    Raises:
        DataError: the first line has names with bars between them.
    """
    if hint := _HINT.fullmatch(lines[0].removesuffix("\r") if lines else ""):
        return hint[1]
    first = list(filter(None, lines))[:1]
    likely = [one for one in _SEPARATORS if max(_widths(first, one, path), default=0) > 1]
    names = first[0].split("|") if first else []
    if not likely and len(names) > 1 and _is_named(names, (*TEXT_NAMES, *LABEL_NAMES)):
        raise DataError(
            f"{path}:{lines.index(first[0]) + 1}: commas, semicolons or tabs must stand between "
            "the columns of a .csv. Received: bars. Begin the file with a line `sep=|`."
        )
    if len(likely) < 2:
        return likely[0] if likely else _SEPARATORS[0]
    even = [one for one in likely if len(_widths(lines, one, path)) == 1]
    return [*even, *likely][0]


def _widths(lines: Sequence[str], separator: str, path: Path | str) -> set[int]:
    """How many columns the lines have with a separator; none where that is not CSV."""
    try:
        return {len(line.cells) for line in _parsed(lines, separator, path)}
    except DataError:
        return set()


def _parsed(lines: Iterable[str], separator: str, path: Path | str) -> Iterator[Line]:
    """The lines of CSV that are not blank; one of several lines has the number of its last."""
    limit = csv.field_size_limit(sys.maxsize)  # of all readers; a document may be longer
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if cells:
                yield Line(reader.line_num, cells)
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: not CSV ({error}).") from None
    finally:
        csv.field_size_limit(limit)


def _places(header: Sequence[str], columns: Columns, place: str) -> tuple[list[int], bool]:
    """The columns of a table that are wanted, and whether its first line names them."""
    places = [_place(header, wanted, place) for wanted in columns.wanted]
    check_different(places[0], places[1], place)
    text, label = ([header[place]] for place in places[:2])
    is_header = _is_named(text, TEXT_NAMES) or _is_named(label, LABEL_NAMES)
    return places, not columns.are_numbered or is_header


def _place(names: Sequence[str], wanted: Wanted, place: str) -> int:
    if wanted.name is None or not wanted.name.isdecimal():
        return find_named(names, wanted, place)
    if not 1 <= int(wanted.name) <= len(names):
        raise DataError(
            f"{place}: must have a column {wanted.name} with the {wanted.what}. "
            f"Received: {len(names)} columns"
        )
    return int(wanted.name) - 1


def _usual_width(lines: Sequence[Line], least: int) -> int:
    """How many cells most lines have, `least` or more; of two numbers the smaller.

    The first line may be a bad one, or hold tabs in its last cell.
    """
    counts = Counter(len(line.cells) for line in lines if len(line.cells) >= least)
    return min(counts, key=lambda width: (-counts[width], width), default=least)
