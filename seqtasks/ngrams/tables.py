"""N-grams as sorted arrays, and how they are found in a text.

An n-gram is known by its index in the table of its order. Its key is made of the index of its
first n - 1 tokens, its prefix, and of its last token: key = prefix · vocabulary_size + token. Keys
are sorted, so that n-grams with the same prefix lie side by side and any number of them is looked
up at once. All loops run over orders, never over tokens.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from seqtasks.tokenizers.base import BOS_ID, EOS_ID

Array = np.ndarray[Any, Any]
MISSING = -1


def with_starts(ids: Array) -> Array:
    """A text, int (tokens,), each line ending in `<eos>`, with `<bos>` before each line."""
    ids = np.asarray(ids, np.int64)
    starts = np.flatnonzero(np.r_[True, ids[:-1] == EOS_ID][: len(ids)])
    return np.insert(ids, starts, BOS_ID)


class Counted(NamedTuple):
    """All n-grams of one order in a text.

    Attributes:
        keys: int64 (ngrams,), sorted.
        counts: int64 (ngrams,), how often each occurs.
        suffixes: int64 (ngrams,), index of its last n - 1 tokens in the order below; empty for
            n = 1.
        from_start: bool (ngrams,), whether it begins with `<bos>`.
        vocabulary_size: for the keys.
    """

    keys: Array
    counts: Array
    suffixes: Array
    from_start: Array
    vocabulary_size: int

    @property
    def prefixes(self) -> Array:
        """Index of the first n - 1 tokens in the order below, int64 (ngrams,)."""
        return self.keys // self.vocabulary_size

    @property
    def tokens(self) -> Array:
        """The last token, int64 (ngrams,)."""
        return self.keys % self.vocabulary_size


def count_ngrams(ids: Array, order: int, vocabulary_size: int) -> list[Counted]:
    """Counts the n-grams of orders 1 to `order` within the lines of a text.

    Args:
        ids: int (tokens,), each line ending in `<eos>`; a line is counted from `<bos>` on.
        order: the highest.
        vocabulary_size: ids lie below it; every id is a unigram, also where its count is 0.

    Returns:
        An element for each order.
    """
    text = with_starts(ids)
    unigrams = np.arange(vocabulary_size)
    counts = np.bincount(text, minlength=vocabulary_size)
    counted = [Counted(unigrams, counts, unigrams[:0], unigrams == BOS_ID, vocabulary_size)]
    starts = text == BOS_ID
    found = text  # index of the n-gram that ends at each position
    from_start = starts  # whether it begins with `<bos>`
    for _ in range(2, order + 1):
        before = np.r_[MISSING, found[:-1]]
        before[starts] = MISSING
        ends = np.flatnonzero(before != MISSING)
        keys = before[ends] * vocabulary_size + text[ends]
        keys, firsts, inverse, counts = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        from_start = np.r_[False, from_start[:-1]]
        at = ends[firsts]
        counted.append(Counted(keys, counts, found[at], from_start[at], vocabulary_size))
        found = np.full(len(text), MISSING)
        found[ends] = inverse
    return counted


class Table(NamedTuple):
    """The n-grams of one order in a model.

    Attributes:
        keys: int64 (ngrams,), sorted.
        log10_p: float32 (ngrams,), log10 p(last token | the tokens before it).
        log10_backoff: float32 (ngrams,), log10 of the weight with which the order above backs off
            where the n-gram is its context; zeros in the highest order.
    """

    keys: Array
    log10_p: Array
    log10_backoff: Array

    def find(self, prefixes: Array, tokens: Array, vocabulary_size: int) -> Array:
        """Index of the n-grams with these prefixes and last tokens; MISSING where there is none."""
        keys = prefixes * vocabulary_size + tokens
        at = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        found = (prefixes != MISSING) & (np.append(self.keys, MISSING)[at] == keys)
        return np.where(found, at, MISSING)
