"""How fast is one recurrent layer on a CPU? Beside stock Keras and PyTorch.

The five shapes are batch × time × input width → units; LSTM and GRU; forward alone, and forward
with backward to inputs and weights; all rows full, and rows of uneven lengths with a mask (PyTorch
packs them). All peers have the same weights, copied, and their outputs and gradients are compared
before anything is timed. Each runs in a process of its own with the same number of threads; they
take turns, and medians are shown. "seqtasks loop" is our layer where batch and time are not known
when the graph is traced, so that nothing is compiled.

    python benchmarks/recurrent.py [--rounds 5] [--seconds 0.5] [--shapes 0,1,2,3,4]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np
from peers import CORES, Peer, check_same, geometric_mean, measure, torch_weights, write_record

SHAPES = [
    (32, 20, 100, 128),
    (32, 40, 300, 256),
    (64, 35, 512, 512),
    (20, 35, 650, 650),
    (1, 20, 300, 256),
]


class Case:
    """Inputs and weights of one measurement; made alike in every process."""

    def __init__(self, shape: tuple[int, int, int, int], cell: str, masked: bool) -> None:
        self.batch, self.time, self.input_dim, self.units = shape
        self.cell, self.masked = cell, masked
        random = np.random.default_rng(0)
        gates = {"lstm": 4, "gru": 3}[cell] * self.units
        scale = self.units**-0.5

        def uniform(*shape: int) -> np.ndarray:
            return random.uniform(-scale, scale, shape).astype("float32")

        self.weights = [
            uniform(self.input_dim, gates),
            uniform(self.units, gates),
            uniform(2, gates) if cell == "gru" else uniform(gates),
        ]
        size = (self.batch, self.time, self.input_dim)
        self.inputs = random.normal(size=size).astype("float32")
        self.lengths = np.full(self.batch, self.time)
        if masked:
            self.lengths = random.integers(self.time // 3, self.time + 1, self.batch)
            self.lengths[0] = self.time
        self.mask = np.arange(self.time) < self.lengths[:, None]


def tensorflow_functions(
    case: Case, layer: Callable[[Any, Any], Any], weights: list[Any], *, known: bool, **options: Any
) -> dict[str, Callable[[], Any]]:
    """Forward, and forward with backward, as graphs for known or unknown batch and time."""
    import tensorflow as tf

    size = (case.batch, case.time) if known else (None, None)
    signature = [tf.TensorSpec((*size, case.input_dim)), tf.TensorSpec(size, tf.bool)]

    def forward(inputs, mask, training=False):  # type: ignore[no-untyped-def]
        memory = layer(inputs, mask if case.masked else None, training)
        return memory * tf.cast(mask, memory.dtype)[:, :, None] if case.masked else memory

    def backward(inputs, mask):  # type: ignore[no-untyped-def]
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            memory = forward(inputs, mask, training=True)
            loss = tf.reduce_sum(memory * memory)
        return tape.gradient(loss, [inputs, *weights])

    graphs = [
        tf.function(function, input_signature=signature, autograph=False, **options)
        for function in (forward, backward)
    ]
    inputs, mask = tf.constant(case.inputs), tf.constant(case.mask)
    return {
        "forward": lambda: [graphs[0](inputs, mask).numpy()],
        "backward": lambda: [gradient.numpy() for gradient in graphs[1](inputs, mask)],
    }


def seqtasks_layer(*arguments: Any, known: bool = True) -> dict[str, Callable[[], Any]]:
    import seqtasks as st

    case = Case(*arguments)
    layer = st.RecurrentEncoder(case.cell, case.units)
    layer.build((None, None, case.input_dim))
    layer.set_weights(case.weights)

    def call(inputs: Any, mask: Any, training: bool) -> Any:
        return layer(inputs, mask=mask, training=training)

    weights = [variable.value for variable in layer.trainable_variables]
    return tensorflow_functions(case, call, weights, known=known)


def seqtasks_loop(*arguments: Any) -> dict[str, Callable[[], Any]]:
    return seqtasks_layer(*arguments, known=False)


def keras_layer(*arguments: Any, **options: Any) -> dict[str, Callable[[], Any]]:
    import keras

    case = Case(*arguments)
    layer = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}[case.cell]
    layer = layer(case.units, return_sequences=True)
    layer.build((case.batch, case.time, case.input_dim))
    for variable, weight in zip(layer.trainable_variables, case.weights, strict=True):
        variable.assign(weight)

    def call(inputs: Any, mask: Any, training: bool) -> Any:
        return layer(inputs, mask=mask, training=training)

    weights = [variable.value for variable in layer.trainable_variables]
    return tensorflow_functions(case, call, weights, known=True, **options)


def keras_compiled(*arguments: Any) -> dict[str, Callable[[], Any]]:
    return keras_layer(*arguments, jit_compile=True)


def torch_layer(*arguments: Any) -> dict[str, Callable[[], Any]]:
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    torch.set_num_threads(CORES)
    case = Case(*arguments)
    layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[case.cell]
    layer = layer(case.input_dim, case.units, batch_first=True)
    weights = torch_weights(case.cell, *case.weights)
    with torch.no_grad():
        for parameter, weight in zip(layer.parameters(), weights, strict=True):
            parameter.copy_(torch.from_numpy(weight))
    inputs = torch.from_numpy(case.inputs).requires_grad_()
    lengths = torch.from_numpy(case.lengths)

    def run() -> torch.Tensor:
        if not case.masked:
            return layer(inputs)[0]
        packed = pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
        return pad_packed_sequence(layer(packed)[0], batch_first=True)[0]

    def forward() -> list[np.ndarray]:
        with torch.inference_mode():
            return [run().numpy()]

    def backward() -> list[np.ndarray]:
        layer.zero_grad()
        inputs.grad = None
        memory = run()
        (memory * memory).sum().backward()
        return [tensor.grad.numpy() for tensor in (inputs, *layer.parameters())]

    return {"forward": forward, "backward": backward}


def comparable(cell: str, gradients: list[np.ndarray], peer: str) -> list[np.ndarray]:
    """The gradients of inputs, kernel and recurrent kernel in PyTorch's form."""
    if peer == "PyTorch":
        return gradients[:3]
    return [gradients[0], *torch_weights(cell, *gradients[1:])[:2]]


