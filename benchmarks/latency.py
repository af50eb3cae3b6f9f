"""How long does one text take to be answered by an export? Beside the same model in PyTorch.

A tagger (word embedding and a bidirectional LSTM over characters, a bidirectional LSTM of 200 units
a direction over words, 2.4 million parameters; sentences as long as those of the English Web
Treebank) and a classifier (a bidirectional LSTM of 128 units a direction, its maximum over time,
2.2 million parameters; texts as long as film reviews, at most 400 words). The exports are the
SavedModels that `seqtasks export` writes, in a process that imports nothing but TensorFlow:
strings go in, words, labels and probabilities come out. PyTorch has the same weights, splits the
text at spaces, looks the words up in a dict and returns label ids, under `torch.inference_mode`.
One text is asked for at a time; the peers take turns, each in a process of its own, TensorFlow
with an operation on each core, PyTorch with a thread on each, and their labels are compared before
anything is timed. p50 and p99 are of all calls; loading is the time from the files to the first
answer, memory the most that the process ever held.

    python benchmarks/latency.py [--rounds 25]
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from peers import CORES, Peer, torch_lstm, write_record

KINDS = ("tagger", "classifier")
WORDS = {"tagger": 16_000, "classifier": 20_000}
WORD_DIM, CHARACTER_DIM, CHARACTER_UNITS = 100, 50, 50
UNITS = {"tagger": 200, "classifier": 128}
LABELS = {"tagger": 17, "classifier": 2}
TEXTS = {"tagger": 200, "classifier": 40}
LETTERS = "abcdefghijklmnopqrstuvwxyz'-0123456789"


def write_models(folder: str) -> dict[str, Callable[[], Any]]:
    """Writes, for each kind, the export, its texts, and its weights for PyTorch."""
    from seqtasks.export.exporting import export

    for kind in KINDS:
        place = Path(folder) / kind
        place.mkdir()
        random = np.random.default_rng(0)
        words = _words(random, WORDS[kind])
        texts = _texts(random, kind, words)
        task, weights = (_tagger if kind == "tagger" else _classifier)(words)
        task.examples = texts[:20]
        export(task, place / "export", results={})
        (place / "texts.json").write_text(json.dumps(texts))
        (place / "model.pickle").write_bytes(pickle.dumps({"words": words, **weights}))
    return {}


def _words(random: Any, count: int) -> list[str]:
    """Different words, the first ones short."""
    found: dict[str, None] = {}
    while len(found) < count:
        longest = 4 if len(found) < 200 else 24
        length = int(np.clip(random.lognormal(1.7, 0.45), 1, longest))
        found["".join(random.choice(list(LETTERS), length))] = None
    return list(found)


def _texts(random: Any, kind: str, words: Sequence[str]) -> list[str]:
    mean, deviation, longest = (2.5, 0.8, 80) if kind == "tagger" else (5.3, 0.6, 400)
    lengths = np.clip(random.lognormal(mean, deviation, TEXTS[kind]), 1, longest).astype(int)
    ids = [np.minimum(random.zipf(1.35, n) - 1, len(words) - 1) for n in lengths]
    return [" ".join(words[i] for i in row) for row in ids]


def _tagger(words: Sequence[str]) -> tuple[Any, dict[str, Any]]:
    import keras

    import seqtasks as st
    from seqtasks.tokenizers.base import SPECIAL_TOKENS
    from seqtasks.tokenizers.character import CharacterTokenizer
    from seqtasks.tokenizers.features import WholeTokenizer

    keras.utils.set_random_seed(1)
    tokenizers = {
        "words": WholeTokenizer([*SPECIAL_TOKENS, *words]),
        "characters": CharacterTokenizer([*SPECIAL_TOKENS, *LETTERS]),
    }
    sizes = {name: tokenizer.vocabulary_size for name, tokenizer in tokenizers.items()}
    network = st.TaggingNetwork(
        st.WordRepresentation(
            st.TokenEmbedding(sizes["words"], WORD_DIM),
            characters=st.CharacterEncoder(
                st.TokenEmbedding(sizes["characters"], CHARACTER_DIM),
                st.RecurrentEncoder("lstm", CHARACTER_UNITS, bidirectional=True),
                st.SequencePooling("both"),
            ),
        ),
        st.RecurrentEncoder("lstm", UNITS["tagger"], bidirectional=True),
        keras.layers.Dense(LABELS["tagger"]),
    )
    labels = [f"L{i}" for i in range(LABELS["tagger"])]
    representation = network.representation
    weights = {
        "embeddings": representation.words.get_weights()[0],
        "character_embeddings": representation.characters.embedding.get_weights()[0],
        "character_layers": _directions(representation.characters.encoder),
        "layers": _directions(network.encoder),
        "head": network.head.get_weights(),
    }
    return st.Tagger(network, tokenizers, labels), weights


def _classifier(words: Sequence[str]) -> tuple[Any, dict[str, Any]]:
    import keras

    import seqtasks as st
    from seqtasks.tokenizers.base import SPECIAL_TOKENS
    from seqtasks.tokenizers.word import WordTokenizer

    keras.utils.set_random_seed(1)
    tokenizer = WordTokenizer([*SPECIAL_TOKENS, *words], rule="spaces")
    network = st.ClassificationNetwork(
        embedding=st.TokenEmbedding(tokenizer.vocabulary_size, WORD_DIM),
        encoder=st.RecurrentEncoder("lstm", UNITS["classifier"], bidirectional=True),
        pooling=st.SequencePooling("max"),
        head=keras.layers.Dense(LABELS["classifier"]),
    )
    weights = {
        "embeddings": network.embedding.get_weights()[0],
        "layers": _directions(network.encoder),
        "head": network.head.get_weights(),
    }
    return st.Classifier(network, tokenizer, ["L0", "L1"]), weights


def _directions(encoder: Any) -> list[list[np.ndarray]]:
    """Kernel, recurrent kernel and bias of both directions."""
    weights = encoder.get_weights()
    return [weights[:3], weights[3:]]


def export_server(folder: str, kind: str) -> dict[str, Callable[[], Any]]:
    """The export, in plain TensorFlow, each operation on one thread (docs/serving.md)."""
    os.environ["TF_NUM_INTRAOP_THREADS"] = "1"
    import tensorflow as tf

    start = time.perf_counter()
    serve = tf.saved_model.load(str(Path(folder) / kind / "export")).signatures["serving_default"]
    name = "labels" if kind == "tagger" else "label"

    def answer(text: str) -> list[int]:
        names = serve(text=tf.constant([text]))[name].numpy().reshape(-1)
        return [int(label[1:]) for label in names]

    return _functions(Path(folder) / kind, answer, start)


def torch_server(folder: str, kind: str) -> dict[str, Callable[[], Any]]:
    """The same model, its text split and looked up in Python."""
    import torch
    from torch import nn

    torch.set_num_threads(CORES)
    start = time.perf_counter()
    model = pickle.loads((Path(folder) / kind / "model.pickle").read_bytes())
    words = {word: i for i, word in enumerate(model["words"], start=4)}
    letters = {letter: i for i, letter in enumerate(LETTERS, start=4)}
    with torch.no_grad():
        embedding = nn.Embedding.from_pretrained(torch.from_numpy(model["embeddings"]))
        head = nn.Linear(2 * UNITS[kind], LABELS[kind])
        head.weight.copy_(torch.from_numpy(model["head"][0].T.copy()))
        head.bias.copy_(torch.from_numpy(model["head"][1]))
    dim = WORD_DIM + (2 * CHARACTER_UNITS if kind == "tagger" else 0)
    reader = torch_lstm(dim, UNITS[kind], model["layers"], packed=False)
    if kind == "tagger":
        character_embeddings = torch.from_numpy(model["character_embeddings"])
        letters_embedding = nn.Embedding.from_pretrained(character_embeddings)
        speller = torch_lstm(CHARACTER_DIM, CHARACTER_UNITS, model["character_layers"], False)

    def tag(text: str) -> list[int]:
        tokens = text.split(" ")
        spellings = [torch.tensor([letters.get(c, 1) for c in word]) for word in tokens]
        rows = nn.utils.rnn.pad_sequence(spellings, batch_first=True)
        ids = torch.tensor([[words.get(word, 1) for word in tokens]])
        _, spelt = speller(letters_embedding(rows), (rows != 0).sum(1))
        x = torch.cat([embedding(ids), spelt[None]], dim=-1)
        return head(reader(x, torch.tensor([len(tokens)]))[0]).argmax(-1)[0].tolist()

    def classify(text: str) -> list[int]:
        ids = torch.tensor([[*(words.get(word, 1) for word in text.split(" ")), 3]])
        memory, _ = reader(embedding(ids), torch.tensor([ids.shape[1]]))
        return head(memory.amax(1)).argmax(-1).tolist()

    def answer(text: str) -> list[int]:
        with torch.inference_mode():
            return (tag if kind == "tagger" else classify)(text)

    return _functions(Path(folder) / kind, answer, start)


def _functions(
    folder: Path, answer: Callable[[str], list[int]], start: float
) -> dict[str, Callable[[], Any]]:
    """What is compared, and what is timed."""
    texts = json.loads((folder / "texts.json").read_text())
    answer(texts[0])
    loading = time.perf_counter() - start

    def latencies() -> np.ndarray:
        seconds = []
        for text in texts:
            before = time.perf_counter()
            answer(text)
            seconds.append(time.perf_counter() - before)
        return np.array(seconds)

    def memory() -> np.ndarray:
        return np.array([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024])

    return {
        "answers": lambda: [np.array(answer(text)) for text in texts],
        "latencies": latencies,
        "loading": lambda: np.array([loading]),
        "memory": memory,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=25)
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        writer = Peer("models", write_models)
        writer.prepare(folder)
        writer.stop()
        for kind in KINDS:
            peers = [Peer("export", export_server), Peer("PyTorch", torch_server)]
            for peer in peers:
                peer.prepare(folder, kind)
            rows.append({"model": kind} | _compared(peers, arguments.rounds))
            for peer in peers:
                peer.stop()
            print(_shown(rows[-1]), flush=True)
    write_record("latency", vars(arguments), rows=rows, cores=CORES)


def _compared(peers: Sequence[Peer], rounds: int) -> dict[str, Any]:
    """The figures of both peers, whose answers must be equal but for ties."""
    ours, theirs = (peer.outputs("answers") for peer in peers)
    equal = np.mean(np.concatenate([a == b for a, b in zip(ours, theirs, strict=True)]))
    if equal < 0.999:
        raise SystemExit(f"The labels differ: {equal:.4f} of them are equal.")
    found: dict[str, list[np.ndarray]] = {peer.name: [] for peer in peers}
    for peer in peers:
        peer.outputs("latencies")
    for _ in range(rounds):
        for peer in peers:
            found[peer.name].append(peer.outputs("latencies"))
    result: dict[str, Any] = {}
    for peer in peers:
        milliseconds = 1000 * np.concatenate(found[peer.name])
        result[peer.name] = {
            "p50_ms": float(np.quantile(milliseconds, 0.5)),
            "p99_ms": float(np.quantile(milliseconds, 0.99)),
            "loading_s": float(peer.outputs("loading")[0]),
            "memory_mb": float(peer.outputs("memory")[0]),
        }
    return result


def _shown(row: dict[str, Any]) -> str:
    ours, theirs = row["export"], row["PyTorch"]
    figures = "   ".join(
        f"{name} {ours[name]:8.2f} {theirs[name]:8.2f} ({ours[name] / theirs[name]:.2f} ×)"
        for name in ours
    )
    return f"{row['model']:11} export, PyTorch: {figures}"


if __name__ == "__main__":
    main()
