"""A token that stands several times in a batch has one gradient, as with a dense table."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.training.gradients import summed_rows
from seqtasks.training.step import TrainStep

OPTIMIZERS = {
    "SGD": lambda **clip: keras.optimizers.SGD(0.5, **clip),
    "momentum": lambda **clip: keras.optimizers.SGD(0.5, momentum=0.9, nesterov=True, **clip),
    "Adam": lambda **clip: keras.optimizers.Adam(0.1, amsgrad=True, **clip),
    "AdamW": lambda **clip: keras.optimizers.AdamW(0.1, weight_decay=0.1, **clip),
    "RMSprop": lambda **clip: keras.optimizers.RMSprop(0.1, **clip),
    "Adagrad": lambda **clip: keras.optimizers.Adagrad(0.1, **clip),
}
CLIPS = [{"clipnorm": 0.5}, {"global_clipnorm": 0.5}, {"clipvalue": 0.1}]
CASES = [(name, {}) for name in OPTIMIZERS]
CASES += [(name, clip) for name in ("SGD", "Adam") for clip in CLIPS]


class Table(keras.Model):
    """A network that looks vectors up, and does no more."""

    def __init__(self, values):
        super().__init__()
        self.table = self.add_weight(shape=np.shape(values), initializer="zeros")
        self.table.assign(values)
        self.built = True

    def features(self, inputs, training=False):
        return keras.ops.take(self.table, inputs, axis=0)


def weighted_sum(network, inputs, features, labels, mask, **_):
    """A loss whose gradient with respect to the features is the labels, over the tokens."""
    return tf.reduce_sum(features * labels)


def steps(network, optimizer, *batches):
    optimizer.build(network.trainable_variables)
    step = TrainStep(network, optimizer, loss=weighted_sum)
    return [step(*map(tf.constant, batch)) for batch in batches]


@pytest.mark.parametrize(
    ("clip", "moved"),
    [({"clipnorm": 1.0}, 1.0), ({"global_clipnorm": 1.0}, 1.0), ({"clipvalue": 4.0}, 4.0)],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_token_that_stands_twice_is_clipped_once(clip, moved):
    network = Table([[0.0], [0.0], [0.0]])
    batch = np.array([[1, 1]]), np.full((1, 2, 1), 6.0, "float32"), np.array([[True, True]])
    (result,) = steps(network, keras.optimizers.SGD(1.0, **clip), batch)
    assert float(result.gradient_norm) == pytest.approx(6.0)  # 3 at each place
    np.testing.assert_allclose(network.table, [[0.0], [-moved], [0.0]], rtol=1e-6)


@pytest.mark.parametrize(("name", "clip"), CASES, ids=lambda part: str(part))
def test_every_optimizer_steps_as_with_a_dense_gradient(name, clip):
    random = np.random.default_rng(0)
    start = random.normal(size=(7, 2)).astype("float32")
    batches = [
        (
            random.integers(0, 5, (3, 4)),  # rows stand often, once and never
            random.normal(size=(3, 4, 2)).astype("float32") * 4.0,
            np.ones((3, 4), bool),
        )
        for _ in range(3)
    ]
    network, table = Table(start), keras.Variable(start)
    results = steps(network, OPTIMIZERS[name](**clip), *batches)
    optimizer = OPTIMIZERS[name](**clip)
    optimizer.build([table])
    for (rows, slices, _), result in zip(batches, results, strict=True):
        dense = np.zeros_like(start)
        np.add.at(dense, rows, slices / rows.size)
        assert float(result.gradient_norm) == pytest.approx(np.linalg.norm(dense), rel=1e-5)
        optimizer.apply([tf.constant(dense)], [table])
    np.testing.assert_allclose(network.table, table, rtol=1e-5, atol=1e-6)
    assert np.abs(network.table - start).max() > 0.05


def test_a_table_that_is_read_in_two_places_has_one_gradient():
    class Twice(Table):
        def features(self, inputs, training=False):
            return super().features(inputs) + super().features(inputs[:, ::-1])

    network = Twice([[0.0], [0.0], [0.0]])
    batch = np.array([[1, 2]]), np.full((1, 2, 1), 6.0, "float32"), np.array([[True, True]])
    (result,) = steps(network, keras.optimizers.SGD(1.0, clipvalue=4.0), batch)
    assert float(result.gradient_norm) == pytest.approx(np.sqrt(72.0))  # twice 3 for each row
    np.testing.assert_allclose(network.table, [[0.0], [-4.0], [-4.0]], rtol=1e-6)


def test_a_tied_head_and_the_lookups_have_one_gradient():
    network = st.NextTokenNetwork(embedding=st.TokenEmbedding(9, 4), encoder=st.WindowEncoder(2, 4))
    inputs, labels = (np.random.default_rng(0).integers(0, 3, (2, 3, 5))).astype("int32")
    variables = [variable.value for variable in network.trainable_variables]
    with tf.GradientTape() as tape:
        nats = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, network(inputs))
        loss = tf.reduce_mean(nats)
    dense = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, variables)]
    norm = np.sqrt(sum(np.sum(np.square(gradient)) for gradient in dense))
    optimizer = keras.optimizers.SGD(1.0, global_clipnorm=0.01)
    optimizer.build(network.trainable_variables)
    before = network.get_weights()
    batch = tf.constant(inputs), tf.constant(labels), tf.ones((3, 5), tf.bool)
    assert float(TrainStep(network, optimizer)(*batch).gradient_norm) == pytest.approx(norm)
    for old, new, gradient in zip(before, network.get_weights(), dense, strict=True):
        np.testing.assert_allclose(new, old - gradient * 0.01 / norm, rtol=1e-4, atol=1e-6)


def test_rows_are_summed_as_they_would_be_in_a_dense_gradient_and_no_more_are_kept():
    random = np.random.default_rng(0)
    values = tf.constant(random.normal(size=(500, 8)), tf.float32)
    rows = tf.constant(random.zipf(1.3, 500) % 10_000, tf.int32)
    given = tf.IndexedSlices(values, rows, tf.constant([10_000, 8]))
    found = summed_rows(given)
    np.testing.assert_array_equal(tf.convert_to_tensor(found), tf.convert_to_tensor(given))
    assert len(found.indices) == len(np.unique(rows)) < 500
    assert summed_rows(None) is None
    assert summed_rows(values) is values
