import pytest

from seqtasks.metrics.classification import calibration_error, class_metrics


def test_metrics_by_hand():
    found = class_metrics(["a", "a", "b", "c"], ["a", "b", "b", "a"], [0.9, 0.6, 0.8, 0.5])
    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == pytest.approx((0.5 + 2 / 3 + 0.0) / 3)
    assert found["classes"]["b"] == {
        "precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "texts": 1, "right": 1,
    }  # fmt: skip
    assert found["confusions"] == [["a", "b", 1], ["c", "a", 1]]
    assert "groups" not in found
    apart = class_metrics(["a", "a", "b"], ["a", "b", "b"], [1.0, 1.0, 1.0], ["y", "x", "y"])
    assert apart["groups"] == {
        "x": {"accuracy": 0.0, "texts": 1}, "y": {"accuracy": 1.0, "texts": 2},
    }  # fmt: skip


def test_calibration_is_the_gap_of_confidence_and_accuracy():
    assert calibration_error([0.95, 0.97], [True, True]) == pytest.approx(0.04)
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    # Two bins: (0.5 + 0.5) - 0 of two answers, 1 - 1 of two.
    assert calibration_error([0.5, 0.5, 1.0, 1.0], [False, False, True, True]) == pytest.approx(
        0.25
    )
    assert calibration_error([], []) == 0.0
