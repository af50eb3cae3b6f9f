"""N-gram models against probabilities worked out by hand."""

import numpy as np
import pytest

from seqtasks.errors import DataError, DataWarning
from seqtasks.ngrams.estimation import kneser_ney_discounts
from seqtasks.ngrams.model import NGramModel
from seqtasks.ngrams.tables import count_ngrams, with_starts

UNK, BOS, EOS, A, B = 1, 2, 3, 4, 5
SMOOTHINGS = ["maximum_likelihood", "additive", "backoff", "kneser_ney"]
# Three lines: a b, a b, b. All but <pad> and <bos> can be predicted: <unk>, <eos>, a, b.
SMALL = np.array([A, B, EOS, A, B, EOS, B, EOS])


def estimated(order, smoothing, ids=SMALL, vocabulary_size=6, delta=1.0):
    model = NGramModel(order, vocabulary_size=vocabulary_size, smoothing=smoothing, delta=delta)
    model.count(ids)
    return model


def after(model, *context):
    """p of every next token after the tokens from `<bos>` on."""
    state = model.start(1)
    for token in (BOS, *context):
        log_probs, state, nothing = model.step(np.array([token]), state)
    assert nothing is None
    return np.exp(log_probs[0])


def random_lines(count, seed=0):
    """Lines of ids 4 to 8; 1, 9 and 10 never occur."""
    random = np.random.default_rng(seed)
    p = [0.4, 0.25, 0.2, 0.1, 0.05]
    return [
        np.r_[random.choice(np.arange(4, 9), random.integers(0, 9), p=p), EOS] for _ in range(count)
    ]


LINES = random_lines(150)
TEXT = np.concatenate(LINES)


def test_counts():
    unigrams, bigrams, trigrams = count_ngrams(SMALL, 3, 6)
    np.testing.assert_array_equal(unigrams.counts, [0, 0, 3, 3, 2, 3])
    np.testing.assert_array_equal(bigrams.prefixes, [BOS, BOS, A, B])
    np.testing.assert_array_equal(bigrams.tokens, [A, B, B, EOS])
    np.testing.assert_array_equal(bigrams.counts, [2, 1, 2, 3])
    np.testing.assert_array_equal(bigrams.suffixes, [A, B, B, EOS])
    np.testing.assert_array_equal(bigrams.from_start, [True, True, False, False])
    # <bos> a b, <bos> b <eos>, a b <eos>: prefix and suffix are places among the bigrams.
    np.testing.assert_array_equal(trigrams.prefixes, [0, 1, 2])
    np.testing.assert_array_equal(trigrams.tokens, [B, EOS, EOS])
    np.testing.assert_array_equal(trigrams.suffixes, [2, 3, 3])
    np.testing.assert_array_equal(trigrams.counts, [2, 1, 2])
    np.testing.assert_array_equal(trigrams.from_start, [True, True, False])


def test_every_line_starts_with_bos_and_blank_lines_count():
    np.testing.assert_array_equal(with_starts(np.array([A, EOS, EOS])), [BOS, A, EOS, BOS, EOS])
    np.testing.assert_array_equal(with_starts(np.array([A, EOS, B])), [BOS, A, EOS, BOS, B])
    assert len(with_starts(np.zeros(0, np.int32))) == 0


def test_maximum_likelihood():
    model = estimated(2, "maximum_likelihood")
    np.testing.assert_allclose(after(model), [0, 0, 0, 0, 2 / 3, 1 / 3], rtol=1e-6)
    np.testing.assert_allclose(after(model, A), [0, 0, 0, 0, 0, 1])
    np.testing.assert_allclose(after(model, B), [0, 0, 0, 1, 0, 0])
    unigram = estimated(1, "maximum_likelihood")
    np.testing.assert_allclose(after(unigram), [0, 0, 0, 3 / 8, 2 / 8, 3 / 8], rtol=1e-6)


def test_what_was_never_seen_has_no_probability_under_maximum_likelihood():
    got = estimated(2, "maximum_likelihood").log_probabilities(np.array([A, A, B, EOS]))
    np.testing.assert_allclose(got, [np.log(2 / 3), -np.inf, 0.0, 0.0], rtol=1e-6)


