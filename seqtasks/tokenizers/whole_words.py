"""Which word each token of a text belongs to."""

from __future__ import annotations

import tensorflow as tf

from seqtasks.tokenizers.base import Texts, Tokenizer
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.word import JOINER, WordTokenizer

_SPACE_SIGN = "\u2581"  # begins a word of SentencePiece


def words_of_tokens(tokenizer: Tokenizer, texts: Texts) -> tuple[tf.RaggedTensor, tf.RaggedTensor]:
    """The words of texts as people see them, and the place of each token's word among them.

    To a `WordTokenizer` a token is a word, punctuation too; pieces and characters make up what
    stands between spaces, and a space belongs to the word before it.

    Returns:
        Words, string (batch, None), and for each token its word's place, int32 (batch, None).
    """
    tokens = tokenizer.tokens(texts)
    if isinstance(tokenizer, WordTokenizer):
        words = tokens.with_values(tf.strings.regex_replace(tokens.values, JOINER, ""))
        return words, tf.ragged.range(tf.cast(tokens.row_lengths(), tf.int32))
    if isinstance(tokenizer, SentencePieceTokenizer):
        begins = tf.strings.regex_full_match(tokens.values, f"{_SPACE_SIGN}.*")
        begins = tokens.with_values(begins).to_tensor(default_value=False)
    else:
        spaces = tokens.with_values(tokens.values == " ").to_tensor(default_value=False)
        before = tf.pad(spaces[:, :-1], [[0, 0], [1, 0]], constant_values=True)
        begins = before & ~spaces
    places = tf.maximum(tf.cumsum(tf.cast(begins, tf.int32), axis=1) - 1, 0)
    places = tf.RaggedTensor.from_tensor(places, lengths=tokens.row_lengths())
    return tf.strings.split(tokenizer.normalize(texts)), places
