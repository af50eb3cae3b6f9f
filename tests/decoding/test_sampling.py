"""Sampling from probabilities that can be worked out."""

import numpy as np
import pytest

from seqtasks.decoding.sampling import Sampling
from seqtasks.tokenizers.base import BOS_ID, PAD_ID


def log_probs(*likely, unk=0.0, pad=0.0, bos=0.0):
    """The special tokens, `<eos>` with probability 0, then the tokens 4, 5, ..."""
    with np.errstate(divide="ignore"):
        return np.log([pad, unk, bos, 0.0, *likely])


def probabilities(sampling, *likely, **special):
    """Those of `<unk>`, `<eos>` and the tokens from 4 on."""
    drawn = sampling.probabilities(log_probs(*likely, **special))
    assert drawn[[PAD_ID, BOS_ID]].tolist() == [0.0, 0.0]
    assert drawn.sum() == pytest.approx(1.0)
    return drawn[[1, *range(3, len(drawn))]]


def test_as_it_is_by_default():
    np.testing.assert_allclose(
        probabilities(Sampling(), 0.2, 0.5, 0.25, unk=0.05), [0.05, 0, 0.2, 0.5, 0.25]
    )


def test_pad_and_bos_are_never_drawn():
    np.testing.assert_allclose(
        probabilities(Sampling(), 0.1, 0.3, pad=0.4, bos=0.2), [0, 0, 0.25, 0.75]
    )
    for sampling in (Sampling(temperature=0.0), Sampling(top_k=1), Sampling(top_p=0.1)):
        np.testing.assert_array_equal(
            probabilities(sampling, 0.1, 0.2, pad=0.4, bos=0.3), [0, 0, 0, 1]
        )


def test_temperature():
    np.testing.assert_allclose(
        probabilities(Sampling(temperature=0.5), 0.5, 0.25, 0.25), [0, 0, 4 / 6, 1 / 6, 1 / 6]
    )
    flat = np.array([0.9, 0.09, 0.01]) ** 0.25
    np.testing.assert_allclose(
        probabilities(Sampling(temperature=4.0), 0.9, 0.09, 0.01), [0, 0, *(flat / flat.sum())]
    )


def test_temperature_zero_takes_the_likeliest():
    greedy = Sampling(temperature=0.0)
    np.testing.assert_array_equal(probabilities(greedy, 0.2, 0.45, 0.35), [0, 0, 0, 1, 0])
    np.testing.assert_array_equal(probabilities(greedy, 0.4, 0.4, 0.2), [0, 0, 1, 0, 0])
    random = np.random.default_rng(0)
    assert {greedy.draw(log_probs(0.2, 0.45, 0.35), random) for _ in range(20)} == {5}


def test_a_low_temperature_is_nearly_zero():
    np.testing.assert_array_equal(
        probabilities(Sampling(temperature=1e-4), 0.2, 0.45, 0.35), [0, 0, 0, 1, 0]
    )


def test_top_k():
    likely = (0.25, 0.125, 0.5, 0.125)
    expected = [0, 0, 1 / 3, 0, 2 / 3, 0]
    np.testing.assert_allclose(probabilities(Sampling(top_k=2), *likely), expected)
    # Of equally likely tokens, the first.
    expected = [0, 0, 2 / 7, 1 / 7, 4 / 7, 0]
    np.testing.assert_allclose(probabilities(Sampling(top_k=3), *likely), expected)
    np.testing.assert_allclose(probabilities(Sampling(top_k=99), *likely), [0, 0, *likely])


@pytest.mark.parametrize(
    ("top_p", "expected"),
    [
        (0.01, [0, 0, 1, 0]),
        (0.5, [0, 0, 1, 0]),
        (0.51, [1 / 3, 0, 2 / 3, 0]),
        (0.75, [1 / 3, 0, 2 / 3, 0]),
        (0.76, [2 / 7, 1 / 7, 4 / 7, 0]),
        (1.0, [0.25, 0.125, 0.5, 0.125]),
    ],
)
def test_top_p_keeps_the_fewest_that_reach_it(top_p, expected):
    got = probabilities(Sampling(top_p=top_p), 0.25, 0.125, 0.5, 0.125)
    np.testing.assert_allclose(got, [0, 0, *expected])


def test_temperature_comes_before_top_p():
    # Squared, 0.4 is 16 / 30 of the whole.
    got = probabilities(Sampling(temperature=0.5, top_p=0.5), 0.4, 0.3, 0.2, 0.1)
    np.testing.assert_array_equal(got, [0, 0, 1, 0, 0, 0])


def test_top_k_comes_before_top_p():
    # Of the two likeliest, 0.4 is 4 / 7.
    got = probabilities(Sampling(top_k=2, top_p=0.5), 0.4, 0.3, 0.2, 0.1)
    np.testing.assert_array_equal(got, [0, 0, 1, 0, 0, 0])


def test_draws_follow_the_probabilities_and_the_generator():
    sampling, given = Sampling(top_k=3), log_probs(0.1, 0.2, 0.3, 0.4)

    def draws(seed):
        random = np.random.default_rng(seed)
        return [sampling.draw(given, random) for _ in range(3000)]

    assert draws(1) == draws(1) != draws(2)
    shares = np.bincount(draws(1), minlength=8) / 3000
    np.testing.assert_allclose(shares, [0, 0, 0, 0, 0, 2 / 9, 3 / 9, 4 / 9], atol=0.03)


def test_what_is_given_stays_as_it_is():
    given = log_probs(0.5, 0.5, pad=0.5)
    before = given.copy()
    Sampling(temperature=0.7, top_k=1).probabilities(given)
    np.testing.assert_array_equal(given, before)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"temperature": -0.1}, r"`temperature` must be finite and at least 0. .*=-0.1"),
        ({"temperature": float("nan")}, r"`temperature` must be finite and at least 0. .*=nan"),
        ({"temperature": float("inf")}, r"`temperature` must be finite and at least 0. .*=inf"),
        ({"top_k": 0}, r"`top_k` must be at least 1. Received: top_k=0"),
        ({"top_p": 0.0}, r"`top_p` must lie in \(0, 1\]. Received: top_p=0.0"),
        ({"top_p": 1.1}, r"`top_p` must lie in \(0, 1\]. Received: top_p=1.1"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        Sampling(**arguments)
