"""A recipe without Keras, for the tests of runner and command line: they copy this file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from seqtasks.errors import DataError, Interrupted, RunError
from seqtasks.training.run import Run, TrainingReport


@dataclass(frozen=True, kw_only=True)
class Config:
    corpus: Path = Path("data/letters")  # a folder
    units: int = 4  # per direction
    cell: Literal["gru", "lstm"] = "gru"
    seed: int = 1
    fault: str = ""  # which part is to fail


BIG = Config(units=64, cell="lstm")


class Text(list[str]):
    @property
    def digests(self) -> dict[str, str]:
        return {"train": f"digest of {''.join(self)}"}

    def head(self, count: int) -> Text:
        return Text(self[:count])


class Task:
    def __init__(self, size: int) -> None:
        self.size = size

    vocabulary_digest = None

    def baselines(self, train: Text, split: Text) -> dict[str, Any]:
        return {}

    def draw(self, metrics: dict[str, Any], directory: Path) -> None:
        pass

    def save(self, directory: Path) -> None:
        (directory / "task.json").write_text(json.dumps({"task": "Fake"}))

    def show_samples(self, text: Text, count: int = 3) -> list[tuple[str, str, str]]:
        return [(source, source.upper(), source) for source in text[:count]]


def data(config: Config) -> Any:
    if config.fault == "data":
        raise DataError("no corpus\nhere")
    if config.fault == "place" and not config.corpus.exists():
        raise DataError(f"The corpus {config.corpus} does not exist.")
    letters = config.corpus.read_text() if config.corpus.is_file() else "abcdefgh"
    return object() if config.fault == "head" else Text(letters * 10)


def model(config: Config, text: Text) -> None:
    if config.fault == "model":
        raise ValueError("`units` must be even.")


def train(config: Config, network: None, text: Text, run: Run) -> TrainingReport | None:
    (run.directory / "log.csv").write_text(f"{len(text)},{run}\n")
    if "checkpoint" in config.fault:
        (run.directory / "checkpoints").mkdir(exist_ok=True)
        (run.directory / "checkpoints" / "last.index").touch()
    if "interrupted" in config.fault:
        raise Interrupted("SIGTERM received: saved", 15)
    if "train" in config.fault:
        raise RunError("the loss is nan")
    if config.fault == "pipe":
        raise BrokenPipeError(32, "Broken pipe")
    if config.fault == "report":
        return None
    report = TrainingReport(2, 3.0, 4.0, 0.25, 7)
    if config.fault == "still improving":
        rows = [{"epoch": 1.0, "validation_loss": 2.0}, {"epoch": 2.0, "validation_loss": 1.0}]
        return report._replace(history=rows, best_epoch=2)
    return report


def task(config: Config, network: None, text: Text) -> Any:
    return object() if config.fault == "task" else Task(len(text))


def evaluate(config: Config, task: Task, text: Text) -> Any:
    if config.fault == "ctrl-c":
        raise KeyboardInterrupt
    if config.fault.startswith("exit "):
        raise SystemExit(int(config.fault.removeprefix("exit ")))
    if config.fault == "evaluate":
        raise OSError(28, "No space left on device")
    if config.fault == "metrics":
        return {"loss": 1.0}
    values = {"loss": 1.23456, "bleu": float("nan"), "bleu_signature": "13a"}
    return {"validation": values, "test": {"loss": float(task.size)}}
