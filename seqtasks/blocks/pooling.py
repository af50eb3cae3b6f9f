"""From a sequence of vectors to one vector."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.masks import first_token, last_token, masked_softmax
from seqtasks.tensors import Tensor

Pooling: TypeAlias = Literal["last", "both", "mean", "sum", "max", "attention"]


@keras.saving.register_keras_serializable(package="seqtasks")
class SequencePooling(keras.layers.Layer):
    """One vector for each sequence.

    | method | vector |
    |---|---|
    | `"last"` | m_T, of the last token |
    | `"both"` | [m→_T ; m←_1], of concatenated directions, each where it ends |
    | `"mean"`, `"sum"`, `"max"` | over the tokens |
    | `"attention"` | Σ α_t m_t, α = softmax(v tanh(W m_t + b)) (Yang et al., 2016) |

    Masking: only real tokens count; a row without any gives zeros, or with `"last"` and `"both"`
    the vector of its first step.

    Args:
        method: one of the table.

    Call arguments:
        memory: float32 (batch, time, dim).
        mask: bool (batch, time), True at a token; None where every step is one.

    Returns:
        float32 (batch, dim).

    Raises:
        ValueError: for an unknown method; for `"both"` and an odd `dim`.
    """

    def __init__(self, method: Pooling, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if method not in get_args(Pooling):
            known = ", ".join(map(repr, get_args(Pooling)))
            raise ValueError(f"`method` must be one of {known}. Received: method={method!r}")
        self.method = method
        self.supports_masking = True
        if method == "attention":
            self.scores = keras.layers.Dense(1, use_bias=False, dtype=self.dtype_policy)

    def build(self, memory_shape: tuple[int | None, ...]) -> None:
        """Creates the weights of attention for memories (batch, time, dim)."""
        dim = memory_shape[-1] or 0
        if self.method == "both" and dim % 2:
            raise ValueError(
                "'both' needs the concatenated outputs of two directions, an even `dim`. Received: "
                f"dim={dim}"
            )
        if self.method == "attention":
            self.hidden = keras.layers.Dense(dim, "tanh", dtype=self.dtype_policy)
            self.hidden.build(memory_shape)
            self.scores.build(memory_shape)
        self.built = True

    def call(self, memory: Tensor, mask: Tensor | None = None) -> Tensor:
        """The vector of each row."""
        if mask is None:
            mask = ops.ones(ops.shape(memory)[:2], dtype="bool")
        if self.method == "last":
            return _at(memory, last_token(mask))
        if self.method == "both":
            forward, backward = ops.split(memory, 2, axis=-1)
            first = _at(backward, first_token(mask))
            return ops.concatenate([_at(forward, last_token(mask)), first], axis=-1)
        if self.method == "max":
            return _max(memory, mask)
        return ops.sum(memory * self._weights(memory, mask), axis=1)

    def _weights(self, memory: Tensor, mask: Tensor) -> Tensor:
        """What each step counts, float (batch, time, 1)."""
        kept = ops.cast(mask, memory.dtype)[:, :, None]
        if self.method == "sum":
            return kept
        if self.method == "mean":
            return kept / ops.maximum(ops.sum(kept, axis=1, keepdims=True), 1)
        weights = masked_softmax(self.scores(self.hidden(memory))[:, :, 0], mask)
        return ops.cast(weights, memory.dtype)[:, :, None]

    def compute_mask(self, memory: Tensor, mask: Tensor | None = None) -> None:
        """None: no time is left."""

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {**super().get_config(), "method": self.method}


def _at(memory: Tensor, places: Tensor) -> Tensor:
    """The vector at one place of each row."""
    return tf.gather(memory, places, axis=1, batch_dims=1)


def _max(memory: Tensor, mask: Tensor) -> Tensor:
    """The largest component over the tokens; zeros where there is none."""
    lowest = ops.cast(-1e4 if memory.dtype == "float16" else -1e9, memory.dtype)
    largest = ops.max(ops.where(mask[:, :, None], memory, lowest), axis=1)
    return ops.where(ops.any(mask, axis=1)[:, None], largest, 0)
