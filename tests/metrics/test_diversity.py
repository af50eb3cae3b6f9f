import pytest

from seqtasks.metrics.diversity import distinct


def test_distinct_counts_different_ngrams():
    lines = ["a b a", "A b", ""]
    assert distinct(lines, 1) == pytest.approx(2 / 5)
    assert distinct(lines, 2) == pytest.approx(2 / 3)
    assert distinct(lines, 4) == 0.0
    assert distinct(["yes."], 1) == 1.0
