"""Greedy search: the likeliest token at every step."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops

from seqtasks.decoding.hypotheses import (
    Hypotheses,
    Steppable,
    check_search,
    length_penalty,
    write_each,
)
from seqtasks.tensors import Tensor
from seqtasks.tokenizers.base import PAD_ID


def greedy_search(
    network: Steppable,
    state: Any,
    *,
    max_length: int,
    alpha: float = 0.0,
    last: Tensor | None = None,
) -> Hypotheses:
    """Writes one hypothesis for each row.

    Args:
        network: gives log p of the next token.
        state: the network's state before the first token, from its `start`.
        max_length: tokens at most, `<eos>` included.
        alpha: exponent of the length penalty in the score.
        last: the token before the first one, int32 (batch,); `<bos>` when None.

    Returns:
        Hypotheses with number = 1.

    Raises:
        ValueError: for a `max_length` below 1 or a negative `alpha`.
    """
    check_search(max_length, alpha)
    batch = ops.shape(keras.tree.flatten(state)[0])[0]

    def likeliest(_t: Tensor, log_probs: Tensor) -> Tensor:
        return tf.argmax(log_probs, axis=-1, output_type=tf.int32)

    written = write_each(network, state, likeliest, batch=batch, max_length=max_length, last=last)
    length = ops.sum(ops.cast(ops.not_equal(written.token_ids, PAD_ID), "int32"), axis=-1)
    return written._replace(scores=written.scores / length_penalty(length, alpha))
