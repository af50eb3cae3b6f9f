"""Rows of token ids."""

from __future__ import annotations

import tensorflow as tf

from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID


def with_eos(token_ids: tf.RaggedTensor) -> tf.RaggedTensor:
    """Rows that end in `<eos>`, so that an empty line is one token."""
    ends = tf.fill([token_ids.nrows(), 1], tf.constant(EOS_ID, token_ids.dtype))
    return tf.concat([token_ids, tf.RaggedTensor.from_tensor(ends)], axis=1)


def late(labels: tf.Tensor) -> tf.Tensor:
    """What a decoder reads before each label, (batch, time): `<bos>` first; padding stays."""
    starts = tf.fill([tf.shape(labels)[0], 1], tf.constant(BOS_ID, labels.dtype))
    shifted = tf.concat([starts, labels[:, :-1]], axis=1)
    return tf.where(labels != PAD_ID, shifted, PAD_ID)
