"""Tiny taggers and tagged sentences that several tests use."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

import seqtasks as st
from tests.networks import widen

WORDS = ["a", "dog", "Dogs", "runs", "run", "New York", "42", "!"]
LABELS = ["DET", "NOUN", "NOUN", "VERB", "VERB", "PROPN", "NUM", "PUNCT"]
KINDS = ["", "pet", "pet", "", "", "place", "place", ""]
INTENTS = ["ask", "tell"]


def sentences(count: int, seed: int = 0) -> list[list[int]]:
    """Numbers of words, one to six a sentence."""
    random = np.random.default_rng(seed)
    return [random.integers(0, len(WORDS), random.integers(1, 7)).tolist() for _ in range(count)]


def tsv_corpus(folder: Path) -> Path:
    """Three splits of words with the labels above."""
    folder.mkdir()
    for seed, (split, count) in enumerate((("train", 60), ("validation", 12), ("test", 12))):
        blocks = (
            "".join(f"{WORDS[i]}\t{LABELS[i]}\n" for i in row) for row in sentences(count, seed)
        )
        (folder / f"{split}.tsv").write_text("\n".join(blocks))
    return folder


def request_corpus(folder: Path) -> Path:
    """Three splits of requests: neighbours of a kind are one slot, "!" decides the intent."""
    names = [word.replace(" ", "") for word in WORDS]
    for seed, (split, count) in enumerate((("train", 60), ("valid", 12), ("test", 12))):
        place = folder / split
        place.mkdir(parents=True)
        rows = sentences(count, seed)
        lines = {
            "seq.in": [" ".join(names[i] for i in row) for row in rows],
            "seq.out": [" ".join(slots(row)) for row in rows],
            "label": [INTENTS[WORDS.index("!") in row] for row in rows],
        }
        for name, content in lines.items():
            (place / name).write_text("\n".join(content) + "\n")
    return folder


def slots(row: list[int]) -> list[str]:
    """The slot labels of a sentence."""
    labels: list[str] = []
    for before, kind in zip(["", *(KINDS[i] for i in row)], (KINDS[i] for i in row), strict=False):
        begin = "B" if kind != before else "I"
        labels.append(f"{begin}-{kind}" if kind else "O")
    return labels


def tagger(
    text: st.TaggedText, *, crf: bool = False, constrained: bool = False, units: int = 4
) -> st.Tagger:
    """An untrained tagger with an opinion: large weights."""
    keras.utils.set_random_seed(1)
    sizes = {name: tokenizer.vocabulary_size for name, tokenizer in text.tokenizers.items()}
    characters = None
    if "characters" in sizes:
        characters = st.character_encoder("recurrent", sizes["characters"], 3, 4)
    embeddings = {
        name: st.TokenEmbedding(sizes[name], 3) for name in ("suffixes", "shapes") if name in sizes
    }
    words = st.WordRepresentation(
        st.TokenEmbedding(sizes["words"], 4), characters=characters, **embeddings
    )
    intents = {}
    if text.intents:
        intents = {
            "pooling": st.SequencePooling("max"),
            "intent_head": keras.layers.Dense(len(text.intents)),
        }
    network = st.TaggingNetwork(
        words,
        st.RecurrentEncoder("lstm", units, bidirectional=True),
        keras.layers.Dense(len(text.labels)),
        crf=st.LinearChainCRF(len(text.labels)) if crf else None,
        **intents,
    )
    return st.Tagger(
        widen(network),
        text.tokenizers,
        text.labels,
        intents=text.intents,
        constrained=constrained,
        examples=[" ".join(row) for row in text.validation.sentences.words],
    )
