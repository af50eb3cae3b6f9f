"""Where pairs of sentences come from: folders, tables, TensorFlow Datasets."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.parallel_lines import ParallelLines
from seqtasks.corpora.splits import VALIDATION_NAMES, entries
from seqtasks.corpora.tables import TableSource
from seqtasks.corpora.tfds import dataset_features, is_tfds, read_examples, split_names_of
from seqtasks.errors import DataError, did_you_mean

TRAIN_NAME = "train"

_FILE_NAME = re.compile(
    rf"(?P<split>{'|'.join((TRAIN_NAME, *VALIDATION_NAMES))}|test[^.]*)"
    r"\.(?P<language>[^.]+)(?:\.gz)?",
    re.IGNORECASE,
)


class ParallelSource(Protocol):
    """A corpus whose sentences stand in two languages or more.

    Attributes:
        form: what it must look like, for errors.
        kind: what `wholes` lists, in the plural.
    """

    form: str
    kind: str

    @property
    def has_splits(self) -> bool:
        """Whether somebody made its splits; else hashes of its texts do."""

    def languages(self) -> list[str]:
        """What `source` and `target` may be; none where the corpus has another form."""

    def splits(self, source: str, target: str) -> list[str]:
        """Sorted names of the splits that have both languages."""

    def read(self, name: str, source: str, target: str) -> ParallelLines:
        """One of the splits."""

    def missing(self, name: str, source: str, target: str) -> str:
        """Why there is no split of this name."""

    def wholes(self, lines: ParallelLines) -> Sequence[tuple[str, ...]]:
        """The texts of what should not stand in two splits: pairs, or all turns of dialogues."""


def open_source(corpus: Path | str | ParallelSource) -> ParallelSource:
    """The corpus behind a name: a folder, a table, or `tfds:NAME`; or what is one already."""
    if not isinstance(corpus, Path | str):
        return corpus
    if is_tfds(corpus):
        return DatasetSource(str(corpus))
    path = Path(corpus)
    return TableSource(path) if path.is_file() else FolderSource(path)


class FolderSource:
    """A folder with a file for each split and language, a sentence a line.

    Names of files that differ in case only, `train.de` and `test.DE`, are of one language.
    """

    form = "files named {train,validation,test}.LANGUAGE[.gz]"
    has_splits = True
    kind = "pairs"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    @functools.cached_property
    def _files(self) -> dict[tuple[str, str], list[Path]]:
        """The files by (split, language), both in lower case but for what follows "test"."""
        files: dict[tuple[str, str], list[Path]] = {}
        for path in entries(self.folder):
            if match := _FILE_NAME.fullmatch(path.name):
                key = (_split_name(match["split"]), match["language"].lower())
                files.setdefault(key, []).append(path)
        return files

    def languages(self) -> list[str]:
        """The endings of the files, as they are written."""
        names = [path.name for paths in self._files.values() for path in paths]
        matches = filter(None, map(_FILE_NAME.fullmatch, names))
        return sorted({match["language"] for match in matches})

    def splits(self, source: str, target: str) -> list[str]:
        """The stems of the files."""
        found = self._files
        sides = source.lower(), target.lower()
        return sorted({s for s, _ in found if all((s, side) in found for side in sides)})

    def read(self, name: str, source: str, target: str) -> ParallelLines:
        """Reads both files; they have as many lines, one at least."""
        paths = [self._file(name, language) for language in (source, target)]
        sources, targets = (tuple(read_lines(path)) for path in paths)
        for path, lines in zip(paths, (sources, targets), strict=True):
            if not lines:
                raise DataError(f"{path} is empty.")
        if len(sources) != len(targets):
            raise DataError(
                f"{self.folder}: {paths[0].name} has {len(sources):,} lines, {paths[1].name} "
                f"{len(targets):,}; they must be parallel."
            )
        return ParallelLines(name, sources, targets)

    def missing(self, name: str, source: str, target: str) -> str:
        """Which of the two files is missing, or which splits there are."""
        languages = {language for split, language in self._files if split == name}
        for language, other in ((source, target), (target, source)):
            if language.lower() not in languages and other.lower() in languages:
                return f"The corpus {self.folder} has {name}.{other} but no {name}.{language}[.gz]."
        known = did_you_mean(name, self.splits(source, target))
        return f"The corpus {self.folder} has no split {name!r}. {known}"

    def wholes(self, lines: ParallelLines) -> Sequence[tuple[str, ...]]:
        """The pairs."""
        return list(zip(lines.source, lines.target, strict=True))

    def _file(self, name: str, language: str) -> Path:
        """The one file of a split and language, plain or gzip."""
        nowhere = [self.folder / f"{name}.{language}"]
        found = self._files.get((name, language.lower()), nowhere)
        if len(found) > 1:
            names = " and ".join(path.name for path in found)
            raise DataError(f"{self.folder} has both {names}. Keep one.")
        return found[0]


def _split_name(name: str) -> str:
    """The name of a split in lower case, but for what stands behind "test": that is its own."""
    lower = name.lower()
    return f"test{name[len('test') :]}" if lower.startswith("test") else lower


class DatasetSource:
    """A data set of TensorFlow Datasets whose features are texts named by their language."""

    form = "two features or more that hold text, named by their language"
    has_splits = True
    kind = "pairs"

    def __init__(self, corpus: str) -> None:
        self.corpus = corpus

    def __str__(self) -> str:
        return self.corpus

    def languages(self) -> list[str]:
        """The features that hold a text."""
        features = dataset_features(self.corpus)
        found = sorted(name for name, f in features.items() if f.text and not f.sequence)
        return found if len(found) > 1 else []

    def splits(self, source: str, target: str) -> list[str]:
        """Those of the data set that this project knows by name."""
        known = (TRAIN_NAME, *VALIDATION_NAMES)
        names = split_names_of(self.corpus)
        return sorted(name for name in names if name in known or name.startswith("test"))

    def read(self, name: str, source: str, target: str) -> ParallelLines:
        """The examples of a split, each text on one line."""
        features = dataset_features(self.corpus)
        wanted = {language: features[language] for language in (source, target)}
        pairs = [
            tuple(" ".join(text.split()) for text in example)
            for example in read_examples(self.corpus, name, wanted)
        ]
        sources, targets = zip(*pairs, strict=True)
        return ParallelLines(name, sources, targets)

    def missing(self, name: str, source: str, target: str) -> str:
        """Which splits there are."""
        return f"{self.corpus} has no split {name!r}. It has: {', '.join(self.splits('', ''))}."

    def wholes(self, lines: ParallelLines) -> Sequence[tuple[str, ...]]:
        """The pairs."""
        return list(zip(lines.source, lines.target, strict=True))
