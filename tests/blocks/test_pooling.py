"""From sequences to vectors, against NumPy by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st

METHODS = ["last", "both", "mean", "sum", "max", "attention"]
TIME, DIM = 5, 4
LENGTHS = np.array([5, 3, 1, 0])
MASK = np.arange(TIME) < LENGTHS[:, None]
MEMORY = np.random.default_rng(0).normal(size=(len(LENGTHS), TIME, DIM)).astype("float32")
MEMORY[2] = -np.abs(MEMORY[2])  # a maximum below zero

every_method = pytest.mark.parametrize("method", METHODS)


def make(method, **settings):
    keras.utils.set_random_seed(1)
    pooling = st.SequencePooling(method, **settings)
    pooling.build(MEMORY.shape)
    random = np.random.default_rng(2)
    pooling.set_weights([random.normal(size=weight.shape) for weight in pooling.get_weights()])
    return pooling


def attention_by_hand(pooling, memory):
    v, kernel, bias = (
        np.array(weight)
        for weight in (pooling.scores.kernel, pooling.hidden.kernel, pooling.hidden.bias)
    )
    weights = np.exp(np.tanh(memory @ kernel + bias) @ v)  # (length, 1)
    return (weights * memory).sum(axis=0) / weights.sum()


@every_method
def test_it_is_what_the_table_says(method):
    pooling = make(method)
    by_hand = {
        "last": lambda memory: memory[-1],
        "both": lambda memory: np.concatenate([memory[-1, :2], memory[0, 2:]]),
        "mean": lambda memory: memory.sum(axis=0) / len(memory),
        "sum": lambda memory: memory.sum(axis=0),
        "max": lambda memory: memory.max(axis=0),
        "attention": lambda memory: attention_by_hand(pooling, memory),
    }
    vectors = np.array(pooling(MEMORY, mask=MASK))
    for row, length in enumerate(LENGTHS[:3]):
        np.testing.assert_allclose(
            vectors[row], by_hand[method](MEMORY[row, :length]), rtol=1e-5, atol=1e-6
        )
    nothing = MEMORY[3, 0] if method in ("last", "both") else np.zeros(DIM)
    np.testing.assert_array_equal(vectors[3], nothing)


@every_method
def test_padding_further_changes_nothing(method):
    pooling = make(method)
    wider = np.pad(MEMORY, ((0, 0), (0, 3), (0, 0)), constant_values=9.0)
    vectors = pooling(wider, mask=np.pad(MASK, ((0, 0), (0, 3))))
    np.testing.assert_allclose(vectors, pooling(MEMORY, mask=MASK), atol=1e-6)


@every_method
def test_padding_gets_no_gradient(method):
    pooling, memory = make(method), tf.constant(MEMORY)
    with tf.GradientTape() as tape:
        tape.watch(memory)
        vectors = pooling(memory, mask=MASK)
        loss = tf.reduce_sum(vectors * tf.cos(vectors))
    gradient = tape.gradient(loss, memory).numpy()
    assert np.isfinite(gradient).all()
    np.testing.assert_array_equal(gradient[:3][~MASK[:3]], 0.0)
    ends = np.stack([gradient[row, length - 1] for row, length in enumerate(LENGTHS[:3])])
    assert np.abs(ends).max(axis=1).min() > 0 or method == "max"


@every_method
def test_without_a_mask_every_step_counts(method):
    pooling = make(method)
    expected = pooling(MEMORY, mask=np.ones_like(MASK))
    np.testing.assert_array_equal(pooling(MEMORY), expected)


@every_method
def test_of_one_step_it_is_the_vector_itself(method):
    np.testing.assert_allclose(make(method)(MEMORY[:, :1]), MEMORY[:, 0], rtol=1e-6)


@every_method
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float64"])
def test_it_keeps_to_the_dtype_policy(method, policy):
    precise, pooling = make(method), make(method, dtype=policy)
    vectors = pooling(MEMORY, mask=MASK)
    assert keras.backend.standardize_dtype(vectors.dtype) == pooling.compute_dtype
    vectors = keras.ops.cast(vectors, "float32")
    np.testing.assert_allclose(vectors, precise(MEMORY, mask=MASK), rtol=0.05, atol=0.05)


@every_method
def test_a_model_with_it_comes_back_from_a_file(method, tmp_path):
    # The mask is that of the embedding, and goes no further.
    ids = keras.Input((None,), dtype="int32")
    vectors = make(method)(keras.layers.Embedding(10, DIM, mask_zero=True)(ids))
    model = keras.Model(ids, keras.layers.Dense(2)(vectors))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    token_ids = np.array([[5, 6, 7], [8, 9, 0]], "int32")
    np.testing.assert_array_equal(again(token_ids), model(token_ids))
    np.testing.assert_allclose(model(token_ids)[1:], model(token_ids[1:, :2]), atol=1e-6)


@every_method
def test_it_comes_back_from_its_configuration(method):
    pooling = make(method)
    again = st.SequencePooling.from_config(pooling.get_config())
    again.build(MEMORY.shape)
    again.set_weights(pooling.get_weights())
    np.testing.assert_array_equal(again(MEMORY, mask=MASK), pooling(MEMORY, mask=MASK))


def test_an_unknown_method_says_what_was_received():
    message = "one of 'last', 'both', 'mean', 'sum', 'max', 'attention'. Received: method='first'"
    with pytest.raises(ValueError, match=message):
        st.SequencePooling("first")


def test_both_directions_need_an_even_width():
    with pytest.raises(ValueError, match=r"an even `dim`. Received: dim=3"):
        st.SequencePooling("both")(MEMORY[:, :, :3], mask=MASK)
