"""Learning rates that follow the steps of a training."""

from __future__ import annotations

import keras


def warmup_cosine(
    learning_rate: float, *, epochs: int, steps_per_epoch: int, warmup: float = 0.05
) -> keras.optimizers.schedules.LearningRateSchedule:
    """A rate that rises linearly from 0 to its peak, then falls to 0 by a cosine.

    With w warm-up steps and d steps after them, the rate at step t is peak · t / w for t < w, and
    then peak · (1 + cos(π (t - w) / d)) / 2.

    Args:
        learning_rate: the peak, above 0.
        epochs: of the training, at least 1.
        steps_per_epoch: batches in an epoch, at least 1.
        warmup: share of the steps in which the rate rises, in [0, 1).

    Returns:
        A schedule for a Keras optimizer.

    Raises:
        ValueError: for an argument out of its range.

    Reference:
        Loshchilov & Hutter, 2017, https://arxiv.org/abs/1608.03983, without restarts.

    >>> schedule = warmup_cosine(0.1, epochs=2, steps_per_epoch=50, warmup=0.2)
    >>> [round(float(schedule(step)), 3) for step in (0, 10, 20, 60, 100)]
    [0.0, 0.05, 0.1, 0.05, 0.0]
    """
    if not learning_rate > 0.0:
        raise ValueError(
            f"`learning_rate` must be above 0. Received: learning_rate={learning_rate!r}"
        )
    if not 0.0 <= warmup < 1.0:
        raise ValueError(f"`warmup` must lie in [0, 1). Received: warmup={warmup!r}")
    for name, value in (("epochs", epochs), ("steps_per_epoch", steps_per_epoch)):
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1. Received: {name}={value!r}")
    steps = epochs * steps_per_epoch
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=learning_rate,
        warmup_steps=int(warmup * steps),
        decay_steps=max(1, int((1.0 - warmup) * steps)),
    )
