"""Every cell, in one direction and both, shallow and deep, against what every block promises."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.paths import in_keras, recurrence_path

BATCH, TIME, INPUT_DIM, UNITS = 3, 5, 3, 4
LENGTHS = np.array([5, 3, 1])
MASK = np.arange(TIME) < LENGTHS[:, None]
GAPS = np.array([[0, 1, 0, 1, 1], [1, 1, 0, 0, 1], [0, 0, 0, 0, 0]], bool)

CELLS = {
    "rnn": st.RNN(UNITS),
    "irnn": st.RNN(UNITS, activation="relu", recurrent_initializer="identity"),
    "gru": st.GRU(UNITS),
    "gru reset before": st.GRU(UNITS, reset_after=False),
    "lstm": st.LSTM(UNITS),
    "peephole lstm": st.LSTM(UNITS, peepholes=True),
    "coupled lstm": st.LSTM(UNITS, coupled=True),
    "normalised lstm": st.LSTM(UNITS, layer_norm=True),
}
MORE_CELLS = {
    "logistic rnn": st.RNN(UNITS, activation="sigmoid"),
    "coupled peephole lstm": st.LSTM(UNITS, peepholes=True, coupled=True),
    "normalised peephole lstm": st.LSTM(UNITS, peepholes=True, layer_norm=True),
    "normalised rnn": st.RNN(UNITS, layer_norm=True),
    "normalised gru": st.GRU(UNITS, layer_norm=True),
    "normalised gru reset before": st.GRU(UNITS, layer_norm=True, reset_after=False),
}
SHAPES = {
    "": {},
    "both ways": {"bidirectional": True},
}
MORE_SHAPES = {
    "deep": {"num_layers": 2},
    "deep both ways": {"num_layers": 2, "bidirectional": True},
    "residual": {"num_layers": 3, "residual": True},
    "sum": {"num_layers": 2, "bidirectional": True, "merge": "sum"},
    "residual mean": {"num_layers": 2, "bidirectional": True, "merge": "mean", "residual": True},
}


class Block(NamedTuple):
    cell: st.LSTM | st.GRU | st.RNN
    settings: dict

    def make(self, *, return_state=True, **more) -> st.RecurrentEncoder:
        """An encoder whose weights are all at work: biases and peepholes are not zero."""
        keras.utils.set_random_seed(1)
        encoder = st.RecurrentEncoder(self.cell, return_state=return_state, **self.settings, **more)
        encoder.build((None, None, INPUT_DIM))
        random = np.random.default_rng(2)
        for variable in encoder.trainable_variables:
            variable.assign(variable + 0.3 * random.normal(size=variable.shape))
        return encoder


def table(cells=(), shapes=(), *, where=lambda block: True):
    """The blocks of the default suite, and those that only the slow one has."""
    rows = []
    every = itertools.product({**CELLS, **MORE_CELLS}.items(), {**SHAPES, **MORE_SHAPES}.items())
    for (cell, description), (shape, settings) in every:
        if where(block := Block(description, settings)):
            default = cell in (cells or CELLS) and shape in (shapes or SHAPES)
            marks = () if default else pytest.mark.slow
            rows.append(pytest.param(block, id=f"{shape} {cell}".strip(), marks=marks))
    return rows


every_block = pytest.mark.parametrize("block", table())
every_cell = pytest.mark.parametrize("block", table(shapes=["both ways"]))
one_way = pytest.mark.parametrize(
    "block", table(where=lambda block: not block.settings.get("bidirectional"))
)


@pytest.fixture
def inputs():
    return np.random.default_rng(0).normal(size=(BATCH, TIME, INPUT_DIM)).astype("float32")


def tensors(result) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(tensor) for tensor in keras.tree.flatten(result)]


def assert_close(ours, theirs, tolerance=1e-6):
    """Equal up to a share of the largest number of a tensor, or of 1."""
    for one, other in zip(tensors(ours), tensors(theirs), strict=True):
        scale = max(1.0, np.abs(other).max(initial=0.0))
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance * scale)


def loss_of(encoder, inputs, mask=MASK, state=None, training=True):
    """A scalar to which every output, the final states and every step contribute unevenly."""
    memory, final = encoder(inputs, mask=mask, initial_state=state, training=training)
    loss = tf.reduce_sum(memory * tf.cos(3 * memory))
    return loss + tf.add_n([tf.reduce_sum(tf.sin(2 * tensor)) for tensor in tf.nest.flatten(final)])


def random_state(encoder, dtype="float32"):
    random = np.random.default_rng(3)
    cell = encoder.cell

    def one():
        values = random.normal(size=(len(cell.state_type._fields), BATCH, cell.units))
        return cell.state_type(*tf.unstack(tf.constant(values, dtype)))

    return tuple(
        tuple(one() for _ in range(encoder.num_directions)) for _ in range(encoder.num_layers)
    )


@every_block
def test_padding_further_changes_nothing(block, inputs):
    encoder = block.make()
    memory, state = encoder(inputs, mask=MASK)
    wider = np.pad(inputs, ((0, 0), (0, 3), (0, 0)), constant_values=9.0)
    more, same = encoder(wider, mask=np.pad(MASK, ((0, 0), (0, 3))))
    assert_close(more[:, :TIME], memory, 3e-6)  # sums in another order, normalised
    np.testing.assert_array_equal(more[:, TIME:], 0.0)
    assert_close(same, state, 3e-6)


@every_block
def test_a_row_does_not_depend_on_its_batch(block, inputs):
    encoder = block.make()
    memory, state = encoder(inputs, mask=MASK)
    alone, its_state = encoder(inputs[1:2, : LENGTHS[1]])
    assert_close(memory[1:2, : LENGTHS[1]], alone, 2e-6)
    assert_close(tf.nest.map_structure(lambda tensor: tensor[1:2], state), its_state, 2e-6)


@every_block
def test_masked_steps_give_no_output_and_get_no_gradient(block, inputs):
    encoder, tensor = block.make(), tf.constant(inputs)
    np.testing.assert_array_equal(tensors(encoder(inputs, mask=MASK)[0])[0][~MASK], 0.0)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        loss = loss_of(encoder, tensor)
    gradient = tape.gradient(loss, tensor).numpy()
    np.testing.assert_array_equal(gradient[~MASK], 0.0)
    assert np.abs(gradient[MASK]).max(axis=-1).min() > 0


@every_block
def test_the_gradient_is_that_of_finite_differences(block, inputs):
    encoder = block.make(dtype="float64")
    variables = [variable.value for variable in encoder.trainable_variables]
    point = [tf.constant(inputs, "float64"), *tf.nest.flatten(random_state(encoder, "float64"))]
    random = np.random.default_rng(4)
    direction = [random.normal(size=tensor.shape) for tensor in (*point, *variables)]

    def at(distance):
        moved = [p + distance * d for p, d in zip(point, direction, strict=False)]
        for variable, value, d in zip(variables, values, direction[len(point) :], strict=True):
            variable.assign(value + distance * d)
        state = tf.nest.pack_sequence_as(random_state(encoder), moved[1:])
        return loss_of(encoder, moved[0], state=state)

    values = [variable.numpy() for variable in variables]
    slope = (at(1e-6) - at(-1e-6)) / 2e-6
    with tf.GradientTape() as tape:
        tape.watch(point)
        at(0.0)  # back to the values themselves
        state = tf.nest.pack_sequence_as(random_state(encoder), point[1:])
        loss = loss_of(encoder, point[0], state=state)
    gradients = tape.gradient(loss, [*point, *variables])
    along = sum(np.sum(g * d) for g, d in zip(gradients, direction, strict=True))
    np.testing.assert_allclose(along, slope, rtol=1e-4)


def stock_layers(block) -> list[keras.layers.Layer]:
    """The same stack of stock Keras layers."""
    cell, settings = block.cell, {"return_sequences": True, "zero_output_for_mask": True}
    both = block.settings.get("bidirectional", False)
    layers = []
    for _ in range(block.settings.get("num_layers", 1)):
        if isinstance(cell, st.LSTM):
            layer = keras.layers.LSTM(cell.units, **settings)
        elif isinstance(cell, st.GRU):
            layer = keras.layers.GRU(cell.units, reset_after=cell.reset_after, **settings)
        else:
            layer = keras.layers.SimpleRNN(cell.units, activation=cell.activation, **settings)
        layers.append(keras.layers.Bidirectional(layer) if both else layer)
    return layers


def stock_output(layers, inputs):
    for layer in layers:
        inputs = layer(inputs, mask=MASK)
    return inputs * MASK[:, :, None]


@pytest.mark.parametrize(
    "block",
    table(
        where=lambda block: (
            in_keras(block.cell) and not {"merge", "residual"} & block.settings.keys()
        )
    ),
)
def test_it_is_keras_with_the_weights_of_keras_and_back(block, inputs):
    encoder, layers = block.make(), stock_layers(block)
    stock_output(layers, inputs)  # builds
    variables = [variable for layer in layers for variable in layer.trainable_variables]
    names, shapes = ([getattr(v, of) for v in variables] for of in ("name", "shape"))
    assert names == [variable.name for variable in encoder.trainable_variables]
    assert shapes == [variable.shape for variable in encoder.trainable_variables]
    for variable, value in zip(variables, encoder.get_weights(), strict=True):
        variable.assign(value)
    back = block.make()
    back.set_weights([variable.numpy() for variable in variables])
    results = []
    tensor = tf.constant(inputs)
    for function, parameters in (
        (lambda: stock_output(layers, tensor), variables),
        (lambda: encoder(tensor, mask=MASK, training=True)[0], encoder.trainable_variables),
        (lambda: back(tensor, mask=MASK, training=True)[0], back.trainable_variables),
    ):
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            memory = function()
            loss = tf.reduce_sum(memory * tf.cos(3 * memory))
        gradients = tape.gradient(loss, [tensor, *(v.value for v in parameters)])
        results.append([memory, *gradients])
    assert_close(results[1], results[0], 1e-5)
    assert_close(results[2], results[0], 1e-5)


@every_block
def test_it_comes_back_from_its_configuration(block, inputs):
    encoder = block.make()
    again = st.RecurrentEncoder.from_config(encoder.get_config())
    again.build((None, None, INPUT_DIM))
    again.set_weights(encoder.get_weights())
    assert again.cell == encoder.cell
    assert_close(again(inputs, mask=MASK), encoder(inputs, mask=MASK), 0)


@every_cell
def test_a_model_with_it_comes_back_from_a_file(block, inputs, tmp_path):
    encoder = block.make(return_state=False)
    tensor = keras.Input((None, INPUT_DIM))
    model = keras.Model(tensor, encoder(tensor))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert_close(again(inputs), model(inputs), 0)


@every_cell
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float64"])
def test_it_keeps_to_the_dtype_policy(block, inputs, policy):
    precise, encoder = block.make(), block.make(dtype=policy)
    encoder.set_weights(precise.get_weights())
    with tf.GradientTape() as tape:
        memory, state = encoder(inputs, mask=MASK, training=True)
        loss = tf.reduce_sum(tf.cast(memory, "float32"))
    dtype = keras.DTypePolicy(policy).compute_dtype
    assert {tensor.dtype.name for tensor in tf.nest.flatten((memory, state))} == {dtype}
    variables = [variable.value for variable in encoder.trainable_variables]
    gradients = tape.gradient(loss, variables)
    assert [g.dtype for g in gradients] == [v.dtype for v in variables]
    # As a mean: normalisation makes much of what rounding leaves of gates that are nearly equal.
    tolerance = {"float16": 0.01, "bfloat16": 0.08, "float64": 1e-6}[dtype]
    memory = keras.ops.cast(memory, "float32")
    assert np.abs(memory - precise(inputs, mask=MASK)[0]).mean() < tolerance


@one_way
def test_a_split_sequence_with_the_state_carried_gives_the_same(block, inputs):
    encoder = block.make()
    whole = encoder(inputs, mask=MASK)
    first, state = encoder(inputs[:, :2], mask=MASK[:, :2])
    second, final = encoder(inputs[:, 2:], mask=MASK[:, 2:], initial_state=state)
    assert_close((tf.concat([first, second], axis=1), final), whole)


@every_block
def test_step_0_sees_the_last_token_in_both_directions_only(block, inputs):
    encoder = block.make()
    changed = inputs.copy()
    changed[0, -1] *= -3.0
    before, after = (encoder(x, mask=MASK)[0][0, 0] for x in (inputs, changed))
    both = block.settings.get("bidirectional", False)
    assert np.array_equal(before, after) is not both


@every_cell
def test_the_gradient_outside_training_is_the_same(block, inputs):
    encoder, tensor = block.make(), tf.constant(inputs)
    gradients = []
    for training in (True, False):
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            loss = loss_of(encoder, tensor, training=training)
        variables = [variable.value for variable in encoder.trainable_variables]
        gradients.append(tape.gradient(loss, [tensor, *variables]))
    assert_close(*gradients)


@pytest.mark.parametrize("block", table(cells=["gru"], shapes=["both ways"]))
@pytest.mark.parametrize("mask", [MASK, GAPS], ids=["padding on the right", "gaps"])
def test_every_path_computes_the_same(block, mask, inputs):
    encoder = block.make()
    variables = [variable.value for variable in encoder.trainable_variables]

    def run():
        tensor = tf.constant(inputs)
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            loss = loss_of(encoder, tensor, mask=mask)
        return [loss, *tape.gradient(loss, [tensor, *variables])]

    paths = [*(["keras"] if in_keras(block.cell) else []), *(["xla"] * (not block.cell.layer_norm))]
    with recurrence_path("loop"):
        expected = run()
    for path in paths:
        with recurrence_path(path):
            # Of float64 the gradients of an unbounded activation are off by 1.5e-5 on any path.
            assert_close(tf.function(run, autograph=False)(), expected, 3e-5)
