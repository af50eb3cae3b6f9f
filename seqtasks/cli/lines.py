"""Lines in, answers out: the streams of `seqtasks predict`."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from seqtasks.corpora.lines import read_lines as read_file
from seqtasks.corpora.lines import read_stream
from seqtasks.errors import DataError
from seqtasks.files import whole_file

_GZIP = b"\x1f\x8b"
CHUNK = 1024  # lines that are answered together


def check_lines(path: Path | None) -> None:
    """Reads a file once, so that it is known to be good before anything is loaded or written.

    Standard input and pipes can be read only once: they are checked as they come.

    Raises:
        DataError: the file cannot be read, or is not UTF-8 (which line).
    """
    if path is None or (path.exists() and not path.is_file() and not path.is_dir()):
        return
    for _ in read_file(path):
        pass


def read_lines(path: Path | None, *, keep_returns: bool = False) -> Iterator[str]:
    """The lines of a UTF-8 file (gzip, too), or of standard input, without their ends.

    What ends a line is told by `seqtasks.corpora.lines.read_stream`.

    Args:
        path: the file; None for standard input.
        keep_returns: leave a carriage return before a line's end where it is.

    Raises:
        DataError: the file cannot be read, or is not UTF-8 (which line).
    """
    if path is not None:
        yield from read_file(path, keep_returns=keep_returns)
        return
    try:
        yield from read_stream(sys.stdin.buffer, "standard input", keep_returns=keep_returns)
    except OSError as error:
        raise DataError(f"standard input cannot be read: {error.strerror}.") from error


def is_unended(path: Path | None) -> bool:
    """Whether the last line of a plain file lacks its newline."""
    if path is None or not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        if file.read(len(_GZIP)) == _GZIP:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines in lists of `CHUNK`, the last one shorter."""
    iterator = iter(lines)
    while chunk := list(itertools.islice(iterator, CHUNK)):
        yield chunk


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears under its name once it is complete.

    Raises:
        DataError: the file cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        return
    # A device or a pipe, /dev/stdout for instance, must not be replaced by a file.
    replaces = not path.exists() or path.is_file()
    place = whole_file(path) if replaces else nullcontext(path)
    try:
        with place as target, target.open("wb") as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DataError(f"The output {path} cannot be written: {error.strerror}.") from error


def check_output_file(path: Path | None) -> None:
    """Sees before a long answer whether a file can be written at all.

    Raises:
        DataError: it is a directory, or its folder does not exist or takes no file.
    """
    if path is None:
        return
    if path.is_dir():
        raise DataError(f"The output {path} is a directory.")
    if not path.parent.is_dir():
        raise DataError(f"The output {path} cannot be written: its folder does not exist.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise DataError(f"The output {path} cannot be written: permission denied.")
