"""How fast is one training step of a recurrent language model? Beside PyTorch and Keras' `fit`.

Embedding, two LSTM layers, softmax over 10,000 words, clipping by global norm, SGD; the sizes are
batch × time × units of the classic Penn Treebank models and a wider one. All peers start from the
same weights, copied, and their losses over the first steps are compared before anything is timed.
Each runs in a process of its own with the same number of threads; they take turns, and medians are
shown. Ours is the step of the project's own training loop. Beside it stands the whole recipe,
recipes/language_model.py, at the same sizes: its dropouts, its carried state, its batches from a
text, in tokens a second of `st.fit` as a share of the bare step's.

    python benchmarks/language_model_step.py [--rounds 5] [--calls 3]
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import runpy
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import numpy as np
from peers import CORES, Peer, geometric_mean, measure, torch_weights, write_record

SHAPES = [(20, 35, 200), (20, 35, 650), (64, 35, 512)]
VOCABULARY, LAYERS, LEARNING_RATE, CLIP, STEPS = 10_000, 2, 0.5, 5.0, 4


class Case:
    """Weights and batches of one measurement; made alike in every process."""

    def __init__(self, batch: int, time: int, units: int) -> None:
        random = np.random.default_rng(0)
        scale = units**-0.5

        def uniform(*shape: int) -> np.ndarray:
            return random.uniform(-scale, scale, shape).astype("float32")

        self.units = units
        self.embeddings = uniform(VOCABULARY, units)
        self.layers = [
            [uniform(units, 4 * units), uniform(units, 4 * units), uniform(4 * units)]
            for _ in range(LAYERS)
        ]
        self.head = [uniform(units, VOCABULARY), np.zeros(VOCABULARY, "float32")]
        # Words as in a text: a few of them often.
        ids = np.minimum(random.zipf(1.3, (STEPS, batch, time + 1)), VOCABULARY - 1)
        self.inputs, self.labels = ids[:, :, :-1].astype("int32"), ids[:, :, 1:].astype("int32")


def as_functions(step: Callable[[int], float]) -> dict[str, Callable[[], Any]]:
    """A few steps as one function, and their losses."""
    return {
        "losses": lambda: np.array([step(i) for i in range(STEPS)]),
        "steps": lambda: [step(i) for i in range(STEPS)],
    }


def seqtasks_steps(*shape: int) -> dict[str, Callable[[], Any]]:
    import keras
    import tensorflow as tf

    import seqtasks as st
    from seqtasks.training.step import TrainStep

    case = Case(*shape)

    class LanguageModel(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = st.TokenEmbedding(VOCABULARY, case.units)
            self.encoder = st.RecurrentEncoder("lstm", case.units, num_layers=LAYERS)
            self.head = keras.layers.Dense(VOCABULARY)

        def features(self, inputs: Any, training: bool = False) -> Any:
            return self.encoder(self.embedding(inputs), training=training)

    network = LanguageModel()
    network.embedding.build()
    network.encoder.build((None, None, case.units))
    network.head.build((None, case.units))
    network.built = True
    weights = [case.embeddings, *(w for layer in case.layers for w in layer), *case.head]
    for variable, weight in zip(network.trainable_variables, weights, strict=True):
        variable.assign(weight)
    optimizer = keras.optimizers.SGD(LEARNING_RATE, global_clipnorm=CLIP)
    optimizer.build(network.trainable_variables)
    ids = tf.TensorSpec(shape[:2], tf.int32)
    spec = (ids, ids, tf.TensorSpec(shape[:2], tf.bool))
    train_step = TrainStep(network, optimizer, spec=spec)
    mask = tf.ones(shape[:2], tf.bool)
    batches = [
        tuple(map(tf.constant, batch)) for batch in zip(case.inputs, case.labels, strict=True)
    ]

    def step(i: int) -> float:
        result = train_step(*batches[i], mask)
        return float(result.nats) / float(result.tokens)

    return {**as_functions(step), "recipe": lambda: recipe_rate(*shape)}


def recipe_rate(batch: int, time: int, units: int, steps: int = 24) -> np.ndarray:
    """Tokens a second of the recipe's training, median over two epochs after a first one."""
    import keras

    import seqtasks as st
    from seqtasks.datasets.streams import Streams

    recipe = runpy.run_path(str(Path(__file__).parents[1] / "recipes" / "language_model.py"))
    config = dataclasses.replace(
        recipe["PTB"], batch_size=batch, segment_length=time, units=units, embedding_dim=units,
        num_layers=LAYERS, tied=False, epochs=3, min_steps=0, optimizer="sgd",
        learning_rate=LEARNING_RATE, clip_at=CLIP,
    )  # fmt: skip
    random = np.random.default_rng(0)
    ids = np.minimum(random.zipf(1.3, batch * (steps * time + 1)), VOCABULARY - 1).astype("int32")
    sizes = {"batch_size": batch, "segment_length": time}
    text = SimpleNamespace(
        tokenizer=SimpleNamespace(vocabulary_size=VOCABULARY),
        train=SimpleNamespace(batches=Streams(ids, **sizes)),
        validation=SimpleNamespace(batches=Streams(ids[: 2 * batch * time], **sizes)),
    )
    keras.utils.set_random_seed(0)
    with TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        with contextlib.redirect_stdout(nowhere):
            recipe["train"](
                config, recipe["model"](config, text), text, st.Run(directory=Path(folder))
            )
        log = np.genfromtxt(Path(folder) / "log.csv", delimiter=",", names=True)
    return np.array(np.median(log["tokens_per_second"][1:]))


