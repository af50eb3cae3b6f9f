"""Files that are written as a whole or not at all, JSON, and whether one lies in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a file is in a folder, wherever links and `..` lead."""
    return path.resolve().is_relative_to(folder.resolve())


class RepeatedKeyError(ValueError):
    """A JSON object that has a key twice: parsers differ in which value counts."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different."""
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise RepeatedKeyError(f"the key {twice!r} stands twice in one object. Keep one.")
    return record


# Reads JSON as `json.loads` does, but raises `RepeatedKeyError` where that keeps the last value.
JSON_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that no reader, and no kill, ever leaves half of it at `path`."""
    write_by(path, lambda temporary: temporary.write_bytes(content))


def write_by(path: Path, write: Callable[[Path], object]) -> None:
    """As `write_whole`, for a writer that wants a path with the suffix of `path`."""
    with whole_file(path) as temporary:
        write(temporary)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place to write to that becomes `path` at the end, and is removed on any failure."""
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
