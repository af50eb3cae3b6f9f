"""From the encoder's final state to the decoder's first one."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from seqtasks.blocks.cells import Cell, State, cell_config, resolve_cell
from seqtasks.blocks.encoder import EncoderState
from seqtasks.tensors import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class Bridge(keras.layers.Layer):
    """Makes the decoder's initial state from the encoder's final one, whatever their shapes.

    s_0 = tanh(W [all states of an encoder layer] + b), for every decoder layer and each tensor of
    its state (Bahdanau et al., 2015, there from one backward state). Decoder layers take the
    encoder's top layers in order; a deeper decoder uses the top one again.

    Args:
        cell: the decoder's cell description, or its name together with `units`.
        units: width of the decoder's state, when `cell` is a name.
        num_layers: depth of the decoder.

    Call arguments:
        state: the encoder's state, as `RecurrentEncoder` returns it.

    Returns:
        A tuple with the state of each decoder layer, tensors float32 (batch, units).
    """

    def __init__(
        self, cell: str | Cell, units: int | None = None, *, num_layers: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.cell = resolve_cell(cell, units)
        self.num_layers = num_layers
        self.projections = [
            keras.layers.Dense(
                self.cell.units,
                activation="tanh",
                name=f"{field}_{depth}",
                dtype=self.dtype_policy,
            )
            for depth in range(num_layers)
            for field in self.cell.state_type._fields
        ]

    def build(self, state_dim: Any) -> None:
        """Builds for encoder layers whose states have `state_dim` components side by side."""
        for projection in self.projections:
            projection.build((None, state_dim))
        self.built = True

    def call(self, state: EncoderState) -> tuple[State, ...]:
        """The decoder's initial state; see the class."""
        summaries = [_side_by_side(layer) for layer in state]
        first = max(0, len(summaries) - self.num_layers)
        fields = len(self.cell.state_type._fields)
        states = []
        for depth in range(self.num_layers):
            summary = summaries[min(first + depth, len(summaries) - 1)]
            projections = self.projections[depth * fields : (depth + 1) * fields]
            states.append(self.cell.state_type(*(project(summary) for project in projections)))
        return tuple(states)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **cell_config(self.cell),
            "num_layers": self.num_layers,
        }


def _side_by_side(directions: tuple[State, ...]) -> Tensor:
    """All tensors of one layer's state, float32 (batch, state_dim)."""
    return ops.concatenate([tensor for state in directions for tensor in state], axis=-1)
