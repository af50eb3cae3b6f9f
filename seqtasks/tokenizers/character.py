"""Characters as tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tensorflow as tf

from seqtasks.tokenizers.base import Texts
from seqtasks.tokenizers.spans import Spans
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.vocabulary import Vocabulary
from seqtasks.tokenizers.vocabulary_tokenizer import VocabularyTokenizer, train_vocabulary


class CharacterTokenizer(VocabularyTokenizer):
    """Each Unicode code point of the normalised text is a token, spaces too.

    `decode(encode(texts))` equals `normalize(texts)` exactly, if all characters are known.
    Unknown characters decode to `<unk>`.

    Args:
        vocabulary: each character at the place of its id, the four special tokens first.
        lowercase: map the text to lower case.
        normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.

    Raises:
        ValueError: a bad vocabulary or normalization.

    >>> tokenizer = CharacterTokenizer.train(["abba", "b"])
    >>> tokenizer.encode(["ab", "", "bc"]).to_list()
    [[5, 4], [], [4, 1]]
    >>> tokenizer.decode([[2, 5, 4, 3]]).numpy()[0].decode()
    'ab'
    """

    kind = "character"

    def __init__(
        self,
        vocabulary: Sequence[str] | Vocabulary,
        *,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
    ) -> None:
        super().__init__(
            vocabulary,
            split=split_characters,
            join=_join_characters,
            lowercase=lowercase,
            normalization=normalization,
        )

    @classmethod
    def train(
        cls,
        lines: Iterable[str],
        *,
        minimum_frequency: int = 1,
        maximum_size: int | None = None,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
    ) -> CharacterTokenizer:
        """A tokenizer whose vocabulary is the most frequent characters of the lines.

        Args:
            lines: the training text; read once, in little memory.
            minimum_frequency: occurrences that a character must have, at least 1.
            maximum_size: largest vocabulary, the four special tokens included; None for no limit.
            lowercase: map the text to lower case.
            normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.

        Returns:
            Its ids follow falling frequency; equally frequent characters follow their code points.

        Raises:
            ValueError: a limit out of range, or a bad normalization.
            DataError: the lines hold no character.
        """
        vocabulary = train_vocabulary(
            lines,
            split_characters,
            minimum_frequency=minimum_frequency,
            maximum_size=maximum_size,
            lowercase=lowercase,
            normalization=normalization,
        )
        return cls(vocabulary, lowercase=lowercase, normalization=normalization)

    def spans(self, texts: Texts) -> Spans:
        """The characters of each text, and where they stand in it; see `Spans`."""
        aligned = self._aligned(texts)
        return Spans(self._split(aligned.texts), aligned.starts, aligned.ends)


def split_characters(texts: tf.Tensor) -> tf.RaggedTensor:
    """The code points of normalised texts (batch,): string (batch, None)."""
    return tf.strings.unicode_split(texts, "UTF-8")


def _join_characters(characters: tf.RaggedTensor) -> tf.Tensor:
    return tf.strings.reduce_join(characters, axis=1)
