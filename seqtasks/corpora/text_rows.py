"""Reads texts from tables and JSON lines, and writes them back with an answer beside each."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from seqtasks.corpora.labelled_files import LABEL_NAMES, TEXT_NAMES
from seqtasks.corpora.labels import normalize_label
from seqtasks.errors import DataError, did_you_mean

_HEAD_LINES = 500  # tell what separates the columns of CSV
_CSV_SEPARATORS = (",", ";", "\t")
_BREAKS = re.compile(r"[\t\r\n]+")
_LINE_ENDS = re.compile(r"[\r\n]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")  # half of a pair, from a cut emoji in JSON


class TextRow(NamedTuple):
    """A row as it stands in its file.

    Attributes:
        lines: of the row; several where a quoted cell holds line ends.
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
        content, blanks = content.rstrip(), content[len(content.rstrip()) :]
        added = json.dumps(cells, ensure_ascii=False)[1:]
        gap = ", " if self.names else ""
        return (*before, f"{content[:-1].rstrip()}{gap}{added}{blanks}{end}")

    def _joined(self, cells: Sequence[str]) -> str:
        """Cells as they stand in a line."""
        if not self.is_quoted:
            return self.separator.join(_BREAKS.sub(" ", cell) for cell in cells)
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator, lineterminator="").writerow(cells)
        return text.getvalue()


def read_rows(
    lines: Iterable[str],
    source: Path | str,
    form: str,
    text: str | None = None,
    *,
    names: Sequence[str] = TEXT_NAMES,
) -> Iterator[TextRow]:
    """The rows of a table or of JSON lines; a line may end in a carriage return, which stays.

    Args:
        lines: of the file.
        source: its name, for messages.
        form: `"tsv"`, tabs between columns and nothing quoted; `"csv"`, as spreadsheets write it;
            `"jsonl"`, an object a line.
        text: the column or key with the text: its name, or the number of the column, counted from
            1. None for the only column, or that with the first of `names` that is there.
        names: of columns with texts, the likeliest first.

    Raises:
        DataError: the file has another form or no such column, or a row is not as the others.
    """
    wanted = _Wanted(text, tuple(name.casefold() for name in names))
    if form == "jsonl":
        return _json_rows(lines, source, wanted)
    rows = _tab_rows(lines, source) if form == "tsv" else _csv_rows(lines, source)
    return _table_rows(rows, wanted)


class _Wanted(NamedTuple):
    """The column with the text: as it is given, or else as it may be named."""

    text: str | None
    names: tuple[str, ...]


_Cells: TypeAlias = tuple[TextRow, list[str]]  # a row and its cells, none of blank lines


def _table_rows(rows: Iterable[_Cells], wanted: _Wanted) -> Iterator[TextRow]:
    width = column = 0
    for row, cells in rows:
        if not cells:
            yield row
            continue
        if not width:
            width = len(cells)
            column, is_header = _find_column(cells, wanted, row.place)
            if is_header:
                yield row._replace(names=tuple(map(normalize_label, cells)))
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
    lines = iter(lines)
    head = list(itertools.islice(lines, _HEAD_LINES))
    separator = _separator(head)
    taken: list[str] = []

    def take() -> Iterator[str]:
        for line in itertools.chain(head, lines):
            taken.append(line)
            yield f"{line}\n"

    with _any_field_size():
        reader = csv.reader(take(), delimiter=separator, strict=True)
        try:
            for cells in reader:
                place = f"{source}:{reader.line_num}"
                yield TextRow(tuple(taken), place, separator, is_quoted=True), cells
                taken.clear()
        except csv.Error as error:
            raise DataError(f"{source}:{reader.line_num}: not CSV ({error}).") from None


def _separator(head: Sequence[str]) -> str:
    """What gives the first lines of CSV the same number of columns, more than one."""
    for separator in _CSV_SEPARATORS:
        try:
            rows = csv.reader((f"{line}\n" for line in head), delimiter=separator)
            widths = [len(cells) for cells in rows if cells]
        except csv.Error:
            continue
        if widths and len({*widths[:-1]} or {*widths}) == 1 and widths[0] > 1:  # the last is cut
            return separator
    return _CSV_SEPARATORS[0]


@contextmanager
def _any_field_size() -> Iterator[None]:
    """A document may be longer than the limit of all readers of CSV."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _json_rows(lines: Iterable[str], source: Path | str, wanted: _Wanted) -> Iterator[TextRow]:
    for number, line in enumerate(lines, start=1):
        row = TextRow((line,), f"{source}:{number}")
        if not line.strip():
            yield row
            continue
        try:
            record = json.loads(line, object_pairs_hook=_object)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{row.place}: not JSON ({error}). A line must be an object.") from None
        if not isinstance(record, dict):
            raise DataError(f"{row.place}: a line must be a JSON object. Received: {line[:60]!r}")
        names = tuple(record)
        value = record[names[_find_name(names, wanted, row.place)]]
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise DataError(f"{row.place}: the text must be text. Received: {value!r:.60}")
        yield row._replace(text=_one_line(str(value)), names=names)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different."""
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return record


def _find_column(cells: Sequence[str], wanted: _Wanted, place: str) -> tuple[int, bool]:
    """The column with the text, by the first line's cells, and whether these are names."""
    text = wanted.text
    known = [normalize_label(cell).casefold() for cell in cells]
    if text is not None and text.isdecimal():
        column = int(text) - 1
        if not 0 <= column < len(cells):
            raise DataError(
                f"{place}: must have a column {text} with the text. Received: {len(cells)} "
                "columns. Choose another: --text."
            )
        others = {*known[:column], *known[column + 1 :]}
        return column, known[column] in wanted.names or bool(others & {*LABEL_NAMES})
    if text is None and len(cells) == 1:
        return 0, known[0] in wanted.names
    return _find_name(cells, wanted, place), True


def _find_name(names: Sequence[str], wanted: _Wanted, place: str) -> int:
    """The place of the name that is wanted, or of the first that is likely; case counts not."""
    text = wanted.text
    known = [normalize_label(name).casefold() for name in names]
    for one in wanted.names if text is None else (normalize_label(text).casefold(),):
        if known.count(one) > 1:
            raise DataError(f"{place}: two columns are named {one!r}. Rename one.")
        if one in known:
            return known.index(one)
    if text is None:
        raise DataError(
            f"{place}: no column is named {', '.join(wanted.names)}. Say which one holds the text: "
            "--text its name, or its number where the first line has no names. "
            f"Received: {', '.join(names)[:80]}"
        )
    raise DataError(
        f"{place}: no column is named {text!r}. {did_you_mean(text, names)} Choose one: --text."
    )


def _one_line(text: str) -> str:
    """A text as training reads it: on one line."""
    return _SURROGATES.sub("\ufffd", _LINE_ENDS.sub(" ", text))


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.4f}"
