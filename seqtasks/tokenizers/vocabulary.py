"""The map between tokens and ids, in the graph, and the file that keeps it."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import tensorflow as tf

from seqtasks.errors import DataError, DataWarning
from seqtasks.files import write_whole
from seqtasks.tokenizers.base import SPECIAL_TOKENS, UNK_ID
from seqtasks.tokenizers.files import read_bytes


class Vocabulary(tf.Module):
    """Tokens and their ids; the first four are `<pad>`, `<unk>`, `<bos>`, `<eos>`.

    Args:
        tokens: each token at the place of its id.
        num_characters: distinct characters of the text that taught it; None where that is not
            known.

    Raises:
        ValueError: the special tokens are not the first four, or a token occurs twice, or is
            empty or contains a line break.
    """

    def __init__(self, tokens: Sequence[str], *, num_characters: int | None = None) -> None:
        super().__init__()
        problem = _problem(tokens)
        if problem:
            raise ValueError(f"`vocabulary` {problem[1]}")
        # The other special tokens are no keys: typed in a text they are unknown words.
        ids = [UNK_ID, *range(len(SPECIAL_TOKENS), len(tokens))]
        keys = tf.constant([tokens[i] for i in ids], tf.string)
        self._ids = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(keys, tf.constant(ids, tf.int32)),
            default_value=UNK_ID,
        )
        self._strings = tf.constant(list(tokens), tf.string)  # (vocabulary_size,)
        self._tokens = tuple(tokens)
        self.num_characters = num_characters

    @property
    def tokens(self) -> tuple[str, ...]:
        """All tokens in the order of their ids."""
        return tuple(self._tokens)

    def __len__(self) -> int:
        return len(self._tokens)

    def ids_of(self, tokens: tf.RaggedTensor) -> tf.RaggedTensor:
        """Ids of tokens, `<unk>` for the unknown: int32, the shape of `tokens`."""
        return self._ids.lookup(tokens)

    def tokens_of(self, token_ids: tf.RaggedTensor) -> tf.RaggedTensor:
        """Tokens of ids that lie within the vocabulary: string, the shape of `token_ids`."""
        return tf.gather(self._strings, token_ids)

    @classmethod
    def most_frequent(
        cls,
        counts: Counter[str],
        *,
        minimum_frequency: int,
        maximum_size: int | None,
        num_characters: int | None = None,
    ) -> Vocabulary:
        """The special tokens, then the tokens by falling frequency, equal ones by code point.

        One warning tells how much `maximum_size` leaves out.

        Args:
            counts: how often each token occurs.
            minimum_frequency: occurrences that a token must have, at least 1.
            maximum_size: the largest size, the four special tokens included; None for no limit.
            num_characters: distinct characters of the text.

        Raises:
            ValueError: a limit is out of range.
            DataError: there is no token at all.
        """
        check_limits(minimum_frequency, maximum_size)
        if not counts:
            raise DataError("A tokenizer must be trained on text. Received: no line with a token.")
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        kept = [
            token
            for token, count in ranked
            if count >= minimum_frequency and token not in SPECIAL_TOKENS
        ]
        tokens = [*SPECIAL_TOKENS, *kept]
        if maximum_size is not None and len(tokens) > maximum_size:
            _warn_of_cap(counts, tokens, maximum_size)
        return cls(tokens[:maximum_size], num_characters=num_characters)

    def save(self, path: Path) -> None:
        """Writes a token a line, UTF-8, LF."""
        write_whole(path, "".join(f"{token}\n" for token in self._tokens).encode())

    @classmethod
    def load(cls, path: Path, *, num_characters: int | None = None) -> Vocabulary:
        """Reads what `save` wrote; the file does not hold `num_characters`.

        Raises:
            DataError: the file is missing, not UTF-8, or no vocabulary.
        """
        try:
            text = read_bytes(path).decode()
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise DataError(f"{path}:{line}: a vocabulary must be UTF-8.") from None
        tokens = text.removesuffix("\n").replace("\r\n", "\n").split("\n")
        problem = _problem(tokens)
        if problem:
            raise DataError(f"{path}:{problem[0]}: the vocabulary {problem[1]}")
        return cls(tokens, num_characters=num_characters)


def _warn_of_cap(counts: Counter[str], tokens: Sequence[str], maximum_size: int) -> None:
    """Warns that a limit leaves out tokens that are frequent enough."""
    left_out = tokens[maximum_size:]
    share = sum(counts[token] for token in left_out) / counts.total()
    warnings.warn(
        f"The vocabulary is limited to {maximum_size:,} entries (`vocabulary_size`), which leaves "
        f"out {len(left_out):,} of {len(tokens) - len(SPECIAL_TOKENS):,} distinct tokens that are "
        f"frequent enough, such as {left_out[0]!r}, or {share:.2%} of the training text: they "
        f"become <unk>. vocabulary_size={len(tokens)} keeps them all.",
        DataWarning,
        stacklevel=2,
    )


def check_limits(minimum_frequency: int, maximum_size: int | None) -> None:
    """Raises ValueError unless the limits leave room for a token."""
    if minimum_frequency < 1:
        raise ValueError(f"`minimum_frequency` must be at least 1. Received: {minimum_frequency}")
    if maximum_size is not None and maximum_size <= len(SPECIAL_TOKENS):
        raise ValueError(
            "`maximum_size` must be at least 5: the four special tokens are included. "
            f"Received: {maximum_size}"
        )


def _problem(tokens: Sequence[str]) -> tuple[int, str] | None:
    """The line (from 1) of the first problem and what it is; None for a good vocabulary."""
    for line, special in enumerate(SPECIAL_TOKENS, start=1):
        found = tokens[line - 1] if line <= len(tokens) else "the end"
        if found != special:
            expected = ", ".join(SPECIAL_TOKENS)
            return line, f"must begin with {expected}. Received: {found!r} for {special}"
    first_lines: dict[str, int] = {}
    for line, token in enumerate(tokens, start=1):
        if not token or "\n" in token:
            return line, f"must hold tokens without line breaks. Received: {token!r}"
        if token in first_lines:
            return line, f"must hold each token once. Received: {token!r} again, id {line - 1}"
        first_lines[token] = line
    return None
