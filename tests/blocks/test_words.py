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


@with_parts
def test_the_usual_representation_has_the_parts_with_a_vocabulary(parts):
    sizes = {name: 10 + i for i, name in enumerate(("words", *parts))}
    words = st.word_representation(sizes, 6, characters="convolution", character_units=4)
    found = {name: getattr(words, name) for name in ("words", *PARTS[-1])}
    found = {name: part for name, part in found.items() if part is not None}
    if "characters" in found:
        found["characters"] = found["characters"].embedding
    assert {name: embedding.vocabulary_size for name, embedding in found.items()} == sizes
    dims = {"characters": 4, "suffixes": 32, "shapes": 8}
    assert words.output_dim == 6 + sum(dims[name] for name in parts)
    assert words(inputs_of(parts)).shape == (2, 3, words.output_dim)


@pytest.mark.parametrize(
    ("reading", "encoder"),
    [("recurrent", st.RecurrentEncoder), ("convolution", st.ConvolutionEncoder)],
)
def test_the_usual_representation_passes_its_settings_on(reading, encoder):
    words = st.word_representation(
        {"words": 10, "characters": 10},
        6,
        characters=reading,
        character_dim=3,
        word_dropout=0.5,
        dropout=0.25,
    )
    assert isinstance(words.characters.encoder, encoder)
    assert (words.characters.embedding.embedding_dim, words.characters.output_dim) == (3, 64)
    assert (words.words.word_dropout, words.dropout.rate, words.variational) == (0.5, 0.25, True)


def test_what_a_usual_representation_cannot_be_made_of():
    sizes = {"words": 10, "characters": 10}
    with pytest.raises(ValueError, match="'recurrent', 'convolution'. Received: reading='none'"):
        st.word_representation(sizes, 6, characters="none")
    with pytest.raises(ValueError, match="must be even. Received: output_dim=5"):
        st.word_representation(sizes, 6, character_units=5)
    with pytest.raises(ValueError, match=r"\[0, 1\). Received: word_dropout=1.0"):
        st.word_representation({"words": 10}, 6, word_dropout=1.0)
    assert st.word_representation({"words": 10}, 6, characters="none").characters is None
