"""The simple recurrent network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from keras import ops

from seqtasks.blocks.cells.cell import CellWeights, HiddenState, Kept, State, check_cell, outer
from seqtasks.tensors import Tensor

ACTIVATIONS = {"tanh": ops.tanh, "sigmoid": ops.sigmoid, "relu": ops.relu}
INITIALIZERS = ("orthogonal", "identity")


@dataclass(frozen=True)
class RNN:
    """Simple recurrent network (Elman, 1990).

    h_t = φ(x_t W + h_{t-1} R + b),    φ = tanh, σ or ReLU

    With `activation="relu", recurrent_initializer="identity"` it is the IRNN of Le et al. (2015):
    R starts as the identity, so that h_t starts as a sum of inputs and its gradient neither
    vanishes nor explodes. This is `keras.layers.SimpleRNN`.

    Args:
        units: int > 0, the width of h.
        activation: `"tanh"`, `"sigmoid"` or `"relu"`.
        recurrent_initializer: `"orthogonal"` or `"identity"`.
        recurrent_dropout: share of components of h_{t-1} that R does not see in training, in
            [0, 1); one mask for all steps (Gal & Ghahramani, 2016).
        weight_drop: share of entries of R that are zero in a training step, in [0, 1) (Merity et
            al., 2018).
        layer_norm: normalise x_t W and h_{t-1} R, each with a gain (Ba et al., 2016, there their
            sum).
    """

    units: int
    activation: str = "tanh"
    recurrent_initializer: str = "orthogonal"
    recurrent_dropout: float = 0.0
    weight_drop: float = 0.0
    layer_norm: bool = False

    num_gates: ClassVar[int] = 1
    num_peepholes: ClassVar[int] = 0
    num_saved: ClassVar[int] = 0
    splits_gradients: ClassVar[bool] = False
    recurrent_bias: ClassVar[bool] = False
    state_type: ClassVar[type[State]] = HiddenState

    def __post_init__(self) -> None:
        check_cell(self)
        if self.activation not in ACTIVATIONS:
            raise ValueError(
                f"`activation` must be one of {', '.join(map(repr, ACTIVATIONS))}. Received: "
                f"activation={self.activation!r}"
            )
        if self.recurrent_initializer not in INITIALIZERS:
            raise ValueError(
                f"`recurrent_initializer` must be one of {', '.join(map(repr, INITIALIZERS))}. "
                f"Received: recurrent_initializer={self.recurrent_initializer!r}"
            )

    def initial_bias(self) -> list[float]:
        """Zero."""
        return [0.0]

    def step(
        self, x: Tensor, state: HiddenState, weights: CellWeights
    ) -> tuple[HiddenState, tuple[Tensor, ...]]:
        """The state after one step; x: float32 (batch, units)."""
        h = ACTIVATIONS[self.activation](x + weights.recur(weights.drop(state.h)))
        return HiddenState(h), ()

    def factors(self, kept: Kept, weights: CellWeights) -> tuple[Tensor, ...]:
        """φ' of every step, from h itself."""
        h = kept.after.h
        if self.activation == "relu":
            return (ops.cast(h > 0, h.dtype),)
        return (1.0 - h * h if self.activation == "tanh" else h * (1.0 - h),)

    def step_back(
        self, d_state: HiddenState, factors: tuple[Tensor, ...], R_T: Tensor, weights: CellWeights
    ) -> tuple[tuple[Tensor, ...], HiddenState]:
        """From dh_t to the gradient before φ, and to dh_{t-1}."""
        d = d_state.h * factors[0]
        return (d,), HiddenState(weights.drop(ops.matmul(d, R_T)))

    def weight_gradients(self, d_product: Tensor, kept: Kept, weights: CellWeights) -> CellWeights:
        """The gradient of R."""
        return CellWeights(R=outer(weights.drop(kept.before.h), d_product))
