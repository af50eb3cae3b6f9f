"""Sentences with a label for each word, and perhaps one for the whole."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.labels import normalize_label
from seqtasks.errors import DataError, DataWarning

_NO_TEXT = "_"  # what treebanks that are distributed without their text have for each word
_MANY = 50  # labels
_SEVERAL = 10  # words that are hardly all the same


class TaggedSentences(NamedTuple):
    """One split: `labels[i][j]` is that of `words[i][j]`.

    Attributes:
        words: of each sentence.
        labels: one for each word.
        intents: one for each sentence; empty where sentences have none.
    """

    words: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    intents: tuple[str, ...] = ()

    def head(self, count: int) -> TaggedSentences:
        """The first sentences."""
        return TaggedSentences(self.words[:count], self.labels[:count], self.intents[:count])


class TaggedCorpus(NamedTuple):
    """The splits of a corpus of tagged sentences."""

    train: TaggedSentences
    validation: TaggedSentences
    test: TaggedSentences


def checked(sentences: TaggedSentences, source: Path | str) -> TaggedSentences:
    """Sentences with their labels and intents in normal form (`normalize_label`).

    Args:
        sentences: as they were read.
        source: where from, for messages.

    Raises:
        DataError: no sentence has its words, but `_` for each; a label shows nothing.
    """
    check_text(sentences.words, source)
    known = {label: normalize_label(label) for row in sentences.labels for label in row}
    known |= {intent: normalize_label(intent) for intent in sentences.intents}
    for label, normal in known.items():
        if not normal:
            raise DataError(f"{source}: a label must show something. Received: {label!r}")
    num_words = len({word for row in sentences.words for word in row})
    num_labels = len({known[label] for row in sentences.labels for label in row})
    if num_labels > max(_MANY, num_words):
        _warn(
            f"{source} has {num_labels:,} different labels for {num_words:,} different words. Are "
            "the words in the column of the labels? The words must stand first; `column` chooses "
            "the labels."
        )
    return TaggedSentences(
        sentences.words,
        tuple(tuple(known[label] for label in row) for row in sentences.labels),
        tuple(known[intent] for intent in sentences.intents),
    )


def check_text(sentences: Iterable[Sequence[str]], source: Path | str) -> None:
    """Sees to it that a treebank holds its text: not `_` for all words of its sentences.

    Raises:
        DataError: it does not.
    """
    rows = list(sentences)
    words = [word for row in rows for word in row]
    if len(words) > 1 and set(words) == {_NO_TEXT}:
        raise DataError(
            f"{source}: every word is {_NO_TEXT!r}: the treebank comes without its text, which its "
            "licence keeps apart. Merge the text first, as its README says."
        )
    if len(words) >= _SEVERAL and len({*words}) == 1:
        _warn(
            f"{source}: each of its {len(words):,} words is {words[0]!r}. Are the words in another "
            "column? They must stand first."
        )
    num_empty = sum(len(row) > 1 and set(row) == {_NO_TEXT} for row in rows)
    if num_empty:
        _warn(
            f"{source}: in {num_empty:,} of {len(rows):,} sentences every word is {_NO_TEXT!r}. Do "
            "they lack their text?"
        )


def _warn(message: str) -> None:
    warnings.warn(message, DataWarning, stacklevel=1)
