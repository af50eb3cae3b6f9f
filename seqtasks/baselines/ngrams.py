"""Tokens predicted from how often they occur, alone and after the token before."""

from __future__ import annotations

from seqtasks.ngrams.model import NGramModel
from seqtasks.ngrams.tables import Array


def ngram_nats(train: Array, text: Array, vocabulary_size: int) -> dict[str, Array]:
    """-log p of each token of a text, by two models that a training text taught.

    Lines are independent of each other. No token that can be predicted has the probability 0 in
    the unigrams, whose counts are all raised by one (Laplace's rule); the bigrams are interpolated
    modified Kneser-Ney (Chen & Goodman, 1999).

    Args:
        train: int (training tokens,), each line ending in `<eos>`; at least one line.
        text: int (tokens,), likewise.
        vocabulary_size: ids lie below it.

    Returns:
        `unigram` and `bigram`, float64 (tokens,), nats.

    Raises:
        DataError: there is no training text.
        ValueError: an id lies outside the vocabulary.

    >>> import numpy as np
    >>> nats = ngram_nats(np.array([4, 4, 5, 3]), np.array([4, 3]), vocabulary_size=6)
    >>> np.exp(-nats["unigram"]).round(3)  # (2 + 1) / (4 + 4) and (1 + 1) / (4 + 4)
    array([0.375, 0.25 ])
    """
    models = {
        "unigram": NGramModel(1, vocabulary_size=vocabulary_size, smoothing="additive"),
        "bigram": NGramModel(2, vocabulary_size=vocabulary_size),
    }
    for model in models.values():
        model.count(train)
    return {name: -model.log_probabilities(text) for name, model in models.items()}
