"""A linear-chain conditional random field over the labels of a sequence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.masks import first_token, lengths, rank_of_tokens, token_places
from seqtasks.tensors import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class LinearChainCRF(keras.layers.Layer):
    """Scores label sequences as wholes (Lafferty et al., 2001; Lample et al., 2016).

    log p(y | x) = s(x, y) - log Σ_y' exp s(x, y'), with
    s(x, y) = a[y_1] + Σ_t scores[t, y_t] + Σ_t T[y_{t-1}, y_t] + b[y_n];
    the sum over all sequences by the forward algorithm in the log domain. The likeliest sequence is
    found by `seqtasks.decoding.viterbi`, with the weights `transitions` T (num_labels, num_labels),
    `start` a and `end` b (num_labels,).

    Masking: a sequence is what a row's tokens are, wherever its padding stands; a row without any
    counts as if its first step were one.

    Args:
        num_labels: int > 0.

    Computes in float32 where the policy asks for half precision.

    Call arguments:
        scores: float32 (batch, time, num_labels), of each label at each step.
        mask: bool (batch, time), True at a token.

    Returns:
        log p(y_t = k | x), float32 (batch, time, num_labels).
    """

    def __init__(self, num_labels: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.compute_dtype in ("float16", "bfloat16"):  # a sentence's sums would be off by nats
            self.dtype_policy = "float32"
        if not isinstance(num_labels, int) or num_labels < 1:
            raise ValueError(
                f"`num_labels` must be a positive int. Received: num_labels={num_labels!r}"
            )
        self.num_labels = num_labels
        self.supports_masking = True

    def build(self, scores_shape: Any = None, mask_shape: Any = None) -> None:
        """Creates the transitions."""
        n = self.num_labels
        for name, shape in (("transitions", (n, n)), ("start", (n,)), ("end", (n,))):
            weight = self.add_weight(
                name=name, shape=shape, initializer=keras.initializers.RandomUniform(-0.1, 0.1)
            )
            setattr(self, name, weight)
        self.built = True

    def call(self, scores: Tensor, mask: Tensor) -> Tensor:
        """The logarithms of the marginal probabilities; see the class."""
        # The total is the same at every step; taken at each, its rounding does not add up.
        return ops.log_softmax(self._forward(scores, mask) + self._backward(scores, mask))

    def nats(self, scores: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """-log p(labels | x) of each sequence.

        Args:
            scores: float32 (batch, time, num_labels).
            labels: int32 (batch, time).
            mask: bool (batch, time).

        Returns:
            float32 (batch,).
        """
        return self.log_total(scores, mask) - self.sequence_score(scores, labels, mask)

    def log_total(self, scores: Tensor, mask: Tensor) -> Tensor:
        """log Σ_y exp s(x, y) of each sequence, float32 (batch,)."""
        # Padding leaves what was reached at the last token as it is.
        return ops.logsumexp(self._forward(scores, mask)[:, -1] + self.end, axis=1)

    def sequence_score(self, scores: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """s(x, labels) of each sequence, float32 (batch,)."""
        of_steps = ops.take_along_axis(scores, labels[:, :, None], axis=2)[:, :, 0]
        places = token_places(mask)
        labels, of_steps = (ops.take_along_axis(x, places, axis=1) for x in (labels, of_steps))
        length = ops.maximum(lengths(mask), 1)[:, None]  # tokens stand first now
        kept = ops.cast(ops.arange(ops.shape(mask)[1], dtype="int32") < length, scores.dtype)
        pairs = labels[:, :-1] * self.num_labels + labels[:, 1:]
        of_pairs = ops.take(ops.reshape(self.transitions, (-1,)), pairs)
        ends = ops.take(self.end, ops.take_along_axis(labels, length - 1, axis=1)[:, 0])
        first = of_steps[:, 0] + ops.take(self.start, labels[:, 0])
        later = of_steps[:, 1:] + of_pairs
        return first + ops.sum(later * kept[:, 1:], axis=1) + ends

    def _forward(self, scores: Tensor, mask: Tensor) -> Tensor:
        """log Σ exp s over the beginnings that end in each label: (batch, time, num_labels)."""

        def step(before: Tensor, at: tuple[Tensor, ...]) -> Tensor:
            of_step, kept = at
            reached = ops.logsumexp(before[:, :, None] + self.transitions, axis=1) + of_step
            return ops.where(kept[:, None], reached, before)

        first = scores_of_first(scores, mask) + self.start
        return scan_steps(step, first, scores, has_token_before(mask))

    def _backward(self, scores: Tensor, mask: Tensor) -> Tensor:
        """log Σ exp s over the endings after each label: (batch, time, num_labels)."""

        def step(after: Tensor, at: tuple[Tensor, ...]) -> Tensor:
            of_next, kept = at
            # The variable stands second: as the first, Keras 3.15 takes it for a bias (batch 1).
            reached = ops.logsumexp((of_next + after)[:, None, :] + self.transitions, axis=2)
            return ops.where(kept[:, None], reached, after)

        ends = ops.zeros_like(scores[:, 0]) + self.end
        scores_after, has_next = (
            ops.roll(of_step, -1, axis=1) for of_step in (scores, has_token_before(mask))
        )
        return scan_steps(step, ends, scores_after, has_next, reverse=True)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {**super().get_config(), "num_labels": self.num_labels}


def has_token_before(mask: Tensor) -> Tensor:
    """True at every token but a row's first: bool (batch, time)."""
    return ops.logical_and(mask, rank_of_tokens(mask) > 0)


def scores_of_first(scores: Tensor, mask: Tensor) -> Tensor:
    """The scores of each row's first token, of (batch, time, num_labels): (batch, num_labels)."""
    return tf.gather(scores, first_token(mask), batch_dims=1)


def scan_steps(
    step: Callable[[Tensor, tuple[Tensor, ...]], Tensor],
    start: Tensor,
    *of_steps: Tensor,
    reverse: bool = False,
) -> Tensor:
    """What a recurrence gives at each step.

    `keras.ops.scan` of Keras 3.15 must know the number of steps; `tf.scan` need not.

    Args:
        step: from (batch, ...) before a step, and what belongs to the step, to what is after it.
        start: (batch, ...).
        of_steps: tensors (batch, time, ...).
        reverse: begin at the last step.

    Returns:
        (batch, time, ...).
    """
    by_time = tuple(tf.transpose(x, (1, 0, *range(2, len(x.shape)))) for x in of_steps)
    steps = tf.scan(step, by_time, initializer=start, reverse=reverse)
    return tf.transpose(steps, (1, 0, *range(2, len(steps.shape))))
