"""Losses in nats, summed over real tokens, so that means are taken over whole sets.

The logits of a batch, tokens × vocabulary, are the largest tensor of a language model or a
translator. They are made a chunk of tokens at a time; in training the gradient of a chunk is formed
while its logits are at hand, so that no more than one chunk of them is ever kept.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Protocol

import keras
import tensorflow as tf

from seqtasks.tensors import Tensor

CHUNK_LOGITS = 2**23  # logits of a chunk at most, 32 MiB (docs/decisions/0007)


class Loss(Protocol):
    """The loss of a batch: what the training loop sums over sets."""

    def __call__(
        self,
        network: keras.Model,
        inputs: Any,
        features: Tensor,
        labels: Any,
        mask: Tensor,
        *,
        label_smoothing: float = 0.0,
        training: bool = False,
    ) -> Tensor:
        """Sums -log p of what is gold.

        Args:
            network: whose heads score the features.
            inputs: what the network read.
            features: float (batch, time, feature_dim), what it made of them.
            labels: int32 (batch, time), or what else the task has to say.
            mask: bool (batch, time), True at the tokens that count.
            label_smoothing: ε, in [0, 1).
            training: whether the gradient will be asked for.

        Returns:
            float32 (), nats.
        """


def token_loss(
    network: keras.Model,
    inputs: Any,
    features: Tensor,
    labels: Any,
    mask: Tensor,
    *,
    label_smoothing: float = 0.0,
    training: bool = False,
) -> Tensor:
    """The loss of networks that score each token by itself; see `Loss`, `token_cross_entropy`."""
    return token_cross_entropy(
        features, network.head, labels, mask, label_smoothing=label_smoothing, training=training
    )


def tagging_loss(
    network: keras.Model,
    inputs: Any,
    features: Tensor,
    labels: Any,
    mask: Tensor,
    *,
    label_smoothing: float = 0.0,
    training: bool = False,
    intent_weight: float = 1.0,
) -> Tensor:
    """The loss of a `TaggingNetwork`; see `Loss`.

    -log p of each label, or with a CRF of each sequence of labels, which is not smoothed; and of
    each intent, where `labels` is a dict of `labels` (batch, time) and `intents` (batch,). A
    sentence counts with all its words or not at all. In training an intent counts `intent_weight`
    times: as many words.
    """
    of_words = labels["labels"] if network.intent_head is not None else labels
    counts = tf.cast(tf.reduce_any(mask, axis=1), "float32")  # (batch,)
    if network.crf is None:
        nats = token_loss(
            network,
            inputs,
            features,
            of_words,
            mask,
            label_smoothing=label_smoothing,
            training=training,
        )
    else:
        scores = tf.cast(network.head(features), "float32")
        nats = tf.reduce_sum(network.crf.nats(scores, of_words, mask) * counts)
    if network.intent_head is None:
        return nats
    scores = tf.cast(network.intent_scores(features, network.mask(inputs)), "float32")
    of_intents = tf.reduce_sum(_nats(scores, labels["intents"], label_smoothing) * counts)
    return nats + of_intents * (intent_weight if training else 1.0)


def class_loss(
    network: keras.Model,
    inputs: Any,
    features: Tensor,
    labels: Any,
    mask: Tensor,
    *,
    label_smoothing: float = 0.0,
    training: bool = False,
    class_weights: Sequence[float] | None = None,
) -> Tensor:
    """The loss of a `ClassificationNetwork`; see `Loss`.

    -log p of each text's class: `features` are (batch, feature_dim), `labels` and `mask` (batch,).
    In training a text counts as much as the weight of its class, by the class's number.
    """
    scores = tf.cast(network.head(features), "float32")
    counts = tf.cast(mask, "float32")
    if training and class_weights is not None:
        counts *= tf.gather(tf.constant(class_weights, "float32"), labels)
    return tf.reduce_sum(_nats(scores, labels, label_smoothing) * counts)


def token_cross_entropy(
    features: Tensor,
    head: keras.layers.Layer,
    labels: Tensor,
    mask: Tensor,
    *,
    label_smoothing: float = 0.0,
    training: bool = False,
) -> Tensor:
    """Sum of -log p(label) over the tokens of a batch.

    With label smoothing ε (Szegedy et al., 2016) the gold distribution is (1 - ε) on the label and
    ε spread evenly over the vocabulary.

    Args:
        features: float (batch, time, feature_dim).
        head: built layer from features to logits.
        labels: int32 (batch, time).
        mask: bool (batch, time), True at a token.
        label_smoothing: ε, in [0, 1).
        training: form the gradient with the loss. Without it TensorFlow derives the gradient,
            should one be asked for, and keeps all logits for it.

    Returns:
        float32 (), nats.
    """
    if training and _compiles(features):
        rows = tf.reshape(features, (-1, features.shape[-1]))  # padding, too
        counts = tf.reshape(tf.cast(mask, "float32"), (-1,))
        return _with_gradient(head, label_smoothing, rows, tf.reshape(labels, (-1,)), counts)
    rows = tf.boolean_mask(features, mask)  # (tokens, feature_dim)
    gold = tf.boolean_mask(labels, mask)  # (tokens,)
    if training:
        return _with_gradient(head, label_smoothing, rows, gold, None)
    chunk_size = _chunk_size(head, rows)

    def body(start: Tensor, nats: Tensor) -> tuple[Tensor, Tensor]:
        chunk = slice(start, start + chunk_size)
        logits = tf.cast(head(rows[chunk]), "float32")
        return start + chunk_size, nats + tf.reduce_sum(_nats(logits, gold[chunk], label_smoothing))

    tokens = tf.shape(rows)[0]
    start = (0, tf.constant(0.0))
    return tf.while_loop(lambda start, _: start < tokens, body, start, parallel_iterations=1)[1]


def token_nats(rows: Tensor, head: keras.layers.Layer, labels: Tensor) -> Tensor:
    """-log p of each token, in chunks as `token_cross_entropy`.

    Args:
        rows: float (tokens, feature_dim).
        head: built layer from features to logits.
        labels: int32 (tokens,).

    Returns:
        float32 (tokens,), nats.
    """
    chunk_size = _chunk_size(head, rows)
    tokens = tf.shape(rows)[0]
    found = tf.TensorArray(
        tf.float32,
        size=(tokens + chunk_size - 1) // chunk_size,
        infer_shape=False,
        element_shape=(None,),
    )

    def body(i: Tensor, found: Any) -> tuple[Tensor, Any]:
        chunk = slice(i * chunk_size, (i + 1) * chunk_size)
        logits = tf.cast(head(rows[chunk]), "float32")
        return i + 1, found.write(i, _nats(logits, labels[chunk], 0.0))

    return tf.while_loop(
        lambda i, _: i * chunk_size < tokens, body, (0, found), parallel_iterations=1
    )[1].concat()


def _compiles(features: Tensor) -> bool:
    """Whether softmax and gradient are compiled: on a CPU, in a graph for one shape of batch."""
    known = None not in tuple(features.shape) and not tf.executing_eagerly()
    return known and not tf.config.list_logical_devices("GPU")


def _with_gradient(
    head: keras.layers.Layer,
    label_smoothing: float,
    rows: Tensor,
    labels: Tensor,
    counts: Tensor | None,
) -> Tensor:
    """The loss of tokens (tokens, feature_dim), with a gradient that is formed with it.

    With `counts`, float (tokens,), it is the sum of so many times each token's, and compiled.
    """
    chunk_size = _chunk_size(head, rows)

    @tf.custom_gradient
    def loss(rows: Tensor, *weights: Tensor) -> Any:
        if tokens := rows.shape[0]:
            num_full = (tokens - 1) // chunk_size
        else:
            tokens = tf.shape(rows)[0]
            num_full = tf.maximum(tokens - 1, 0) // chunk_size
        size_of_first = tokens - num_full * chunk_size
        d_chunks = tf.TensorArray(
            rows.dtype, size=1 + num_full, infer_shape=False, element_shape=(None, rows.shape[-1])
        )

        def of_chunk(start: Any, size: Any) -> tuple[Tensor, Tensor, list[Tensor]]:
            """Its nats, and their gradients with respect to its rows and the weights."""
            part = tf.slice(rows, (start, 0), (size, rows.shape[-1]))
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch((part, weights))
                logits, _ = head.stateless_call(weights, head.non_trainable_variables, part)
                logits = tf.cast(logits, "float32")
            gold = tf.slice(labels, (start,), (size,))
            if counts is None:
                nats, d_logits = _nats_and_gradient(logits, gold, label_smoothing)
            else:
                of_tokens = tf.slice(counts, (start,), (size,))
                nats, d_logits = _compiled(label_smoothing)(logits, gold, of_tokens)
            d_part, *d_weights = tape.gradient(logits, (part, *weights), output_gradients=d_logits)
            return tf.reduce_sum(nats), d_part, d_weights

        def body(i: Tensor, nats: Tensor, d_chunks: Any, d_weights: Any) -> Any:
            start = size_of_first + (i - 1) * chunk_size
            more, d_part, d_more = of_chunk(start, chunk_size)
            d_weights = [d + d_of_chunk for d, d_of_chunk in zip(d_weights, d_more, strict=True)]
            return i + 1, nats + more, d_chunks.write(i, d_part), d_weights

        # The first chunk, which is the whole batch more often than not, adds to nothing.
        nats, d_part, d_weights = of_chunk(0, size_of_first)
        start = (1, nats, d_chunks.write(0, d_part), d_weights)
        # One chunk after the other: TensorFlow would hold the logits of ten.
        _, nats, d_chunks, d_weights = tf.while_loop(
            lambda i, *_: i <= num_full, body, start, parallel_iterations=1
        )
        d_rows = d_chunks.concat()

        def gradient(d_nats: Tensor) -> tuple[Tensor, ...]:
            return tuple(tf.cast(d_nats, d.dtype) * d for d in (d_rows, *d_weights))

        return nats, gradient

    return loss(rows, *(tf.convert_to_tensor(v.value) for v in head.trainable_variables))


def _nats(logits: Tensor, labels: Tensor, label_smoothing: float) -> Tensor:
    """-log p of each label under the smoothed gold distribution; logits: (tokens, vocabulary)."""
    nats = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    if label_smoothing:
        gold = tf.gather(logits, labels, axis=1, batch_dims=1)
        nats += label_smoothing * (gold - tf.reduce_mean(logits, axis=1))
    return nats


def _nats_and_gradient(
    logits: Tensor, labels: Tensor, label_smoothing: float
) -> tuple[Tensor, Tensor]:
    """`_nats`, and its gradient softmax(logits) - gold, which one kernel computes together."""
    if not label_smoothing:
        return tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=logits, labels=labels)
    vocabulary_size = tf.shape(logits)[1]
    even = label_smoothing / tf.cast(vocabulary_size, logits.dtype)
    gold = tf.one_hot(labels, vocabulary_size, 1.0 - label_smoothing + even, even)
    return tf.raw_ops.SoftmaxCrossEntropyWithLogits(features=logits, labels=gold)


@functools.cache
def _compiled(label_smoothing: float) -> Any:
    """`_nats_and_gradient` of tokens that count so many times each, compiled: a fourth of the time.

    TensorFlow's kernel passes over the logits several times.
    """

    def counted(logits: Tensor, labels: Tensor, counts: Tensor) -> tuple[Tensor, Tensor]:
        nats, d_logits = _nats_and_gradient(logits, labels, label_smoothing)
        return nats * counts, d_logits * counts[:, None]

    return tf.function(counted, jit_compile=True, autograph=False)


def _chunk_size(head: keras.layers.Layer, rows: Tensor) -> int:
    """Tokens of a chunk: fixed by the vocabulary, so that results do not depend on the batch."""
    vocabulary_size = head.compute_output_shape((None, rows.shape[-1]))[-1]
    return max(1, CHUNK_LOGITS // vocabulary_size)
