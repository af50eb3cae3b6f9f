"""One recurrent layer in one direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from seqtasks.blocks.cells import Cell, CellWeights, State, cell_config, resolve_cell
from seqtasks.blocks.keras_layers import keras_layer, run_keras_layer
from seqtasks.blocks.paths import choose_path
from seqtasks.blocks.recurrence import Projection, run_layer
from seqtasks.tensors import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class RecurrentLayer(keras.layers.Layer):
    """One cell over a sequence in one direction.

    Weights have the names, shapes, order and gates of `keras.layers.SimpleRNN/GRU/LSTM`: `kernel`
    (input_dim, num_gates · units), `recurrent_kernel` (units, num_gates · units), `bias`
    (num_gates · units,), or (2, num_gates · units) for a GRU that resets after the product. After
    them come those of the variants: `peephole_kernel`; `kernel_gain`, `recurrent_gain` and
    `memory_norm` of layer normalisation; and `context_kernel` (context_dim, num_gates · units) of a
    layer that is built with a context: x_t W + c C + b.

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
        self.peephole_kernel = self.kernel_gain = self.recurrent_gain = self.memory_norm = None
        self.context_kernel = None
        if self.cell.recurrent_dropout or self.cell.weight_drop:
            self.seed_generator = keras.random.SeedGenerator()

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
            name="recurrent_kernel",
            shape=(cell.units, width),
            initializer=cell.recurrent_initializer,
        )
        self.bias = self.add_weight(
            name="bias",
            shape=(2, width) if cell.recurrent_bias else (width,),
            initializer=self._initial_bias,
        )
        if cell.num_peepholes:
            self.peephole_kernel = self.add_weight(
                name="peephole_kernel", shape=(cell.num_peepholes, cell.units), initializer="zeros"
            )
        if cell.layer_norm:
            self._build_norms(width)
        if context_shape is not None:
            self.context_kernel = self.add_weight(
                name="context_kernel",
                shape=(context_shape[-1], width),
                initializer="glorot_uniform",
            )
        self.built = True

    def _build_norms(self, width: int) -> None:
        gain = {"shape": (width,), "initializer": "ones"}
        self.kernel_gain = self.add_weight(name="kernel_gain", **gain)
        self.recurrent_gain = self.add_weight(name="recurrent_gain", **gain)
        if "c" in self.cell.state_type._fields:
            self.memory_norm = self.add_weight(
                name="memory_norm", shape=(2, self.cell.units), initializer=_gain_and_bias
            )

    def _initial_bias(self, shape: tuple[int, ...], dtype: str | None = None) -> Tensor:
        gates = ops.repeat(ops.array(self.cell.initial_bias(), dtype), self.cell.units)
        return ops.broadcast_to(gates, shape)

    def zero_state(self, batch_size: Tensor | int) -> State:
        """The state of zeros, each tensor (batch_size, units)."""
        zeros = ops.zeros((batch_size, self.cell.units), dtype=self.compute_dtype)
        return self.cell.state_type(*(zeros for _ in self.cell.state_type._fields))

    def call(
        self,
        inputs: Tensor,
        mask: Tensor | None = None,
        initial_state: State | None = None,
        context: Tensor | None = None,
        training: bool = False,
        alone: bool = True,
    ) -> tuple[Tensor, State]:
        """Runs over a whole sequence.

        Args:
            inputs: float (batch, time, input_dim).
            mask: bool (batch, time), True at a token.
            initial_state: the state before the first step that is read; zeros when None.
            context: float (batch, context_dim), added at every step.
            training: whether the cell's dropouts are on, and what the gradient needs is kept.
            alone: whether no other layer can run at the same time, as the other direction does; the
                halves of a large batch then may.

        Returns:
            The outputs, float (batch, time, units), and the state after the last token.

        Raises:
            ValueError: for inputs of another rank, a mask of another shape than (batch, time), or
                an initial state of another structure than the cell's.
        """
        _check_shapes(inputs, mask)
        if initial_state is not None:
            _check_state(self.cell, initial_state)
        else:
            initial_state = self.zero_state(ops.shape(inputs)[0])
        path = choose_path(self.cell, inputs)
        if path == "keras":
            return self._through_keras(inputs, mask, initial_state, context, training)
        return run_layer(
            self.cell,
            inputs,
            context,
            mask,
            initial_state,
            self._projection(),
            self._weights(training, ops.shape(inputs)[0]),
            reverse=self.reverse,
            training=training,
            compiled=path == "xla",
            split=alone,
            serving=path == "serving",
        )

    def step(self, inputs: Tensor, state: State, context: Tensor | None = None) -> State:
        """The state after one step without dropout; inputs: float32 (batch, input_dim)."""
        return self.stepper()(inputs, state, context)

    def stepper(
        self, batch_size: Tensor | None = None, training: bool = False
    ) -> Callable[[Tensor, State, Tensor | None], State]:
        """What makes one step after the other, all with the same dropout of the cell.

        Args:
            batch_size: of the steps; read in training.
            training: whether the cell's dropouts are on.

        Returns:
            A function of inputs, float32 (batch, input_dim), the state before and a context,
            float32 (batch, context_dim) or None; it returns the state after.
        """
        projection, weights = self._projection(), self._weights(training, batch_size)

        def step(inputs: Tensor, state: State, context: Tensor | None = None) -> State:
            return self.cell.step(projection.project(inputs, context), state, weights)[0]

        return step

    def _value(self, variable: keras.Variable) -> Tensor:
        """A weight in the layer's compute dtype, also outside a call."""
        return ops.cast(variable, self.compute_dtype)

    def _optional(self, variable: keras.Variable | None) -> Tensor | None:
        """The value of a weight that a layer may lack."""
        return None if variable is None else self._value(variable)

    def _projection(self) -> Projection:
        bias = self.bias[0] if self.cell.recurrent_bias else self.bias
        return Projection(
            W=self._value(self.kernel),
            b=self._value(bias),
            gain=self._optional(self.kernel_gain),
            C=self._optional(self.context_kernel),
        )

    def _weights(self, training: bool = False, batch_size: Tensor | None = None) -> CellWeights:
        """The weights of the recurrence, with the dropouts of a training step."""
        weights = CellWeights(
            R=self._value(self.recurrent_kernel),
            b=self._value(self.bias[1]) if self.cell.recurrent_bias else None,
            peepholes=self._optional(self.peephole_kernel),
            gain=self._optional(self.recurrent_gain),
            memory_norm=self._optional(self.memory_norm),
        )
        if training and self.cell.weight_drop:
            R = keras.random.dropout(weights.R, self.cell.weight_drop, seed=self.seed_generator)
            weights = weights._replace(R=R)
        if training and self.cell.recurrent_dropout:
            ones = ops.ones((batch_size, self.cell.units), dtype=self.compute_dtype)
            rate = self.cell.recurrent_dropout
            kept = keras.random.dropout(ones, rate, seed=self.seed_generator)
            weights = weights._replace(kept=kept)
        return weights

    def _through_keras(
        self,
        inputs: Tensor,
        mask: Tensor | None,
        initial_state: State,
        context: Tensor | None,
        training: bool,
    ) -> tuple[Tensor, State]:
        """The same through `keras.layers`: x_t W + c C is [x_t ; c] [W ; C]."""
        kernel = ops.convert_to_tensor(self.kernel)
        if context is not None:
            contexts = ops.repeat(context[:, None], ops.shape(inputs)[1], axis=1)
            inputs = ops.concatenate([inputs, contexts], axis=-1)
            kernel = ops.concatenate([kernel, self.context_kernel], axis=0)
        layer = keras_layer(self.cell, kernel.shape[0], self.dtype_policy.name)
        weights = [kernel, self._weights(training).R, ops.convert_to_tensor(self.bias)]
        return run_keras_layer(layer, inputs, mask, initial_state, weights, reverse=self.reverse)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **cell_config(self.cell),
            "reverse": self.reverse,
        }


