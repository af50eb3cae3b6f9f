"""Greedy search: the likeliest token at every step."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from seqtasks.decoding.hypotheses import (
    Hypotheses,
    Steppable,
    Tensor,
    check_search,
    length_penalty,
    writable,
    write,
)
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID


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

    def going(t: Tensor, _ids: Tensor, _last: Tensor, done: Tensor, *_rest: Any) -> Tensor:
        return ops.logical_and(t < max_length, ops.logical_not(ops.all(done)))

    def body(
        t: Tensor, ids: Tensor, last: Tensor, done: Tensor, total: Tensor, state: Any
    ) -> tuple[Any, ...]:
        log_probs, state, _ = network.step(last, state)
        log_probs = writable(log_probs)
        token = ops.cast(ops.argmax(log_probs, axis=-1), "int32")
        token = ops.where(done, PAD_ID, token)
        total = total + ops.where(done, 0.0, ops.max(log_probs, axis=-1))
        ids = write(ids, t, token)
        return t + 1, ids, token, ops.logical_or(done, ops.equal(token, EOS_ID)), total, state

    _, token_ids, _, _, total, _ = ops.while_loop(
        going,
        body,
        (
            0,
            ops.full((batch, max_length), PAD_ID, dtype="int32"),
            ops.full((batch,), BOS_ID, dtype="int32") if last is None else last,
            ops.zeros((batch,), dtype="bool"),
            ops.zeros((batch,), dtype="float32"),
            state,
        ),
    )
    length = ops.sum(ops.cast(ops.not_equal(token_ids, PAD_ID), "int32"), axis=-1)
    scores = total / length_penalty(length, alpha)
    return Hypotheses(token_ids[:, None], scores[:, None])
