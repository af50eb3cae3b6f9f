"""What a layer needs to know of a cell, and what all cells share.

Notation: `x` is the projected input of the step, x_t W + b, computed for all steps at once by the
layer that owns the weights (`seqtasks.blocks.recurrent_layer`); h R is the recurrent product; σ is
the logistic function, ∘ the elementwise product. Gates lie side by side in the last axis, in the
order that `keras.layers` uses.

A cell brings its gradient in three parts, so that a backward loop holds nothing but the recurrent
product: `factors`, every elementwise factor for all steps at once; `step_back`, one step of the
loop; and `weight_gradients`, a large product a weight after it (`seqtasks.blocks.recurrence`).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, TypeAlias

import keras
from keras import ops

from seqtasks.tensors import Tensor


class HiddenState(NamedTuple):
    """The state of a cell that carries its output only: h, float32 (batch, units)."""

    h: Tensor


class LSTMState(NamedTuple):
    """The state of an LSTM: output h and memory cell c, each float32 (batch, units)."""

    h: Tensor
    c: Tensor


State: TypeAlias = HiddenState | LSTMState


class CellWeights(NamedTuple):
    """What a step multiplies with; a field is None where a cell does without.

    Attributes:
        R: float (units, num_gates · units), the recurrent kernel.
        b: float (num_gates · units,), the bias of the recurrent product.
        peepholes: float (peepholes, units), from the memory cell to the gates.
        gain: float (num_gates · units,), of the layer normalisation of the recurrent product.
        memory_norm: float (2, units), gain and bias of the layer normalisation of c.
        kept: float (batch, units), the dropout mask of h, the same at every step.
    """

    R: Tensor
    b: Tensor | None = None
    peepholes: Tensor | None = None
    gain: Tensor | None = None
    memory_norm: Tensor | None = None
    kept: Tensor | None = None

    def drop(self, h: Tensor) -> Tensor:
        """h as the recurrent product reads it."""
        return h if self.kept is None else h * self.kept

    def recur(self, h: Tensor) -> Tensor:
        """h R + b, layer-normalised where there is a gain; h: (batch, units)."""
        product = ops.matmul(h, self.R)
        if self.gain is not None:
            product = normalize(product) * self.gain
        return product if self.b is None else product + self.b

    def part(self, columns: slice) -> CellWeights:
        """The recurrent product into some of the gates only, without a bias."""
        gain = self.gain if self.gain is None else self.gain[columns]
        return self._replace(R=self.R[:, columns], gain=gain)


class Kept(NamedTuple):
    """What a gradient needs of a step, each tensor (batch, ·), or of all, (time, batch, ·).

    Attributes:
        saved: what `Cell.step` left.
        before: the state before the step.
        after: the state after it.
    """

    saved: tuple[Tensor, ...]
    before: Any
    after: Any


class Cell(Protocol):
    """What a layer needs to know of a cell."""

    def __hash__(self) -> int:
        """A cell is a value: its loop is compiled once for all layers that have it."""

    @property
    def units(self) -> int:
        """Width of the output h."""

    @property
    def num_gates(self) -> int:
        """Blocks of `units` columns in the kernel, the recurrent kernel and the bias."""

    @property
    def recurrent_bias(self) -> bool:
        """Whether the recurrent product has a bias of its own."""

    @property
    def num_peepholes(self) -> int:
        """Gates that see the memory cell."""

    @property
    def recurrent_initializer(self) -> str:
        """Keras' name of the initial recurrent kernel."""

    @property
    def recurrent_dropout(self) -> float:
        """Share of components of h_{t-1} that the recurrent product does not see in training."""

    @property
    def weight_drop(self) -> float:
        """Share of entries of R that are zero in a training step."""

    @property
    def layer_norm(self) -> bool:
        """Whether projections are normalised inside the cell."""

    @property
    def state_type(self) -> type[State]:
        """The NamedTuple of the cell's state; its first field is the output h."""

    @property
    def num_saved(self) -> int:
        """Tensors (batch, units) of a step that its gradient needs beside the states."""

    @property
    def splits_gradients(self) -> bool:
        """Whether a step has another gradient for x than for the recurrent product."""

    def initial_bias(self) -> list[float]:
        """The first value of the bias of each gate."""

    def step(self, x: Tensor, state: Any, weights: CellWeights) -> tuple[Any, tuple[Tensor, ...]]:
        """The state after one step, and what its gradient will need of the step."""

    def factors(self, kept: Kept, weights: CellWeights) -> tuple[Tensor, ...]:
        """The elementwise factors of the gradient, of one step or of all.

        Returns:
            Tensors (..., batch, ·); factors of zero make a gradient of zero.
        """

    def step_back(
        self, d_state: Any, factors: tuple[Tensor, ...], R_T: Tensor, weights: CellWeights
    ) -> tuple[tuple[Tensor, ...], Any]:
        """From the gradient of the state after a step to that of the state before it.

        Args:
            d_state: the gradient of the state after the step.
            factors: those of the step, each (batch, ·).
            R_T: Rᵀ, transposed once for all steps.
            weights: as for `step`.

        Returns:
            The gradients of x and of the recurrent product, each (batch, num_gates · units), one
            tensor where they are the same; and the gradient of the state before.
        """

    def weight_gradients(self, d_product: Tensor, kept: Kept, weights: CellWeights) -> CellWeights:
        """The gradients of the weights.

        Args:
            d_product: that of the recurrent product, (time, batch, num_gates · units).
            kept: what `step` kept of every step.
            weights: as for `step`.
        """


def normalize(projection: Tensor) -> Tensor:
    """Layer normalisation over the last axis (Ba et al., 2016), before gain and bias.

    Half precision is normalised in float32, as `keras.layers.LayerNormalization` does.
    """
    given = keras.backend.standardize_dtype(projection.dtype)
    projection = ops.cast(projection, keras.backend.result_type(given, "float32"))
    mean = ops.mean(projection, axis=-1, keepdims=True)
    variance = ops.mean(ops.square(projection - mean), axis=-1, keepdims=True)
    return ops.cast((projection - mean) * ops.rsqrt(variance + 1e-5), given)


def outer(h: Tensor, d: Tensor) -> Tensor:
    """Σ_t h_tᵀ d_t as one product; both (time, batch, ·)."""
    rows = ops.reshape(h, (-1, h.shape[-1]))
    return ops.matmul(ops.transpose(rows), ops.reshape(d, (-1, d.shape[-1])))


def over_steps(d: Tensor) -> Tensor:
    """The sum over all steps and rows; d: (time, batch, ·)."""
    return ops.sum(d, axis=(0, 1))


def check_cell(cell: Cell) -> None:
    """Raises ValueError unless the numbers of a description are in their ranges."""
    if not isinstance(cell.units, int) or isinstance(cell.units, bool) or cell.units < 1:
        raise ValueError(f"`units` must be a positive int. Received: units={cell.units!r}")
    for name in ("recurrent_dropout", "weight_drop"):
        check_rate(name, getattr(cell, name))


def check_rate(name: str, rate: float) -> None:
    """Raises ValueError unless `rate` lies in [0, 1)."""
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"`{name}` must lie in [0, 1). Received: {name}={rate!r}")
