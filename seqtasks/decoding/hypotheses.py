"""What a search returns, what it asks of a network, and how hypotheses are scored."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import tensorflow as tf
from keras import ops

from seqtasks.tensors import Tensor
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID

UNWRITABLE = (PAD_ID, BOS_ID)
NEVER = float("-inf")  # log p of what cannot be


class Steppable(Protocol):
    """A network that writes token by token: an encoder-decoder, a language model."""

    def step(self, token_ids: Tensor, state: Any) -> tuple[Tensor, Any, Tensor | None]:
        """log p of every next token (batch, vocabulary_size), the state after, the attention."""


class Hypotheses(NamedTuple):
    """The best hypotheses of each row, best first.

    Attributes:
        token_ids: int32 (batch, number, max_length), without `<bos>`; after `<eos>` only `<pad>`.
            A hypothesis that reached `max_length` has no `<eos>`, nor has one that nothing can
            follow: every token after it has p = 0, or none that is a number.
        scores: float32 (batch, number), by which they are compared: log p divided by the length
            penalty, with the coverage penalty where there is one.
    """

    token_ids: Tensor
    scores: Tensor


def length_penalty(length: Tensor | int, alpha: float) -> Tensor:
    """((5 + length) / 6)^alpha (Wu et al., 2016, eq. 14); `length` counts `<eos>`."""
    return ((5.0 + ops.cast(length, "float32")) / 6.0) ** alpha


def check_search(
    max_length: int,
    alpha: float = 0.0,
    beam_size: int = 1,
    beta: float = 0.0,
    *,
    min_length: int = 0,
) -> None:
    """Raises ValueError for settings that no search can use."""
    for name, value in (("max_length", max_length), ("beam_size", beam_size)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"`{name}` must be a positive int. Received: {name}={value!r}")
    if min_length > max_length:
        raise ValueError(
            f"`min_length` must be at most `max_length`. Received: min_length={min_length}, "
            f"max_length={max_length}"
        )
    for name, weight in (("length_penalty", alpha), ("coverage_penalty", beta)):
        if not 0.0 <= weight < math.inf:
            raise ValueError(f"`{name}` must be finite and >= 0. Received: {name}={weight!r}")


def is_writable(token_ids: Tensor) -> Tensor:
    """Whether a text can hold the tokens: not `<pad>` and `<bos>`."""
    return ops.logical_and(*(ops.not_equal(token_ids, token_id) for token_id in UNWRITABLE))


def writable(log_probs: Tensor) -> Tensor:
    """`log_probs` with -inf for the tokens that no text holds."""
    return ops.where(is_writable(ops.arange(log_probs.shape[-1])), log_probs, NEVER)


def write(token_ids: Tensor, t: Tensor | int, tokens: Tensor) -> Tensor:
    """`token_ids` (..., time) with `tokens` (...) at time `t`."""
    here = ops.equal(ops.arange(token_ids.shape[-1]), t)
    return ops.where(here, tokens[..., None], token_ids)


def write_each(
    network: Steppable,
    state: Any,
    choose: Callable[[Tensor, Tensor], Tensor],
    *,
    batch: Tensor,
    max_length: int,
    last: Tensor | None = None,
) -> Hypotheses:
    """Writes one hypothesis for each row, token by token, until nothing can follow.

    Args:
        network: gives log p of the next token.
        state: the network's state before the first token.
        choose: the token of each row, int32 (batch,), of the step t and log p of every token,
            float32 (batch, vocabulary_size), -inf for those that no text holds. One with p = 0 ends
            the row: it is not written.
        batch: how many rows.
        max_length: tokens at most, `<eos>` included.
        last: the token before the first one, int32 (batch,); `<bos>` when None.

    Returns:
        Hypotheses with number = 1; the scores are log p in nats.
    """

    def going(t: Tensor, _ids: Tensor, _last: Tensor, done: Tensor, *_rest: Any) -> Tensor:
        return ops.logical_and(t < max_length, ops.logical_not(ops.all(done)))

    def body(
        t: Tensor, ids: Tensor, last: Tensor, done: Tensor, total: Tensor, state: Any
    ) -> tuple[Any, ...]:
        log_probs, state, _ = network.step(last, state)
        log_probs = writable(log_probs)
        token = choose(t, log_probs)
        gained = tf.gather(log_probs, token, batch_dims=1)
        done = ops.logical_or(done, ops.logical_not(gained > NEVER))  # also of NaN
        total = total + ops.where(done, 0.0, gained)
        token = ops.where(done, PAD_ID, token)
        ids = write(ids, t, token)
        return t + 1, ids, token, ops.logical_or(done, ops.equal(token, EOS_ID)), total, state

    start = (
        0,
        ops.full((batch, max_length), PAD_ID, dtype="int32"),
        ops.full((batch,), BOS_ID, dtype="int32") if last is None else last,
        ops.zeros((batch,), dtype="bool"),
        ops.zeros((batch,), dtype="float32"),
        state,
    )
    _, token_ids, _, _, total, _ = ops.while_loop(going, body, start)
    return Hypotheses(token_ids[:, None], total[:, None])
