"""Which way a metric improves."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable

SMALLER_IS_BETTER = {
    "loss",
    "perplexity",
    "unknown_tokens",
    "perplexity_without_unknown",
    "bits_per_character",
    "word_perplexity",
    "ter",
    "calibration_error",
    "intent_calibration_error",
    "loss_uncalibrated",
    "calibration_error_uncalibrated",
    "intent_calibration_error_uncalibrated",
}


def is_better(metric: str, value: float, best: float) -> bool:
    """Whether `value` improves on `best`; fractions, BLEU and their like grow, losses fall.

    What is not finite is the worst of all, whichever way the metric improves.
    """
    if not (math.isfinite(value) and math.isfinite(best)):
        return math.isfinite(value)
    return value < best if metric in SMALLER_IS_BETTER else value > best


def best_of(metric: str, values: Iterable[float]) -> float:
    """The best of some values, at least one.

    >>> best_of("perplexity", [188.0, 46.1]), best_of("accuracy", [0.7, 0.8])
    (46.1, 0.8)
    """
    return functools.reduce(
        lambda best, value: value if is_better(metric, value, best) else best, values
    )
