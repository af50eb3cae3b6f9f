import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.heads import TiedHead
from seqtasks.training.losses import class_loss, tagging_loss, token_cross_entropy, token_loss


@pytest.fixture
def batch():
    random = np.random.default_rng(0)
    features = random.normal(size=(2, 3, 4)).astype("float32")
    labels = np.array([[5, 6, 3], [4, 3, 0]], "int32")
    head = keras.layers.Dense(7)
    head.build((None, None, 4))
    return features, head, labels, labels != 0


def expected(features, head, labels, mask, smoothing):
    logits = np.asarray(head(features), "float64")
    log_probs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    gold = (1 - smoothing) * np.eye(7)[labels] + smoothing / 7
    return -(gold * log_probs).sum(-1)[mask].sum()


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_it_is_the_summed_cross_entropy_of_the_real_tokens(batch, smoothing):
    nats = token_cross_entropy(*batch, label_smoothing=smoothing)
    np.testing.assert_allclose(nats, expected(*batch, smoothing), rtol=1e-5)


def test_uniform_scores_cost_log_of_the_vocabulary_whatever_the_padding(batch):
    features, head, labels, mask = batch
    nats = token_cross_entropy(features * 0, head, labels, mask)
    np.testing.assert_allclose(nats / mask.sum(), np.log(7), rtol=1e-6)


def gradients_of(function, features, head):
    tensor = tf.convert_to_tensor(features)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        nats = function(tensor)
    weights = [variable.value for variable in head.trainable_variables]
    return [nats, *map(tf.convert_to_tensor, tape.gradient(nats, [tensor, *weights]))]


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("tied", [False, True], ids=["dense", "tied"])
def test_in_chunks_with_its_own_gradient_it_is_the_plain_loss(batch, monkeypatch, smoothing, tied):
    features, head, labels, mask = batch
    if tied:
        head = TiedHead(st.TokenEmbedding(7, 4))
        head.build()
    monkeypatch.setattr("seqtasks.training.losses.CHUNK_LOGITS", 2 * 7)  # 5 tokens in 3 chunks

    def plain(features):
        logits = tf.boolean_mask(head(features), mask)
        gold = (1 - smoothing) * tf.one_hot(labels[mask], 7) + smoothing / 7
        return tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(gold, logits))

    def chunked(features):
        return token_cross_entropy(
            features, head, labels, mask, label_smoothing=smoothing, training=True
        )

    def half(features):
        return gradients_of(lambda features: 0.5 * chunked(features), features, head)

    graphs = {  # that of a known shape is compiled
        size: tf.function(half, input_signature=[tf.TensorSpec(size)], autograph=False)
        for size in ((None, None, 4), (2, 3, 4))
    }
    for function in (half, *graphs.values()):
        for ours, theirs in zip(
            function(features), gradients_of(plain, features, head), strict=True
        ):
            np.testing.assert_allclose(ours, 0.5 * theirs, atol=1e-5)
    compiled = [
        any(
            "PartitionedCall" in op.type
            for op in graph.get_concrete_function().graph.get_operations()
        )
        for graph in graphs.values()
    ]
    assert compiled == [False, True]
    outside = token_cross_entropy(features, head, labels, mask, label_smoothing=smoothing)
    np.testing.assert_allclose(outside, plain(features), rtol=1e-6)


WORDS = {"words": np.array([[4, 5, 6], [7, 8, 0], [9, 4, 5]], "int32")}
SLOTS = np.array([[0, 1, 2], [2, 1, 0], [1, 1, 0]], "int32")
INTENTS = np.array([1, 0, 1], "int32")
OF_WORDS = WORDS["words"] != 0
SHAPES = pytest.mark.parametrize(
    ("crf", "intents"), [(False, False), (True, False), (False, True), (True, True)]
)


def tagger(crf, intents):
    keras.utils.set_random_seed(1)
    network = st.TaggingNetwork(
        st.WordRepresentation(st.TokenEmbedding(10, 5)),
        st.RecurrentEncoder("rnn", 3, bidirectional=True),
        keras.layers.Dense(3),
        crf=st.LinearChainCRF(3) if crf else None,
        pooling=st.SequencePooling("mean") if intents else None,
        intent_head=keras.layers.Dense(2) if intents else None,
    )
    for variable in network.trainable_variables:
        variable.assign(3 * variable)
    return network


def labels_of(intents, slots=SLOTS, of_sentences=INTENTS):
    return {"labels": slots, "intents": of_sentences} if intents else slots


def loss_and_gradients(network, labels, mask, inputs=WORDS):
    with tf.GradientTape() as tape:
        features = network.features(inputs)
        nats = tagging_loss(network, inputs, features, labels, mask, training=True)
    gradients = tape.gradient(nats, [variable.value for variable in network.trainable_variables])
    return [nats, *map(tf.convert_to_tensor, gradients)]


