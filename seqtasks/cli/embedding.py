"""The embedding of a run, which `neighbours` and `vectors` read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seqtasks.cli.options import check_task, load_task
from seqtasks.errors import RunError

if TYPE_CHECKING:
    from seqtasks.blocks.embedding import TokenEmbedding
    from seqtasks.tokenizers.base import Tokenizer


def embedding_of(run: Path) -> tuple[TokenEmbedding, Tokenizer]:
    """The embedding of a run's network, and the tokenizer whose vocabulary it has."""
    check_task(run, "LanguageModel")
    task = load_task(run)
    from seqtasks.blocks.next_token import NextTokenNetwork
    from seqtasks.tasks.language_model import LanguageModel

    if not (isinstance(task, LanguageModel) and isinstance(task.model, NextTokenNetwork)):
        raise RunError(f"{run} holds an n-gram or an imported model: it has no embedding of ours.")
    return task.model.embedding, task.tokenizer
