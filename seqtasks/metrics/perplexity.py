"""Perplexity."""

from __future__ import annotations

import math


def perplexity(nats: float, tokens: int) -> float:
    """exp(total nats / total tokens); infinite where that overflows."""
    try:
        return math.exp(nats / tokens)
    except OverflowError:
        return math.inf
