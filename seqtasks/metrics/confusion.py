"""A picture of which labels are taken for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

MAX_LABELS = 30


def draw_confusion(
    labels: Mapping[str, Mapping[str, Any]],
    confusions: Sequence[Sequence[Any]],
    path: Path,
    *,
    of: str = "words",
) -> None:
    """Draws a matrix: gold labels down, predicted ones across, shares of each gold label.

    Of more than 30 labels those are shown that the most errors are about.

    Args:
        labels: for each how many of what is labelled have it, under the name `of`, and how many of
            them are `right`, as `label_metrics` and `class_metrics` give them.
        confusions: [gold, predicted, number] of the errors.
        path: a `.png` file.
        of: what is labelled.
    """
    from matplotlib.figure import Figure

    shown = _most_confused(labels, confusions)
    matrix = confusion_matrix(shown, labels, confusions)
    shares = matrix / np.maximum([[labels[label][of]] for label in shown], 1)
    size = 2.0 + 0.4 * len(shown)
    figure = Figure(figsize=(size, size), layout="constrained", dpi=100)
    axis = figure.subplots()
    axis.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
    for i, j in zip(*np.nonzero(matrix), strict=True):
        colour = "white" if shares[i, j] > 0.5 else "black"
        axis.text(j, i, f"{matrix[i, j]}", ha="center", va="center", fontsize=6, color=colour)
    axis.set_xticks(range(len(shown)), shown, rotation=90, parse_math=False)
    axis.set_yticks(range(len(shown)), shown, parse_math=False)  # "$" is a label, too
    axis.set(xlabel="predicted", ylabel="gold")
    figure.savefig(path)


def confusion_matrix(
    shown: Sequence[str],
    labels: Mapping[str, Mapping[str, Any]],
    confusions: Sequence[Sequence[Any]],
) -> np.ndarray[Any, Any]:
    """What has each gold label, down, and predicted label, across: int (labels, labels)."""
    places = {label: i for i, label in enumerate(shown)}
    matrix = np.zeros((len(shown), len(shown)), int)
    for label, i in places.items():
        matrix[i, i] = labels[label]["right"]
    for gold, predicted, number in confusions:
        if gold in places and predicted in places:
            matrix[places[gold], places[predicted]] = number
    return matrix


def _most_confused(labels: Mapping[str, Any], confusions: Sequence[Sequence[Any]]) -> list[str]:
    if len(labels) <= MAX_LABELS:
        return sorted(labels)
    errors = dict.fromkeys(labels, 0)
    for gold, predicted, number in confusions:
        errors[gold] += number
        errors[predicted] += number
    return sorted(sorted(errors, key=lambda label: (-errors[label], label))[:MAX_LABELS])
