"""`.h5` files of `tf-keras`, which is Keras 2, beside our import of them."""

from __future__ import annotations

import functools
import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.peers import Peer
from seqtasks.startup import quieten_tensorflow
from tests.oracles.comparing import Answer

TOLERANCE = 1e-4
Layers = list[tuple[str, dict[str, Any]]]  # the class and the arguments of each


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """The outputs of a stack of layers of any sizes, for rows of any lengths."""
    logging.getLogger("tensorflow").setLevel("ERROR")  # "compiled metrics have yet to be built"
    from seqtasks.storage.keras_files import load_keras_model

    vocabulary_size, time = int(random.integers(3, 20)), int(random.integers(2, 9))
    layers = _stack(random, vocabulary_size)
    ids = random.integers(1, vocabulary_size, (4, time))
    ids *= np.arange(time) < random.integers(1, time + 1, (4, 1))
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.h5")
        _peer().prepare(layers, ids, str(path), int(random.integers(2**31)))
        theirs = _peer().outputs("outputs")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Keras advises whoever builds a stack himself
            model = load_keras_model(path)
            ours = np.array(model(ids))
    described = ", ".join(f"{name}({arguments})" for name, arguments in layers)
    yield Answer(f"outputs of {described}", ours, theirs, TOLERANCE)


def _stack(random: np.random.Generator, vocabulary_size: int) -> Layers:
    """An embedding, layers over steps, one vector for each row, and classes."""

    def size() -> int:
        return int(random.integers(1, 8))

    masked = bool(random.integers(2))
    stack: Layers = [
        ("Embedding", {"input_dim": vocabulary_size, "output_dim": size(), "mask_zero": masked})
    ]
    recurrent = [_recurrent(random, size()) for _ in range(random.integers(0, 3))]
    for layer in recurrent:
        layer[1]["return_sequences"] = True
        stack.append(layer)
        if random.random() < 0.3:
            stack.append(_between(random, size(), masked))
    if recurrent and random.integers(2):
        recurrent[-1][1]["return_sequences"] = False
        del stack[stack.index(recurrent[-1]) + 1 :]
    elif masked or random.integers(2):
        stack.append(("GlobalAveragePooling1D", {}))
    else:
        stack.append(("GlobalMaxPooling1D", {}))
    if random.integers(2):
        stack.append(
            ("Dense", {"units": size(), "activation": str(random.choice(["relu", "elu"]))})
        )
    last = str(random.choice(["softmax", "sigmoid", "linear"]))
    return [*stack, ("Dense", {"units": size(), "activation": last})]


def _recurrent(random: np.random.Generator, units: int) -> tuple[str, dict[str, Any]]:
    name = str(random.choice(["SimpleRNN", "GRU", "LSTM"]))
    arguments: dict[str, Any] = {"units": units, "go_backwards": bool(random.random() < 0.2)}
    if name != "SimpleRNN":
        gates = str(random.choice(["sigmoid", "hard_sigmoid"]))
        arguments["recurrent_activation"] = gates
    if name == "GRU":
        arguments["reset_after"] = bool(random.integers(2))
    if random.random() < 0.3:
        arguments["go_backwards"] = False
        merge = str(random.choice(["concat", "sum", "ave", "mul"]))
        arguments["bidirectional"] = merge
    return name, arguments


def _between(random: np.random.Generator, units: int, masked: bool) -> tuple[str, dict[str, Any]]:
    """A layer over steps; those that read several steps only where no mask is lost with them."""
    choices = [
        ("Dropout", {"rate": 0.5}),
        ("SpatialDropout1D", {"rate": 0.5}),
        ("BatchNormalization", {}),
        ("LayerNormalization", {}),
        ("Dense", {"units": units, "activation": "tanh"}),
    ]
    if not masked:
        choices.append(("Conv1D", {"filters": units, "kernel_size": 2, "padding": "same"}))
    return choices[random.integers(len(choices))]


@functools.cache
def _peer() -> Peer:
    return Peer("tf-keras", write_file)


def write_file(
    layers: Layers, ids: np.ndarray, path: str, seed: int
) -> dict[str, Callable[[], Any]]:
    """Builds the stack in Keras 2 with random weights, and saves it; called in its own process."""
    warnings.simplefilter("ignore")  # the form of the file is an old one, as it is meant to be
    quieten_tensorflow()
    logging.getLogger("tensorflow").setLevel("ERROR")
    import tf_keras

    made = []
    for name, given in layers:
        arguments = dict(given)
        merge = arguments.pop("bidirectional", None)
        layer = getattr(tf_keras.layers, name)(**arguments)
        made.append(tf_keras.layers.Bidirectional(layer, merge_mode=merge) if merge else layer)
    model = tf_keras.Sequential(made)
    outputs = model(ids)
    random = np.random.default_rng(seed)
    # Variances and other weights of one kind must be above zero.
    model.set_weights([np.abs(random.normal(size=w.shape)) if "variance" in w.name
                       else random.normal(size=w.shape) for w in model.weights])  # fmt: skip
    model.build(outputs.shape)
    model.save(path)
    return {"outputs": lambda: model(ids).numpy()}
