"""Reads the lines of a text file or stream, plain or gzip, and says where it cannot."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from seqtasks.errors import DataError, DataWarning, close_path

_PIECE = 1 << 16  # bytes that are looked at together where no newline comes
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_TELLING = 16  # bytes that tell UTF-16 and UTF-32
_LONE_RETURN = re.compile(rb"\r(?!\r*\n)")
_OTHER_FORMATS = (
    (re.compile(_GZIP), "gzip", "Unpack it: `gunzip`."),
    (re.compile(rb"PK\x03\x04"), "a zip archive, as .docx and .xlsx are", "Unpack or export it."),
    (re.compile(rb"BZh\d1AY&SY"), "bzip2", "Unpack it: `bunzip2`."),
    (re.compile(rb"\xfd7zXZ\0"), "xz", "Unpack it: `unxz`."),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "zstd", "Unpack it: `unzstd`."),
    (re.compile(rb"(?s).{257}ustar"), "a tar archive", "Unpack it: `tar -xf`."),
    (re.compile(rb"%PDF-"), "PDF", "Export its text."),
    (re.compile(rb"PAR1\x15"), "Parquet", "Export it as JSON lines."),
    (re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff"), "UTF-32", "Convert it: `iconv -f UTF-32`."),
    (re.compile(rb"\xff\xfe|\xfe\xff"), "UTF-16", "Convert it: `iconv -f UTF-16`."),
    # Without a byte order mark: three of four bytes, or every other one, are those of the alphabet.
    (re.compile(rb"(?s)(?:[^\0].[\0-\3]\0){2}"), "UTF-32", "Convert it: `iconv -f UTF-32LE`."),
    (re.compile(rb"(?s)(?:\0[\0-\3].[^\0]){2}"), "UTF-32", "Convert it: `iconv -f UTF-32BE`."),
    # A few NULs are characters of a text.
    (
        re.compile(rb"(?:[^\0][\0-\x08]){4}|(?:[^\0]\0){2,}\n?\Z"),
        "UTF-16",
        "Convert it: `iconv -f UTF-16LE`.",
    ),
    (
        re.compile(rb"(?:[\0-\x08][^\0]){4}|(?:\0[^\0]){2,}\Z"),
        "UTF-16",
        "Convert it: `iconv -f UTF-16BE`.",
    ),
)


class EncodingError(DataError):
    """A file that is not UTF-8."""


def read_lines(path: Path | str, *, keep_returns: bool = False) -> Iterator[str]:
    """Yields the lines of a UTF-8 file without their ends; see `read_stream`.

    A file that is gzip is unpacked, whatever its name.

    Raises:
        DataError: the file is missing, a directory, not readable, or broken gzip; or its content
            cannot be used.
    """
    path = Path(path)
    try:
        with _opened(path) as file:
            yield from read_stream(file, path, keep_returns=keep_returns)
    except FileNotFoundError:
        raise DataError(_missing(path)) from None
    except IsADirectoryError:
        raise DataError(f"{path} must be a file. Received: a directory.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from None


def read_stream(file: BinaryIO, source: Path | str, *, keep_returns: bool = False) -> Iterator[str]:
    r"""Yields the lines of a UTF-8 stream without their ends, as they come.

    A line ends in "\n" or "\r\n"; in "\r" where the first line does, as on old Macs, and then all
    lines do. Where the first line ends in "\n", a "\r" within a later line is a character of it,
    and warned of. U+2028 and the like are always characters. Blank lines are kept; a byte order
    mark at the start is dropped.

    Args:
        file: the stream; of a long one only a line, or 64 KiB, is held in memory.
        source: its name, for messages.
        keep_returns: leave the "\r" of "\r\n" in the line, so that it can be written back.

    Raises:
        DataError: the stream is not UTF-8, of another format, or broken gzip; it mixes "\r" and
            "\n"; or its lines end in "\r" and cannot be written back.
    """
    number, num_broken, first_broken = 0, 0, 0
    try:
        for number, raw in enumerate(_split(file, source, keep_returns), start=1):
            line = raw
            if b"\r" in raw:
                line = raw.rstrip(b"\r")
                if b"\r" in line:
                    num_broken, first_broken = num_broken + 1, first_broken or number
            yield _decode(raw if keep_returns else line, source, number)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{source}:{number + 1}: broken gzip file ({error}).") from None
    if num_broken:
        warnings.warn(
            f"{source}:{first_broken}: a carriage return stands within a line, in {num_broken:,} "
            "line(s) of the file. It stays a character: only newlines end the lines of this file.",
            DataWarning,
            stacklevel=1,
        )


def check_link(path: Path) -> None:
    """Raises DataError for a link that leads to nothing."""
    if path.is_symlink() and not path.exists():
        raise DataError(f"{path} is a broken link: it leads to {path.readlink()}.")


def digest_of(lines: Sequence[str]) -> str:
    """SHA-256 of lines: the same wherever their file lies."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The content of a file, unpacked where it is gzip."""
    with path.open("rb") as file:
        if file.peek(len(_GZIP)).startswith(_GZIP):
            with gzip.GzipFile(fileobj=file) as packed:
                yield io.BufferedReader(packed)
        else:
            yield file


