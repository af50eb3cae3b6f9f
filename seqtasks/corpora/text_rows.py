"""Reads texts from tables and JSON lines, and writes them back with an answer beside each."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from seqtasks.corpora.dialogue_files import END_OF_TURN, join_turns
from seqtasks.corpora.headers import QUESTIONS, are_fields, are_names, fields_of
from seqtasks.corpora.json_records import JsonRecord, read_records, scalar
from seqtasks.corpora.label_columns import LABEL_NAMES, TEXT_NAMES, Wanted, find_named
from seqtasks.corpora.label_tables import csv_separator, is_separator_hint
from seqtasks.corpora.labels import normalize_label
from seqtasks.errors import DataError

_BREAKS = re.compile(r"[\t\r\n]+")
_LINE_ENDS = re.compile(r"[\r\n]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")  # half of a pair, from a cut emoji in JSON


class TextRow(NamedTuple):
    """A row as it stands in its file.

    Attributes:
        lines: of the row; several where a quoted cell holds line ends. Of an array of JSON objects
            one, with line ends, from the end of the object before to the end of this one.
        place: in its file, for messages.
        separator: between the columns of a table; "" of JSON.
        is_quoted: whether cells are quoted, as in CSV.
        text: what is read of it, on one line; None of a header and of blank lines.
        names: of the columns, of a header; of JSON the keys.
    """

    lines: tuple[str, ...]
    place: str
    separator: str = ""
    is_quoted: bool = False
    text: str | None = None
    names: tuple[str, ...] = ()

    def with_cells(self, cells: Mapping[str, str | float]) -> tuple[str, ...]:
        """The lines with further cells, the last; all else stays as it is.

        Args:
            cells: of a row with a text, by their names, of which a header takes the names.

        Raises:
            DataError: one of the names is there already.
        """
        if self.text is None and not self.names:
            return self.lines
        taken = next((name for name in cells if name in self.names), None)
        if taken is not None:
            raise DataError(f"{self.place}: there is a {taken!r} already. Rename it.")
        *before, last = self.lines
        content = last.rstrip("\r")
        end = last[len(content) :]
        if self.separator:
            values = list(cells) if self.text is None else list(map(_shown, cells.values()))
            return (*before, content + self.separator + self._joined(values) + end)
        body = content.rstrip()[:-1].rstrip()  # what stands before the brace and blanks
        added = json.dumps(cells, ensure_ascii=False)[1:-1]
        gap = ", " if self.names else ""
        return (*before, f"{body}{gap}{added}{content[len(body) :]}{end}")

    def _joined(self, cells: Sequence[str]) -> str:
        """Cells as they stand in a line."""
        if not self.is_quoted:
            return self.separator.join(_BREAKS.sub(" ", cell) for cell in cells)
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator, lineterminator="").writerow(cells)
        return text.getvalue()


class TextColumns(NamedTuple):
    """Where the texts of a task stand.

    Attributes:
        text: the column or key: its name, or the number of the column, counted from 1. None for
            the only column, or that with the first of `names` that is there.
        names: of columns with texts, the likeliest first.
        other: the number of the other column of a table of pairs, by which its header is known.
        turns: whether without a name or number all columns of a table are turns of a dialogue,
            which are read as one text.
    """

    text: str | None = None
    names: Sequence[str] = TEXT_NAMES
    other: str | None = None
    turns: bool = False


_ANY_COLUMNS = TextColumns()


class TextRows(NamedTuple):
    """The rows of a file, and whether they are the pieces of an array of JSON objects."""

    rows: Iterator[TextRow]
    is_array: bool = False


def read_rows(
    lines: Iterable[str],
    source: Path | str,
    form: str,
    columns: TextColumns = _ANY_COLUMNS,
    *,
    array: bool = False,
) -> TextRows:
    """The rows of a table or of JSON lines; a line may end in a carriage return, which stays.

    Args:
        lines: of the file.
        source: its name, for messages.
        form: `"tsv"`, tabs between columns and nothing quoted; `"csv"`, as spreadsheets write it;
            `"jsonl"`, an object a line.
        columns: where the texts stand.
        array: whether `"jsonl"` may be one array of objects.

    Raises:
        DataError: while rows are read: the file has another form or no such column, or a row is
            not as the others.
    """
    if form == "jsonl":
        wanted = Wanted("text", columns.text, tuple(columns.names))
        records, is_array = read_records(lines, source, array=array)
        return TextRows((_json_row(record, wanted) for record in records), is_array)
    rows = _tab_rows(lines, source) if form == "tsv" else _csv_rows(lines, source)
    return TextRows(_table_rows(rows, columns))


_Cells: TypeAlias = tuple[TextRow, list[str]]  # a row and its cells, none of blank lines


def _table_rows(rows: Iterable[_Cells], columns: TextColumns) -> Iterator[TextRow]:
    width, column = 0, None
    for row, cells in rows:
        if not cells:
            yield row
            continue
        if not width:
            width = len(cells)
            column, is_header = _find_column(cells, columns, row.place)
            if is_header:
                yield row._replace(names=tuple(map(normalize_label, cells)))
                continue
        if column is None:
            turns = (cell.strip().removesuffix(END_OF_TURN).strip() for cell in cells)
            yield row._replace(text=_one_line(join_turns(list(filter(None, turns)))))
            continue
        if not row.is_quoted and column == width - 1 < len(cells):
            cells = [*cells[:column], "\t".join(cells[column:])]
        if len(cells) != width:
            raise DataError(
                f"{row.place}: must have {width} columns, as the first line has. "
                f"Received: {len(cells)}"
            )
        yield row._replace(text=_one_line(cells[column]))


def _tab_rows(lines: Iterable[str], source: Path | str) -> Iterator[_Cells]:
    for number, line in enumerate(lines, start=1):
        content = line.removesuffix("\r")
        cells = content.split("\t") if content.strip(" ") else []
        yield TextRow((line,), f"{source}:{number}", "\t"), cells


def _csv_rows(lines: Iterable[str], source: Path | str) -> Iterator[_Cells]:
    lines = list(lines)
    separator = csv_separator(lines, source)
    taken: list[str] = []
    has_hint = is_separator_hint(lines[0] if lines else "")
    if has_hint:
        yield TextRow((lines[0],), f"{source}:1", separator, is_quoted=True), []

    def take() -> Iterator[str]:
        for line in lines[has_hint:]:
            taken.append(line)
            yield f"{line}\n"

    limit = csv.field_size_limit(sys.maxsize)  # of all readers; a document may be longer
    reader = csv.reader(take(), delimiter=separator, strict=True)
    try:
        for cells in reader:
            place = f"{source}:{reader.line_num + has_hint}"
            yield TextRow(tuple(taken), place, separator, is_quoted=True), cells
            taken.clear()
    except csv.Error as error:
        raise DataError(f"{source}:{reader.line_num + has_hint}: not CSV ({error}).") from None
    finally:
        csv.field_size_limit(limit)


def _json_row(record: JsonRecord, wanted: Wanted) -> TextRow:
    row = TextRow((record.text,), record.place)
    if record.values is None:
        return row
    names = tuple(record.values)
    name = names[_find_name(names, wanted, record.place)]
    text = scalar(record.values[name], name, record.place)
    return row._replace(text=_one_line(text), names=names)


def _find_column(cells: Sequence[str], columns: TextColumns, place: str) -> tuple[int | None, bool]:
    """The column with the text, by the first line's cells, and whether these are names.

    None for all columns.
    """
    known = [normalize_label(cell).casefold() for cell in cells]
    text, names = columns.text, tuple(columns.names)
    if text is not None and text.isdecimal():
        column = int(text) - 1
        if not 0 <= column < len(cells):
            raise DataError(
                f"{place}: must have a column {text} with the text. Received: {len(cells)} "
                "columns. Choose another: --text."
            )
        return column, _is_header(cells, column, columns)
    if text is None and len(cells) == 1:
        return 0, known[0] in names
    if text is None and columns.turns:
        has_names = are_fields(cells)
        found = [i for i, cell in enumerate(cells) if has_names and fields_of(cell) & QUESTIONS]
        return (found[0] if len(found) == 1 else None), has_names
    return _find_name(cells, Wanted("text", text, names), place), True


def _is_header(cells: Sequence[str], column: int, columns: TextColumns) -> bool:
    """Whether the first line of a table whose columns are numbered names them."""
    if columns.other is not None:
        other = int(columns.other) - 1
        return other < len(cells) and are_names([cells[column], cells[other]])
    known = [normalize_label(cell).casefold() for cell in cells]
    others = {*known[:column], *known[column + 1 :]}
    return known[column] in columns.names or bool(others & {*LABEL_NAMES})


def _find_name(names: Sequence[str], wanted: Wanted, place: str) -> int:
    """As `find_named`, whose errors name the option of a command."""
    try:
        return find_named(names, wanted, place)
    except DataError as error:
        message = str(error).replace("`text=`", "--text").replace("Received: text=", "--text ")
        raise DataError(message) from None


def _one_line(text: str) -> str:
    """A text as training reads it: on one line."""
    return _SURROGATES.sub("\ufffd", _LINE_ENDS.sub(" ", text))


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.4f}"
