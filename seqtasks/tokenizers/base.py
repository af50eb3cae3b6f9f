"""What every tokenizer does, the ids of the special tokens, and the tensors they are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

import tensorflow as tf

SPECIAL_TOKENS = ("<pad>", "<unk>", "<bos>", "<eos>")
PAD_ID, UNK_ID, BOS_ID, EOS_ID = range(4)

Texts: TypeAlias = "tf.Tensor | Sequence[str] | Sequence[bytes]"
TokenIds: TypeAlias = "tf.Tensor | tf.RaggedTensor | Sequence[Sequence[int]]"

_LINES_AT_ONCE = 2048


class Encoded(NamedTuple):
    """The token ids of some texts, and which of their tokens the vocabulary does not know.

    A token is unknown where its id is `<unk>` and a text does not hold `<unk>` itself, as the Penn
    Treebank does: there it is a word like any other.

    Attributes:
        token_ids: int32 (batch, None), without `<bos>` and `<eos>`.
        places: int64 (unknown,), of the unknown tokens among `token_ids.values`, in their order.
        surfaces: string (unknown,), what stands for each in the normalised text.
    """

    token_ids: tf.RaggedTensor
    places: tf.Tensor
    surfaces: tf.Tensor


@runtime_checkable
class Tokenizer(Protocol):
    """Text to token ids and back, in TensorFlow operations only.

    All methods on texts and ids work eagerly and inside a `tf.function`. Every tokenizer is a
    `tf.Module`: a module that owns one can be saved with `tf.saved_model.save`. Special tokens
    have the ids `<pad>` 0, `<unk>` 1, `<bos>` 2, `<eos>` 3; nothing typed in a text becomes 0, 2
    or 3, and the caller adds `<bos>` and `<eos>`.
    """

    @property
    def vocabulary_size(self) -> int:
        """Number of token ids, the four special tokens included."""

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """All tokens in the order of their ids."""

    @property
    def num_characters(self) -> int:
        """Distinct characters of the text that taught it; of its tokens where that is not known."""

    @property
    def settings(self) -> dict[str, Any]:
        """How it reads text, its vocabulary apart: `kind`, `lowercase`, `normalization` ..."""

    def normalize(self, texts: Texts) -> tf.Tensor:
        """The texts as the tokenizer sees them: string, the shape of `texts`."""

    def tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The tokens of each text as strings: string (batch, None)."""

    def spans(self, texts: Texts) -> Any:
        """The tokens of each text and where they stand in it: a `Spans`."""

    def written_tokens(self, texts: Texts) -> tf.RaggedTensor:
        """The tokens of each text in its own spelling, not normalised: string (batch, None)."""

    def encode(self, texts: Texts) -> tf.RaggedTensor:
        """The token ids of each text: int32 (batch, None)."""

    def encode_with_unknown(self, texts: Texts) -> Encoded:
        """The token ids of each text, and which of its tokens are unknown."""

    def encode_words(self, words: tf.RaggedTensor) -> tf.RaggedTensor:
        """The token ids of each word of some sentences: int32 (batch, None, None).

        Args:
            words: string (batch, None).

        Returns:
            At least one id for each word: `<unk>` where it has no token.
        """

    def decode(self, token_ids: TokenIds) -> tf.Tensor:
        """The texts of rows of token ids, up to the first `<eos>`: string (batch,)."""

    def save(self, directory: Path | str, name: str) -> None:
        """Writes the files that `load_tokenizer(directory, name)` reads."""


def as_string_tensor(texts: Texts) -> tf.Tensor:
    """Texts as a string tensor (batch,); a tensor is only checked.

    Raises:
        ValueError: `texts` is one string, or not strings, or not of rank 1.
    """
    if isinstance(texts, str | bytes):
        raise ValueError(f"`texts` must be a batch of strings. Received one: {texts[:40]!r}")
    if isinstance(texts, list | tuple):
        # Half a surrogate pair cannot be encoded as UTF-8; as an invalid byte it becomes U+FFFD.
        encoded = [t.encode("utf-8", "surrogatepass") if isinstance(t, str) else t for t in texts]
        if not all(isinstance(text, bytes) for text in encoded):
            raise ValueError(f"`texts` must be strings. Received: {texts!r:.60}")
        return tf.constant(encoded, dtype=tf.string, shape=(len(encoded),))
    tensor = tf.convert_to_tensor(texts)
    if tensor.dtype != tf.string or tensor.shape.rank not in (None, 1):
        raise ValueError(
            "`texts` must be a string tensor (batch,). "
            f"Received: {tensor.dtype.name} of shape {tensor.shape}"
        )
    return tensor


