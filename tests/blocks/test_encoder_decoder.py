import subprocess
import sys

import keras
import numpy as np
import pytest

import seqtasks as st
from tests.networks import random_ids, tiny_network, widen

SOURCE = random_ids(4, 6, seed=1)
TARGET = np.concatenate([np.full((4, 1), 2, "int32"), random_ids(4, 4, seed=2)], axis=1)
INPUTS = {"source": SOURCE, "target": TARGET}
VARIANTS = [
    {"cell": cell, "context": context, "num_layers": layers, "bidirectional": both}
    for cell in ("rnn", "gru", "lstm")
    for context in ("initial", "every_step")
    for layers, both in ((1, True), (2, True), (2, False))
]


@pytest.mark.parametrize("settings", VARIANTS, ids=str)
def test_steps_give_the_log_probabilities_of_the_whole_call(settings):
    network = tiny_network(**settings)
    expected = keras.ops.log_softmax(network(INPUTS))
    state = network.start(*network.encode(SOURCE))
    for t in range(TARGET.shape[1]):
        log_probs, state, attention = network.step(TARGET[:, t], state)
        row = TARGET[:, t] != 0
        np.testing.assert_allclose(
            np.asarray(log_probs)[row], np.asarray(expected[:, t])[row], atol=1e-5
        )
        assert attention is None


@pytest.mark.parametrize("settings", VARIANTS[::2], ids=str)
def test_padding_and_batch_composition_change_nothing(settings):
    network = tiny_network(**settings)
    logits = network(INPUTS)
    padded = network({"source": np.pad(SOURCE, ((0, 0), (0, 4))), "target": TARGET})
    np.testing.assert_allclose(padded, logits, atol=1e-5)
    length = int((SOURCE[2] != 0).sum())
    alone = network({"source": SOURCE[2:3, :length], "target": TARGET[2:3]})
    np.testing.assert_allclose(alone[0], logits[2], atol=1e-5)


def test_the_context_reaches_every_step():
    network = widen(tiny_network(context="every_step"))
    vectors = network.target_embedding(TARGET)
    encoded, mask = network.encode(SOURCE)
    start = network.start(encoded, mask)
    logits = [
        network.head(network.decoder(vectors, start.carried, context=context)[0])
        for context in (start.fixed, start.fixed + 0.5)
    ]
    change = np.abs(np.asarray(logits[1] - logits[0])).max(axis=(0, 2))
    assert (change > 1e-3).all()


def test_without_context_only_the_initial_state_speaks():
    network = tiny_network(context="initial")
    encoded, mask = network.encode(SOURCE)
    start = network.start(encoded, mask)
    vectors = network.target_embedding(TARGET)
    one, _ = network.decoder(vectors, start.carried, context=start.fixed)
    other, _ = network.decoder(vectors, start.carried, context=start.fixed + 0.5)
    np.testing.assert_array_equal(one, other)


def test_a_logit_does_not_see_later_target_tokens():
    network = widen(tiny_network())
    changed = TARGET.copy()
    changed[:, 3] = 9
    before, after = network(INPUTS), network({"source": SOURCE, "target": changed})
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert not np.allclose(before[:, 3], after[:, 3])


def test_reversing_the_source_equals_reading_it_backwards():
    reverse = tiny_network(bidirectional=False, reverse_source=True)
    plain = tiny_network(bidirectional=False, reverse_source=False)
    backwards = np.where(SOURCE == 0, 0, SOURCE)
    for row, length in enumerate((SOURCE != 0).sum(axis=1)):
        backwards[row, :length] = SOURCE[row, :length][::-1]
    np.testing.assert_allclose(
        reverse(INPUTS), plain({"source": backwards, "target": TARGET}), atol=1e-6
    )


@pytest.mark.parametrize("tied", [False, True])
def test_a_saved_network_answers_alike(tmp_path, tied):
    network = tiny_network("lstm", num_layers=2, dropout=0.2, tied=tied)
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(loaded(INPUTS), network(INPUTS), atol=1e-6)
    assert loaded.count_params() == network.count_params()


def test_tying_shares_the_table():
    tied, free = tiny_network(tied=True), tiny_network(tied=False)
    assert free.count_params() - tied.count_params() == 12 * 8


@pytest.mark.parametrize("order", ["import seqtasks, keras", "import keras, seqtasks"])
def test_importing_seqtasks_is_enough_to_load_a_network(tmp_path, order):
    path = tmp_path / "network.keras"
    tiny_network().save(path)
    code = f"{order}; print(type(keras.saving.load_model({str(path)!r})).__module__)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "seqtasks.blocks.encoder_decoder", result.stderr


def test_keras_fit_trains_it():
    network = tiny_network()
    loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, reduction="mean_with_sample_weight"
    )
    network.compile("adam", loss)
    labels = np.pad(TARGET[:, 1:], ((0, 0), (0, 1)))
    weights = (labels != 0).astype("float32")
    history = network.fit(INPUTS, labels, sample_weight=weights, epochs=5, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]


def test_bad_arguments_say_what_was_received():
    with pytest.raises(ValueError, match="one of 'initial', 'every_step'"):
        st.RecurrentDecoder("gru", 4, feature_dim=4, context="always")
    with pytest.raises(ValueError, match="return_state=True. Received: False"):
        st.EncoderDecoder(
            source_embedding=st.TokenEmbedding(5, 4),
            encoder=st.RecurrentEncoder("gru", 4),
            target_embedding=st.TokenEmbedding(5, 4),
            decoder=st.RecurrentDecoder("gru", 4, feature_dim=4),
        )
    with pytest.raises(ValueError, match="Received: features 6, embedding 4"):
        st.EncoderDecoder(
            source_embedding=st.TokenEmbedding(5, 4),
            encoder=st.RecurrentEncoder("gru", 4, return_state=True),
            target_embedding=st.TokenEmbedding(5, 4),
            decoder=st.RecurrentDecoder("gru", 4, feature_dim=6),
        )
