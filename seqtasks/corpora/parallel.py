"""Reads parallel corpora: pairs of sentences in three splits or more."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple, TypeAlias

from seqtasks.corpora.hashed_splits import ALL
from seqtasks.corpora.parallel_lines import ParallelLines
from seqtasks.corpora.parallel_sources import TRAIN_NAME, ParallelSource, open_source
from seqtasks.corpora.splits import VALIDATION_NAMES
from seqtasks.errors import DataError, DataWarning, did_you_mean

Corpus: TypeAlias = Path | str | ParallelSource


class ParallelCorpus(NamedTuple):
    """The splits of a parallel corpus."""

    train: ParallelLines
    validation: ParallelLines
    test: ParallelLines


def read_parallel(
    corpus: Corpus, source: str, target: str, *, test: str | None = None
) -> ParallelCorpus:
    """Reads the three splits of a corpus.

    Training pairs with a blank side are dropped, with one warning; those of the other splits stay,
    with a warning that counts them.

    Args:
        corpus: a folder with `{train,validation|val|dev|valid,test*}.LANGUAGE[.gz]`, a sentence a
            line; a file with a pair a line, columns separated by tabs, which is split by hashes of
            its sentences (`TableSource`); `tfds:NAME`; or another `ParallelSource`, such as
            `Dialogues`.
        source: the source language: the ending of its files, the number of its column counted from
            1, or the name of its column or feature.
        target: the target language.
        test: the name of the test split, such as "test_2016_flickr"; None for "test" if there is
            one, else the only one.

    Raises:
        DataError: a split or a language is missing or ambiguous, a file cannot be read or is
            empty, two files have unequal line counts, or a side of a split is blank throughout.
    """
    opened = _open(corpus, source, target)
    splits = opened.splits(source, target)
    # All names are settled before a file is read, so that mistakes show at once.
    names = (
        _train_name(opened, splits, source, target),
        _validation_name(corpus, splits),
        _test_name(corpus, splits, test),
    )
    train, validation, test_lines = (opened.read(name, source, target) for name in names)
    for lines in (validation, test_lines):
        _check_blanks(lines, corpus)
    return ParallelCorpus(_without_empty_pairs(train, corpus), validation, test_lines)


def default_test_set(corpus: Corpus, source: str, target: str) -> str:
    """The name of the test split: "test" if there is one, else the only one.

    Raises:
        DataError: the corpus or a language is missing, or there is none or more than one.
    """
    return _test_name(corpus, _open(corpus, source, target).splits(source, target), None)


def list_test_sets(corpus: Corpus, source: str, target: str) -> list[str]:
    """Sorted names of the test splits that exist in both languages.

    Raises:
        DataError: the corpus or a language is missing.
    """
    splits = _open(corpus, source, target).splits(source, target)
    return [name for name in splits if name.startswith("test")]


def read_split(corpus: Corpus, name: str, source: str, target: str) -> ParallelLines:
    """Reads one split as it is, such as "train" or "test_2016_flickr"; a warning counts blanks.

    Args:
        corpus: as of `read_parallel`.
        name: of the split; "validation" stands for whichever validation name there is, "all" for
            everything in a file that has no splits of its own.
        source: the source language.
        target: the target language.

    Raises:
        DataError: it is missing, cannot be read, is empty, has a side that is blank throughout, or
            not as many sentences in one language as in the other.
    """
    opened = _open(corpus, source, target)
    splits = opened.splits(source, target)
    if name == "validation":
        name = _validation_name(corpus, splits)
    elif name not in splits:
        raise DataError(opened.missing(name, source, target))
    lines = opened.read(name, source, target)
    _check_blanks(lines, corpus)
    return lines


def read_test_set(corpus: Corpus, name: str | None, source: str, target: str) -> ParallelLines:
    """What a finished run is measured on: a split by its name, or the default test set.

    Of a file that has no splits of its own a warning says how much of it is the test set.

    Raises:
        DataError: as of `default_test_set` and `read_split`.
    """
    opened = open_source(corpus)  # once: a table is read as a whole
    lines = read_split(opened, name or default_test_set(opened, source, target), source, target)
    if name is None and not opened.has_splits:
        total = len(opened.read(ALL, source, target).source)
        warnings.warn(
            f"{corpus} has no test set: measured are the {len(lines.source):,} of its {total:,} "
            "pairs that a training with this file holds out. `--test all` measures all.",
            DataWarning,
            stacklevel=2,
        )
    return lines


def _open(corpus: Corpus, source: str, target: str) -> ParallelSource:
    """The corpus, which has both languages."""
    if source == target:
        raise DataError(
            "`source` and `target` must be two languages. "
            f"Received: source={source!r}, target={target!r}"
        )
    opened = open_source(corpus)
    languages = opened.languages()
    if not languages:
        raise DataError(f"The corpus {corpus} must have {opened.form}. Found none.")
    for name, language in (("source", source), ("target", target)):
        if language not in languages:
            raise DataError(
                f"The corpus {corpus} has the languages {', '.join(languages)}. "
                f"Received: {name}={language!r}"
            )
    return opened


def _train_name(opened: ParallelSource, splits: list[str], source: str, target: str) -> str:
    if TRAIN_NAME not in splits:
        raise DataError(opened.missing(TRAIN_NAME, source, target))
    return TRAIN_NAME


def _validation_name(corpus: Corpus, splits: list[str]) -> str:
    found = [name for name in VALIDATION_NAMES if name in splits]
    if len(found) != 1:
        what = f"two or more: {', '.join(found)}" if found else "none"
        raise DataError(
            f"The corpus {corpus} must have one validation split in both languages, named "
            f"{', '.join(VALIDATION_NAMES)}. Found {what}."
        )
    return found[0]


def _test_name(corpus: Corpus, splits: list[str], test: str | None) -> str:
    found = [name for name in splits if name.startswith("test")]
    if test is None and "test" in found:
        return "test"
    if test is None and len(found) == 1:
        return found[0]
    if test is None:
        known = f"Choose one with `test`: {', '.join(found)}." if found else "Found none."
        raise DataError(f"The corpus {corpus} must have one test split in both languages. {known}")
    if test not in found:
        raise DataError(
            f"The corpus {corpus} has no test split {test!r} in both languages. "
            f"{did_you_mean(test, found)}"
        )
    return test


def _check_blanks(lines: ParallelLines, corpus: Corpus) -> None:
    """Raises DataError where a whole side is blank; warns of pairs with a blank side."""
    for name, side in (("source", lines.source), ("reference", lines.target)):
        if not any(map(str.strip, side)):
            raise DataError(
                f"{corpus}: every {name} of {lines.name!r} is blank: nothing can be measured."
            )
        blank = [not text.strip() for text in side]
        if any(blank):
            warnings.warn(
                f"{corpus}: {sum(blank):,} of {len(blank):,} {name}s of {lines.name!r} are blank, "
                f"the first in pair {blank.index(True) + 1:,}.",
                DataWarning,
                stacklevel=3,
            )


def _without_empty_pairs(split: ParallelLines, corpus: Corpus) -> ParallelLines:
    """Drops the pairs with a blank side and warns once, with their number and the first line."""
    pairs = list(zip(split.source, split.target, strict=True))
    full = [bool(source.strip() and target.strip()) for source, target in pairs]
    if all(full):
        return split
    if not any(full):
        raise DataError(f"{corpus}: every pair of {split.name!r} has an empty side.")
    warnings.warn(
        f"{corpus}: dropped {full.count(False):,} of {len(full):,} pairs of {split.name!r} with "
        f"an empty side, the first is pair {full.index(False) + 1:,}.",
        DataWarning,
        stacklevel=3,
    )
    kept = [pair for pair, is_full in zip(pairs, full, strict=True) if is_full]
    sources, targets = zip(*kept, strict=True)
    return ParallelLines(split.name, sources, targets)
