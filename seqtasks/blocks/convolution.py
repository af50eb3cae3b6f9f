"""Convolution over a sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from seqtasks.tensors import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class ConvolutionEncoder(keras.layers.Layer):
    """Reads windows of a sequence with filters of several widths (Kim, 2014).

    memory_t = [ReLU(W_k x_{t-(k-1)/2 .. t+k/2} + b_k)] over the widths k, one after the other.

    Masking: padding counts as zeros and gives zeros, so that more of it on either side changes
    nothing. Padding between two tokens keeps them as far apart as they stand.

    Args:
        filters: int > 0, of each width.
        kernel_sizes: widths of the windows, in steps.

    Call arguments:
        inputs: float32 (batch, time, input_dim).
        mask: bool (batch, time), True at a token; None where every step is one.

    Returns:
        float32 (batch, time, filters · number of widths).

    Raises:
        ValueError: for `filters` or a width below 1, or no width.
    """

    def __init__(self, filters: int, kernel_sizes: Sequence[int] = (3,), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(filters, int) or filters < 1:
            raise ValueError(f"`filters` must be a positive int. Received: filters={filters!r}")
        if not kernel_sizes or not all(isinstance(k, int) and k > 0 for k in kernel_sizes):
            raise ValueError(
                "`kernel_sizes` must be positive ints, one at least. "
                f"Received: kernel_sizes={kernel_sizes!r}"
            )
        self.filters = filters
        self.kernel_sizes = tuple(kernel_sizes)
        self.supports_masking = True
        self.convolutions = [
            keras.layers.Conv1D(
                filters,
                k,
                padding="same",
                activation="relu",
                name=f"width_{k}",
                dtype=self.dtype_policy,
            )
            for k in self.kernel_sizes
        ]

    @property
    def output_dim(self) -> int:
        """Width of the memory."""
        return self.filters * len(self.kernel_sizes)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Builds the filters for inputs of shape (batch, time, input_dim)."""
        for convolution in self.convolutions:
            convolution.build(input_shape)
        self.built = True

    def call(self, inputs: Tensor, mask: Tensor | None = None) -> Tensor:
        """Reads the sequence; see the class."""
        if mask is None:
            return ops.concatenate([layer(inputs) for layer in self.convolutions], axis=-1)
        kept = ops.cast(mask, inputs.dtype)[:, :, None]
        inputs = inputs * kept
        return ops.concatenate([layer(inputs) for layer in self.convolutions], axis=-1) * kept

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_sizes": list(self.kernel_sizes),
        }
