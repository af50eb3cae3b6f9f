"""Reads JSON objects: one a line, or all in one array; and keeps how they are written."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.corpora.splits import ending_of
from seqtasks.errors import DataError
from seqtasks.files import JSON_DECODER, RepeatedKeyError

JSON_ENDINGS = ("jsonl", "ndjson", "json")
_ARRAY_ENDING = "json"  # of files that may hold one array
_BLANKS = " \t\n\r"


class JsonRecord(NamedTuple):
    """An object as it stands in its file.

    Attributes:
        place: for messages.
        values: by name; None of what is no object: a blank line, what stands behind the last one.
        text: its line, without line end; of an array all from the end of the object before it.
    """

    place: str
    values: dict[str, Any] | None
    text: str


def may_be_array(path: Path) -> bool:
    """Whether a file's name says that it may hold an array in place of an object a line."""
    return ending_of(path) == _ARRAY_ENDING


def read_records(
    lines: Iterable[str], source: Path | str, *, array: bool = False
) -> tuple[Iterator[JsonRecord], bool]:
    """The objects of a file, and whether they stand in an array.

    Args:
        lines: of the file.
        source: its name, for messages.
        array: whether it may be an array: one that begins with a bracket is.

    Raises:
        DataError: while they are read: the file is not JSON or of another form, or an object has a
            key twice.
    """
    if not array:
        return _of_lines(lines, source, ""), False
    lines = list(lines)
    first = next((line.lstrip(_BLANKS) for line in lines if line.strip(_BLANKS)), "")
    if first.startswith("["):
        return _of_array(lines, source), True
    return _of_lines(lines, source, " or the file one array of objects"), False


def scalar(value: object, key: str, place: str) -> str:
    """A value as text.

    Raises:
        DataError: it is neither text nor a number.
    """
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value) if value.is_integer() else value)
    if not isinstance(value, str | int):
        raise DataError(f"{place}: {key!r} must be text or a number. Received: {value!r:.60}")
    return str(value)


def _of_lines(lines: Iterable[str], source: Path | str, hint: str) -> Iterator[JsonRecord]:
    for number, line in enumerate(lines, start=1):
        place = f"{source}:{number}"
        if not line.strip():
            yield JsonRecord(place, None, line)
            continue
        try:
            value = JSON_DECODER.decode(line)
        except RepeatedKeyError as error:
            raise DataError(f"{place}: {error}") from None
        except (ValueError, RecursionError) as error:
            raise DataError(
                f"{place}: not JSON ({error}). A line must be an object{hint}."
            ) from None
        yield JsonRecord(place, _checked(value, "a line", place), line)


def _of_array(lines: list[str], source: Path | str) -> Iterator[JsonRecord]:
    text = "\n".join(lines)
    ends = list(accumulate(len(line) + 1 for line in lines))
    at = _skip_blanks(text, _skip_blanks(text, 0) + 1)
    before = 0
    separator = "" if text.startswith("]", at) else ","
    while separator == ",":
        place = f"{source}:{bisect_right(ends, at) + 1}"
        try:
            value, at = JSON_DECODER.raw_decode(text, at)
        except RepeatedKeyError as error:
            raise DataError(f"{place}: {error}") from None
        except (ValueError, RecursionError) as error:
            raise DataError(f"{place}: not JSON ({error}). The array must hold objects.") from None
        values = _checked(value, "an element of the array", place)
        yield JsonRecord(place, values, text[before:at])
        before, at = at, _skip_blanks(text, at)
        separator = text[at : at + 1]
        if separator == ",":
            at = _skip_blanks(text, at + 1)
    place = f"{source}:{bisect_right(ends, at) + 1}"
    if not text.startswith("]", at) or text[at + 1 :].strip(_BLANKS):
        raise DataError(
            f"{place}: not JSON. An array must end in `]`, with commas between its objects and "
            f"nothing behind it. Received: {text[at : at + 40]!r}"
        )
    yield JsonRecord(place, None, text[before:])


def _checked(value: Any, what: str, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{place}: {what} must be a JSON object. Received: {value!r:.60}")
    return value


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at
