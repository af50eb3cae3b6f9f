"""Which way a metric improves."""

from __future__ import annotations

SMALLER_IS_BETTER = {"loss", "perplexity", "ter", "bits_per_character", "calibration_error"}


def is_better(metric: str, value: float, best: float) -> bool:
    """Whether `value` improves on `best`; fractions, BLEU and their like grow, losses fall."""
    return value < best if metric in SMALLER_IS_BETTER else value > best
