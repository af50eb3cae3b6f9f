"""Reads requests with a label for each word and one for the whole: slots and intent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.sentences import TaggedSentences, checked
from seqtasks.corpora.splits import entries, is_file, split_names, without_gz
from seqtasks.errors import DataError

FILES = ("seq.in", "seq.out", "label")
# Unicode's categories Z and Cc, as `split_raw_words` has them.
_BLANKS = re.compile("[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def holds_requests(folder: Path | str) -> bool:
    """Whether a corpus is of this kind: whether a folder in it holds `seq.in`.

    Raises:
        DataError: there is no such folder.
    """
    return any(map(is_request_folder, entries(Path(folder))))


def is_request_folder(path: Path) -> bool:
    """Whether a folder holds `seq.in` itself, and so is a split."""
    return path.is_dir() and bool(_files(path, FILES[0]))


def find_requests(folder: Path | str, name: str, chosen: Mapping[str, str] | None = None) -> Path:
    """The folder of a split, which holds `seq.in`, `seq.out` and `label`.

    Args:
        folder: the corpus.
        name: `"train"`, `"validation"` or `"test"`; that of validation may have other names, and
            all of them any case.
        chosen: the folders of splits that are named otherwise.

    Raises:
        DataError: it is missing, or there are two.
    """
    chosen = chosen or {}
    names = (chosen[name],) if name in chosen else split_names(name)
    taken = {one for other, one in chosen.items() if other != name}
    known = {one.lower() for one in names}
    found = [
        path
        for path in entries(Path(folder))
        if path.is_dir() and path.name.lower() in known and path.name not in taken
    ]
    if len(found) != 1:
        what = ", ".join(path.name for path in found) or "none"
        raise DataError(
            f"The corpus {folder} must have one folder {'|'.join(names)}. Found: {what}."
        )
    return found[0]


def read_requests(folder: Path | str) -> TaggedSentences:
    """Reads the parallel files of one split: words, slot labels and intents, a request a line.

    Slot labels and intents are in their normal form (`normalize_label`).

    Raises:
        DataError: a file is missing, empty, or cannot be read; the three have not the same number
            of lines; a line has no word or not as many slot labels as words, or no intent.
    """
    folder = Path(folder)
    paths = [_file(folder, name) for name in FILES]
    columns = [tuple(read_lines(path)) for path in paths]
    counts = [len(lines) for lines in columns]
    if len(set(counts)) > 1 or not counts[0]:
        shown = ", ".join(f"{p.name} {count:,}" for p, count in zip(paths, counts, strict=True))
        raise DataError(
            f"{folder}: the files must have as many lines, at least one. Found: {shown}."
        )
    words = tuple(map(words_of, columns[0]))
    labels = tuple(tuple(filter(None, map(normalize_label, words_of(row)))) for row in columns[1])
    intents = tuple(map(normalize_label, columns[2]))
    for number, (of_line, slots, intent) in enumerate(
        zip(words, labels, intents, strict=True), start=1
    ):
        if not of_line or len(of_line) != len(slots):
            raise DataError(
                f"{paths[1]}:{number}: must have a label for each word of {paths[0].name}, one at "
                f"least. Received: {len(slots)} labels for {len(of_line)} words."
            )
        if not intent:
            raise DataError(f"{paths[2]}:{number}: must name an intent. Received: an empty line.")
    return checked(TaggedSentences(words, labels, intents), folder)


def words_of(line: str) -> tuple[str, ...]:
    """What stands between blanks and control characters, as `predict` finds words in a line."""
    return tuple(word for word in _BLANKS.split(line) if word)


def _file(folder: Path, name: str) -> Path:
    """A file of the split, plain or gzip."""
    found = _files(folder, name)
    if len(found) != 1:
        what = " and ".join(path.name for path in found) or "none"
        raise DataError(f"{folder} must have one file {name}[.gz]. Found: {what}.")
    return found[0]


def _files(folder: Path, name: str) -> list[Path]:
    """The files of that name, in any case, plain or gzip."""
    named = [path for path in entries(folder) if without_gz(path.name).lower() == name]
    return [path for path in named if is_file(path)]
