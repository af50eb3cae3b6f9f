"""What Keras 2 computed otherwise than Keras 3 does under the same name.

Models that Keras 2 saved are rebuilt with these in place of Keras 3's own
(`seqtasks.storage.keras2_configs`), so that they answer as they did.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from seqtasks.tensors import Tensor

_register = keras.saving.register_keras_serializable(package="seqtasks")

_OPERATIONS = {
    "add": ops.add,
    "subtract": ops.subtract,
    "multiply": ops.multiply,
    "average": ops.add,  # and divided
    "maximum": ops.maximum,
    "minimum": ops.minimum,
}


@_register
def hard_sigmoid_of_keras_2(x: Tensor) -> Tensor:
    """max(0, min(1, 0.2 x + 0.5)); in Keras 3 it is x / 6 + 0.5.

    >>> [round(float(y), 2) for y in hard_sigmoid_of_keras_2(ops.array([-3.0, 0.0, 1.0, 3.0]))]
    [0.0, 0.5, 0.7, 1.0]
    """
    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


@_register
class Merge(keras.layers.Layer):
    """Merges tensors as the layers `Add`, `Subtract`, ..., `Concatenate` of Keras 2 do.

    Keras 3 puts other values where a tensor is masked (`Multiply`, `Average`, `Maximum`,
    `Minimum`), and has a token where any of the inputs has one, or everywhere.

    Masking: there is a token where each input that has a mask has one.

    Args:
        operation: `"add"`, `"subtract"`, `"multiply"`, `"average"`, `"maximum"`, `"minimum"` or
            `"concatenate"`.
        axis: along which is concatenated.

    Call arguments:
        inputs: tensors of shapes that fit, at least two; but for `"concatenate"` those of lower
            rank are the same at each step of the others.

    Raises:
        ValueError: for an unknown operation.
    """

    def __init__(self, operation: str, *, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        known = (*_OPERATIONS, "concatenate")
        if operation not in known:
            raise ValueError(
                f"`operation` must be one of {', '.join(known)}. Received: operation={operation!r}"
            )
        self.operation = operation
        self.axis = axis
        self.supports_masking = True

    def build(self, input_shape: Any = None) -> None:
        """Nothing to create."""
        self.built = True

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """What the tensors make together."""
        if self.operation == "concatenate":
            return ops.concatenate(inputs, axis=self.axis)
        rank = max(len(tensor.shape) for tensor in inputs)
        same_rank = [_with_rank(tensor, rank) for tensor in inputs]
        merged = functools.reduce(_OPERATIONS[self.operation], same_rank)
        return merged / len(same_rank) if self.operation == "average" else merged

    def compute_mask(self, inputs: Sequence[Tensor], previous_mask: Any = None) -> Tensor | None:
        """True where every mask is."""
        masks = previous_mask if isinstance(previous_mask, (list, tuple)) else [previous_mask]
        given = [mask for mask in masks if mask is not None]
        if not given:
            return None
        is_in_time = self.axis in (1, 1 - len(inputs[0].shape))
        if self.operation == "concatenate" and is_in_time:
            if len(given) < len(inputs):
                raise ValueError(
                    f"{self.name!r} joins texts with and without a mask one after the other, which "
                    "Keras 2 does not. Mask all of them, or none."
                )
            return ops.hstack(given)  # under another name than the layer's
        return functools.reduce(ops.logical_and, given)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {**super().get_config(), "operation": self.operation, "axis": self.axis}


def _with_rank(tensor: Tensor, rank: int) -> Tensor:
    """A tensor with axes of one step behind the batch."""
    for _ in range(rank - len(tensor.shape)):
        tensor = ops.expand_dims(tensor, axis=1)
    return tensor


@_register
class ThresholdedReLU(keras.layers.Layer):
    """x where x > θ, else 0; Keras 3 has no such layer.

    Args:
        theta: θ.
    """

    def __init__(self, theta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.theta = theta
        self.supports_masking = True

    def build(self, input_shape: Any = None) -> None:
        """Nothing to create."""
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """The larger ones."""
        return inputs * ops.cast(inputs > self.theta, inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {**super().get_config(), "theta": self.theta}


@_register
class WithInitialState(keras.layers.Wrapper):
    """A recurrent layer that is given a sequence and its initial state.

    Keras 3.15 drops the mask of a sequence that comes with a state.

    Masking: the mask is that of the sequence.

    Args:
        layer: `keras.layers.RNN`, one of its kinds, or `Bidirectional`.

    Call arguments:
        inputs: a list of the sequence, float (batch, time, dim), and the tensors of the state.
    """

    def build(self, input_shape: Any) -> None:
        """Builds the layer for the sequence."""
        super().build(input_shape[0])

    def call(self, inputs: Sequence[Tensor], mask: Any = None, training: bool = False) -> Any:
        """What the layer makes of the sequence."""
        sequence, *state = inputs
        mask = mask[0] if isinstance(mask, (list, tuple)) else mask
        return self.layer(sequence, initial_state=state, mask=mask, training=training)

    def compute_mask(self, inputs: Sequence[Tensor], previous_mask: Any = None) -> Any:
        """That of the layer."""
        return self.layer.compute_mask(inputs[0], previous_mask and previous_mask[0])


def _without_mask(layer: type[keras.layers.Layer]) -> type[keras.layers.Layer]:
    """A layer that ends the mask, as it does in Keras 2; in Keras 3 it hands it on."""

    def call(self: Any, inputs: Tensor) -> Tensor:
        return layer.call(self, inputs) + 0.0  # a tensor that goes through keeps its mask

    def compute_mask(self: Any, inputs: Any, previous_mask: Any = None) -> None:
        return None

    parts = {
        "__doc__": f"`{layer.__name__}` that hands no mask on, as that of Keras 2.",
        "__module__": __name__,
        "call": call,
        "compute_mask": compute_mask,
    }
    return _register(type(f"Unmasked{layer.__name__}", (layer,), parts))


WITHOUT_MASK = {
    layer.__name__: _without_mask(layer)
    for layer in (keras.layers.Identity, keras.layers.Rescaling)
}