def log_softmax(logits):
    logits = np.asarray(logits, "float64")
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def field_nats(crf, scores, labels):
    """-log p of one sentence's labels, by a sum over all sequences."""
    between, start, end = map(np.array, (crf.transitions, crf.start, crf.end))
    y = np.array([labels, *itertools.product(range(3), repeat=len(scores))])
    of_steps = scores[np.arange(len(scores)), y].sum(axis=1)
    of_all = start[y[:, 0]] + of_steps + between[y[:, :-1], y[:, 1:]].sum(axis=1) + end[y[:, -1]]
    return np.log(np.exp(of_all[1:]).sum()) - of_all[0]


def nats_by_hand(network, smoothing=0.0, rows=range(3)):
    """Of slots and intents of the rows, summed."""

    def smoothed(log_probs, gold):
        return -(1 - smoothing) * log_probs[gold] - smoothing * log_probs.mean()

    memory = network.features(WORDS)
    scores, nats = np.array(network.head(memory), "float64"), 0.0
    for row, length in zip(rows, OF_WORDS.sum(axis=1)[list(rows)], strict=True):
        of_row, gold = scores[row, :length], SLOTS[row, :length]
        if network.crf is not None:
            nats += field_nats(network.crf, of_row, gold)
        else:
            nats += sum(map(smoothed, log_softmax(of_row), gold))
        if network.intent_head is not None:
            of_intents = log_softmax(network.intent_scores(memory, OF_WORDS))
            nats += smoothed(of_intents[row], INTENTS[row])
    return nats


@SHAPES
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_a_tagger_costs_the_nats_of_slots_and_intents(crf, intents, smoothing):
    network = tagger(crf, intents)
    arguments = network, WORDS, network.features(WORDS), labels_of(intents), OF_WORDS
    for training in (False, True):
        nats = tagging_loss(*arguments, label_smoothing=smoothing, training=training)
        # A field's sequences are not smoothed.
        np.testing.assert_allclose(nats, nats_by_hand(network, smoothing), rtol=1e-5)


@SHAPES
def test_a_masked_sentence_and_padding_add_nothing_to_loss_or_gradient(crf, intents):
    network, others = tagger(crf, intents), np.array([0, 2])
    mask = OF_WORDS & [[True], [False], [True]]
    words, slots, mask = (np.pad(x, ((0, 0), (0, 2))) for x in (WORDS["words"], SLOTS, mask))
    ours = loss_and_gradients(network, labels_of(intents, slots), mask, {"words": words})
    np.testing.assert_allclose(ours[0], nats_by_hand(network, rows=others), rtol=1e-5)
    labels = labels_of(intents, SLOTS[others], INTENTS[others])
    words = {"words": WORDS["words"][others]}
    without = loss_and_gradients(network, labels, OF_WORDS[others], words)
    for one, other in zip(ours, without, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


@SHAPES
def test_a_batch_of_masked_sentences_costs_nothing(crf, intents):
    network, nothing = tagger(crf, intents), np.zeros_like(OF_WORDS)
    graph = tf.function(
        lambda: loss_and_gradients(network, labels_of(intents), nothing), autograph=False
    )
    for tensor in graph():
        np.testing.assert_array_equal(tensor, np.zeros(tensor.shape))
    features = network.features(WORDS)
    assert tagging_loss(network, WORDS, features, labels_of(intents), nothing) == 0.0


def test_no_token_at_all_costs_nothing_in_training(batch):
    features, head, labels, mask = batch
    assert token_cross_entropy(features, head, labels, mask & False, training=True) == 0.0


def test_the_loss_of_tokens_is_their_cross_entropy_under_the_networks_head(batch):
    features, head, labels, mask = batch
    network = tagger(crf=False, intents=False)
    network.head = head
    for settings in ({}, {"label_smoothing": 0.1}, {"training": True}):
        nats = token_loss(network, None, features, labels, mask, **settings)
        np.testing.assert_array_equal(nats, token_cross_entropy(*batch, **settings))


def test_a_text_counts_as_much_as_its_class_in_training():
    features = tf.constant(np.random.default_rng(0).normal(size=(3, 2)).astype("float32"))
    network = keras.Sequential([keras.layers.Identity()])
    network.head = keras.layers.Identity()
    labels, mask = tf.constant([0, 1, 1]), tf.constant([True, True, False])
    log_probs = tf.nn.log_softmax(features).numpy()
    smoothed = [
        -0.9 * row[label] - 0.1 * row.mean()
        for row, label in zip(log_probs, labels.numpy(), strict=True)
    ]
    settings = {"label_smoothing": 0.1, "class_weights": [3.0, 0.5]}
    given = (network, None, features, labels, mask)
    nats = class_loss(*given, training=True, **settings)
    np.testing.assert_allclose(nats, 3.0 * smoothed[0] + 0.5 * smoothed[1], rtol=1e-5)
    np.testing.assert_allclose(class_loss(*given, **settings), sum(smoothed[:2]), rtol=1e-5)
