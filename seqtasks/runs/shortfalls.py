"""What a training fell short of, and what to try: the `warnings` of `results.json`.

A small or short training fails without an error: its loss is finite, and its answers are text.
Each function here looks for one way in which that shows, on validation data only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from seqtasks.infinity import shown
from seqtasks.metrics.directions import SMALLER_IS_BETTER, best_of, is_better
from seqtasks.training.epochs import enough_epochs

Metrics = Mapping[str, Any]

# The metrics that a network must be better in than its baselines; others, such as chrF, reward
# length, or say the same again.
COMPARED = (
    "perplexity",
    "accuracy",
    "token_accuracy",
    "span_f1",
    "slot_f1",
    "intent_accuracy",
    "sentence_accuracy",
    "bleu",
)
_STILL_IMPROVING = 0.02  # share of the perplexity, or of the errors, that the last epoch took away
_MOSTLY = 0.5  # share of the answers, and of k classes 1 / k and 0.4 more
_TOO_OFTEN = 1.5  # times as often as among the references
_OVERCONFIDENT = 1.1  # times the lowest loss


class Shortfall(NamedTuple):
    """One warning of `results.json`.

    Attributes:
        kind: `below_baseline`, `still_improving`, `same_answers`, `empty_answers` or
            `overconfident`.
        message: what was seen, in one sentence.
        suggestion: a command that may help, and why.
    """

    kind: str
    message: str
    suggestion: str


class Training(NamedTuple):
    """What is known of a training.

    Attributes:
        history: a row an epoch, as in `log.csv`.
        monitor: the validation metric that decided which epoch was best.
        best_epoch: that epoch, counted from 1; 0 of a training without epochs.
        config: the hyperparameters.
        command: writes the command that runs the recipe with other hyperparameters; None for one
            that is not given, so that it is the recipe's own.
        min_steps: the steps that the recipe would take at least if `epochs` were not given.
    """

    history: Sequence[Mapping[str, float]]
    monitor: str
    best_epoch: int
    config: Mapping[str, Any]
    command: Callable[[Mapping[str, Any]], str]
    min_steps: int = 0

    @property
    def longer(self) -> str:
        """The suggestion to train longer; empty where there are no epochs.

        It is for the recipe's own number of epochs where fewer were asked for, for more patience
        where that ended the training, and else for twice the epochs.
        """
        if "epochs" not in self.config:
            return ""
        steps = [row.get("steps", 0) for row in self.history]
        floor, patience = self.config.get("min_steps") or 0, self.config.get("patience")
        planned = enough_epochs(
            max(self.config["epochs"], len(steps)),
            steps_per_epoch=int(max([*steps, 1])),
            min_steps=floor,
        )
        changes: dict[str, Any] = {"epochs": 2 * planned}
        if not floor and sum(steps) < self.min_steps:
            changes = {"epochs": None, "min_steps": None}
        elif patience is not None and len(self.history) < planned:
            changes = {"patience": 2 * patience}
        return self.suggestion("train longer", changes)

    def suggestion(self, why: str, changes: Mapping[str, Any]) -> str:
        """What to try: "train longer: seqtasks run ... epochs=16"; empty for no changes."""
        return f"{why}: {self.command(changes)}" if changes else ""


def shortfalls(
    metrics: Mapping[str, Metrics], baselines: Mapping[str, Mapping[str, Metrics]], of: Training
) -> list[Shortfall]:
    """Everything that a training fell short of.

    Args:
        metrics: by split, as in `results.json`; only `validation` is looked at.
        baselines: by split and baseline, as in `results.json`.
        of: the training.
    """
    measured = metrics.get("validation", {})
    return [
        *below_baselines(measured, baselines.get("validation", {}), of),
        *repeated_answers(measured, of),
        *still_improving(of),
        *overconfident(measured, of),
    ]


def below_baselines(
    measured: Metrics, baselines: Mapping[str, Metrics], of: Training
) -> list[Shortfall]:
    """A warning for each metric in which a baseline is as good as the network."""
    found = []
    for name in COMPARED:
        values = {
            baseline: float(numbers[name])
            for baseline, numbers in baselines.items()
            if _is_number(numbers.get(name))
        }
        if not values or not _is_number(measured.get(name)):
            continue
        reached = best_of(name, values.values())
        if is_better(name, float(measured[name]), reached) or _is_perfect(name, measured[name]):
            continue
        if name == "bleu" and "bleu_note" in measured:  # it tells nothing
            continue
        best = list(values)[list(values.values()).index(reached)]
        found.append(
            Shortfall(
                "below_baseline",
                f"The {_words(name)} on validation data, {_number(measured[name])}, is no better "
                f"than that of the baseline {best}, {_number(reached)}.",
                of.longer,
            )
        )
    return found


def still_improving(of: Training) -> list[Shortfall]:
    """A warning where the last epoch was the best, and not by little.

    A rate that falls to 0 makes the last epoch the best one in most trainings, so that only a gain
    of 2 % counts: of the perplexity where a loss is monitored, of the errors otherwise.
    """
    name = f"validation_{of.monitor}"
    values = [row[name] for row in of.history if name in row]
    if len(values) < 2 or of.best_epoch != len(of.history):
        return []
    last, before = values[-1], best_of(of.monitor, values[:-1])
    if _gain(of.monitor, before, last) < _STILL_IMPROVING:
        return []
    return [
        Shortfall(
            "still_improving",
            f"The {_words(of.monitor)} on validation data was still improving in the last epoch, "
            f"from {_number(before)} to {_number(last)}.",
            of.longer,
        )
    ]


def repeated_answers(measured: Metrics, of: Training) -> list[Shortfall]:
    """A warning where most answers are empty, or the same though the references are not."""
    answers = answer_shares(measured)
    if answers is None:
        return []
    if answers.empty >= _MOSTLY and answers.empty > _TOO_OFTEN * answers.reference_empty:
        return [
            Shortfall(
                "empty_answers",
                f"{answers.empty:.0%} of the answers to validation data are empty.",
                of.longer,
            )
        ]
    share, expected = answers.share, answers.reference_share
    mostly = _MOSTLY if answers.classes is None else max(_MOSTLY, 1 / answers.classes + 0.4)
    alone = share == 1.0 and expected < 1.0
    if not alone and (share < mostly or share < _TOO_OFTEN * expected):
        return []
    uneven = {"class_weights": "true"} if of.config.get("class_weights") is False else {}
    return [
        Shortfall(
            "same_answers",
            f"{share:.0%} of the answers to validation data are the same, {answers.text[:60]!r}, "
            f"which {expected:.0%} of the references are.",
            of.suggestion("give rare classes more weight", uneven) or of.longer,
        )
    ]


def overconfident(measured: Metrics, of: Training) -> list[Shortfall]:
    """A warning where the monitored metric rose while the loss rose: probabilities are too sure."""
    names = (f"validation_{of.monitor}", "validation_loss")
    rows = [row for row in of.history[: of.best_epoch] if all(name in row for name in names)]
    can_calibrate = of.config.get("calibrate") is False  # None where a recipe does not know it
    if "temperature" in measured or of.monitor in SMALLER_IS_BETTER or len(rows) < 2:
        return []
    lowest, best = min(rows, key=lambda row: row["validation_loss"]), rows[-1]
    if not best["validation_loss"] > _OVERCONFIDENT * lowest["validation_loss"]:
        return []
    error = measured.get("calibration_error")
    found = f" The calibration error is {_number(error)}." if _is_number(error) else ""
    suggestion = ""
    if can_calibrate:
        suggestion = of.suggestion("calibrate the probabilities", {"calibrate": "true"})
    elif "monitor" in of.config:
        suggestion = of.suggestion("choose the epoch by its loss", {"monitor": "loss"})
    return [
        Shortfall(
            "overconfident",
            f"From epoch {lowest['epoch']:.0f} to {best['epoch']:.0f} the {_words(of.monitor)} on "
            f"validation data rose from {_number(lowest[names[0]])} to {_number(best[names[0]])} "
            f"while the loss rose from {_number(lowest['validation_loss'])} to "
            f"{_number(best['validation_loss'])}: its probabilities are too sure.{found}",
            suggestion,
        )
    ]


class AnswerShares(NamedTuple):
    """How alike the answers to a split are, and its references.

    Attributes:
        text: the most frequent answer.
        share: the share of the answers that are so, in 0-1.
        reference_share: the share of the references that are so.
        empty: the share of empty answers.
        reference_empty: the share of empty references.
        classes: how many answers there are to choose from; None for texts.
    """

    text: str
    share: float
    reference_share: float
    empty: float = 0.0
    reference_empty: float = 0.0
    classes: int | None = None


def answer_shares(measured: Metrics) -> AnswerShares | None:
    """What metrics tell of the answers: those of texts, of classes, or of labels; else None."""
    if isinstance(answers := measured.get("answers"), Mapping):
        return AnswerShares(**answers)
    found = measured.get("classes", measured.get("labels"))
    unit = "texts" if "classes" in measured else "words"
    if not isinstance(found, Mapping) or not all(unit in row for row in found.values()):
        return None
    predicted = {name: row["right"] for name, row in found.items()}
    for _, name, count in measured.get("confusions", ()):
        predicted[name] = predicted.get(name, 0) + count
    total = sum(predicted.values())
    if not total:
        return None
    name = max(predicted, key=predicted.__getitem__)
    gold = found[name][unit] if name in found else 0
    return AnswerShares(name, predicted[name] / total, gold / total, classes=len(found))


def _is_perfect(metric: str, value: float) -> bool:
    """Whether a metric of `COMPARED` cannot be better."""
    return value == (100.0 if metric == "bleu" else 1.0)


def _gain(metric: str, before: float, after: float) -> float:
    """The share of a perplexity, of another cost, or of the errors, that is gone."""
    if not is_better(metric, after, before):
        return 0.0
    if not math.isfinite(before):
        return 1.0
    if metric == "loss":
        return 1.0 - math.exp(after - before)
    if metric in SMALLER_IS_BETTER:
        return 1.0 - after / before
    whole = 1.0 if before <= 1.0 and after <= 1.0 else 100.0
    return (after - before) / (whole - before)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _number(value: Any) -> str:
    return shown(float(value), ".4g")
