import keras
import numpy as np
import pytest

import seqtasks as st
from tests.training.counting import counting_batches, counting_network


def trained(directory, epochs, **settings):
    network = counting_network()
    st.fit(
        network,
        counting_batches(64),
        counting_batches(16, seed=1),
        optimizer=settings.pop("optimizer", None) or keras.optimizers.Adam(1e-2),
        epochs=epochs,
        run=st.Run(directory=directory, seed=5),
        **{"unfreeze": [network.encoder, network.embedding], **settings},
    )
    return network


def test_layers_that_wait_keep_their_weights(tmp_path):
    start = counting_network()
    learnt = {}
    for epochs in (1, 2, 3):
        network = trained(tmp_path / str(epochs), epochs, monitor="loss")
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


def test_weight_decay_is_refused(tmp_path):
    with pytest.raises(ValueError, match="`unfreeze` needs an optimizer without weight decay"):
        trained(tmp_path, 1, optimizer=keras.optimizers.AdamW(1e-2))
