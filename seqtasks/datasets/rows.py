"""Rows of token ids."""

from __future__ import annotations

import tensorflow as tf

from seqtasks.tokenizers.base import EOS_ID


def with_eos(token_ids: tf.RaggedTensor) -> tf.RaggedTensor:
    """Rows that end in `<eos>`, so that an empty line is one token."""
    ends = tf.fill([token_ids.nrows(), 1], tf.constant(EOS_ID, token_ids.dtype))
    return tf.concat([token_ids, tf.RaggedTensor.from_tensor(ends)], axis=1)