def _split(file: BinaryIO, source: Path | str, keep_returns: bool) -> Iterator[bytes]:
    r"""The lines of a stream without the "\n" or the lone "\r" that ends them."""
    first = _first_line(file)
    _check_format(first, source)
    first = first.removeprefix(_BYTE_ORDER_MARK)
    if _LONE_RETURN.search(first):
        if keep_returns:
            raise DataError(
                f"{source}: lines must end in newlines, to be written back as they are. Received: "
                "carriage returns. Convert them: `tr '\\r' '\\n'`."
            )
        yield from _split_at_returns(first, file, source)
    elif first:
        yield first.removesuffix(b"\n")
        begin = first
        while len(begin) < _TELLING and (raw := file.readline()):
            begin += raw
            _check_format(begin, source)
            yield raw.removesuffix(b"\n")
        for raw in file:
            yield raw.removesuffix(b"\n")


def _check_format(begin: bytes, source: Path | str) -> None:
    """Raises DataError where a stream begins as one of another format."""
    for pattern, name, remedy in _OTHER_FORMATS:
        if pattern.match(begin):
            raise DataError(f"{source} must be plain UTF-8 text. Received: {name}. {remedy}")


def _first_line(file: BinaryIO) -> bytes:
    r"""What stands before the first "\n", and it; or some pieces, the last with a lone "\r"."""
    pieces: list[bytes] = []
    while piece := file.readline(_PIECE):
        while piece.endswith(b"\r") and (more := file.readline(1)):
            piece += more  # perhaps the "\n" that belongs to it
        pieces.append(piece)
        if piece.endswith(b"\n") or _LONE_RETURN.search(piece):
            break
    return b"".join(pieces)


def _split_at_returns(begin: bytes, file: BinaryIO, source: Path | str) -> Iterator[bytes]:
    """The lines of a stream that carriage returns end."""
    number = 1
    rest: list[bytes] = []  # of a line that has not ended yet
    block = begin
    while block:
        newline = block.find(b"\n")
        if newline >= 0:
            line_number = number + block[:newline].rstrip(b"\r").count(b"\r")
            raise DataError(
                f"{source}:{line_number}: must end in a carriage return, as the first line does. "
                "Received: a newline. Convert all line ends to newlines."
            )
        *ended, last = block.split(b"\r")
        for line in ended:
            yield b"".join([*rest, line])
            rest = []
        number += len(ended)
        rest.append(last)
        block = file.read(_PIECE)
    if line := b"".join(rest):
        yield line


def _decode(content: bytes, source: Path | str, number: int) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"{source}:{number}: not UTF-8 (byte 0x{content[error.start]:02x} at column "
            f"{error.start + 1}). Convert it, e.g. with `iconv`."
        ) from None


def _missing(path: Path) -> str:
    check_link(path)
    siblings = path.parent.iterdir() if path.parent.is_dir() else ()
    return f"{path} does not exist.{close_path(path, siblings)}"
