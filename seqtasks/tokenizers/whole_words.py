"""Which word of a text, as people see it, each token belongs to."""

from __future__ import annotations

from typing import NamedTuple

import tensorflow as tf

from seqtasks.tokenizers.base import Texts, Tokenizer, as_string_tensor
from seqtasks.tokenizers.normalization import substrings, valid_utf8
from seqtasks.tokenizers.raw_words import RawWords, split_raw_words
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.spans import Spans
from seqtasks.tokenizers.word import WordTokenizer

_SPACE_SIGN = "\u2581"  # begins a word of SentencePiece


class WordsOfTokens(NamedTuple):
    """The words of texts, nothing of them normalised, and the word of each token.

    Attributes:
        words: the words and their places.
        places: int32 (batch, None), for each token the place of its word among them.
    """

    words: RawWords
    places: tf.RaggedTensor


def words_of_tokens(tokenizer: Tokenizer, texts: Texts) -> WordsOfTokens:
    """The words of texts as people see them, and the place of each token's word among them.

    To a `WordTokenizer` a token is a word, punctuation too, but tokens that stand for one character
    of the text, as "1", "⁄" and "2" do for "½", are one word. Pieces and characters make up what
    stands between spaces, and a space belongs to the word before it.
    """
    spans = tokenizer.spans(texts)
    raw = valid_utf8(as_string_tensor(texts))
    if isinstance(tokenizer, WordTokenizer):
        return _of_words(spans, raw)
    words = split_raw_words(raw, "spaces")
    inside = spans.starts.values
    if isinstance(tokenizer, SentencePieceTokenizer):  # its words begin with the space before them
        pieces, ends = spans.tokens.values, spans.ends.values
        begins = tf.strings.regex_full_match(pieces, f"{_SPACE_SIGN}.*")
        inside = tf.where(begins, tf.where(pieces == _SPACE_SIGN, ends, ends - 1), inside)
    return WordsOfTokens(words, _places(spans.starts.with_values(inside), words.starts))


def _of_words(spans: Spans, raw: tf.Tensor) -> WordsOfTokens:
    """Tokens with a character in common are one word."""
    starts, ends, rows = spans.starts.values, spans.ends.values, spans.starts.value_rowids()
    before = tf.concat([[0], ends[:-1]], axis=0)[: tf.size(ends)]
    is_first = tf.concat([[True], rows[1:] != rows[:-1]], axis=0)[: tf.size(rows)]
    begins = is_first | (starts >= before)
    last = tf.concat([begins[1:], [True]], axis=0)[: tf.size(begins)]
    first_of = tf.ragged.boolean_mask(spans.starts, spans.starts.with_values(begins))
    ends_of = first_of.with_values(tf.boolean_mask(ends, last))
    words = RawWords(substrings(raw, first_of, ends_of), first_of, ends_of)
    numbers = tf.cumsum(tf.cast(begins, tf.int32)) - 1
    offsets = tf.cast(tf.gather(first_of.row_starts(), rows), tf.int32)
    return WordsOfTokens(words, spans.starts.with_values(numbers - offsets))


def _places(inside: tf.RaggedTensor, starts: tf.RaggedTensor) -> tf.RaggedTensor:
    """For places in texts the last word that starts there or before, the first if none does."""
    longest = tf.reduce_max(tf.concat([[0], inside.values, starts.values], axis=0)) + 1
    rows, of_words = (tf.cast(x.value_rowids(), tf.int32) for x in (inside, starts))
    found = tf.searchsorted(
        starts.values + longest * of_words, inside.values + longest * rows, side="right"
    )
    offsets = tf.cast(tf.gather(starts.row_starts(), rows), tf.int32)
    return inside.with_values(tf.maximum(found - offsets - 1, 0))
