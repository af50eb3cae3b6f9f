import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st


def encode(inputs, mask=None, **settings):
    keras.utils.set_random_seed(1)
    return st.RecurrentEncoder(**{"cell": "gru", "units": 4, **settings})(inputs, mask=mask)


@pytest.fixture
def inputs():
    return np.random.default_rng(1).normal(size=(2, 5, 3)).astype("float32")


MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], bool)
VARIANTS = [
    {"cell": cell, "bidirectional": both, "num_layers": layers}
    for cell in ("rnn", "gru", "lstm")
    for both in (False, True)
    for layers in (1, 2)
]


@pytest.mark.parametrize("settings", VARIANTS, ids=str)
def test_padding_further_changes_nothing(inputs, settings):
    memory, state = encode(inputs, MASK, return_state=True, **settings)
    wider = np.pad(inputs, ((0, 0), (0, 3), (0, 0)), constant_values=9.0)
    more, same = encode(wider, np.pad(MASK, ((0, 0), (0, 3))), return_state=True, **settings)
    np.testing.assert_allclose(more[:, :5], memory, atol=1e-6)
    np.testing.assert_array_equal(more[:, 5:], 0.0)
    for one, other in zip(keras.tree.flatten(state), keras.tree.flatten(same), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("settings", VARIANTS, ids=str)
def test_a_row_does_not_depend_on_its_batch(inputs, settings):
    together = encode(inputs, MASK, **settings)
    alone = encode(inputs[1:, :3], MASK[1:, :3], **settings)
    np.testing.assert_allclose(together[1:, :3], alone, atol=1e-6)


@pytest.mark.parametrize("settings", VARIANTS[::3], ids=str)
def test_masked_steps_get_no_gradient(inputs, settings):
    encoder = st.RecurrentEncoder(units=4, **settings)
    tensor = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        loss = tf.reduce_sum(encoder(tensor, mask=MASK) ** 2)
    gradient = tape.gradient(loss, tensor).numpy()
    np.testing.assert_array_equal(gradient[1, 3:], 0.0)
    assert np.abs(gradient[1, :3]).min() > 0


def test_step_0_sees_the_last_token_only_in_both_directions(inputs):
    changed = inputs.copy()
    changed[:, -1] += 1.0
    for bidirectional in (False, True):
        before = encode(inputs, bidirectional=bidirectional)
        after = encode(changed, bidirectional=bidirectional)
        assert np.allclose(before[:, 0], after[:, 0]) is not bidirectional


def test_every_layer_reads_both_directions_below(inputs):
    # The second layer's forward half at step 0 sees the future only through the layer below.
    changed = inputs.copy()
    changed[:, -1] += 1.0
    before = encode(inputs, bidirectional=True, num_layers=2)
    after = encode(changed, bidirectional=True, num_layers=2)
    assert not np.allclose(before[:, 0, :4], after[:, 0, :4])


def test_the_state_is_the_output_at_the_last_token(inputs):
    memory, state = encode(inputs, MASK, bidirectional=True, return_state=True)
    forward, backward = state[0]
    np.testing.assert_allclose(forward.h, [memory[0, 4, :4], memory[1, 2, :4]], atol=1e-6)
    np.testing.assert_allclose(backward.h, memory[:, 0, 4:], atol=1e-6)


def test_an_initial_state_carries_on(inputs):
    encoder = st.RecurrentEncoder("lstm", 4, num_layers=2, return_state=True)
    whole, _ = encoder(inputs)
    _, state = encoder(inputs[:, :2])
    rest, _ = encoder(inputs[:, 2:], initial_state=state)
    np.testing.assert_allclose(rest, whole[:, 2:], atol=1e-6)


def test_it_works_inside_sequential_and_functional_models(inputs, tmp_path):
    token_ids = np.array([[5, 6, 7], [8, 9, 0]], "int32")
    sequential = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(10, 3, mask_zero=True),
            st.RecurrentEncoder("gru", 4, bidirectional=True),
            keras.layers.Dense(2),
        ]
    )
    sequential.save(tmp_path / "sequential.keras")
    loaded = keras.saving.load_model(tmp_path / "sequential.keras")
    np.testing.assert_allclose(loaded(token_ids), sequential(token_ids), atol=1e-6)
    ids, mask = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="bool")
    memory, state = st.RecurrentEncoder("lstm", 4, return_state=True)(
        st.TokenEmbedding(10, 3)(ids), mask=mask
    )
    functional = keras.Model([ids, mask], [memory, state[0][0].c])
    functional.save(tmp_path / "functional.keras")
    loaded = keras.saving.load_model(tmp_path / "functional.keras")
    arguments = [token_ids, token_ids != 0]
    for ours, theirs in zip(functional(arguments), loaded(arguments), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_bad_arguments_say_what_was_received():
    with pytest.raises(ValueError, match="positive int. Received: num_layers=0"):
        st.RecurrentEncoder("gru", 4, num_layers=0)
    with pytest.raises(ValueError, match=r"\[0, 1\). Received: dropout=1.0"):
        st.RecurrentEncoder("gru", 4, dropout=1.0)
    with pytest.raises(ValueError, match="positive int. Received: embedding_dim=-1"):
        st.TokenEmbedding(5, -1)
