"""The mean of a training's weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keras
import tensorflow as tf


class WeightAverage:
    """Averaged SGD (Polyak & Juditsky, 1992; Merity et al., 2018): the mean after every step.

    The training goes on from the last weights; what is validated, kept as best and given back is
    their mean since the averaging was switched on.

    Args:
        network: built; its trainable weights are averaged.
    """

    def __init__(self, network: keras.Model) -> None:
        self._weights = [variable.value for variable in network.trainable_variables]
        self._means = [tf.Variable(weight, trainable=False) for weight in self._weights]
        self._steps = tf.Variable(0.0, trainable=False)
        self._on = tf.Variable(False, trainable=False)

    @property
    def variables(self) -> list[tf.Variable]:
        """What a checkpoint must keep."""
        return [*self._means, self._steps, self._on]

    def switch_on(self) -> None:
        """Averages from now on."""
        self._on.assign(True)

    def update(self) -> None:
        """Takes the weights after a step into the mean, where it is switched on."""
        share = tf.where(self._on, 1.0 / (self._steps + 1.0), 0.0)
        self._steps.assign_add(tf.cast(self._on, tf.float32))
        for mean, weight in zip(self._means, self._weights, strict=True):
            mean.assign_add(tf.cast(share, mean.dtype) * (weight - mean))

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The network with the means in place of its weights."""
        if not float(self._steps):
            yield
            return
        weights = [tf.identity(weight) for weight in self._weights]
        self._assign(self._means)
        try:
            yield
        finally:
            self._assign(weights)

    def _assign(self, values: list[tf.Tensor]) -> None:
        for weight, value in zip(self._weights, values, strict=True):
            weight.assign(value)
