"""A recurrence through the stock layer of Keras, for cuDNN's sake."""

from __future__ import annotations

import functools
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.cells import GRU, LSTM, RNN, Cell, State
from seqtasks.blocks.masks import lengths, rank_of_tokens, token_places
from seqtasks.tensors import Tensor


@functools.cache
def keras_layer(cell: Cell, input_dim: int, dtype: str) -> keras.layers.Layer:
    """The stock layer of a cell; its own weights are never read.

    It is made outside of the graph that is being traced, and once: a graph may not make variables.
    """
    with tf.init_scope():
        layer = _stock(cell, dtype)
        layer.build((None, None, input_dim))
    return layer


def _stock(cell: Cell, dtype: str) -> keras.layers.Layer:
    settings: dict[str, Any] = {"return_sequences": True, "return_state": True, "dtype": dtype}
    if isinstance(cell, LSTM):
        return keras.layers.LSTM(cell.units, **settings)
    if isinstance(cell, GRU):
        return keras.layers.GRU(cell.units, reset_after=cell.reset_after, **settings)
    if isinstance(cell, RNN):
        return keras.layers.SimpleRNN(cell.units, activation=cell.activation, **settings)
    raise ValueError(f"Keras has no such cell. Received: cell={cell!r}")


def run_keras_layer(
    layer: keras.layers.Layer,
    inputs: Tensor,
    mask: Tensor | None,
    initial_state: State,
    weights: list[Tensor],
    *,
    reverse: bool = False,
) -> tuple[Tensor, State]:
    """Runs a stock layer with the weights of ours.

    cuDNN takes padding on the right only, and no row without a token. So the tokens of each row are
    moved to its front, in the order in which they are read, and the outputs back; of a row without
    any one step is run, and not used.

    Args:
        layer: the layer of `keras_layer`.
        inputs: float (batch, time, input_dim).
        mask: bool (batch, time), True at a token, or None.
        initial_state: the state before the first step that is read.
        weights: kernel, recurrent kernel and bias, as Keras orders and shapes them.
        reverse: read the sequence from its last token to its first.

    Returns:
        The outputs, float (batch, time, units), zero at masked steps, and the final state.
    """

    def run(inputs: Tensor, mask: Tensor | None) -> tuple[Tensor, State]:
        (memory, *final), _ = layer.stateless_call(
            weights,
            layer.non_trainable_variables,
            inputs,
            initial_state=list(initial_state),
            mask=mask,
        )
        return memory, type(initial_state)(*final)

    if mask is None:
        memory, final = run(ops.flip(inputs, axis=1) if reverse else inputs, None)
        return ops.flip(memory, axis=1) if reverse else memory, final
    length = lengths(mask)[:, None]  # (batch, 1)
    steps = ops.arange(ops.shape(mask)[1], dtype="int32")
    places, ranks = token_places(mask), rank_of_tokens(mask)
    if reverse:
        places = ops.take_along_axis(places, ops.maximum(length - 1 - steps, 0), axis=1)
        ranks = ops.maximum(length - 1 - ranks, 0)
    memory, final = run(tf.gather(inputs, places, batch_dims=1), steps < ops.maximum(length, 1))
    memory = tf.gather(memory, ranks, batch_dims=1)
    memory *= ops.cast(mask, memory.dtype)[:, :, None]
    kept = zip(final, initial_state, strict=True)
    return memory, type(final)(*(ops.where(length > 0, new, before) for new, before in kept))
