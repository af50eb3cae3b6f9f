"""Vectors of words from their characters."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.keras_layers import run_keras_layer
from seqtasks.blocks.paths import recurrence_path

VOCABULARY_SIZE, DIM = 30, 6
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
every_reading = pytest.mark.parametrize("reading", ["recurrent", "convolution"])


def make(reading, **settings):
    """An encoder whose weights, biases too, are all at work."""
    keras.utils.set_random_seed(1)
    encoder = st.character_encoder(reading, VOCABULARY_SIZE, 5, DIM)
    if settings:
        encoder = st.CharacterEncoder.from_config(encoder.get_config() | settings)
    for variable in encoder.trainable_variables:
        variable.assign(variable + keras.random.normal(variable.shape, stddev=0.3))
    return encoder


def ids(*sentences):
    """The characters of sentences of words: int32 (batch, time, characters)."""
    rows = [[[ord(c) - ord("a") + 4 for c in word] for word in s.split()] for s in sentences]
    return tf.ragged.constant(rows, dtype="int32").to_tensor(0).numpy()


def alone(encoder, characters):
    """A word's vector without the batch around it."""
    mask = np.ones((1, len(characters)), bool)
    memory = encoder.encoder(encoder.embedding(characters[None]), mask=mask)
    return encoder.pooling(memory, mask=mask)[0]


@every_reading
def test_equal_words_have_equal_vectors_wherever_they_stand(reading):
    vectors = np.array(make(reading)(ids("the cat the", "a dog sees the")))
    np.testing.assert_array_equal(vectors[0, 2], vectors[0, 0])
    np.testing.assert_array_equal(vectors[1, 3], vectors[0, 0])
    assert np.abs(vectors[0, 1] - vectors[0, 0]).max() > 1e-3


@every_reading
def test_a_vector_is_that_of_the_word_alone(reading):
    encoder, token_ids = make(reading), ids("the cat", "a", "some longwords here")
    vectors = np.array(encoder(token_ids))
    for row, column in np.argwhere(token_ids[:, :, 0]):
        characters = token_ids[row, column]
        expected = alone(encoder, characters[characters != 0])
        np.testing.assert_allclose(vectors[row, column], expected, atol=1e-6)


@every_reading
def test_where_no_word_is_there_is_one_of_one_token(reading):
    encoder = make(reading)
    vectors = np.array(encoder(ids("the cat", "a", "")))
    expected = alone(encoder, np.zeros(1, "int32"))
    for vector in (vectors[1, 1], *vectors[2]):
        np.testing.assert_allclose(vector, expected, atol=1e-6)


def test_every_row_that_the_recurrence_reads_has_a_token(monkeypatch):
    # cuDNN takes no sequence of length 0.
    encoder, token_ids = make("recurrent"), ids("the cat", "a", "")
    expected, masks = np.array(encoder(token_ids)), []

    def spy(layer, inputs, mask, *arguments, **settings):
        masks.append(np.array(mask))
        return run_keras_layer(layer, inputs, mask, *arguments, **settings)

    monkeypatch.setattr("seqtasks.blocks.recurrent_layer.run_keras_layer", spy)
    with recurrence_path("keras"):
        np.testing.assert_allclose(encoder(token_ids), expected, atol=1e-6)
    assert len(masks) == 2  # of both directions
    for mask in masks:
        assert mask.shape == (4, 3)  # "the", "cat", "a" and padding
        assert mask[:, 0].all()


@every_reading
def test_padding_further_changes_nothing(reading):
    encoder, token_ids = make(reading), ids("the cat", "a")
    wider = np.pad(token_ids, ((0, 1), (0, 2), (0, 4)))
    np.testing.assert_allclose(encoder(wider)[:2, :2], encoder(token_ids), atol=1e-6)


@every_reading
def test_of_a_long_word_the_beginning_and_the_end_are_read(reading):
    start, end = ALPHABET[:12], ALPHABET[:13:-1]  # twelve of each
    alike = [start + end, f"{start}x{end}", f"{start}{ALPHABET}{ALPHABET}{end}"]
    vectors = np.array(make(reading)(ids(" ".join([*alike, f"{start}{12 * 'b'}", 12 * "b" + end]))))
    whole, longer, longest, *others = vectors[0]
    np.testing.assert_array_equal(longer, whole)
    np.testing.assert_array_equal(longest, whole)
    for other in others:
        assert np.abs(other - whole).max() > 1e-2


