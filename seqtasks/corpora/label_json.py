"""Reads texts with a label each from JSON: an object a line, or one array of objects."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from seqtasks.corpora.label_columns import Columns, Row, check_different, find_named
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.splits import ending_of
from seqtasks.errors import DataError

JSON_ENDINGS = ("jsonl", "ndjson", "json")
_ARRAY_ENDING = "json"  # of files that may hold one array
_BLANKS = " \t\n\r"


class _RepeatedKeyError(ValueError):
    """An object that has a key twice: parsers differ in which value counts."""


def json_rows(path: Path, columns: Columns) -> Iterator[Row]:
    """The rows of a file with a JSON object a line, or, if it is `.json`, with an array of them.

    Raises:
        DataError: the file is not JSON or of another form, or an object has a key twice, or lacks
            text or label.
    """
    lines = list(read_lines(path))
    first = next((line.lstrip(_BLANKS) for line in lines if line.strip(_BLANKS)), "")
    is_array = ending_of(path) == _ARRAY_ENDING and first.startswith("[")
    records = _array(lines, path) if is_array else _records(lines, path)
    for place, record in records:
        if not isinstance(record, dict):
            what = "an element of the array" if is_array else "a line"
            raise DataError(f"{place}: {what} must be a JSON object. Received: {record!r:.60}")
        names = list(record)
        places = [find_named(names, wanted, place) for wanted in columns.wanted]
        check_different(names[places[0]], names[places[1]], place)
        yield Row(place, *(_scalar(record[names[i]], names[i], place) for i in places))


def _records(lines: Sequence[str], path: Path) -> Iterator[tuple[str, Any]]:
    """The value of each line that is not blank, with its place."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            yield place, _DECODER.decode(line)
        except _RepeatedKeyError as error:
            raise DataError(f"{place}: {error}") from None
        except (ValueError, RecursionError) as error:
            form = " or the file one array of objects" if ending_of(path) == _ARRAY_ENDING else ""
            raise DataError(
                f"{place}: not JSON ({error}). A line must be an object{form}."
            ) from None


def _array(lines: Sequence[str], path: Path) -> Iterator[tuple[str, Any]]:
    """The elements of the array that a file holds, each with its place."""
    text = "\n".join(lines)
    ends = list(accumulate(len(line) + 1 for line in lines))
    at = _skip_blanks(text, _skip_blanks(text, 0) + 1)
    separator = "" if text.startswith("]", at) else ","
    while separator == ",":
        place = f"{path}:{bisect_right(ends, at) + 1}"
        try:
            value, at = _DECODER.raw_decode(text, at)
        except _RepeatedKeyError as error:
            raise DataError(f"{place}: {error}") from None
        except (ValueError, RecursionError) as error:
            raise DataError(f"{place}: not JSON ({error}). The array must hold objects.") from None
        yield place, value
        at = _skip_blanks(text, at)
        separator = text[at : at + 1]
        if separator == ",":
            at = _skip_blanks(text, at + 1)
    if not text.startswith("]", at) or text[at + 1 :].strip(_BLANKS):
        raise DataError(
            f"{path}:{bisect_right(ends, at) + 1}: not JSON. An array must end in `]`, with commas "
            f"between its objects and nothing behind it. Received: {text[at : at + 40]!r}"
        )


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different."""
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _RepeatedKeyError(f"the key {twice!r} stands twice in one object. Keep one.")
    return record


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def _scalar(value: object, key: str, place: str) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value) if value.is_integer() else value)
    if not isinstance(value, str | int):
        raise DataError(f"{place}: {key!r} must be text or a number. Received: {value!r:.60}")
    return str(value)
