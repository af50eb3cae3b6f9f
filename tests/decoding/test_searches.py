import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from seqtasks.blocks.encoder_decoder import DecodingState
from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.greedy import greedy_search
from seqtasks.decoding.hypotheses import length_penalty
from tests.networks import random_ids, tiny_network, widen

SOURCE = random_ids(9, 6, seed=3)


@pytest.fixture(scope="module")
def network():
    network = widen(tiny_network(num_layers=2), 4.0)
    network.head.bias.assign([0.0] * 3 + [3.0] + [0.0] * 8)  # so that hypotheses end
    return network


def start(network, source=SOURCE):
    return network.start(*network.encode(source))


class Bigrams:
    """A network whose next token depends on the last one only: searches can be worked out."""

    def __init__(self, probabilities: np.ndarray) -> None:
        self.log_probs = tf.math.log(tf.constant(probabilities, tf.float32))

    def start(self, rows: int) -> DecodingState:
        return DecodingState(fixed=tf.zeros((rows, 1)), carried=tf.zeros((rows, 1)))

    def step(self, token_ids, state):
        return tf.gather(self.log_probs, token_ids), state, None

    def score(self, tokens: tuple[int, ...], alpha: float) -> float:
        total = sum(
            float(self.log_probs[before, token])
            for before, token in itertools.pairwise((2, *tokens))
        )
        return total / float(length_penalty(len(tokens), alpha))


def random_bigrams(seed: int, size: int = 6) -> Bigrams:
    return Bigrams(np.random.default_rng(seed).dirichlet(np.ones(size), size=size))


def test_greedy_takes_the_likeliest_token_until_eos():
    table = np.full((6, 6), 0.02)
    table[2, 4] = table[4, 5] = table[5, 3] = 0.9
    hypotheses = greedy_search(Bigrams(table), Bigrams(table).start(2), max_length=5)
    np.testing.assert_array_equal(hypotheses.token_ids[:, 0], [[4, 5, 3, 0, 0]] * 2)
    np.testing.assert_allclose(hypotheses.scores, np.log([[0.9**3]] * 2), rtol=1e-5)


def test_max_length_counts_eos_and_cuts():
    table = np.full((6, 6), 0.02)
    table[:, 4] = 0.9
    model = Bigrams(table)
    for hypotheses in (
        greedy_search(model, model.start(1), max_length=3),
        beam_search(model, model.start(1), beam_size=1, max_length=3),
    ):
        np.testing.assert_array_equal(hypotheses.token_ids[0, 0], [4, 4, 4])


@pytest.mark.parametrize("alpha", [0.0, 0.7])
def test_a_beam_of_one_is_greedy(network, alpha):
    greedy = greedy_search(network, start(network), max_length=8, alpha=alpha)
    beam = beam_search(network, start(network), beam_size=1, max_length=8, alpha=alpha)
    np.testing.assert_array_equal(beam.token_ids, greedy.token_ids)
    np.testing.assert_allclose(beam.scores, greedy.scores, atol=1e-5)
    assert len(np.unique(greedy.token_ids, axis=0)) > 3  # the rows do differ


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_a_wide_beam_finds_what_exhaustive_search_finds(seed, alpha):
    model = random_bigrams(seed)
    writable = (1, 4, 5)
    every = [(*tokens, 3) for n in range(4) for tokens in itertools.product(writable, repeat=n)]
    best = max(every, key=lambda tokens: model.score(tokens, alpha))
    hypotheses = beam_search(model, model.start(1), beam_size=40, max_length=4, alpha=alpha)
    tokens = [int(t) for t in np.asarray(hypotheses.token_ids[0, 0]) if t]
    assert tokens == list(best)
    np.testing.assert_allclose(hypotheses.scores[0, 0], model.score(best, alpha), rtol=1e-4)
    found = {tuple(int(t) for t in row if t) for row in np.asarray(hypotheses.token_ids[0])}
    assert len(found) == 40  # no hypothesis stands twice


def test_a_wider_beam_scores_at_least_as_well_as_greedy(network):
    greedy = greedy_search(network, start(network), max_length=8)
    beam = beam_search(network, start(network), beam_size=5, max_length=8)
    ended = (np.asarray(greedy.token_ids[:, 0]) == 3).any(axis=1)
    assert ended.sum() >= 3
    assert (np.asarray(beam.scores[:, 0]) >= np.asarray(greedy.scores[:, 0]) - 1e-5)[ended].all()


