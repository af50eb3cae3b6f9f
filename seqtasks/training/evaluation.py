"""The loss of a network over a whole set."""

from __future__ import annotations

import math
from typing import Any, Protocol

import keras
import tensorflow as tf
from keras import ops

from seqtasks.losses import token_cross_entropy
from seqtasks.training.graphs import BatchGraph


class BatchSource(Protocol):
    """What the loop asks of a set: `seqtasks.datasets.batches.Batches` is one."""

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
    """

    def __init__(self, network: keras.Model) -> None:
        self._step = BatchGraph(self._totals)
        self._network = network

    def __call__(self, batches: BatchSource) -> dict[str, float]:
        """The set's `loss` (mean nats a token) and `perplexity`."""
        nats, tokens = 0.0, 0
        for inputs, labels, mask in batches.dataset(batches.plan()):
            batch_nats, batch_tokens = self._step(inputs, labels, mask)
            nats += float(batch_nats)
            tokens += int(batch_tokens)
        return {"loss": nats / tokens, "perplexity": perplexity(nats, tokens)}

    def _totals(self, inputs: Any, labels: Any, mask: Any) -> tuple[Any, Any]:
        features = self._network.features(inputs, training=False)
        nats = token_cross_entropy(features, self._network.head, labels, mask)
        return nats, ops.sum(ops.cast(mask, "int32"))


def perplexity(nats: float, tokens: int) -> float:
    """exp(total nats / total tokens); infinite where that overflows."""
    try:
        return math.exp(nats / tokens)
    except OverflowError:
        return math.inf
