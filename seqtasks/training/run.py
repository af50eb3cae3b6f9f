"""One execution of a recipe and the directory that keeps everything of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True, kw_only=True)
class Run:
    """Where a training keeps its state, and how it was asked to run.

    Attributes:
        directory: the run directory; it exists.
        resume: continue from the last checkpoint in `directory/checkpoints`, if there is one.
        smoke: stop after two steps and one evaluation, to see that everything executes.
        tensorboard: also write TensorBoard summaries to `directory/tensorboard`.
        checkpoint_minutes: minutes between checkpoints within an epoch.
        seed: the seed from which, with epoch and step, all randomness derives.
    """

    directory: Path
    resume: bool = False
    smoke: bool = False
    tensorboard: bool = False
    checkpoint_minutes: float = 10.0
    seed: int = 0


class TrainingReport(NamedTuple):
    """What a recipe's `train` returns, and `results.json` keeps.

    Attributes:
        epochs: epochs that were trained, summed over resumed executions.
        seconds: wall-clock seconds of training with its validations, likewise summed.
        tokens_per_second: what the loss counts, a second of training steps: real (not padding)
            label tokens, texts of a classifier.
        padding_share: padding positions over all positions of the training batches, in 0-1.
        parameters: trainable parameters of the network.
        history: a row an epoch, as in `log.csv`; empty of a training without epochs.
        monitor: the validation metric that decided which epoch was best.
        best_epoch: that epoch, counted from 1; 0 of a training without epochs.
    """

    epochs: int
    seconds: float
    tokens_per_second: float
    padding_share: float
    parameters: int
    history: Sequence[Mapping[str, float]] = ()
    monitor: str = "loss"
    best_epoch: int = 0
