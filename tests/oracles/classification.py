"""Metrics of classes and labels beside scikit-learn's."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from seqtasks.metrics.classification import class_metrics
from seqtasks.metrics.confusion import confusion_matrix as our_matrix
from seqtasks.metrics.tagging import label_metrics
from tests.oracles.comparing import Answer

TOLERANCE = 1e-12
BINS = 15


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """Accuracy, precision, recall and F1 of each class, their mean, confusions and calibration."""
    names = [str(name) for name in random.permutation(["neg", "pos", "Ω", "$x$", "a b", "0"])]
    gold, predicted = _pairs(random, names, int(random.integers(1, 60)))
    confidences = random.beta(2, 0.7, len(gold))
    confidences[random.random(len(gold)) < 0.1] = random.choice([0.5, 1.0])
    ours = class_metrics(gold, predicted, confidences)
    yield from _same("texts", ours, gold, predicted)
    yield Answer("accuracy", ours["accuracy"], accuracy_score(gold, predicted), TOLERANCE)
    right = np.array(gold) == np.array(predicted)
    yield Answer(
        "calibration", ours["calibration_error"], _calibration(right, confidences), TOLERANCE
    )

    ends = np.sort(random.integers(0, len(gold) + 1, random.integers(0, 8)))
    sentences = [[part.tolist() for part in np.split(np.array(x), ends)] for x in (gold, predicted)]
    words = [["known" if random.integers(2) else "other" for _ in row] for row in sentences[0]]
    ours = label_metrics(words, *sentences, {"known"})
    yield from _same("words", ours, gold, predicted)
    yield Answer(
        "token_accuracy", ours["token_accuracy"], accuracy_score(gold, predicted), TOLERANCE
    )
    known = np.array([word == "known" for row in words for word in row])
    for name, kept in (("known_accuracy", known), ("unknown_accuracy", ~known)):
        theirs = accuracy_score(np.array(gold)[kept], np.array(predicted)[kept]) if any(kept) else 0
        yield Answer(name, ours.get(name, 0), theirs, TOLERANCE)


def _pairs(
    random: np.random.Generator, names: list[str], count: int
) -> tuple[list[str], list[str]]:
    """Gold and predicted classes; each side may lack some of the other's."""
    names = names[: random.integers(1, len(names) + 1)]
    weights = [random.dirichlet(np.full(len(names), 0.7)) for _ in range(2)]
    gold, predicted = (random.choice(names, count, p=p) for p in weights)
    predicted = np.where(random.random(count) < random.random(), gold, predicted)
    return gold.tolist(), predicted.tolist()


def _same(unit: str, ours: Any, gold: list[str], predicted: list[str]) -> Iterator[Answer]:
    names = sorted({*gold, *predicted})
    by_class = ours["classes" if unit == "texts" else "labels"]
    yield Answer("classes", list(by_class), names)
    yield Answer(
        "macro_f1",
        ours["macro_f1"],
        f1_score(gold, predicted, average="macro", zero_division=0),
        TOLERANCE,
    )
    theirs = precision_recall_fscore_support(gold, predicted, labels=names, zero_division=0)
    found = [[by_class[n][what] for n in names] for what in ("precision", "recall", "f1", unit)]
    yield Answer("precision, recall, F1, support", found, theirs, TOLERANCE)
    matrix = our_matrix(names, by_class, ours["confusions"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a single label, though `labels` names it
        expected = confusion_matrix(gold, predicted, labels=names)
    yield Answer("confusions", matrix.tolist(), expected.tolist())


def _calibration(right: Any, confidences: Any) -> float:
    """The expected calibration error from scikit-learn's curve, bins weighted by their answers."""
    accuracies, means = calibration_curve(right, confidences, n_bins=BINS, pos_label=True)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidences), minlength=BINS)
    return float((np.abs(accuracies - means) * counts[counts > 0]).sum() / len(right))
