"""What a person sees of a training: progress bar, log.csv, learning curves, TensorBoard."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
from pathlib import Path

import keras
import tensorflow as tf
from matplotlib.figure import Figure

from seqtasks.errors import RunError
from seqtasks.files import write_whole
from seqtasks.training.progress import Progress, Row


class EpochBar:
    """Keras' progress bar for one epoch: loss and tokens a second; one line off a terminal.

    Args:
        epoch: counted from 1.
        epochs: of the whole training.
        num_steps: of this epoch.
    """

    def __init__(self, epoch: int, epochs: int, num_steps: int) -> None:
        print(f"Epoch {epoch}/{epochs}", flush=True)
        self._bar = keras.utils.Progbar(
            num_steps,
            verbose=1 if sys.stdout.isatty() else 2,
            stateful_metrics=["loss", "tokens/s"],
        )

    def update(self, progress: Progress) -> None:
        """Shows the epoch so far."""
        values = [("loss", progress.loss), ("tokens/s", progress.tokens_per_second)]
        self._bar.update(progress.step, values, finalize=False)

    def close(self, row: Row) -> None:
        """Shows the whole epoch with its validation."""
        shown = [("loss", row["loss"]), ("tokens/s", row["tokens_per_second"])]
        shown += [(name, value) for name, value in row.items() if name.startswith("validation_")]
        self._bar.stateful_metrics.update(name for name, _ in shown)
        self._bar.update(self._bar.target, shown, finalize=True)


def write_log(history: list[Row], path: Path) -> None:
    """Writes `log.csv`, an epoch a row; a kill leaves the old file or the new one."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=_columns(history), restval="")
    writer.writeheader()
    writer.writerows(history)
    write_whole(path, text.getvalue().encode())


def _columns(history: list[Row]) -> list[str]:
    """The columns of all rows: those of an epoch that was not validated are fewer."""
    rows = [max(history, key=len), *history]
    return list(dict.fromkeys(name for row in rows for name in row))


def count_rows(path: Path) -> int:
    """The epochs that a `log.csv` has; 0 where there is none."""
    if not path.is_file():
        return 0
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return max(0, sum(1 for _ in csv.reader(file)) - 1)


def draw_curves(history: list[Row], path: Path) -> None:
    """Draws training and validation loss, and every other validation metric, by epoch."""
    columns = _columns(history)
    names = [name.removeprefix("validation_") for name in columns if "validation_" in name]
    if not names:
        return
    figure = Figure(figsize=(5.0 * len(names), 3.5), layout="constrained")
    axes = figure.subplots(1, len(names), squeeze=False)[0]
    for axis, name in zip(axes, names, strict=True):
        for key, label in ((name, "training"), (f"validation_{name}", "validation")):
            if key in columns:
                points = [(row["epoch"], row[key]) for row in history if key in row]
                axis.plot(*zip(*points, strict=True), marker=".", label=label)
        axis.set(xlabel="epoch", title=name.replace("_", " "))
        axis.grid(alpha=0.3)
        axis.legend()
    image = io.BytesIO()
    figure.savefig(image, format="png", dpi=120)
    write_whole(path, image.getvalue())


def write_summaries(row: Row, directory: Path) -> None:
    """Adds an epoch to the TensorBoard summaries in `directory`."""
    writer = tf.summary.create_file_writer(str(directory))
    with writer.as_default(step=int(row["epoch"])):
        for name, value in row.items():
            tf.summary.scalar(name, value)
    writer.close()


def check_tensorboard() -> None:
    """Raises RunError where TensorBoard, which TensorFlow no longer brings, is missing."""
    if importlib.util.find_spec("tensorboard") is None:
        raise RunError(
            "--tensorboard needs the package tensorboard, which is not installed: "
            "pip install tensorboard"
        )
