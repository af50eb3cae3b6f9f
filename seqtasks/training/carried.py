"""The state that a network carries from one segment of a text to the next."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


class CarriedState:
    """A network's state between batches, in variables, so that checkpoints keep it.

    The gradient ends where a segment begins: back-propagation through time is truncated there.

    Args:
        network: with `zero_state(batch_size)`.
        batch_size: rows that go on from batch to batch.
    """

    def __init__(self, network: keras.Model, batch_size: int) -> None:
        self._state = tf.nest.map_structure(
            lambda zeros: tf.Variable(zeros, trainable=False), network.zero_state(batch_size)
        )

    @property
    def variables(self) -> list[tf.Variable]:
        """One for each tensor of the state."""
        return tf.nest.flatten(self._state)

    def read(self) -> Any:
        """The state as tensors, in the network's own structure."""
        return tf.nest.map_structure(tf.convert_to_tensor, self._state)

    def write(self, state: Any) -> None:
        """Keeps the state after a segment."""
        tf.nest.map_structure(lambda variable, value: variable.assign(value), self._state, state)

    def reset(self) -> None:
        """Goes back to the state before a text."""
        for variable in self.variables:
            variable.assign(tf.zeros_like(variable))


def state_for(network: keras.Model, batches: Any) -> CarriedState | None:
    """The state that a network carries over some batches; None where they are independent."""
    return CarriedState(network, batches.batch_size) if batches.continuous else None
