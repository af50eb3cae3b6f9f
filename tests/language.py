"""Tiny language models and texts that several tests use."""

from __future__ import annotations

import keras
import numpy as np

import seqtasks as st
from seqtasks.tokenizers.word import WordTokenizer

LINES = [
    "The key is here.",
    "The keys are here.",
    "Anna (my friend) has the keys.",
    "The dog sees the key.",
]


def text_lines(count: int, seed: int = 0) -> list[str]:
    """Lines of words that follow each other by a simple rule."""
    random = np.random.default_rng(seed)
    lines = []
    for _ in range(count):
        start, length = random.integers(0, 6), random.integers(2, 7)
        lines.append(" ".join("abcdef"[(start + i) % 6] for i in range(length)))
    return lines


def language_network(
    vocabulary_size: int = 20,
    *,
    cell: str = "lstm",
    units: int = 8,
    num_layers: int = 2,
    dropout: float = 0.0,
    tied: bool = True,
    seed: int = 1,
) -> st.NextTokenNetwork:
    keras.utils.set_random_seed(seed)
    embedding = st.TokenEmbedding(vocabulary_size, units, dropout=dropout, variational=True)
    if cell == "window":
        encoder = st.WindowEncoder(3, units)
    else:
        encoder = st.RecurrentEncoder(
            cell, units, num_layers=num_layers, dropout=dropout, return_state=True
        )
    return st.NextTokenNetwork(
        embedding=embedding,
        encoder=encoder,
        head=None if tied else keras.layers.Dense(vocabulary_size, name="head"),
        dropout=dropout,
        variational=True,
    )


def language_model(cell: str = "lstm") -> st.LanguageModel:
    """An untrained model with an opinion: large weights."""
    tokenizer = WordTokenizer.train(LINES)
    network = language_network(tokenizer.vocabulary_size, cell=cell)
    for variable in network.trainable_variables:
        variable.assign(3.0 * variable)
    return st.LanguageModel(network, tokenizer, max_length=6, examples=LINES)


def ngram_model(order: int = 3) -> st.LanguageModel:
    tokenizer = WordTokenizer.train(LINES)
    model = st.NGramModel(
        order, vocabulary_size=tokenizer.vocabulary_size, smoothing="additive", delta=0.1
    )
    rows = tokenizer.encode(LINES).to_list()
    model.count(np.array([token_id for row in rows for token_id in [*row, 3]]))
    return st.LanguageModel(model, tokenizer, max_length=6, examples=LINES)
