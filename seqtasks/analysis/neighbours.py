"""The tokens whose vectors are nearest to that of a word."""

from __future__ import annotations

import difflib
from typing import NamedTuple

import numpy as np

from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.errors import DataError
from seqtasks.tokenizers.base import SPECIAL_TOKENS, Tokenizer


class Neighbour(NamedTuple):
    """A token near another one.

    Attributes:
        token: as the vocabulary has it.
        similarity: the cosine of the two vectors, in [-1, 1].
    """

    token: str
    similarity: float


def neighbours(
    embedding: TokenEmbedding, tokenizer: Tokenizer, word: str, count: int = 10
) -> list[Neighbour]:
    """The tokens whose vectors have the largest cosine with that of a word.

    Args:
        embedding: built.
        tokenizer: of its tokens.
        word: a token of the vocabulary, or a word that the tokenizer spells so.
        count: of tokens.

    Raises:
        DataError: the word is not in the vocabulary.
    """
    vocabulary = tokenizer.vocabulary
    known = vocabulary[len(SPECIAL_TOKENS) :]
    token = word if word in known else tokenizer.normalize([word]).numpy()[0].decode()
    if token not in known:
        near = difflib.get_close_matches(token, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise DataError(f"{word!r} is not in the vocabulary.{hint}")
    table = np.array(embedding.embeddings, float)
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    index = vocabulary.index(token)
    cosines = table @ table[index]
    order = [i for i in np.argsort(-cosines) if i != index and i >= len(SPECIAL_TOKENS)]
    return [Neighbour(vocabulary[i], float(cosines[i])) for i in order[:count]]
