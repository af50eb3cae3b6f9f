"""The cells' equations in NumPy, a step of one row at a time: what the layers are compared with."""

from __future__ import annotations

import numpy as np

import seqtasks as st


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


ACTIVATIONS = {"tanh": np.tanh, "sigmoid": sigmoid, "relu": lambda x: np.maximum(x, 0.0)}


def normalised(x):
    return (x - x.mean()) / np.sqrt(x.var() + 1e-5)


def weights_of(layer) -> dict[str, np.ndarray]:
    return {v.name: np.asarray(v, "float64") for v in layer.trainable_variables}


def one_step(cell, weights, x, state):
    """The state (h,) or (h, c) after a step; all vectors."""
    if isinstance(cell, st.LSTM):
        return lstm_step(cell, weights, x, state)
    return (gru_step if isinstance(cell, st.GRU) else rnn_step)(cell, weights, x, state)


def projected(weights, x):
    product = x @ weights["kernel"]
    return normalised(product) * weights["kernel_gain"] if "kernel_gain" in weights else product


def recurred(weights, h, columns=slice(None)):
    product = h @ weights["recurrent_kernel"][:, columns]
    if "recurrent_gain" in weights:
        product = normalised(product) * weights["recurrent_gain"][columns]
    return product


def rnn_step(cell, weights, x, state):
    total = projected(weights, x) + recurred(weights, state[0]) + weights["bias"]
    return (ACTIVATIONS[cell.activation](total),)


def gru_step(cell, weights, x, state):
    (h,), n = state, cell.units
    bias, of_product = weights["bias"] if cell.reset_after else (weights["bias"], 0.0)
    x_z, x_r, x_g = np.split(projected(weights, x) + bias, 3)
    if cell.reset_after:
        h_z, h_r, h_g = np.split(recurred(weights, h) + of_product, 3)
    else:
        h_z, h_r = np.split(recurred(weights, h, slice(0, 2 * n)), 2)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    reset = r * h_g if cell.reset_after else recurred(weights, r * h, slice(2 * n, None))
    return (z * h + (1.0 - z) * np.tanh(x_g + reset),)


def lstm_step(cell, weights, x, state):
    h, c = state
    total = projected(weights, x) + weights["bias"] + recurred(weights, h)
    *i, f, g, o = np.split(total, cell.num_gates)
    *p_i, p_f, p_o = weights.get("peephole_kernel", np.zeros((cell.num_gates - 1, cell.units)))
    f = sigmoid(f + p_f * c)
    i = 1.0 - f if cell.coupled else sigmoid(i[0] + p_i[0] * c)
    c = f * c + i * np.tanh(g)
    o = sigmoid(o + p_o * c)
    readable = c
    if "memory_norm" in weights:
        gain, bias = weights["memory_norm"]
        readable = normalised(c) * gain + bias
    return o * np.tanh(readable), c


def read(layer, inputs, mask, initial_state):
    """Reads (batch, time, ·) as a `RecurrentLayer` does: outputs, and the final state's tensors.

    A step without a token changes nothing, and its output is zero.
    """
    weights, units = weights_of(layer), layer.cell.units
    memory = np.zeros((*mask.shape, units))
    finals = []
    for row, tokens in enumerate(mask):
        state = tuple(np.asarray(tensor, "float64")[row] for tensor in initial_state)
        places = np.flatnonzero(tokens)
        for t in places[::-1] if layer.reverse else places:
            state = one_step(layer.cell, weights, inputs[row, t].astype("float64"), state)
            memory[row, t] = state[0]
        finals.append(state)
    return memory, [np.stack(tensors) for tensors in zip(*finals, strict=True)]
