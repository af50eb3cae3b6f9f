"""Recurrent decoder: over a whole target in training, step by step when it writes."""

from __future__ import annotations

from typing import Any, TypeAlias

import keras
from keras import ops

from seqtasks.blocks.cells import Cell, State, Tensor, cell_config, resolve_cell
from seqtasks.blocks.embedding import dropout_layer
from seqtasks.blocks.encoder import check_num_layers
from seqtasks.blocks.recurrent_layer import RecurrentLayer

DecoderState: TypeAlias = tuple[State, ...]  # one a layer


@keras.saving.register_keras_serializable(package="seqtasks")
class RecurrentDecoder(keras.layers.Layer):
    """A stack of recurrent layers that writes a target, with weights of its own.

    Without a context, the source speaks through the initial state only (Sutskever et al., 2014):

        h_t = φ(h_{t-1}, y_{t-1}),    r_t = dropout(h_t)

    With a context c, the first layer and the features see it at every step (Cho et al., 2014,
    there with a maxout in place of the tanh):

        h_t = φ(h_{t-1}, c, y_{t-1}), r_t = dropout(tanh(h_t W_h + c W_c + y_{t-1} W_y + b))

    Masking: a masked step leaves the state unchanged.

    Args:
        cell: `"rnn"`, `"gru"` or `"lstm"` together with `units`, or a cell description.
        units: int > 0, width of h, when `cell` is a name.
        num_layers: int > 0.
        feature_dim: int > 0, width of r with a context; without, r has the width of h.
        context: `"initial"` or `"every_step"`, as above.
        dropout: share of components dropped in training between layers and of r, in [0, 1).

    Call arguments:
        inputs: float32 (batch, time, embedding_dim), the vectors of y_{t-1}.
        initial_state: for each layer the state before the first step.
        context: float32 (batch, context_dim), c; not read with `"initial"`.
        mask: bool (batch, time), True at a token.

    Returns:
        The features r, float32 (batch, time, output_dim), and the state of each layer.
    """

    def __init__(
        self,
        cell: str | Cell,
        units: int | None = None,
        *,
        num_layers: int = 1,
        feature_dim: int,
        context: str = "every_step",
        dropout: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_num_layers(num_layers)
        if context not in ("initial", "every_step"):
            raise ValueError(
                f"`context` must be one of 'initial', 'every_step'. Received: context={context!r}"
            )
        self.cell = resolve_cell(cell, units)
        self.num_layers = num_layers
        self.feature_dim = feature_dim
        self.context = context
        self.supports_masking = True
        policy = self.dtype_policy
        self.dropout = dropout_layer(dropout, dtype=policy)
        self.recurrent_layers = [
            RecurrentLayer(self.cell, name=f"decoder_{depth}", dtype=policy)
            for depth in range(num_layers)
        ]
        self.readout = [
            keras.layers.Dense(
                feature_dim, use_bias=name == "hidden", name=f"readout_{name}", dtype=policy
            )
            for name in (("hidden", "context", "input") if self.reads_context else ())
        ]

    @property
    def reads_context(self) -> bool:
        """Whether every step reads the context."""
        return self.context == "every_step"

    @property
    def output_dim(self) -> int:
        """Width of the features."""
        return self.feature_dim if self.reads_context else self.cell.units

    def build(
        self,
        inputs_shape: tuple[int | None, ...],
        context_shape: tuple[int | None, ...] | None = None,
    ) -> None:
        """Builds for inputs (batch, time, embedding_dim) and a context (batch, context_dim)."""
        hidden_shape = (*inputs_shape[:-1], self.cell.units)
        for depth, layer in enumerate(self.recurrent_layers):
            if depth:
                layer.build(hidden_shape)
            else:
                layer.build(inputs_shape, context_shape if self.reads_context else None)
        shapes = (hidden_shape, context_shape, inputs_shape)
        for projection, shape in zip(self.readout, shapes, strict=False):
            projection.build(shape)
        self.built = True

    def call(
        self,
        inputs: Tensor,
        initial_state: DecoderState,
        context: Tensor | None = None,
        mask: Tensor | None = None,
        training: bool = False,
    ) -> tuple[Tensor, DecoderState]:
        """Runs over a whole target; see the class."""
        hidden, states = inputs, []
        for depth, layer in enumerate(self.recurrent_layers):
            if depth:
                hidden = self.dropout(hidden, training=training)
            hidden, state = layer(
                hidden,
                mask=mask,
                initial_state=initial_state[depth],
                context=context if self.reads_context and depth == 0 else None,
                training=training,
            )
            states.append(state)
        return self._features(hidden, context, inputs, training), tuple(states)

    def step(
        self, inputs: Tensor, state: DecoderState, context: Tensor | None = None
    ) -> tuple[Tensor, DecoderState]:
        """One step without dropout; inputs: float32 (batch, embedding_dim)."""
        hidden, states = inputs, []
        for depth, layer in enumerate(self.recurrent_layers):
            reads_context = self.reads_context and depth == 0
            states.append(layer.step(hidden, state[depth], context if reads_context else None))
            hidden = states[-1].h
        return self._features(hidden, context, inputs, training=False), tuple(states)

    def _features(
        self, hidden: Tensor, context: Tensor | None, inputs: Tensor, training: bool
    ) -> Tensor:
        """r of every step; hidden and inputs: float32 (batch, [time,] ...)."""
        if self.reads_context:
            of_hidden, of_context, of_input = self.readout
            summary = of_context(context)  # (batch, feature_dim)
            if len(hidden.shape) == 3:
                summary = ops.expand_dims(summary, 1)
            hidden = ops.tanh(of_hidden(hidden) + summary + of_input(inputs))
        return self.dropout(hidden, training=training)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **cell_config(self.cell),
            "num_layers": self.num_layers,
            "feature_dim": self.feature_dim,
            "context": self.context,
            "dropout": self.dropout.rate,
        }