def test_additive():
    """(c(hw) + 0.5) / (c(h) + 0.5 * 4), also where c(h) is 0."""
    model = estimated(2, "additive", delta=0.5)
    np.testing.assert_allclose(after(model), np.array([0, 0.5, 0, 0.5, 2.5, 1.5]) / 5, rtol=1e-6)
    np.testing.assert_allclose(after(model, A), np.array([0, 0.5, 0, 0.5, 0.5, 2.5]) / 4, rtol=1e-6)
    np.testing.assert_allclose(after(model, UNK), [0, 0.25, 0, 0.25, 0.25, 0.25], rtol=1e-6)
    unigram = estimated(1, "additive", delta=0.5)
    np.testing.assert_allclose(after(unigram), np.array([0, 0.5, 0, 3.5, 2.5, 3.5]) / 10, rtol=1e-6)


def test_backoff():
    """Unigram counts 3, 2, 3: none is 1, so D = 0.5; bigram counts 2, 1, 2, 3: D = 1 / (1 + 4)."""
    model = estimated(2, "backoff")
    # The freed 3 * 0.5 are shared by four tokens: 0.375 each of the 8 counted.
    unk, eos, a, b = np.array([0.375, 2.5 + 0.375, 1.5 + 0.375, 2.5 + 0.375]) / 8
    np.testing.assert_allclose(after(model, UNK), [0, unk, 0, eos, a, b], rtol=1e-6)
    alpha = (2 * 0.2 / 3) / (1 - a - b)
    expected = [0, alpha * unk, 0, alpha * eos, 1.8 / 3, 0.8 / 3]
    np.testing.assert_allclose(after(model), expected, rtol=1e-6)
    alpha = (0.2 / 2) / (1 - b)
    expected = [0, alpha * unk, 0, alpha * eos, alpha * a, 1.8 / 2]
    np.testing.assert_allclose(after(model, A), expected, rtol=1e-6)
    alpha = (0.2 / 3) / (1 - eos)
    expected = [0, alpha * unk, 0, 2.8 / 3, alpha * a, alpha * b]
    np.testing.assert_allclose(after(model, B), expected, rtol=1e-6)


def test_kneser_ney():
    """With the discounts 0.5 for 1 and 1 for 2."""
    with pytest.warns(DataWarning, match=r"Too few n-grams of order .* 0.5, 1 and 1.5 are"):
        model = estimated(3, "kneser_ney")

    # Different tokens before a: <bos>; before b: <bos>, a; before <eos>: b. Four in all; the freed
    # 0.5 + 1 + 0.5 are shared by four tokens.
    unk, eos, a, b = 0.5 / 4, (0.5 + 0.5) / 4, (0.5 + 0.5) / 4, (1.0 + 0.5) / 4
    np.testing.assert_allclose(after(model, UNK), [0, unk, 0, eos, a, b], rtol=1e-6)

    # <bos> a and <bos> b keep their counts 2 and 1; γ = (1 + 0.5) / 3.
    expected = [0, unk / 2, 0, eos / 2, 1 / 3 + a / 2, 0.5 / 3 + b / 2]
    np.testing.assert_allclose(after(model), expected, rtol=1e-6)
    # a b was seen twice, but only after <bos>: (1 - 0.5) / 1, γ = 0.5.
    b_after_a = 0.5 + 0.5 * b
    expected = [0, unk / 2, 0, eos / 2, a / 2, b_after_a]
    np.testing.assert_allclose(after(model, UNK, A), expected, rtol=1e-6)
    # b <eos> was seen three times, after a and <bos>: (2 - 1) / 2, γ = 1 / 2.
    eos_after_b = 0.5 + 0.5 * eos
    expected = [0, unk / 2, 0, eos_after_b, a / 2, b / 2]
    np.testing.assert_allclose(after(model, UNK, B), expected, rtol=1e-6)

    # The highest order has counts: <bos> a b and a b <eos> 2, so (2 - 1) / 2 and γ = 1 / 2 ...
    expected = [0, unk / 4, 0, eos / 4, a / 4, 0.5 + 0.5 * b_after_a]
    np.testing.assert_allclose(after(model, A), expected, rtol=1e-6)
    expected = [0, unk / 4, 0, 0.5 + 0.5 * eos_after_b, a / 4, b / 4]
    np.testing.assert_allclose(after(model, A, B), expected, rtol=1e-6)
    # ... and <bos> b <eos> 1, so (1 - 0.5) / 1 and γ = 0.5.
    np.testing.assert_allclose(after(model, B), expected, rtol=1e-6)


