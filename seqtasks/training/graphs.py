"""Graphs of batch functions that do not depend on the first batch's shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf


class BatchGraph:
    """A function of batches as one graph for batches of all shapes.

    A graph that is traced for the shape of its first batch may round otherwise than one for any
    shape: a resumed training, whose first batch is another, would then differ in the last bit.

    Args:
        function: takes nested structures of tensors.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._graph: Any = None

    def __call__(self, *batch: Any) -> Any:
        """Runs the graph; the first call traces it."""
        if self._graph is None:
            signature = tf.nest.map_structure(
                lambda tensor: tf.TensorSpec([None] * len(tensor.shape), tensor.dtype), batch
            )
            self._graph = tf.function(self._function, input_signature=signature, autograph=False)
        return self._graph(*batch)
