"""Learning rates that follow the steps of a training."""

from __future__ import annotations

import keras

from seqtasks.training.epochs import check_counts


def warmup_cosine(
    learning_rate: float,
    *,
    epochs: int,
    steps_per_epoch: int,
    warmup: float = 0.05,
    min_warmup_steps: int = 0,
) -> keras.optimizers.schedules.LearningRateSchedule:
    """A rate that rises linearly from 0 to its peak, then falls to 0 by a cosine.

    With w warm-up steps and d steps after them, the rate at step t is peak · t / w for t < w, and
    then peak · (1 + cos(π (t - w) / d)) / 2. Of s steps, w is `warmup` · s, but at least
    `min_warmup_steps`, as long as these leave half of all steps for the decay: what a rate that
    rises too fast spoils, a short training does not mend.

    Args:
        learning_rate: the peak, above 0.
        epochs: of the training, at least 1.
        steps_per_epoch: batches in an epoch, at least 1.
        warmup: share of the steps in which the rate rises, in [0, 1).
        min_warmup_steps: steps in which it rises at least, but no more than half of all.

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
    if min_warmup_steps < 0:
        raise ValueError(
            f"`min_warmup_steps` must be at least 0. Received: min_warmup_steps={min_warmup_steps}"
        )
    check_counts(epochs=epochs, steps_per_epoch=steps_per_epoch)
    steps = epochs * steps_per_epoch
    warmup_steps = int(warmup * steps)
    decay_steps = int((1.0 - warmup) * steps)
    if warmup_steps < min(min_warmup_steps, steps // 2):
        warmup_steps = min(min_warmup_steps, steps // 2)
        decay_steps = steps - warmup_steps
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=learning_rate,
        warmup_steps=warmup_steps,
        decay_steps=max(1, decay_steps),
    )
