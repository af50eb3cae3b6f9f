"""Precision, recall and F1 from counts."""

from __future__ import annotations

from typing import NamedTuple


class Counts(NamedTuple):
    """What was right, what was predicted, and what is gold."""

    right: int
    predicted: int
    gold: int


class FScores(NamedTuple):
    """Precision, recall and their harmonic mean, in 0-1; 0 where nothing was there."""

    precision: float
    recall: float
    f1: float


def f_scores(counts: Counts) -> FScores:
    """The scores of some counts."""
    right, predicted, gold = counts
    return FScores(
        _share(right, predicted), _share(right, gold), _share(2 * right, predicted + gold)
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
