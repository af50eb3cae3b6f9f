"""The conditional random field against sums over all sequences of labels."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st

NUM_LABELS, TIME = 3, 5
LENGTHS = np.array([5, 4, 3, 2, 1])
MASK = np.arange(TIME) < LENGTHS[:, None]
RANDOM = np.random.default_rng(0)
SCORES = 2 * RANDOM.normal(size=(len(LENGTHS), TIME, NUM_LABELS)).astype("float32")
LABELS = RANDOM.integers(0, NUM_LABELS, (len(LENGTHS), TIME)).astype("int32")


def make(dtype="float32"):
    """A field whose transitions matter."""
    crf = st.LinearChainCRF(NUM_LABELS, dtype=dtype)
    crf.build()
    random = np.random.default_rng(1)
    crf.set_weights([random.normal(size=weight.shape) for weight in crf.get_weights()])
    return crf


@pytest.fixture
def crf():
    return make()


def every_sequence(crf, scores):
    """All sequences of labels, int (sequences, time), and the score of each, float64."""
    between, start, end = (np.array(w, "float64") for w in (crf.transitions, crf.start, crf.end))
    y = np.array(list(itertools.product(range(NUM_LABELS), repeat=len(scores))))
    of_steps = scores[np.arange(len(scores)), y].astype("float64").sum(axis=1)
    of_pairs = between[y[:, :-1], y[:, 1:]].sum(axis=1)
    return y, start[y[:, 0]] + of_steps + of_pairs + end[y[:, -1]]


def by_rows(crf):
    """Each row's sequences, and the logarithm of the probability of each."""
    for scores, length in zip(SCORES, LENGTHS, strict=True):
        y, of_sequences = every_sequence(crf, scores[:length])
        yield y, of_sequences - np.log(np.exp(of_sequences).sum())


def test_the_log_total_is_that_of_all_sequences(crf):
    rows = zip(SCORES, LENGTHS, strict=True)
    expected = [np.log(np.exp(every_sequence(crf, s[:n])[1]).sum()) for s, n in rows]
    np.testing.assert_allclose(crf.log_total(SCORES, MASK), expected, rtol=1e-6)


def test_marginals_are_sums_over_all_sequences(crf):
    marginals = np.exp(crf(SCORES, MASK))
    np.testing.assert_allclose(marginals.sum(axis=2)[MASK], 1.0, rtol=1e-5)
    for row, (y, log_probs) in enumerate(by_rows(crf)):
        hits = y[:, :, None] == np.arange(NUM_LABELS)  # (sequences, time, num_labels)
        expected = (np.exp(log_probs)[:, None, None] * hits).sum(axis=0)
        np.testing.assert_allclose(marginals[row, : LENGTHS[row]], expected, rtol=1e-5)


