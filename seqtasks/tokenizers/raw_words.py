"""The words of a text as they stand in it, for people: nothing is normalised, nothing is lost."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import tensorflow as tf

from seqtasks.tokenizers.normalization import INVISIBLE, ZERO_WIDTH_SPACE, valid_utf8
from seqtasks.tokenizers.word import CJK, MARK, WORD

Splitting: TypeAlias = Literal["spaces", "words"]

_BOUND = "\x1f"  # control characters are white space, so that none is left when it is put in
_HIDDEN = f"{INVISIBLE}{ZERO_WIDTH_SPACE}"
_SINGLE = f"[^ {_BOUND}{_HIDDEN}][{MARK}]*"
_UNITS = f" |{_BOUND}[^{_BOUND}]+{_BOUND}|[{_HIDDEN}]*(?:{WORD}|{_SINGLE})[{_HIDDEN}]*|[{_HIDDEN}]+"


class RawWords(NamedTuple):
    """The words of raw texts and their places.

    With the white space between them they are the whole text.

    Attributes:
        words: string (batch, None).
        starts: int32 (batch, None), the place of the first character of each in its text, counted
            in characters from 0; a byte that is not UTF-8 is one.
        ends: int32 (batch, None), the place behind its last.
    """

    words: tf.RaggedTensor
    starts: tf.RaggedTensor
    ends: tf.RaggedTensor


def split_raw_words(texts: tf.Tensor, splitting: Splitting) -> RawWords:
    """Finds the words of raw texts.

    Invisible characters, such as soft hyphens, belong to the word that they touch, a zero width
    space to the word before it, which it ends. A text with nothing visible has no words.

    Args:
        texts: string (batch,); bytes that are not UTF-8 become U+FFFD.
        splitting: `"spaces"`, at any white space; or `"words"`, by the rule of `WordTokenizer` on
            the text as it stands.
    """
    replace = tf.strings.regex_replace
    texts = replace(valid_utf8(texts), r"[\p{Z}\p{Cc}]", " ")  # as many characters as before
    texts = tf.where(tf.strings.regex_full_match(texts, f"[ {_HIDDEN}]*"), "", texts)
    bounded = f"{_BOUND}\\0{_BOUND}"
    if splitting == "words":
        texts = replace(texts, f"[{_HIDDEN}]*{CJK}[{MARK}{ZERO_WIDTH_SPACE}]*", bounded)
        texts = replace(texts, _UNITS, bounded)
    else:
        texts = replace(texts, " ", bounded)
    parts = tf.strings.split(texts, _BOUND)  # words, single spaces, and "" between these
    lengths = tf.strings.length(parts.values, unit="UTF8_CHAR")
    before = tf.concat([[0], tf.cumsum(lengths)], axis=0)
    starts = before[:-1] - tf.gather(before, tf.gather(parts.row_starts(), parts.value_rowids()))
    is_word = (parts.values != "") & (parts.values != " ")
    words = tf.ragged.boolean_mask(parts, parts.with_values(is_word))
    starts, lengths = tf.boolean_mask(starts, is_word), tf.boolean_mask(lengths, is_word)
    return RawWords(words, words.with_values(starts), words.with_values(starts + lengths))
