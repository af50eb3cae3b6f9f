"""The largest of many numbers, row by row."""

from __future__ import annotations

import tensorflow as tf
from keras import ops

from seqtasks.tensors import Tensor

BLOCK = 32


def top_k(rows: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """`ops.top_k` in half the time where rows are long: only the best blocks of a row are sorted.

    A block whose largest number is not among the k largest of all blocks holds none of the k best.

    Args:
        rows: float (batch, n), n known.
        k: at most n.

    Returns:
        The k largest numbers of each row, largest first, and their places, int32, both (batch, k).
    """
    size = rows.shape[-1]
    blocks = -(-size // BLOCK)
    if blocks <= 2 * k:
        best, index = ops.top_k(rows, k)
        return best, ops.cast(index, "int32")
    padding = [[0, 0], [0, blocks * BLOCK - size]]
    by_block = ops.reshape(
        ops.pad(rows, padding, constant_values=float("-inf")), (-1, blocks, BLOCK)
    )
    _, chosen = ops.top_k(tf.reduce_max(by_block, axis=2), k)
    chosen = ops.sort(ops.cast(chosen, "int32"), axis=1)  # of equal numbers the first, as always
    best, index = ops.top_k(ops.reshape(pick(by_block, chosen), (-1, k * BLOCK)), k)
    index = ops.cast(index, "int32")
    index = pick(chosen, index // BLOCK) * BLOCK + index % BLOCK
    return best, ops.minimum(index, size - 1)  # what is beyond was chosen among -inf only


def pick(rows: Tensor, index: Tensor) -> Tensor:
    """What stands at the places `index` (batch, m) of rows (batch, n) or (batch, n, ·)."""
    return tf.gather(rows, index, batch_dims=1)
