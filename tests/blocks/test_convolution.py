"""Windows of a sequence, against sums by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st

TIME, DIM, FILTERS, SIZES = 5, 3, 4, (1, 2, 3, 4)
LENGTHS = np.array([5, 3, 1, 0])
MASK = np.arange(TIME) < LENGTHS[:, None]
INPUTS = np.random.default_rng(0).normal(size=(len(LENGTHS), TIME, DIM)).astype("float32")


def make(**settings):
    keras.utils.set_random_seed(1)
    encoder = st.ConvolutionEncoder(FILTERS, SIZES, **settings)
    encoder.build((None, None, DIM))
    random = np.random.default_rng(2)
    encoder.set_weights([random.normal(size=weight.shape) for weight in encoder.get_weights()])
    return encoder


@pytest.fixture
def encoder():
    return make()


def by_hand(encoder, inputs):
    """[ReLU(W_k x_{t-(k-1)/2 .. t+k/2} + b_k)] of one sequence, zeros around it."""
    weights = [np.array(weight) for weight in encoder.get_weights()]
    outputs = []
    for k, kernel, bias in zip(SIZES, weights[::2], weights[1::2], strict=True):
        around = np.pad(inputs, (((k - 1) // 2, k // 2), (0, 0)))
        windows = np.stack([around[t : t + k] for t in range(len(inputs))])  # (length, k, dim)
        outputs.append(np.maximum(np.einsum("tki,kif->tf", windows, kernel) + bias, 0))
    return np.concatenate(outputs, axis=1)


def test_it_is_what_the_equation_says_of_each_row_by_itself(encoder):
    memory = np.array(encoder(INPUTS, mask=MASK))
    assert encoder.output_dim == memory.shape[2]
    for row, length in enumerate(LENGTHS[:3]):
        expected = by_hand(encoder, INPUTS[row, :length])
        np.testing.assert_allclose(memory[row, :length], expected, atol=1e-5)
    np.testing.assert_array_equal(memory[~MASK], 0.0)


def test_without_a_mask_every_step_counts(encoder):
    np.testing.assert_allclose(encoder(INPUTS[:1])[0], by_hand(encoder, INPUTS[0]), atol=1e-5)


def test_padding_further_changes_nothing(encoder):
    wider = np.pad(INPUTS, ((0, 0), (0, 3), (0, 0)), constant_values=9.0)
    memory = encoder(wider, mask=np.pad(MASK, ((0, 0), (0, 3))))
    np.testing.assert_allclose(memory[:, :TIME], encoder(INPUTS, mask=MASK), atol=1e-6)
    np.testing.assert_array_equal(memory[:, TIME:], 0.0)


def test_padding_gets_no_gradient(encoder):
    inputs = tf.constant(INPUTS)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        memory = encoder(inputs, mask=MASK)
        loss = tf.reduce_sum(memory * tf.cos(memory))
    gradient = tape.gradient(loss, inputs).numpy()
    np.testing.assert_array_equal(gradient[~MASK], 0.0)
    assert np.abs(gradient[MASK]).max(axis=1).min() > 0


@pytest.mark.parametrize("policy", ["mixed_float16", "float64"])
def test_it_keeps_to_the_dtype_policy(encoder, policy):
    other = make(dtype=policy)
    memory = other(INPUTS, mask=MASK)
    assert keras.backend.standardize_dtype(memory.dtype) == other.compute_dtype
    np.testing.assert_allclose(memory, encoder(INPUTS, mask=MASK), rtol=0.02, atol=0.02)


def test_a_model_with_it_comes_back_from_a_file(encoder, tmp_path):
    ids = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(10, DIM, mask_zero=True)(ids)
    model = keras.Model(ids, encoder(vectors))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    token_ids = np.array([[5, 6, 7], [8, 9, 0]], "int32")
    np.testing.assert_array_equal(again(token_ids), model(token_ids))
    np.testing.assert_allclose(again(token_ids)[1:, :2], model(token_ids[1:, :2]), atol=1e-6)


def test_it_comes_back_from_its_configuration(encoder):
    again = st.ConvolutionEncoder.from_config(encoder.get_config())
    again.build((None, None, DIM))
    again.set_weights(encoder.get_weights())
    np.testing.assert_array_equal(again(INPUTS, mask=MASK), encoder(INPUTS, mask=MASK))


def test_bad_arguments_say_what_was_received():
    with pytest.raises(ValueError, match="`filters` must be a positive int. .*: filters=0"):
        st.ConvolutionEncoder(0)
    with pytest.raises(ValueError, match=r"ints, one at least. Received: kernel_sizes=\(\)"):
        st.ConvolutionEncoder(4, kernel_sizes=())
    with pytest.raises(ValueError, match=r"ints, one at least. Received: kernel_sizes=\(3, 0\)"):
        st.ConvolutionEncoder(4, kernel_sizes=(3, 0))
