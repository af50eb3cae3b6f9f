"""How long a training lasts."""

from __future__ import annotations


def enough_epochs(epochs: int, *, steps_per_epoch: int, min_steps: int = 0) -> int:
    """The number of epochs that takes at least `min_steps` steps, and is at least `epochs`.

    A small corpus has few steps in an epoch, and a network needs steps to learn, whatever the
    corpus: eight epochs of 400 sentences are about a hundred of them.

    Args:
        epochs: passes over the training set, at least 1.
        steps_per_epoch: batches in an epoch, at least 1.
        min_steps: steps that the training takes at least; 0 for none.

    Raises:
        ValueError: for an argument out of its range.

    >>> enough_epochs(8, steps_per_epoch=13, min_steps=1000)
    77
    >>> enough_epochs(8, steps_per_epoch=400, min_steps=1000)
    8
    """
    check_counts(epochs=epochs, steps_per_epoch=steps_per_epoch)
    if min_steps < 0:
        raise ValueError(f"`min_steps` must be at least 0. Received: min_steps={min_steps!r}")
    return max(epochs, -(-min_steps // steps_per_epoch))


def check_counts(**counts: int) -> None:
    """Raises ValueError for a count below 1."""
    for name, value in counts.items():
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1. Received: {name}={value!r}")
