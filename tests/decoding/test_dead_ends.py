"""Where every token has p = 0, or none that is a number, a text ends: every search agrees."""

import numpy as np
import pytest
import tensorflow as tf

from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.greedy import greedy_search
from seqtasks.decoding.hypotheses import length_penalty
from seqtasks.decoding.known import WithoutUnknown
from seqtasks.decoding.sampled import sample_search
from seqtasks.decoding.sampling import Sampling
from tests.decoding.test_searches import Bigrams

UNK, EOS = 1, 3


def table(dead=0.0):
    """4 is followed by 5, 5 by nothing, 6 by `<unk>` only, 7 by the end; the start by any."""
    p = np.zeros((8, 8))
    p[2, [4, 5, 6, 7]] = 0.4, 0.1, 0.2, 0.3
    p[4, 5], p[5], p[6, UNK], p[7, EOS] = 1.0, dead, 1.0, 1.0
    p[UNK, EOS] = 1.0
    return p


class From(Bigrams):
    """The table, entered after another token in each row."""

    def __init__(self, probabilities, first):
        super().__init__(probabilities)
        self.first = first

    def start(self, rows=None):
        state = super().start(len(self.first))
        return state._replace(carried=tf.constant(self.first, tf.int32)[:, None])

    def step(self, token_ids, state):
        # `<bos>` stands for the row's own first token.
        before = tf.where(token_ids == 2, tf.cast(state.carried[:, 0], tf.int32), token_ids)
        return tf.gather(self.log_probs, before), state, None


def searches(network, **settings):
    chances = tf.fill([len(network.first), 5], 0.5)
    return {
        "greedy": greedy_search(network, network.start(), max_length=5, **settings),
        "beam": beam_search(network, network.start(), beam_size=1, max_length=5, **settings),
        "coldest": sample_search(network, network.start(), chances, Sampling(temperature=0.0)),
        "sampled": sample_search(network, network.start(), chances, Sampling()),
    }


@pytest.mark.parametrize("dead", [0.0, np.nan], ids=["p = 0", "no number"])
def test_every_search_stops_where_nothing_can_follow(dead):
    network = From(table(dead), first=[4, 5, 7, 6])
    for name, found in searches(network).items():
        expected = [[5, 0, 0, 0, 0], [0] * 5, [EOS, 0, 0, 0, 0], [UNK, EOS, 0, 0, 0]]
        np.testing.assert_array_equal(found.token_ids[:, 0], expected, err_msg=name)
        np.testing.assert_array_equal(found.scores[:, 0], np.zeros(4), err_msg=name)


@pytest.mark.parametrize("alpha", [0.0, 0.7])
@pytest.mark.parametrize("dead", [0.0, np.nan], ids=["p = 0", "no number"])
def test_a_beam_of_one_is_greedy_there(dead, alpha):
    network = From(table(dead), first=[2, 4, 5, 6, 7, UNK])
    greedy, beam = list(searches(network, alpha=alpha).values())[:2]
    np.testing.assert_array_equal(beam.token_ids, greedy.token_ids)
    np.testing.assert_allclose(beam.scores, greedy.scores, rtol=1e-6)
    # The likeliest beginning leads nowhere; its log p is that of what stands there.
    np.testing.assert_array_equal(greedy.token_ids[0, 0], [4, 5, 0, 0, 0])
    score = np.log(0.4) / float(length_penalty(2, alpha))
    np.testing.assert_allclose(greedy.scores[0, 0], score, rtol=1e-6)


def test_a_wider_beam_leaves_a_dead_end_for_what_ends():
    network = From(table(), first=[2])
    found = beam_search(network, network.start(), beam_size=4, max_length=5)
    tokens = [[int(t) for t in row if t] for row in found.token_ids[0].numpy()]
    assert tokens == [[7, EOS], [6, UNK, EOS], [], []]
    np.testing.assert_allclose(found.scores[0, :2], np.log([0.3, 0.2]), rtol=1e-6)
    assert (found.scores[0, 2:].numpy() == -np.inf).all()
    banned = WithoutUnknown(network)
    found = beam_search(banned, network.start(), beam_size=4, max_length=5)
    assert [int(t) for t in found.token_ids[0, 0].numpy() if t] == [7, EOS]


def test_where_all_beginnings_die_the_last_to_live_stand():
    network = From(table(), first=[4, 2])
    found = beam_search(network, network.start(), beam_size=2, max_length=5)
    alone = beam_search(
        From(table(), first=[4]), From(table(), first=[4]).start(), beam_size=2, max_length=5
    )
    np.testing.assert_array_equal(found.token_ids[0], [[5, 0, 0, 0, 0], [0] * 5])
    np.testing.assert_array_equal(found.scores[0], [0.0, -np.inf])
    for ours, theirs in zip(found, alone, strict=True):
        np.testing.assert_array_equal(ours[:1], theirs)  # whatever the other rows do


def test_a_temperature_near_zero_draws_the_likeliest():
    network = From(table(), first=[2])
    for chance in (0.0, 0.999):
        chances = tf.fill([1, 5], chance)
        found = sample_search(network, network.start(), chances, Sampling(temperature=1e-38))
        assert int(found.token_ids[0, 0, 0]) == 4


def test_nothing_is_drawn_where_nothing_can_be():
    random = np.random.default_rng(0)
    dead = np.full(6, -np.inf)
    for log_probs in (dead, np.full(6, np.nan), np.where(np.arange(6) == 2, 0.0, dead)):
        for sampling in (Sampling(), Sampling(temperature=0.0), Sampling(top_k=2, top_p=0.5)):
            assert not sampling.probabilities(log_probs).any()
            assert sampling.draw(log_probs, random) is None
    partly = np.array([0.0, np.nan, 0.0, -1.0, -np.inf, -1.0])
    np.testing.assert_allclose(Sampling().probabilities(partly), [0, 0, 0, 0.5, 0, 0.5])
