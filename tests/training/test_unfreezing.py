import signal

import keras
import numpy as np
import pytest

import seqtasks as st
from seqtasks.errors import Interrupted
from tests.training.counting import Striking, counting_batches, counting_network


def trained(directory, epochs, **settings):
    network = counting_network()
    batches, strike = counting_batches(64), settings.pop("strike", None)
    st.fit(
        network,
        Striking(batches, *strike) if strike else batches,
        counting_batches(16, seed=1),
        optimizer=settings.pop("optimizer", None) or keras.optimizers.Adam(1e-2),
        epochs=epochs,
        run=st.Run(
            directory=directory,
            seed=5,
            checkpoint_minutes=0.0,
            resume=settings.pop("resume", False),
        ),
        **{"unfreeze": [network.encoder, network.embedding], **settings},
    )
    return network


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """What one, two and three epochs taught."""
    return {n: trained(tmp_path_factory.mktemp("runs") / "run", n) for n in (1, 2, 3)}


def test_layers_that_wait_keep_their_weights(networks):
    start = counting_network()
    learnt = {}
    for epochs, network in networks.items():
        learnt[epochs] = {
            name: not all(
                np.array_equal(a, b)
                for a, b in zip(
                    getattr(network, name).trainable_variables,
                    getattr(start, name).trainable_variables,
                    strict=True,
                )
            )
            for name in ("head", "encoder", "embedding")
        }
    assert learnt == {
        1: {"head": True, "encoder": False, "embedding": False},
        2: {"head": True, "encoder": True, "embedding": False},
        3: {"head": True, "encoder": True, "embedding": True},
    }


def test_a_layer_that_waited_takes_no_leap(networks):
    """Its first steps are no larger than they would be if it had learnt all the time."""
    before, after = networks[1], networks[2]
    moved = np.abs(np.subtract(before.encoder.hidden.kernel, after.encoder.hidden.kernel)).max()
    assert 0.0 < moved <= 1.1e-2 * 2  # two steps of Adam


def test_an_interrupted_training_goes_on_with_what_waits(networks, tmp_path):
    with pytest.raises(Interrupted):
        trained(tmp_path / "stopped", 3, strike=(3, signal.SIGTERM))
    resumed = trained(tmp_path / "stopped", 3, resume=True)
    for one, other in zip(networks[3].get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
