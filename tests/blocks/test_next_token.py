"""Language-model networks: causal, with their state in and out."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from tests.language import language_network

CELLS = ["rnn", "gru", "lstm", "window"]
IDS = np.random.default_rng(0).integers(4, 20, (3, 9)).astype("int32")


@pytest.mark.parametrize("cell", CELLS)
def test_an_output_depends_on_its_token_and_those_before_only(cell):
    network = language_network(cell=cell)
    changed = IDS.copy()
    changed[:, 5] = 4 + (changed[:, 5] - 3) % 16
    before, after = network(IDS).numpy(), network(changed).numpy()
    np.testing.assert_array_equal(before[:, :5], after[:, :5])
    assert (np.abs(before[:, 5:7] - after[:, 5:7]).max(axis=(0, 2)) > 1e-6).all()


@pytest.mark.parametrize("cell", CELLS)
def test_a_text_may_be_read_in_segments_and_step_by_step(cell):
    network = language_network(cell=cell)
    whole, final = network.read(IDS, network.zero_state(3))
    first, state = network.read(IDS[:, :4], network.zero_state(3))
    second, state = network.read(IDS[:, 4:], state)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole, atol=1e-6)
    for ours, theirs in zip(tf.nest.flatten(state), tf.nest.flatten(final), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    _, before_last = network.read(IDS[:, :8], network.zero_state(3))
    log_probs, _, attention = network.step(IDS[:, 8], before_last)
    expected = tf.nn.log_softmax(network.head(whole[:, 8]))
    np.testing.assert_allclose(log_probs, expected, atol=1e-5)
    assert attention is None


@pytest.mark.parametrize("cell", CELLS)
def test_the_state_after_a_padded_row_is_that_after_its_last_token(cell):
    network = language_network(cell=cell)
    mask = np.arange(9) < np.array([[9], [4], [1]])
    _, state = network.read(np.where(mask, IDS, 0), network.zero_state(3), mask=tf.constant(mask))
    _, alone = network.read(IDS[1:2, :4], network.zero_state(1))
    for ours, theirs in zip(tf.nest.flatten(state), tf.nest.flatten(alone), strict=True):
        np.testing.assert_allclose(ours[1:2], theirs, atol=1e-6)


def test_a_window_is_bengios_equation():
    encoder = st.WindowEncoder(2, 5, direct=True)
    vectors = np.random.default_rng(0).normal(size=(2, 4, 3)).astype("float32")
    memory, state = encoder(vectors)
    H, d = (np.asarray(weight) for weight in encoder.get_weights())
    before = np.concatenate([np.zeros((2, 1, 3), "float32"), vectors[:, :-1]], axis=1)
    x = np.concatenate([before, vectors], axis=-1)
    np.testing.assert_allclose(memory, np.concatenate([np.tanh(x @ H + d), x], -1), atol=1e-5)
    assert encoder.output_dim == 5 + 2 * 3
    np.testing.assert_array_equal(state.vectors, vectors[:, -1:])


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("tied", [True, False])
def test_a_network_comes_back_from_its_file(cell, tied, tmp_path):
    network = language_network(cell=cell, tied=tied, dropout=0.3)
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(IDS), network(IDS))
    assert len(loaded.trainable_variables) == len(network.trainable_variables)


def test_bad_arguments_say_what_was_received():
    embedding = st.TokenEmbedding(9, 4)
    both = st.RecurrentEncoder("gru", 4, bidirectional=True, return_state=True)
    with pytest.raises(ValueError, match=r"one direction.*Received: bidirectional=True"):
        st.NextTokenNetwork(embedding=embedding, encoder=both)
    with pytest.raises(ValueError, match="return_state=True. Received: False"):
        st.NextTokenNetwork(embedding=embedding, encoder=st.RecurrentEncoder("gru", 4))
    wide = st.RecurrentEncoder("gru", 5, return_state=True)
    with pytest.raises(ValueError, match="Received: features 5, embedding 4"):
        st.NextTokenNetwork(embedding=embedding, encoder=wide)
    with pytest.raises(ValueError, match="`window` must be a positive int. Received: window=0"):
        st.WindowEncoder(0, 4)
