"""Recurrent encoder: deep, in one or both directions."""

from __future__ import annotations

from typing import Any, TypeAlias

import keras
from keras import ops

from seqtasks.blocks.cells import Cell, State, cell_config, resolve_cell
from seqtasks.blocks.embedding import dropout_layer
from seqtasks.blocks.recurrent_layer import RecurrentLayer
from seqtasks.tensors import Tensor

# state[layer][direction]: one direction, or forward and backward.
EncoderState: TypeAlias = tuple[tuple[State, ...], ...]

MERGES = ("concat", "sum", "mean")


@keras.saving.register_keras_serializable(package="seqtasks")
class RecurrentEncoder(keras.layers.Layer):
    """Reads a sequence with a stack of recurrent layers.

    In a bidirectional encoder every layer reads both directions of the layer below (Schuster &
    Paliwal, 1997; Graves et al., 2013): memory_t = [h→_t ; h←_t], or their sum or mean.

    Weights come layer by layer, forward before backward, each direction as in
    `keras.layers.SimpleRNN/GRU/LSTM`: the weights of a stack of these, or of
    `keras.layers.Bidirectional` ones, can be set here and the other way round.

    Masking: both directions start at real tokens; a masked step leaves the state unchanged and its
    output is zero.

    Args:
        cell: the name of a cell (`"rnn"`, `"irnn"`, `"gru"`, `"lstm"`, `"peephole_lstm"`,
            `"coupled_lstm"`) together with `units`, or a cell description such as
            `seqtasks.LSTM(256, weight_drop=0.5)`.
        units: int > 0, width of ONE direction, when `cell` is a name.
        num_layers: int > 0.
        bidirectional: read in both directions.
        merge: how the directions become one memory: `"concat"`, `"sum"` or `"mean"`.
        residual: add the input of each layer above the first to its output (He et al., 2016; Wu et
            al., 2016).
        dropout: share of components dropped between layers in training, in [0, 1).
        variational: drop the same components at all steps of a sequence (Gal & Ghahramani, 2016).
        return_state: return the final state of every layer too.

    Call arguments:
        inputs: float32 (batch, time, input_dim).
        mask: bool (batch, time), True at a token; None where every step is one.
        initial_state: as the returned state; zeros when None.

    Returns:
        memory: float32 (batch, time, units), or (batch, time, 2 · units) when two directions are
        concatenated; with `return_state`, also the state: for each layer a tuple of its directions'
        states.

    Raises:
        ValueError: for an argument out of its range, inputs of another rank, a mask of another
            shape, or an initial state of another structure.
    """

    def __init__(
        self,
        cell: str | Cell,
        units: int | None = None,
        *,
        num_layers: int = 1,
        bidirectional: bool = False,
        merge: str = "concat",
        residual: bool = False,
        dropout: float = 0.0,
        variational: bool = False,
        return_state: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_num_layers(num_layers)
        if merge not in MERGES:
            raise ValueError(
                f"`merge` must be one of {', '.join(map(repr, MERGES))}. Received: merge={merge!r}"
            )
        self.cell = resolve_cell(cell, units)
        self.num_layers = num_layers
        self.bidirectional = bidirectional
        self.merge = merge
        self.residual = residual
        self.variational = variational
        self.return_state = return_state
        self.supports_masking = True
        policy = self.dtype_policy
        self.dropout = dropout_layer(dropout, variational=variational, dtype=policy)
        self.recurrent_layers = [
            RecurrentLayer(
                self.cell,
                reverse=direction == "backward",
                name=f"{direction}_{depth}",
                dtype=policy,
            )
            for depth in range(num_layers)
            for direction in (("forward", "backward") if bidirectional else ("forward",))
        ]

    @property
    def num_directions(self) -> int:
        """One, or forward and backward."""
        return 2 if self.bidirectional else 1

    @property
    def output_dim(self) -> int:
        """Width of the memory."""
        return self.cell.units * (self.num_directions if self.merge == "concat" else 1)

    @property
    def state_dim(self) -> int:
        """Width of all states of one layer side by side."""
        return self.cell.units * self.num_directions * len(self.cell.state_type._fields)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Builds every layer for inputs of shape (batch, time, input_dim)."""
        for depth in range(self.num_layers):
            for layer in self._directions(depth):
                layer.build(input_shape)
            input_shape = (*input_shape[:-1], self.output_dim)
        self.built = True

    def zero_state(self, batch_size: Tensor | int) -> EncoderState:
        """The state of zeros, every tensor (batch_size, units)."""
        return tuple(
            tuple(layer.zero_state(batch_size) for layer in self._directions(depth))
            for depth in range(self.num_layers)
        )

    def call(
        self,
        inputs: Tensor,
        mask: Tensor | None = None,
        initial_state: EncoderState | None = None,
        training: bool = False,
    ) -> Any:
        """Reads the sequence; see the class."""
        if initial_state is not None:
            self._check_state(initial_state)
        memory, states = inputs, []
        for depth in range(self.num_layers):
            below = self.dropout(memory, training=training) if depth else memory
            before = initial_state[depth] if initial_state else [None] * self.num_directions
            results = [
                layer(
                    below,
                    mask=mask,
                    initial_state=state,
                    training=training,
                    alone=not self.bidirectional,
                )
                for layer, state in zip(self._directions(depth), before, strict=True)
            ]
            outputs = self._merged([output for output, _ in results])
            memory = memory + outputs if self.residual and depth else outputs
            states.append(tuple(state for _, state in results))
        return (memory, tuple(states)) if self.return_state else memory

    def _directions(self, depth: int) -> list[RecurrentLayer]:
        first = depth * self.num_directions
        return self.recurrent_layers[first : first + self.num_directions]

    def _merged(self, outputs: list[Tensor]) -> Tensor:
        """One memory of one or two directions."""
        if len(outputs) == 1:
            return outputs[0]
        if self.merge == "concat":
            return ops.concatenate(outputs, axis=-1)
        total = outputs[0] + outputs[1]
        return total if self.merge == "sum" else 0.5 * total

    def _check_state(self, state: Any) -> None:
        received = [len(layer) for layer in state] if isinstance(state, (tuple, list)) else state
        if received != [self.num_directions] * self.num_layers:
            raise ValueError(
                f"`initial_state` must hold {self.num_layers} layers of {self.num_directions} "
                f"directions, as the encoder returns it. Received: directions of each layer "
                f"{received}"
            )

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **cell_config(self.cell),
            "num_layers": self.num_layers,
            "bidirectional": self.bidirectional,
            "merge": self.merge,
            "residual": self.residual,
            "dropout": self.dropout.rate,
            "variational": self.variational,
            "return_state": self.return_state,
        }


def check_num_layers(num_layers: int) -> None:
    """Raises ValueError unless `num_layers` is a positive int."""
    if not isinstance(num_layers, int) or num_layers < 1:
        raise ValueError(
            f"`num_layers` must be a positive int. Received: num_layers={num_layers!r}"
        )
