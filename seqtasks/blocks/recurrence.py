"""One recurrent layer in one direction, and its loop over time.

The loop is written with TensorFlow's own ops: `keras.ops.scan` cannot carry a tuple of states
(Keras 3.15), and `keras.layers.RNN` projects the inputs step by step, where one product does.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.cells import Cell, LSTMState, State, Tensor, cell_config, resolve_cell


def run_cell(
    cell: Cell,
    x: Tensor,
    mask: Tensor | None,
    initial_state: State,
    R: Tensor,
    b: Tensor | None,
    *,
    reverse: bool = False,
) -> tuple[Tensor, State]:
    """Applies `cell` to every step of a projected sequence.

    Args:
        cell: the description with the equation of one step.
        x: float (time, batch, num_gates · units), the projected inputs.
        mask: bool (batch, time) or None; a masked step leaves the state unchanged.
        initial_state: the state before the first step, each tensor (batch, units).
        R: float (units, num_gates · units), the recurrent kernel.
        b: float (num_gates · units,) or None, the recurrent bias.
        reverse: run from the last step to the first.

    Returns:
        The outputs, float (time, batch, units), zero at masked steps, and the final state.
    """
    time = tf.shape(x)[0]
    inputs = tf.TensorArray(x.dtype, size=time).unstack(x)
    outputs = tf.TensorArray(x.dtype, size=time, element_shape=initial_state.h.shape)
    steps = None if mask is None else tf.transpose(mask)[:, :, None]  # (time, batch, 1)

    def body(i: Tensor, state: State, outputs: Any) -> tuple[Tensor, State, Any]:
        t = time - 1 - i if reverse else i
        new = cell.step(inputs.read(t), state, R, b)
        if steps is not None:
            kept = zip(new, state, strict=True)
            new = type(new)(*(tf.where(steps[t], after, before) for after, before in kept))
        return i + 1, new, outputs.write(t, new.h)

    _, final, outputs = tf.while_loop(
        lambda i, *_: i < time, body, (0, initial_state, outputs), maximum_iterations=time
    )
    memory = outputs.stack()
    if steps is not None:
        memory *= tf.cast(steps, memory.dtype)
    return memory, final


@keras.saving.register_keras_serializable(package="seqtasks")
class RecurrentLayer(keras.layers.Layer):
    """One cell over a sequence in one direction.

    Weights have the names, shapes and gate order of `keras.layers.SimpleRNN/GRU/LSTM`: `kernel`
    (input_dim, num_gates · units), `recurrent_kernel` (units, num_gates · units), `bias`
    (num_gates · units,), or (2, num_gates · units) for a GRU. Built with a context, a layer has a
    `context_kernel` (context_dim, num_gates · units) too: x_t W + c C + b.

    Masking: a masked step leaves the state unchanged, its output and its gradient are zero.

    Args:
        cell: a cell description, or a name together with `units`.
        units: width of the output, when `cell` is a name.
        reverse: read the sequence from its last token to its first.
    """

    def __init__(
        self,
        cell: str | Cell,
        units: int | None = None,
        *,
        reverse: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.cell = resolve_cell(cell, units)
        self.reverse = reverse
        self.supports_masking = True
        self.context_kernel = None

    def build(
        self,
        inputs_shape: tuple[int | None, ...],
        context_shape: tuple[int | None, ...] | None = None,
    ) -> None:
        """Creates the weights for inputs (..., input_dim) and a context (batch, context_dim)."""
        cell, width = self.cell, self.cell.num_gates * self.cell.units
        self.kernel = self.add_weight(
            name="kernel", shape=(inputs_shape[-1], width), initializer="glorot_uniform"
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel", shape=(cell.units, width), initializer="orthogonal"
        )
        self.bias = self.add_weight(
            name="bias",
            shape=(2, width) if cell.recurrent_bias else (width,),
            initializer=_forget_gate_open if cell.state_type is LSTMState else "zeros",
        )
        if context_shape is not None:
            self.context_kernel = self.add_weight(
                name="context_kernel",
                shape=(context_shape[-1], width),
                initializer="glorot_uniform",
            )
        self.built = True

    def zero_state(self, batch_size: Tensor) -> State:
        """The state of zeros, each tensor (batch_size, units)."""
        zeros = ops.zeros((batch_size, self.cell.units), dtype=self.compute_dtype)
        return self.cell.state_type(*(zeros for _ in self.cell.state_type._fields))

    def call(
        self,
        inputs: Tensor,
        mask: Tensor | None = None,
        initial_state: State | None = None,
        context: Tensor | None = None,
    ) -> tuple[Tensor, State]:
        """Runs over a whole sequence.

        Args:
            inputs: float (batch, time, input_dim).
            mask: bool (batch, time), True at a token.
            initial_state: the state before the first step that is read; zeros when None.
            context: float (batch, context_dim), added at every step.

        Returns:
            The outputs, float (batch, time, units), and the state after the last token.
        """
        if initial_state is None:
            initial_state = self.zero_state(ops.shape(inputs)[0])
        x = self._project(ops.transpose(inputs, (1, 0, 2)), context)  # (time, batch, gates)
        memory, state = run_cell(
            self.cell,
            x,
            mask,
            initial_state,
            ops.convert_to_tensor(self.recurrent_kernel),
            self._recurrent_bias(),
            reverse=self.reverse,
        )
        return ops.transpose(memory, (1, 0, 2)), state

    def step(self, inputs: Tensor, state: State, context: Tensor | None = None) -> State:
        """The state after one step; inputs: float (batch, input_dim)."""
        x = self._project(inputs, context)
        R = ops.convert_to_tensor(self.recurrent_kernel)
        return self.cell.step(x, state, R, self._recurrent_bias())

    def _project(self, inputs: Tensor, context: Tensor | None) -> Tensor:
        """x W + b of every step in one product, plus c C where there is a context."""
        bias = self.bias[0] if self.cell.recurrent_bias else self.bias
        x = ops.matmul(inputs, self.kernel) + bias
        return x if context is None else x + ops.matmul(context, self.context_kernel)

    def _recurrent_bias(self) -> Tensor | None:
        return self.bias[1] if self.cell.recurrent_bias else None

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **cell_config(self.cell),
            "reverse": self.reverse,
        }


def _forget_gate_open(shape: tuple[int, ...], dtype: str | None = None) -> Tensor:
    """Zeros, and ones for the forget gate: the second of the four gates."""
    units = shape[-1] // 4
    return ops.concatenate(
        [ops.zeros((units,), dtype), ops.ones((units,), dtype), ops.zeros((2 * units,), dtype)]
    )
