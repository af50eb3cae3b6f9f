"""The gated recurrent unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from keras import ops

from seqtasks.blocks.cells.cell import (
    CellWeights,
    HiddenState,
    Kept,
    State,
    check_cell,
    outer,
    over_steps,
)
from seqtasks.tensors import Tensor


@dataclass(frozen=True)
class GRU:
    """Gated recurrent unit (Cho et al., 2014).

    z_t = σ(x_t W_z + b_z + h_{t-1} R_z + b'_z)
    r_t = σ(x_t W_r + b_r + h_{t-1} R_r + b'_r)
    g_t = tanh(x_t W_g + b_g + r_t ∘ (h_{t-1} R_g + b'_g))      reset after the product
    g_t = tanh(x_t W_g + b_g + (r_t ∘ h_{t-1}) R_g)             reset before it, without b'
    h_t = z_t ∘ h_{t-1} + (1 - z_t) ∘ g_t

    z keeps the old state, as in Cho et al. (2014) and Keras; Chung et al. (2014) write it the other
    way round. The papers reset before the product; after it is the form of cuDNN, which takes one
    product a step instead of two. Gate order: z, r, g. This is `keras.layers.GRU`.

    Args:
        units: int > 0, the width of h.
        reset_after: apply r after the recurrent product, or before it.
        recurrent_dropout: share of components of h_{t-1} that R does not see in training, in
            [0, 1); one mask for all steps (Gal & Ghahramani, 2016).
        weight_drop: share of entries of R that are zero in a training step, in [0, 1) (Merity et
            al., 2018).
        layer_norm: normalise x_t W and h_{t-1} R over all gates, each with a gain (Ba et al., 2016;
            there g apart from z and r).
    """

    units: int
    reset_after: bool = True
    recurrent_dropout: float = 0.0
    weight_drop: float = 0.0
    layer_norm: bool = False

    num_gates: ClassVar[int] = 3
    num_peepholes: ClassVar[int] = 0
    recurrent_initializer: ClassVar[str] = "orthogonal"
    state_type: ClassVar[type[State]] = HiddenState

    def __post_init__(self) -> None:
        check_cell(self)

    @property
    def recurrent_bias(self) -> bool:
        """Only r after the product needs b': elsewhere it would add to b."""
        return self.reset_after

    @property
    def num_saved(self) -> int:
        """z, r, g, and h R_g + b'_g where r comes after the product."""
        return 4 if self.reset_after else 3

    @property
    def splits_gradients(self) -> bool:
        """The r after the product stands between x_t W_g and h_{t-1} R_g."""
        return self.reset_after

    @property
    def _gates(self) -> slice:
        return slice(0, 2 * self.units)  # columns of z and r

    @property
    def _candidate(self) -> slice:
        return slice(2 * self.units, None)  # columns of g

    def initial_bias(self) -> list[float]:
        """Zeros."""
        return [0.0, 0.0, 0.0]

    def step(
        self, x: Tensor, state: HiddenState, weights: CellWeights
    ) -> tuple[HiddenState, tuple[Tensor, ...]]:
        """The state after one step; x: float32 (batch, 3 · units)."""
        h = weights.drop(state.h)
        x_z, x_r, x_g = ops.split(x, 3, axis=-1)
        if self.reset_after:
            h_z, h_r, h_g = ops.split(weights.recur(h), 3, axis=-1)
        else:
            h_z, h_r = ops.split(weights.part(self._gates).recur(h), 2, axis=-1)
        z = ops.sigmoid(x_z + h_z)
        r = ops.sigmoid(x_r + h_r)
        reset = r * h_g if self.reset_after else weights.part(self._candidate).recur(r * h)
        g = ops.tanh(x_g + reset)
        after = HiddenState(z * state.h + (1.0 - z) * g)
        return after, (z, r, g, h_g) if self.reset_after else (z, r, g)

    def factors(self, kept: Kept, weights: CellWeights) -> tuple[Tensor, ...]:
        """The factors of every step: of dh to the gates, and of dh_t to dh_{t-1} past them."""
        z, r, g = kept.saved[:3]
        of_z = (kept.before.h - g) * z * (1.0 - z)
        of_g = (1.0 - z) * (1.0 - g * g)
        if self.reset_after:
            of_r = of_g * kept.saved[3] * r * (1.0 - r)
            return of_z, of_r, of_g, z, r
        of_r = weights.drop(kept.before.h) * r * (1.0 - r)
        return of_z, of_r, of_g, z, r

    def step_back(
        self, d_state: HiddenState, factors: tuple[Tensor, ...], R_T: Tensor, weights: CellWeights
    ) -> tuple[tuple[Tensor, ...], HiddenState]:
        """From dh_t to the gradients before the gates, and to dh_{t-1}."""
        dh = d_state.h
        of_z, of_r, of_g, z, r = factors
        d_z, d_g = dh * of_z, dh * of_g
        if self.reset_after:
            d_r = dh * of_r
            d_product = ops.concatenate([d_z, d_r, d_g * r], axis=-1)
            d_h = weights.drop(ops.matmul(d_product, R_T)) + dh * z
            return (ops.concatenate([d_z, d_r, d_g], axis=-1), d_product), HiddenState(d_h)
        d_reset = ops.matmul(d_g, R_T[self._candidate])
        d_gates = ops.concatenate([d_z, d_reset * of_r], axis=-1)
        product = d_reset * r + ops.matmul(d_gates, R_T[self._gates])
        d = ops.concatenate([d_gates, d_g], axis=-1)
        return (d,), HiddenState(weights.drop(product) + dh * z)

    def weight_gradients(self, d_product: Tensor, kept: Kept, weights: CellWeights) -> CellWeights:
        """The gradients of R and of b'."""
        h = weights.drop(kept.before.h)
        if self.reset_after:
            return CellWeights(R=outer(h, d_product), b=over_steps(d_product))
        d_gates, d_g = d_product[..., self._gates], d_product[..., self._candidate]
        d_R = ops.concatenate([outer(h, d_gates), outer(kept.saved[1] * h, d_g)], axis=-1)
        return CellWeights(R=d_R)
