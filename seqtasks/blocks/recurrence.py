"""The loop over time, and its hand-written gradient.

The loop is written with TensorFlow's own ops: `keras.ops.scan` cannot carry a tuple of states
(Keras 3.15), and `keras.layers.RNN` projects the inputs step by step, where one product does. What
its forms cost was measured (docs/decisions/0006).
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import tensorflow as tf
from keras import ops

from seqtasks.blocks.cells import Cell, CellWeights, State
from seqtasks.blocks.cells.cell import Kept, normalize
from seqtasks.blocks.one_sequence import in_one_operation, is_one_sequence, read_one_sequence
from seqtasks.tensors import Tensor

SPLIT_FROM = 32  # rows of a batch from which on its halves may run side by side


class Projection(NamedTuple):
    """What projects the inputs of all steps at once: x_t W + c C + b.

    Attributes:
        W: float (input_dim, num_gates · units), the kernel.
        b: float (num_gates · units,), the bias.
        gain: float (num_gates · units,), of the layer normalisation of x_t W, or None.
        C: float (context_dim, num_gates · units), or None.
    """

    W: Tensor
    b: Tensor
    gain: Tensor | None = None
    C: Tensor | None = None

    def project(self, inputs: Tensor, context: Tensor | None) -> Tensor:
        """The projection of inputs (..., batch, input_dim) and a context (batch, context_dim)."""
        shape = (*ops.shape(inputs)[:-1], self.W.shape[-1])
        if self.W.shape[0]:
            rows = ops.reshape(inputs, (-1, inputs.shape[-1]))  # one product of two matrices
            x = ops.matmul(rows, self.W)
            if self.gain is not None:
                x = normalize(x) * self.gain
            x = ops.reshape(x + self.b, shape)
        else:  # nothing is read; oneDNN ends the process where it is to add a bias to no product
            x = ops.broadcast_to(self.b, shape)
        return x if context is None else x + ops.matmul(context, self.C)


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


def run_layer(
    cell: Cell,
    inputs: Tensor,
    context: Tensor | None,
    mask: Tensor | None,
    initial_state: State,
    projection: Projection,
    weights: CellWeights,
    *,
    reverse: bool = False,
    training: bool = False,
    compiled: bool = False,
    split: bool = False,
    serving: bool = False,
) -> tuple[Tensor, State]:
    """Projects a sequence and applies `cell` to every step of it.

    Args:
        cell: the description with the equation of one step.
        inputs: float (batch, time, input_dim).
        context: float (batch, context_dim) or None, added to every step's projection.
        mask: bool (batch, time) or None; a masked step leaves the state unchanged.
        initial_state: the state before the first step that is read, each tensor (batch, units).
        projection: the weights of the projection of inputs and context.
        weights: the weights of the recurrence.
        reverse: run from the last step to the first.
        training: keep what the hand-written gradient needs. Without it TensorFlow derives the
            gradient, should one be asked for; compiled, it runs over the sequence again.
        compiled: compile all of it with XLA, for each shape once. Not with layer normalisation,
            whose gradient TensorFlow derives: what it keeps cannot leave compiled code.
        split: run the halves of a batch of 32 rows or more side by side, if compiled.
        serving: read one sequence alone by one operation, where there is one; no gradient.

    Returns:
        The outputs, float (batch, time, units), zero at masked steps, and the final state.
    """
    settings = (cell, reverse, training, serving)
    run = _compiled(*settings) if compiled else functools.partial(_run, *settings, False)
    if split and compiled and (inputs.shape[0] or 0) >= SPLIT_FROM:
        run = functools.partial(_in_halves, run)
    parts = (_read(projection), _read(weights))
    return run(inputs, context, mask, initial_state, *parts)


def _in_halves(
    run: Any,
    inputs: Tensor,
    context: Tensor | None,
    mask: Tensor | None,
    initial_state: State,
    projection: Projection,
    weights: CellWeights,
) -> tuple[Tensor, State]:
    """Runs the two halves of a batch apart, as operations that do not wait for each other.

    Rows have nothing to do with one another, and one step of the loop is too little work for two
    cores: they would meet after every product and every gate. So each takes half the rows through
    all steps (docs/decisions/0006).
    """
    rows = inputs.shape[0]

    def halves(tensor: Tensor | None) -> list[Any]:
        sizes = [rows // 2, rows - rows // 2]
        return [None, None] if tensor is None else tf.split(tensor, sizes)

    def joined(tensors: Any) -> Tensor:
        return tf.concat(tensors, axis=0)

    state_type = type(initial_state)
    states = zip(*map(halves, initial_state), strict=True)
    rows_of = zip(*map(halves, (inputs, context, mask, weights.kept)), states, strict=True)
    memories, finals = zip(
        *(
            run(x, c, m, state_type(*state), projection, weights._replace(kept=kept))
            for x, c, m, kept, state in rows_of
        ),
        strict=True,
    )
    return joined(memories), state_type(*map(joined, zip(*finals, strict=True)))


def _read(weights: Any) -> Any:
    """The values of the variables among some weights."""
    return type(weights)(*(w if w is None else tf.convert_to_tensor(w) for w in weights))


@functools.cache
def _compiled(cell: Cell, reverse: bool, training: bool, serving: bool) -> Any:
    run = functools.partial(_run, cell, reverse, training, serving, True)
    return tf.function(run, jit_compile=True, autograph=False)


def _run(
    cell: Cell,
    reverse: bool,
    training: bool,
    serving: bool,
    compiled: bool,
    inputs: Tensor,
    context: Tensor | None,
    mask: Tensor | None,
    initial_state: State,
    projection: Projection,
    weights: CellWeights,
) -> tuple[Tensor, State]:
    if cell.layer_norm or not (training or compiled):
        # TensorFlow derives the gradient. An export is loaded with a warning for each graph that
        # has a hand-written one.
        parts = (context, mask, initial_state, projection, weights)
        rows = functools.partial(_read_rows, cell, reverse, inputs, *parts)
        if serving and context is None and in_one_operation(cell, inputs):
            one = functools.partial(
                read_one_sequence,
                inputs,
                initial_state,
                projection.W,
                projection.b,
                weights,
                reverse=reverse,
            )
            memory, final = tf.cond(is_one_sequence(inputs, mask), one, rows)
        else:
            memory, final = rows()
    else:
        x = projection.project(tf.transpose(inputs, (1, 0, 2)), context)  # (time, batch, gates)
        steps = None if mask is None else tf.transpose(mask)[:, :, None]  # (time, batch, 1)
        loop = _differentiable(cell, reverse, training, compiled, steps)
        memory, final = loop(x, initial_state, weights)
        memory = tf.transpose(memory, (1, 0, 2))
    if mask is not None:
        memory *= tf.cast(mask, memory.dtype)[:, :, None]
    memory.set_shape((*inputs.shape[:2], cell.units))  # a loop forgets the time, if it was known
    return memory, final


def _read_rows(
    cell: Cell,
    reverse: bool,
    inputs: Tensor,
    context: Tensor | None,
    mask: Tensor | None,
    initial_state: State,
    projection: Projection,
    weights: CellWeights,
) -> tuple[Tensor, State]:
    """Runs over all steps in as few TensorFlow operations as there can be, keeping nothing.

    One sentence alone is little work. What counts is how many operations are started, and above all
    which of them are handed to other threads, as every transposition is: so rows are gathered in
    the order of the loop instead (docs/decisions/0006).
    """
    batch_size, time, _ = tf.unstack(tf.shape(inputs))
    order = tf.range(time - 1, -1, -1) if reverse else tf.range(time)

    def in_order(rows: Tensor) -> Tensor:
        """Rows (batch · time, ...) as the loop reads them, (time, batch, ...)."""
        return tf.gather(rows, tf.range(batch_size)[None, :] * time + order[:, None])

    rows = tf.reshape(inputs, (-1, inputs.shape[-1]))
    xs = _steps_of(projection.project(in_order(rows), context))
    tokens = None if mask is None else _steps_of(in_order(tf.reshape(mask, (-1, 1))))
    memory = tf.TensorArray(inputs.dtype, size=time, element_shape=initial_state.h.shape)

    def body(i: Tensor, state: State, memory: Any) -> tuple[Tensor, State, Any]:
        new, _ = cell.step(xs.read(i), state, weights)
        if tokens is not None:
            new = _where(tokens.read(i), new, state)
        return i + 1, new, memory.write(i, new.h)

    start = (0, initial_state, memory)
    _, final, memory = tf.while_loop(lambda i, *_: i < time, body, start)
    rows = tf.reshape(memory.stack(), (-1, cell.units))  # (time · batch, units)
    return tf.gather(rows, order[None, :] * batch_size + tf.range(batch_size)[:, None]), final


def _differentiable(
    cell: Cell, reverse: bool, training: bool, compiled: bool, steps: Tensor | None
) -> Any:
    """The loop with its hand-written gradient, a function of (x, initial state, weights)."""

    def loop(x: Tensor, initial_state: State, weights: CellWeights) -> tuple[Tensor, State]:
        given = [name for name, tensor in weights._asdict().items() if tensor is not None]

        @tf.custom_gradient
        def flat(x: Tensor, *tensors: Tensor) -> Any:
            width = len(cell.state_type._fields)
            initial_state = cell.state_type(*tensors[:width])
            weights = CellWeights(**dict(zip(given, tensors[width:], strict=True)))
            trace = _forward(cell, reverse, training, x, steps, initial_state, weights)

            def gradient(d_memory: Tensor, *d_final: Tensor) -> tuple[Tensor, ...]:
                again = trace
                if not training:
                    again = _forward(cell, reverse, True, x, steps, initial_state, weights)
                before = _shifted(again.states, initial_state, reverse)
                kept = Kept(again.saved, before, again.states)
                d, d_initial = _backward(
                    cell,
                    reverse,
                    compiled,
                    d_memory,
                    cell.state_type(*d_final),
                    steps,
                    kept,
                    weights,
                )
                d_x, d_product = d if cell.splits_gradients else d * 2
                d_weights = cell.weight_gradients(d_product, kept, weights)
                of_weights = (getattr(d_weights, name) for name in given)
                return d_x, *d_initial, *of_weights

            return (trace.states.h, *trace.final), gradient

        memory, *final = flat(x, *initial_state, *(getattr(weights, name) for name in given))
        return memory, cell.state_type(*final)

    return loop


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
    inputs = _steps_of(x)
    num_states = len(initial_state) if keep else 1
    num_saved = cell.num_saved if keep else 0
    arrays = tuple(
        tf.TensorArray(x.dtype, size=time, element_shape=initial_state.h.shape)
        for _ in range(num_states + num_saved)
    )

    def read(i: Tensor | int) -> Tensor:
        return inputs.read(time - 1 - i if reverse else i)

    # The next input is read with each step: XLA makes slow code of a step that slices its own.
    def body(i: Tensor, x: Tensor, state: State, arrays: Any) -> tuple[Tensor, Tensor, State, Any]:
        t = time - 1 - i if reverse else i
        new, saved = cell.step(x, state, weights)
        if steps is not None:
            new = _where(steps[t], new, state)
        left = (*new[:num_states], *saved[:num_saved])
        arrays = tuple(a.write(t, value) for a, value in zip(arrays, left, strict=True))
        return i + 1, read(tf.minimum(i + 1, time - 1)), new, arrays

    start = (0, read(0), initial_state, arrays)
    _, _, final, arrays = tf.while_loop(
        lambda i, *_: i < time, body, start, maximum_iterations=time
    )
    stacked = [array.stack() for array in arrays]
    states = stacked[:num_states] * (1 if keep else len(initial_state))
    return Trace(cell.state_type(*states), tuple(stacked[num_states:]), final)


def _backward(
    cell: Cell,
    reverse: bool,
    compiled: bool,
    d_memory: Tensor,
    d_final: State,
    steps: Tensor | None,
    kept: Kept,
    weights: CellWeights,
) -> tuple[tuple[Tensor, ...], State]:
    """Runs back over all steps.

    The elementwise factors of the gradient are made for all steps at once, which spares TensorFlow
    many small operations; compiled, they are made step by step, which spares memory traffic.

    Returns:
        What `Cell.step_back` leaves of every step, (time, batch, num_gates · units) each, and the
        gradient of the initial state.
    """
    time = tf.shape(d_memory)[0]
    of_tokens = None if steps is None else tf.cast(steps, d_memory.dtype)

    def factors(kept: Kept, of_tokens: Tensor | None) -> tuple[Any, Tensor | None]:
        found = cell.factors(kept, weights)
        if of_tokens is None:
            return found, None
        return tuple(factor * of_tokens for factor in found), 1.0 - of_tokens

    given = (kept, of_tokens) if compiled else factors(kept, of_tokens)
    sequences = (d_memory, given)
    arrays = [_steps_of(sequence) for sequence in _tensors(sequences)]
    R_T = tf.transpose(weights.R)
    shape = (d_memory.shape[1], cell.num_gates * cell.units)
    gradients = tuple(
        tf.TensorArray(d_memory.dtype, size=time, element_shape=shape)
        for _ in range(1 + cell.splits_gradients)
    )

    def read(i: Tensor | int) -> list[Tensor]:
        return [array.read(i if reverse else time - 1 - i) for array in arrays]

    def body(i: Tensor, ahead: list[Tensor], d_state: State, gradients: Any) -> Any:
        t = i if reverse else time - 1 - i
        d_output, of_step = _in_place_of(sequences, ahead)
        of_gates, passed = factors(*of_step) if compiled else of_step
        d_state = d_state._replace(h=d_state.h + d_output)
        d, d_before = cell.step_back(d_state, of_gates, R_T, weights)
        if passed is not None:  # a masked step hands the gradient of its state on, and keeps none
            handed_on = zip(d_before, d_state, strict=True)
            d_before = type(d_before)(*(new + passed * old for new, old in handed_on))
        gradients = tuple(a.write(t, value) for a, value in zip(gradients, d, strict=True))
        return i + 1, read(tf.minimum(i + 1, time - 1)), d_before, gradients

    start = (0, read(0), d_final, gradients)
    _, _, d_initial, gradients = tf.while_loop(
        lambda i, *_: i < time, body, start, maximum_iterations=time
    )
    return tuple(array.stack() for array in gradients), d_initial


def _where(token: Tensor, new: State, state: State) -> State:
    """The new state of rows with a token, bool (batch, 1), and the one before of others."""
    pairs = zip(new, state, strict=True)
    return type(new)(*(tf.where(token, after, before) for after, before in pairs))


def _tensors(structure: Any) -> list[Tensor]:
    """The tensors of a nested structure, without its Nones."""
    return [tensor for tensor in tf.nest.flatten(structure) if tensor is not None]


def _in_place_of(structure: Any, tensors: list[Tensor]) -> Any:
    """A structure with other tensors in place of its own."""
    others = iter(tensors)
    return tf.nest.map_structure(lambda tensor: None if tensor is None else next(others), structure)


def _steps_of(sequence: Tensor) -> tf.TensorArray:
    """The steps of a sequence (time, ...); the last is read again at the end of a loop."""
    array = tf.TensorArray(sequence.dtype, size=tf.shape(sequence)[0], clear_after_read=False)
    return array.unstack(sequence)


def _shifted(states: State, initial_state: State, reverse: bool) -> State:
    """The state before each step, each tensor (time, batch, units)."""
    return type(states)(
        *(
            tf.concat([after[1:], first[None]] if reverse else [first[None], after[:-1]], axis=0)
            for after, first in zip(states, initial_state, strict=True)
        )
    )
