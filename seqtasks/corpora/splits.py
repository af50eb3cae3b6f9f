"""Which file or folder of a corpus is which split. Case does not matter in their names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.lines import check_link
from seqtasks.errors import DataError, close_path, did_you_mean

SPLITS = ("train", "validation", "test")
VALIDATION_NAMES = ("validation", "valid", "val", "dev")


def split_names(name: str) -> tuple[str, ...]:
    """How files of a split are named: that of validation in four ways."""
    return VALIDATION_NAMES if name == "validation" else (name,)


def find_split(
    folder: Path | str, name: str, endings: Sequence[str], *, more: Sequence[str] = ()
) -> Path:
    """The file `[PREFIX.]NAME.ENDING[.gz]` of a split; `-` and `_` may stand before NAME, too.

    Hidden files, such as `._train.txt` of an unpacked archive, are not of the corpus.

    Args:
        folder: the corpus.
        name: `"train"`, `"validation"` or `"test"`.
        endings: of the files; an empty one stands for none.
        more: further names of this split.

    Raises:
        DataError: the folder or the file is missing, there are two, or it is a broken link.
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
        DataError: the folder is missing, or one of the files is a broken link.
    """
    names = "|".join((*split_names(name), *more))
    ends = "|".join(f"\\.{ending}" if ending else "" for ending in endings)
    pattern = re.compile(rf"(?:.+[._-])?(?:{names})(?:{ends})(?:\.gz)?", re.IGNORECASE)
    found = [path for path in entries(Path(folder)) if pattern.fullmatch(path.name)]
    return [path for path in found if is_file(path)]


def without_gz(name: str) -> str:
    """A file's name without the ending `.gz`, in any case."""
    return re.sub(r"\.gz$", "", name, flags=re.IGNORECASE)


def ending_of(path: Path) -> str:
    """What a file's name ends in, without dot and `.gz`, in lower case; empty for no ending."""
    stem, dot, ending = without_gz(path.name).rpartition(".")
    return ending.lower() if stem and dot else ""


def is_file(path: Path) -> bool:
    """Whether something in a corpus is a file.

    Raises:
        DataError: it is a broken link.
    """
    check_link(path)
    return path.is_file()


def find_named(folder: Path | str, name: str, endings: Sequence[str]) -> list[Path]:
    """The files of a name, in any Unicode form: the whole one or without `.ENDING` and `.gz`.

    Raises:
        DataError: the folder is missing, or one of the files is a broken link.
    """
    wanted = normalize_label(name)
    return [
        path
        for path in entries(Path(folder))
        if wanted in map(normalize_label, (path.name, stem(path, endings))) and is_file(path)
    ]


def find_chosen(folder: Path | str, split: str, name: str, endings: Sequence[str]) -> Path:
    """The file that is chosen for a split by its name.

    Raises:
        DataError: there is none, or there are several.
    """
    found = find_named(folder, name, endings)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DataError(
            f"The corpus {folder} has {len(found)} files {name!r}: {names}. Name one with its "
            f"ending. Received: {split}={name!r}"
        )
    if not found:
        known = [stem(path, endings) for path in entries(Path(folder)) if not path.is_dir()]
        raise DataError(
            f"The corpus {folder} has no file {name!r}. {did_you_mean(name, known)} "
            f"Received: {split}={name!r}"
        )
    return found[0]


def find_file(folder: Path | str, name: str, endings: Sequence[str]) -> Path:
    """The file of a split, or the one that has the name, with its endings or without.

    Raises:
        DataError: as of `find_split`.
    """
    named = find_named(folder, name, endings)
    return named[0] if len(named) == 1 else find_split(folder, name, endings)


def stem(path: Path, endings: Sequence[str]) -> str:
    """The name of a file without `.gz` and one of some endings."""
    name = without_gz(path.name)
    before, dot, ending = name.rpartition(".")
    return before if dot and ending.lower() in endings else name


def check_files(files: Mapping[str, str | None] | None) -> dict[str, str]:
    """The files or folders that are chosen for splits, by the name of the split.

    Raises:
        ValueError: a name is that of no split.
    """
    unknown = set(files or ()) - {*SPLITS}
    if unknown:
        raise ValueError(
            f"`files` must choose for {', '.join(SPLITS)}. Received: {', '.join(sorted(unknown))}"
        )
    return {name: chosen for name, chosen in (files or {}).items() if chosen}


def entries(folder: Path) -> list[Path]:
    """What a corpus' folder holds, sorted; without what is hidden, as the name begins with a dot.

    Raises:
        DataError: it does not exist, is a file, or cannot be read.
    """
    if folder.is_file():
        raise DataError(f"The corpus {folder} is a file, not a folder.")
    if not folder.is_dir():
        siblings = folder.parent.iterdir() if folder.parent.is_dir() else ()
        raise DataError(f"The corpus {folder} does not exist.{close_path(folder, siblings)}")
    try:
        found = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise DataError(f"The corpus {folder} cannot be read: {error.strerror}.") from None
    if not os.access(folder, os.X_OK):
        raise DataError(f"The corpus {folder} cannot be read: its permissions show names only.")
    return found
