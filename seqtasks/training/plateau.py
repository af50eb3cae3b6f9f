"""A learning rate that falls when the validation stops improving."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Plateau:
    """Multiplies the learning rate by `factor` after `patience` epochs without improvement.

    The optimizer must have a plain learning rate, not a schedule of steps.

    Args:
        factor: in (0, 1).
        patience: epochs, at least 1.
        minimum: the learning rate falls no further.
    """

    factor: float = 0.5
    patience: int = 1
    minimum: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.factor < 1.0:
            raise ValueError(f"`factor` must lie in (0, 1). Received: factor={self.factor!r}")
        if self.patience < 1:
            raise ValueError(f"`patience` must be at least 1. Received: patience={self.patience!r}")

    def next_rate(self, rate: float, epochs_without_improvement: int) -> float:
        """The learning rate of the next epoch."""
        falls = epochs_without_improvement > 0 and epochs_without_improvement % self.patience == 0
        return max(rate * self.factor, min(rate, self.minimum)) if falls else rate
