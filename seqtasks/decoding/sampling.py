"""Drawing the next token."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtasks.tokenizers.base import BOS_ID, PAD_ID

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How a token is drawn from p(w | text so far).

    The probabilities are sharpened or flattened by the temperature, then cut to the `top_k`
    likeliest tokens (Fan et al., 2018), then to the fewest whose probabilities reach `top_p`
    together (Holtzman et al., 2020), and made to sum to one again.

    Attributes:
        temperature: at least 0; log p is divided by it. 0 takes the likeliest token.
        top_k: tokens that may be drawn, at least 1; None for all.
        top_p: their probability together, in (0, 1].
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.temperature < math.inf:
            raise ValueError(
                "`temperature` must be finite and at least 0. Received: "
                f"temperature={self.temperature!r}"
            )
        if self.top_k is not None and self.top_k < 1:
            raise ValueError(f"`top_k` must be at least 1. Received: top_k={self.top_k!r}")
        if not 0.0 < self.top_p <= 1.0:
            raise ValueError(f"`top_p` must lie in (0, 1]. Received: top_p={self.top_p!r}")

    def probabilities(self, log_probs: Array) -> Array:
        """The probabilities from which a token is drawn: float64 (vocabulary_size,).

        Args:
            log_probs: float (vocabulary_size,), nats; `<pad>` and `<bos>` are never drawn, nor is a
                token whose log p is no number.

        Returns:
            What sums to one; zeros where nothing can be drawn.

        >>> Sampling(top_k=2).probabilities(np.log([0.1, 0.1, 0.1, 0.4, 0.2, 0.1])).round(2)
        array([0.  , 0.  , 0.  , 0.67, 0.33, 0.  ])
        """
        log_probs = np.array(log_probs, float)
        log_probs[[PAD_ID, BOS_ID]] = -np.inf
        log_probs[np.isnan(log_probs)] = -np.inf
        if log_probs.max() == -np.inf:
            return np.zeros(len(log_probs))
        if self.temperature == 0.0:
            return (np.arange(len(log_probs)) == np.argmax(log_probs)).astype(float)
        scaled = np.exp((log_probs - log_probs.max()) / self.temperature)
        scaled /= scaled.sum()
        likeliest = np.argsort(-scaled, kind="stable")[: self.top_k]
        kept = scaled[likeliest] / scaled[likeliest].sum()
        kept = kept[np.cumsum(kept) - kept < self.top_p]  # likeliest first; the first always
        probabilities = np.zeros(len(scaled))
        probabilities[likeliest[: len(kept)]] = kept / kept.sum()
        return probabilities

    def draw(self, log_probs: Array, random: np.random.Generator) -> int | None:
        """A token id; None where every token has p = 0, so that the text ends there."""
        probabilities = self.probabilities(log_probs)
        if not probabilities.any():
            return None
        return int(random.choice(len(probabilities), p=probabilities))