def as_ragged_words(sentences: Sequence[Sequence[str]]) -> tf.RaggedTensor:
    """Words of sentences as a string tensor (batch, None)."""
    words = as_string_tensor([word for row in sentences for word in row])
    return tf.RaggedTensor.from_row_lengths(words, [len(row) for row in sentences])


def align_to_words(words: tf.RaggedTensor, token_ids: tf.RaggedTensor) -> tf.RaggedTensor:
    """The ids of all words (words, None) as those of sentences (batch, None, None).

    A word without any token, one of invisible characters, gets `<unk>`.
    """
    empty = tf.cast(token_ids.row_lengths() == 0, tf.int64)
    unknown = tf.fill([tf.reduce_sum(empty)], tf.constant(UNK_ID, token_ids.dtype))
    unknown = tf.RaggedTensor.from_row_lengths(unknown, empty)
    return words.with_values(tf.concat([token_ids, unknown], axis=1))


def unknown_by_text(encoded: Encoded) -> list[dict[int, str]]:
    """For each text its unknown tokens: the place among its own tokens, and what stands there."""
    splits = encoded.token_ids.row_splits.numpy()
    found: list[dict[int, str]] = [{} for _ in splits[1:]]
    places = encoded.places.numpy()
    rows = splits.searchsorted(places, side="right") - 1
    for row, place, surface in zip(rows, places, encoded.surfaces.numpy(), strict=True):
        found[row][int(place - splits[row])] = surface.decode()
    return found


def distinct_characters(tokens: Iterable[str]) -> int:
    """How many characters tokens are written with."""
    return len(set().union(*tokens))


def content_ids(token_ids: TokenIds, vocabulary_size: int) -> tf.RaggedTensor:
    """The ids that stand for text: before the first `<eos>`, without `<pad>` and `<bos>`.

    Args:
        token_ids: integers (batch, time), dense, ragged, or a list of lists.
        vocabulary_size: ids outside `0 ... vocabulary_size - 1` become `<unk>`.

    Returns:
        int32 (batch, None), ragged.

    Raises:
        ValueError: `token_ids` are not integers (batch, time).
    """
    if isinstance(token_ids, list | tuple):
        token_ids = tf.ragged.constant(token_ids, dtype=tf.int64, ragged_rank=1)
    if isinstance(token_ids, tf.RaggedTensor):
        token_ids = token_ids.to_tensor(default_value=PAD_ID)
    token_ids = tf.convert_to_tensor(token_ids)
    if not token_ids.dtype.is_integer or token_ids.shape.rank not in (None, 2):
        raise ValueError(
            "`token_ids` must be integers (batch, time). "
            f"Received: {token_ids.dtype.name} of shape {token_ids.shape}"
        )
    known = (token_ids >= 0) & (token_ids < vocabulary_size)
    token_ids = tf.cast(tf.where(known, token_ids, UNK_ID), tf.int32)
    return tf.ragged.boolean_mask(token_ids, is_content(token_ids))


def is_content(token_ids: tf.Tensor) -> tf.Tensor:
    """True at what stands for text: before the first `<eos>`, neither `<pad>` nor `<bos>`."""
    ended = tf.cumsum(tf.cast(token_ids == EOS_ID, tf.int32), axis=1) > 0
    return ~ended & (token_ids != PAD_ID) & (token_ids != BOS_ID)


def batches_of_lines(lines: Iterable[str]) -> Iterator[list[str]]:
    """Groups of lines, so that a corpus of any size is counted in little memory."""
    iterator = iter(lines)
    while batch := list(islice(iterator, _LINES_AT_ONCE)):
        yield batch


def check_choice(name: str, value: Any, choices: Sequence[str]) -> None:
    """Raises ValueError, naming the choices, unless `value` is one of them."""
    if value not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"`{name}` must be one of {known}. Received: {name}={value!r}")
