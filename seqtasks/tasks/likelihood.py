"""How likely a text is to a model, and what of it the model does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from seqtasks.metrics.perplexity import perplexity_metrics, spelling_nats

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
        `perplexity_without_unknown` (`seqtasks.metrics.perplexity`); `spelled_log_probability`, by
        which texts are ranked: that of the text to the last letter, each unknown token spelled
        (`spelling_nats`); and `unknown`, these tokens.
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
        "unknown": list(unknown.values()),
    }
