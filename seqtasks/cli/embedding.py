"""The embedding of a run, which `neighbours` and `vectors` read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqtasks.cli.options import (
    check_task,
    load_task,
)
from seqtasks.errors import RunError


def embedding_of(run: Path) -> tuple[Any, Any]:
    """The embedding of a run's network, and the tokenizer whose vocabulary it has."""
    check_task(run, "LanguageModel")
    task = load_task(run)
    if not hasattr(task.model, "embedding"):
        raise RunError(f"{run} holds an n-gram or an imported model: it has no embedding of ours.")
    return task.model.embedding, task.tokenizer
