"""How likely a text is to a model, and what of it the model does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from seqtasks.metrics.perplexity import perplexity_metrics, spelling_nats
from seqtasks.tokenizers.base import Tokenizer

Array = np.ndarray[Any, Any]


def likelihood(
    log_probabilities: Array, unknown: Mapping[int, str], num_characters: int
) -> dict[str, Any]:
    """The numbers of a record of `score`.

    Args:
        log_probabilities: float (tokens,), nats, `<eos>` last.
        unknown: what stands at the places of unknown tokens.
        num_characters: distinct characters of the training text.

    Returns:
        `log_probability` in nats, `num_tokens`, `perplexity`, `unknown_tokens`,
        `perplexity_without_unknown` (`seqtasks.metrics.perplexity`); and `spelled_log_probability`,
        by which texts are ranked: that of the text to the last letter, each unknown token spelled
        (`spelling_nats`).
    """
    spelling = np.zeros(len(log_probabilities), int)
    for place, surface in unknown.items():
        spelling[place] = len(surface) + 1
    total = float(log_probabilities.sum())
    return {
        "log_probability": total,
        "num_tokens": len(log_probabilities),
        **perplexity_metrics(-log_probabilities, spelling, 1),
        "spelled_log_probability": total - spelling_nats(spelling, num_characters),
    }


def unknown_as_written(
    lines: Sequence[str], unknown: Sequence[Mapping[int, str]], tokenizer: Tokenizer
) -> list[list[str]]:
    """The unknown tokens of lines in the lines' own spelling.

    Args:
        lines: raw text.
        unknown: for each line its unknown tokens by their places, as `unknown_by_text` gives them.
        tokenizer: of the lines.
    """
    found: list[list[str]] = [[] for _ in lines]
    rows = [row for row, places in enumerate(unknown) if places]
    spans = tokenizer.spans([lines[row] for row in rows])
    for row, starts, ends in zip(rows, spans.starts.to_list(), spans.ends.to_list(), strict=True):
        parts = (lines[row][starts[i] : ends[i]] for i in unknown[row])
        found[row] = [part.strip() or part for part in parts]  # pieces begin with a space
    return found
