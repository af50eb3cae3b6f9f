import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.heads import TiedHead
from seqtasks.losses import token_cross_entropy


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
    tensor = tf.constant(features)
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
    monkeypatch.setattr("seqtasks.losses.CHUNK_LOGITS", 2 * 7)  # 5 tokens in 3 chunks

    def plain(features):
        logits = tf.boolean_mask(head(features), mask)
        gold = (1 - smoothing) * tf.one_hot(labels[mask], 7) + smoothing / 7
        return tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(gold, logits))

    def chunked(features):
        return token_cross_entropy(
            features, head, labels, mask, label_smoothing=smoothing, training=True
        )

    scaled = gradients_of(lambda features: 0.5 * chunked(features), features, head)
    for ours, theirs in zip(scaled, gradients_of(plain, features, head), strict=True):
        np.testing.assert_allclose(ours, 0.5 * theirs, atol=1e-5)
    outside = token_cross_entropy(features, head, labels, mask, label_smoothing=smoothing)
    np.testing.assert_allclose(outside, plain(features), rtol=1e-6)
