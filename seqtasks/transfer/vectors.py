"""Word vectors from elsewhere, for the embedding of a new network."""

from __future__ import annotations

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


class Coverage(NamedTuple):
    """How many of a vocabulary's tokens a file has vectors for.

    Attributes:
        found: tokens with a vector.
        tokens: of the vocabulary, the special ones not counted.
    """

    found: int
    tokens: int


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
