"""Temperatures: found where a loss is least, and put into the weights of heads."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.temperatures import as_trained, divide_scores, temperatures
from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.datasets.batches import Batches
from seqtasks.datasets.tagged import TaggedSet
from seqtasks.errors import DataWarning
from seqtasks.training import calibration
from seqtasks.training.calibration import (
    HIGHEST,
    LOWEST,
    Scored,
    best_temperature,
    crf_slope,
    softmax_slope,
)
from seqtasks.training.evaluation import TotalLoss
from seqtasks.training.losses import tagging_loss
from tests.classification import classification_network, review_corpus
from tests.tagging import request_corpus, tagger, tsv_corpus

GRID = np.exp(np.linspace(np.log(LOWEST), np.log(HIGHEST), 60_001))  # steps of 1e-4


def scored(scores, labels):
    labels = np.array(labels)
    return Scored(np.array(scores, "float32"), labels, np.ones(labels.shape, bool))


def test_the_temperature_of_two_classes_is_known_by_hand():
    # Of four answers that are sure by a margin of 4, three are right: the loss is least where
    # softmax gives 3/4, at 4 / T = log 3.
    batch = scored([[4.0, 0.0]] * 2 + [[-1.0, 3.0]] * 2, [0, 0, 1, 0])
    temperature, obstacle = best_temperature(softmax_slope([batch]))
    assert temperature == pytest.approx(4.0 / np.log(3.0), rel=1e-4)
    assert obstacle == ""


@pytest.mark.parametrize("scale", [0.2, 1.0, 5.0])
def test_the_temperature_is_that_of_a_dense_grid(scale):
    random = np.random.default_rng(3)
    scores = random.normal(size=(300, 4))
    p = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    labels = np.array([random.choice(4, p=row) for row in p])
    scores = (scores * scale + 1e3).astype("float32")  # what is added to all changes nothing
    mask = np.arange(300) % 7 != 0
    parts = [Scored(scores[i::2], labels[i::2], mask[i::2]) for i in (0, 1)]
    temperature, _ = best_temperature(softmax_slope(parts))
    kept, gold = scores[mask].astype(float), labels[mask]
    nats = [
        -(kept[np.arange(len(gold)), gold] / t - np.log(np.exp((kept - 1e3) / t).sum(1)) - 1e3 / t)
        for t in GRID[::30]
    ]
    best = GRID[::30][np.argmin(np.sum(nats, axis=1))]
    assert temperature == pytest.approx(best, rel=4e-3)
    assert temperature == pytest.approx(scale, rel=0.3)


def test_a_chain_has_the_temperature_at_which_its_labels_are_likeliest():
    keras.utils.set_random_seed(2)
    crf = st.LinearChainCRF(3)
    crf.build()
    for weight in crf.weights:
        weight.assign(weight * 20)
    random = np.random.default_rng(0)
    scores = 4 * random.normal(size=(40, 5, 3)).astype("float32")
    lengths = random.integers(1, 6, 40)
    labels = np.where(
        random.random((40, 5)) < 0.5, scores.argmax(2), random.integers(0, 3, (40, 5))
    )
    mask = (np.arange(5) < lengths[:, None]) & (np.arange(40) % 5 != 0)[:, None]
    batch = Scored(scores, labels.astype("int32"), mask)
    temperature, obstacle = best_temperature(crf_slope(crf, [batch]))
    assert obstacle == ""

    def nats(t):
        """By all sequences of labels of each sentence."""
        between, start, end = (np.asarray(w) / t for w in (crf.transitions, crf.start, crf.end))
        total = 0.0
        for row, gold, length in zip(scores / t, labels, mask.sum(1), strict=True):
            if length:
                paths = np.stack(np.meshgrid(*[range(3)] * length), -1).reshape(-1, length)
                s = start[paths[:, 0]] + end[paths[:, -1]] + row[np.arange(length), paths].sum(1)
                s = s + between[paths[:, :-1], paths[:, 1:]].sum(1)
                is_gold = (paths == gold[:length]).all(1)
                total += np.log(np.exp(s).sum()) - s[is_gold][0]
        return total

    near = temperature * np.exp(np.linspace(-0.02, 0.02, 41))
    assert near[np.argmin([nats(t) for t in near])] == pytest.approx(temperature, rel=6e-4)


@pytest.mark.parametrize(
    ("scores", "labels", "obstacle"),
    [
        ([[1.0, 0.0], [0.0, 1.0]], [0, 1], "all validation labels are right, or nearly"),
        ([[1e3, 0.0], [0.0, 1e3]], [0, 1], "all validation labels are right, or nearly"),
        ([[1.0, 0.0], [0.0, 1.0]], [1, 0], "no better than chance"),
        ([[1.0, 0.0], [0.0, 1.0]], [1, 1], "one label only"),
        (np.zeros((0, 2)), [], "no label"),
    ],
)
def test_a_set_that_tells_no_temperature_leaves_it_at_1(scores, labels, obstacle):
    batch = scored(scores, np.array(labels, "int32"))
    kinds = len(set(labels))
    temperature, found = best_temperature(softmax_slope([batch]), kinds)
    assert temperature == 1.0
    assert obstacle in found


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    return {
        "classes": st.ClassifiedText(review_corpus(folder / "reviews")),
        "tags": st.TaggedText(tsv_corpus(folder / "tags")),
        "slots": st.TaggedText(request_corpus(folder / "requests"), intents=True),
    }


def mostly_right(task, text):
    """The training sentences with labels and intents of which the tagger has most right."""
    random = np.random.default_rng(5)

    def kept(name, names):
        return name if random.random() < 0.7 else str(random.choice(names))

    words = text.train.sentences.words
    records = task.tag(words)
    labels = [[kept(label, text.labels) for label in r["labels"]] for r in records]
    intents = [kept(record["intent"], text.intents) for record in records]
    sentences = TaggedSentences(words, labels, intents)
    return TaggedSet.from_sentences(sentences, text.tokenizers, text.labels, text.intents)


def test_the_loss_of_validation_is_least_at_the_temperatures(texts):
    text = texts["slots"]
    task = tagger(text, crf=True)
    network, batches = task.network, mostly_right(task, text).batches
    for weight in (*network.head.weights, *network.crf.weights):
        weight.assign(weight * 2)  # too sure
    loss = TotalLoss(network, tagging_loss)
    before = loss(batches)["loss"]
    found = st.calibrate(network, batches)
    assert (
        found
        == temperatures(network)
        == {
            "temperature": network.temperature,
            "intent_temperature": network.intent_temperature,
        }
    )
    assert abs(np.log(found["temperature"])) > 0.1
    assert abs(np.log(found["intent_temperature"])) > 0.1
    best = loss(batches)["loss"]
    assert best < before - 0.05
    for name in found:
        for step in (0.95, 1 / 0.95):
            divide_scores(network, {name: step})
            assert loss(batches)["loss"] > best
            divide_scores(network, {name: 1 / step})
    again = st.calibrate(network, batches)
    assert list(again.values()) == pytest.approx([1.0, 1.0], rel=1e-3)
    assert temperatures(network) == pytest.approx(found, rel=1e-3)


def test_a_network_keeps_its_temperature_and_can_score_as_it_was_trained(texts, tmp_path):
    text = texts["classes"]
    network = classification_network(text.tokenizer.vocabulary_size)
    ids = tf.constant([[4, 5, 6, 3], [7, 3, 0, 0]])
    before = network(ids)
    divide_scores(network, {"temperature": 2.5})
    np.testing.assert_allclose(network(ids), before / 2.5, rtol=1e-5)
    network.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.temperature == 2.5
    np.testing.assert_array_equal(loaded(ids), network(ids))
    with as_trained(loaded):
        np.testing.assert_allclose(loaded(ids), before, rtol=1e-5)
    np.testing.assert_array_equal(loaded(ids), network(ids))


def test_a_network_of_before_there_were_temperatures_has_1(texts):
    network = classification_network(texts["classes"].tokenizer.vocabulary_size)
    config = network.get_config()
    assert config.pop("temperature") == 1.0
    assert st.ClassificationNetwork.from_config(config).temperature == 1.0
    config = tagger(texts["slots"]).network.get_config()
    assert (config.pop("temperature"), config.pop("intent_temperature")) == (1.0, 1.0)
    assert st.TaggingNetwork.from_config(config).intent_temperature == 1.0


def test_what_a_set_does_not_tell_is_said(texts):
    text = texts["classes"]
    network = classification_network(text.tokenizer.vocabulary_size)
    weights = network.get_weights()
    columns = {name: ids[:0] for name, ids in text.validation.batches.columns.items()}
    empty = Batches(columns, text.validation.batches.to_example, sort_by=("tokens",), batch_size=2)
    with pytest.warns(DataWarning, match="the temperature stays 1: the validation set has no lab"):
        assert st.calibrate(network, empty) == {"temperature": 1.0}
    for one, other in zip(network.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_large_set_is_thinned_evenly(texts, monkeypatch):
    text = texts["tags"]
    network = tagger(text).network
    columns, to_example = text.train.batches.columns, text.train.batches.to_example
    batches = Batches(columns, to_example, sort_by=("words",), batch_size=1)
    whole = calibration._scored(network, batches)["temperature"]
    monkeypatch.setattr(calibration, "MAX_SCORES", sum(b.scores.size for b in whole) // 3)
    kept = calibration._scored(network, batches)["temperature"]
    assert len(whole) == 60
    assert len(kept) == 15
    for one, other in zip(kept, whole[::4], strict=True):
        np.testing.assert_array_equal(one.scores, other.scores)


def test_scores_that_are_not_proportional_to_weights_are_refused(texts):
    text = texts["classes"]
    network = classification_network(text.tokenizer.vocabulary_size)
    with pytest.raises(ValueError, match="`temperature` must be above 0"):
        divide_scores(network, {"temperature": 0.0})
    network.head.activation = keras.activations.tanh
    with pytest.raises(ValueError, match="must be a linear `Dense` layer. Received: <Dense"):
        st.calibrate(network, text.validation.batches)
    model = keras.Sequential([keras.Input((None,)), keras.layers.Embedding(9, 3)])
    imported = st.ImportedNetwork(model, range(9), outputs="logits")
    with pytest.raises(ValueError, match="Only networks with heads have temperatures"):
        st.calibrate(imported, text.validation.batches)
