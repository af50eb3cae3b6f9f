import keras
import numpy as np
import pytest

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
