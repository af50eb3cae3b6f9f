import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st

TOKEN_IDS = np.array([[4, 5, 4, 6, 0], [7, 4, 8, 5, 9]], "int32")


@pytest.fixture
def inputs():
    return np.random.default_rng(0).normal(size=(2, 6, 3)).astype("float32")


def layer_of(cell):
    encoder = st.RecurrentEncoder(cell)
    encoder.build((None, None, 3))
    return encoder.recurrent_layers[0]


def drawn(cell, field, inputs, monkeypatch):
    """What the recurrence of a training step gets in a field of its weights."""
    found = []
    original = type(cell).step

    def step(self, x, state, weights):
        found.append(getattr(weights, field))
        return original(self, x, state, weights)

    monkeypatch.setattr(type(cell), "step", step)
    st.RecurrentEncoder(cell)(inputs, training=True)
    return [keras.ops.convert_to_numpy(tensor) for tensor in found]


def test_recurrent_dropout_is_one_mask_for_all_steps(inputs, monkeypatch):
    masks = drawn(st.LSTM(50, recurrent_dropout=0.4), "kept", inputs, monkeypatch)
    assert all(np.array_equal(mask, masks[0]) for mask in masks)
    assert masks[0].shape == (2, 50)
    assert set(np.unique(masks[0]).round(4)) == {0.0, np.float32(1 / 0.6).round(4)}
    assert not np.array_equal(masks[0][0], masks[0][1])  # each sequence has its own


def test_weight_drop_drops_entries_of_the_recurrent_kernel(inputs, monkeypatch):
    kernels = drawn(st.GRU(20, weight_drop=0.5), "R", inputs, monkeypatch)
    assert 0.4 < (kernels[0] == 0).mean() < 0.6
    assert all(np.array_equal(kernel, kernels[0]) for kernel in kernels)


@pytest.mark.parametrize("rates", [{"recurrent_dropout": 0.5}, {"weight_drop": 0.5}], ids=str)
@pytest.mark.parametrize("cell", [st.RNN, st.GRU, st.LSTM])
def test_dropped_recurrences_have_the_right_gradient(cell, rates, inputs):
    """With the same masks: finite differences along a random direction."""
    keras.utils.set_random_seed(1)
    layer = layer_of(cell(4, **rates))
    layer.dtype_policy = keras.DTypePolicy("float32")
    variables = [variable.value for variable in layer.trainable_variables]
    values = [variable.numpy() for variable in variables]
    random = np.random.default_rng(1)
    direction = [random.normal(size=value.shape).astype("float32") for value in values]
    start = layer.seed_generator.state.numpy()

    def loss():
        layer.seed_generator.state.assign(start)
        memory, _ = layer(inputs, training=True)
        return tf.reduce_sum(memory * tf.cos(3 * memory))

    with tf.GradientTape() as tape:
        at_values = loss()
    gradients = tape.gradient(at_values, variables)
    along = sum(np.sum(g * d) for g, d in zip(gradients, direction, strict=True))
    found = {}
    for step in (-2, -1, 1, 2):  # the five-point stencil, whose error is of the fourth order
        for variable, value, d in zip(variables, values, direction, strict=True):
            variable.assign(value + 0.003 * step * d)
        found[step] = float(loss())
    slope = (8 * (found[1] - found[-1]) - (found[2] - found[-2])) / (12 * 0.003)
    np.testing.assert_allclose(along, slope, rtol=5e-3, atol=5e-3)


def test_nothing_is_dropped_outside_training(inputs):
    regularised = st.LSTM(4, recurrent_dropout=0.5, weight_drop=0.5)
    encoder = st.RecurrentEncoder(regularised, num_layers=2, dropout=0.5, variational=True)
    plain = st.RecurrentEncoder("lstm", 4, num_layers=2)
    plain(inputs)
    encoder(inputs)
    for variable, value in zip(encoder.trainable_variables, plain.get_weights(), strict=True):
        variable.assign(value)
    np.testing.assert_array_equal(encoder(inputs), plain(inputs))
    assert not np.allclose(encoder(inputs, training=True), plain(inputs))


def test_variational_dropout_drops_the_same_components_at_all_steps():
    embedding = st.TokenEmbedding(10, 40, dropout=0.5, variational=True)
    vectors = np.array(embedding(TOKEN_IDS, training=True))
    dropped = vectors == 0
    assert (dropped == dropped[:, :1]).all()
    assert 0.3 < dropped.mean() < 0.7
    independent = np.array(st.TokenEmbedding(10, 40, dropout=0.5)(TOKEN_IDS, training=True)) == 0
    assert not (independent == independent[:, :1]).all()


def test_embedding_dropout_drops_a_word_wherever_it_stands():
    embedding = st.TokenEmbedding(200, 3, embedding_dropout=0.5)
    token_ids = np.tile(np.arange(4, 200, dtype="int32"), (2, 1))
    vectors = np.array(embedding(token_ids, training=True))
    dropped = (vectors == 0).all(axis=-1)
    assert (dropped[0] == dropped[1]).all()
    assert 0.35 < dropped.mean() < 0.65
    kept = ~dropped[0]
    np.testing.assert_allclose(vectors[0][kept], 2 * embedding(token_ids)[0][kept], rtol=1e-6)


def test_word_dropout_reads_words_as_unknown_and_leaves_special_tokens():
    embedding = st.TokenEmbedding(100, 3, word_dropout=0.5)
    token_ids = np.concatenate([np.arange(4), np.full(400, 50)]).astype("int32")[None]
    vectors = np.array(embedding(token_ids, training=True))[0]
    table = np.array(embedding.embeddings)
    np.testing.assert_array_equal(vectors[:4], table[:4])
    unknown = (vectors[4:] == table[1]).all(axis=-1)
    assert ((vectors[4:] == table[50]).all(axis=-1) != unknown).all()
    assert 0.4 < unknown.mean() < 0.6


def test_regularised_blocks_come_back_from_a_file(inputs, tmp_path):
    ids = keras.Input((None,), dtype="int32")
    cell = st.LSTM(4, recurrent_dropout=0.25, weight_drop=0.5)
    vectors = st.TokenEmbedding(
        10, 3, dropout=0.1, variational=True, embedding_dropout=0.2, word_dropout=0.3
    )(ids)
    model = keras.Model(ids, st.RecurrentEncoder(cell, dropout=0.1, variational=True)(vectors))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(TOKEN_IDS), model(TOKEN_IDS))
    assert again.layers[2].cell == cell
    assert again.layers[1].get_config() == model.layers[1].get_config()


def test_rates_out_of_range_say_what_was_received():
    for name in ("dropout", "embedding_dropout", "word_dropout"):
        with pytest.raises(ValueError, match=rf"`{name}` must lie in \[0, 1\). Received: {name}=1"):
            st.TokenEmbedding(5, 3, **{name: 1.0})
    for name in ("recurrent_dropout", "weight_drop"):
        with pytest.raises(ValueError, match=rf"`{name}` must lie in \[0, 1\). .*{name}=-0.1"):
            st.LSTM(5, **{name: -0.1})
