"""Which file or folder of a corpus is which split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from seqtasks.errors import DataError, close_path

SPLITS = ("train", "validation", "test")
VALIDATION_NAMES = ("validation", "valid", "val", "dev")


def split_names(name: str) -> tuple[str, ...]:
    """How files of a split are named: that of validation in four ways."""
    return VALIDATION_NAMES if name == "validation" else (name,)


def find_split(
    folder: Path | str, name: str, endings: Sequence[str], *, more: Sequence[str] = ()
) -> Path:
    """The file `[PREFIX.]NAME.ENDING[.gz]` of a split; `-` and `_` may stand before NAME, too.

    Args:
        folder: the corpus.
        name: `"train"`, `"validation"` or `"test"`.
        endings: of the files; an empty one stands for none.
        more: further names of this split.

    Raises:
        DataError: the folder or the file is missing, or there are two.
    """
    found = split_files(folder, name, endings, more=more)
    if len(found) != 1:
        what = ", ".join(path.name for path in found) or "none"
        form = _one_of((*split_names(name), *more)) + _one_of([e and f".{e}" for e in endings])
        raise DataError(
            f"The corpus {folder} must have one file [PREFIX.]{form}[.gz]. Found: {what}."
        )
    return found[0]


def _one_of(choices: Sequence[str]) -> str:
    """The choices as in a command's usage: `a`, `(a|b)`, or `[a|b]` where it may be none."""
    some = list(filter(None, choices))
    if len(some) < len(choices):
        return f"[{'|'.join(some)}]"
    return some[0] if len(some) == 1 else f"({'|'.join(some)})"


def split_files(
    folder: Path | str, name: str, endings: Sequence[str], *, more: Sequence[str] = ()
) -> list[Path]:
    """All files of a split that are named as `find_split` says, sorted.

    Raises:
        DataError: the folder is missing.
    """
    names = "|".join((*split_names(name), *more))
    ends = "|".join(f"\\.{ending}" if ending else "" for ending in endings)
    pattern = re.compile(rf"(?:.+[._-])?(?:{names})(?:{ends})(?:\.gz)?")
    return [p for p in entries(Path(folder)) if pattern.fullmatch(p.name) and p.is_file()]


def entries(folder: Path) -> list[Path]:
    """What a corpus' folder holds, sorted.

    Raises:
        DataError: it does not exist, is a file, or cannot be read.
    """
    if folder.is_file():
        raise DataError(f"The corpus {folder} is a file, not a folder.")
    if not folder.is_dir():
        siblings = folder.parent.iterdir() if folder.parent.is_dir() else ()
        raise DataError(f"The corpus {folder} does not exist.{close_path(folder, siblings)}")
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise DataError(f"The corpus {folder} cannot be read: {error.strerror}.") from None
