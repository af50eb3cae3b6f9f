"""Cells by name, and their JSON form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from seqtasks.blocks.cells.cell import Cell
from seqtasks.blocks.cells.gru import GRU
from seqtasks.blocks.cells.lstm import LSTM
from seqtasks.blocks.cells.rnn import RNN

CELLS: dict[str, Callable[..., Cell]] = {
    "rnn": RNN,
    "irnn": partial(RNN, activation="relu", recurrent_initializer="identity"),
    "gru": GRU,
    "lstm": LSTM,
    "peephole_lstm": partial(LSTM, peepholes=True),
    "coupled_lstm": partial(LSTM, coupled=True),
}
_TYPES = {"rnn": RNN, "gru": GRU, "lstm": LSTM}


def resolve_cell(cell: str | Cell | Mapping[str, Any], units: int | None = None) -> Cell:
    """A cell description from a name and `units`, or from a description or its JSON form.

    >>> resolve_cell("lstm", 256).units
    256
    >>> resolve_cell("peephole_lstm", 256) == LSTM(256, peepholes=True)
    True

    Raises:
        ValueError: for an unknown name, a name without `units`, or a description with `units`.
    """
    if isinstance(cell, str):
        if cell not in CELLS:
            raise ValueError(
                f"`cell` must be one of {', '.join(map(repr, CELLS))}. Received: cell={cell!r}"
            )
        if units is None:
            raise ValueError(
                f"`units` must be given with the name of a cell. Received: cell={cell!r}"
            )
        return CELLS[cell](units)
    if units is not None:
        raise ValueError(
            f"`units` belongs to the cell description when one is given. Received: "
            f"cell={cell!r}, units={units}"
        )
    if isinstance(cell, Mapping):
        settings = dict(cell)
        return _TYPES[settings.pop("name")](**settings)
    if not isinstance(cell, tuple(_TYPES.values())):
        raise ValueError(
            "`cell` must be a name or a description such as seqtasks.LSTM(256). Received: "
            f"cell={cell!r}"
        )
    return cell


def cell_config(cell: Cell) -> dict[str, Any]:
    """The JSON form of a cell description, for Keras' `get_config`."""
    names = {cell_type: name for name, cell_type in _TYPES.items()}
    return {"cell": {"name": names[type(cell)], **asdict(cell)}}  # type: ignore[call-overload]