def test_kneser_ney_warns_once_for_each_order():
    with pytest.warns(DataWarning, match=r"Too few n-grams") as warned:
        estimated(4, "kneser_ney")
    assert len(warned) == 4


def test_kneser_ney_discounts():
    """Y = 10 / (10 + 2 * 5) = 0.5; what is not there and counts of 5 and more do not matter."""
    counts = np.repeat([0, 1, 2, 3, 4, 5, 9], [7, 10, 5, 4, 2, 6, 1])
    expected = [1 - 2 * 0.5 * 5 / 10, 2 - 3 * 0.5 * 4 / 5, 3 - 4 * 0.5 * 2 / 4]
    np.testing.assert_allclose(kneser_ney_discounts(counts, 2), expected)


def test_kneser_ney_discounts_need_no_ngrams_that_occur_four_times():
    """Only the last formula has n_4, in its numerator: 3 - 4 Y * 0 / n_3."""
    counts = np.repeat([1, 2, 3, 5], [10, 5, 4, 6])
    expected = [1 - 2 * 0.5 * 5 / 10, 2 - 3 * 0.5 * 4 / 5, 3.0]
    np.testing.assert_allclose(kneser_ney_discounts(counts, 2), expected)


@pytest.mark.parametrize(
    "repeats",
    [[0, 5, 4, 2], [10, 0, 4, 2], [10, 5, 0, 2], [1, 1, 4, 1]],  # the last: 2 - 3 * 1/3 * 4 < 0
)
def test_kneser_ney_discounts_that_cannot_be_estimated(repeats):
    with pytest.warns(DataWarning, match=r"Too few n-grams of order 2"):
        discounts = kneser_ney_discounts(np.repeat([1, 2, 3, 4], repeats), 2)
    np.testing.assert_array_equal(discounts, [0.5, 1.0, 1.5])


CONTEXTS = [(), (4,), (4, 4, 5), (5, 4, 4, 6, 4), (9,), (4, 9, 4), (1, 1, 1, 1), (8, 8, 8, 8, 8)]


@pytest.mark.filterwarnings("ignore:Too few n-grams")
@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_probabilities_sum_to_one(smoothing, order):
    model = estimated(order, smoothing, TEXT, 11)
    for context in CONTEXTS:
        p = after(model, *context)
        np.testing.assert_allclose(p.sum(), 1.0, atol=1e-6, err_msg=str(context))
        np.testing.assert_allclose(p[[0, BOS]], 0.0, atol=1e-90)


@pytest.mark.filterwarnings("ignore:Too few n-grams")
@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_step_agrees_with_log_probabilities(smoothing, order):
    model = estimated(order, smoothing, TEXT, 11)
    for line in [*random_lines(10, seed=1), np.array([9, 4, 1, 10, 5, 4, EOS])]:
        state, stepped = model.start(1), []
        for before, token in zip(np.r_[BOS, line[:-1]], line, strict=True):
            log_probs, state, _ = model.step(np.array([before]), state)
            stepped.append(log_probs[0, token])
        np.testing.assert_allclose(stepped, model.log_probabilities(line), rtol=1e-9)


def test_rows_of_a_step_do_not_see_each_other():
    model = estimated(3, "backoff", TEXT, 11)
    state = model.start(3)
    for tokens in ([BOS, BOS, BOS], [4, 5, 9], [5, 4, 4]):
        log_probs, state, _ = model.step(np.array(tokens), state)
    expected = [after(model, *context) for context in [(4, 5), (5, 4), (9, 4)]]
    np.testing.assert_allclose(np.exp(log_probs), expected)


def test_bos_begins_a_new_line():
    model = estimated(4, "backoff", TEXT, 11)
    np.testing.assert_array_equal(after(model, 4, 5, BOS), after(model))
    np.testing.assert_array_equal(after(model, 4, 5, BOS, 5), after(model, 5))


