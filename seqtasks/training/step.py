"""One step of training."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, NamedTuple

import keras
import tensorflow as tf
from keras import ops

from seqtasks.training.averaging import WeightAverage
from seqtasks.training.carried import CarriedState
from seqtasks.training.gradients import summed_rows
from seqtasks.training.graphs import BatchGraph
from seqtasks.training.losses import Loss, token_loss
from seqtasks.training.unfreezing import Unfreezing


class StepResult(NamedTuple):
    """What a step tells.

    Attributes:
        nats: summed over the batch.
        tokens: of the batch.
        gradient_norm: the gradient's global norm, before clipping.
        learning_rate: the rate at which the gradient was applied.
    """

    nats: Any
    tokens: Any
    gradient_norm: Any
    learning_rate: Any


class TrainStep:
    """A graph that applies one batch's gradient: d(mean nats a token) / d(weights).

    Clipping, schedules and weight decay are the optimizer's own (`global_clipnorm`, `clipvalue`,
    `learning_rate`, `weight_decay`). It gets one gradient for each row of an embedding
    table, however often its token stands in the batch.

    Args:
        network: a built Keras network with `features` and `head`.
        optimizer: a Keras optimizer.
        loss: of a batch.
        label_smoothing: ε of the training loss, in [0, 1).
        spec: the `tf.TensorSpec`s of (inputs, labels, mask), where all batches have the same shape.
        carried: the state that goes on from batch to batch, of a network with `read(inputs,
            state, training)`; None where batches are independent.
        average: takes the weights after each step; None where they are not averaged.
        unfreezing: says which weights wait; None where all learn.
    """

    def __init__(
        self,
        network: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        *,
        loss: Loss = token_loss,
        label_smoothing: float = 0.0,
        spec: Any = None,
        carried: CarriedState | None = None,
        average: WeightAverage | None = None,
        unfreezing: Unfreezing | None = None,
    ) -> None:
        self._network = network
        self._optimizer = optimizer
        self._loss = loss
        self._label_smoothing = label_smoothing
        self._carried = carried
        self._average = average
        self._unfreezing = unfreezing
        self._graph = BatchGraph(self._step, spec)

    def __call__(self, inputs: Any, labels: Any, mask: Any) -> StepResult:
        """Trains on one batch; inputs and labels int32, mask bool, (batch, time)."""
        return self._graph(inputs, labels, mask)

    def _step(self, inputs: Any, labels: Any, mask: Any) -> StepResult:
        network = self._network
        tokens = ops.sum(ops.cast(mask, "int32"))
        with tf.GradientTape() as tape:
            nats = self._loss(
                network,
                inputs,
                read_batch(network, inputs, self._carried, training=True),
                labels,
                mask,
                label_smoothing=self._label_smoothing,
                training=True,
            )
            loss = nats / ops.cast(tokens, nats.dtype)
        variables = network.trainable_variables
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        gradients = [summed_rows(gradient) for gradient in gradients]
        # A schedule gives the next step's rate once this one is applied.
        learning_rate = ops.convert_to_tensor(self._optimizer.learning_rate)
        with nullcontext() if self._unfreezing is None else self._unfreezing.held():
            self._optimizer.apply(gradients, variables)
        if self._average is not None:
            self._average.update()
        return StepResult(nats, tokens, tf.linalg.global_norm(gradients), learning_rate)


def read_batch(
    network: keras.Model, inputs: Any, carried: CarriedState | None, *, training: bool
) -> Any:
    """The features of a batch, after the batch before it where a state is carried."""
    if carried is None:
        return network.features(inputs, training=training)
    features, state = network.read(inputs, carried.read(), training=training)
    carried.write(state)
    return features
