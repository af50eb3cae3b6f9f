import dataclasses

import keras
import numpy as np
import pytest

import seqtasks as st
from seqtasks.blocks.cells import cell_config, resolve_cell
from seqtasks.blocks.recurrent_layer import RecurrentLayer


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


def test_the_forget_gate_starts_open():
    layer = RecurrentLayer("lstm", 3)
    layer.build((None, None, 2))
    np.testing.assert_array_equal(layer.bias, [0] * 3 + [1] * 3 + [0] * 6)


def test_descriptions_and_names_agree():
    assert resolve_cell("lstm", 7) == st.LSTM(7)
    assert resolve_cell(st.GRU(3)) == st.GRU(3)
    assert resolve_cell("irnn", 3) == st.RNN(3, activation="relu", recurrent_initializer="identity")
    assert resolve_cell("peephole_lstm", 3) == st.LSTM(3, peepholes=True)
    assert resolve_cell("coupled_lstm", 3) == st.LSTM(3, coupled=True)
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
    with pytest.raises(ValueError, match=r"a name or a description .* Received: cell=7"):
        resolve_cell(7)
    with pytest.raises(ValueError, match=r"one of 'tanh', 'sigmoid', 'relu'. Received: .*'elu'"):
        st.RNN(3, activation="elu")
    with pytest.raises(ValueError, match=r"one of 'orthogonal', 'identity'. Received: .*'zeros'"):
        st.RNN(3, recurrent_initializer="zeros")


def test_the_identity_rnn_starts_with_the_identity():
    layer = RecurrentLayer("irnn", 3)
    layer.build((None, None, 2))
    np.testing.assert_array_equal(layer.recurrent_kernel, np.eye(3))


def test_descriptions_come_back_from_their_json_form():
    for cell in (st.LSTM(3, peepholes=True, weight_drop=0.5), st.GRU(2, reset_after=False)):
        assert resolve_cell(cell_config(cell)["cell"]) == cell
