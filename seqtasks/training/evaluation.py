"""The loss of a network over a whole set, in sum and token by token."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Protocol

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from seqtasks.metrics.perplexity import perplexity
from seqtasks.training.carried import CarriedState, state_for
from seqtasks.training.graphs import BatchGraph
from seqtasks.training.losses import Loss, token_loss, token_nats
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


class TokenSource(BatchSource, Protocol):
    """A set of tokens whose labels have a place each; `Batches` and `Streams` are such."""

    @property
    def num_labels(self) -> int:
        """Labels of the whole set."""

    def places(self, item: Any) -> np.ndarray[Any, Any]:
        """Where the labels that count in a batch of the plan stand among all: int (tokens,)."""


class _Passes:
    """Makes the graph that passes over batches of one kind, once for each kind.

    Args:
        network: a Keras network with `features`.
        step: of (the state that is carried, inputs, labels, mask).
    """

    def __init__(self, network: keras.Model, step: Callable[..., Any]) -> None:
        self._network = network
        self._step = step
        self._passes: dict[Any, tuple[BatchGraph, CarriedState | None]] = {}

    def __call__(self, batches: BatchSource) -> BatchGraph:
        """The graph for such batches, its state at the beginning of a text."""
        key = (batches.spec, batches.continuous)
        if key not in self._passes:
            carried = state_for(self._network, batches)
            step = functools.partial(self._step, carried)
            self._passes[key] = BatchGraph(step, batches.spec), carried
        graph, carried = self._passes[key]
        if carried is not None:
            carried.reset()
        return graph


class TotalLoss:
    """Sums nats and tokens of a network over a set; the graph is traced once.

    Args:
        network: a Keras network with `features` and `head`.
        loss: of a batch.
    """

    def __init__(self, network: keras.Model, loss: Loss = token_loss) -> None:
        self._network = network
        self._loss = loss
        self._passes = _Passes(network, self._totals)

    def __call__(self, batches: BatchSource) -> dict[str, float]:
        """The set's `loss` (mean nats a token) and `perplexity`; nothing where no token counts."""
        step = self._passes(batches)
        nats, tokens = 0.0, 0
        for batch in batches.dataset(batches.plan()):
            batch_nats, batch_tokens = step(*batch)
            nats += float(batch_nats)
            tokens += int(batch_tokens)
        if not tokens:
            return {}
        return {"loss": nats / tokens, "perplexity": perplexity(nats, tokens)}

    def _totals(
        self, carried: CarriedState | None, inputs: Any, labels: Any, mask: Any
    ) -> tuple[Any, Any]:
        features = read_batch(self._network, inputs, carried, training=False)
        nats = self._loss(self._network, inputs, features, labels, mask)
        return nats, ops.sum(ops.cast(mask, "int32"))


class TokenNats:
    """-log p of each token of a set, by a network; the graph is traced once.

    Args:
        network: a Keras network with `features` and `head` that scores each token by itself.
    """

    def __init__(self, network: keras.Model) -> None:
        self._network = network
        self._passes = _Passes(network, self._of_batch)

    def __call__(self, batches: TokenSource) -> np.ndarray[Any, Any]:
        """Nats of all labels in the order of the set: float32 (tokens,)."""
        step, plan = self._passes(batches), batches.plan()
        nats = np.zeros(batches.num_labels, np.float32)
        for item, batch in zip(plan, batches.dataset(plan), strict=True):
            nats[batches.places(item)] = step(*batch)
        return nats

    def _of_batch(self, carried: CarriedState | None, inputs: Any, labels: Any, mask: Any) -> Any:
        features = read_batch(self._network, inputs, carried, training=False)
        rows, gold = tf.boolean_mask(features, mask), tf.boolean_mask(labels, mask)
        return token_nats(rows, self._network.head, gold)
