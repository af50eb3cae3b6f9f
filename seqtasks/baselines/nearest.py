"""The training row that is most like another one, by the tokens that they share."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from seqtasks.tokenizers.base import EOS_ID

Array = np.ndarray[Any, Any]

NONE = -1  # of a row that shares no token with any training row
MAX_ROWS = 200_000  # that are searched
_FREQUENT = 8  # a token is frequent that every eighth row has


class Rows(NamedTuple):
    """Rows of token ids, one after the other.

    Attributes:
        ids: int (tokens,); `<pad>`, `<unk>`, `<bos>` and `<eos>` count for nothing.
        splits: int (rows + 1,), row i is `ids[splits[i]:splits[i + 1]]`.
    """

    ids: Array
    splits: Array


class NearestRows:
    """Finds nearest rows by the cosine of their TF-IDF vectors (Salton & Buckley, 1988).

    The weight of a token is its count in the row times ln((1 + N) / (1 + n)) + 1, where n of the N
    training rows have it. Only rows that share a token with a query are looked at: time and memory
    grow with these, never with rows x vocabulary. Of more than 200,000 training rows that many are
    searched, evenly spread over all.

    Args:
        rows: of training.
        max_rows: how many of them are searched at most.

    >>> rows = Rows(np.array([4, 5, 3, 4, 6, 3]), np.array([0, 3, 6]))
    >>> NearestRows(rows).of(Rows(np.array([6, 4, 3, 9, 3]), np.array([0, 3, 5])))
    array([ 1, -1])
    """

    def __init__(self, rows: Rows, *, max_rows: int = MAX_ROWS) -> None:
        num_rows = len(rows.splits) - 1
        count = min(num_rows, max_rows)
        self._kept = np.arange(count) * num_rows // max(count, 1)  # numbers of the rows searched
        self._vocabulary_size = int(rows.ids.max(initial=EOS_ID)) + 1
        of_row, tokens, counts = _bags(rows)
        places = np.full(num_rows, NONE)
        places[self._kept] = np.arange(count)
        searched = places[of_row] != NONE
        of_row, tokens, counts = places[of_row[searched]], tokens[searched], counts[searched]
        frequency = np.bincount(tokens, minlength=self._vocabulary_size)
        self._idf = np.log((1.0 + count) / (1.0 + frequency)) + 1.0
        weights = counts * self._idf[tokens]
        weights /= np.sqrt(np.bincount(of_row, weights**2, count))[of_row]
        by_token = np.argsort(tokens, kind="stable")
        # The rows that have token t are `_rows[_starts[t]:_starts[t + 1]]`, with their `_weights`.
        self._rows = of_row[by_token].astype(np.int32)
        self._weights = weights[by_token].astype(np.float32)
        self._starts = np.r_[0, np.cumsum(frequency)]
        self._of_all = {  # by frequent token its weights in all rows: these are added faster
            token: self._weights_in_all(token)
            for token in np.flatnonzero(frequency > count / _FREQUENT).tolist()
        }

    def of(self, queries: Rows) -> Array:
        """The number of the nearest training row of each row: int (rows,).

        Of rows equally near it is the first; `NONE` where no row shares a token.
        """
        of_query, tokens, counts = _bags(queries)
        known = tokens < self._vocabulary_size
        of_query, tokens, counts = of_query[known], tokens[known], counts[known]
        weights = (counts * self._idf[tokens]).astype(np.float32)
        num_queries = len(queries.splits) - 1
        ends = np.searchsorted(of_query, np.arange(num_queries + 1))
        found = np.full(num_queries, NONE)
        for i in range(num_queries):
            part = slice(ends[i], ends[i + 1])
            found[i] = self._nearest(tokens[part], weights[part])
        return found

    def _nearest(self, tokens: Array, weights: Array) -> int:
        scores = np.zeros(len(self._kept), np.float32)
        for token, weight in zip(tokens.tolist(), weights, strict=True):
            if token in self._of_all:
                scores += weight * self._of_all[token]
            else:
                there = slice(self._starts[token], self._starts[token + 1])
                scores[self._rows[there]] += weight * self._weights[there]
        best = int(np.argmax(scores)) if len(scores) else 0
        return int(self._kept[best]) if scores.any() else NONE

    def _weights_in_all(self, token: int) -> Array:
        """The weight of a token in each row searched, float32 (rows,)."""
        there = slice(self._starts[token], self._starts[token + 1])
        weights = np.zeros(len(self._kept), np.float32)
        weights[self._rows[there]] = self._weights[there]
        return weights


def _bags(rows: Rows) -> tuple[Array, Array, Array]:
    """Row, token and count of every different token of each row, sorted by row, then token."""
    of_row = np.repeat(np.arange(len(rows.splits) - 1), np.diff(rows.splits))
    real = rows.ids > EOS_ID
    size = int(rows.ids.max(initial=EOS_ID)) + 1
    keys, counts = np.unique(of_row[real] * size + rows.ids[real], return_counts=True)
    return keys // size, keys % size, counts
