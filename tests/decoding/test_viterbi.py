"""The best sequence of labels against the best of all sequences."""

import itertools

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtasks.blocks.crf import LinearChainCRF
from seqtasks.corpora.span_labels import BIO, SpanScheme
from seqtasks.decoding.viterbi import FORBIDDEN, Transitions, span_transitions, viterbi

TIME = 5
LENGTHS = np.array([5, 4, 3, 2, 1])
MASK = np.arange(TIME) < LENGTHS[:, None]
LABELS = ("B-a", "B-b", "I-a", "I-b", "O")


def random_case(seed, num_labels=4, spread=1.0):
    random = np.random.default_rng(seed)

    def draw(*shape):
        return random.normal(size=shape).astype("float32")

    transitions = Transitions(draw(num_labels, num_labels), draw(num_labels), draw(num_labels))
    return spread * draw(len(LENGTHS), TIME, num_labels), transitions


def best_of_all(scores, transitions, allowed=lambda sequence: True):
    """The best sequence of one sentence's labels, and its score."""
    between, start, end = (np.asarray(part, "float64") for part in transitions)
    best = ((), -np.inf)
    for y in itertools.product(range(scores.shape[1]), repeat=len(scores)):
        if allowed(y):
            score = start[y[0]] + sum(scores[t, label] for t, label in enumerate(y)) + end[y[-1]]
            score += sum(between[pair] for pair in itertools.pairwise(y))
            best = max(best, (y, score), key=lambda found: found[1])
    return best


def is_legal(names):
    """Whether each I-x stands after B-x or I-x."""
    pairs = itertools.pairwise(("O", *names))
    return all(name[:1] != "I" or before[1:] == name[1:] for before, name in pairs)


def no_transitions(num_labels):
    return Transitions(
        np.zeros((num_labels, num_labels), "float32"), *np.zeros((2, num_labels), "float32")
    )


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_best_of_all_sequences(seed):
    scores, transitions = random_case(seed)
    labels, best = viterbi(scores, MASK, transitions)
    for row, length in enumerate(LENGTHS):
        expected, score = best_of_all(scores[row, :length], transitions)
        assert tuple(labels[row, :length].numpy()) == expected
        np.testing.assert_allclose(best[row], score, rtol=1e-5)
        assert set(labels[row, length:].numpy()) <= {expected[-1]}


def test_without_transitions_each_label_is_the_best_by_itself():
    scores, _ = random_case(0)
    labels, best = viterbi(scores, MASK, no_transitions(4))
    np.testing.assert_array_equal(np.array(labels)[MASK], scores.argmax(axis=2)[MASK])
    np.testing.assert_allclose(best, (scores.max(axis=2) * MASK).sum(axis=1), rtol=1e-6)


def test_padding_further_changes_nothing():
    scores, transitions = random_case(1)
    labels, best = viterbi(scores, MASK, transitions)
    wider = np.pad(scores, ((0, 0), (0, 3), (0, 0)), constant_values=50.0)
    wider[:, :TIME][~MASK] = -50.0
    more, same = viterbi(wider, np.pad(MASK, ((0, 0), (0, 3))), transitions)
    np.testing.assert_array_equal(more[:, :TIME], labels)
    np.testing.assert_array_equal(same, best)


def test_sequences_of_one_token():
    scores, transitions = random_case(2)
    labels, best = viterbi(scores[:, :1], MASK[:, :1], transitions)
    total = scores[:, 0] + transitions.start + transitions.end
    np.testing.assert_array_equal(labels[:, 0], total.argmax(axis=1))
    np.testing.assert_allclose(best, total.max(axis=1), rtol=1e-6)


def test_a_row_without_tokens_counts_as_its_first():
    scores, transitions = random_case(2)
    labels, best = viterbi(scores, np.zeros_like(MASK), transitions)
    first, same = viterbi(scores[:, :1], MASK[:, :1], transitions)
    np.testing.assert_array_equal(labels, np.repeat(first, TIME, axis=1))
    np.testing.assert_array_equal(best, same)


def test_the_number_of_steps_need_not_be_known():
    scores, transitions = random_case(3)
    graph = tf.function(
        lambda *arguments: viterbi(*arguments, transitions),
        input_signature=[
            tf.TensorSpec((None, None, 4), tf.float32),
            tf.TensorSpec((None, None), tf.bool),
        ],
        autograph=False,
    )
    for steps in (1, 2, TIME):
        arguments = scores[:, :steps], MASK[:, :steps]
        for ours, expected in zip(graph(*arguments), viterbi(*arguments, transitions), strict=True):
            np.testing.assert_array_equal(ours, expected)


