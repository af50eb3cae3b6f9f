"""Sampling: every token is drawn."""

from __future__ import annotations

from typing import Any

from keras import ops

from seqtasks.decoding.hypotheses import Hypotheses, Steppable, write_each
from seqtasks.decoding.sampling import Sampling
from seqtasks.tensors import Tensor


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

    def drawn(t: Tensor, log_probs: Tensor) -> Tensor:
        return draw(log_probs, chances[:, t], sampling)

    batch, max_length = ops.shape(chances)[0], chances.shape[1]
    return write_each(network, state, drawn, batch=batch, max_length=max_length)


def draw(log_probs: Tensor, chance: Tensor, sampling: Sampling) -> Tensor:
    """A token of each row, int32 (batch,), as `Sampling` draws them; any where each has p = 0.

    Args:
        log_probs: float32 (batch, vocabulary_size), nats.
        chance: float32 (batch,), in [0, 1): the place in the cumulated distribution.
        sampling: what is left of the distribution.
    """
    if sampling.temperature == 0.0:
        return ops.cast(ops.argmax(log_probs, axis=-1), "int32")
    vocabulary_size = log_probs.shape[-1]
    sorted_, tokens = ops.top_k(log_probs, min(sampling.top_k or vocabulary_size, vocabulary_size))
    scaled = (sorted_ - sorted_[:, :1]) / sampling.temperature  # of the likeliest: no overflow
    # Shares of all tokens are made of the kept ones alone: top_p looks at what top_k left.
    shares = ops.exp(scaled - ops.logsumexp(scaled, axis=-1, keepdims=True))
    before = ops.cumsum(shares, axis=-1) - shares
    kept = ops.where(before < sampling.top_p, shares, 0.0)
    cumulated = ops.cumsum(kept, axis=-1)
    passed = cumulated <= chance[:, None] * cumulated[:, -1:]
    place = ops.sum(ops.cast(passed, "int32"), axis=-1)
    last = ops.sum(ops.cast(kept > 0.0, "int32"), axis=-1) - 1
    place = ops.maximum(ops.minimum(place, last), 0)[:, None]  # none is kept where each p is 0
    return ops.cast(ops.take_along_axis(tokens, place, axis=1)[:, 0], "int32")