def check_outputs(cell: str, peers: list[Peer]) -> None:
    """Ends the benchmark unless all peers compute the same."""
    reference, *others = peers
    for peer in others:
        check_same("forward", reference.outputs("forward"), peer)
        expected, found = (
            comparable(cell, p.outputs("backward"), p.name) for p in (reference, peer)
        )
        for one, other in zip(expected, found, strict=True):
            if np.abs(one - other).max() > 1e-3 * np.abs(one).max():
                raise SystemExit(f"{peer.name}: the gradients differ.")


def measure_case(peers: list[Peer], case: tuple, rounds: int, seconds: float) -> list[dict]:
    """Rows of one shape, cell and mask: milliseconds of every peer."""
    for peer in peers:
        peer.prepare(*case)
    check_outputs(case[1], peers)
    rows = []
    for function in ("forward", "backward"):
        slowest = max(min(peer.times(function, 2)) for peer in peers)
        calls = max(2, min(50, int(seconds / slowest)))
        medians = measure(peers, function, rounds=rounds, calls=calls)
        shape = "{}×{}×{}→{}".format(*case[0])
        milliseconds = {name: 1e3 * value for name, value in medians.items()}
        rows.append(
            {"shape": shape, "cell": case[1], "masked": case[2], "pass": function} | milliseconds
        )
        figures = "".join(f"{value:9.2f}" for value in milliseconds.values())
        print(f"{shape:16} {case[1]:4} {'masked' if case[2] else '':6} {function:8}{figures}")
    return rows


def summary(rows: list[dict], ours: str) -> list[dict]:
    """Geometric means over all rows of a pass: how many times as fast as each peer."""
    found = []
    for function in ("backward", "forward"):
        chosen = [row for row in rows if row["pass"] == function]
        for peer in ("Keras", "Keras jit", "PyTorch"):
            ratios = [row[peer] / row[ours] for row in chosen]
            found.append(
                {
                    "pass": function,
                    "ours": ours,
                    "peer": peer,
                    "times": geometric_mean(ratios),
                    "worst": min(ratios),
                }
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="of one peer in one round")
    parser.add_argument("--shapes", default="0,1,2,3,4", help="which of the five")
    arguments = parser.parse_args()
    peers = [
        Peer("PyTorch", torch_layer),
        Peer("Keras", keras_layer),
        Peer("Keras jit", keras_compiled),
        Peer("seqtasks", seqtasks_layer),
        Peer("seqtasks loop", seqtasks_loop),
    ]
    print(" " * 37 + "milliseconds: " + ", ".join(peer.name for peer in peers))
    rows = []
    for index in map(int, arguments.shapes.split(",")):
        for cell in ("lstm", "gru"):
            for masked in (False, True):
                case = (SHAPES[index], cell, masked)
                rows += measure_case(peers, case, arguments.rounds, arguments.seconds)
    means = [mean for ours in ("seqtasks", "seqtasks loop") for mean in summary(rows, ours)]
    for mean in means:
        print(
            f"{mean['ours']:14} {mean['pass']:9}{mean['times']:6.2f} × {mean['peer']:10}"
            f"(slowest shape {mean['worst']:.2f})"
        )
    write_record("recurrent", vars(arguments), rows=rows, geometric_means=means)


if __name__ == "__main__":
    main()
