"""Trivial predictors: most frequent values, word labels, n-grams, nearest rows."""

from __future__ import annotations

import doctest
import importlib
import math

import numpy as np
import pytest

from seqtasks.baselines.frequent import most_frequent
from seqtasks.baselines.nearest import NONE, NearestRows, Rows
from seqtasks.baselines.ngrams import ngram_nats
from seqtasks.baselines.words import WordLabels
from seqtasks.ngrams.model import NGramModel
from seqtasks.tokenizers.base import EOS_ID

pytestmark = pytest.mark.filterwarnings("ignore:Too few n-grams")  # in texts as small as these


@pytest.mark.parametrize("module", ["frequent", "nearest", "ngrams", "words"])
def test_the_examples_of_docstrings_hold(module):
    result = doctest.testmod(importlib.import_module(f"seqtasks.baselines.{module}"))
    assert (result.failed, result.attempted > 0) == (0, True)


def test_of_equally_frequent_values_the_first_counts():
    assert most_frequent(["b", "a", "a", "b"]) == ("b", 0.5)
    with pytest.raises(ValueError, match="must hold at least one. Received: none"):
        most_frequent([])


def test_a_known_word_has_its_most_frequent_label():
    labels = WordLabels([["saw", "saw", "saw", "dog"]], [["V", "N", "V", "N"]])
    assert labels.of([["saw", "dog"], []]) == [["V", "N"], []]


def test_an_unknown_word_has_the_label_of_its_longest_ending():
    words = ["walking", "king", "thing", "string", "the", "the", "the", "the", "the"]
    labels = WordLabels([words], [["V", "N", "N", "N", *["D"] * 5]])
    assert labels.of([["stalking", "ping", "zzz"]]) == [["V", "N", "D"]]
    # Of "ping" the ending "ing" has one V and three N; "lking" of "stalking" one V alone.


def test_endings_are_learnt_from_rare_words_only():
    words = ["nation"] * 11 + ["motion"] * 10
    labels = WordLabels([words], [["X"] * 11 + ["Y"] * 10])
    assert labels.commonest == "X"
    assert labels.of([["potion", "nation", "abc"]]) == [["Y", "X", "X"]]


def test_word_labels_need_words():
    with pytest.raises(ValueError, match="must hold at least one. Received: none"):
        WordLabels([[]], [[]])


def test_unigrams_add_one_to_every_count():
    nats = ngram_nats(np.array([4, 4, 5, 3] * 30), np.array([4, 1, 3]), 7)["unigram"]
    total = 120 + 5  # 1, 3, 4, 5 and 6 can be predicted
    assert nats == pytest.approx([-math.log(n / total) for n in (61, 1, 31)], rel=1e-6)


def test_bigrams_are_those_of_the_ngram_recipe():
    random = np.random.default_rng(0)
    lines = [[*random.zipf(1.5, 6).clip(max=20) + 3, EOS_ID] for _ in range(300)]
    train, text = (np.concatenate(part) for part in (lines[:250], lines[250:]))
    model = NGramModel(2, vocabulary_size=24)
    model.count(train)
    nats = ngram_nats(train, text, 24)
    assert np.array_equal(nats["bigram"], -model.log_probabilities(text))
    assert np.isfinite(nats["unigram"]).all()


def as_rows(lists: list[list[int]]) -> Rows:
    splits = np.cumsum([0, *map(len, lists)])
    return Rows(np.array([i for row in lists for i in row], np.int32), splits)


def dense(lists: list[list[int]], size: int = 60) -> np.ndarray:
    counts = np.stack([np.bincount(row, minlength=size) for row in lists]).astype(float)
    counts[:, :4] = 0.0
    return counts


def test_nearest_rows_have_the_highest_cosine_of_all():
    random = np.random.default_rng(1)
    rows, queries = (
        [random.integers(0, high, random.integers(0, 9)).tolist() for _ in range(count)]
        for count, high in ((80, 30), (40, 60))
    )
    found = NearestRows(as_rows(rows)).of(as_rows(queries))
    counts = dense(rows)
    idf = np.log((1 + len(rows)) / (1 + (counts > 0).sum(axis=0))) + 1.0
    vectors = counts * idf
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    scores = (dense(queries) * idf) @ vectors.T
    for row, of_row in zip(found, scores, strict=True):
        if of_row.max() == 0.0:
            assert row == NONE
        else:
            assert of_row[row] == pytest.approx(of_row.max(), rel=1e-5)
    assert NONE in found
    assert len(set(found)) > 20


def test_special_and_unseen_tokens_make_no_row_near():
    rows = as_rows([[1, 4, 3], [1, 5, 3]])
    found = NearestRows(rows).of(as_rows([[1, 3], [1, 5, 9, 3], [], [99]]))
    assert found.tolist() == [NONE, 1, NONE, NONE]


def test_of_rows_alike_the_first_is_nearest():
    rows = as_rows([[4, 5], [6, 7], [7, 6], [6, 7]])
    assert NearestRows(rows).of(as_rows([[7, 6]])).tolist() == [1]


def test_of_many_rows_some_are_searched_evenly_spread():
    rows = as_rows([[number] for number in range(4, 104)])
    found = NearestRows(rows, max_rows=10).of(rows)
    assert [number for number in found if number != NONE] == list(range(0, 100, 10))


def test_without_training_rows_none_is_nearest():
    assert NearestRows(as_rows([])).of(as_rows([[4]])).tolist() == [NONE]