def test_nats_are_those_of_every_sequence(crf):
    for row, (y, log_probs) in enumerate(by_rows(crf)):
        labels = np.zeros((len(y), TIME), "int32") + LABELS[row]  # labels of padding do not count
        labels[:, : LENGTHS[row]] = y
        scores, mask = (np.repeat(x[row : row + 1], len(y), axis=0) for x in (SCORES, MASK))
        nats = np.array(crf.nats(scores, labels, mask))
        np.testing.assert_allclose(nats, -log_probs, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(np.exp(-nats).sum(), 1.0, rtol=1e-5)


def test_a_sequence_score_adds_what_the_equation_adds(crf):
    between, start, end = (np.array(w) for w in (crf.transitions, crf.start, crf.end))
    scores = np.arange(6, dtype="float32").reshape(1, 2, NUM_LABELS)
    got = crf.sequence_score(scores, np.array([[2, 0]]), np.array([[True, True]]))
    np.testing.assert_allclose(got, [start[2] + 2 + between[2, 0] + 3 + end[0]], rtol=1e-6)


def test_the_gradient_is_that_of_finite_differences():
    crf = make("float64")
    values = [SCORES.astype("float64"), *crf.get_weights()]
    random = np.random.default_rng(2)
    direction = [random.normal(size=value.shape) for value in values]

    def nats(distance):
        scores, *weights = (v + distance * d for v, d in zip(values, direction, strict=True))
        crf.set_weights(weights)
        scores = tf.constant(scores)
        with tf.GradientTape() as tape:
            tape.watch(scores)
            total = tf.reduce_sum(crf.nats(scores, LABELS, MASK))
        return total, tape.gradient(total, [scores, *(w.value for w in crf.trainable_weights)])

    _, gradients = nats(0.0)
    along = sum(np.sum(g * d) for g, d in zip(gradients, direction, strict=True))
    np.testing.assert_allclose(along, (nats(1e-6)[0] - nats(-1e-6)[0]) / 2e-6, rtol=1e-6)


def test_the_gradient_of_scores_is_the_marginals_less_the_gold_labels(crf):
    scores = tf.constant(SCORES)
    with tf.GradientTape() as tape:
        tape.watch(scores)
        nats = crf.nats(scores, LABELS, MASK)
    expected = np.exp(crf(SCORES, MASK)) - np.eye(NUM_LABELS)[LABELS]
    expected *= MASK[:, :, None]
    np.testing.assert_allclose(tape.gradient(nats, scores), expected, atol=1e-5)


def answers(crf, scores=SCORES, labels=LABELS, mask=MASK):
    return [np.array(crf(scores, mask)), np.array(crf.nats(scores, labels, mask))]


def test_padding_further_changes_nothing(crf):
    wider = np.pad(SCORES, ((0, 0), (0, 3), (0, 0)), constant_values=50.0)
    wider[:, :TIME][~MASK] = -50.0
    labels, mask = (np.pad(x, ((0, 0), (0, 3))) for x in (LABELS, MASK))
    marginals, nats = answers(crf, wider, labels, mask)
    np.testing.assert_array_equal(marginals[:, :TIME][MASK], answers(crf)[0][MASK])
    np.testing.assert_array_equal(nats, answers(crf)[1])


def test_sequences_of_one_token(crf):
    one = SCORES[:, :1], LABELS[:, :1], MASK[:, :1]
    marginals, nats = answers(crf, *one)
    logits = SCORES[:, 0] + np.array(crf.start) + np.array(crf.end)
    np.testing.assert_allclose(marginals[:, 0], tf.nn.log_softmax(logits), atol=1e-6)
    gold = np.take_along_axis(marginals[:, 0], one[1], axis=1)[:, 0]
    np.testing.assert_allclose(nats, -gold, atol=1e-6)


def test_a_row_without_tokens_counts_as_its_first(crf):
    nothing = answers(crf, mask=np.zeros_like(MASK))
    only = answers(crf, mask=np.arange(TIME) < np.ones((len(LENGTHS), 1)))
    np.testing.assert_array_equal(nothing[0][:, 0], only[0][:, 0])
    np.testing.assert_array_equal(nothing[1], only[1])


def test_large_scores_do_not_overflow(crf):
    marginals, nats = answers(crf, 1e4 * SCORES)
    assert np.isfinite(marginals).all()
    assert np.isfinite(nats).all()


def test_marginals_of_a_very_long_sentence_sum_to_one(crf):
    # Sums over 3,000 steps are of the size of 1e5: a total that is taken once is off by 1e-2.
    scores = 30 * np.random.default_rng(4).normal(size=(2, 3000, NUM_LABELS)).astype("float32")
    mask = np.arange(3000) < np.array([[3000], [2000]])
    marginals = np.array(tf.function(crf, autograph=False)(scores, mask))
    assert (marginals <= 0).all()
    np.testing.assert_allclose(np.exp(marginals).sum(axis=2), 1.0, atol=1e-5)
    best = np.argmax(scores, axis=2)
    confident = np.sort(scores, axis=2)[:, :, -1] - np.sort(scores, axis=2)[:, :, -2] > 20
    found = np.argmax(marginals, axis=2)
    np.testing.assert_array_equal(found[mask & confident], best[mask & confident])


def test_the_number_of_steps_need_not_be_known(crf):
    specs = [((None, None, NUM_LABELS), "float32"), ((None, None), "int32"), ((None, None), "bool")]
    graph = tf.function(
        lambda *arguments: (crf(arguments[0], arguments[2]), crf.nats(*arguments)),
        input_signature=[tf.TensorSpec(*spec) for spec in specs],
        autograph=False,
    )
    for steps in (1, 2, TIME):
        arguments = [x[:, :steps] for x in (SCORES, LABELS, MASK)]
        for ours, expected in zip(graph(*arguments), answers(crf, *arguments), strict=True):
            np.testing.assert_allclose(ours, expected, atol=1e-5)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_marginals_of_a_long_sentence_are_right_whatever_the_policy(policy):
    scores = 2 * np.random.default_rng(3).normal(size=(1, 60, NUM_LABELS)).astype("float32")
    mask = np.ones((1, 60), bool)
    marginals = keras.ops.cast(make(policy)(scores, mask), "float32")
    np.testing.assert_allclose(np.exp(marginals), np.exp(make()(scores, mask)), atol=0.01)


def test_a_model_with_it_comes_back_from_a_file(crf, tmp_path):
    scores, mask = keras.Input((None, NUM_LABELS)), keras.Input((None,), dtype="bool")
    model = keras.Model([scores, mask], crf(scores, mask))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    for steps in (1, TIME):
        arguments = [SCORES[:, :steps], MASK[:, :steps]]
        np.testing.assert_array_equal(again(arguments), crf(*arguments))


def test_it_comes_back_from_its_configuration(crf):
    again = st.LinearChainCRF.from_config(crf.get_config())
    again.build()
    again.set_weights(crf.get_weights())
    for ours, expected in zip(answers(again), answers(crf), strict=True):
        np.testing.assert_array_equal(ours, expected)


@pytest.mark.parametrize("num_labels", [0, -1, 2.0, "3"])
def test_the_number_of_labels_is_a_positive_int(num_labels):
    message = f"`num_labels` must be a positive int. Received: num_labels={num_labels!r}"
    with pytest.raises(ValueError, match=message):
        st.LinearChainCRF(num_labels)
