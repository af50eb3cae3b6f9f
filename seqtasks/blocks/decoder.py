"""Recurrent decoder: over a whole target in training, step by step when it writes."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.attention import Attention, Score
from seqtasks.blocks.cells import Cell, cell_config, resolve_cell
from seqtasks.blocks.embedding import dropout_layer
from seqtasks.blocks.encoder import RecurrentEncoder, check_num_layers
from seqtasks.blocks.recurrent_layer import RecurrentLayer
from seqtasks.tensors import Tensor

DecoderContext: TypeAlias = Literal["state", "initial", "every_step", "attention"]
DecoderState: TypeAlias = tuple[Any, ...]  # a State for each layer; with input feeding also r


class Decoded(NamedTuple):
    """What a decoder makes of a target.

    Attributes:
        features: float32 (batch, time, output_dim), what the head scores; of one step, float32
            (batch, output_dim).
        attention_weights: float32 (batch, time, source_time), α; of one step, float32 (batch,
            source_time). None without attention.
        state: after the last token.
    """

    features: Tensor
    attention_weights: Tensor | None
    state: DecoderState


@keras.saving.register_keras_serializable(package="seqtasks")
class RecurrentDecoder(keras.layers.Layer):
    """A stack of recurrent layers that writes a target, from the state that the source left.

    | context | state | features |
    |---|---|---|
    | `"state"` | h_t = φ(h_{t-1}) | r_t = h_t |
    | `"initial"` | h_t = φ(h_{t-1}, y_{t-1}) | r_t = h_t |
    | `"every_step"` | h_t = φ(h_{t-1}, c, y_{t-1}) | r_t = ρ(h_t, c, y_{t-1}) |
    | `"attention"` | h_t = φ(h_{t-1}, y_{t-1}) | r_t = ρ(h_t, c_t, y_{t-1}), c_t = Σ_j α_tj m_j |
    | ... with input feeding | h_t = φ(h_{t-1}, r_{t-1}, y_{t-1}) | as above |

    ρ(h, c, y) = tanh(h W_h + c W_c + y W_y + b).

    The source speaks through the first state only (Sutskever et al., 2014); through a context c as
    well (Cho et al., 2014, there with a maxout in place of the tanh); or through what attention
    finds in its memory m with the query h_t (Luong et al., 2015). y is what the first layer and the
    features read. Without input feeding attention is computed for all steps at
    once; with it every step waits for the one before.

    Masking: a masked step leaves the state unchanged.

    Args:
        cell: `"rnn"`, `"gru"` or `"lstm"` together with `units`, or a cell description.
        units: int > 0, width of h, when `cell` is a name.
        num_layers: int > 0.
        feature_dim: int > 0, width of r with a context; without, r has the width of h.
        context: one of the table.
        score: how attention compares; see `Attention`. Not read without.
        input_feeding: with attention, let the first layer read r_{t-1}; zeros at first.
        dropout: share of components dropped in training between layers and of r, in [0, 1).

    Call arguments:
        inputs: float32 (batch, time, embedding_dim), the vectors of y_{t-1}.
        initial_state: as `first_state` makes it.
        context: float32 (batch, context_dim), c; with attention an `AttentionMemory`. Not read
            otherwise.
        mask: bool (batch, time), True at a token.

    Returns:
        `Decoded`.

    Raises:
        ValueError: for an argument out of its range, input feeding without attention.
    """

    def __init__(
        self,
        cell: str | Cell,
        units: int | None = None,
        *,
        num_layers: int = 1,
        feature_dim: int,
        context: DecoderContext = "every_step",
        score: Score = "general",
        input_feeding: bool = False,
        dropout: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_num_layers(num_layers)
        if context not in get_args(DecoderContext):
            known = ", ".join(map(repr, get_args(DecoderContext)))
            raise ValueError(f"`context` must be one of {known}. Received: context={context!r}")
        if score not in get_args(Score):
            known = ", ".join(map(repr, get_args(Score)))
            raise ValueError(f"`score` must be one of {known}. Received: score={score!r}")
        if input_feeding and context != "attention":
            raise ValueError(
                "`input_feeding` is for context='attention'. Received: input_feeding=True, "
                f"context={context!r}"
            )
        self.cell = resolve_cell(cell, units)
        self.num_layers = num_layers
        self.feature_dim = feature_dim
        self.context = context
        self.score = score
        self.input_feeding = input_feeding
        self.supports_masking = True
        policy = self.dtype_policy
        self.dropout = dropout_layer(dropout, dtype=policy)
        self.recurrent_layers: list[RecurrentLayer] = []  # made by `build`, or an encoder's
        self.is_shared = False
        self.attention = None
        if context == "attention":
            self.attention = Attention(score, name="attention", dtype=policy)
        self.readout = [
            keras.layers.Dense(
                feature_dim, use_bias=name == "hidden", name=f"readout_{name}", dtype=policy
            )
            for name in (("hidden", "context", "input") if self.reads_context else ())
        ]

    @property
    def reads_context(self) -> bool:
        """Whether the features see more of the source than the state does."""
        return self.context in ("every_step", "attention")

    @property
    def output_dim(self) -> int:
        """Width of the features."""
        return self.feature_dim if self.reads_context else self.cell.units

    def share(self, encoder: RecurrentEncoder) -> None:
        """Reads and writes with one set of recurrent weights: the encoder's.

        Raises:
            ValueError: the encoder has another cell, depth or a second direction, or this decoder
                reads at each step what an encoder does not have.
        """
        if encoder.bidirectional or (encoder.cell, encoder.num_layers) != (
            self.cell,
            self.num_layers,
        ):
            raise ValueError(
                "A shared recurrence needs one direction, the same cell and the same depth on both "
                f"sides. Received: bidirectional={encoder.bidirectional}, {encoder.cell!r} with "
                f"{encoder.num_layers} layers, {self.cell!r} with {self.num_layers}"
            )
        if self.context not in ("initial", "attention") or self.input_feeding:
            raise ValueError(
                "A shared recurrence reads tokens only: context must be 'initial', or 'attention' "
                f"without input feeding. Received: context={self.context!r}, "
                f"input_feeding={self.input_feeding}"
            )
        self.recurrent_layers = encoder.recurrent_layers
        self.is_shared = True

    def build(
        self,
        inputs_shape: tuple[int | None, ...],
        context_shape: tuple[int | None, ...] | None = None,
    ) -> None:
        """Builds for inputs (batch, time, embedding_dim) and contexts (..., context_dim)."""
        if self.reads_context and context_shape is None:
            raise ValueError(f"context={self.context!r} needs `context_shape`. Received: None")
        hidden_shape = (*inputs_shape[:-1], self.cell.units)
        features_shape = (None, self.feature_dim)
        if self.context == "state":
            inputs_shape = (*inputs_shape[:-1], 0)
        if not self.is_shared:
            of_first = {"every_step": context_shape, "attention": features_shape}
            reads = self.input_feeding or self.context == "every_step"
            self.recurrent_layers = [
                RecurrentLayer(self.cell, name=f"decoder_{depth}", dtype=self.dtype_policy)
                for depth in range(self.num_layers)
            ]
            for depth, layer in enumerate(self.recurrent_layers):
                if depth:
                    layer.build(hidden_shape)
                else:
                    layer.build(inputs_shape, of_first[self.context] if reads else None)
        if self.attention is not None and context_shape is not None:
            self.attention.build(hidden_shape, context_shape)
        shapes = (hidden_shape, context_shape, inputs_shape)
        for projection, shape in zip(self.readout, shapes, strict=False):
            projection.build(shape)
        self.built = True

    def first_state(self, layers: DecoderState) -> DecoderState:
        """The state before the first step, of the states of the layers."""
        if not self.input_feeding:
            return layers
        h = layers[0].h
        return (*layers, ops.zeros((ops.shape(h)[0], self.feature_dim), dtype=h.dtype))

    def call(
        self,
        inputs: Tensor,
        initial_state: DecoderState,
        context: Any = None,
        mask: Tensor | None = None,
        training: bool = False,
    ) -> Decoded:
        """Runs over a whole target; see the class."""
        if self.context == "state":
            inputs = inputs[..., :0]
        if self.input_feeding:
            return self._feed(inputs, initial_state, context, mask, training)
        hidden, states = inputs, []
        for depth, layer in enumerate(self.recurrent_layers):
            if depth:
                hidden = self.dropout(hidden, training=training)
            hidden, state = layer(
                hidden,
                mask=mask,
                initial_state=initial_state[depth],
                context=context if self.context == "every_step" and depth == 0 else None,
                training=training,
            )
            states.append(state)
        features, weights = self._features(hidden, context, inputs)
        return Decoded(self.dropout(features, training=training), weights, tuple(states))

    def step(self, inputs: Tensor, state: DecoderState, context: Any = None) -> Decoded:
        """One step without dropout.

        Args:
            inputs: float32 (rows, embedding_dim).
            state: the state before it, tensors (rows, ·).
            context: as of a call, for a batch of sources, each of which has as many of the rows,
                one after the other: the hypotheses of a search.
        """
        if self.context == "state":
            inputs = inputs[..., :0]
        steps = [layer.stepper() for layer in self.recurrent_layers]
        hidden, state = self._advance(steps, inputs, state, self._for_rows(context, inputs))
        sources = ops.shape(keras.tree.flatten(context)[0])[0] if self.reads_context else 1
        by_source = (
            ops.reshape(vectors, (sources, -1, vectors.shape[-1])) for vectors in (hidden, inputs)
        )
        hidden, inputs = by_source
        features, weights = self._features(hidden, context, inputs)
        features = ops.reshape(features, (-1, features.shape[-1]))
        if weights is not None:
            weights = ops.reshape(weights, (-1, ops.shape(weights)[-1]))
        return Decoded(features, weights, (*state, features) if self.input_feeding else state)

    def _advance(
        self,
        steps: list[Any],
        inputs: Tensor,
        state: DecoderState,
        context: Tensor | None,
        kept: Tensor | None = None,
    ) -> tuple[Tensor, DecoderState]:
        """The output of the top layer, (rows, units), and the state of each layer after a step.

        `kept` is what dropout leaves between the layers, float32 (layers - 1, rows, units).
        """
        hidden, states = inputs, []
        for depth, step in enumerate(steps):
            if depth and kept is not None:
                hidden = hidden * kept[depth - 1]
            first = state[-1] if self.input_feeding else context
            states.append(step(hidden, state[depth], None if depth else first))
            hidden = states[-1].h
        return hidden, tuple(states)

    def _feed(
        self,
        inputs: Tensor,
        initial_state: DecoderState,
        context: Any,
        mask: Tensor | None,
        training: bool,
    ) -> Decoded:
        """A whole target with input feeding: every step waits for the features before it."""
        batch, time = ops.shape(inputs)[0], ops.shape(inputs)[1]
        steps = [layer.stepper(batch, training=training) for layer in self.recurrent_layers]
        mask = ops.ones((batch, time), dtype="bool") if mask is None else mask
        units, width = self.cell.units, self.feature_dim
        shape = (self.num_layers - 1, time, batch, units)
        between = self.dropout(ops.ones(shape, self.compute_dtype), training=training)
        of_features = self.dropout(
            ops.ones((time, batch, width), self.compute_dtype), training=training
        )
        by_time = ops.transpose(inputs, (1, 0, 2))
        arrays = tuple(
            tf.TensorArray(dtype, size=time, element_shape=(inputs.shape[0], size))
            for dtype, size in ((self.compute_dtype, width), ("float32", None))
        )

        def body(t: Tensor, state: DecoderState, arrays: Any) -> Any:
            hidden, new = self._advance(steps, by_time[t], state, None, between[:, t])
            features, weights = self._features(hidden[:, None], context, by_time[t][:, None])
            features = features[:, 0] * of_features[t]
            real = mask[:, t, None]
            state = keras.tree.map_structure(
                lambda after, before: ops.where(real, after, before), (*new, features), state
            )
            left = (features, weights[:, 0])
            return t + 1, state, tuple(a.write(t, x) for a, x in zip(arrays, left, strict=True))

        _, state, arrays = tf.while_loop(
            lambda t, *_: t < time, body, (0, initial_state, arrays), maximum_iterations=time
        )
        features, weights = (ops.transpose(array.stack(), (1, 0, 2)) for array in arrays)
        return Decoded(features, weights, state)

    def _for_rows(self, context: Any, inputs: Tensor) -> Tensor | None:
        """c of each row, float32 (rows, context_dim), where layers read it."""
        if self.context != "every_step":
            return None
        sources, dim = ops.shape(context)[0], context.shape[-1]
        shape = (sources, ops.shape(inputs)[0] // sources, dim)
        return ops.reshape(ops.broadcast_to(context[:, None], shape), (-1, dim))

    def _features(self, hidden: Tensor, context: Any, inputs: Tensor) -> tuple[Tensor, Any]:
        """r of every step without dropout, and α or None; hidden: float32 (batch, time, units)."""
        if not self.reads_context:
            return hidden, None
        of_hidden, of_context, of_input = self.readout
        weights = None
        if self.attention is None:
            found = context[:, None]
        else:
            found, weights = self.attention(hidden, context)
        return ops.tanh(of_hidden(hidden) + of_context(found) + of_input(inputs)), weights

    def get_build_config(self) -> dict[str, Any] | None:
        """None for a shared recurrence: a loaded decoder is built once it has the encoder's."""
        return None if self.is_shared else super().get_build_config()

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **cell_config(self.cell),
            "num_layers": self.num_layers,
            "feature_dim": self.feature_dim,
            "context": self.context,
            "score": self.score,
            "input_feeding": self.input_feeding,
            "dropout": self.dropout.rate,
        }