def test_transitions_are_added():
    one, other = (random_case(seed)[1] for seed in (0, 1))
    for part, a, b in zip(one.plus(other), one, other, strict=True):
        np.testing.assert_array_equal(part, a + b)


def test_its_score_is_that_which_a_field_gives_the_sequence():
    scores, transitions = random_case(4)
    crf = LinearChainCRF(4)
    crf.build()
    crf.set_weights(transitions)
    labels, best = viterbi(scores, MASK, transitions)
    np.testing.assert_allclose(best, crf.sequence_score(scores, labels, MASK), rtol=1e-5)


def test_what_bio_forbids():
    between, start, end = span_transitions([*LABELS, "X"], BIO)
    legal = [
        [1, 1, 1, 0, 1, 1],  # B-a
        [1, 1, 0, 1, 1, 1],  # B-b
        [1, 1, 1, 0, 1, 1],  # I-a
        [1, 1, 0, 1, 1, 1],  # I-b
        [1, 1, 0, 0, 1, 1],  # O
        [1, 1, 0, 0, 1, 1],  # X
    ]
    np.testing.assert_array_equal(between, np.where(legal, 0.0, FORBIDDEN))
    np.testing.assert_array_equal(start, np.where([1, 1, 0, 0, 1, 1], 0.0, FORBIDDEN))
    np.testing.assert_array_equal(end, np.zeros(6))


IOBES_LABELS = ("B-a", "I-a", "E-a", "S-a", "O")


def test_what_iobes_forbids():
    between, start, end = span_transitions(IOBES_LABELS, SpanScheme("IOBES"))
    legal = [
        [0, 1, 1, 0, 0],  # B-a
        [0, 1, 1, 0, 0],  # I-a
        [1, 0, 0, 1, 1],  # E-a
        [1, 0, 0, 1, 1],  # S-a
        [1, 0, 0, 1, 1],  # O
    ]
    np.testing.assert_array_equal(between, np.where(legal, 0.0, FORBIDDEN))
    np.testing.assert_array_equal(start, np.where([1, 0, 0, 1, 1], 0.0, FORBIDDEN))
    np.testing.assert_array_equal(end, np.where([0, 0, 1, 1, 1], 0.0, FORBIDDEN))


@pytest.mark.parametrize("seed", range(3))
def test_constrained_to_iobes_it_is_the_best_of_all_legal_sequences(seed):
    scores, weights = random_case(seed, len(IOBES_LABELS), spread=2.0)
    scheme = SpanScheme("IOBES")
    labels, best = viterbi(scores, MASK, weights.plus(span_transitions(IOBES_LABELS, scheme)))
    for row, length in enumerate(LENGTHS):
        expected, score = best_of_all(
            scores[row, :length],
            weights,
            lambda y: scheme.find_illegal([IOBES_LABELS[label] for label in y]) is None,
        )
        assert tuple(labels[row, :length].numpy()) == expected
        np.testing.assert_allclose(best[row], score, rtol=1e-5)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), exponent=st.integers(-3, 6), weighted=st.booleans())
def test_no_scores_lead_to_an_illegal_sequence(seed, exponent, weighted):
    scores, weights = random_case(seed, len(LABELS), spread=10.0**exponent)
    legal = span_transitions(LABELS, BIO)
    labels, _ = viterbi(scores, MASK, weights.plus(legal) if weighted else legal)
    for row, length in zip(labels.numpy(), LENGTHS, strict=True):
        assert is_legal([LABELS[label] for label in row[:length]])


def test_scores_that_all_ask_for_illegal_labels_give_none():
    scores = np.full((1, 4, len(LABELS)), -1e4, "float32")
    scores[:, :, LABELS.index("I-b")] = 1e4
    labels, best = viterbi(scores, np.ones((1, 4), bool), span_transitions(LABELS, BIO))
    assert [LABELS[label] for label in labels[0].numpy()] == ["B-b", "I-b", "I-b", "I-b"]
    np.testing.assert_allclose(best, [2e4])


@pytest.mark.parametrize("seed", range(3))
def test_constrained_it_is_the_best_of_all_legal_sequences(seed):
    scores, weights = random_case(seed, len(LABELS), spread=2.0)
    scores += [2.0 * label.startswith("I") for label in LABELS]
    labels, best = viterbi(scores, MASK, weights.plus(span_transitions(LABELS, BIO)))
    unconstrained = 0
    for row, length in enumerate(LENGTHS):
        of_row = scores[row, :length]
        expected, score = best_of_all(
            of_row, weights, lambda y: is_legal([LABELS[label] for label in y])
        )
        assert tuple(labels[row, :length].numpy()) == expected
        np.testing.assert_allclose(best[row], score, rtol=1e-5)
        unconstrained += best_of_all(of_row, weights)[1] > score
    assert unconstrained  # the scores alone would have led elsewhere
