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
RUNGS = [
    {"context": "state"},
    {"context": "initial"},
    {"context": "every_step"},
    {"context": "attention", "score": "additive"},
    {"context": "attention", "score": "general"},
    {"context": "attention", "score": "dot", "bidirectional": False},
    {"context": "attention", "score": "general", "input_feeding": True},
    {"context": "attention", "score": "additive", "input_feeding": True},
]
VARIANTS = [
    {"cell": cell, "num_layers": layers, **rung}
    for cell, layers in (("gru", 1), ("lstm", 2))
    for rung in RUNGS
] + [
    {"cell": "rnn", "context": context, "num_layers": 2, "bidirectional": False}
    for context in ("initial", "every_step")
]


@pytest.mark.parametrize("settings", VARIANTS, ids=str)
def test_steps_give_the_log_probabilities_of_the_whole_call(settings):
    network = tiny_network(**settings)
    expected = keras.ops.log_softmax(network(INPUTS))
    encoded = network.encode(SOURCE)
    weights = network.decode(*encoded, TARGET).attention_weights
    state = network.start(*encoded)
    for t in range(TARGET.shape[1]):
        log_probs, state, attention = network.step(TARGET[:, t], state)
        row = TARGET[:, t] != 0
        np.testing.assert_allclose(
            np.asarray(log_probs)[row], np.asarray(expected[:, t])[row], atol=1e-5
        )
        if settings["context"] != "attention":
            assert attention is weights is None
            continue
        np.testing.assert_allclose(
            np.asarray(attention)[row], np.asarray(weights[:, t])[row], atol=1e-6
        )


@pytest.mark.parametrize("settings", RUNGS, ids=str)
def test_several_hypotheses_of_a_source_are_each_as_if_alone(settings):
    network = widen(tiny_network("lstm", num_layers=2, **settings))
    state = network.start(*network.encode(SOURCE))
    carried = keras.tree.map_structure(lambda x: np.repeat(x, 3, axis=0), state.carried)
    tokens = np.arange(12, dtype="int32") % 8 + 4
    together, after, _ = network.step(tokens, state._replace(carried=carried))
    for hypothesis in range(3):
        alone, one, _ = network.step(tokens[hypothesis::3], state)
        np.testing.assert_allclose(together[hypothesis::3], alone, atol=1e-6)
        pairs = zip(*map(keras.tree.flatten, (after.carried, one.carried)), strict=True)
        for many, single in pairs:
            np.testing.assert_allclose(many[hypothesis::3], single, atol=1e-6)


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
        network.head(network.decoder(vectors, start.carried, context=context).features)
        for context in (start.fixed, start.fixed + 0.5)
    ]
    change = np.abs(np.asarray(logits[1] - logits[0])).max(axis=(0, 2))
    assert (change > 1e-3).all()


def test_without_context_only_the_initial_state_speaks():
    network = tiny_network(context="initial")
    encoded, mask = network.encode(SOURCE)
    start = network.start(encoded, mask)
    vectors = network.target_embedding(TARGET)
    one, other = (network.decoder(vectors, start.carried, context=c) for c in (None, vectors + 1))
    np.testing.assert_array_equal(one.features, other.features)


def test_with_its_own_state_only_the_decoder_does_not_read_the_target():
    network = widen(tiny_network(context="state"))
    changed = np.where(TARGET > 3, 15 - TARGET, TARGET)
    np.testing.assert_array_equal(
        network(INPUTS), network({"source": SOURCE, "target": changed}), strict=True
    )


def test_input_feeding_reads_the_features_before():
    network = widen(tiny_network(context="attention", input_feeding=True))
    state = network.start(*network.encode(SOURCE))
    np.testing.assert_array_equal(state.carried[-1], np.zeros((4, 8)))
    _, after, _ = network.step(TARGET[:, 0], state)
    assert np.abs(np.asarray(after.carried[-1])).max() > 0.1
    without = (*after.carried[:-1], after.carried[-1] * 0.0)
    one, two = (
        network.step(TARGET[:, 1], after._replace(carried=carried))[0]
        for carried in (after.carried, without)
    )
    assert np.abs(np.asarray(one - two)).max() > 1e-2


@pytest.mark.parametrize("settings", RUNGS[3:], ids=str)
@pytest.mark.parametrize("reverse_source", [True, False])
def test_attention_reads_the_tokens_of_the_source_in_their_order(settings, reverse_source):
    network = widen(tiny_network(reverse_source=reverse_source, **settings))
    encoded, mask = network.encode(SOURCE)
    weights = np.asarray(network.decode(encoded, mask, TARGET).attention_weights)
    assert weights.shape == (4, TARGET.shape[1], SOURCE.shape[1])
    real = TARGET != 0
    np.testing.assert_allclose(weights.sum(axis=2)[real], 1.0, atol=1e-6)
    assert (weights[np.broadcast_to((SOURCE == 0)[:, None], weights.shape)] == 0.0).all()
    # m_j is what the encoder says of token j, whatever the order of reading.
    ids = SOURCE[:1, ::-1] if reverse_source else SOURCE[:1]
    memory = network.encoder(network.source_embedding(ids.copy()))[0]
    memory = np.asarray(memory)[:, ::-1] if reverse_source else memory
    np.testing.assert_allclose(encoded.memory[:1], memory, atol=1e-6)


