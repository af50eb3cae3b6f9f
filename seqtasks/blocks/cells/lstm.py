"""Long short-term memory and its variants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from keras import ops

from seqtasks.blocks.cells.cell import (
    CellWeights,
    Kept,
    LSTMState,
    State,
    check_cell,
    normalize,
    outer,
    over_steps,
)
from seqtasks.tensors import Tensor


@dataclass(frozen=True)
class LSTM:
    """Long short-term memory (Hochreiter & Schmidhuber, 1997) with forget gate (Gers et al., 2000).

    i_t = σ(x_t W_i + h_{t-1} R_i + b_i)
    f_t = σ(x_t W_f + h_{t-1} R_f + b_f)
    g_t = tanh(x_t W_g + h_{t-1} R_g + b_g)
    o_t = σ(x_t W_o + h_{t-1} R_o + b_o)
    c_t = f_t ∘ c_{t-1} + i_t ∘ g_t
    h_t = o_t ∘ tanh(c_t)

    With peepholes (Gers & Schmidhuber, 2000) the gates see the memory cell, through one weight a
    unit: p_i ∘ c_{t-1} and p_f ∘ c_{t-1} are added before the σ of i and f, p_o ∘ c_t before that
    of o. With coupled gates (Greff et al., 2017) there is no i: c_t = f_t ∘ c_{t-1} + (1 - f_t) ∘
    g_t. With layer normalisation (Ba et al., 2016) x_t W and h_{t-1} R are each normalised over all
    gates and scaled by a gain, and h_t = o_t ∘ tanh(LN(c_t)).

    The bias of the forget gate starts at one (Jozefowicz et al., 2015). Gate order: i, f, g, o, or
    f, g, o. Without variants this is `keras.layers.LSTM`.

    Args:
        units: int > 0, the width of h and of c.
        peepholes: let the gates see the memory cell.
        coupled: couple the input gate to the forget gate.
        forget_bias: the first value of b_f.
        recurrent_dropout: share of components of h_{t-1} that R does not see in training, in
            [0, 1); one mask for all steps (Gal & Ghahramani, 2016).
        weight_drop: share of entries of R that are zero in a training step, in [0, 1) (Merity et
            al., 2018).
        layer_norm: normalise inside the cell.
    """

    units: int
    peepholes: bool = False
    coupled: bool = False
    forget_bias: float = 1.0
    recurrent_dropout: float = 0.0
    weight_drop: float = 0.0
    layer_norm: bool = False

    recurrent_bias: ClassVar[bool] = False
    recurrent_initializer: ClassVar[str] = "orthogonal"
    state_type: ClassVar[type[State]] = LSTMState
    splits_gradients: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_cell(self)

    @property
    def num_gates(self) -> int:
        """i, f, g, o, or f, g, o."""
        return 3 if self.coupled else 4

    @property
    def num_peepholes(self) -> int:
        """One for each of i, f, o, or of f, o."""
        return self.num_gates - 1 if self.peepholes else 0

    @property
    def num_saved(self) -> int:
        """The gates."""
        return self.num_gates

    def initial_bias(self) -> list[float]:
        """The forget gate starts open."""
        return [*([] if self.coupled else [0.0]), self.forget_bias, 0.0, 0.0]

    def step(
        self, x: Tensor, state: LSTMState, weights: CellWeights
    ) -> tuple[LSTMState, tuple[Tensor, ...]]:
        """The state after one step; x: float32 (batch, num_gates · units)."""
        before = x + weights.recur(weights.drop(state.h))
        *inputs, f, g, o = ops.split(before, self.num_gates, axis=-1)
        if weights.peepholes is not None:
            *of_inputs, p_f, p_o = ops.unstack(weights.peepholes)
            inputs = [i + p_i * state.c for i, p_i in zip(inputs, of_inputs, strict=True)]
            f += p_f * state.c
        f = ops.sigmoid(f)
        i = 1.0 - f if self.coupled else ops.sigmoid(inputs[0])
        g = ops.tanh(g)
        c = f * state.c + i * g
        if weights.peepholes is not None:
            o += p_o * c
        o = ops.sigmoid(o)
        return LSTMState(o * ops.tanh(self._readable(c, weights)), c), (
            (f, g, o) if self.coupled else (i, f, g, o)
        )

    def _readable(self, c: Tensor, weights: CellWeights) -> Tensor:
        """The memory cell as h reads it."""
        if weights.memory_norm is None:
            return c
        gain, bias = ops.unstack(weights.memory_norm)
        return normalize(c) * gain + bias

    def factors(self, kept: Kept, weights: CellWeights) -> tuple[Tensor, ...]:
        """The factors of every step: to the gates, of dh_t to dc_t, and of dc_t to dc_{t-1}."""
        (*inputs, f, g, o), before, after = kept
        tanh_c = ops.tanh(after.c)
        of_o = tanh_c * o * (1.0 - o)
        of_f = (before.c - g if self.coupled else before.c) * f * (1.0 - f)
        of_i = [g * i * (1.0 - i) for i in inputs]
        of_g = (1.0 - f if self.coupled else inputs[0]) * (1.0 - g * g)
        to_c, past = o * (1.0 - tanh_c * tanh_c), f
        if weights.peepholes is not None:  # p_o leads from h_t to c_t too; p_i and p_f, to c_{t-1}
            *p_i, p_f, p_o = ops.unstack(weights.peepholes)
            to_c += of_o * p_o
            past += sum(d * p for d, p in zip([*of_i, of_f], [*p_i, p_f], strict=True))
        return ops.concatenate([*of_i, of_f, of_g, of_o], axis=-1), to_c, past

    def step_back(
        self, d_state: LSTMState, factors: tuple[Tensor, ...], R_T: Tensor, weights: CellWeights
    ) -> tuple[tuple[Tensor, ...], LSTMState]:
        """From dh_t and dc_t to the gradients before the gates, and to dh_{t-1} and dc_{t-1}."""
        of_gates, to_c, past = factors
        dc = d_state.c + d_state.h * to_c
        d = of_gates * ops.concatenate([dc] * (self.num_gates - 1) + [d_state.h], axis=-1)
        return (d,), LSTMState(weights.drop(ops.matmul(d, R_T)), dc * past)

    def weight_gradients(self, d_product: Tensor, kept: Kept, weights: CellWeights) -> CellWeights:
        """The gradients of R and of the peepholes."""
        of_weights = CellWeights(R=outer(weights.drop(kept.before.h), d_product))
        if weights.peepholes is not None:
            *d_inputs, d_f, _, d_o = ops.split(d_product, self.num_gates, axis=-1)
            seen = [kept.before.c] * (self.num_peepholes - 1) + [kept.after.c]
            peepholes = [
                over_steps(d_gate * c)
                for d_gate, c in zip([*d_inputs, d_f, d_o], seen, strict=True)
            ]
            of_weights = of_weights._replace(peepholes=ops.stack(peepholes))
        return of_weights
