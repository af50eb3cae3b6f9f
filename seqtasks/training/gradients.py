"""Gradients of embedding tables, where a row stands for each occurrence of a token."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def summed_rows(gradient: Any) -> Any:
    """Sum the slices that belong to one row of a table.

    TensorFlow gives the gradient of a lookup as `tf.IndexedSlices`, a slice for each token that was
    looked up. Keras 3.15 squares and clips these slices one by one, as if a token that stands twice
    were two tokens: norms, clipped values and the second moment of Adam then differ from those of
    the dense gradient. Summed, they are the same, and the gradient stays as small as the batch.

    Args:
        gradient: a tensor, `tf.IndexedSlices`, or None.

    Returns:
        What came in; of slices, one for each row that has any, in the order in which the rows come.
    """
    if not isinstance(gradient, tf.IndexedSlices):
        return gradient
    rows, places = tf.unique(gradient.indices)
    values = tf.math.unsorted_segment_sum(gradient.values, places, tf.size(rows))
    return tf.IndexedSlices(values, rows, gradient.dense_shape)
