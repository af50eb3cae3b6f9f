"""Looks into a language model: how far its gradients reach, and what it knows of distance."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seqtasks.analysis.gradient_flow import gradient_flow, untrained
from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.next_token import NextTokenNetwork
from seqtasks.corpora.pairs import MinimalPair
from seqtasks.datasets.plain import encode_lines
from seqtasks.errors import DataWarning
from seqtasks.tasks.language_model import LanguageModel


def diagnose(
    task: LanguageModel, pairs: Sequence[MinimalPair], *, lags: int = 50, seed: int = 0
) -> dict[str, Any]:
    """What `diagnosis.json` holds of one run.

    Args:
        task: a language model; gradients are shown of a recurrent one, on its own validation text.
        pairs: minimal pairs; may be empty.
        lags: steps back over which gradients are followed.
        seed: of the network before training.

    Returns:
        `gradients`, by moment ("before", "after" training) and part of the state, what
        `GradientFlow.summary` gives; and `pairs`, what `pair_accuracy` gives. Either only where
        there is something to show.
    """
    found: dict[str, Any] = {}
    model = task.model
    if isinstance(model, NextTokenNetwork) and isinstance(model.encoder, RecurrentEncoder):
        ids = encode_lines(task.examples, task.tokenizer)
        found["gradients"] = {
            moment: {
                name: flow.summary()
                for name, flow in gradient_flow(network, ids, lags=lags).items()
            }
            for moment, network in (("before", untrained(model, seed)), ("after", model))
        }
    if pairs:
        found["pairs"] = pair_accuracy(task, pairs)
    return found


def pair_accuracy(task: LanguageModel, pairs: Sequence[MinimalPair]) -> dict[str, Any]:
    """How often the good text of a pair is the likelier one; a tie counts one half.

    Unknown tokens are spelled (`seqtasks.tasks.likelihood`), so that `<unk>` does not win.

    Returns:
        For each phenomenon its `accuracy` and `pairs`, and `by_distance` the same for each
        distance.
    """
    good = task.score([pair.good for pair in pairs])
    bad = task.score([pair.bad for pair in pairs])
    _warn_of_unknown_tokens(good, bad)
    likelier = "spelled_log_probability"
    points = [
        0.5 * (1.0 + (g[likelier] > b[likelier]) - (g[likelier] < b[likelier]))
        for g, b in zip(good, bad, strict=True)
    ]
    groups: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for pair, point in zip(pairs, points, strict=True):
        groups[pair.phenomenon][pair.distance].append(float(point))
    return {
        phenomenon: {
            **_share([point for row in distances.values() for point in row]),
            "by_distance": {str(d): _share(distances[d]) for d in sorted(distances)},
        }
        for phenomenon, distances in groups.items()
    }


def draw_gradients(diagnoses: Mapping[str, Mapping[str, Any]], path: Path) -> bool:
    """Draws the norm against the lag, a line a run and layer; false where there is nothing."""
    shown = {name: d["gradients"] for name, d in diagnoses.items() if "gradients" in d}
    if not shown:
        return False
    figure, axes = _figure(2, sharey=True)
    for axis, moment in zip(axes, ("before", "after"), strict=True):
        for run, gradients in shown.items():
            for part, summary in gradients[moment].items():
                style = "--" if part.endswith(" c") else "-"
                axis.semilogy(summary["norm_by_lag"], style, label=f"{run}, {part}")
        axis.set(title=f"{moment} training", xlabel="lag k (steps)")
    axes[0].set_ylabel("norm of ∂loss_t / ∂state_{t-k}")
    axes[1].legend(fontsize="small")
    figure.savefig(path)
    return True


def draw_pairs(diagnoses: Mapping[str, Mapping[str, Any]], path: Path) -> bool:
    """Draws accuracy against distance; false where no phenomenon has several distances."""
    shown = {
        (run, phenomenon): accuracy["by_distance"]
        for run, diagnosis in diagnoses.items()
        for phenomenon, accuracy in diagnosis.get("pairs", {}).items()
        if len(accuracy["by_distance"]) > 1
    }
    if not shown:
        return False
    figure, (axis,) = _figure(1)
    for (run, phenomenon), by_distance in shown.items():
        distances = [int(distance) for distance in by_distance]
        axis.plot(
            distances,
            [share["accuracy"] for share in by_distance.values()],
            marker="o",
            label=f"{run}, {phenomenon}",
        )
    axis.axhline(0.5, color="grey", linewidth=1)
    axis.set(xlabel="distance (words between)", ylabel="accuracy", ylim=(0.0, 1.02))
    axis.legend(fontsize="small")
    figure.savefig(path)
    return True


def _figure(columns: int, **options: Any) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.0 * columns + 1.0, 4.0), layout="constrained", dpi=150)
    return figure, figure.subplots(1, columns, squeeze=False, **options)[0]


def _share(points: Sequence[float]) -> dict[str, float]:
    return {"accuracy": float(np.mean(points)), "pairs": len(points)}


def _warn_of_unknown_tokens(
    good: Sequence[Mapping[str, Any]], bad: Sequence[Mapping[str, Any]]
) -> None:
    touched = sum(bool(g["unknown"] or b["unknown"]) for g, b in zip(good, bad, strict=True))
    if touched:
        warnings.warn(
            f"{touched} of {len(good)} pairs have words that the model does not know: its answers "
            "to them mean little.",
            DataWarning,
            stacklevel=3,
        )
