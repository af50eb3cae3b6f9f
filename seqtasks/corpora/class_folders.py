"""Reads folders whose names are classes, with a text a file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

from seqtasks.corpora.label_columns import Row
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.splits import SPLITS, ending_of, entries, is_file, split_names
from seqtasks.errors import DataWarning

_ENDINGS = ("txt", "")
_NO_CLASSES = {"unsup", "unsupervised"}  # folders of IMDB, beside those of its classes
_NO_CLASSES |= {name for split in SPLITS for name in split_names(split)}
_NO_CLASSES |= {"__macosx"}  # what macOS puts beside files that it packs


def class_folders(folder: Path) -> list[Path]:
    """The folders with texts in a folder, but for those of splits and of no class."""
    return [place for place in _likely(folder) if any(map(_is_text, entries(place)))]


def class_rows(folder: Path) -> Iterator[Row]:
    """The rows of `CLASS/*.txt[.gz]`, a text a file; the ending may lack.

    Folders `unsup` are no classes. Warns of what is left out: files with another ending, and
    folders within the classes.

    Raises:
        DataError: a file cannot be read, or is a broken link.
    """
    places = class_folders(folder)
    left_out = [place for place in _likely(folder) if place not in places]
    for place in places:
        for path in entries(place):
            if _is_text(path) and is_file(path):
                yield Row(str(path), " ".join(read_lines(path)), place.name)
            else:
                left_out.append(path)
    if left_out:
        warnings.warn(
            f"{folder}: {len(left_out):,} files or folders are left out, such as "
            f"{left_out[0].relative_to(folder)}. A text is a file .txt or without ending, directly "
            "in the folder of its class.",
            DataWarning,
            stacklevel=1,
        )


def _likely(folder: Path) -> list[Path]:
    """The folders whose names may be classes."""
    folders = [path for path in entries(folder) if path.is_dir()]
    return [path for path in folders if path.name.lower() not in _NO_CLASSES]


def _is_text(path: Path) -> bool:
    """Whether something is a text by its name; a link that leads nowhere may be one, too."""
    return ending_of(path) in _ENDINGS and not path.is_dir()
