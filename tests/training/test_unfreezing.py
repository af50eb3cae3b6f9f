import signal

import keras
import numpy as np
import pytest

import seqtasks as st
from seqtasks.errors import Interrupted
from tests.training.counting import Striking, counting_batches, counting_network

PARTS = ("head", "encoder", "embedding")


def trained(directory, epochs, *, network=None, strike=None, resume=False, validate=None):
    network, batches = network or counting_network(), counting_batches(64)
    st.fit(
        network,
        Striking(batches, *strike) if strike else batches,
        counting_batches(16, seed=1),
        optimizer=keras.optimizers.Adam(1e-2),
        epochs=epochs,
        unfreeze=[network.encoder, network.embedding],
        validate=validate,
        run=st.Run(directory=directory, seed=5, checkpoint_minutes=0.0, resume=resume),
    )
    return network


def weights_of(network):
    return {part: [v.numpy() for v in getattr(network, part).trainable_variables] for part in PARTS}


@pytest.fixture(scope="module")
def training(tmp_path_factory):
    """A network that was trained for three epochs, and its weights before and after each."""
    network = counting_network()
    weights = [weights_of(network)]

    def validate():
        weights.append(weights_of(network))
        return {}

    trained(tmp_path_factory.mktemp("runs") / "run", 3, network=network, validate=validate)
    return network, weights


def test_layers_that_wait_keep_their_weights(training):
    start, *after = training[1]
    learnt = [
        [part for part in PARTS if any(map(np.any, map(np.subtract, weights[part], start[part])))]
        for weights in after
    ]
    assert learnt == [["head"], ["head", "encoder"], ["head", "encoder", "embedding"]]


def test_a_layer_that_waited_takes_no_leap(training):
    """Its first steps are no larger than they would be if it had learnt all the time."""
    _, before, after, _ = training[1]
    moves = [
        np.abs(one - other).max()
        for one, other in zip(before["encoder"], after["encoder"], strict=True)
    ]
    assert 0.0 < max(moves) <= 1.1e-2 * 2  # two steps of Adam


def test_an_interrupted_training_goes_on_with_what_waits(training, tmp_path):
    with pytest.raises(Interrupted):
        trained(tmp_path / "stopped", 3, strike=(3, signal.SIGTERM))
    resumed = trained(tmp_path / "stopped", 3, resume=True)
    for one, other in zip(training[0].get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
