"""Layers that begin to learn one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf


class Unfreezing:
    """Gradual unfreezing (Howard & Ruder, 2018): some layers wait before they learn.

    A layer that waits gets a gradient of zero, which leaves its weights and the optimizer's moments
    as they are.

    Args:
        network: built.
        waiting: layers of it: the first learns from the second epoch on, the next from the third,
            ...; all other weights from the first.
    """

    def __init__(self, network: keras.Model, waiting: Sequence[keras.layers.Layer]) -> None:
        first_epochs = {
            id(variable): epoch
            for epoch, layer in enumerate(waiting, start=2)
            for variable in layer.trainable_variables
        }
        self._first = [first_epochs.get(id(v), 1) for v in network.trainable_variables]
        self._epoch = tf.Variable(1, trainable=False)

    def begin(self, epoch: int) -> None:
        """Says which epoch begins, counted from 1."""
        self._epoch.assign(epoch)

    def applied(self, gradients: Sequence[Any]) -> list[Any]:
        """The gradients of the network's trainable weights, those of waiting layers zero."""
        return [
            gradient if first == 1 else _scaled(gradient, self._epoch >= first)
            for gradient, first in zip(gradients, self._first, strict=True)
        ]


def _scaled(gradient: Any, learns: tf.Tensor) -> Any:
    if isinstance(gradient, tf.IndexedSlices):  # of an embedding
        values = gradient.values * tf.cast(learns, gradient.dtype)
        return tf.IndexedSlices(values, gradient.indices, gradient.dense_shape)
    return gradient * tf.cast(learns, gradient.dtype)
