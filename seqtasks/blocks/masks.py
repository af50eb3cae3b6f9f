"""Masks: bool (batch, time), True at a token; id 0 is `<pad>`.

What the datasets make has its padding on the right. The blocks take any mask, also one with gaps
before or between the tokens, or with none in a row: they read the tokens in their order and leave
the places of the padding as they are.
"""

from __future__ import annotations

import tensorflow as tf
from keras import ops

from seqtasks.tensors import Tensor


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


def first_token(mask: Tensor) -> Tensor:
    """The place of each row's first token, int32 (batch,); 0 in a row without any."""
    return ops.cast(ops.argmax(ops.cast(mask, "int32"), axis=1), "int32")


def last_token(mask: Tensor) -> Tensor:
    """The place of each row's last token, int32 (batch,); 0 in a row without any."""
    places = ops.arange(ops.shape(mask)[1], dtype="int32")
    return ops.max(ops.where(mask, places, 0), axis=1)


def rank_of_tokens(mask: Tensor) -> Tensor:
    """How many tokens stand before each place, int32 (batch, time)."""
    kept = ops.cast(mask, "int32")
    return ops.cumsum(kept, axis=1) - kept


def token_places(mask: Tensor) -> Tensor:
    """The places of each row's tokens in their order, then those of its padding.

    Returns:
        int32 (batch, time): taken from a sequence, these make one with its padding on the right.
    """
    time = ops.shape(mask)[1]
    places = ops.arange(time, dtype="int32")
    return ops.cast(ops.argsort(ops.where(mask, places, places + time), axis=1), "int32")


def reverse_tokens(token_ids: Tensor, mask: Tensor) -> Tensor:
    """Each row's tokens in reversed order, its padding left where it is.

    Sutskever et al. (2014) reverse the source so that the first words of both sides lie close to
    each other.

    Args:
        token_ids: int32 (batch, time), or vectors, float (batch, time, dim).
        mask: bool (batch, time), True at a token.

    Returns:
        What came in, in the other order.
    """
    from_end = lengths(mask)[:, None] - 1 - rank_of_tokens(mask)  # (batch, time)
    places = ops.arange(ops.shape(token_ids)[1], dtype="int32")
    mirrored = ops.take_along_axis(token_places(mask), ops.maximum(from_end, 0), axis=1)
    return tf.gather(token_ids, ops.where(mask, mirrored, places), batch_dims=1)
