"""What a search returns, what it asks of a network, and how hypotheses are scored."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from keras import ops

from seqtasks.tokenizers.base import BOS_ID, PAD_ID

Tensor = Any


class Steppable(Protocol):
    """A network that writes token by token: an encoder-decoder, a language model."""

    def step(self, token_ids: Tensor, state: Any) -> tuple[Tensor, Any, Tensor | None]:
        """log p of every next token (batch, vocabulary_size), the state after, the attention."""


class Hypotheses(NamedTuple):
    """The best hypotheses of each row, best first.

    Attributes:
        token_ids: int32 (batch, number, max_length), without `<bos>`; after `<eos>` only `<pad>`.
            A hypothesis that reached `max_length` has no `<eos>`.
        scores: float32 (batch, number), by which they are compared: log p divided by the length
            penalty, with the coverage penalty where there is one.
    """

    token_ids: Tensor
    scores: Tensor


def length_penalty(length: Tensor, alpha: float) -> Tensor:
    """((5 + length) / 6)^alpha (Wu et al., 2016, eq. 14); `length` counts `<eos>`."""
    return ((5.0 + ops.cast(length, "float32")) / 6.0) ** alpha


def check_search(max_length: int, alpha: float, beam_size: int = 1, beta: float = 0.0) -> None:
    """Raises ValueError for settings that no search can use."""
    for name, value in (("max_length", max_length), ("beam_size", beam_size)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"`{name}` must be a positive int. Received: {name}={value!r}")
    for name, weight in (("length_penalty", alpha), ("coverage_penalty", beta)):
        if weight < 0:
            raise ValueError(f"`{name}` must be >= 0. Received: {name}={weight!r}")


def writable(log_probs: Tensor) -> Tensor:
    """`log_probs` with -inf for the tokens that no text holds: `<pad>` and `<bos>`."""
    token_ids = ops.arange(log_probs.shape[-1])
    is_outside = ops.logical_or(ops.equal(token_ids, PAD_ID), ops.equal(token_ids, BOS_ID))
    return ops.where(is_outside, float("-inf"), log_probs)


def write(token_ids: Tensor, t: Tensor, tokens: Tensor) -> Tensor:
    """`token_ids` (..., time) with `tokens` (...) at time `t`."""
    here = ops.equal(ops.arange(token_ids.shape[-1]), t)
    return ops.where(here, tokens[..., None], token_ids)