@pytest.mark.parametrize("order", [1, 2, 4])
def test_lines_are_independent(order):
    model = estimated(order, "backoff", TEXT, 11)
    alone = [model.log_probabilities(line) for line in LINES[:20]]
    together = model.log_probabilities(np.concatenate(LINES[:20]))
    np.testing.assert_array_equal(together, np.concatenate(alone))


def test_number_of_ngrams_and_arguments():
    model = estimated(3, "additive", delta=0.5)
    assert model.num_ngrams == 6 + 4 + 3


def test_empty_text():
    with pytest.raises(DataError, match=r"An n-gram model needs text. Received: no token"):
        estimated(2, "backoff", np.zeros(0, np.int32))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"order": 0}, r"`order` must be a positive int. Received: order=0"),
        ({"order": 2.0}, r"`order` must be a positive int. Received: order=2.0"),
        ({"smoothing": "katz"}, r"must be one of 'maximum_likelihood', .*'. Received: 'katz'"),
        ({"delta": 0.0}, r"`delta` must be above 0. Received: delta=0.0"),
        ({"delta": float("nan")}, r"`delta` must be above 0. Received: delta=nan"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        NGramModel(**{"order": 2, "vocabulary_size": 6} | arguments)


@pytest.mark.parametrize("smoothing", ["maximum_likelihood", "additive"])
@pytest.mark.parametrize("order", [3, 4, 5, 7])
def test_a_line_starts_with_what_stands_before_it(smoothing, order):
    """The first tokens have a shorter context, and are counted after it as all others."""
    model, bigrams = (estimated(n, smoothing) for n in (order, 2))
    np.testing.assert_allclose(after(model), after(bigrams), rtol=1e-6)
    np.testing.assert_allclose(after(model, A), after(bigrams, A), rtol=1e-6)
    after_two = (
        [0, 0, 0, 1, 0, 0]
        if smoothing == "maximum_likelihood"
        else np.array([0, 1, 0, 3, 1, 1]) / 6
    )
    np.testing.assert_allclose(after(model, A, B), after_two, rtol=1e-6)


@pytest.mark.filterwarnings("ignore:Too few n-grams")
@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_lines_shorter_than_the_order(smoothing):
    model = estimated(6, smoothing, np.array([A, EOS, EOS]))
    assert np.isfinite(model.log_probabilities(np.array([A, EOS]))).all()
    for context in [(), (A,), (A, A, A), (B,)]:
        np.testing.assert_allclose(after(model, *context).sum(), 1.0, atol=1e-6)


def test_backoff_where_no_ngram_occurs_twice():
    """D = 1 would leave nothing to what was seen: 0.5 is taken."""
    model = estimated(2, "backoff", np.array([A, B, EOS]))
    np.testing.assert_allclose(
        model.log_probabilities(np.array([A, B, EOS])), np.log(0.5), rtol=1e-6
    )


def test_backoff_after_a_history_that_every_token_follows():
    ids = np.array([4, 1, 4, 4, 4, 3, 4, 4, 3, 1, 3, 3])
    model = estimated(2, "backoff", ids, 5)
    np.testing.assert_allclose(after(model, 4), [0, 1 / 6, 0, 2 / 6, 3 / 6], rtol=1e-6)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_no_text_has_no_probabilities(order):
    assert estimated(order, "backoff", TEXT, 11).log_probabilities(np.zeros(0, np.int32)).shape == (
        0,
    )


@pytest.mark.parametrize("order", [2, 3, 4])
def test_never_stays_never_when_backed_off(order):
    model = estimated(order, "backoff", TEXT, 11)
    for context in CONTEXTS:
        np.testing.assert_array_equal(after(model, *context)[[0, BOS]], 0.0)


def test_a_model_needs_text_before_it_is_asked():
    model = NGramModel(2, vocabulary_size=6)
    with pytest.raises(ValueError, match="The model knows no text: call `count` first."):
        model.log_probabilities(np.array([A, EOS]))
    with pytest.raises(
        ValueError, match="`ids` must lie below vocabulary_size=6. Received: an id of 6"
    ):
        model.count(np.array([6, EOS]))
