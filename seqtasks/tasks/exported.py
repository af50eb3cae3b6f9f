"""An export as a task: the same `predict`, on a SavedModel."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from seqtasks.errors import RunError
from seqtasks.export.safety import check_export
from seqtasks.export.saved_model import DESCRIPTION, ExportDescription
from seqtasks.files import JSON_DECODER
from seqtasks.storage.task_files import TaskDescription
from seqtasks.tasks.batching import answer_by_length, answer_in_batches
from seqtasks.tasks.task import Capability, Task
from seqtasks.tokenizers.base import as_ragged_words


class ExportedTask(Task[Any]):
    """Answers raw lines with the `serving_default` of an export.

    Args:
        directory: an export that `seqtasks export` wrote.

    Raises:
        RunError: a file of the export is missing or damaged, lies outside of it, or its graph
            would touch other files (`check_export`).
    """

    def __init__(self, directory: Path) -> None:
        check_export(directory)
        self._description = _read_description(directory)
        for name in self._description.assets:
            if not (directory / "assets" / name).is_file():
                raise _damaged(directory, f"assets/{name} is missing.")
        if self._description.tensorflow_text:
            importlib.import_module("tensorflow_text")
        try:
            # The loaded object must live as long as its signature: it owns the variables.
            self._loaded = tf.saved_model.load(str(directory))
            self._serve = self._loaded.signatures["serving_default"]
        except (OSError, ValueError, LookupError, AttributeError, RuntimeError) as error:
            raise _damaged(directory, error) from error
        except tf.errors.OpError as error:
            raise _damaged(directory, error) from error

    @property
    def details(self) -> Mapping[str, Any]:
        """What the task that was exported said of itself."""
        return self._description.details

    @property
    def answer(self) -> str:  # type: ignore[override]
        """The output that `predict` returns."""
        return self._description.answer

    def save(self, directory: str | Path) -> None:
        """Refused: an export is kept by copying its directory.

        Raises:
            RunError: always.
        """
        self._refuse("be saved again: copy its directory")

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> ExportedTask:
        """An export has no `task.json`: it is opened by its directory alone."""
        return cls(directory)

    def __repr__(self) -> str:
        return f"ExportedTask({self._description.task}, answer={self.answer!r})"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the signatures of the export do."""
        doors: dict[str, Capability] = {"words": "tag", "explain": "explain"}
        return frozenset(can for name, can in doors.items() if name in self._loaded.signatures)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        """The records of sentences whose words are known, without `source`."""
        serve = self._loaded.signatures["words"]
        return answer_in_batches(
            sentences, lambda rows: serve(words=as_ragged_words(rows).to_tensor(""))
        )

    def explain(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line as `source`, with its label and the weight of every word."""
        serve = self._loaded.signatures["explain"]
        return answer_by_length(lines, lambda texts: serve(text=texts))

    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line as `source`, with every output of the export by name."""
        return answer_by_length(lines, lambda texts: self._serve(text=texts))


def _read_description(directory: Path) -> ExportDescription:
    path = directory / DESCRIPTION
    try:
        description = ExportDescription(**JSON_DECODER.decode(path.read_text(encoding="utf-8")))
        if not all(
            isinstance(name, str) and Path(name).name == name for name in description.assets
        ):
            raise ValueError("`assets` must be names of files")
        return description
    except (OSError, ValueError, TypeError) as error:
        raise RunError(
            f"{directory} is no export of seqtasks, or a damaged one: {path} cannot be read "
            f"({error})."
        ) from error


def _damaged(directory: Path, error: object) -> RunError:
    reason = str(error).strip().splitlines()[0]
    return RunError(f"The export {directory} is damaged: {reason} Export the run again.")
