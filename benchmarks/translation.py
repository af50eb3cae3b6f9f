"""How fast does a translator with attention train and write? Beside JoeyNMT.

Both have a bidirectional GRU of 256 units a direction, a GRU decoder with attention, embeddings of
256, and the words of the same corpus (minimum frequency 2, lower-cased); JoeyNMT's decoder feeds
its attention back to the input, ours does it in a row of its own. JoeyNMT is run as its users run
it, by its own commands in an environment of its own, and tells its rates in its log: training in
target tokens a second, decoding by the seconds of 1,000 sentences, with the model loaded. Ours are
the step of the project's own training loop, batches included, and a graph of search, in batches as
`seqtasks predict` makes and answers them. All hypotheses have the same number of tokens, so that
decoding does not depend on what was learnt. The peers take turns; of several rounds medians are
shown.

    python -m venv joeynmt
    joeynmt/bin/pip install torch==2.13.0 joeynmt==2.3.0 importlib_metadata
    python benchmarks/translation.py --corpus DIR/multi30k --joeynmt joeynmt/bin/python
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from peers import CORES, Peer, write_record

EMBEDDING_DIM, ENCODER_UNITS, BATCH_SIZE = 256, 256, 64
SENTENCES, LENGTH = 1000, 20  # decoded, and their tokens
DROPOUT, LEARNING_RATE, CLIP = 0.2, 1e-3, 1.0


def our_translator(
    corpus: str, decoder_units: int, input_feeding: bool, steps: int, answering: bool
) -> dict[str, Callable[[], Any]]:
    import itertools
    import time

    import seqtasks as st

    if answering:
        st.one_thread_per_operation()  # as `seqtasks predict`
    import keras
    import tensorflow as tf

    from seqtasks.decoding.beam import beam_search
    from seqtasks.decoding.greedy import greedy_search
    from seqtasks.tasks.batching import answer_in_batches
    from seqtasks.tokenizers.base import EOS_ID, PAD_ID
    from seqtasks.training.step import TrainStep

    text = st.ParallelText(corpus, **words_of_corpus(), batch_size=BATCH_SIZE)
    sizes = [t.vocabulary_size for t in (text.source_tokenizer, text.target_tokenizer)]
    network = st.EncoderDecoder(
        source_embedding=st.TokenEmbedding(sizes[0], EMBEDDING_DIM, dropout=DROPOUT),
        encoder=st.RecurrentEncoder("gru", ENCODER_UNITS, bidirectional=True, return_state=True),
        target_embedding=st.TokenEmbedding(sizes[1], EMBEDDING_DIM, dropout=DROPOUT),
        decoder=st.RecurrentDecoder(
            "gru",
            decoder_units,
            feature_dim=decoder_units,
            context="attention",
            input_feeding=input_feeding,
            dropout=DROPOUT,
        ),
        head=keras.layers.Dense(sizes[1]),
        reverse_source=False,
    )
    optimizer = keras.optimizers.Adam(LEARNING_RATE, global_clipnorm=CLIP)
    optimizer.build(network.trainable_variables)
    step = TrainStep(network, optimizer)
    epochs = itertools.count()

    def train() -> Any:
        batches = text.train.batches
        plan = batches.plan(next(epochs))[: steps + 1]
        rows = iter(batches.dataset(plan))
        step(*next(rows))
        start, tokens = time.perf_counter(), 0
        for row in rows:
            tokens += int(step(*row).tokens)
        return np.array([tokens / (time.perf_counter() - start)])

    sources = text.source_tokenizer.encode(list(text.test.source[:SENTENCES])).to_list()
    sources = [[*row, EOS_ID] for row in sources]

    def search_of(beam_size: int) -> Callable[[], Any]:
        @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)])
        def search(source: Any) -> Any:
            state = network.start(*network.encode(source))
            if beam_size == 1:
                return greedy_search(network, state, max_length=LENGTH).token_ids
            return beam_search(
                network, state, beam_size=beam_size, max_length=LENGTH, alpha=1.0
            ).token_ids

        def answer(rows: Any) -> dict[str, Any]:
            longest = max(map(len, rows))
            padded = np.array([[*row, *[PAD_ID] * (longest - len(row))] for row in rows], "int32")
            return {"target": search(padded)}

        def decode() -> Any:
            never = np.array(network.head.bias)
            network.head.bias.assign(np.where(np.arange(sizes[1]) == EOS_ID, -1e9, never))
            answer_in_batches(sources[:BATCH_SIZE], answer)
            start = time.perf_counter()
            answer_in_batches(sources, answer)
            seconds = time.perf_counter() - start
            network.head.bias.assign(never)
            return np.array([len(sources) / seconds])

        return decode

    return {
        "parameters": lambda: np.array([network.count_params()]),
        "training": train,
        "greedy": search_of(1),
        "beam 5": search_of(5),
    }


def words_of_corpus() -> dict[str, Any]:
    """How the corpus is read, in all peers."""
    return {
        "source": "de",
        "target": "en",
        "tokenizer": "word",
        "minimum_frequency": 2,
        "vocabulary_size": 8000,
        "lowercase": True,
        "normalization": "nfkc",
    }


def write_words(corpus: str, folder: str) -> dict[str, Callable[[], Any]]:
    """Writes the words of the corpus for JoeyNMT, which splits lines at spaces."""
    import seqtasks as st

    text = st.ParallelText(corpus, **words_of_corpus(), batch_size=BATCH_SIZE)
    splits = {"train": text.train, "dev": text.validation, "test": text.test}
    for name, pairs in splits.items():
        kept = {"train": None, "dev": BATCH_SIZE, "test": SENTENCES}[name]
        sides = (
            ("de", pairs.source, text.source_tokenizer),
            ("en", pairs.target, text.target_tokenizer),
        )
        for language, lines, tokenizer in sides:
            rows = tokenizer.tokens(list(lines[:kept])).to_list()
            content = "".join(f"{b' '.join(row).decode()}\n" for row in rows)
            (Path(folder) / f"{name}.{language}").write_text(content)
    for language, tokenizer in (("de", text.source_tokenizer), ("en", text.target_tokenizer)):
        words = [*("<unk>", "<pad>", "<s>", "</s>"), *tokenizer.vocabulary[4:]]
        (Path(folder) / f"vocabulary.{language}").write_text("\n".join(words) + "\n")
    return {}


class JoeyNMT:
    """JoeyNMT by its commands; rates are read from what it logs."""

    name = "JoeyNMT"

    def __init__(self, python: str, folder: Path, decoder_units: int, steps: int) -> None:
        self.python, self.folder = python, folder
        self.config = self._config(decoder_units, steps)

    def training(self) -> float:
        """Target tokens a second, the median over its records but the first."""
        rates = re.findall(r"Tokens per Sec: +(\d+)", self._run("train"))
        return float(np.median([float(rate) for rate in rates[1:]]))

    def decoding(self, beam_size: int) -> float:
        """Sentences a second of the test set; it decodes the dev set first."""
        seconds = re.findall(r"Generation took ([\d.]+)", self._run("test", beam_size))
        return SENTENCES / float(seconds[-1])

    def _run(self, command: str, beam_size: int = 1) -> str:
        config = {**self.config, "testing": {**self.config["testing"], "beam_size": beam_size}}
        path = self.folder / "config.yaml"
        path.write_text(json.dumps(config))  # JSON is YAML
        arguments = [self.python, "-m", "joeynmt", command, str(path), "--skip-test"]
        arguments = arguments if command == "train" else arguments[:-1]
        done = subprocess.run(arguments, capture_output=True, text=True, cwd=self.folder)
        if done.returncode:
            raise SystemExit(f"JoeyNMT: {done.stderr[-2000:]}")
        return done.stdout + done.stderr

    def _config(self, decoder_units: int, steps: int) -> dict[str, Any]:
        def side(language: str) -> dict[str, Any]:
            vocabulary = str(self.folder / f"vocabulary.{language}")
            return {"lang": language, "level": "word", "voc_file": vocabulary, "max_length": 100}

        embeddings = {"embedding_dim": EMBEDDING_DIM, "dropout": DROPOUT}
        common = {"type": "recurrent", "rnn_type": "gru", "dropout": DROPOUT, "num_layers": 1}
        return {
            "name": "attention",
            "joeynmt_version": "2.3.0",
            "model_dir": str(self.folder / "model"),
            "use_cuda": False,
            "random_seed": 1,
            "data": {
                **{name: str(self.folder / name) for name in ("train", "dev", "test")},
                "dataset_type": "plain",
                "src": side("de"),
                "trg": side("en"),
            },
            "training": {
                "optimizer": "adam",
                "learning_rate": LEARNING_RATE,
                "clip_grad_norm": CLIP,
                "batch_size": BATCH_SIZE,
                "batch_type": "sentence",
                "scheduling": "exponential",
                "updates": 4 * steps,
                "epochs": 1,
                "logging_freq": steps,
                "validation_freq": 4 * steps,
                "overwrite": True,
            },
            "testing": {
                "batch_size": BATCH_SIZE,
                "batch_type": "sentence",
                "min_output_length": LENGTH,
                "max_output_length": LENGTH,
                "beam_alpha": 1.0,
                "eval_metrics": [],
            },
            "model": {
                "initializer": "xavier_uniform",
                "encoder": {
                    **common,
                    "embeddings": embeddings,
                    "hidden_size": ENCODER_UNITS,
                    "bidirectional": True,
                },
                "decoder": {
                    **common,
                    "embeddings": embeddings,
                    "hidden_size": decoder_units,
                    "attention": "luong",
                    "input_feeding": True,
                    "init_hidden": "bridge",
                    "hidden_dropout": DROPOUT,
                },
            },
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True, help="Multi30k, German and English.")
    parser.add_argument("--joeynmt", required=True, help="The Python of its environment.")
    parser.add_argument("--decoder-units", type=int, nargs="+", default=[256, 512])
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        corpus = str(arguments.corpus.resolve())
        writer = Peer("words", write_words)
        writer.prepare(corpus, place)
        writer.stop()
        for units in arguments.decoder_units:
            rows += _rows(arguments, corpus, folder, units)
    settings = {**vars(arguments), "corpus": arguments.corpus.name, "joeynmt": "2.3.0"}
    write_record("translation", settings, rows=rows, cores=CORES)


def _rows(arguments: Any, corpus: str, folder: Path, units: int) -> list[dict[str, Any]]:
    """The rates for one size of the decoder, shown and returned."""
    joey = JoeyNMT(arguments.joeynmt, folder, units, arguments.steps)
    ours = {
        (feeding, answering): Peer(f"seqtasks, input feeding {feeding}", our_translator)
        for feeding in (False, True)
        for answering in (False, True)
    }
    for (feeding, answering), peer in ours.items():
        peer.prepare(corpus, units, feeding, arguments.steps, answering)
    training, decoding = (
        [ours[f, answering] for f in (False, True)] for answering in (False, True)
    )
    found: dict[str, dict[str, list[float]]] = {}

    def note(what: str, who: str, rate: float) -> None:
        found.setdefault(what, {}).setdefault(who, []).append(rate)

    for _ in range(arguments.rounds):
        note("training", joey.name, joey.training())
        for peer in training:
            note("training", peer.name, float(peer.outputs("training")[0]))
    for _ in range(arguments.rounds):
        for what, beam_size in (("greedy", 1), ("beam 5", 5)):
            note(what, joey.name, joey.decoding(beam_size))
            for peer in decoding:
                note(what, peer.name, float(peer.outputs(what)[0]))
    parameters = {peer.name: int(peer.outputs("parameters")[0]) for peer in training}
    for peer in ours.values():
        peer.stop()
    rows = []
    for what, by_name in found.items():
        rates = {name: float(np.median(values)) for name, values in by_name.items()}
        ratios = {name: rate / rates[joey.name] for name, rate in rates.items()}
        rows.append({"decoder_units": units, "what": what} | rates | {"ratios": ratios})
        unit = "target tokens/s" if what == "training" else "sentences/s"
        shown = "   ".join(
            f"{name} {rate:8,.0f} ({ratios[name]:.2f})" for name, rate in rates.items()
        )
        print(f"decoder {units}, {what:9} {shown}   {unit}", flush=True)
    print(f"decoder {units}, parameters {parameters}", flush=True)
    return [{**row, "parameters": parameters} for row in rows]


if __name__ == "__main__":
    main()
