"""A prompt as it was typed, with what a model writes behind it."""

from __future__ import annotations

import tensorflow as tf

from seqtasks.tokenizers.normalization import valid_utf8

_ENDS_IN_SPACE = r"(?s).*[\p{Z}\p{Cc}]"


def completed(prompts: tf.Tensor, read: tf.Tensor, written: tf.Tensor) -> tf.Tensor:
    """Prompts with their continuations, in TensorFlow operations.

    Of a prompt that ends in white space which its tokens do not hold, as those of words and pieces
    do not, the continuation begins without a space.

    Args:
        prompts: raw texts, string (batch,).
        read: their tokens as texts again, normalised, string (batch,).
        written: these tokens and those of the continuations as texts, string (batch,).

    Returns:
        string (batch,), valid UTF-8.
    """
    prompts = valid_utf8(prompts)
    before = tf.minimum(tf.strings.length(read), tf.strings.length(written))
    added = tf.strings.substr(written, before, tf.strings.length(written))
    ends = tf.strings.regex_full_match(prompts, _ENDS_IN_SPACE)
    spaced = ends & ~tf.strings.regex_full_match(read, _ENDS_IN_SPACE)
    added = tf.where(spaced, tf.strings.regex_replace(added, "^ ", ""), added)
    return tf.strings.join([prompts, added])
