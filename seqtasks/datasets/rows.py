"""Rows of token ids."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import tensorflow as tf

from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID, Encoded, check_choice

Ids = np.ndarray[Any, np.dtype[np.int32]]
Keep: TypeAlias = Literal["head", "tail", "both"]


class Tokens(NamedTuple):
    """The tokens of some texts, one text after the other, each with `<eos>` at its end.

    Attributes:
        ids: int32 (tokens,).
        spelling: int32 (tokens,), how many characters spell an unknown token, its end among them;
            0 for a token that the vocabulary knows.
    """

    ids: Ids
    spelling: Ids

    @classmethod
    def of(cls, encoded: Encoded) -> Tokens:
        """The tokens of texts that a tokenizer encoded."""
        ends = encoded.token_ids.row_splits.numpy()[1:]
        ids = encoded.token_ids.values.numpy()
        spelling = np.zeros_like(ids)
        lengths = tf.strings.length(encoded.surfaces, unit="UTF8_CHAR")
        spelling[encoded.places.numpy()] = lengths.numpy() + 1
        return cls(np.insert(ids, ends, np.int32(EOS_ID)), np.insert(spelling, ends, np.int32(0)))


def with_eos(token_ids: tf.RaggedTensor) -> tf.RaggedTensor:
    """Rows that end in `<eos>`, so that an empty line is one token."""
    ends = tf.fill([token_ids.nrows(), 1], tf.constant(EOS_ID, token_ids.dtype))
    return tf.concat([token_ids, tf.RaggedTensor.from_tensor(ends)], axis=1)


def late(labels: tf.Tensor) -> tf.Tensor:
    """What a decoder reads before each label, (batch, time): `<bos>` first; padding stays."""
    starts = tf.fill([tf.shape(labels)[0], 1], tf.constant(BOS_ID, labels.dtype))
    shifted = tf.concat([starts, labels[:, :-1]], axis=1)
    return tf.where(labels != PAD_ID, shifted, PAD_ID)


def check_cut(max_length: int | None, keep: str = "head", *, name: str = "max_length") -> None:
    """Raises ValueError unless `cut` can work with these."""
    check_choice("keep", keep, get_args(Keep))
    if max_length is not None and (not isinstance(max_length, int) or max_length < 2):
        raise ValueError(
            f"`{name}` must be at least 2, a token and <eos>. Received: {max_length!r}"
        )


def cut(tokens: tf.RaggedTensor, max_length: int | None, keep: Keep) -> tf.RaggedTensor:
    """What is read of each text, (batch, None): room for `<eos>` is left.

    Args:
        tokens: of each text, ids or strings.
        max_length: tokens with `<eos>` at most; None for all.
        keep: the first of them, the last, or half of each (the first half is the shorter one).
    """
    if max_length is None:
        return tokens
    room = max_length - 1
    if keep == "head":
        return tokens[:, :room]
    if keep == "tail":
        return tokens[:, -room:]
    first = room // 2
    return tf.concat([tokens[:, :first], tokens[:, first:][:, first - room :]], axis=1)
