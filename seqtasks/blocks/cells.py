"""Recurrent cells: frozen descriptions that hold the equation of one step.

Notation: `x` is the projected input of the step, x_t W + b, computed for all steps at once by the
layer that owns the weights (`seqtasks.blocks.recurrence`); `h @ R` is the recurrent product; σ is
the logistic function, ∘ the elementwise product. Gates lie side by side in the last axis, in the
order that `keras.layers` uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, TypeAlias

from keras import ops

Tensor: TypeAlias = Any


class HiddenState(NamedTuple):
    """The state of a cell that carries its output only: h, float32 (batch, units)."""

    h: Tensor


class LSTMState(NamedTuple):
    """The state of an LSTM: output h and memory cell c, each float32 (batch, units)."""

    h: Tensor
    c: Tensor


State: TypeAlias = HiddenState | LSTMState


class Cell(Protocol):
    """What a layer needs to know of a cell."""

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
    def state_type(self) -> type[State]:
        """The NamedTuple of the cell's state; its first field is the output h."""

    def step(self, x: Tensor, state: Any, R: Tensor, b: Tensor | None) -> Any:
        """The state after one step."""


@dataclass(frozen=True)
class RNN:
    """Simple recurrent network (Elman, 1990).

    h_t = tanh(x_t W + h_{t-1} R + b)

    Args:
        units: int > 0, the width of h.
    """

    units: int

    num_gates: ClassVar[int] = 1
    recurrent_bias: ClassVar[bool] = False
    state_type: ClassVar[type[State]] = HiddenState

    def __post_init__(self) -> None:
        _check_units(self.units)

    def step(self, x: Tensor, state: HiddenState, R: Tensor, b: Tensor | None) -> HiddenState:
        """The state after one step; x: float32 (batch, units)."""
        return HiddenState(ops.tanh(x + state.h @ R))


@dataclass(frozen=True)
class GRU:
    """Gated recurrent unit (Cho et al., 2014), in the form that applies r after the product.

    z_t = σ(x_t W_z + b_z + h_{t-1} R_z + b'_z)
    r_t = σ(x_t W_r + b_r + h_{t-1} R_r + b'_r)
    g_t = tanh(x_t W_g + b_g + r_t ∘ (h_{t-1} R_g + b'_g))
    h_t = z_t ∘ h_{t-1} + (1 - z_t) ∘ g_t

    z keeps the old state, as in Cho et al. (2014) and Keras; Chung et al. (2014) write it the other
    way round. Gate order: z, r, g. This is `keras.layers.GRU(reset_after=True)`.

    Args:
        units: int > 0, the width of h.
    """

    units: int

    num_gates: ClassVar[int] = 3
    recurrent_bias: ClassVar[bool] = True
    state_type: ClassVar[type[State]] = HiddenState

    def __post_init__(self) -> None:
        _check_units(self.units)

    def step(self, x: Tensor, state: HiddenState, R: Tensor, b: Tensor | None) -> HiddenState:
        """The state after one step; x: float32 (batch, 3 · units)."""
        h = state.h
        x_z, x_r, x_g = ops.split(x, 3, axis=-1)
        h_z, h_r, h_g = ops.split(h @ R + b, 3, axis=-1)
        z = ops.sigmoid(x_z + h_z)
        r = ops.sigmoid(x_r + h_r)
        g = ops.tanh(x_g + r * h_g)
        return HiddenState(z * h + (1.0 - z) * g)


@dataclass(frozen=True)
class LSTM:
    """Long short-term memory (Hochreiter & Schmidhuber, 1997) with forget gate (Gers et al., 2000).

    i_t, f_t, o_t = σ(x_t W + h_{t-1} R + b), each with its own columns
    g_t = tanh(x_t W_g + h_{t-1} R_g + b_g)
    c_t = f_t ∘ c_{t-1} + i_t ∘ g_t
    h_t = o_t ∘ tanh(c_t)

    The bias of the forget gate starts at one (Jozefowicz et al., 2015). Gate order: i, f, g, o.

    Args:
        units: int > 0, the width of h and of c.
    """

    units: int

    num_gates: ClassVar[int] = 4
    recurrent_bias: ClassVar[bool] = False
    state_type: ClassVar[type[State]] = LSTMState

    def __post_init__(self) -> None:
        _check_units(self.units)

    def step(self, x: Tensor, state: LSTMState, R: Tensor, b: Tensor | None) -> LSTMState:
        """The state after one step; x: float32 (batch, 4 · units)."""
        i, f, g, o = ops.split(x + state.h @ R, 4, axis=-1)
        c = ops.sigmoid(f) * state.c + ops.sigmoid(i) * ops.tanh(g)
        return LSTMState(ops.sigmoid(o) * ops.tanh(c), c)


CELLS: dict[str, type[RNN] | type[GRU] | type[LSTM]] = {"rnn": RNN, "gru": GRU, "lstm": LSTM}


def resolve_cell(cell: str | Cell, units: int | None = None) -> Cell:
    """A cell description from a name and `units`, or the description itself.

    >>> resolve_cell("lstm", 256)
    LSTM(units=256)

    Raises:
        ValueError: for an unknown name, a name without `units`, or a description with `units`.
    """
    if not isinstance(cell, str):
        if units is not None:
            raise ValueError(
                f"`units` belongs to the cell description when one is given. Received: "
                f"cell={cell!r}, units={units}"
            )
        return cell
    if cell not in CELLS:
        raise ValueError(f"`cell` must be one of 'rnn', 'gru', 'lstm'. Received: cell={cell!r}")
    if units is None:
        raise ValueError(f"`units` must be given with the name of a cell. Received: cell={cell!r}")
    return CELLS[cell](units)


def cell_config(cell: Cell) -> dict[str, Any]:
    """The JSON form of a cell description, for Keras' `get_config`."""
    names = {cell_type: name for name, cell_type in CELLS.items()}
    return {"cell": names[type(cell)], "units": cell.units}  # type: ignore[index]


def _check_units(units: int) -> None:
    if not isinstance(units, int) or units < 1:
        raise ValueError(f"`units` must be a positive int. Received: units={units!r}")
