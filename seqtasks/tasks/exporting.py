"""From a run to an export: written, proved, described."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from seqtasks.export.directory import new_directory
from seqtasks.export.model_card import model_card
from seqtasks.export.parity import check_parity
from seqtasks.export.saved_model import ExportDescription, write_saved_model


def export(
    task: Any,
    directory: Path,
    *,
    results: dict[str, Any],
    n_best: int = 1,
    data_licence: str = "not stated",
) -> int:
    """Writes a task as a SavedModel, and keeps it only if it answers as the task does.

    Args:
        task: what to export.
        directory: does not exist yet.
        results: the run's `results.json`, for the model card.
        n_best: alternatives that `serving_default` returns; 1 for the answer only.
        data_licence: for the model card.

    Returns:
        How many lines were compared.

    Raises:
        RunError: the directory exists or cannot be written, or an answer differs.
        ValueError: `n_best` is more than the task's search keeps.
    """
    description = ExportDescription(
        type(task).__name__,
        task.answer,
        task.needs_tensorflow_text,
        getattr(task, "details", {}),
    )
    with new_directory(directory) as partial:
        with TemporaryDirectory() as folder:
            for name, tokenizer in task.tokenizers.items():
                tokenizer.save(Path(folder), name)
            tensors = write_saved_model(
                partial,
                network=task.network,
                resources=list(task.tokenizers.values()),
                signatures=task.signatures(n_best),
                description=description,
                assets=sorted(Path(folder).iterdir()),
            )
        functions = {"serving_default": task.predict_records}
        if getattr(task, "can_explain", False):
            functions["explain"] = task.explain
        compared = check_parity(partial, description, functions, task.examples)
        card = model_card(
            task=description.task,
            settings=task.settings,
            results=results,
            signatures=tensors,
            example=next(iter(task.examples), "..."),
            tensorflow_text=description.tensorflow_text,
            compared_lines=compared,
            data_licence=data_licence,
        )
        (partial / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    return compared
