"""Sentences with a label for each word, and perhaps one for the whole."""

from __future__ import annotations

from typing import NamedTuple


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
