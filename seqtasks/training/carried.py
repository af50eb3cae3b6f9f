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
        reset_rate: share of rows whose state is set to zero before each segment, in [0, 1].
    """

    def __init__(self, network: keras.Model, batch_size: int, *, reset_rate: float = 0.0) -> None:
        if not 0.0 <= reset_rate <= 1.0:
            raise ValueError(
                f"`reset_rate` must lie in [0, 1]. Received: reset_rate={reset_rate!r}"
            )
        self._batch_size = batch_size
        self._reset_rate = reset_rate
        self._seeds = keras.random.SeedGenerator()
        self._state = tf.nest.map_structure(
            lambda zeros: tf.Variable(zeros, trainable=False), network.zero_state(batch_size)
        )

    @property
    def variables(self) -> list[tf.Variable]:
        """What a checkpoint must keep."""
        return [*tf.nest.flatten(self._state), self._seeds.state.value]

    def read(self) -> Any:
        """The state before a segment as tensors, in the network's own structure."""
        state = tf.nest.map_structure(tf.convert_to_tensor, self._state)
        if not self._reset_rate:
            return state
        chance = keras.random.uniform((self._batch_size,), seed=self._seeds)
        kept = chance >= self._reset_rate

        def kept_rows(tensor: Any) -> Any:
            """A tensor of the state, (batch, ...), zero where a row begins anew."""
            rows = tf.reshape(kept, (-1, *(1 for _ in tensor.shape[1:])))
            return tf.where(rows, tensor, tf.zeros_like(tensor))

        return tf.nest.map_structure(kept_rows, state)

    def write(self, state: Any) -> None:
        """Keeps the state after a segment."""
        tf.nest.map_structure(lambda variable, value: variable.assign(value), self._state, state)

    def reset(self) -> None:
        """Goes back to the state before a text."""
        for variable in tf.nest.flatten(self._state):
            variable.assign(tf.zeros_like(variable))


def state_for(
    network: keras.Model, batches: Any, *, reset_rate: float = 0.0
) -> CarriedState | None:
    """The state that a network carries over some batches; None where they are independent."""
    if not batches.continuous:
        return None
    return CarriedState(network, batches.batch_size, reset_rate=reset_rate)