def _check_shapes(inputs: Tensor, mask: Tensor | None) -> None:
    if len(inputs.shape) != 3:
        raise ValueError(
            "`inputs` must have the shape (batch, time, input_dim). Received: inputs.shape="
            f"{tuple(inputs.shape)}"
        )
    if mask is None:
        return
    pairs = zip(mask.shape, inputs.shape, strict=False)
    if len(mask.shape) != 2 or any(None not in pair and pair[0] != pair[1] for pair in pairs):
        raise ValueError(
            "`mask` must have the shape (batch, time) of the inputs. Received: mask.shape="
            f"{tuple(mask.shape)}, inputs.shape={tuple(inputs.shape)}"
        )


def _check_state(cell: Cell, state: Any) -> None:
    """Raises ValueError unless `state` is the cell's: tensors (batch, units) in its NamedTuple."""
    fields = cell.state_type._fields
    shapes = [tuple(getattr(tensor, "shape", ())) for tensor in state]
    fits = isinstance(state, tuple) and len(shapes) == len(fields)
    if not fits or any(len(shape) != 2 or shape[1] != cell.units for shape in shapes):
        raise ValueError(
            f"The initial state of a layer must be {cell.state_type.__name__}({', '.join(fields)}) "
            f"of tensors (batch, {cell.units}). Received: {type(state).__name__} of shapes {shapes}"
        )


def _gain_and_bias(shape: tuple[int, ...], dtype: str | None = None) -> Tensor:
    """A gain of one and a bias of zero for every unit."""
    return ops.stack([ops.ones(shape[1:], dtype), ops.zeros(shape[1:], dtype)])