@pytest.mark.parametrize("settings", RUNGS, ids=str)
def test_under_mixed_precision_it_writes_as_it_reads(settings):
    keras.config.set_dtype_policy("mixed_float16")
    try:
        network = tiny_network("lstm", **settings)
    finally:
        keras.config.set_dtype_policy("float32")
    expected = keras.ops.log_softmax(keras.ops.cast(network(INPUTS), "float32"))
    state = network.start(*network.encode(SOURCE))
    for t in range(2):
        log_probs, state, _ = network.step(TARGET[:, t], state)
        assert keras.backend.standardize_dtype(log_probs.dtype) == "float32"
        row = TARGET[:, t] != 0
        found, wanted = np.asarray(log_probs)[row], np.asarray(expected[:, t])[row]
        np.testing.assert_allclose(found, wanted, atol=0.02)


def test_a_shared_recurrence_has_one_set_of_weights():
    settings = {"context": "attention", "bidirectional": False, "num_layers": 2}
    shared = tiny_network(share_recurrence=True, **settings)
    apart = tiny_network(**settings)
    recurrent = shared.encoder.count_params()
    assert apart.count_params() - shared.count_params() == recurrent
    assert shared.decoder.recurrent_layers == shared.encoder.recurrent_layers


def test_shared_embeddings_are_one_table():
    shared, apart = tiny_network(shared_embeddings=True), tiny_network()
    assert apart.count_params() - shared.count_params() == 12 * 8


def test_scheduled_sampling_shows_training_its_own_tokens():
    network = widen(tiny_network(scheduled_sampling=0.7))
    plain = tiny_network()
    plain.set_weights(network.get_weights()[: len(plain.weights)])
    np.testing.assert_allclose(network(INPUTS), plain(INPUTS), atol=1e-6)
    assert np.abs(np.asarray(network(INPUTS, training=True) - plain(INPUTS))).max() > 1e-2
    features = network.features(INPUTS)
    mixed = np.asarray(network._partly_its_own(TARGET, features))
    likeliest = np.maximum(np.asarray(network.head(features)).argmax(axis=-1), 1)
    gold, own = mixed == TARGET, mixed == np.pad(likeliest[:, :-1], ((0, 0), (1, 0)))
    assert (gold | own)[TARGET != 0].all()
    assert gold[:, 0].all()
    assert gold[TARGET == 0].all()
    assert (~gold).sum() > 0


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


@pytest.mark.parametrize(
    "settings",
    [
        {"tied": False},
        {"tied": True, "shared_embeddings": True},
        {"context": "state"},
        {"context": "attention", "score": "additive", "input_feeding": True},
        {"context": "attention", "bidirectional": False, "share_recurrence": True},
    ],
    ids=str,
)
def test_a_saved_network_answers_alike(tmp_path, settings):
    network = widen(tiny_network("lstm", num_layers=2, dropout=0.2, **settings))
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(loaded(INPUTS), network(INPUTS), atol=1e-6)
    assert loaded.count_params() == network.count_params()


def test_tying_shares_the_table():
    tied, free = tiny_network(tied=True), tiny_network(tied=False)
    assert free.count_params() - tied.count_params() == 12 * 8


@pytest.mark.parametrize(
    "order",
    ["import seqtasks, keras", pytest.param("import keras, seqtasks", marks=pytest.mark.slow)],
)
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
    with pytest.raises(ValueError, match="one of 'state', 'initial', 'every_step', 'attention'"):
        st.RecurrentDecoder("gru", 4, feature_dim=4, context="always")
    with pytest.raises(ValueError, match="is for context='attention'"):
        st.RecurrentDecoder("gru", 4, feature_dim=4, input_feeding=True)
    with pytest.raises(ValueError, match="one direction, the same cell and the same depth"):
        tiny_network(context="initial", share_recurrence=True)
    with pytest.raises(ValueError, match="reads tokens only"):
        tiny_network(context="every_step", bidirectional=False, share_recurrence=True)
    with pytest.raises(ValueError, match="as wide as the memory.*query 8, memory 16"):
        tiny_network(context="attention", score="dot")
    with pytest.raises(ValueError, match="one of 'additive', 'dot', 'general'"):
        st.Attention("product")
    with pytest.raises(ValueError, match="`score` must be one of 'additive'"):
        st.RecurrentDecoder("gru", 4, feature_dim=4, score="product")
    with pytest.raises(ValueError, match="Build the layer first"):
        st.Attention().prepare(np.zeros((1, 2, 3), "float32"), np.ones((1, 2), bool))
    with pytest.raises(ValueError, match="needs `context_shape`. Received: None"):
        st.RecurrentDecoder("gru", 4, feature_dim=4).build((None, None, 3))
    with pytest.raises(ValueError, match="embeddings of one width. Received: source 5, target 4"):
        st.EncoderDecoder(
            source_embedding=st.TokenEmbedding(5, 5),
            encoder=st.RecurrentEncoder("gru", 4, return_state=True),
            target_embedding=st.TokenEmbedding(5, 4),
            decoder=st.RecurrentDecoder("gru", 4, feature_dim=4, context="initial"),
            share_recurrence=True,
        )
    with pytest.raises(ValueError, match="`units` must be a positive int, with"):
        st.Attention("dot", 4)
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


@pytest.mark.slow
def test_a_layer_that_reads_nothing_runs_in_an_optimised_graph():
    """In a process of its own: TensorFlow optimises the graph there, and oneDNN would end it."""
    program = """
import tensorflow as tf
import seqtasks as st

layer = st.RecurrentEncoder("gru", 64)
layer.build((None, None, 0))
signature = [tf.TensorSpec((None, None, 0))]
read = tf.function(lambda x: layer(x, training=True), input_signature=signature)
assert read(tf.zeros((64, 12, 0))).shape == (64, 12, 64)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
