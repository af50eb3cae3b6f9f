"""Which way a metric improves."""

from __future__ import annotations

import math

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
