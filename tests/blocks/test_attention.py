import keras
import numpy as np
import pytest

import seqtasks as st

MASK = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0]], bool)
RANDOM = np.random.default_rng(5)
MEMORY = RANDOM.normal(size=(3, 4, 6)).astype("float32")


def attention_and_query(score, units=None):
    dim = 6 if score == "dot" else 5
    keras.utils.set_random_seed(1)
    attention = st.Attention(score, units)
    attention.build((None, None, dim), (None, None, 6))
    return attention, RANDOM.normal(size=(3, 2, dim)).astype("float32")


def score_of(score, weights, query, memory):
    """The equations, for one query and one vector of the memory."""
    if score == "dot":
        return query @ memory
    if score == "general":
        return memory @ weights[0] @ query
    return np.tanh(query @ weights[1] + memory @ weights[0]) @ weights[2][:, 0]


@pytest.mark.parametrize(
    ("score", "units"), [("dot", None), ("general", None), ("additive", None), ("additive", 3)]
)
def test_it_follows_its_equation(score, units):
    attention, query = attention_and_query(score, units)
    contexts, weights = attention(query, attention.prepare(MEMORY, MASK))
    given = attention.get_weights()
    for row in range(3):
        length = MASK[row].sum()
        for i in range(2):
            scores = [score_of(score, given, query[row, i], MEMORY[row, j]) for j in range(length)]
            alpha = np.exp(scores) / np.exp(scores).sum()
            np.testing.assert_allclose(weights[row, i, :length], alpha, atol=1e-5)
            np.testing.assert_array_equal(weights[row, i, length:], 0.0)
            np.testing.assert_allclose(contexts[row, i], alpha @ MEMORY[row, :length], atol=1e-5)


@pytest.mark.parametrize("score", ["dot", "general", "additive"])
def test_what_stands_at_padding_changes_nothing(score):
    attention, query = attention_and_query(score)
    other = np.where(MASK[:, :, None], MEMORY, 1e3).astype("float32")
    before, after = (attention(query, attention.prepare(m, MASK))[0] for m in (MEMORY, other))
    np.testing.assert_allclose(before, after, atol=1e-5)
