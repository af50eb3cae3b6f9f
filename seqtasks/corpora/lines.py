"""Reads the lines of a text file, plain or gzip, and says where it cannot."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from seqtasks.errors import DataError, close_path

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_lines(path: Path | str, *, keep_returns: bool = False) -> Iterator[str]:
    r"""Yields the lines of a UTF-8 file without their ends.

    Only "\n" and "\r\n" end a line; U+2028 and the like are characters in it. Blank lines are
    kept, a byte order mark at the start is dropped. A file whose name ends in `.gz` is unpacked.

    Raises:
        DataError: the file is missing, a directory, not readable, not UTF-8, or broken gzip.
    """
    path = Path(path)
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                content = raw.removeprefix(_BYTE_ORDER_MARK) if number == 1 else raw
                if content or number > 1:
                    content = content.removesuffix(b"\n")
                    if not keep_returns:
                        content = content.removesuffix(b"\r")
                    yield _decode(content, path, number)
    except FileNotFoundError:
        raise DataError(_missing(path)) from None
    except IsADirectoryError:
        raise DataError(f"{path} must be a file. Received: a directory.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path}:{number + 1}: broken gzip file ({error}).") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from None


def digest_of(lines: Sequence[str]) -> str:
    """SHA-256 of lines: the same wherever their file lies."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _decode(content: bytes, path: Path, number: int) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}:{number}: not UTF-8 (byte 0x{content[error.start]:02x} at column "
            f"{error.start + 1}). Convert it, e.g. with `iconv`."
        ) from None


def _missing(path: Path) -> str:
    siblings = path.parent.iterdir() if path.parent.is_dir() else ()
    return f"{path} does not exist.{close_path(path, siblings)}"
