"""Cross-entropy, attention and convolution beside PyTorch's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import keras
import numpy as np
import tensorflow as tf
import torch
from torch.nn.functional import conv1d, cross_entropy, pad, scaled_dot_product_attention

import seqtasks as st
from seqtasks.training.losses import class_loss, token_cross_entropy, token_nats
from tests.oracles.comparing import Answer

TOLERANCE = 1e-4
COMPILED = 0.1


def compare_cross_entropy(random: np.random.Generator) -> Iterator[Answer]:
    """The loss of tokens in chunks of any size, with its hand-written gradient, and of classes."""
    batch, time, dim, size = (int(random.integers(1, n)) for n in (5, 7, 6, 40))
    features = random.normal(size=(batch, time, dim)).astype("float32")
    labels = random.integers(0, size, (batch, time)).astype("int32")
    mask = random.random((batch, time)) < 0.7
    smoothing = float(random.choice([0.0, 0.1, 0.4]))
    head = keras.layers.Dense(size)
    head.build((None, None, dim))
    head.set_weights([2 * random.normal(size=w.shape) for w in head.weights])

    x, kernel, bias = (
        torch.tensor(value, requires_grad=True) for value in (features, *head.get_weights())
    )
    gold, kept = torch.from_numpy(labels).long(), torch.from_numpy(mask)
    logits = x @ kernel + bias
    total = cross_entropy(logits[kept], gold[kept], label_smoothing=smoothing, reduction="sum")
    total.backward()
    theirs = (total.detach(), x.grad, kernel.grad, bias.grad)

    weights = [variable.value for variable in head.trainable_variables]

    def run(features: Any, training: bool) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(features)
            nats = token_cross_entropy(
                features, head, labels, mask, label_smoothing=smoothing, training=training
            )
        gradients = tape.gradient(nats, [features, *weights], unconnected_gradients="zero")
        return nats, *map(tf.convert_to_tensor, gradients)

    forms = [("training", True), ("derived", False)]
    if random.random() < COMPILED:
        forms.append(("compiled", True))
    chunk = int(random.integers(1, batch * time + 2))
    with patch("seqtasks.training.losses.CHUNK_LOGITS", chunk * size):
        for form, training in forms:
            call = tf.function(run, autograph=False) if form == "compiled" else run
            for what, ours, of_theirs in zip(
                ("nats", "d features", "d kernel", "d bias"),
                call(tf.constant(features), training),
                theirs,
                strict=True,
            ):
                yield Answer(f"{what}, {form}, {smoothing=}, {chunk=}", ours, of_theirs, TOLERANCE)
        each = cross_entropy(logits[kept], gold[kept], reduction="none").detach()
        yield Answer("token_nats", token_nats(features[mask], head, labels[mask]), each, TOLERANCE)
    yield from _of_classes(random, features[:, 0], head, labels[:, 0], smoothing)


def _of_classes(
    random: np.random.Generator, features: Any, head: Any, labels: Any, smoothing: float
) -> Iterator[Answer]:
    network = keras.Sequential([keras.layers.Identity()])
    network.head = head
    counted = np.ones(len(labels), bool)
    weights = random.uniform(0.1, 3.0, head.units)
    nats = class_loss(
        network,
        None,
        tf.constant(features),
        labels,
        counted,
        training=True,
        class_weights=weights.tolist(),
        label_smoothing=smoothing,
    )
    logits = torch.tensor(np.array(head(features)))
    gold = torch.from_numpy(labels).long()
    each = cross_entropy(logits, gold, label_smoothing=smoothing, reduction="none")
    yield Answer("class_loss", nats, (each * torch.tensor(weights)[gold]).sum(), TOLERANCE)


def compare_attention(random: np.random.Generator) -> Iterator[Answer]:
    """Contexts and their gradients of each score, over memories of any lengths."""
    batch, queries, time, dim = (int(random.integers(1, n)) for n in (5, 5, 8, 7))
    score = str(random.choice(["dot", "general", "additive"]))
    query_dim = dim if score == "dot" else int(random.integers(1, 7))
    units = int(random.integers(1, 6)) if score == "additive" else None
    layer = st.Attention(score, units)
    layer.build((None, None, query_dim), (None, None, dim))
    layer.set_weights([random.normal(size=w.shape) for w in layer.weights])
    query = random.normal(size=(batch, queries, query_dim)).astype("float32")
    memory = random.normal(size=(batch, time, dim)).astype("float32")
    mask = np.arange(time) < random.integers(1, time + 1, (batch, 1))
    d_contexts = random.normal(size=(batch, queries, dim)).astype("float32")

    q, m = tf.constant(query), tf.constant(memory)
    weights = [variable.value for variable in layer.trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch([q, m])
        contexts, _ = layer(q, layer.prepare(m, tf.constant(mask)))
        total = tf.reduce_sum(contexts * d_contexts)
    ours = [contexts, *tape.gradient(total, [q, m, *weights])]

    given = [query, memory, *layer.get_weights()]
    given = [torch.tensor(value, requires_grad=True) for value in given]
    kept = torch.from_numpy(mask)[:, None]
    theirs = _attended(score, *given, kept=kept)
    (theirs * torch.from_numpy(d_contexts)).sum().backward()
    names = ("contexts", "d query", "d memory", *(f"d weight {i}" for i in range(len(weights))))
    expected = [theirs.detach(), *(tensor.grad for tensor in given)]
    for what, one, other in zip(names, ours, expected, strict=True):
        yield Answer(f"{what}, {score=}", one, other, TOLERANCE, 1.0)  # differences of such


def _attended(score: str, query: Any, memory: Any, *weights: Any, kept: Any) -> Any:
    if score == "dot":
        return scaled_dot_product_attention(query, memory, memory, kept, scale=1.0)
    if score == "general":
        keys = memory @ weights[0]
        return scaled_dot_product_attention(query, keys, memory, kept, scale=1.0)
    memory_kernel, query_kernel, scale = weights
    hidden = torch.tanh((query @ query_kernel)[:, :, None] + (memory @ memory_kernel)[:, None])
    scores = (hidden @ scale)[..., 0].masked_fill(~kept, -torch.inf)
    return torch.softmax(scores, dim=-1) @ memory


def compare_convolution(random: np.random.Generator) -> Iterator[Answer]:
    """Filters of several widths and each pooling: what is padded counts as not there."""
    batch, time, dim, filters = (int(random.integers(1, n)) for n in (5, 9, 6, 5))
    widths = [int(k) for k in random.permutation(6)[: random.integers(1, 4)] + 1]
    encoder = st.ConvolutionEncoder(filters, widths)
    encoder.build((None, None, dim))
    encoder.set_weights([random.normal(size=w.shape) for w in encoder.weights])
    inputs = random.normal(size=(batch, time, dim)).astype("float32")
    lengths = random.integers(1, time + 1, batch)
    mask = np.arange(time) < lengths[:, None]
    memory = np.array(encoder(inputs, mask))
    weights = [torch.tensor(w) for w in encoder.get_weights()]
    for row, length in enumerate(lengths):
        x = torch.from_numpy(inputs[row : row + 1, :length]).transpose(1, 2)
        expected = torch.cat(
            [
                torch.relu(conv1d(pad(x, ((k - 1) // 2, k // 2)), kernel.permute(2, 1, 0), bias))
                for k, kernel, bias in zip(widths, weights[::2], weights[1::2], strict=True)
            ],
            dim=1,
        )[0].T
        yield Answer(f"memory, {widths=}", memory[row, :length], expected, TOLERANCE)
        yield Answer("padding", memory[row, length:].any(), np.False_)
    poolings = {
        "last": lambda x: x[-1],
        "mean": lambda x: x.mean(dim=0),
        "sum": lambda x: x.sum(dim=0),
        "max": lambda x: x.max(dim=0).values,
    }
    for method, pool in poolings.items():
        ours = st.SequencePooling(method)(memory, mask)
        rows = zip(torch.from_numpy(memory), lengths, strict=True)
        theirs = torch.stack([pool(row[:length]) for row, length in rows])
        yield Answer(f"pooling {method!r}", ours, theirs, TOLERANCE)
