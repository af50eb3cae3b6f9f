"""The loop over time, and its hand-written gradient.

The loop is written with TensorFlow's own ops: `keras.ops.scan` cannot carry a tuple of states
(Keras 3.15), and `keras.layers.RNN` projects the inputs step by step, where one product does. What
its forms cost was measured (docs/decisions/0006).
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import tensorflow as tf

from seqtasks.blocks.cells import Cell, CellWeights, State, Tensor


class Trace(NamedTuple):
    """What a loop over time leaves.

    Attributes:
        states: the states after each step, tensors (time, batch, units).
        saved: what the gradient needs of each step, tensors (time, batch, ·).
        final: the state after the last step, tensors (batch, units).
    """

    states: State
    saved: tuple[Tensor, ...]
    final: State


def run_cell(
    cell: Cell,
    x: Tensor,
    mask: Tensor | None,
    initial_state: State,
    weights: CellWeights,
    *,
    reverse: bool = False,
    training: bool = False,
    compiled: bool = False,
) -> tuple[Tensor, State]:
    """Applies `cell` to every step of a projected sequence.

    Args:
        cell: the description with the equation of one step.
        x: float (time, batch, num_gates · units), the projected inputs.
        mask: bool (batch, time) or None; a masked step leaves the state unchanged.
        initial_state: the state before the first step, each tensor (batch, units).
        weights: the weights of the recurrence.
        reverse: run from the last step to the first.
        training: keep what the hand-written gradient needs. Without it a gradient, should one be
            asked for, runs over the sequence again.
        compiled: compile the loop with XLA, for each shape once. Not with layer normalisation,
            whose gradient TensorFlow derives: what it keeps cannot leave compiled code.

    Returns:
        The outputs, float (time, batch, units), zero at masked steps, and the final state.
    """
    weights = CellWeights(*(w if w is None else tf.convert_to_tensor(w) for w in weights))
    steps = None if mask is None else tf.transpose(mask)[:, :, None]  # (time, batch, 1)
    if cell.layer_norm:
        (memory, *_), _, final = _forward(cell, reverse, False, x, steps, initial_state, weights)
    else:
        run = _differentiable(cell, reverse, training, compiled, steps)
        memory, final = run(x, initial_state, weights)
    if steps is not None:
        memory *= tf.cast(steps, memory.dtype)
    return memory, final


def _differentiable(
    cell: Cell, reverse: bool, training: bool, compiled: bool, steps: Tensor | None
) -> Any:
    """The loop with its hand-written gradient, a function of (x, initial state, weights)."""
    forward = _forward_function(cell, reverse, training, compiled)
    backward = _backward_function(cell, reverse, compiled)

    def run(x: Tensor, initial_state: State, weights: CellWeights) -> tuple[Tensor, State]:
        given = [name for name, tensor in weights._asdict().items() if tensor is not None]

        @tf.custom_gradient
        def flat(x: Tensor, *tensors: Tensor) -> Any:
            width = len(cell.state_type._fields)
            initial_state = cell.state_type(*tensors[:width])
            weights = CellWeights(**dict(zip(given, tensors[width:], strict=True)))
            trace = forward(x, steps, initial_state, weights)

            def gradient(d_memory: Tensor, *d_final: Tensor) -> tuple[Tensor, ...]:
                kept = trace
                if not training:
                    again = _forward_function(cell, reverse, True, compiled)
                    kept = again(x, steps, initial_state, weights)
                states, saved, _ = kept
                before = _shifted(states, initial_state, reverse)
                d_state = cell.state_type(*d_final)
                d, d_initial = backward(d_memory, d_state, steps, saved, before, states, weights)
                d_x, d_weights = cell.weight_gradients(d, saved, before, states, weights)
                of_weights = (getattr(d_weights, name) for name in given)
                return d_x, *d_initial, *of_weights

            return (trace.states.h, *trace.final), gradient

        memory, *final = flat(x, *initial_state, *(getattr(weights, name) for name in given))
        return memory, cell.state_type(*final)

    return run


@functools.cache
def _forward_function(cell: Cell, reverse: bool, keep: bool, compiled: bool) -> Any:
    return _maybe_compiled(functools.partial(_forward, cell, reverse, keep), compiled)


@functools.cache
def _backward_function(cell: Cell, reverse: bool, compiled: bool) -> Any:
    return _maybe_compiled(functools.partial(_backward, cell, reverse), compiled)


def _maybe_compiled(function: Any, compiled: bool) -> Any:
    return tf.function(function, jit_compile=True, autograph=False) if compiled else function


def _forward(
    cell: Cell,
    reverse: bool,
    keep: bool,
    x: Tensor,
    steps: Tensor | None,
    initial_state: State,
    weights: CellWeights,
) -> Trace:
    """Runs over all steps; with `keep`, all of the trace, without, its outputs and final state."""
    time = tf.shape(x)[0]
    inputs = tf.TensorArray(x.dtype, size=time).unstack(x)
    num_states = len(initial_state) if keep else 1
    num_saved = cell.num_saved if keep else 0
    arrays = tuple(
        tf.TensorArray(x.dtype, size=time, element_shape=initial_state.h.shape)
        for _ in range(num_states + num_saved)
    )

    def body(i: Tensor, state: State, arrays: Any) -> tuple[Tensor, State, Any]:
        t = time - 1 - i if reverse else i
        new, saved = cell.step(inputs.read(t), state, weights)
        if steps is not None:
            kept = zip(new, state, strict=True)
            new = type(new)(*(tf.where(steps[t], after, before) for after, before in kept))
        left = (*new[:num_states], *saved[:num_saved])
        return i + 1, new, tuple(a.write(t, v) for a, v in zip(arrays, left, strict=True))

    _, final, arrays = tf.while_loop(
        lambda i, *_: i < time, body, (0, initial_state, arrays), maximum_iterations=time
    )
    stacked = [array.stack() for array in arrays]
    states = stacked[:num_states] * (1 if keep else len(initial_state))
    return Trace(cell.state_type(*states), tuple(stacked[num_states:]), final)


def _backward(
    cell: Cell,
    reverse: bool,
    d_memory: Tensor,
    d_final: State,
    steps: Tensor | None,
    saved: tuple[Tensor, ...],
    before: State,
    after: State,
    weights: CellWeights,
) -> tuple[Tensor, State]:
    """Runs back over all steps.

    Returns:
        What `Cell.weight_gradients` needs of every step, and the gradient of the initial state.
    """
    factors = cell.factors(saved, before, after, weights)
    passed = None
    if steps is not None:  # a masked step hands the gradient of its state on, and keeps none
        kept = tf.cast(steps, d_memory.dtype)
        factors = tuple(factor * kept for factor in factors)
        passed = tf.TensorArray(d_memory.dtype, size=tf.shape(kept)[0]).unstack(1.0 - kept)
    time = tf.shape(d_memory)[0]
    arrays = [tf.TensorArray(f.dtype, size=time).unstack(f) for f in (d_memory, *factors)]
    width = cell.num_gradients * cell.units
    gradients = tf.TensorArray(d_memory.dtype, size=time, element_shape=(d_memory.shape[1], width))

    def body(i: Tensor, d_state: State, gradients: Any) -> tuple[Tensor, State, Any]:
        t = i if reverse else time - 1 - i
        d_output, *of_step = (array.read(t) for array in arrays)
        d_state = d_state._replace(h=d_state.h + d_output)
        d, d_before = cell.step_back(d_state, tuple(of_step), weights)
        if passed is not None:
            share = passed.read(t)
            d_before = type(d_before)(
                *(new + share * old for new, old in zip(d_before, d_state, strict=True))
            )
        return i + 1, d_before, gradients.write(t, d)

    _, d_initial, gradients = tf.while_loop(
        lambda i, *_: i < time, body, (0, d_final, gradients), maximum_iterations=time
    )
    return gradients.stack(), d_initial


def _shifted(states: State, initial_state: State, reverse: bool) -> State:
    """The state before each step, each tensor (time, batch, units)."""
    return type(states)(
        *(
            tf.concat([after[1:], first[None]] if reverse else [first[None], after[:-1]], axis=0)
            for after, first in zip(states, initial_state, strict=True)
        )
    )
