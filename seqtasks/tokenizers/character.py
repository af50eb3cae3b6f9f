"""Characters as tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import tensorflow as tf

from seqtasks.tokenizers.base import (
    Texts,
    TokenIds,
    as_string_tensor,
    batches_of_lines,
    content_ids,
)
from seqtasks.tokenizers.files import write_settings
from seqtasks.tokenizers.normalization import normalize_text
from seqtasks.tokenizers.vocabulary import Vocabulary, check_limits


class CharacterTokenizer(tf.Module):
    """Each Unicode code point of the normalised text is a token, spaces too.

    `decode(encode(texts))` equals `normalize(texts)` exactly, if all characters are known.
    Unknown characters decode to `<unk>`.

    Args:
        vocabulary: each character at the place of its id, the four special tokens first.
        lowercase: map the text to lower case.

    Raises:
        ValueError: a bad vocabulary.

    >>> tokenizer = CharacterTokenizer.train(["abba", "b"])
    >>> tokenizer.encode(["ab", "", "bc"]).to_list()
    [[5, 4], [], [4, 1]]
    >>> tokenizer.decode([[2, 5, 4, 3]]).numpy()[0].decode()
    'ab'
    """

    kind = "character"

    def __init__(self, vocabulary: Sequence[str] | Vocabulary, *, lowercase: bool = False) -> None:
        super().__init__()
        self._vocabulary = (
            vocabulary if isinstance(vocabulary, Vocabulary) else Vocabulary(vocabulary)
        )
        self._lowercase = lowercase

    @classmethod
    def train(
        cls,
        lines: Iterable[str],
        *,
        minimum_frequency: int = 1,
        maximum_size: int | None = None,
        lowercase: bool = False,
    ) -> CharacterTokenizer:
        """A tokenizer whose vocabulary is the most frequent characters of the lines.

        Args:
            lines: the training text; read once, in little memory.
            minimum_frequency: occurrences that a character must have, at least 1.
            maximum_size: largest vocabulary, the four special tokens included; None for no limit.
            lowercase: map the text to lower case.

        Returns:
            Its ids follow falling frequency; equally frequent characters follow their code points.

        Raises:
            ValueError: a limit out of range.
            DataError: the lines hold no character.
        """
        check_limits(minimum_frequency, maximum_size)
        counts: Counter[str] = Counter()
        for batch in batches_of_lines(lines):
            texts = normalize_text(as_string_tensor(batch), lowercase=lowercase).numpy().tolist()
            counts.update(b"".join(texts).decode())
        vocabulary = Vocabulary.most_frequent(
            counts, minimum_frequency=minimum_frequency, maximum_size=maximum_size
        )
        return cls(vocabulary, lowercase=lowercase)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """All tokens in the order of their ids."""
        return self._vocabulary.tokens

    @property
    def vocabulary_size(self) -> int:
        """Number of token ids, the four special tokens included."""
        return len(self._vocabulary)

    def normalize(self, texts: Texts) -> tf.Tensor:
        """NFKC, plain spaces, valid UTF-8, lower case if asked: string (batch,)."""
        return normalize_text(as_string_tensor(texts), lowercase=self._lowercase)

    def tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The characters of each text, known or not: string (batch, None)."""
        return tf.strings.unicode_split(self.normalize(texts), "UTF-8")

    def encode(self, texts: Texts) -> tf.RaggedTensor:
        """The ids of each text's characters, without `<bos>` and `<eos>`: int32 (batch, None)."""
        return self._vocabulary.ids_of(self.tokens(texts))

    def decode(self, token_ids: TokenIds) -> tf.Tensor:
        """The text of each row of ids (batch, time), up to the first `<eos>`: string (batch,)."""
        characters = self._vocabulary.tokens_of(content_ids(token_ids, self.vocabulary_size))
        return tf.strings.reduce_join(characters, axis=1)

    def save(self, directory: Path | str, name: str) -> None:
        """Writes `directory/name.vocabulary.txt` and `directory/name.json`."""
        directory = Path(directory)
        self._vocabulary.save(directory / f"{name}.vocabulary.txt")
        settings = {"kind": self.kind, "lowercase": self._lowercase}
        write_settings(directory / f"{name}.json", settings)
