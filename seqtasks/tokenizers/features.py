"""What a tagger sees of a word besides its characters: the word as a whole, its endings, its shape.

Each is a tokenizer of words: a text is one word, its tokens are the word's features.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import tensorflow as tf

from seqtasks.tokenizers.base import SPECIAL_TOKENS
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.vocabulary import Vocabulary
from seqtasks.tokenizers.vocabulary_tokenizer import VocabularyTokenizer, train_vocabulary

_CASED = r"\p{Lu}\p{Ll}\p{Lt}"
# A shape and the whole words that have it; the first that fits counts.
_SHAPES = {
    "lower": r"[^\p{Lu}\p{Lt}\p{N}]*\p{Ll}[^\p{Lu}\p{Lt}\p{N}]*",
    "Capitalised": r"[\p{Lu}\p{Lt}][^\p{Lu}\p{Lt}\p{N}]*",
    "UPPER": r"[^\p{Ll}\p{N}]*\p{Lu}[^\p{Ll}\p{N}]*",
    "uncased": rf"[^{_CASED}\p{{N}}]*\p{{L}}[^{_CASED}\p{{N}}]*",
    "123": r"\P{L}*\p{N}\P{L}*",
    "a1": r".*\p{N}.*",
    "mixed": r".*\p{L}.*",
    "#": r".*",
}


class WholeTokenizer(VocabularyTokenizer):
    """Each text is one token, spaces in it too.

    Args:
        vocabulary: each word at the place of its id, the four special tokens first.
        lowercase: map the text to lower case.
        normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.

    Raises:
        ValueError: a bad vocabulary or normalization.

    >>> tokenizer = WholeTokenizer.train(["walks", "New York", "walks"])
    >>> tokenizer.encode_words(tf.ragged.constant([["New York", "walks"], ["talks"]])).to_list()
    [[[5], [4]], [[1]]]
    """

    kind = "whole"

    def __init__(
        self,
        vocabulary: Sequence[str] | Vocabulary,
        *,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
    ) -> None:
        super().__init__(
            vocabulary,
            split=_whole,
            join=_joined,
            lowercase=lowercase,
            normalization=normalization,
        )

    @classmethod
    def train(
        cls,
        words: Iterable[str],
        *,
        minimum_frequency: int = 1,
        maximum_size: int | None = None,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
    ) -> WholeTokenizer:
        """A tokenizer whose vocabulary is the most frequent words.

        Raises:
            ValueError: a limit out of range, or a bad normalization.
            DataError: there is no word.
        """
        vocabulary = train_vocabulary(
            words,
            _whole,
            minimum_frequency=minimum_frequency,
            maximum_size=maximum_size,
            lowercase=lowercase,
            normalization=normalization,
        )
        return cls(vocabulary, lowercase=lowercase, normalization=normalization)


class SuffixTokenizer(VocabularyTokenizer):
    """The endings of a word, in lower case: a token for each length, "-ing", "-ng" and "-g".

    A word that is not longer than an ending is one itself, without the hyphen.

    Args:
        vocabulary: each ending at the place of its id, the four special tokens first.
        lengths: of the endings, in characters.
        normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.

    Raises:
        ValueError: a bad vocabulary or normalization, or lengths that are not positive.

    >>> tokenizer = SuffixTokenizer.train(["walking", "Go"])
    >>> [token.decode() for token in tokenizer.tokens(["Talking", "go"]).values.numpy()]
    ['-g', '-ng', '-ing', '-o', 'go', 'go']
    """

    kind = "suffix"

    def __init__(
        self,
        vocabulary: Sequence[str] | Vocabulary,
        *,
        lengths: Sequence[int] = (1, 2, 3),
        normalization: Normalization = "nfkc",
    ) -> None:
        check_lengths(lengths)
        super().__init__(
            vocabulary,
            split=partial(_suffixes, lengths=lengths),
            join=_joined,
            lowercase=True,
            normalization=normalization,
        )
        self._lengths = tuple(lengths)

    @classmethod
    def train(
        cls,
        words: Iterable[str],
        *,
        lengths: Sequence[int] = (1, 2, 3),
        minimum_frequency: int = 1,
        normalization: Normalization = "nfkc",
    ) -> SuffixTokenizer:
        """A tokenizer that knows the endings of some words.

        Raises:
            ValueError: a limit out of range, or a bad normalization.
            DataError: there is no word.
        """
        check_lengths(lengths)
        vocabulary = train_vocabulary(
            words,
            partial(_suffixes, lengths=lengths),
            minimum_frequency=minimum_frequency,
            maximum_size=None,
            lowercase=True,
            normalization=normalization,
        )
        return cls(vocabulary, lengths=lengths, normalization=normalization)

    @property
    def settings(self) -> dict[str, Any]:
        """How it reads text, its vocabulary apart."""
        return {**super().settings, "lengths": list(self._lengths)}


class ShapeTokenizer(VocabularyTokenizer):
    """The shape of a word: lower, Capitalised, UPPER, uncased, 123, a1, mixed, or # for signs.

    Args:
        normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.

    Raises:
        ValueError: a bad normalization.

    >>> shapes = ShapeTokenizer().tokens(["iPad", "Éva", "3.5", "!"])
    >>> [token.decode() for token in shapes.values.numpy()]
    ['mixed', 'Capitalised', '123', '#']
    """

    kind = "shape"

    def __init__(self, *, normalization: Normalization = "nfkc") -> None:
        super().__init__(
            [*SPECIAL_TOKENS, *_SHAPES], split=_shape, join=_joined, normalization=normalization
        )


def check_lengths(lengths: Sequence[Any]) -> None:
    """Raises ValueError unless these are lengths of endings."""
    if not lengths or not all(isinstance(length, int) and length > 0 for length in lengths):
        raise ValueError(f"`lengths` must be positive ints. Received: lengths={lengths!r}")


def _whole(texts: tf.Tensor) -> tf.RaggedTensor:
    return tf.RaggedTensor.from_tensor(texts[:, None], ragged_rank=1)


def _suffixes(texts: tf.Tensor, lengths: Sequence[int]) -> tf.RaggedTensor:
    endings = [tf.strings.regex_replace(texts, f"^.+(.{{{n}}})$", r"-\1") for n in lengths]
    return tf.RaggedTensor.from_tensor(tf.stack(endings, axis=1), ragged_rank=1)


def _shape(texts: tf.Tensor) -> tf.RaggedTensor:
    shapes = tf.fill(tf.shape(texts), "")
    for name, pattern in _SHAPES.items():
        fits = tf.strings.regex_full_match(texts, pattern)
        shapes = tf.where((shapes == "") & fits, name, shapes)
    return _whole(shapes)


def _joined(tokens: tf.RaggedTensor) -> tf.Tensor:
    return tf.strings.reduce_join(tokens, axis=1, separator=" ")
