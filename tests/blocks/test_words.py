"""What a network reads of a word: the parts, one after the other."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st

WORDS = np.array([[4, 5, 6], [7, 0, 0]], "int32")
CHARACTERS = np.array([[[4, 5], [6, 0], [7, 8]], [[9, 4], [0, 0], [0, 0]]], "int32")
SUFFIXES = np.array([[[4, 5], [6, 7], [8, 0]], [[4, 4], [0, 0], [0, 0]]], "int32")
SHAPES = np.array([[[4], [5], [6]], [[4], [0], [0]]], "int32")
INPUTS = {"words": WORDS, "characters": CHARACTERS, "suffixes": SUFFIXES, "shapes": SHAPES}
PARTS = [(), ("characters",), ("suffixes",), ("shapes",), ("characters", "suffixes", "shapes")]
with_parts = pytest.mark.parametrize("parts", PARTS, ids="+".join)


def make(parts=PARTS[-1], **settings):
    keras.utils.set_random_seed(1)
    made = {
        "characters": lambda: st.character_encoder("convolution", 10, 3, 4),
        "suffixes": lambda: st.TokenEmbedding(10, 5),
        "shapes": lambda: st.TokenEmbedding(10, 2),
    }
    return st.WordRepresentation(
        st.TokenEmbedding(10, 6), **{part: made[part]() for part in parts}, **settings
    )


def inputs_of(parts):
    return {name: INPUTS[name] for name in ("words", *parts)}


@with_parts
def test_its_parts_stand_one_after_the_other(parts):
    words = make(parts)
    by_hand = [np.array(words.words.embeddings)[WORDS]]
    if words.characters is not None:
        by_hand.append(words.characters(CHARACTERS))
    if words.suffixes is not None:
        table = np.array(words.suffixes.embeddings)
        table[0] = 0.0  # a place without an ending adds nothing
        by_hand.append(table[SUFFIXES].sum(axis=2))
    if words.shapes is not None:
        table = np.array(words.shapes.embeddings)
        table[0] = 0.0
        by_hand.append(table[SHAPES[:, :, 0]])
    expected = np.concatenate(by_hand, axis=2)
    vectors = words(inputs_of(parts))
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    assert words.output_dim == expected.shape[2]


def test_the_mask_is_where_words_are():
    np.testing.assert_array_equal(make().mask(INPUTS), [[True, True, True], [True, False, False]])


def test_padding_further_changes_nothing():
    words = make()
    wider = {
        name: np.pad(ids, ((0, 0), (0, 2), *((0, 3) for _ in ids.shape[2:])))
        for name, ids in INPUTS.items()
    }
    np.testing.assert_allclose(words(wider)[:, :3], words(INPUTS), atol=1e-6)


def test_padding_of_endings_and_shapes_gets_no_gradient():
    words = make(("suffixes", "shapes"))
    tables = [words.suffixes.embeddings.value, words.shapes.embeddings.value]
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.sin(words(inputs_of(("suffixes", "shapes")))))
    for gradient in map(tf.convert_to_tensor, tape.gradient(loss, tables)):
        np.testing.assert_array_equal(gradient[0], np.zeros(gradient.shape[1]))
        assert np.abs(gradient[4]).max() > 0


@pytest.mark.parametrize("variational", [False, True])
def test_dropout_may_drop_the_same_components_at_all_steps(variational):
    words = make(dropout=0.5, variational=variational)
    plain = make()
    plain.set_weights(words.get_weights())
    np.testing.assert_array_equal(words(INPUTS), plain(INPUTS))
    longer = {name: np.repeat(ids[:, :1], 20, axis=1) for name, ids in INPUTS.items()}
    vectors = np.array(words(longer, training=True))
    dropped = (vectors == 0) & (np.array(words(longer)) != 0)
    assert 0.2 < dropped.mean() < 0.8
    assert (dropped == dropped[:, :1]).all() == variational


@with_parts
def test_it_comes_back_from_its_configuration(parts):
    words = make(parts, dropout=0.25, variational=True)
    again = st.WordRepresentation.from_config(words.get_config())
    again.set_weights(words.get_weights())
    np.testing.assert_array_equal(again(inputs_of(parts)), words(inputs_of(parts)))
    assert (again.dropout.rate, again.variational) == (0.25, True)


@with_parts
def test_a_model_with_it_comes_back_from_a_file(parts, tmp_path):
    tensors = {
        name: keras.Input(ids.shape[1:], dtype="int32", name=name)
        for name, ids in inputs_of(parts).items()
    }
    model = keras.Model(tensors, make(parts)(tensors))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(inputs_of(parts)), make(parts)(inputs_of(parts)))


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_dropout_is_a_share(rate):
    with pytest.raises(ValueError, match=rf"\[0, 1\). Received: dropout={rate}"):
        make(dropout=rate)
