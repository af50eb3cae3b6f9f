"""A text as contiguous streams, cut into segments, so that a network's state is carried on."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from seqtasks.datasets.rows import Ids
from seqtasks.tokenizers.base import EOS_ID

WARM_UP = 256
EVALUATION_ROWS = 32


class Segment(NamedTuple):
    """A batch of a plan: where the text begins in this epoch, and where the segment in its row."""

    offset: int
    column: int


def evaluation_rows(num_tokens: int) -> int:
    """The rows in which a text is evaluated: 32, or fewer of a short text.

    A row of its own tokens is at least as long as the warm-up before it, so that the warm-up is a
    whole one, and a text of less than two of them is one row: how it is cut is not seen.
    """
    return max(1, min(EVALUATION_ROWS, num_tokens // (2 * WARM_UP)))


class Streams:
    """One long text in `batch_size` rows that are read side by side, segment by segment.

    Row r of a batch goes on where row r of the batch before ended: a network that carries its
    state reads each row as one text (truncated back-propagation through time in training;
    Mikolov et al., 2010). A label is the token at its position, its input the token before;
    before the first token of a text stands `<eos>`.

    For training, the text is a ring that begins at another token each epoch, drawn from (seed,
    epoch), so that rows and segments are cut elsewhere; the tokens that fill no segment are left
    out of the epoch. For evaluation every token counts once, and how the text is cut must not be
    seen in the result: each row but the first reads `warm_up` tokens before its first that counts.

    Args:
        ids: int32 (tokens,), the text, `<eos>` at the end of each line.
        batch_size: rows, at least 1.
        segment_length: tokens of a row in a batch, at least 1.
        warm_up: tokens that a row of an evaluation reads before its own.

    Raises:
        ValueError: for a text without a token or a size out of its range.
    """

    continuous = True

    def __init__(
        self, ids: Ids, *, batch_size: int, segment_length: int, warm_up: int = WARM_UP
    ) -> None:
        if len(ids) == 0:
            raise ValueError("`ids` must hold a text. Received: no token")
        sizes = {"batch_size": batch_size, "segment_length": segment_length}
        for name, value in sizes.items():
            if value < 1:
                raise ValueError(f"`{name}` must be at least 1. Received: {name}={value!r}")
        if warm_up < 0:
            raise ValueError(f"`warm_up` must be at least 0. Received: warm_up={warm_up!r}")
        self.ids = ids
        self.batch_size = batch_size
        self.segment_length = segment_length
        self.warm_up = warm_up

    def __len__(self) -> int:
        """Tokens."""
        return len(self.ids)

    @property
    def spec(self) -> tuple[tf.TensorSpec, tf.TensorSpec, tf.TensorSpec]:
        """Of (inputs, labels, mask): every batch has the same shape."""
        shape = (self.batch_size, self.segment_length)
        return (*(tf.TensorSpec(shape, tf.int32) for _ in range(2)), tf.TensorSpec(shape, tf.bool))

    def plan(self, epoch: int | None = None, *, seed: int = 0) -> list[Segment]:
        """The segments of an epoch, 0, 1, ..., or with None of one pass over every token.

        Raises:
            ValueError: the text has not enough tokens for one training batch.
        """
        if epoch is None:
            return [Segment(-1, start) for start in range(0, self._row_length, self.segment_length)]
        offset = int(np.random.default_rng((seed, epoch)).integers(len(self)))
        row_length = len(self) // self.batch_size
        last = row_length - self.segment_length
        if last < 0:
            raise ValueError(
                f"One batch takes {self.batch_size} x {self.segment_length} tokens. Received: a "
                f"text of {len(self):,}"
            )
        return [Segment(offset, start) for start in range(0, last + 1, self.segment_length)]

    def dataset(self, plan: list[Segment]) -> tf.data.Dataset:
        """The batches of a plan: inputs, labels, int32, and mask, bool, (batch, time)."""
        segments = np.array(plan, np.int64).reshape(-1, 2)

        @tf.autograph.experimental.do_not_convert
        def batch(segment: Any) -> Any:
            cut = tf.numpy_function(self._batch, [segment], [spec.dtype for spec in self.spec])
            return tuple(tf.ensure_shape(t, s.shape) for t, s in zip(cut, self.spec, strict=True))

        return tf.data.Dataset.from_tensor_slices(segments).map(batch).prefetch(4)

    def padding_share(self, plan: list[Segment]) -> float:
        """Positions without a token that counts over all positions of a plan."""
        if plan and plan[0].offset >= 0:
            return 0.0
        return 1.0 - len(self) / (len(plan) * self.batch_size * self.segment_length)

    @property
    def num_labels(self) -> int:
        """Tokens, each of which is a label."""
        return len(self.ids)

    def places(self, segment: Segment) -> Ids:
        """Where in the text the tokens stand that count in a batch of an evaluation: (tokens,)."""
        positions, counts = self._positions(segment.column + np.arange(self.segment_length))
        return positions[counts]

    @property
    def _row_length(self) -> int:
        """Tokens that each row of an evaluation reads, the warm-up among them."""
        return self._warmed_up + -(-(len(self) - self._warmed_up) // self.batch_size)

    @property
    def _warmed_up(self) -> int:
        """The warm-up; where rows would be shorter than it, less."""
        return min(self.warm_up, len(self) // (2 * self.batch_size))

    def _batch(self, segment: Any) -> tuple[Ids, Ids, Any]:
        offset, column = segment
        columns = column + np.arange(self.segment_length)
        rows = np.arange(self.batch_size)[:, None]
        if offset >= 0:
            positions = offset + rows * (len(self) // self.batch_size) + columns
            labels, inputs = (np.take(self.ids, p, mode="wrap") for p in (positions, positions - 1))
            return inputs, labels, np.ones(labels.shape, bool)
        positions, counts = self._positions(columns)
        labels = np.take(self.ids, positions, mode="clip")
        before = np.take(self.ids, positions - 1, mode="clip")
        return np.where(positions > 0, before, np.int32(EOS_ID)), labels, counts

    def _positions(self, columns: Any) -> tuple[Any, Any]:
        """Of columns of an evaluation: where in the text each row's are, and which of them count.

        Returns:
            int64 and bool, (batch, columns).
        """
        rows = np.arange(self.batch_size)[:, None]
        positions = rows * (self._row_length - self._warmed_up) + columns
        counts = (columns < self._row_length) & (positions < len(self))
        return positions, counts & ((rows == 0) | (columns >= self._warmed_up))
