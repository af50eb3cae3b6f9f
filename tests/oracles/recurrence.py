"""Recurrent encoders beside PyTorch's layers over packed sequences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import seqtasks as st
from benchmarks.peers import torch_weights
from seqtasks.blocks.paths import recurrence_path
from tests.oracles.comparing import Answer

TOLERANCES = {"float32": 2e-4, "float64": 1e-9}
COMPILED = 0.08  # of the cases: each compiles a graph for its shape, which takes seconds


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """RNN, GRU and LSTM: 1-3 layers, one direction or both, rows of any lengths."""
    name = random.choice(["rnn", "relu", "gru", "lstm"])
    units, input_dim, batch, time = (int(random.integers(1, n)) for n in (8, 7, 6, 12))
    cell = {"rnn": st.RNN, "gru": st.GRU, "lstm": st.LSTM}.get(name, relu)(units)
    dtype = str(random.choice(list(TOLERANCES)))
    layers, bidirectional = int(random.integers(1, 4)), bool(random.integers(2))
    encoder = st.RecurrentEncoder(
        cell, num_layers=layers, bidirectional=bidirectional, return_state=True, dtype=dtype
    )
    encoder.build((None, None, input_dim))
    weights = [random.normal(size=w.shape, scale=units**-0.5) for w in encoder.weights]
    encoder.set_weights(weights)
    inputs = random.normal(size=(batch, time, input_dim))
    lengths = random.integers(1, time + 1, batch)
    mask = np.arange(time) < lengths[:, None]
    directions = 2 if bidirectional else 1
    states = random.normal(size=(len(cell.state_type._fields), layers * directions, batch, units))
    states *= random.integers(2)  # or zeros
    d_memory = random.normal(size=(batch, time, directions * units))
    d_states = random.normal(size=states.shape)
    theirs = packed_answers(
        name, encoder, weights, inputs, lengths, states, d_memory, d_states, dtype
    )

    def ours(training: bool, known: bool | None) -> Any:
        def run(x: Any, s: Any, m: Any) -> Any:
            return encoder_answers(encoder, x, s, m, d_memory, d_states, training)

        given = tf.constant(inputs, dtype), tf.constant(states, dtype), tf.constant(mask)
        if known is None:
            return run(*given)
        rows, steps = (batch, time) if known else (None, None)
        signature = [
            tf.TensorSpec((rows, steps, input_dim), dtype),
            tf.TensorSpec((*states.shape[:2], rows, units), dtype),
            tf.TensorSpec((rows, steps), tf.bool),
        ]
        return tf.function(run, input_signature=signature, autograph=False)(*given)

    # Whether the gradient is ours; and whether a graph knows its shapes, None without a graph.
    forms: list[tuple[str, bool, bool | None]] = [
        ("loop", True, None),
        ("loop", False, None),
        ("keras", True, None),
    ]
    if random.random() < COMPILED:
        forms += [("xla", True, True), ("xla", False, True), ("loop", True, False)]
    for path, training, known in forms:
        with recurrence_path(path):
            found = ours(training, known)
        for what, value in found.items():
            named = f"{what} of {cell}, path {path!r}, training={training}"
            yield Answer(named, value, theirs[what], TOLERANCES[dtype])
    with recurrence_path("serving"):
        memory, _ = encoder(tf.constant(inputs, dtype), tf.constant(mask), nested(encoder, states))
    yield Answer(f"memory of {cell}, path 'serving'", memory, theirs["memory"], TOLERANCES[dtype])


def relu(units: int) -> st.RNN:
    return st.RNN(units, activation="relu")


def nested(encoder: st.RecurrentEncoder, states: Any) -> Any:
    """States (fields, layers · directions, batch, units) as an encoder takes them."""
    make, directions = encoder.cell.state_type, encoder.num_directions
    states = tf.cast(states, encoder.compute_dtype)
    fields = range(len(make._fields))
    one = [make(*(states[f, i] for f in fields)) for i in range(encoder.num_layers * directions)]
    return tuple(tuple(one[i : i + directions]) for i in range(0, len(one), directions))


def encoder_answers(
    encoder: Any, inputs: Any, states: Any, mask: Any, d_memory: Any, d_states: Any, training: bool
) -> dict[str, Any]:
    """Outputs, final states, and the gradients of a weighted sum of both."""
    weights = [variable.value for variable in encoder.trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch([inputs, states])
        memory, final = encoder(inputs, mask, nested(encoder, states), training=training)
        left = tf.stack(
            [[getattr(state, f) for layer in final for state in layer] for f in final[0][0]._fields]
        )
        total = tf.reduce_sum(memory * d_memory) + tf.reduce_sum(left * d_states)
    d_inputs, d_initial, *d_weights = tape.gradient(total, [inputs, states, *weights])
    return {
        "memory": memory,
        "final states": left,
        "gradient of inputs": d_inputs,
        "gradient of initial states": d_initial,
        **{f"gradient of weight {i}": d for i, d in enumerate(d_weights)},
    }


def packed_answers(
    name: str,
    encoder: Any,
    weights: list[Any],
    inputs: Any,
    lengths: Any,
    states: Any,
    d_memory: Any,
    d_states: Any,
    dtype: str,
) -> dict[str, Any]:
    """The same of PyTorch's layers with the same weights."""
    kind = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}.get(name, torch.nn.RNN)
    options = {"nonlinearity": "relu"} if name == "relu" else {}
    layer = kind(
        inputs.shape[2],
        encoder.cell.units,
        encoder.num_layers,
        bidirectional=encoder.bidirectional,
        batch_first=True,
        dtype=getattr(torch, dtype),
        **options,
    )
    thirds = [weights[i : i + 3] for i in range(0, len(weights), 3)]
    with torch.no_grad():
        values = [w for third in thirds for w in torch_weights(name, *third)]
        for parameter, value in zip(layer.parameters(), values, strict=True):
            parameter.copy_(torch.from_numpy(value))
    x, s = (torch.tensor(value, dtype=getattr(torch, dtype)) for value in (inputs, states))
    x, s = x.requires_grad_(), s.requires_grad_()
    rows = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    outputs, final = layer(rows, (s[0], s[1]) if name == "lstm" else s[0])
    memory, _ = pad_packed_sequence(outputs, batch_first=True, total_length=inputs.shape[1])
    left = torch.stack(final) if name == "lstm" else final[None]
    total = (memory * torch.tensor(d_memory)).sum() + (left * torch.tensor(d_states)).sum()
    total.backward()
    return {
        "memory": memory.detach(),
        "final states": left.detach(),
        "gradient of inputs": x.grad,
        "gradient of initial states": s.grad,
        **{f"gradient of weight {i}": d for i, d in enumerate(_as_ours(name, layer))},
    }


def _as_ours(name: str, layer: Any) -> Iterator[Any]:
    """The gradients of kernels, recurrent kernels and biases in the order of Keras' gates."""
    gradients = [parameter.grad.numpy() for parameter in layer.parameters()]
    for i in range(0, len(gradients), 4):
        kernel, recurrent, bias, recurrent_bias = gradients[i : i + 4]
        if name == "gru":
            kernel, recurrent, bias, recurrent_bias = (
                np.concatenate(_swapped(np.split(d, 3))) for d in gradients[i : i + 4]
            )
        yield kernel.T
        yield recurrent.T
        yield np.stack([bias, recurrent_bias]) if name == "gru" else bias


def _swapped(gates: list[Any]) -> list[Any]:
    reset, update, candidate = gates
    return [update, reset, candidate]
