"""Weights in fewer bits: stored so, made whole again in the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import keras
import numpy as np
import tensorflow as tf

Precision: TypeAlias = Literal["float16", "int8"]

SMALLEST = 1024  # numbers of a matrix that is worth it


class QuantizedWeight(tf.Module):
    """A matrix in fewer bits.

    With int8 each column w is round(w / s) times its scale s = max |w| / 127 (symmetric, per
    channel: Jacob et al., 2018).

    Args:
        weight: float32 (..., columns).
        precision: `"float16"` or `"int8"`.
    """

    def __init__(self, weight: np.ndarray, precision: Precision) -> None:
        super().__init__()
        self.scale = None
        if precision == "int8":
            rows = tuple(range(weight.ndim - 1))
            scale = np.maximum(np.abs(weight).max(axis=rows), np.float32(1e-12)) / np.float32(127.0)
            weight = np.rint(weight / scale)
            self.scale = tf.Variable(scale, trainable=False)
        self.stored = tf.Variable(weight.astype(precision), trainable=False)

    def restored(self) -> tf.Tensor:
        """The matrix, float32 of the given shape."""
        weight = tf.cast(self.stored, tf.float32)
        return weight if self.scale is None else weight * self.scale


def quantize(network: keras.Model, precision: Precision) -> Mapping[int, QuantizedWeight]:
    """Rounds the matrices of a network, in place, to what few bits hold.

    Vectors and matrices of less than 1,024 numbers stay: they take no room.

    Returns:
        The matrices by their place among `network.variables`.
    """
    quantized = {}
    for place, variable in enumerate(network.variables):
        weight = np.asarray(variable.value)
        if weight.dtype == np.float32 and weight.ndim > 1 and weight.size >= SMALLEST:
            quantized[place] = QuantizedWeight(weight, precision)
            variable.assign(quantized[place].restored())
    return quantized


def restoring(variables: Sequence[Any], quantized: Mapping[int, QuantizedWeight]) -> Any:
    """A scope in which a network's graph reads its matrices from few bits."""
    return keras.StatelessScope(
        state_mapping=[(variables[place], weight.restored()) for place, weight in quantized.items()]
    )
