"""Reads texts with a label each from JSON: an object a line, or one array of objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from seqtasks.corpora.json_records import may_be_array, read_records, scalar
from seqtasks.corpora.label_columns import Columns, Row, check_different, find_named
from seqtasks.corpora.lines import read_lines


def json_rows(path: Path, columns: Columns) -> Iterator[Row]:
    """The rows of a file with a JSON object a line, or, if it is `.json`, with an array of them.

    Raises:
        DataError: the file is not JSON or of another form, or an object has a key twice, or lacks
            text or label.
    """
    records, _ = read_records(read_lines(path), path, array=may_be_array(path))
    for place, record, _ in records:
        if record is None:
            continue
        names = list(record)
        places = [find_named(names, wanted, place) for wanted in columns.wanted]
        check_different(names[places[0]], names[places[1]], place)
        yield Row(place, *(scalar(record[names[i]], names[i], place) for i in places))
