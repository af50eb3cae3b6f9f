"""How well texts are classified, and how well the probabilities are meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from seqtasks.metrics.counts import f_scores
from seqtasks.metrics.tagging import label_counts, share

_BINS = 15  # of the calibration error, as in Guo et al. (2017)


def class_metrics(
    gold: Sequence[str],
    predicted: Sequence[str],
    confidences: Sequence[float],
    groups: Sequence[str] = (),
) -> dict[str, Any]:
    """The metrics of classes; one that training never saw is an error.

    Args:
        gold: the class of each text.
        predicted: likewise.
        confidences: the probability of each predicted class.
        groups: what each text is measured with, besides with all; empty for nothing.

    Returns:
        Fractions in 0-1: `accuracy`, `macro_f1` (the mean over classes), `calibration_error`;
        `classes`, precision, recall, F1, number of texts and of right ones of each; `groups`,
        accuracy and number of texts of each; and `confusions`, [gold, predicted, texts], the most
        frequent first.
    """
    by_class = label_counts(gold, predicted)
    scores = {name: f_scores(counts) for name, counts in by_class.items()}
    right = [g == p for g, p in zip(gold, predicted, strict=True)]
    confusions = Counter((g, p) for g, p in zip(gold, predicted, strict=True) if g != p)
    return {
        "accuracy": share(right),
        "macro_f1": sum(score.f1 for score in scores.values()) / max(len(scores), 1),
        "calibration_error": calibration_error(confidences, right),
        "classes": {
            name: {**score._asdict(), "texts": by_class[name].gold, "right": by_class[name].right}
            for name, score in scores.items()
        },
        **({"groups": _by_group(right, groups)} if groups else {}),
        "confusions": [[g, p, count] for (g, p), count in confusions.most_common()],
    }


def _by_group(right: Sequence[bool], groups: Sequence[str]) -> dict[str, dict[str, float]]:
    members: dict[str, list[bool]] = {name: [] for name in sorted(set(groups))}
    for is_right, name in zip(right, groups, strict=True):
        members[name].append(is_right)
    return {name: {"accuracy": share(some), "texts": len(some)} for name, some in members.items()}


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """The expected calibration error, in 0-1 (Naeini et al., 2015; Guo et al., 2017, equation 5).

    Of the answers in each of 15 equal bins of confidence the distance between their mean
    confidence and their accuracy, weighted by their number.

    Args:
        confidences: the probability of each answer, in 0-1.
        right: whether it is right.
    """
    if not len(confidences):
        return 0.0
    values, hits = np.asarray(confidences, float), np.asarray(right, float)
    bins = np.clip(np.ceil(values * _BINS).astype(int) - 1, 0, _BINS - 1)
    gaps = np.bincount(bins, weights=values - hits, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(values))
