"""What tokenizers with a vocabulary have in common: all but splitting and joining."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import tensorflow as tf

from seqtasks.tokenizers.base import (
    SPECIAL_TOKENS,
    UNK_ID,
    Encoded,
    Texts,
    TokenIds,
    align_to_words,
    as_string_tensor,
    batches_of_lines,
    content_ids,
    distinct_characters,
    is_content,
)
from seqtasks.tokenizers.files import write_settings
from seqtasks.tokenizers.normalization import (
    Aligned,
    aligned_text,
    check_normalization,
    normalize_text,
    valid_utf8,
)
from seqtasks.tokenizers.spans import Spans, written
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.vocabulary import Vocabulary, check_limits

Split: TypeAlias = Callable[[tf.Tensor], tf.RaggedTensor]
Join: TypeAlias = Callable[[tf.RaggedTensor], tf.Tensor]


class VocabularyTokenizer(tf.Module):
    """A tokenizer whose tokens have their ids from a vocabulary.

    `WordTokenizer` and `CharacterTokenizer` say what its tokens are.

    Args:
        vocabulary: each token at the place of its id, the four special tokens first.
        split: from normalised texts, string (batch,), to their tokens, string (batch, None).
        join: from tokens, string (batch, None), to texts, string (batch,).
        lowercase: map the text to lower case.
        normalization: `"nfkc"`, `"nfc"` or `"none"`; see `normalize_text`.

    Raises:
        ValueError: a bad vocabulary or normalization.
    """

    kind: str  # as saved

    def __init__(
        self,
        vocabulary: Sequence[str] | Vocabulary,
        *,
        split: Split,
        join: Join,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
    ) -> None:
        super().__init__()
        check_normalization(normalization)
        self._vocabulary = (
            vocabulary if isinstance(vocabulary, Vocabulary) else Vocabulary(vocabulary)
        )
        self._split = split
        self._join = join
        self._lowercase = lowercase
        self._normalization: Normalization = normalization

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """All tokens in the order of their ids."""
        return self._vocabulary.tokens

    @property
    def vocabulary_size(self) -> int:
        """Number of token ids, the four special tokens included."""
        return len(self._vocabulary)

    @property
    def num_characters(self) -> int:
        """Distinct characters of the text that taught it; of its tokens where that is not known."""
        known = self._vocabulary.num_characters
        if known is not None:
            return known
        tokens = self._surfaces(tf.constant(self.vocabulary[len(SPECIAL_TOKENS) :], tf.string))
        return distinct_characters(token.decode() for token in tokens.numpy())

    @property
    def settings(self) -> dict[str, Any]:
        """How it reads text, its vocabulary apart."""
        return {"kind": self.kind, **self._spelling}

    def normalize(self, texts: Texts) -> tf.Tensor:
        """The texts in one spelling, as `normalize_text` says: string (batch,)."""
        return normalize_text(as_string_tensor(texts), **self._spelling)

    def tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The tokens of each text, known or not: string (batch, None)."""
        return self._split(self.normalize(texts))

    def spans(self, texts: Texts) -> Spans:
        """The tokens of each text, and where they stand in it: each in all of it; see `Spans`."""
        tokens = self.tokens(texts)
        lengths = tf.strings.length(valid_utf8(as_string_tensor(texts)), unit="UTF8_CHAR")
        ends = tf.gather(lengths, tokens.value_rowids())
        return Spans(tokens, tokens.with_values(tf.zeros_like(ends)), tokens.with_values(ends))

    def written_tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The tokens of each text in its own spelling: string (batch, None)."""
        return written(texts, self.spans(texts))

    def encode(self, texts: Texts) -> tf.RaggedTensor:
        """The ids of each text's tokens, without `<bos>` and `<eos>`: int32 (batch, None)."""
        return self._vocabulary.ids_of(self.tokens(texts))

    def encode_with_unknown(self, texts: Texts) -> Encoded:
        """As `encode`, with the tokens that the vocabulary does not know; see `Encoded`."""
        tokens = self.tokens(texts)
        token_ids = self._vocabulary.ids_of(tokens)
        places = tf.where(token_ids.values == UNK_ID)[:, 0]
        typed = tf.gather(tokens.values, places)
        unknown = typed != SPECIAL_TOKENS[UNK_ID]
        places, typed = (tf.boolean_mask(x, unknown) for x in (places, typed))
        return Encoded(token_ids, places, self._surfaces(typed))

    def encode_words(self, words: tf.RaggedTensor) -> tf.RaggedTensor:
        """The ids of each word's tokens, one at least: int32 (batch, None, None)."""
        return align_to_words(words, self.encode(words.values))

    def decode(self, token_ids: TokenIds, unknown: tf.Tensor | None = None) -> tf.Tensor:
        """The text of each row of ids (batch, time), up to the first `<eos>`: string (batch,).

        Args:
            token_ids: integers (batch, time), dense, ragged, or a list of lists; dense with
                `unknown`.
            unknown: string (batch, time), tokens that stand for `<unk>` where it stands.
        """
        kept = content_ids(token_ids, self.vocabulary_size)
        tokens = self._vocabulary.tokens_of(kept)
        if unknown is not None:
            given = tf.ragged.boolean_mask(unknown, is_content(token_ids))
            values = tf.where(kept.values == UNK_ID, given.values, tokens.values)
            tokens = tokens.with_values(values)
        return self._join(tokens)

    def _surfaces(self, tokens: tf.Tensor) -> tf.Tensor:
        """What stands in the normalised text for tokens: string (tokens,)."""
        return tokens

    def save(self, directory: Path | str, name: str) -> None:
        """Writes `directory/name.vocabulary.txt` and `directory/name.json`."""
        directory = Path(directory)
        self._vocabulary.save(directory / f"{name}.vocabulary.txt")
        path = directory / f"{name}.json"
        write_settings(path, self.settings, self._vocabulary.num_characters)

    @property
    def _spelling(self) -> dict[str, Any]:
        return {"lowercase": self._lowercase, "normalization": self._normalization}

    def _aligned(self, texts: Texts) -> Aligned:
        return aligned_text(as_string_tensor(texts), **self._spelling)


def train_vocabulary(
    lines: Iterable[str],
    split: Split,
    *,
    minimum_frequency: int,
    maximum_size: int | None,
    lowercase: bool,
    normalization: Normalization,
) -> Vocabulary:
    """The most frequent tokens of the lines, which are read once, in little memory.

    Raises:
        ValueError: a limit out of range, or a bad normalization.
        DataError: the lines hold no token.
    """
    check_limits(minimum_frequency, maximum_size)
    check_normalization(normalization)
    counts: Counter[bytes] = Counter()
    characters: set[str] = set()
    for batch in batches_of_lines(lines):
        texts = as_string_tensor(batch)
        texts = normalize_text(texts, normalization=normalization, lowercase=lowercase)
        characters.update(b"".join(texts.numpy().tolist()).decode())
        counts.update(filter(None, split(texts).flat_values.numpy().tolist()))
    return Vocabulary.most_frequent(
        Counter({token.decode(): count for token, count in counts.items()}),
        minimum_frequency=minimum_frequency,
        maximum_size=maximum_size,
        num_characters=len(characters),
    )
