"""Which of two values of a metric is better."""

import math

import pytest

from seqtasks.metrics.directions import is_better


def test_losses_fall_and_scores_grow():
    assert is_better("loss", 1.0, 2.0)
    assert is_better("perplexity_without_unknown", 1.0, 2.0)
    assert is_better("bleu", 2.0, 1.0)
    assert not is_better("bleu", 1.0, 1.0)


@pytest.mark.parametrize("metric", ["loss", "bleu"])
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_is_the_worst_whichever_way_the_metric_improves(metric, value):
    assert not is_better(metric, value, 1.0)
    assert is_better(metric, 1.0, value)
    assert not is_better(metric, value, value)
