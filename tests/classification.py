"""Tiny classifiers and reviews that several tests use."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

import seqtasks as st
from tests.networks import widen

THINGS = ["film", "meal", "room"]
OPINIONS = {"positive": ["good", "warm"], "negative": ["bad", "cold"]}


def review_corpus(folder: Path) -> Path:
    """Three splits of reviews in which one word decides."""
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(0)
    for split, count in (("train", 50), ("validation", 20), ("test", 20)):
        rows = ["label\ttext"]
        for _ in range(count):
            label = "positive" if random.random() < 0.4 else "negative"
            thing, word = random.choice(THINGS), random.choice(OPINIONS[label])
            rows.append(f"{label}\tThe {thing} was {'very ' * random.integers(3)}{word}.")
        (folder / f"{split}.tsv").write_text("\n".join(rows) + "\n")
    return folder


def classification_network(
    vocabulary_size: int, encoder: str = "lstm", pooling: str = "max", seed: int = 1
) -> st.ClassificationNetwork:
    """An untrained network with an opinion: large weights."""
    keras.utils.set_random_seed(seed)
    encoders = {
        "none": lambda: None,
        "convolution": lambda: st.ConvolutionEncoder(6, kernel_sizes=(2, 3)),
        "lstm": lambda: st.RecurrentEncoder("lstm", 3, bidirectional=True),
    }
    return widen(
        st.ClassificationNetwork(
            embedding=st.TokenEmbedding(vocabulary_size, 5),
            encoder=encoders[encoder](),
            pooling=st.SequencePooling(pooling),
            head=keras.layers.Dense(2),
            dropout=0.2,
        )
    )
