"""A small training with everything that must survive a resume: dropout, schedule, shuffling.

The network reads a window of two tokens and predicts the next: nothing recurrent, which would take
most of the time of these tests to trace. As a script, `python -m tests.training.counting DIRECTORY
STEP` trains and kills itself with SIGKILL before that step.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

import seqtasks as st
from seqtasks.datasets.batches import Batches


def counting_network() -> st.NextTokenNetwork:
    keras.utils.set_random_seed(1)
    return st.NextTokenNetwork(
        embedding=st.TokenEmbedding(12, 8, dropout=0.2),
        encoder=st.WindowEncoder(2, 8),
        head=keras.layers.Dense(12),
        dropout=0.2,
    )


def counting_batches(rows: int, *, seed: int = 0, batch_size: int = 32) -> Batches:
    """Texts of two to five tokens, each one more than the token before it, and `<eos>`."""
    random = np.random.default_rng(seed)
    starts, lengths = random.integers(4, 12, rows), random.integers(2, 6, rows)
    texts = [
        [*((start + np.arange(length) - 4) % 8 + 4).tolist(), 3]
        for start, length in zip(starts, lengths, strict=True)
    ]

    def example(columns):
        labels = columns["text"]
        mask = labels != 0
        late = tf.concat([tf.fill([tf.shape(labels)[0], 1], 2), labels[:, :-1]], axis=1)
        return tf.where(mask, late, 0), labels, mask

    columns = {"text": tf.ragged.constant(texts, dtype=tf.int32)}
    return Batches(columns, example, sort_by=("text",), batch_size=batch_size)


class Striking:
    """Batches during which a signal arrives, before the given step of the whole training."""

    def __init__(self, batches, step: int, number: int) -> None:
        self.batches, self.step, self.number, self.taken = batches, step, number, 0
        self.plan, self.padding_share = batches.plan, batches.padding_share
        self.continuous, self.spec = batches.continuous, batches.spec

    def dataset(self, plan):
        for batch in self.batches.dataset(plan):
            self.taken += 1
            if self.taken == self.step:
                os.kill(os.getpid(), self.number)
            yield batch


def train(directory: Path, *, strike=None, optimizer=None, epochs: int = 3, **settings):
    """Trains for three epochs of four steps; returns the network and the report."""
    directory.mkdir(exist_ok=True)
    network = counting_network()
    batches = counting_batches(128)
    options = {name: settings.pop(name, False) for name in ("resume", "smoke", "tensorboard")}
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, decay_steps=12)
    report = st.fit(
        network,
        Striking(batches, *strike) if strike else batches,
        counting_batches(40, seed=1),
        optimizer=optimizer or keras.optimizers.Adam(schedule, global_clipnorm=1.0),
        epochs=epochs,
        run=st.Run(directory=directory, seed=5, checkpoint_minutes=0.0, **options),
        **settings,
    )
    return network, report


if __name__ == "__main__":
    train(Path(sys.argv[1]), strike=(int(sys.argv[2]), signal.SIGKILL))
