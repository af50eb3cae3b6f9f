import dataclasses

import keras
import numpy as np
import pytest

import seqtasks as st
from seqtasks.blocks.cells import cell_config, resolve_cell
from seqtasks.blocks.recurrent_layer import RecurrentLayer

KERAS_LAYERS = {
    "rnn": keras.layers.SimpleRNN,
    "gru": keras.layers.GRU,
    "lstm": keras.layers.LSTM,
}


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_cell_computes_what_keras_computes_with_the_same_weights(name, reverse):
    keras.utils.set_random_seed(1)
    theirs = KERAS_LAYERS[name](5, return_sequences=True, go_backwards=reverse)
    ours = RecurrentLayer(name, 5, reverse=reverse)
    inputs = np.random.default_rng(0).normal(size=(3, 4, 6)).astype("float32")
    theirs.build(inputs.shape)
    ours.build(inputs.shape)
    ours.set_weights(theirs.get_weights())
    expected = keras.ops.convert_to_numpy(theirs(inputs))
    outputs, state = ours(inputs)
    last = 0 if reverse else -1
    np.testing.assert_allclose(outputs, expected[:, ::-1] if reverse else expected, atol=1e-6)
    np.testing.assert_allclose(state.h, outputs[:, last], atol=0)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
def test_one_step_at_a_time_equals_the_whole_sequence(name):
    keras.utils.set_random_seed(2)
    layer = RecurrentLayer(name, 5)
    inputs = keras.random.normal((2, 4, 3))
    context = keras.random.normal((2, 6))
    outputs, final = layer(inputs, context=context)
    state = layer.zero_state(2)
    for t in range(4):
        state = layer.step(inputs[:, t], state, context)
        np.testing.assert_allclose(state.h, outputs[:, t], atol=1e-6)
    for ours, theirs in zip(state, final, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
def test_a_split_sequence_with_the_state_carried_gives_the_same(name):
    layer = RecurrentLayer(name, 4)
    inputs = keras.random.normal((2, 6, 3), seed=1)
    whole, final = layer(inputs)
    first, state = layer(inputs[:, :2])
    second, last = layer(inputs[:, 2:], initial_state=state)
    np.testing.assert_allclose(keras.ops.concatenate([first, second], axis=1), whole, atol=1e-6)
    np.testing.assert_allclose(last.h, final.h, atol=1e-6)


def test_the_forget_gate_starts_open():
    layer = RecurrentLayer("lstm", 3)
    layer.build((None, None, 2))
    np.testing.assert_array_equal(layer.bias, [0] * 3 + [1] * 3 + [0] * 6)


def test_descriptions_and_names_agree():
    assert resolve_cell("lstm", 7) == st.LSTM(7)
    assert resolve_cell(st.GRU(3)) == st.GRU(3)
    assert cell_config(st.RNN(2)) == {"cell": {"name": "rnn", **dataclasses.asdict(st.RNN(2))}}


def test_bad_arguments_say_what_was_received():
    with pytest.raises(ValueError, match=r"one of 'rnn', 'irnn', 'gru', .* Received: cell='lstn'"):
        resolve_cell("lstn", 3)
    with pytest.raises(ValueError, match="`units` must be given"):
        resolve_cell("gru")
    with pytest.raises(ValueError, match="belongs to the cell description"):
        resolve_cell(st.GRU(3), 4)
    with pytest.raises(ValueError, match="positive int. Received: units=0"):
        st.LSTM(0)
