"""A feed-forward reading of the last few tokens."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.masks import lengths, rank_of_tokens, token_places
from seqtasks.tensors import Tensor


class WindowState(NamedTuple):
    """What a window has seen: float32 (batch, window - 1, input_dim), zeros before the text."""

    vectors: Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class WindowEncoder(keras.layers.Layer):
    """Reads a window of the last tokens at every step, with one hidden layer (Bengio et al., 2003).

    memory_t = tanh(H [x_{t-k+1} ; ... ; x_t] + d), for a window of k tokens. With `direct`, the
    window itself comes after it, [memory_t ; x_{t-k+1} ; ... ; x_t], so that a linear head is y =
    b + W x + U tanh(H x + d): Bengio's equation (1) with direct connections from embeddings to
    output. A model of order n has a window of n - 1 tokens.

    Causal: an output depends on its own token and those before it.

    Masking: windows hold tokens only, wherever the padding stands, whose outputs are zero; the
    state after a row is that after its last token.

    Args:
        window: int > 0, tokens that are read at each step.
        units: int > 0, width of the hidden layer.
        direct: also return the window.

    Call arguments:
        inputs: float32 (batch, time, input_dim).
        mask: bool (batch, time), True at a token; None where every step is one.
        initial_state: a `WindowState`; zeros when None.

    Returns:
        memory, float32 (batch, time, output_dim), and the final `WindowState`.

    Raises:
        ValueError: for a `window` or `units` below 1.
    """

    def __init__(self, window: int, units: int, *, direct: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, value in (("window", window), ("units", units)):
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"`{name}` must be a positive int. Received: {name}={value!r}")
        self.window = window
        self.units = units
        self.input_dim = 0  # until it is built
        self.direct = direct
        self.supports_masking = True
        self.hidden = keras.layers.Dense(units, "tanh", name="hidden", dtype=self.dtype_policy)

    @property
    def output_dim(self) -> int:
        """Width of the memory; with `direct` it is known once the layer is built."""
        return self.units + (self.window * self.input_dim if self.direct else 0)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Builds the hidden layer for inputs of shape (batch, time, input_dim)."""
        self.input_dim = input_shape[-1] or 0
        self.hidden.build((*input_shape[:-1], self.window * self.input_dim))
        self.built = True

    def zero_state(self, batch_size: Tensor | int) -> WindowState:
        """The state before a text."""
        shape = (batch_size, self.window - 1, self.input_dim)
        return WindowState(ops.zeros(shape, dtype=self.compute_dtype))

    def call(
        self,
        inputs: Tensor,
        mask: Tensor | None = None,
        initial_state: WindowState | None = None,
        training: bool = False,
    ) -> tuple[Tensor, WindowState]:
        """Reads the sequence; see the class."""
        before = initial_state or self.zero_state(ops.shape(inputs)[0])
        if mask is not None:
            inputs = tf.gather(inputs, token_places(mask), batch_dims=1)
        seen = ops.concatenate([before.vectors, inputs], axis=1)
        time = ops.shape(inputs)[1]
        windows = ops.concatenate([seen[:, i : i + time] for i in range(self.window)], axis=-1)
        memory = self.hidden(windows)
        if self.direct:
            memory = ops.concatenate([memory, windows], axis=-1)
        if mask is None:
            return memory, WindowState(seen[:, time:])
        last = lengths(mask)[:, None] + ops.arange(self.window - 1, dtype="int32")
        memory = tf.gather(memory, rank_of_tokens(mask), batch_dims=1)
        memory *= ops.cast(mask, memory.dtype)[:, :, None]
        return memory, WindowState(ops.take_along_axis(seen, last[:, :, None], axis=1))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            "window": self.window,
            "units": self.units,
            "direct": self.direct,
        }
