"""Recurrent cells beside their equations, written anew and differentiated by PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf
import torch
from torch.nn.functional import layer_norm

import seqtasks as st
from seqtasks.blocks.paths import in_keras, recurrence_path
from seqtasks.blocks.recurrent_layer import RecurrentLayer
from tests.oracles.comparing import Answer
from tests.oracles.recurrence import COMPILED, TOLERANCES


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """Every variant of a cell, either direction, any mask, perhaps a context at every step."""
    units, input_dim, batch, time = (int(random.integers(1, n)) for n in (7, 6, 5, 9))
    cell = _variant(random, units)
    dtype = str(random.choice(list(TOLERANCES)))
    if cell.layer_norm:
        dtype = "float64"  # two units that are nearly equal leave nothing of float32's digits
    layer = RecurrentLayer(cell, reverse=bool(random.integers(2)), dtype=dtype)
    context_dim = int(random.integers(0, 4))
    layer.build((None, None, input_dim), (None, context_dim) if context_dim else None)
    layer.set_weights([random.normal(size=w.shape, scale=0.7) for w in layer.weights])
    inputs = random.normal(size=(batch, time, input_dim))
    context = random.normal(size=(batch, context_dim)) if context_dim else None
    holes = bool(random.integers(2))
    lengths = random.integers(1, time + 1, (batch, 1))
    mask = random.random((batch, time)) < 0.6 if holes else np.arange(time) < lengths
    states = random.normal(size=(len(cell.state_type._fields), batch, units))
    d_memory, d_states = (random.normal(size=s) for s in ((batch, time, units), states.shape))
    given = (inputs, states, context, mask, d_memory, d_states)
    theirs = _by_equations(layer, *given, dtype=dtype)
    paths = ["loop"]
    if in_keras(cell):
        paths.append("keras")
    if not cell.layer_norm and random.random() < COMPILED:
        paths.append("xla")
    for path in paths:
        for training in (True, False):
            with recurrence_path(path):
                found = _by_layer(layer, *given, dtype=dtype, training=training, path=path)
            for what, value in found.items():
                named = (
                    f"{what} of {cell}, reverse={layer.reverse}, path {path!r}, {training=}, "
                    f"{holes=}"
                )
                yield Answer(named, value, theirs[what], TOLERANCES[dtype])


def _variant(random: np.random.Generator, units: int) -> Any:
    layer_norm = bool(random.integers(2))
    kind = random.choice(["rnn", "gru", "lstm"])
    if kind == "rnn":
        activation = str(random.choice(["tanh", "sigmoid", "relu"]))
        return st.RNN(units, activation=activation, layer_norm=layer_norm)
    if kind == "gru":
        return st.GRU(units, reset_after=bool(random.integers(2)), layer_norm=layer_norm)
    peepholes, coupled = (bool(random.integers(2)) for _ in range(2))
    return st.LSTM(units, peepholes=peepholes, coupled=coupled, layer_norm=layer_norm)


def _by_layer(
    layer: Any,
    inputs: Any,
    states: Any,
    context: Any,
    mask: Any,
    d_memory: Any,
    d_states: Any,
    *,
    dtype: str,
    training: bool,
    path: str,
) -> dict[str, Any]:
    weights = [variable.value for variable in layer.trainable_variables]
    make = layer.cell.state_type

    def run(inputs: Any, states: Any) -> tuple[Any, ...]:
        with tf.GradientTape() as tape:
            tape.watch([inputs, states])
            memory, final = layer(
                inputs,
                tf.constant(mask),
                make(*tf.unstack(states)),
                None if context is None else tf.constant(context, dtype),
                training=training,
            )
            left = tf.stack(final)
            total = tf.reduce_sum(memory * d_memory) + tf.reduce_sum(left * d_states)
        return memory, left, *tape.gradient(total, [inputs, states, *weights])

    call = tf.function(run, autograph=False) if path == "xla" else run
    memory, left, d_inputs, d_initial, *d_weights = call(
        tf.constant(inputs, dtype), tf.constant(states, dtype)
    )
    names = [variable.name for variable in layer.trainable_variables]
    return {
        "memory": memory,
        "final state": left,
        "gradient of inputs": d_inputs,
        "gradient of the initial state": d_initial,
        **{f"gradient of {name}": d for name, d in zip(names, d_weights, strict=True)},
    }


def _by_equations(
    layer: Any,
    inputs: Any,
    states: Any,
    context: Any,
    mask: Any,
    d_memory: Any,
    d_states: Any,
    *,
    dtype: str,
) -> dict[str, Any]:
    def tensor(value: Any, *, wanted: bool = False) -> Any:
        return torch.tensor(np.array(value), dtype=getattr(torch, dtype), requires_grad=wanted)

    x, initial = tensor(inputs, wanted=True), tensor(states, wanted=True)
    w = {v.name: tensor(v, wanted=True) for v in layer.trainable_variables}
    added = 0 if context is None else tensor(context) @ w["context_kernel"]
    state = tuple(initial)
    memory = [torch.zeros_like(initial[0])] * x.shape[1]
    for t in range(x.shape[1])[:: -1 if layer.reverse else 1]:
        token = torch.tensor(mask[:, t])[:, None]
        new = _step(layer.cell, x[:, t], added, state, w)
        state = tuple(torch.where(token, a, b) for a, b in zip(new, state, strict=True))
        memory[t] = torch.where(token, new[0], 0.0)
    outputs, left = torch.stack(memory, dim=1), torch.stack(state)
    ((outputs * tensor(d_memory)).sum() + (left * tensor(d_states)).sum()).backward()
    return {
        "memory": outputs.detach(),
        "final state": left.detach(),
        "gradient of inputs": x.grad,
        "gradient of the initial state": initial.grad,
        **{f"gradient of {name}": value.grad for name, value in w.items()},
    }


def _step(cell: Any, x: Any, added: Any, state: Any, w: dict[str, Any]) -> tuple[Any, ...]:
    """One step as the papers write it; see the docstrings of the cells."""
    units, h = cell.units, state[0]
    bias, recurrent_bias = w["bias"] if cell.recurrent_bias else (w["bias"], 0)
    normal = cell.layer_norm

    def projected() -> Any:
        product = x @ w["kernel"]
        return layer_norm(product, product.shape[1:]) * w["kernel_gain"] if normal else product

    def recurrent(h: Any, first: int, last: int) -> Any:
        columns = slice(first * units, last * units)
        product = h @ w["recurrent_kernel"][:, columns]
        if not normal:
            return product
        return layer_norm(product, product.shape[1:]) * w["recurrent_gain"][columns]

    of_input = projected() + bias + added
    if isinstance(cell, st.RNN):
        return (getattr(torch, cell.activation)(of_input + recurrent(h, 0, 1)),)
    if isinstance(cell, st.GRU):
        x_z, x_r, x_g = of_input.chunk(3, dim=1)
        if cell.reset_after:
            h_z, h_r, h_g = (recurrent(h, 0, 3) + recurrent_bias).chunk(3, dim=1)
            z, r = torch.sigmoid(x_z + h_z), torch.sigmoid(x_r + h_r)
            g = torch.tanh(x_g + r * h_g)
        else:
            h_z, h_r = recurrent(h, 0, 2).chunk(2, dim=1)
            z, r = torch.sigmoid(x_z + h_z), torch.sigmoid(x_r + h_r)
            g = torch.tanh(x_g + recurrent(r * h, 2, 3))
        return (z * h + (1 - z) * g,)
    c = state[1]
    gates = (of_input + recurrent(h, 0, cell.num_gates)).chunk(cell.num_gates, dim=1)
    before_i, before_f, before_g, before_o = gates if not cell.coupled else (None, *gates)
    p_i, p_f, p_o = _peepholes(cell, w)
    f = torch.sigmoid(before_f + p_f * c)
    i = 1 - f if cell.coupled else torch.sigmoid(before_i + p_i * c)
    new_c = f * c + i * torch.tanh(before_g)
    o = torch.sigmoid(before_o + p_o * new_c)
    seen = new_c
    if normal:
        gain, shift = w["memory_norm"]
        seen = layer_norm(new_c, new_c.shape[1:], gain, shift)
    return o * torch.tanh(seen), new_c


def _peepholes(cell: Any, w: dict[str, Any]) -> tuple[Any, Any, Any]:
    if not cell.peepholes:
        return 0.0, 0.0, 0.0
    weights = tuple(w["peephole_kernel"])
    return (0.0, *weights) if cell.coupled else weights
