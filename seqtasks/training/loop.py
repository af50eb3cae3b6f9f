"""The training loop of every recipe."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, NoReturn

import keras
import numpy as np

from seqtasks.errors import RunError
from seqtasks.metrics.directions import is_better
from seqtasks.training.averaging import WeightAverage
from seqtasks.training.carried import CarriedState, state_for
from seqtasks.training.evaluation import BatchSource, TotalLoss
from seqtasks.training.logs import (
    EpochBar,
    check_tensorboard,
    count_rows,
    draw_curves,
    write_log,
    write_summaries,
)
from seqtasks.training.losses import Loss, token_loss
from seqtasks.training.plateau import Plateau
from seqtasks.training.progress import Checkpoints, Progress, Row
from seqtasks.training.run import Run, TrainingReport
from seqtasks.training.signals import StopRequest
from seqtasks.training.step import TrainStep
from seqtasks.training.unfreezing import Unfreezing

SMOKE_STEPS = 2
_STEPS_BETWEEN_VALIDATIONS = 50  # of epochs that are shorter, not each is validated
_MIN_VALIDATIONS = 10
_SECONDS_BETWEEN_PICTURES = 10.0  # drawing one takes as long as an epoch of a small training


def fit(
    network: keras.Model,
    train: BatchSource,
    validation: BatchSource,
    *,
    optimizer: keras.optimizers.Optimizer,
    epochs: int,
    run: Run,
    loss: Loss = token_loss,
    label_smoothing: float = 0.0,
    monitor: str = "loss",
    patience: int | None = None,
    plateau: Plateau | None = None,
    average_from: int | None = None,
    state_reset: float = 0.0,
    unfreeze: Sequence[keras.layers.Layer] = (),
    validate: Callable[[], dict[str, Any]] | None = None,
) -> TrainingReport:
    """Trains a network, and leaves it with the weights of its best epoch.

    Clipping and step schedules are the optimizer's: `keras.optimizers.Adam(schedule,
    global_clipnorm=1.0)` or `clipvalue=`. Everything that the training is, at any step, lies in
    the run's checkpoints: resumed, it ends in the same weights bit for bit on the same machine.

    Each epoch is validated, unless epochs are short and many: where validating a large set would
    take longer than training on a small one, it waits for 50 steps, but never for more than a tenth
    of the training. The last epoch is always validated; an epoch that is not leaves its validation
    columns in `log.csv` empty.

    Args:
        network: a built Keras network with `features(inputs, training)` and `head`; one that reads
            streams, with `read(inputs, state, training)` and `zero_state(batch_size)`.
        train: training batches.
        validation: validation batches, for `loss` and `perplexity` after each epoch.
        optimizer: a Keras optimizer.
        epochs: passes over the training set, at most.
        run: the run directory, and whether to resume.
        loss: of a batch: `token_loss` of networks that score each token by itself, or another of
            `seqtasks.training.losses`.
        label_smoothing: ε of the training loss, in [0, 1); the loss that is shown for training
            includes it, the validation's does not.
        monitor: the validation metric that decides which epoch is best.
        patience: validated epochs without improvement after which training stops; None for never.
        plateau: lowers the learning rate when the monitored metric stops improving.
        average_from: the epoch, counted from 1, from whose first step on the weights are averaged:
            what is validated and kept is their mean (averaged SGD); None for never.
        state_reset: of batches that go on from each other, the share of rows that begin at the
            state of zeros in each step, in [0, 1], so that the network learns to begin.
        unfreeze: layers that wait (Howard & Ruder, 2018): the first learns from the second epoch
            on, the next from the third, ...; all other weights from the first.
        validate: gives further validation metrics after each epoch, by name.

    Returns:
        The report that `results.json` keeps.

    Raises:
        ValueError: for an argument out of its range.
        RunError: for a loss that is not finite, a damaged checkpoint, an unknown `monitor`.
        Interrupted: after SIGINT or SIGTERM, when the state is saved.
    """
    if not 0.0 <= label_smoothing < 1.0:
        raise ValueError(
            f"`label_smoothing` must lie in [0, 1). Received: label_smoothing={label_smoothing!r}"
        )
    counts = {"epochs": epochs, "patience": patience, "average_from": average_from}
    for name, value in counts.items():
        if value is not None and value < 1:
            raise ValueError(f"`{name}` must be at least 1. Received: {name}={value!r}")
    if average_from is not None and average_from > epochs:
        raise ValueError(
            f"`average_from` must be one of the {epochs} epochs. Received: "
            f"average_from={average_from!r}"
        )
    _check_clipping(optimizer)
    if run.tensorboard:
        check_tensorboard()
    optimizer.build(network.trainable_variables)
    if plateau is not None:
        _check_plain_learning_rate(optimizer)
    carried = state_for(network, train, reset_rate=state_reset)
    unfreezing = Unfreezing(network, unfreeze) if unfreeze else None
    average = None if average_from is None else WeightAverage(network)
    more = [variable for part in (carried, average) if part for variable in part.variables]
    training = _Training(
        network=network,
        train=train,
        validation=validation,
        optimizer=optimizer,
        epochs=1 if run.smoke else epochs,
        run=run,
        step=TrainStep(
            network,
            optimizer,
            loss=loss,
            label_smoothing=label_smoothing,
            spec=train.spec,
            carried=carried,
            average=average,
            unfreezing=unfreezing,
        ),
        carried=carried,
        average=average,
        average_from=average_from,
        unfreezing=unfreezing,
        total_loss=TotalLoss(network, loss),
        monitor=monitor,
        patience=patience,
        plateau=plateau,
        validate=validate,
        checkpoints=Checkpoints(run.directory / "checkpoints", network, optimizer, more=more),
    )
    with StopRequest() as stop:
        return training.run_epochs(stop)


@dataclass(kw_only=True)
class _Training:
    """The parts of one training, and its progress."""

    network: keras.Model
    train: BatchSource
    validation: BatchSource
    optimizer: keras.optimizers.Optimizer
    epochs: int
    run: Run
    step: TrainStep
    carried: CarriedState | None
    average: WeightAverage | None
    average_from: int | None
    unfreezing: Unfreezing | None
    total_loss: TotalLoss
    monitor: str
    patience: int | None
    plateau: Plateau | None
    validate: Callable[[], dict[str, Any]] | None
    checkpoints: Checkpoints
    progress: Progress = field(default_factory=Progress)
    drawn: float = field(default_factory=time.perf_counter)  # when there was time for a picture

    def run_epochs(self, stop: StopRequest) -> TrainingReport:
        """Trains from the last checkpoint, or from the start, to the end."""
        if self.run.resume:
            self._resume()
        started = time.perf_counter() - self.progress.seconds
        while not self.progress.finished:
            steps, padding_share = self._train_epoch(started, stop)
            row = self._end_epoch(steps, padding_share, started, stop)
            self._show(row)
        self.checkpoints.restore_best()
        if stop.received:
            raise stop.interrupted(
                "the run is trained, but not measured. Finish it with the same command and "
                f"--resume --output {self.run.directory}"
            )
        return self._report()

    def _resume(self) -> None:
        """Goes back to the last checkpoint, and writes again what a user sees of it."""
        directory = self.run.directory
        progress = self.checkpoints.restore()
        if progress is not None:
            self.progress = progress
            self._write_history()
        elif num_epochs := count_rows(directory / "log.csv"):
            raise RunError(
                f"{directory / 'checkpoints'} holds no checkpoint, though "
                f"{directory / 'log.csv'} tells of training (epochs: {num_epochs}). Put the "
                "checkpoints back, or start anew with --force."
            )

    def _train_epoch(self, started: float, stop: StopRequest) -> tuple[int, float]:
        """Takes the epoch's remaining steps; returns its number of steps and padding share."""
        progress = self.progress
        plan = self.train.plan(progress.epoch, seed=self.run.seed)
        if self.run.smoke:
            plan = (plan * SMOKE_STEPS)[:SMOKE_STEPS]
        if self.carried is not None and progress.step == 0:
            self.carried.reset()
        if self.average is not None and progress.epoch + 1 == self.average_from:
            self.average.switch_on()
        if self.unfreezing is not None:
            self.unfreezing.begin(progress.epoch + 1)
        self.bar = EpochBar(progress.epoch + 1, self.epochs, len(plan))
        last_save = time.perf_counter()
        for batch in self.train.dataset(plan[progress.step :]) if progress.step < len(plan) else ():
            before = time.perf_counter()
            self._take_step(batch)
            now = time.perf_counter()
            progress.step_seconds += now - before
            progress.seconds = now - started
            self.bar.update(progress)
            if stop.received:
                self._save_and_stop(stop)
            if now - last_save >= 60.0 * self.run.checkpoint_minutes:
                self.checkpoints.save(progress)
                last_save = now
        return len(plan), self.train.padding_share(plan)

    def _take_step(self, batch: Any) -> None:
        """One step; stops the run when the loss is not finite."""
        progress = self.progress
        result = self.step(*batch)
        nats, tokens = float(result.nats), int(result.tokens)
        if not math.isfinite(nats) or not math.isfinite(float(result.gradient_norm)):
            raise RunError(
                f"the loss is {nats / tokens} at step {progress.step + 1} of epoch "
                f"{progress.epoch + 1} (gradient norm {float(result.gradient_norm):.3g}). The last "
                f"good checkpoint is kept in {self.run.directory / 'checkpoints'}; lower the "
                "learning rate or clip the gradient, and start anew with --force."
            )
        progress.step += 1
        progress.nats += nats
        progress.tokens += tokens
        progress.learning_rate = float(result.learning_rate)

    def _end_epoch(
        self, steps: int, padding_share: float, started: float, stop: StopRequest
    ) -> Row:
        """Validates, keeps the best weights, and saves a checkpoint of the finished epoch."""
        progress = self.progress
        validates = self._validates(progress.epoch + 1, steps)
        row: Row = {
            "epoch": progress.epoch + 1,
            "steps": steps,
            "loss": progress.loss,
            "learning_rate": progress.learning_rate,
            "tokens_per_second": progress.tokens_per_second,
            "padding_share": padding_share,
        }
        with self.average.applied() if self.average is not None else nullcontext():
            for name, value in self._validation_metrics().items() if validates else ():
                row[f"validation_{name}"] = value
            progress.seconds = row["seconds"] = time.perf_counter() - started
            if validates and not stop.received:
                self._note_improvement(row)
        if stop.received:
            self._save_and_stop(stop)
        progress.end_epoch(row)
        waited = self.patience is not None and progress.epochs_without_improvement >= self.patience
        progress.finished = progress.epoch >= self.epochs or waited
        if validates:
            self.checkpoints.save(progress)
        return row

    def _validates(self, epoch: int, steps: int) -> bool:
        """Whether an epoch, counted from 1, of so many steps is followed by a validation."""
        wanted = -(-_STEPS_BETWEEN_VALIDATIONS // max(steps, 1))
        every = max(1, min(wanted, self.epochs // _MIN_VALIDATIONS))
        return epoch == self.epochs or epoch % every == 0

    def _validation_metrics(self) -> dict[str, float]:
        """Loss, perplexity and what the recipe adds; numbers only."""
        metrics: dict[str, Any] = dict(self.total_loss(self.validation))
        if self.validate is not None:
            metrics |= self.validate()
        numbers = {name: value for name, value in metrics.items() if isinstance(value, int | float)}
        if self.monitor not in numbers:
            raise RunError(
                f"`monitor` must name a validation metric: {', '.join(numbers)}. "
                f"Received: monitor={self.monitor!r}"
            )
        return numbers

    def _note_improvement(self, row: Row) -> None:
        """Keeps the best weights; otherwise counts the epoch and lowers the learning rate."""
        progress, value = self.progress, row[f"validation_{self.monitor}"]
        if progress.best is None or is_better(self.monitor, value, progress.best):
            progress.best, progress.best_epoch = value, progress.epoch + 1
            progress.epochs_without_improvement = 0
            self.checkpoints.save_best()
            return
        progress.epochs_without_improvement += 1
        if self.plateau is not None:
            self.optimizer.learning_rate = self.plateau.next_rate(
                row["learning_rate"], progress.epochs_without_improvement
            )

    def _save_and_stop(self, stop: StopRequest) -> NoReturn:
        self.checkpoints.save(self.progress)
        raise stop.interrupted(
            f"saved at step {self.progress.step} of epoch {self.progress.epoch + 1}. Continue "
            f"with the same command and --resume --output {self.run.directory}"
        )

    def _show(self, row: Row) -> None:
        self.bar.close(row)
        self._write_history()
        if self.run.tensorboard:
            write_summaries(row, self.run.directory / "tensorboard")

    def _write_history(self) -> None:
        history, directory = self.progress.history, self.run.directory
        if history:
            write_log(history, directory / "log.csv")
            waited = time.perf_counter() - self.drawn
            if self.progress.finished or waited >= _SECONDS_BETWEEN_PICTURES:
                draw_curves(history, directory / "curves.png")
                self.drawn = time.perf_counter()

    def _report(self) -> TrainingReport:
        history = self.progress.history
        rates = [row["tokens_per_second"] for row in history]
        return TrainingReport(
            epochs=self.progress.epoch,
            seconds=self.progress.seconds,
            tokens_per_second=float(np.median(rates)),
            padding_share=float(np.mean([row["padding_share"] for row in history])),
            parameters=sum(math.prod(v.shape) for v in self.network.trainable_variables),
            history=tuple(history),
            monitor=self.monitor,
            best_epoch=self.progress.best_epoch,
        )


def _check_clipping(optimizer: keras.optimizers.Optimizer) -> None:
    """Raises ValueError where clipping would stop or reverse every step: Keras accepts it."""
    for name in ("clipnorm", "clipvalue", "global_clipnorm"):
        value = getattr(optimizer, name)
        if value is not None and not value > 0.0:
            raise ValueError(f"`{name}` must be above 0. Received: {name}={value!r}")


def _check_plain_learning_rate(optimizer: keras.optimizers.Optimizer) -> None:
    """Raises ValueError when the learning rate follows a schedule of steps."""
    try:
        optimizer.learning_rate = float(optimizer.learning_rate)
    except TypeError as error:
        raise ValueError(
            "`plateau` needs an optimizer with a plain learning rate. Received: a schedule"
        ) from error
