import numpy as np
import pytest
import tensorflow as tf

from seqtasks.decoding.greedy import greedy_search
from seqtasks.decoding.sampled import draw, sample_search
from seqtasks.decoding.sampling import Sampling
from tests.networks import random_ids, tiny_network, widen

SOURCE = random_ids(5, 6, seed=3)


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(),
        Sampling(temperature=0.5),
        Sampling(top_k=3),
        Sampling(top_p=0.6),
        Sampling(temperature=1.5, top_k=5, top_p=0.7),
        Sampling(temperature=0.0),
        Sampling(top_k=99),
    ],
    ids=str,
)
def test_tokens_are_drawn_by_their_probabilities(sampling):
    log_probs = np.log(np.random.default_rng(1).dirichlet(np.ones(9))).astype("float32")
    log_probs[[0, 2]] = -np.inf  # what no text holds
    log_probs -= np.log(np.exp(log_probs).sum())
    chances = (np.arange(20_000, dtype="float32") + 0.5) / 20_000
    tokens = draw(np.tile(log_probs, (len(chances), 1)), tf.constant(chances), sampling)
    found = np.bincount(np.asarray(tokens), minlength=9) / len(chances)
    np.testing.assert_allclose(found, sampling.probabilities(log_probs), atol=2e-4)


@pytest.fixture(scope="module")
def network():
    return widen(tiny_network(context="attention"), 2.0)


def search(network, source, chances, **sampling):
    state = network.start(*network.encode(source))
    return sample_search(network, state, tf.constant(chances), Sampling(**sampling))


def test_a_row_depends_on_its_own_chances_only(network):
    chances = np.random.default_rng(2).random((5, 7), np.float32)
    together = search(network, SOURCE, chances)
    for row in range(5):
        length = int((SOURCE[row] != 0).sum())
        alone = search(network, SOURCE[row : row + 1, :length], chances[row : row + 1])
        np.testing.assert_array_equal(alone.token_ids[0], together.token_ids[row])
        np.testing.assert_allclose(alone.scores[0], together.scores[row], atol=1e-5)
    other = search(network, SOURCE, 1.0 - chances)
    assert not np.array_equal(other.token_ids, together.token_ids)


def test_at_temperature_0_it_is_greedy_search(network):
    chances = np.random.default_rng(2).random((5, 7), np.float32)
    drawn = search(network, SOURCE, chances, temperature=0.0)
    greedy = greedy_search(network, network.start(*network.encode(SOURCE)), max_length=7)
    np.testing.assert_array_equal(drawn.token_ids, greedy.token_ids)
    # The network's own log p, where the tokens that no text holds count as well.
    np.testing.assert_allclose(drawn.scores, greedy.scores, atol=1e-4)
