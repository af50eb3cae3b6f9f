import keras
import numpy as np
import pytest

from tests.classification import classification_network
from tests.networks import random_ids

NETWORKS = [("none", "mean"), ("none", "sum"), ("convolution", "max"), ("lstm", "attention")]


@pytest.mark.parametrize(("encoder", "pooling"), NETWORKS)
def test_padding_changes_nothing_and_rows_do_not_meet(encoder, pooling):
    network, token_ids = classification_network(12, encoder, pooling), random_ids(4, 6)
    scores = np.asarray(network(token_ids))
    further = np.pad(token_ids, [[0, 0], [0, 3]])
    np.testing.assert_allclose(network(further), scores, atol=1e-5)
    for row, expected in zip(token_ids, scores, strict=True):
        np.testing.assert_allclose(network(row[None])[0], expected, atol=1e-5)


@pytest.mark.parametrize(("encoder", "pooling"), NETWORKS)
def test_it_comes_back_from_a_file(encoder, pooling, tmp_path):
    network, token_ids = classification_network(12, encoder, pooling), random_ids(4, 6)
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(token_ids), network(token_ids))
    assert loaded.dropout.rate == 0.2


def test_a_bag_does_not_see_the_order_and_the_others_do():
    token_ids = np.array([[4, 5, 6, 7]], "int32")
    for encoder, pooling in NETWORKS:
        network = classification_network(12, encoder, pooling)
        same = np.allclose(network(token_ids), network(token_ids[:, ::-1]), atol=1e-5)
        assert same is (encoder == "none"), encoder
