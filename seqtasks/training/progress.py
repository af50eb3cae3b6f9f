"""Where a training stands, and its checkpoints."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
import tensorflow as tf

from seqtasks.errors import RunError

Row = dict[str, float]


@dataclass
class Progress:
    """Everything that a resumed training needs beside variables.

    Attributes:
        epoch: epochs completed.
        step: steps taken in the current epoch.
        nats: summed training loss of the current epoch.
        tokens: label tokens of the current epoch's steps.
        step_seconds: seconds in training steps of the current epoch.
        learning_rate: of the last step.
        seconds: wall-clock seconds of all epochs.
        history: a row an epoch, as in `log.csv`.
        best: the best value of the monitored metric, None before the first validation.
        best_epoch: the epoch of that value, counted from 1.
        epochs_without_improvement: epochs since then.
        finished: whether no epoch is left.
    """

    epoch: int = 0
    step: int = 0
    nats: float = 0.0
    tokens: int = 0
    step_seconds: float = 0.0
    learning_rate: float = 0.0
    seconds: float = 0.0
    history: list[Row] = field(default_factory=list)
    best: float | None = None
    best_epoch: int = 0
    epochs_without_improvement: int = 0
    finished: bool = False

    @property
    def loss(self) -> float:
        """Mean nats a token of the current epoch so far."""
        return self.nats / self.tokens if self.tokens else math.nan

    @property
    def tokens_per_second(self) -> float:
        """Label tokens a second of the current epoch's steps."""
        return self.tokens / self.step_seconds if self.step_seconds else 0.0

    def end_epoch(self, row: Row) -> None:
        """Counts the epoch and starts the next."""
        self.history.append(row)
        self.epoch, self.step = self.epoch + 1, 0
        self.nats, self.tokens, self.step_seconds = 0.0, 0, 0.0


class Checkpoints:
    """The checkpoints of a run: the last ones, from which it resumes, and the best one.

    A checkpoint holds the network's variables (those of its seed generators included), the
    optimizer's, the carried state, the mean of the weights, and the progress as JSON, in one file
    that is renamed into place: nothing that belongs together can be torn apart by a kill.

    Args:
        directory: the run's `checkpoints/`.
        network: a built Keras network.
        optimizer: a built Keras optimizer.
        more: further variables: the carried state, the mean of the weights.
        keep: how many of the last checkpoints stay.
    """

    def __init__(
        self,
        directory: Path,
        network: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        *,
        more: Sequence[tf.Variable] = (),
        keep: int = 2,
    ) -> None:
        self._directory = directory
        self._progress = tf.Variable("{}", dtype=tf.string)
        network_values = [variable.value for variable in network.variables]
        self._last = tf.train.CheckpointManager(
            tf.train.Checkpoint(
                network=network_values,
                optimizer=[variable.value for variable in optimizer.variables],
                more=list(more),
                progress=self._progress,
            ),
            str(directory),
            max_to_keep=keep,
        )
        self._best = tf.train.CheckpointManager(
            tf.train.Checkpoint(network=network_values), str(directory / "best"), max_to_keep=1
        )

    def save(self, progress: Progress) -> None:
        """Writes a checkpoint of this moment."""
        self._progress.assign(json.dumps(asdict(progress)))
        self._save(self._last)

    def restore(self) -> Progress | None:
        """Puts all variables back to the last checkpoint; None where there is none.

        Raises:
            RunError: the checkpoint is damaged, or there are some but none can be found, or the
                best one is missing.
        """
        if self._last.latest_checkpoint is None:
            if any(self._directory.glob("*.index")):
                raise RunError(
                    f"{self._directory / 'checkpoint'} is damaged: it names no checkpoint. "
                    "Start anew with --force."
                )
            return None
        self._restore(self._last)
        progress = Progress(**json.loads(self._progress.numpy()))
        if progress.best is not None and self._best.latest_checkpoint is None:
            raise RunError(
                f"{self._directory / 'best'} is missing or damaged: the weights of epoch "
                f"{progress.best_epoch}, the best so far, are not there. Put them back, or start "
                "anew with --force."
            )
        return progress

    def save_best(self) -> None:
        """Keeps the network as it is now as the best one."""
        self._save(self._best)

    def restore_best(self) -> None:
        """Puts the network back to the best one, where one was saved."""
        self._restore(self._best)

    def _save(self, manager: tf.train.CheckpointManager) -> None:
        try:
            manager.save()
        except (OSError, tf.errors.OpError) as error:
            reason = str(error).strip().splitlines()[0]
            raise RunError(
                f"No checkpoint can be written to {self._directory}: {reason} Make room there, "
                "and go on with --resume."
            ) from error

    def _restore(self, manager: tf.train.CheckpointManager) -> None:
        path = manager.latest_checkpoint
        if path is None:
            return
        try:
            manager.checkpoint.restore(path).assert_consumed()
        except (AssertionError, IndexError, ValueError, tf.errors.OpError) as error:
            reason = str(error).strip().splitlines()[0]
            raise RunError(
                f"checkpoint {path} does not fit this network or is damaged ({reason}). Start "
                "anew with --force."
            ) from error
