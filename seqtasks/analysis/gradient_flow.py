"""How far a loss reaches back: the vanishing and the exploding gradient, measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.next_token import NextTokenNetwork
from seqtasks.errors import DataError

Array = np.ndarray[Any, Any]

NEAR_ZERO = 1e-3  # of the norm at lag 0
EXPLODING = 10.0
HISTOGRAM = np.arange(-12.0, 4.5, 0.5)  # log10 of a norm


class GradientFlow(NamedTuple):
    """Norms of ∂loss_t / ∂s_{t-k} for a part s of the state of one layer.

    Attributes:
        norms: float64 (lags, rows), k = 0, 1, ... and the rows of text that were read.
    """

    norms: Array

    def summary(self) -> dict[str, Any]:
        """What `diagnosis.json` keeps.

        `norm_by_lag` is the mean over rows; `near_zero` and `exploding` are the shares of all
        gradients below 1/1000 and above 10 times that of their row at lag 0; `histogram` counts
        log10 of the norms between `histogram_edges`, what lies outside at the ends.
        """
        relative = self.norms / np.maximum(self.norms[:1], np.finfo(float).tiny)
        logs = np.log10(np.maximum(self.norms, np.finfo(float).tiny))
        counts, _ = np.histogram(np.clip(logs, HISTOGRAM[0], HISTOGRAM[-1]), HISTOGRAM)
        return {
            "norm_by_lag": self.norms.mean(axis=1).tolist(),
            "near_zero": float((relative < NEAR_ZERO).mean()),
            "exploding": float((relative > EXPLODING).mean()),
            "histogram": counts.tolist(),
            "histogram_edges": HISTOGRAM.tolist(),
        }


def gradient_flow(
    network: NextTokenNetwork, ids: Array, *, lags: int = 50, rows: int = 64
) -> dict[str, GradientFlow]:
    """Back-propagates the loss of one token through all steps before it (Bengio et al., 1994).

    Rows of text are cut from all over the ids and read from the state of zeros, ten steps more than
    there are lags; the loss is that of the token after the last step.

    Args:
        network: with a `RecurrentEncoder`.
        ids: int (tokens,), a text.
        lags: steps back, at least 1.
        rows: pieces of text over which is averaged.

    Returns:
        By name, "layer 1 h", "layer 1 c", ...

    Raises:
        DataError: the text is too short.
        ValueError: the network is not recurrent.
    """
    if not isinstance(network.encoder, RecurrentEncoder):
        raise ValueError("Only a recurrent network has gradients over time.")
    length = lags + 11
    if len(ids) < length + 1:
        raise DataError(
            f"Gradients over {lags} steps need {length + 1} tokens of the validation text, of "
            f"which the run keeps 200 lines. Received: {len(ids)}. Lower --lags."
        )
    starts = np.linspace(0, len(ids) - length - 1, rows).astype(int)
    token_ids = np.stack([ids[start : start + length + 1] for start in starts])
    gradients = _state_gradients(network, tf.constant(token_ids, tf.int32), lags)
    return {
        name: GradientFlow(np.linalg.norm(np.array(steps, float), axis=-1))
        for name, steps in gradients.items()
    }


def untrained(network: NextTokenNetwork, seed: int) -> NextTokenNetwork:
    """A network of the same kind with the weights that a training would begin with."""
    keras.utils.set_random_seed(seed)
    return NextTokenNetwork.from_config(network.get_config())


@tf.autograph.experimental.do_not_convert
def _state_gradients(
    network: NextTokenNetwork, token_ids: tf.Tensor, lags: int
) -> Mapping[str, list[Any]]:
    """∂loss / ∂state by part of the state, lag 0 first: tensors (rows, units)."""
    encoder = network.encoder
    layers = encoder.recurrent_layers
    states = [layer.zero_state(token_ids.shape[0]) for layer in layers]
    history: list[list[Any]] = [[] for _ in layers]
    with tf.GradientTape() as tape:
        vectors = network.embedding(token_ids[:, :-1])
        for t in range(vectors.shape[1]):
            memory = vectors[:, t]
            for depth, layer in enumerate(layers):
                states[depth] = layer.step(memory, states[depth])
                history[depth].append(states[depth])
                above = states[depth].h
                memory = memory + above if encoder.residual and depth else above
        logits = tf.cast(network.head(memory), tf.float32)
        loss = tf.reduce_sum(
            tf.nn.sparse_softmax_cross_entropy_with_logits(token_ids[:, -1], logits)
        )
    last = [steps[: -lags - 2 : -1] for steps in history]  # lag 0 first
    gradients = tape.gradient(loss, last, unconnected_gradients="zero")
    return {
        f"layer {depth} {field}": [getattr(state, field).numpy() for state in steps]
        for depth, steps in enumerate(gradients, start=1)
        for field in steps[0]._fields
    }