def keras_fit(*shape: int) -> dict[str, Callable[[], Any]]:
    import keras
    import tensorflow as tf

    case = Case(*shape)
    network = keras.Sequential(
        [
            keras.Input(batch_shape=shape[:2], dtype="int32"),
            keras.layers.Embedding(VOCABULARY, case.units),
            *(keras.layers.LSTM(case.units, return_sequences=True) for _ in range(LAYERS)),
            keras.layers.Dense(VOCABULARY),
        ]
    )
    weights = [case.embeddings, *(w for layer in case.layers for w in layer), *case.head]
    for variable, weight in zip(network.trainable_variables, weights, strict=True):
        variable.assign(weight)
    network.compile(
        keras.optimizers.SGD(LEARNING_RATE, global_clipnorm=CLIP),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    batches = tf.data.Dataset.from_tensor_slices((case.inputs, case.labels)).cache().repeat()
    losses: list[float] = []

    class Losses(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            losses.append(logs["loss"] * (batch + 1) - sum(losses[len(losses) - batch :]))

    def first_losses() -> np.ndarray:
        network.fit(batches, steps_per_epoch=STEPS, verbose=0, callbacks=[Losses()])
        return np.array(losses[-STEPS:])

    return {
        "losses": first_losses,
        "steps": lambda: network.fit(batches, steps_per_epoch=STEPS, verbose=0),
    }


def torch_steps(*shape: int) -> dict[str, Callable[[], Any]]:
    import torch

    torch.set_num_threads(CORES)
    case = Case(*shape)
    embedding = torch.nn.Embedding(VOCABULARY, case.units)
    recurrent = torch.nn.LSTM(case.units, case.units, num_layers=LAYERS, batch_first=True)
    head = torch.nn.Linear(case.units, VOCABULARY)
    network = torch.nn.ModuleList([embedding, recurrent, head])
    weights = [case.embeddings]
    weights += [w for layer in case.layers for w in torch_weights("lstm", *layer)]
    weights += [case.head[0].T.copy(), case.head[1]]
    parameters = list(network.parameters())
    with torch.no_grad():
        for parameter, weight in zip(parameters, weights, strict=True):
            parameter.copy_(torch.from_numpy(weight))
    # Keras has one bias where PyTorch adds two: train one of them only.
    trained = [p for name, p in network.named_parameters() if "bias_hh" not in name]
    optimizer = torch.optim.SGD(trained, lr=LEARNING_RATE)
    inputs, labels = (torch.from_numpy(ids.astype("int64")) for ids in (case.inputs, case.labels))

    def step(i: int) -> float:
        optimizer.zero_grad()
        logits = head(recurrent(embedding(inputs[i]))[0])
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[i].flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        return float(loss.detach())

    return as_functions(step)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=3, help=f"of {STEPS} steps each in one round")
    arguments = parser.parse_args()
    peers = [Peer("PyTorch", torch_steps), Peer("Keras fit", keras_fit)]
    peers.append(Peer("seqtasks", seqtasks_steps))
    rows = []
    for shape in SHAPES:
        for peer in peers:
            peer.prepare(*shape)
        losses = {peer.name: peer.outputs("losses") for peer in peers}
        for name, found in losses.items():
            if np.abs(found - losses["PyTorch"]).max() > 1e-3:
                raise SystemExit(f"{name}: the losses differ: {losses}")
        seconds = measure(peers, "steps", rounds=arguments.rounds, calls=arguments.calls)
        milliseconds = {name: 1e3 * value / STEPS for name, value in seconds.items()}
        bare = shape[0] * shape[1] / (seconds["seqtasks"] / STEPS)
        share = float(peers[-1].outputs("recipe")) / bare
        rows.append({"shape": "{}×{}×{}".format(*shape)} | milliseconds | {"recipe": share})
        figures = "".join(f"{name} {value:8.1f} ms   " for name, value in milliseconds.items())
        print(f"{rows[-1]['shape']:12}{figures}the recipe {share:.2f} of our step's tokens/s")
    means = {
        peer: geometric_mean([row[peer] / row["seqtasks"] for row in rows])
        for peer in ("PyTorch", "Keras fit")
    }
    print("  ".join(f"{value:.2f} × {peer}" for peer, value in means.items()))
    write_record("language_model_step", vars(arguments), rows=rows, geometric_means=means)


if __name__ == "__main__":
    main()
