"""Reads parallel corpora: folders with a file for each split and language, a sentence a line."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.splits import VALIDATION_NAMES, entries
from seqtasks.errors import DataError, DataWarning, did_you_mean

TRAIN_NAME = "train"

_FILE_NAME = re.compile(
    rf"(?P<split>{'|'.join((TRAIN_NAME, *VALIDATION_NAMES))}|test[^.]*)"
    r"\.(?P<language>[^.]+)(?:\.gz)?"
)


class ParallelLines(NamedTuple):
    """One split of a parallel corpus.

    Attributes:
        name: the stem of its files, such as "train" or "test_2016_flickr".
        source: the source sentences.
        target: the target sentences; `target[i]` translates `source[i]`.
    """

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]


class ParallelCorpus(NamedTuple):
    """The splits of a parallel corpus."""

    train: ParallelLines
    validation: ParallelLines
    test: ParallelLines


def read_parallel(
    folder: Path | str, source: str, target: str, *, test: str | None = None
) -> ParallelCorpus:
    """Reads `{train,validation|val|dev|valid,test*}.{source,target}[.gz]` of a folder.

    Training pairs with an empty side are dropped, with one warning; the other splits are read as
    they are.

    Args:
        folder: the corpus.
        source: the source language as the files are named, such as "de".
        target: the target language, such as "en".
        test: stem of the test files, such as "test_2016_flickr"; None for "test" if there is one,
            else the only test set.

    Raises:
        DataError: a split or a language is missing or ambiguous, a file cannot be read or is
            empty, or two files have unequal line counts.
    """
    folder = Path(folder)
    _check_languages(folder, source, target)
    splits = _splits(folder, source, target)
    # All names are settled before a file is read, so that mistakes show at once.
    names = (TRAIN_NAME, _validation_name(folder, splits), _test_name(folder, splits, test))
    train, validation, test_lines = (read_split(folder, name, source, target) for name in names)
    return ParallelCorpus(_without_empty_pairs(train, folder), validation, test_lines)


def default_test_set(folder: Path | str, source: str, target: str) -> str:
    """The stem of the test files: "test" if there is one, else the folder's only test set.

    Raises:
        DataError: the folder or a language is missing, or there is none or more than one.
    """
    folder = Path(folder)
    _check_languages(folder, source, target)
    return _test_name(folder, _splits(folder, source, target), None)


def list_test_sets(folder: Path | str, source: str, target: str) -> list[str]:
    """Sorted stems of the folder's test sets that exist in both languages.

    Raises:
        DataError: the folder or a language is missing.
    """
    folder = Path(folder)
    _check_languages(folder, source, target)
    return [name for name in _splits(folder, source, target) if name.startswith("test")]


def read_split(folder: Path | str, name: str, source: str, target: str) -> ParallelLines:
    """Reads one split as it is, such as "train" or "test_2016_flickr".

    Args:
        folder: the corpus.
        name: stem of the files; "validation" stands for whichever validation name there is.
        source: the source language.
        target: the target language.

    Raises:
        DataError: a file is missing, cannot be read, is empty, or has not as many lines as the
            other.
    """
    folder = Path(folder)
    _check_languages(folder, source, target)
    splits = _splits(folder, source, target)
    if name == "validation":
        name = _validation_name(folder, splits)
    elif name not in splits:
        raise DataError(_missing_split(folder, name, source, target, splits))
    source_path, target_path = (_file(folder, name, language) for language in (source, target))
    source_lines, target_lines = (tuple(read_lines(path)) for path in (source_path, target_path))
    for path, lines in ((source_path, source_lines), (target_path, target_lines)):
        if not lines:
            raise DataError(f"{path} is empty.")
    if len(source_lines) != len(target_lines):
        raise DataError(
            f"{folder}: {source_path.name} has {len(source_lines):,} lines, {target_path.name} "
            f"{len(target_lines):,}; they must be parallel."
        )
    return ParallelLines(name, source_lines, target_lines)


def _corpus_files(folder: Path) -> list[tuple[str, str]]:
    """(split, language) of each corpus file in the folder."""
    matches = (_FILE_NAME.fullmatch(path.name) for path in entries(folder))
    return [(match["split"], match["language"]) for match in matches if match]


def _check_languages(folder: Path, source: str, target: str) -> None:
    if source == target:
        raise DataError(
            "`source` and `target` must be two languages. "
            f"Received: source={source!r}, target={target!r}"
        )
    languages = sorted({language for _, language in _corpus_files(folder)})
    if not languages:
        raise DataError(
            f"The corpus {folder} has no files named {{train,validation,test}}.LANGUAGE[.gz]."
        )
    for name, language in (("source", source), ("target", target)):
        if language not in languages:
            raise DataError(
                f"The corpus {folder} has the languages {', '.join(languages)}. "
                f"Received: {name}={language!r}"
            )


def _splits(folder: Path, source: str, target: str) -> list[str]:
    """Sorted names of the splits that exist in both languages."""
    files = set(_corpus_files(folder))
    return sorted({split for split, _ in files if {(split, source), (split, target)} <= files})


def _validation_name(folder: Path, splits: list[str]) -> str:
    found = [name for name in VALIDATION_NAMES if name in splits]
    if len(found) != 1:
        what = f"two or more: {', '.join(found)}" if found else "none"
        raise DataError(
            f"The corpus {folder} must have one validation split in both languages, named "
            f"{', '.join(VALIDATION_NAMES)}. Found {what}."
        )
    return found[0]


def _test_name(folder: Path, splits: list[str], test: str | None) -> str:
    found = [name for name in splits if name.startswith("test")]
    if test is None and "test" in found:
        return "test"
    if test is None and len(found) == 1:
        return found[0]
    if test is None:
        known = f"Choose one with `test`: {', '.join(found)}." if found else "Found none."
        raise DataError(f"The corpus {folder} must have one test split in both languages. {known}")
    if test not in found:
        raise DataError(
            f"The corpus {folder} has no test split {test!r} in both languages. "
            f"{did_you_mean(test, found)}"
        )
    return test


def _missing_split(folder: Path, name: str, source: str, target: str, splits: list[str]) -> str:
    """Says which of the two files is missing, or which splits there are."""
    languages = {language for split, language in _corpus_files(folder) if split == name}
    for language, other in ((source, target), (target, source)):
        if language not in languages and other in languages:
            return f"The corpus {folder} has {name}.{other} but no {name}.{language}[.gz]."
    return f"The corpus {folder} has no split {name!r}. {did_you_mean(name, splits)}"


def _file(folder: Path, name: str, language: str) -> Path:
    """The one file of a split and language, plain or gzip."""
    plain = folder / f"{name}.{language}"
    packed = folder / f"{name}.{language}.gz"
    if plain.exists() and packed.exists():
        raise DataError(f"{folder} has both {plain.name} and {packed.name}. Keep one.")
    return plain if plain.exists() else packed


def _without_empty_pairs(split: ParallelLines, folder: Path) -> ParallelLines:
    """Drops the pairs with a blank side and warns once, with their number and the first line."""
    pairs = list(zip(split.source, split.target, strict=True))
    full = [bool(source.strip() and target.strip()) for source, target in pairs]
    if all(full):
        return split
    if not any(full):
        raise DataError(f"{folder}: every pair of {split.name!r} has an empty side.")
    warnings.warn(
        f"{folder}: dropped {full.count(False):,} of {len(full):,} pairs of {split.name!r} with "
        f"an empty side, the first on line {full.index(False) + 1:,}.",
        DataWarning,
        stacklevel=3,
    )
    kept = [pair for pair, is_full in zip(pairs, full, strict=True) if is_full]
    sources, targets = zip(*kept, strict=True)
    return ParallelLines(split.name, sources, targets)
