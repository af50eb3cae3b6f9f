"""One sequence alone, read by one operation of TensorFlow."""

from __future__ import annotations

import tensorflow as tf

from seqtasks.blocks.cells import LSTM, Cell, CellWeights, LSTMState, State
from seqtasks.tensors import Tensor


def in_one_operation(cell: Cell, inputs: Tensor) -> bool:
    """Whether TensorFlow has a whole layer of the cell as one operation, for a batch of one row."""
    plain = isinstance(cell, LSTM) and not (cell.coupled or cell.layer_norm)
    return plain and inputs.dtype == tf.float32 and inputs.shape[0] in (None, 1)


def is_one_sequence(inputs: Tensor, mask: Tensor | None) -> Tensor:
    """Whether a batch is one row of tokens only: bool ()."""
    one = tf.reduce_all(tf.shape(inputs)[:2] >= 1) & (tf.shape(inputs)[0] == 1)
    return one if mask is None else one & tf.reduce_all(mask)


def read_one_sequence(
    inputs: Tensor,
    initial_state: State,
    W: Tensor,
    b: Tensor,
    weights: CellWeights,
    *,
    reverse: bool,
) -> tuple[Tensor, State]:
    """Runs an LSTM, with or without peepholes, over one sequence.

    It has no gradient: that which TensorFlow 2.21 registers for the operation is wrong.

    Starting the operations of a step takes several times as long as the step: of 200 steps of 128
    units the loop took 7.3 ms in both directions, this 2.2 ms (docs/decisions/0006).

    Args:
        inputs: float32 (1, time, input_dim).
        initial_state: h and c, tensors (1, units).
        W: float32 (input_dim, 4 · units), the kernel.
        b: float32 (4 · units,), the bias.
        weights: of the recurrence.
        reverse: run from the last step to the first.

    Returns:
        The outputs, float32 (1, time, units), and the final state.
    """
    h, c = tuple(initial_state)
    time = tf.shape(inputs)[1]
    order = tf.range(time - 1, -1, -1) if reverse else tf.range(time)
    no_peephole = tf.zeros(b.shape[0] // 4)
    p_i, p_f, p_o = (no_peephole,) * 3
    if weights.peepholes is not None:
        p_i, p_f, p_o = tf.unstack(weights.peepholes)
    read = tf.raw_ops.BlockLSTMV2(
        seq_len_max=tf.cast(time, tf.int64),
        x=tf.gather(inputs[0], order)[:, None],
        cs_prev=c,
        h_prev=h,
        w=tf.concat([W, weights.R], axis=0),
        wci=p_i,
        wcf=p_f,
        wco=p_o,
        b=b,
        cell_clip=0.0,
        use_peephole=weights.peepholes is not None,
    )
    h, c = (
        tf.raw_ops.PreventGradient(input=tensor, message="recurrence_path('serving') has none")
        for tensor in (read.h, read.cs)
    )
    return tf.gather(h[:, 0], order)[None], LSTMState(h[-1], c[-1])
