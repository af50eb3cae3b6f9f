"""Padding may stand anywhere: every block reads a row's tokens as if they stood alone."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.keras_layers import keras_layer
from seqtasks.blocks.masks import reverse_tokens
from seqtasks.blocks.paths import in_keras, recurrence_path
from seqtasks.blocks.recurrent_layer import RecurrentLayer
from seqtasks.decoding.viterbi import Transitions, viterbi
from tests.blocks import reference_cells
from tests.test_conformance import CELLS, MORE_CELLS

TIME, DIM = 4, 3
MASKS = {
    "on the right": ["1110", "1000", "1100"],
    "on the left": ["0111", "0001", "1111"],
    "in the middle": ["1101", "1001", "1011"],
    "nothing": ["0000", "0110", "0101"],
    "all": ["1111", "1111", "1111"],
}
ALL = np.array([[c == "1" for c in row] for rows in MASKS.values() for row in rows])
RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(len(ALL), TIME, DIM)).astype("float32")
ROWS = [tokens.any() for tokens in ALL]


def alone(values, row):
    """The values at a row's tokens, as a batch of one."""
    return values[row][ALL[row]][None]


def layer_of(cell, *, reverse):
    """A layer whose weights are all at work, and the state that it begins at."""
    layer = RecurrentLayer(cell, reverse=reverse)
    layer.build((None, None, DIM))
    random = np.random.default_rng(1)
    for variable in layer.trainable_variables:
        variable.assign(variable + 0.5 * random.normal(size=variable.shape))
    fields = cell.state_type._fields
    tensors = random.normal(size=(len(fields), len(ALL), cell.units)).astype("float32")
    return layer, cell.state_type(*map(tf.constant, tensors))


