"""Text normalisation in the graph: NFKC, plain spaces, valid UTF-8, optional lower case."""

from __future__ import annotations

from functools import cache
from typing import Any

import tensorflow as tf

from seqtasks.tokenizers.nfkc import nfkc

# Invisible and without meaning for the text: soft hyphen, word joiner, byte order mark.
_INVISIBLE = "[\u00ad\u2060\ufeff]"
# Control characters, spaces, line and paragraph separators, zero width space (a word boundary).
# Zero width (non-)joiners stay: they are spelling in Persian and Indic scripts, and join emoji.
_SPACE = "[\\p{Cc}\\p{Z}\u200b]"


def normalize_text(texts: tf.Tensor, *, lowercase: bool = False) -> tf.Tensor:
    r"""Texts in Unicode normal form KC; applying it again changes nothing.

    Bytes that are not UTF-8 become U+FFFD. Each control or space character (tab, newline, U+0085,
    U+2028, no-break space, zero width space ...) becomes one plain space; soft hyphens, word
    joiners and byte order marks vanish. Lower case is Unicode's, whatever the language.

    Args:
        texts: string (batch,).
        lowercase: also map to lower case ("STRASSE" to "strasse", and "ß" stays).

    Returns:
        string (batch,).

    >>> normalize_text(tf.constant(["\ufb01ne\tTea"]), lowercase=True).numpy()[0].decode()
    'fine tea'
    """
    return _traced(lowercase)(texts)


def valid_utf8(texts: tf.Tensor) -> tf.Tensor:
    """The texts with U+FFFD in place of bytes that are not UTF-8."""
    return tf.strings.unicode_transcode(
        texts, "UTF-8", "UTF-8", errors="replace", replacement_char=0xFFFD
    )


@cache
def _traced(lowercase: bool) -> Any:
    """The normalisation as one graph, traced once and called by every graph that needs it."""

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)], autograph=False)
    def normalize(texts: tf.Tensor) -> tf.Tensor:
        texts = tf.strings.regex_replace(valid_utf8(texts), _INVISIBLE, "")
        texts = tf.strings.regex_replace(texts, _SPACE, " ")
        return nfkc(texts, lowercase=lowercase)

    return normalize
