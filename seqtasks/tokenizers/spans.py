"""Where tokens stand in the text as it was written, before it was normalised."""

from __future__ import annotations

from typing import NamedTuple

import tensorflow as tf

from seqtasks.tokenizers.base import Texts, as_string_tensor
from seqtasks.tokenizers.normalization import substrings, valid_utf8


class Spans(NamedTuple):
    """The tokens of texts and their places, in characters of the raw texts, counted from 0.

    A byte that is not UTF-8 is one character. Tokens that normalisation makes of one character,
    such as "1", "⁄" and "2" of "½", have one place.

    Attributes:
        tokens: string (batch, None).
        starts: int32 (batch, None), the place of the first character of each token.
        ends: int32 (batch, None), the place behind its last.
    """

    tokens: tf.RaggedTensor
    starts: tf.RaggedTensor
    ends: tf.RaggedTensor


def written(texts: Texts, spans: Spans) -> tf.RaggedTensor:
    """What stands in the texts where the tokens do: string (batch, None)."""
    return substrings(valid_utf8(as_string_tensor(texts)), spans.starts, spans.ends)
