"""Graphs of batch functions: one for all batches, whatever the first one's shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf


class BatchGraph:
    """A function of batches as one graph.

    A graph that is traced for the shape of its first batch may round otherwise than one for any
    shape: a resumed training, whose first batch is another, would then differ in the last bit. So
    the graph is one for all shapes, unless all batches are known to have the same.

    Args:
        function: takes nested structures of tensors.
        spec: `tf.TensorSpec`s of the arguments, where every batch has these shapes: the graph is
            made for them, and is faster (`seqtasks.blocks.paths`).
    """

    def __init__(self, function: Callable[..., Any], spec: Any = None) -> None:
        self._function = function
        self._spec = spec
        self._graph: Any = None

    def __call__(self, *batch: Any) -> Any:
        """Runs the graph; the first call traces it."""
        if self._graph is None:
            signature = self._spec or tf.nest.map_structure(
                lambda tensor: tf.TensorSpec([None] * len(tensor.shape), tensor.dtype), batch
            )
            self._graph = tf.function(self._function, input_signature=signature, autograph=False)
        return self._graph(*batch)
