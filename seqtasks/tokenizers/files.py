"""The files of a saved tokenizer: a JSON file with kind and settings, and a data file beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from seqtasks.errors import DataError
from seqtasks.files import JSON_DECODER, write_whole


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        DataError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"{path}: a file of a saved tokenizer cannot be read: {reason}.") from None


def write_settings(path: Path, settings: dict[str, Any], num_characters: int | None) -> None:
    """Writes kind and settings as JSON, and the number of characters where it is known."""
    if num_characters is not None:
        settings = settings | {"num_characters": num_characters}
    write_whole(path, (json.dumps(settings, indent=2, ensure_ascii=False) + "\n").encode())


def read_settings(path: Path) -> dict[str, Any]:
    """Reads what `write_settings` wrote.

    Raises:
        DataError: the file is missing or no JSON object.
    """
    try:
        settings = JSON_DECODER.decode(read_bytes(path).decode("utf-8-sig"))
    except ValueError as error:  # not UTF-8, or not JSON
        raise DataError(f"{path}: a tokenizer's settings must be JSON ({error}).") from None
    if not isinstance(settings, dict):
        raise DataError(f"{path}: a tokenizer's settings must be a JSON object.")
    return settings
