import keras
import numpy as np
import tensorflow as tf

from seqtasks.training.step import TrainStep
from tests.networks import random_ids, tiny_network


def batch():
    target = random_ids(6, 4)
    inputs = {"source": random_ids(6, 5, seed=1), "target": target}
    return tf.nest.map_structure(tf.constant, (inputs, target, target != 0))


def losses(spec):
    network = tiny_network("rnn", bidirectional=False)
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.build(network.trainable_variables)
    step = TrainStep(network, optimizer, spec=spec)
    return [float(step(*batch()).nats) for _ in range(3)]


def test_a_graph_for_known_shapes_takes_the_same_steps():
    spec = tf.nest.map_structure(lambda tensor: tf.TensorSpec(tensor.shape, tensor.dtype), batch())
    known, unknown = losses(spec), losses(None)
    np.testing.assert_allclose(known, unknown, rtol=1e-5)
    assert known[2] < known[0]
