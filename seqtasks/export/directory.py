"""A directory of output: it is new, and appears once it is complete."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seqtasks.errors import RunError


def check_new(directory: Path) -> None:
    """Refuses a directory that exists.

    Raises:
        RunError: it exists.
    """
    if directory.exists():
        raise RunError(
            f"The output {directory} exists already. Name another directory, or remove it."
        )


@contextmanager
def new_directory(directory: Path) -> Iterator[Path]:
    """A place to write to that becomes `directory` at the end, and is removed on any failure.

    Raises:
        RunError: `directory` exists, or cannot be written.
    """
    check_new(directory)
    partial = directory.with_name(f".{directory.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.rename(directory)
    except OSError as error:
        reason = (error.strerror or str(error)).replace(str(partial), str(directory))
        raise RunError(f"The output {directory} cannot be written: {reason}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
