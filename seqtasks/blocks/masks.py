"""Masks: bool (batch, time), True at a token. Padding is on the right; id 0 is `<pad>`."""

from __future__ import annotations

from keras import ops

from seqtasks.blocks.cells import Tensor


def padding_mask(token_ids: Tensor) -> Tensor:
    """True at a token, False at padding; token_ids: int32 (batch, time)."""
    return ops.not_equal(token_ids, 0)


def lengths(mask: Tensor) -> Tensor:
    """Tokens in each row, int32 (batch,)."""
    return ops.sum(ops.cast(mask, "int32"), axis=1)


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis, of the tokens only; zeros in a row without any.

    Args:
        scores: float (..., time).
        mask: bool, of a shape that broadcasts to that of the scores, True at a token.

    Returns:
        float32 (..., time), zero at padding.
    """
    scores = ops.where(mask, ops.cast(scores, "float32"), -1e9)
    # Not ops.softmax, which warns of sequences of one step.
    weights = ops.exp(scores - ops.logsumexp(scores, axis=-1, keepdims=True))
    return weights * ops.cast(mask, weights.dtype)


def reverse_tokens(token_ids: Tensor, mask: Tensor) -> Tensor:
    """Each row's tokens in reversed order, its padding left on the right.

    Sutskever et al. (2014) reverse the source so that the first words of both sides lie close to
    each other.

    Args:
        token_ids: int32 (batch, time), or vectors, float (batch, time, dim).
        mask: bool (batch, time), True at a token.

    Returns:
        What came in, in the other order.
    """
    positions = ops.arange(ops.shape(token_ids)[1])[None, :]  # (1, time)
    length = lengths(mask)[:, None]  # (batch, 1)
    source_positions = ops.where(positions < length, length - 1 - positions, positions)
    if len(token_ids.shape) == 3:
        source_positions = source_positions[:, :, None]
    return ops.take_along_axis(token_ids, source_positions, axis=1)
