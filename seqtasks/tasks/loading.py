"""A run directory as the task that was trained in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqtasks.errors import RunError, did_you_mean
from seqtasks.storage.task_files import TASK_FILE, read_description
from seqtasks.tasks.classifier import Classifier
from seqtasks.tasks.dialogue import Dialogue
from seqtasks.tasks.exported import ExportedTask
from seqtasks.tasks.language_model import LanguageModel
from seqtasks.tasks.tagger import Tagger
from seqtasks.tasks.task import Task
from seqtasks.tasks.translator import Translator

TASKS: dict[str, type[Task[Any]]] = {
    "Classifier": Classifier,
    "Dialogue": Dialogue,
    "LanguageModel": LanguageModel,
    "Tagger": Tagger,
    "Translator": Translator,
}


def load(directory: str | Path) -> Task[Any]:
    """The task that a run trained, or an export; no recipe and no code of it is executed.

    Args:
        directory: a run directory, with `task.json`, `model.keras` and `assets/`, or an export.

    Raises:
        RunError: a file is missing or damaged, or the task is unknown.
    """
    directory = Path(directory)
    if (directory / "saved_model.pb").is_file():
        return ExportedTask(directory)
    description = read_description(directory)
    if description.task not in TASKS:
        raise RunError(
            f"{directory / TASK_FILE} names no task of this version of seqtasks: "
            f"{description.task!r}. {did_you_mean(description.task, TASKS)}"
        )
    try:
        return TASKS[description.task].load(directory, description)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RunError(f"{directory / TASK_FILE} is damaged: {error}") from error
