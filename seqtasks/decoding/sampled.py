"""Sampling: every token is drawn."""

from __future__ import annotations

from typing import Any

from keras import ops

from seqtasks.decoding.hypotheses import Hypotheses, Steppable, Tensor, writable, write
from seqtasks.decoding.sampling import Sampling
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID


def sample_search(
    network: Steppable, state: Any, chances: Tensor, sampling: Sampling
) -> Hypotheses:
    """Draws one hypothesis for each row.

    Args:
        network: gives log p of the next token.
        state: the network's state before the first token, from its `start`.
        chances: float32 (batch, max_length), independent and even in [0, 1): what decides each
            token. The same chances draw the same hypothesis, whatever the other rows are.
        sampling: from which part of the distribution tokens are drawn.

    Returns:
        Hypotheses with number = 1; the score is log p of what was drawn, in nats, of the network's
        own distribution.
    """
    batch, max_length = ops.shape(chances)[0], chances.shape[1]

    def going(t: Tensor, _ids: Tensor, _last: Tensor, done: Tensor, *_rest: Any) -> Tensor:
        return ops.logical_and(t < max_length, ops.logical_not(ops.all(done)))

    def body(
        t: Tensor, ids: Tensor, last: Tensor, done: Tensor, total: Tensor, state: Any
    ) -> tuple[Any, ...]:
        log_probs, state, _ = network.step(last, state)
        token = draw(writable(log_probs), chances[:, t], sampling)
        drawn = ops.take_along_axis(log_probs, token[:, None], axis=1)[:, 0]
        token = ops.where(done, PAD_ID, token)
        total = total + ops.where(done, 0.0, drawn)
        ids = write(ids, t, token)
        return t + 1, ids, token, ops.logical_or(done, ops.equal(token, EOS_ID)), total, state

    start = (
        0,
        ops.full((batch, max_length), PAD_ID, dtype="int32"),
        ops.full((batch,), BOS_ID, dtype="int32"),
        ops.zeros((batch,), dtype="bool"),
        ops.zeros((batch,), dtype="float32"),
        state,
    )
    _, token_ids, _, _, total, _ = ops.while_loop(going, body, start)
    return Hypotheses(token_ids[:, None], total[:, None])


def draw(log_probs: Tensor, chance: Tensor, sampling: Sampling) -> Tensor:
    """A token of each row, int32 (batch,), as `Sampling` draws them.

    Args:
        log_probs: float32 (batch, vocabulary_size), nats.
        chance: float32 (batch,), in [0, 1): the place in the cumulated distribution.
        sampling: what is left of the distribution.
    """
    if sampling.temperature == 0.0:
        return ops.cast(ops.argmax(log_probs, axis=-1), "int32")
    vocabulary_size = log_probs.shape[-1]
    sorted_, tokens = ops.top_k(log_probs, min(sampling.top_k or vocabulary_size, vocabulary_size))
    scaled = sorted_ / sampling.temperature
    # Shares of all tokens are made of the kept ones alone: top_p looks at what top_k left.
    shares = ops.exp(scaled - ops.logsumexp(scaled, axis=-1, keepdims=True))
    before = ops.cumsum(shares, axis=-1) - shares
    kept = ops.where(before < sampling.top_p, shares, 0.0)
    cumulated = ops.cumsum(kept, axis=-1)
    passed = cumulated <= chance[:, None] * cumulated[:, -1:]
    place = ops.sum(ops.cast(passed, "int32"), axis=-1)
    last = ops.sum(ops.cast(kept > 0.0, "int32"), axis=-1) - 1
    place = ops.minimum(place, last)[:, None]
    return ops.cast(ops.take_along_axis(tokens, place, axis=1)[:, 0], "int32")
