"""Metrics of labels, worked out by hand."""

import json

import pytest

from seqtasks.metrics.counts import Counts
from seqtasks.metrics.tagging import label_counts, label_metrics, share

WORDS = [["the", "dog", "runs"], ["the", "zebra"], ["run"]]
GOLD = [["D", "N", "V"], ["D", "N"], ["V"]]
PREDICTED = [["D", "N", "N"], ["D", "V"], ["V"]]
KNOWN = {"the", "dog", "run"}
NOTHING = {"precision": 0.0, "recall": 0.0, "f1": 0.0, "words": 0, "right": 0}


@pytest.fixture
def metrics():
    return label_metrics(WORDS, GOLD, PREDICTED, KNOWN)


def test_accuracies(metrics):
    assert metrics["token_accuracy"] == 4 / 6
    assert metrics["known_accuracy"] == 4 / 4
    assert metrics["unknown_accuracy"] == 0 / 2
    assert metrics["sentence_accuracy"] == 1 / 3


def test_words_that_are_not_there_have_no_accuracy():
    gold, predicted = [["N", "V"]], [["N", "N"]]
    metrics = label_metrics([["a", "b"]], gold, predicted, {"a", "b"})
    assert metrics["known_accuracy"] == 1 / 2
    assert "unknown_accuracy" not in metrics
    metrics = label_metrics([["a", "b"]], gold, predicted, ())
    assert metrics["unknown_accuracy"] == 1 / 2
    assert "known_accuracy" not in metrics


def test_every_label_has_its_scores(metrics):
    assert metrics["labels"] == {
        "D": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "words": 2, "right": 2},
        "N": {"precision": 1 / 2, "recall": 1 / 2, "f1": 2 * 1 / 4, "words": 2, "right": 1},
        "V": {"precision": 1 / 2, "recall": 1 / 2, "f1": 2 * 1 / 4, "words": 2, "right": 1},
    }
    assert metrics["macro_f1"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)


def test_confusions_are_the_errors_the_most_frequent_first():
    gold, predicted = [list("aabbbc")], [list("abccca")]
    metrics = label_metrics([list("uvwxyz")], gold, predicted, set())
    assert metrics["confusions"] == [["b", "c", 3], ["a", "b", 1], ["c", "a", 1]]


def test_a_label_that_training_never_saw_is_an_error():
    metrics = label_metrics([["a", "b"]], [["N", "NEW"]], [["N", "N"]], {"a", "b"})
    assert metrics["token_accuracy"] == 0.5
    assert metrics["labels"]["NEW"] == NOTHING | {"words": 1}
    assert metrics["macro_f1"] == pytest.approx((2 / 3 + 0) / 2)


def test_a_label_that_is_predicted_only_counts_for_the_mean():
    metrics = label_metrics([["a", "b"]], [["N", "N"]], [["N", "X"]], set())
    assert metrics["labels"]["X"] == NOTHING
    assert metrics["macro_f1"] == pytest.approx((2 / 3 + 0) / 2)


def test_all_right_and_nothing_at_all():
    metrics = label_metrics(WORDS, GOLD, GOLD, KNOWN)
    accuracies = [value for name, value in metrics.items() if name.endswith(("accuracy", "f1"))]
    assert accuracies == [1.0] * 5
    assert metrics["confusions"] == []
    metrics = label_metrics([], [], [], KNOWN)
    assert metrics == {
        "token_accuracy": 0.0,
        "macro_f1": 0.0,
        "sentence_accuracy": 0.0,
        "labels": {},
        "confusions": [],
    }


def test_tuples_are_compared_as_lists():
    assert label_metrics([("a",)], [("N",)], [["N"]], ())["sentence_accuracy"] == 1.0


def test_they_can_be_written_as_json(metrics):
    assert json.loads(json.dumps(metrics)) == metrics


@pytest.mark.parametrize("predicted", [[["D", "N", "V"]], [["D", "N"], ["D", "N"], ["V"]]])
def test_every_word_must_have_a_label(predicted):
    with pytest.raises(ValueError, match="shorter"):
        label_metrics(WORDS, GOLD, predicted, KNOWN)


def test_counts_of_labels():
    counts = label_counts(["b", "a", "a"], ["b", "b", "a"])
    assert list(counts.items()) == [("a", Counts(1, 1, 2)), ("b", Counts(1, 2, 1))]


def test_the_share_of_nothing_is_zero():
    assert share([True, False, True, True]) == 0.75
    assert share([]) == 0.0
