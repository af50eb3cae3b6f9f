"""The embeddings of a network: looked into, written out, and taken from elsewhere."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.corpora.vectors import read_vectors
from seqtasks.errors import DataError
from seqtasks.tokenizers.base import SPECIAL_TOKENS, Tokenizer

Array = np.ndarray[Any, Any]


class Neighbour(NamedTuple):
    """A token near another one.

    Attributes:
        token: as the vocabulary has it.
        similarity: the cosine of the two vectors, in [-1, 1].
    """

    token: str
    similarity: float


class Coverage(NamedTuple):
    """How many of a vocabulary's tokens a file has vectors for.

    Attributes:
        found: tokens with a vector.
        tokens: of the vocabulary, the special ones not counted.
    """

    found: int
    tokens: int


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
    token = word if word in known else _normalized([word], tokenizer)[0]
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


def _normalized(words: Sequence[str], tokenizer: Tokenizer) -> list[str]:
    return [word.decode() for word in tokenizer.normalize(list(words)).numpy()]


def load_vectors(embedding: TokenEmbedding, tokenizer: Tokenizer, path: Path | str) -> Coverage:
    """Puts the vectors of a GloVe, word2vec or fastText text file into an embedding.

    The file's words are spelt as the tokenizer spells texts: "é" in two code points is found, too.
    A token without a vector takes that of its lower-cased form, where there is one, and keeps its
    own first value otherwise. The vectors are scaled to the mean length of those values, so that a
    tied softmax begins as it would have. What was found is printed.

    Args:
        embedding: built, as wide as the vectors.
        tokenizer: its vocabulary says which vector goes where.
        path: the file, plain or `.gz`.

    Raises:
        DataError: the file cannot be used, has vectors of another width, or none for any token.
    """
    words = tokenizer.vocabulary
    forms = {form for word in words for form in (word, word.lower())}
    found = read_vectors(path, forms, functools.partial(_normalized, tokenizer=tokenizer))
    chosen: dict[int, Array] = {}
    for i, word in list(enumerate(words))[len(SPECIAL_TOKENS) :]:
        vector = found.get(word, found.get(word.lower()))
        if vector is not None:
            chosen[i] = vector
    if not chosen:
        raise DataError(f"{path} has a vector for none of the {len(words):,} tokens.")
    vectors = np.stack(list(chosen.values()))
    if not np.isfinite(vectors).all() or not vectors.any():
        raise DataError(f"{path} has vectors that are not finite, or zeros only.")
    if vectors.shape[1] != embedding.embedding_dim:
        raise DataError(
            f"{path} has vectors of {vectors.shape[1]} numbers. Received: embedding_dim="
            f"{embedding.embedding_dim}"
        )
    table = np.array(embedding.embeddings)
    scale = np.linalg.norm(table, axis=1).mean() / np.linalg.norm(vectors, axis=1).mean()
    table[list(chosen)] = scale * vectors
    embedding.embeddings.assign(table)
    coverage = Coverage(len(chosen), len(words) - len(SPECIAL_TOKENS))
    share = coverage.found / coverage.tokens
    click.echo(
        f"{path}: vectors for {coverage.found:,} of {coverage.tokens:,} tokens ({share:.1%})"
    )
    return coverage
