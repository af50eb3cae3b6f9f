"""A small training with everything that must survive a resume: dropout, schedule, shuffling.

As a script, `python -m tests.training.reversal DIRECTORY STEP` trains and kills itself with
SIGKILL before that step.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import keras

import seqtasks as st
from tests.networks import reversal_batches, tiny_network


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
    network = tiny_network("rnn", dropout=0.2, bidirectional=False)
    batches = reversal_batches(128)
    options = {name: settings.pop(name, False) for name in ("resume", "smoke", "tensorboard")}
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, decay_steps=12)
    report = st.fit(
        network,
        Striking(batches, *strike) if strike else batches,
        reversal_batches(40, seed=1),
        optimizer=optimizer or keras.optimizers.Adam(schedule, global_clipnorm=1.0),
        epochs=epochs,
        run=st.Run(directory=directory, seed=5, checkpoint_minutes=0.0, **options),
        **settings,
    )
    return network, report


if __name__ == "__main__":
    train(Path(sys.argv[1]), strike=(int(sys.argv[2]), signal.SIGKILL))