def test_a_full_beam_goes_on_while_a_beginning_leads():
    table = np.full((6, 6), 1e-6)
    table[2, 4], table[2, 3] = 0.6, 0.4  # the likeliest beginning ends last
    table[4, 5], table[4, 3] = 0.9, 0.1
    table[5, 3] = 1.0
    model = Bigrams(table)
    for beam_size in (1, 2, 5):
        found = beam_search(model, model.start(1), beam_size=beam_size, max_length=6)
        np.testing.assert_array_equal(found.token_ids[0, 0], [4, 5, 3, 0, 0, 0])
        np.testing.assert_allclose(found.scores[0, 0], np.log(0.54), rtol=1e-4)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_a_beam_of_five_scores_better_than_greedy_in_the_mean(alpha):
    scores = {1: [], 5: []}
    for seed in range(10):
        model = random_bigrams(seed, size=12)
        for beam_size, found in scores.items():
            search = {"beam_size": beam_size, "max_length": 12, "alpha": alpha}
            found.append(float(beam_search(model, model.start(1), **search).scores[0, 0]))
    assert np.mean(scores[5]) > np.mean(scores[1]) + 0.01


def test_hypotheses_are_sorted_and_end_once(network):
    beam = beam_search(network, start(network), beam_size=4, max_length=8, alpha=0.6)
    ids = np.asarray(beam.token_ids)
    ended = (ids == 3).any(axis=2)
    for row_ended, scores in zip(ended, np.asarray(beam.scores), strict=True):
        assert sorted(row_ended, reverse=True) == list(row_ended)
        assert (np.diff(scores[row_ended]) <= 0).all()
    after_end = np.cumsum(ids == 3, axis=2) - (ids == 3) > 0
    assert (ids[after_end] == 0).all()
    assert not np.isin(ids[~after_end], [0, 2]).any()


def test_rows_do_not_influence_each_other(network):
    together = beam_search(network, start(network), beam_size=3, max_length=8)
    for row in range(len(SOURCE)):
        length = int((SOURCE[row] != 0).sum())
        alone = beam_search(
            network, start(network, SOURCE[row : row + 1, :length]), beam_size=3, max_length=8
        )
        np.testing.assert_array_equal(alone.token_ids[0], together.token_ids[row])
        np.testing.assert_allclose(alone.scores[0], together.scores[row], atol=1e-5)


def test_a_search_for_the_best_stops_when_no_other_can_win():
    table = np.full((6, 6), 0.02)
    table[2, 3], table[2, 4], table[2, 5] = 0.7, 0.15, 0.1  # the end, or two ways on
    table[4] = table[5] = [0.0, 0.05, 0.0, 0.4, 0.3, 0.25]
    model, steps = Bigrams(table), []

    def counting(token_ids, state):
        steps[-1] += 1
        return tf.gather(model.log_probs, token_ids), state, None

    found = []
    for num_best in (None, 2, 1):
        steps.append(0)
        counted = Bigrams(table)
        counted.step = counting
        search = {"beam_size": 4, "max_length": 9, "alpha": 0.5, "num_best": num_best}
        found.append(beam_search(counted, counted.start(1), **search))
    assert steps[0] >= steps[1] > steps[2] == 1
    for best, num_best in zip(found[1:], (2, 1), strict=True):
        for ours, theirs in zip(best, found[0], strict=True):
            np.testing.assert_array_equal(ours[:, :num_best], theirs[:, :num_best])


def test_the_graph_and_eager_execution_agree(network):
    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)])
    def search(source):
        return beam_search(network, start(network, source), beam_size=3, max_length=6)

    eager = beam_search(network, start(network), beam_size=3, max_length=6)
    for ours, theirs in zip(search(SOURCE), eager, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_the_length_penalty_is_gnmts():
    np.testing.assert_allclose(length_penalty(7, 0.6), 2.0**0.6, rtol=1e-6)
    np.testing.assert_allclose(length_penalty(keras.ops.array([1, 13]), 1.0), [1.0, 3.0])


def test_bad_settings_say_what_was_received(network):
    with pytest.raises(ValueError, match="`max_length` must be a positive int. Received"):
        greedy_search(network, start(network), max_length=0)
    with pytest.raises(ValueError, match="`beam_size` must be a positive int. Received"):
        beam_search(network, start(network), beam_size=0, max_length=3)
    with pytest.raises(ValueError, match="must be finite and >= 0. Received: length_penalty=-1"):
        beam_search(network, start(network), beam_size=2, max_length=3, alpha=-1.0)
