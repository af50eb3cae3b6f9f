"""Layers that begin to learn one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import keras
import tensorflow as tf


class Unfreezing:
    """Gradual unfreezing (Howard & Ruder, 2018): some layers wait before they learn.

    After a step the weights of a layer that waits are put back. The optimizer sees their gradients
    all the same, so that its moments are those of a layer that has been there for long: moments of
    zero would make the first steps of Adam several times too large.

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
        self._waiting = [
            (variable.value, first_epochs[id(variable)])
            for variable in network.trainable_variables
            if id(variable) in first_epochs
        ]
        self._epoch = tf.Variable(1, trainable=False)

    def begin(self, epoch: int) -> None:
        """Says which epoch begins, counted from 1."""
        self._epoch.assign(epoch)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Puts the weights that wait back after a step."""
        before = [tf.identity(variable) for variable, _ in self._waiting]
        yield
        for (variable, first), value in zip(self._waiting, before, strict=True):
            variable.assign(tf.where(self._epoch >= first, variable, value))
