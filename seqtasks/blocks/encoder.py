"""Recurrent encoder: deep, in one or both directions."""

from __future__ import annotations

from typing import Any, TypeAlias

import keras
from keras import ops

from seqtasks.blocks.cells import Cell, State, Tensor, cell_config, resolve_cell
from seqtasks.blocks.embedding import dropout_layer
from seqtasks.blocks.recurrence import RecurrentLayer

# state[layer][direction]: one direction, or forward and backward.
EncoderState: TypeAlias = tuple[tuple[State, ...], ...]


@keras.saving.register_keras_serializable(package="seqtasks")
class RecurrentEncoder(keras.layers.Layer):
    """Reads a sequence with a stack of recurrent layers.

    In a bidirectional encoder every layer reads both directions of the layer below (Schuster &
    Paliwal, 1997; Graves et al., 2013): memory_t = [h→_t ; h←_t].

    Masking: both directions start at real tokens; a masked step leaves the state unchanged and its
    output is zero.

    Args:
        cell: `"rnn"`, `"gru"` or `"lstm"` together with `units`, or a cell description such as
            `seqtasks.LSTM(256)`.
        units: int > 0, width of ONE direction, when `cell` is a name.
        num_layers: int > 0.
        bidirectional: read in both directions and concatenate them.
        dropout: share of components dropped between layers in training, in [0, 1).
        return_state: return the final state of every layer too.

    Call arguments:
        inputs: float32 (batch, time, input_dim).
        mask: bool (batch, time), True at a token; None where every step is one.
        initial_state: as the returned state; zeros when None.

    Returns:
        memory: float32 (batch, time, units), or (batch, time, 2 · units) when bidirectional; with
        `return_state`, also the state: for each layer a tuple of its directions' states.
    """

    def __init__(
        self,
        cell: str | Cell,
        units: int | None = None,
        *,
        num_layers: int = 1,
        bidirectional: bool = False,
        dropout: float = 0.0,
        return_state: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_num_layers(num_layers)
        self.cell = resolve_cell(cell, units)
        self.num_layers = num_layers
        self.bidirectional = bidirectional
        self.return_state = return_state
        self.supports_masking = True
        self.dropout = dropout_layer(dropout)
        self.forward_layers = [
            RecurrentLayer(self.cell, name=f"forward_{depth}") for depth in range(num_layers)
        ]
        self.backward_layers = [
            RecurrentLayer(self.cell, reverse=True, name=f"backward_{depth}")
            for depth in range(num_layers if bidirectional else 0)
        ]

    @property
    def output_dim(self) -> int:
        """Width of the memory."""
        return self.cell.units * (2 if self.bidirectional else 1)

    @property
    def state_dim(self) -> int:
        """Width of all states of one layer side by side."""
        return self.output_dim * len(self.cell.state_type._fields)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Builds every layer for inputs of shape (batch, time, input_dim)."""
        for depth in range(self.num_layers):
            for layer in self._directions(depth):
                layer.build(input_shape)
            input_shape = (*input_shape[:-1], self.output_dim)
        self.built = True

    def call(
        self,
        inputs: Tensor,
        mask: Tensor | None = None,
        initial_state: EncoderState | None = None,
        training: bool = False,
    ) -> Any:
        """Reads the sequence; see the class."""
        memory, states = inputs, []
        for depth in range(self.num_layers):
            if depth:
                memory = self.dropout(memory, training=training)
            directions = self._directions(depth)
            before = initial_state[depth] if initial_state else [None] * len(directions)
            results = [
                layer(memory, mask=mask, initial_state=state)
                for layer, state in zip(directions, before, strict=True)
            ]
            memory = ops.concatenate([outputs for outputs, _ in results], axis=-1)
            states.append(tuple(state for _, state in results))
        return (memory, tuple(states)) if self.return_state else memory

    def _directions(self, depth: int) -> list[RecurrentLayer]:
        return [self.forward_layers[depth], *self.backward_layers[depth : depth + 1]]

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **cell_config(self.cell),
            "num_layers": self.num_layers,
            "bidirectional": self.bidirectional,
            "dropout": self.dropout.rate,
            "return_state": self.return_state,
        }


def check_num_layers(num_layers: int) -> None:
    """Raises ValueError unless `num_layers` is a positive int."""
    if not isinstance(num_layers, int) or num_layers < 1:
        raise ValueError(
            f"`num_layers` must be a positive int. Received: num_layers={num_layers!r}"
        )