@every_reading
@pytest.mark.parametrize(("maximum", "read"), [(2, "ag"), (5, "abefg"), (6, "abcefg"), (7, None)])
def test_how_many_characters_are_read(reading, maximum, read):
    encoder = make(reading, max_characters=maximum)
    short = ids("ab c")  # a word beside it changes nothing
    got = np.array(encoder(ids("abcdefg ab c")))[0]
    np.testing.assert_allclose(got[0], alone(encoder, ids(read or "abcdefg")[0, 0]), atol=1e-6)
    np.testing.assert_allclose(got[1:], encoder(short)[0], atol=1e-6)


@every_reading
def test_the_order_of_characters_counts(reading):
    vectors = np.array(make(reading)(ids("abc cba acb")))[0]
    assert np.abs(vectors[0] - vectors[1:]).max(axis=1).min() > 1e-3


@every_reading
def test_each_occurrence_adds_to_the_gradient(reading):
    encoder, token_ids = make(reading), ids("the cat the", "the")
    table = encoder.embedding.embeddings.value

    def gradient(function):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.cos(function()))
        return tf.convert_to_tensor(tape.gradient(loss, table))

    def one_by_one():
        words = [word[word != 0] for row in token_ids for word in row if word.any()]
        return tf.stack([alone(encoder, word) for word in words])

    kept = token_ids[:, :, 0] != 0
    ours = gradient(lambda: tf.boolean_mask(encoder(token_ids), kept))
    np.testing.assert_allclose(ours, gradient(one_by_one), atol=1e-5)
    np.testing.assert_array_equal(ours[0], np.zeros(5))  # of padding


def test_dropout_treats_the_occurrences_of_a_word_alike():
    encoder = st.CharacterEncoder(
        st.TokenEmbedding(VOCABULARY_SIZE, 5, dropout=0.5),
        st.ConvolutionEncoder(DIM),
        st.SequencePooling("max"),
    )
    one, two = (np.array(encoder(ids("the cat the"), training=True))[0] for _ in range(2))
    np.testing.assert_array_equal(one[0], one[2])
    assert np.abs(one - two).max() > 0


@every_reading
def test_no_dimension_need_be_known(reading):
    encoder = make(reading)
    graph = tf.function(
        encoder, input_signature=[tf.TensorSpec((None, None, None), tf.int32)], autograph=False
    )
    for token_ids in (ids("the cat", "a"), ids("a"), ids("a " * 3 + 40 * "b")):
        np.testing.assert_allclose(graph(token_ids), encoder(token_ids), atol=1e-6)


@every_reading
def test_a_model_with_it_comes_back_from_a_file(reading, tmp_path):
    inputs = keras.Input((None, None), dtype="int32")
    model = keras.Model(inputs, make(reading)(inputs))
    model.save(tmp_path / "model.keras")
    again, token_ids = keras.saving.load_model(tmp_path / "model.keras"), ids("the cat", "a")
    np.testing.assert_array_equal(again(token_ids), make(reading)(token_ids))


@every_reading
def test_it_comes_back_from_its_configuration(reading):
    encoder, token_ids = make(reading), ids("the cat", "a")
    again = st.CharacterEncoder.from_config(encoder.get_config())
    again.set_weights(encoder.get_weights())
    assert again.output_dim == encoder.output_dim == DIM
    assert again.max_characters == encoder.max_characters == 24
    assert make(reading, max_characters=7).get_config()["max_characters"] == 7
    np.testing.assert_array_equal(again(token_ids), encoder(token_ids))


def test_bad_arguments_say_what_was_received():
    with pytest.raises(ValueError, match="'recurrent', 'convolution'. Received: reading='lstm'"):
        st.character_encoder("lstm", VOCABULARY_SIZE, 5, DIM)
    with pytest.raises(ValueError, match="`output_dim` must be even. Received: output_dim=7"):
        st.character_encoder("recurrent", VOCABULARY_SIZE, 5, 7)
    for wrong in (1, 0, -2, 24.0, "24"):
        with pytest.raises(ValueError, match=f"above 1. Received: max_characters={wrong!r}"):
            make("recurrent", max_characters=wrong)
