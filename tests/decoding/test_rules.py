import itertools

import numpy as np
import pytest
import tensorflow as tf

from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.greedy import greedy_search
from seqtasks.decoding.rules import Ruled, Rules, visible_tokens
from seqtasks.decoding.sampled import sample_search
from seqtasks.decoding.sampling import Sampling
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.word import WordTokenizer
from tests.decoding.test_searches import Bigrams, random_bigrams

A, B, C = 4, 5, 6
SPECIAL = ("<pad>", "<unk>", "<bos>", "<eos>")
WORDS = WordTokenizer([*SPECIAL, "a", "b", "c"])


class Startable(Bigrams):
    """`Bigrams` that start as an encoder-decoder does."""

    def start(self, memory, mask):
        return super().start(len(memory))


def ruled(table, *, max_length=8, tokenizer=WORDS, **rules):
    network = Ruled(Startable(np.array(table)), Rules(**rules), tokenizer, max_length)
    return network, network.start(np.zeros((2, 1)), tf.ones((2, 1), tf.bool))


def every_search(table, *, max_length=8, tokenizer=WORDS, **rules):
    """The tokens that each search writes, and its score."""
    network, state = ruled(table, max_length=max_length, tokenizer=tokenizer, **rules)
    found = {
        "greedy": greedy_search(network, state, max_length=max_length),
        "beam": beam_search(network, state, beam_size=3, max_length=max_length),
        "drawn": sample_search(
            network,
            state,
            tf.constant(np.full((2, max_length), 0.5), tf.float32),
            Sampling(temperature=0.0),
        ),
    }
    return {
        name: ([int(t) for t in np.asarray(h.token_ids[0, 0]) if t], float(h.scores[0, 0]))
        for name, h in found.items()
    }


def table_of(**likely):
    """A table of seven tokens; likely: of each token the next one, and its probability."""
    ids = {"bos": 2, "eos": 3, "a": A, "b": B, "c": C}
    table = np.full((7, 7), 0.01)
    for name, following in likely.items():
        for after, p in following.items():
            table[ids[name], ids[after]] = p
    return table


ENDS_AT_ONCE = table_of(bos={"eos": 0.8, "a": 0.1}, a={"eos": 0.8, "b": 0.1}, b={"eos": 0.8})
GOES_ROUND = table_of(
    bos={"a": 0.9}, a={"b": 0.8, "c": 0.1}, b={"a": 0.7, "c": 0.2}, c={"eos": 0.5, "a": 0.4}
)


@pytest.mark.parametrize("min_length", [0, 1, 2])
def test_no_text_is_shorter_than_it_may_be(min_length):
    for tokens, score in every_search(ENDS_AT_ONCE, min_length=min_length).values():
        assert tokens == [[3], [A, 3], [A, B, 3]][min_length]
        np.testing.assert_allclose(score, np.log(0.8 * 0.1**min_length), rtol=1e-5)


def test_what_cannot_be_seen_does_not_make_a_text_longer():
    tokenizer = CharacterTokenizer([*SPECIAL, " ", "b", "c"])
    np.testing.assert_array_equal(visible_tokens(tokenizer)[4:], [False, True, True])
    table = table_of(bos={"eos": 0.7, "a": 0.2}, a={"eos": 0.7, "b": 0.2}, b={"eos": 0.8})
    for tokens, _ in every_search(table, min_length=1, tokenizer=tokenizer).values():
        assert tokens == [A, B, 3]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1, [A, B, C, 3]),
        (2, [A, B, A, C, 3]),  # "a b" stands there already
        (3, [A, B, A, B, C, 3]),
    ],
)
def test_no_sequence_of_tokens_stands_twice(size, expected):
    for name, (tokens, score) in every_search(GOES_ROUND, no_repeat_ngram_size=size).items():
        grams = [tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)]
        assert len(grams) == len(set(grams))
        if name != "beam":  # which may find a likelier one
            assert tokens == expected
        pairs = itertools.pairwise((2, *tokens))
        np.testing.assert_allclose(score, sum(np.log(GOES_ROUND[p]) for p in pairs), rtol=1e-5)


def test_a_repetition_costs_what_the_penalty_says():
    # After a b, a has 0.7: log p 1.5 times is that of 0.586; 6 times that of 0.118, below c's 0.2.
    for penalty, expected in ((1.5, [A, B, A]), (6.0, [A, B, C])):
        found = every_search(GOES_ROUND, repetition_penalty=penalty, max_length=3)
        assert found["greedy"][0] == found["drawn"][0] == expected
    gains = [np.log(0.9), np.log(0.8), 1.5 * np.log(0.7)]
    found = every_search(GOES_ROUND, repetition_penalty=1.5, max_length=3)
    np.testing.assert_allclose(found["greedy"][1], sum(gains), rtol=1e-5)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "rules",
    [
        {"min_length": 2},
        {"no_repeat_ngram_size": 1},
        {"no_repeat_ngram_size": 2, "min_length": 3},
        {"repetition_penalty": 2.0},
        {"repetition_penalty": 0.5, "no_repeat_ngram_size": 3},
    ],
    ids=str,
)
def test_a_wide_beam_finds_the_best_text_that_keeps_to_the_rules(seed, rules):
    """All texts of four tokens and their scores are written down in plain Python."""
    table = np.exp(np.asarray(random_bigrams(seed, 7).log_probs))
    n, penalty = rules.get("no_repeat_ngram_size", 0), rules.get("repetition_penalty", 1.0)

    def score(text):
        total = 0.0
        for i, token in enumerate(text):
            gain = np.log(table[(2, *text)[i], token])
            total += gain * (penalty if token in text[:i] else 1.0)
        return total

    def is_allowed(text):
        grams = [text[i : i + n] for i in range(len(text) - n + 1)] if n else []
        return len(text) > rules.get("min_length", 0) and len(set(grams)) == len(grams)

    every = [(*t, 3) for k in range(4) for t in itertools.product((1, A, B, C), repeat=k)]
    best = max(filter(is_allowed, every), key=score)
    network, state = ruled(table, max_length=4, **rules)
    found = beam_search(network, state, beam_size=90, max_length=4)
    assert [int(t) for t in np.asarray(found.token_ids[0, 0]) if t] == list(best)
    np.testing.assert_allclose(found.scores[0, 0], score(best), rtol=1e-4)


def test_texts_that_were_read_count_as_written():
    rules = Rules(no_repeat_ngram_size=2, repetition_penalty=2.0)
    log_probs = tf.math.log(tf.fill([1, 7], 1 / 7))
    ruled = rules.apply(log_probs, tf.constant([[0, A, B, A]]), tf.constant([0]))[0].numpy()
    assert np.isneginf(ruled[B])  # "a b" stands there
    np.testing.assert_allclose(ruled[A], 2 * np.log(1 / 7), rtol=1e-6)
    np.testing.assert_allclose(ruled[C], np.log(1 / 7), rtol=1e-6)


def test_where_nothing_is_left_the_text_stands_as_it_is():
    only = np.zeros((7, 7))
    only[2, A] = only[A, A] = 1.0
    for name, (tokens, _) in every_search(only, no_repeat_ngram_size=1).items():
        assert tokens == [A], name


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_length": -1},
        {"min_length": 1.5},
        {"no_repeat_ngram_size": -2},
        {"repetition_penalty": 0.0},
        {"repetition_penalty": float("nan")},
    ],
    ids=str,
)
def test_rules_that_cannot_be_are_named(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=f"`{name}` must be .* Received: {name}="):
        Rules(**wrong)
