"""A recurrence through the stock layer of Keras, for cuDNN's sake."""

from __future__ import annotations

import functools
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.cells import GRU, LSTM, RNN, Cell, State, Tensor
from seqtasks.blocks.masks import reverse_tokens


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

    Args:
        layer: the layer of `keras_layer`.
        inputs: float (batch, time, input_dim).
        mask: bool (batch, time), right-padded, or None.
        initial_state: the state before the first step that is read.
        weights: kernel, recurrent kernel and bias, as Keras orders and shapes them.
        reverse: read the sequence from its last token to its first.

    Returns:
        The outputs, float (batch, time, units), zero at masked steps, and the final state.
    """
    if reverse:
        inputs = _reversed(inputs, mask)
    (memory, *final), _ = layer.stateless_call(
        weights, layer.non_trainable_variables, inputs, initial_state=list(initial_state), mask=mask
    )
    if reverse:
        memory = _reversed(memory, mask)
    if mask is not None:
        memory *= ops.cast(mask, memory.dtype)[:, :, None]
    return memory, type(initial_state)(*final)


def _reversed(sequence: Tensor, mask: Tensor | None) -> Tensor:
    """Each row's tokens in reversed order, its padding left on the right."""
    return ops.flip(sequence, axis=1) if mask is None else reverse_tokens(sequence, mask)