@pytest.mark.parametrize("reverse", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("name", [*CELLS, *MORE_CELLS])
def test_every_cell_reads_the_tokens_whatever_the_mask(name, reverse):
    cell = {**CELLS, **MORE_CELLS}[name]
    layer, state = layer_of(cell, reverse=reverse)
    expected, final = reference_cells.read(layer, INPUTS, ALL, state)
    for path in ("loop", "serving", *(["keras"] if in_keras(cell) else [])):
        with recurrence_path(path):
            memory, after = layer(INPUTS, mask=tf.constant(ALL), initial_state=state)
        np.testing.assert_allclose(memory, expected, rtol=1e-4, atol=1e-5, err_msg=path)
        for ours, theirs in zip(after, final, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5, err_msg=path)


@pytest.mark.slow
@pytest.mark.parametrize("reverse", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("name", [*CELLS, *MORE_CELLS])
def test_random_masks_are_read_alike_on_every_path(name, reverse):
    cell, random = {**CELLS, **MORE_CELLS}[name], np.random.default_rng(2)
    layer, _ = layer_of(cell, reverse=reverse)
    paths = ["loop", *(["xla"] * (not cell.layer_norm)), *(["keras"] if in_keras(cell) else [])]
    graphs = {path: tf.function(layer, autograph=False) for path in paths}
    for _ in range(20):
        inputs = random.normal(size=(6, 9, DIM)).astype("float32")
        mask = random.random((6, 9)) < random.random()
        state = tuple(
            random.normal(size=(6, cell.units)).astype("float32") for _ in cell.state_type._fields
        )
        expected, final = reference_cells.read(layer, inputs, mask, state)
        for path, graph in graphs.items():
            with recurrence_path(path):
                memory, after = graph(
                    tf.constant(inputs),
                    tf.constant(mask),
                    cell.state_type(*map(tf.constant, state)),
                )
            for ours, theirs in zip([memory, *after], [expected, *final], strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5, err_msg=path)


@pytest.mark.parametrize("reverse", [False, True], ids=["forward", "backward"])
def test_cudnn_would_get_what_it_takes(monkeypatch, reverse):
    """Its kernels refuse padding that is not on the right, and rows without a token."""
    layer, state = layer_of(st.GRU(4), reverse=reverse)
    stock = keras_layer(layer.cell, DIM, layer.dtype_policy.name)
    seen, call = [], stock.stateless_call
    monkeypatch.setattr(
        stock,
        "stateless_call",
        lambda *given, mask, **more: seen.append(np.array(mask)) or call(*given, mask=mask, **more),
    )
    with recurrence_path("keras"):
        layer(INPUTS, mask=tf.constant(ALL), initial_state=state)
    (mask,) = seen
    lengths = np.maximum(ALL.sum(axis=1), 1)
    np.testing.assert_array_equal(mask, np.arange(TIME) < lengths[:, None])


def test_reversal_moves_the_tokens_and_leaves_the_padding():
    token_ids = np.array([[0, 5, 6, 0, 7], [0, 0, 0, 0, 0], [8, 0, 9, 3, 0]], "int32")
    expected = [[0, 7, 6, 0, 5], [0, 0, 0, 0, 0], [3, 0, 9, 8, 0]]
    np.testing.assert_array_equal(reverse_tokens(token_ids, token_ids != 0), expected)
    vectors = np.stack([token_ids, -token_ids], axis=2).astype("float32")
    reversed_ = reverse_tokens(vectors, token_ids != 0)
    np.testing.assert_array_equal(reversed_[:, :, 1], -np.array(expected))


@pytest.mark.parametrize("method", ["last", "both", "mean", "sum", "max", "attention"])
def test_pooling_is_of_the_tokens(method):
    keras.utils.set_random_seed(1)
    memory = RANDOM.normal(size=(len(ALL), TIME, 4)).astype("float32")
    pooling = st.SequencePooling(method)
    pooled = pooling(memory, mask=tf.constant(ALL))
    for row in np.flatnonzero(ROWS):
        expected = pooling(alone(memory, row))[0]
        np.testing.assert_allclose(pooled[row], expected, rtol=1e-5, atol=1e-6)


def test_windows_hold_tokens_only():
    keras.utils.set_random_seed(1)
    encoder = st.WindowEncoder(3, 5, direct=True)
    encoder.build((None, None, DIM))
    memory, state = encoder(INPUTS, mask=tf.constant(ALL))
    np.testing.assert_array_equal(np.array(memory)[~ALL], 0.0)
    for row in np.flatnonzero(ROWS):
        expected, final = encoder(alone(INPUTS, row))
        np.testing.assert_allclose(memory[row][ALL[row]], expected[0], rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(state.vectors[row], final.vectors[0])


def test_padding_before_the_tokens_changes_no_convolution():
    keras.utils.set_random_seed(1)
    encoder = st.ConvolutionEncoder(4, (2, 3))
    left, right = np.array([[False, False, True, True]]), np.array([[True, True, False, False]])
    moved = np.roll(INPUTS[:1], 2, axis=1)
    on_right, on_left = encoder(INPUTS[:1], mask=right), encoder(moved, mask=left)
    np.testing.assert_allclose(on_left[:, 2:], on_right[:, :2], rtol=1e-5, atol=1e-6)


def test_a_random_field_and_its_best_labels_are_of_the_tokens():
    crf = st.LinearChainCRF(3)
    crf.build()
    crf.set_weights([RANDOM.normal(size=weight.shape) for weight in crf.get_weights()])
    scores = 2 * RANDOM.normal(size=(len(ALL), TIME, 3)).astype("float32")
    labels = RANDOM.integers(0, 3, (len(ALL), TIME)).astype("int32")
    mask = tf.constant(ALL)
    marginals, nats = crf(scores, mask), crf.nats(scores, labels, mask)
    weights = Transitions(*map(np.array, (crf.transitions, crf.start, crf.end)))
    best, score = viterbi(scores, mask, weights)
    for row in (1, 3, 7, 10):
        tokens = alone(scores, row), np.ones((1, ALL[row].sum()), bool)
        expected = crf(*tokens)[0]
        np.testing.assert_allclose(marginals[row][ALL[row]], expected, rtol=1e-4, atol=1e-5)
        of_row = crf.nats(tokens[0], alone(labels, row), tokens[1])[0]
        np.testing.assert_allclose(nats[row], of_row, rtol=1e-4, atol=1e-5)
        expected, best_score = viterbi(*tokens, weights)
        np.testing.assert_array_equal(np.array(best)[row][ALL[row]], expected[0])
        np.testing.assert_allclose(score[row], best_score[0], rtol=1e-5)
