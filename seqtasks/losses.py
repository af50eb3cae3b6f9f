"""Losses in nats, summed over real tokens, so that means are taken over whole sets."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

Tensor = Any


def token_cross_entropy(
    features: Tensor,
    head: keras.layers.Layer,
    labels: Tensor,
    mask: Tensor,
    *,
    label_smoothing: float = 0.0,
) -> Tensor:
    """Sum of -log p(label) over the tokens of a batch.

    With label smoothing ε (Szegedy et al., 2016) the gold distribution is (1 - ε) on the label and
    ε spread evenly over the vocabulary.

    Args:
        features: float (batch, time, feature_dim).
        head: layer from features to logits.
        labels: int32 (batch, time).
        mask: bool (batch, time), True at a token.
        label_smoothing: ε, in [0, 1).

    Returns:
        float32 (), nats.
    """
    logits = ops.cast(head(features), "float32")  # (batch, time, vocabulary_size)
    nats = ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    if label_smoothing:
        gold = ops.take_along_axis(logits, labels[..., None], axis=-1)[..., 0]
        nats += label_smoothing * (gold - ops.mean(logits, axis=-1))
    return ops.sum(ops.where(mask, nats, 0.0))
