"""The n-gram language model: a back-off model over token ids."""

from __future__ import annotations

from typing import get_args

import numpy as np

from seqtasks.errors import DataError
from seqtasks.ngrams.estimation import NEVER, Smoothing, estimate
from seqtasks.ngrams.tables import MISSING, Array, Table, count_ngrams, with_starts
from seqtasks.tokenizers.base import BOS_ID

_LN_10 = float(np.log(10.0))


class NGramModel:
    """p(w_t | w_{t-n+1} ... w_{t-1}), from counts.

    A line begins with `<bos>`, which is context only, and ends with `<eos>`, which is predicted:
    lines are independent of each other.

    Args:
        order: n, at least 1.
        vocabulary_size: ids lie below it.
        smoothing: `"maximum_likelihood"`, `"additive"`, `"backoff"` or `"kneser_ney"`
            (`seqtasks.ngrams.estimation`).
        delta: δ of additive smoothing, above 0.

    Raises:
        ValueError: for an argument out of its range.

    >>> model = NGramModel(2, vocabulary_size=6, smoothing="maximum_likelihood")
    >>> model.count(np.array([4, 5, 3, 4, 4, 3]))  # two lines
    >>> np.exp(model.log_probabilities(np.array([4, 5, 3]))).round(3)
    array([1.   , 0.333, 1.   ])
    """

    def __init__(
        self,
        order: int,
        *,
        vocabulary_size: int,
        smoothing: Smoothing = "kneser_ney",
        delta: float = 1.0,
    ) -> None:
        if not isinstance(order, int) or order < 1:
            raise ValueError(f"`order` must be a positive int. Received: order={order!r}")
        if smoothing not in get_args(Smoothing):
            known = ", ".join(map(repr, get_args(Smoothing)))
            raise ValueError(f"`smoothing` must be one of {known}. Received: {smoothing!r}")
        if not delta > 0.0:
            raise ValueError(f"`delta` must be above 0. Received: delta={delta!r}")
        self.order = order
        self.vocabulary_size = vocabulary_size
        self.smoothing: Smoothing = smoothing
        self.delta = delta
        self.tables: list[Table] = []

    @classmethod
    def from_tables(cls, tables: list[Table], vocabulary_size: int) -> NGramModel:
        """A model that was estimated elsewhere, from an ARPA file for example."""
        model = cls(len(tables), vocabulary_size=vocabulary_size)
        model.tables = tables
        return model

    @property
    def num_ngrams(self) -> int:
        """N-grams of all orders."""
        return sum(len(table.keys) for table in self.tables)

    def count(self, ids: Array) -> None:
        """Estimates the model on a text: int (tokens,), each line ending in `<eos>`.

        Raises:
            DataError: the text is empty.
            ValueError: an id lies outside the vocabulary.
        """
        if len(ids) == 0:
            raise DataError("An n-gram model needs text. Received: no token.")
        if ids.max() >= self.vocabulary_size:
            raise ValueError(
                f"`ids` must lie below vocabulary_size={self.vocabulary_size}. Received: an id of "
                f"{ids.max()}"
            )
        counted = count_ngrams(ids, self.order, self.vocabulary_size)
        self.tables = estimate(counted, self.smoothing, self.delta)

    def log_probabilities(self, ids: Array) -> Array:
        """log p of each token of a text, in nats.

        Args:
            ids: int (tokens,), each line ending in `<eos>`.

        Returns:
            float64 (tokens,); minus infinity where the model has no probability for a token.

        Raises:
            ValueError: nothing was counted yet.
        """
        if not self.tables:
            raise ValueError("The model knows no text: call `count` first.")
        text = with_starts(ids)
        found = text
        log10_p = self.tables[0].log10_p[text].astype(float)
        starts = text == BOS_ID
        for below, table in zip(self.tables, self.tables[1:], strict=False):
            before = np.r_[MISSING, found][:-1]
            found = table.find(before, text, self.vocabulary_size)
            backed_off = log10_p + _taken(below.log10_backoff, before)
            seen = found != MISSING
            log10_p = np.where(seen, _taken(table.log10_p, found), backed_off)
        return _nats(log10_p[~starts])

    def start(self, batch_size: int) -> Array:
        """The state before a line: the tokens that are context, int (batch_size, order - 1)."""
        state = np.full((batch_size, self.order - 1), MISSING)
        state[:, -1:] = BOS_ID
        return state

    def step(self, token_ids: Array, state: Array) -> tuple[Array, Array, None]:
        """log p of every next token, as networks give it.

        Args:
            token_ids: int (batch,), the token before; `<bos>` at the start of a line.
            state: the context before it, as `start` or `step` returns it.

        Returns:
            float64 (batch, vocabulary_size), nats; the state after; None.
        """
        longer = np.concatenate([state, np.asarray(token_ids)[:, None]], axis=1)
        state = longer[:, 1:]
        return _nats(np.stack([self._next(row[row != MISSING]) for row in state])), state, None

    def _next(self, context: Array) -> Array:
        """log10 p of every token after a context, int (up to order - 1,)."""
        log10_p = self.tables[0].log10_p.astype(float)
        for length in range(1, len(context) + 1):
            index = self._index(context[-length:])
            if index == MISSING:
                continue
            log10_p = log10_p + self.tables[length - 1].log10_backoff[index]
            table = self.tables[length]
            first, last = np.searchsorted(
                table.keys, [index * self.vocabulary_size, (index + 1) * self.vocabulary_size]
            )
            log10_p[table.keys[first:last] % self.vocabulary_size] = table.log10_p[first:last]
        return log10_p

    def _index(self, tokens: Array) -> int:
        """The index of one n-gram in the table of its order, or MISSING."""
        index = np.array([tokens[0]])
        for table, token in zip(self.tables[1:], tokens[1:], strict=False):
            index = table.find(index, token, self.vocabulary_size)
        return int(index[0])


def _nats(log10_p: Array) -> Array:
    return np.where(log10_p <= NEVER / 2, -np.inf, log10_p * _LN_10)


def _taken(values: Array, index: Array) -> Array:
    return np.where(index != MISSING, np.append(values, 0.0)[index], 0.0)
