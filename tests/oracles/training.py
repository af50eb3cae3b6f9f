"""Steps of training beside PyTorch's: losses, clipping, optimizers, and the weights they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf
import torch

import seqtasks as st
from seqtasks.training.step import TrainStep
from tests.oracles.comparing import Answer

TOLERANCE = 2e-4
STEPS = 3
EPSILON = 1e-10  # Adam's, which Keras adds before the bias of v is corrected, and PyTorch after it
OPTIMIZERS = {
    "SGD": (keras.optimizers.SGD, torch.optim.SGD, {}),
    "SGD with momentum": (keras.optimizers.SGD, torch.optim.SGD, {"momentum": 0.8}),
    "Adam": (keras.optimizers.Adam, torch.optim.Adam, {}),
    "AdamW": (keras.optimizers.AdamW, torch.optim.AdamW, {"weight_decay": 0.1}),
}
CLIPPINGS = ("global_clipnorm", "clipnorm", "clipvalue", None)


class Network(keras.Model):
    """Predicts each label from its token alone; few tokens, so that they stand several times."""

    def __init__(self, size: int, dim: int, num_labels: int) -> None:
        super().__init__()
        self.embedding = st.TokenEmbedding(size, dim)
        self.head = keras.layers.Dense(num_labels)
        self.embedding.build()
        self.head.build((None, dim))
        self.built = True

    def features(self, inputs: Any, training: bool = False) -> Any:
        """float32 (batch, time, dim)."""
        return self.embedding(inputs, training=training)


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """Three steps of an embedding and a linear layer, whose tokens stand several times."""
    size, dim, num_labels, batch, time = (int(random.integers(2, n)) for n in (7, 5, 6, 5, 8))
    network = Network(size, dim, num_labels)
    network.set_weights([random.normal(size=w.shape) for w in network.weights])
    batches = [
        (
            random.integers(0, size, (batch, time)).astype("int32"),
            random.integers(0, num_labels, (batch, time)).astype("int32"),
            np.arange(time) < random.integers(1, time + 1, (batch, 1)),
        )
        for _ in range(STEPS)
    ]
    name, clipping = str(random.choice(list(OPTIMIZERS))), random.choice(CLIPPINGS)
    limit = float(random.choice([0.02, 0.2, 5.0]))
    smoothing = float(random.choice([0.0, 0.1]))
    start = network.get_weights()
    theirs = list(_of_torch(name, clipping, limit, smoothing, start, batches))

    make, _, settings = OPTIMIZERS[name]
    options = {} if clipping is None else {str(clipping): limit}
    epsilon = {"epsilon": EPSILON} if name.startswith("Adam") else {}
    optimizer = make(0.1, **settings, **epsilon, **options)
    optimizer.build(network.trainable_variables)
    step = TrainStep(network, optimizer, label_smoothing=smoothing)
    for number, (given, (loss, norm, weights)) in enumerate(zip(batches, theirs, strict=True)):
        result = step(*map(tf.constant, given))
        described = f"step {number} of {name}, {clipping}={limit}, {smoothing=}"
        yield Answer(f"loss, {described}", result.nats / int(result.tokens), loss, TOLERANCE)
        yield Answer(f"gradient norm, {described}", result.gradient_norm, norm, TOLERANCE)
        for i, (ours, expected) in enumerate(zip(network.get_weights(), weights, strict=True)):
            yield Answer(f"weight {i}, {described}", ours, expected, TOLERANCE)


def _of_torch(
    name: str, clipping: Any, limit: float, smoothing: float, start: Any, batches: Any
) -> Iterator[tuple[float, float, list[Any]]]:
    """Loss, norm of the gradient before it is clipped, and the weights after each step."""
    table, kernel, bias = weights = [torch.tensor(w, requires_grad=True) for w in start]
    _, make, settings = OPTIMIZERS[name]
    epsilon = {"eps": EPSILON} if name.startswith("Adam") else {}
    optimizer = make(weights, lr=0.1, **settings, **epsilon)
    for ids, labels, mask in batches:
        optimizer.zero_grad()
        kept = torch.from_numpy(mask)
        vectors = torch.nn.functional.embedding(torch.from_numpy(ids).long(), table)
        loss = torch.nn.functional.cross_entropy(
            (vectors @ kernel + bias)[kept],
            torch.from_numpy(labels).long()[kept],
            label_smoothing=smoothing,
        )
        loss.backward()
        norm = torch.sqrt(sum((w.grad**2).sum() for w in weights))
        if clipping == "global_clipnorm":
            torch.nn.utils.clip_grad_norm_(weights, limit)
        elif clipping == "clipvalue":
            torch.nn.utils.clip_grad_value_(weights, limit)
        elif clipping == "clipnorm":
            for weight in weights:
                torch.nn.utils.clip_grad_norm_([weight], limit)
        optimizer.step()
        yield float(loss.detach()), float(norm), [w.detach().numpy().copy() for w in weights]
