"""The loss of a network over a whole set."""

from __future__ import annotations

import functools
from typing import Any, Protocol

import keras
import tensorflow as tf
from keras import ops

from seqtasks.losses import Loss, token_loss
from seqtasks.metrics.perplexity import perplexity
from seqtasks.training.carried import CarriedState, state_for
from seqtasks.training.graphs import BatchGraph
from seqtasks.training.step import read_batch


class BatchSource(Protocol):
    """What the loop asks of a set.

    `seqtasks.datasets.batches.Batches` is one whose batches are independent;
    `seqtasks.datasets.streams.Streams`, one whose rows go on from batch to batch.
    """

    @property
    def continuous(self) -> bool:
        """Whether row r of a batch goes on where row r of the batch before ended."""

    @property
    def spec(self) -> Any:
        """The `tf.TensorSpec`s of (inputs, labels, mask) where all batches have the same shape."""

    def plan(self, epoch: int | None = None, *, seed: int = 0) -> list[Any]:
        """The batches of an epoch, or of one pass in fixed order."""

    def dataset(self, plan: list[Any]) -> tf.data.Dataset:
        """The batches of a plan as (inputs, labels, mask)."""

    def padding_share(self, plan: list[Any]) -> float:
        """Padding positions over all positions."""


class TotalLoss:
    """Sums nats and tokens of a network over a set; the graph is traced once.

    Args:
        network: a Keras network with `features` and `head`.
        loss: of a batch.
    """

    def __init__(self, network: keras.Model, loss: Loss = token_loss) -> None:
        self._network = network
        self._loss = loss
        self._passes: dict[Any, tuple[BatchGraph, CarriedState | None]] = {}

    def __call__(self, batches: BatchSource) -> dict[str, float]:
        """The set's `loss` (mean nats a token) and `perplexity`; nothing where no token counts."""
        step, carried = self._pass_over(batches)
        if carried is not None:
            carried.reset()
        nats, tokens = 0.0, 0
        for batch in batches.dataset(batches.plan()):
            batch_nats, batch_tokens = step(*batch)
            nats += float(batch_nats)
            tokens += int(batch_tokens)
        if not tokens:
            return {}
        return {"loss": nats / tokens, "perplexity": perplexity(nats, tokens)}

    def _pass_over(self, batches: BatchSource) -> tuple[BatchGraph, CarriedState | None]:
        """The graph for batches of such shapes, with the state that it carries; made once."""
        key = (batches.spec, batches.continuous)
        if key not in self._passes:
            carried = state_for(self._network, batches)
            step = functools.partial(self._totals, carried)
            self._passes[key] = BatchGraph(step, batches.spec), carried
        return self._passes[key]

    def _totals(
        self, carried: CarriedState | None, inputs: Any, labels: Any, mask: Any
    ) -> tuple[Any, Any]:
        features = read_batch(self._network, inputs, carried, training=False)
        nats = self._loss(self._network, inputs, features, labels, mask)
        return nats, ops.sum(ops.cast(mask, "int32"))
