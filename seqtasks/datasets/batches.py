"""Padded batches of token ids, bucketed by length, in an order that repeats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

Columns = Mapping[str, tf.RaggedTensor]
Rows = np.ndarray[Any, np.dtype[np.int64]]


class Batches:
    """Aligned token sequences as batches for training and evaluation.

    The tokens of the whole set are held once, as int32 (4 bytes a token); batches are cut and
    padded by tf.data while the network computes. The order of an epoch derives from (seed, epoch)
    only, so that a resumed run continues in the middle of an epoch by skipping batches.

    Rows of similar length share a batch: each epoch shuffles all rows, sorts pools of 100 batches
    by length, cuts them, and shuffles the batches.

    Args:
        columns: named int32 ragged tensors (rows, None), each row with at least one token.
        to_example: makes (inputs, labels, mask), as Keras' `fit` takes them, from the padded
            columns, int32 (batch, time). `mask` is True where `labels` holds a token.
        sort_by: the column names whose lengths decide which rows share a batch.
        batch_size: rows in a batch; or
        batch_tokens: positions, padding included, of the first column of `sort_by` in a batch.

    Raises:
        ValueError: unless exactly one of `batch_size`, `batch_tokens` is given and positive.
    """

    continuous = False
    spec = None  # batches have many shapes

    def __init__(
        self,
        columns: Columns,
        to_example: Callable[[dict[str, Any]], tuple[Any, Any, Any]],
        *,
        sort_by: tuple[str, ...],
        batch_size: int | None = None,
        batch_tokens: int | None = None,
    ) -> None:
        if (batch_size is None) == (batch_tokens is None) or (batch_size or batch_tokens or 0) < 1:
            raise ValueError(
                "Give exactly one of `batch_size` and `batch_tokens`, a positive int. Received: "
                f"batch_size={batch_size!r}, batch_tokens={batch_tokens!r}"
            )
        self.columns = dict(columns)
        self.to_example = to_example
        self.batch_size = batch_size
        self.batch_tokens = batch_tokens
        self.lengths = {name: ids.row_lengths().numpy() for name, ids in self.columns.items()}
        self.sort_by = sort_by

    def __len__(self) -> int:
        """Rows."""
        return len(self.lengths[self.sort_by[0]])

    def plan(self, epoch: int | None = None, *, seed: int = 0) -> list[Rows]:
        """The row numbers of each batch.

        Args:
            epoch: 0, 1, ... for training; None for one pass in the order of length, all of it the
                same at every call.
            seed: the run's seed.
        """
        if epoch is None:
            return self._cut(self._by_length(np.arange(len(self))))
        random = np.random.default_rng((seed, epoch))
        rows = random.permutation(len(self))
        batches = []
        pool_size = 100 * self._typical_batch_size()
        for start in range(0, len(rows), pool_size):
            batches += self._cut(self._by_length(rows[start : start + pool_size]))
        return [batches[i] for i in random.permutation(len(batches))]

    def dataset(self, plan: list[Rows]) -> tf.data.Dataset:
        """The batches of a plan: (inputs, labels, mask), int32 and bool (batch, time)."""
        rows = tf.ragged.constant([list(batch) for batch in plan], dtype=tf.int64, ragged_rank=1)

        @tf.autograph.experimental.do_not_convert
        def batch(rows: Any) -> tuple[Any, Any, Any]:
            return self.to_example(
                {name: tf.gather(ids, rows).to_tensor(0) for name, ids in self.columns.items()}
            )

        dataset = tf.data.Dataset.from_tensor_slices(rows)
        return dataset.map(batch, num_parallel_calls=2, deterministic=True).prefetch(4)

    def places(self, rows: Rows) -> Rows:
        """Where the labels of a batch stand among all labels, row by row: int64 (tokens,).

        The labels are as long as the first column of `sort_by`.
        """
        lengths = self.lengths[self.sort_by[0]]
        starts = np.cumsum(lengths) - lengths
        ends = np.cumsum(lengths[rows])
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(
            ends - lengths[rows], lengths[rows]
        )
        return np.repeat(starts[rows], lengths[rows]) + within

    @property
    def num_labels(self) -> int:
        """Labels of all rows."""
        return int(self.lengths[self.sort_by[0]].sum())

    def padding_share(self, plan: list[Rows]) -> float:
        """Padding positions over all positions of a plan's batches."""
        tokens = sum(int(length[rows].sum()) for length in self.lengths.values() for rows in plan)
        positions = sum(
            int(length[rows].max()) * len(rows) for length in self.lengths.values() for rows in plan
        )
        return 1.0 - tokens / positions

    def _by_length(self, rows: Rows) -> Rows:
        keys = [self.lengths[name][rows] for name in reversed(self.sort_by)]
        return rows[np.lexsort(keys)]

    def _typical_batch_size(self) -> int:
        if self.batch_size is not None:
            return self.batch_size
        mean = float(self.lengths[self.sort_by[0]].mean())
        return max(1, int((self.batch_tokens or 1) / mean))

    def _cut(self, rows: Rows) -> list[Rows]:
        """Sorted rows as batches that keep the limit; a row above it is a batch of its own."""
        if self.batch_size is not None:
            return [rows[i : i + self.batch_size] for i in range(0, len(rows), self.batch_size)]
        lengths = self.lengths[self.sort_by[0]][rows]
        batches, start = [], 0
        for end in range(1, len(rows) + 1):
            full = end < len(rows) and lengths[end] * (end + 1 - start) > (self.batch_tokens or 0)
            if full or end == len(rows):
                batches.append(rows[start:end])
                start = end
        return batches
