import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks import recurrence
from seqtasks.blocks.paths import choose_path, in_cudnn, in_keras, recurrence_path
from seqtasks.blocks.recurrent_layer import RecurrentLayer


def path_in_graph(*size, cell=None):
    """The path that a graph for inputs of a size takes."""
    found = []

    @tf.function(input_signature=[tf.TensorSpec((*size, 3))], autograph=False)
    def graph(inputs):
        found.append(choose_path(cell or st.LSTM(4), inputs))
        return inputs

    graph.get_concrete_function()
    return found[0]


def test_a_graph_is_compiled_where_batch_and_time_are_known():
    assert path_in_graph(2, 5) == "xla"
    assert path_in_graph(None, 5) == path_in_graph(2, None) == "loop"
    assert path_in_graph(2, 5, cell=st.LSTM(4, layer_norm=True)) == "loop"
    assert choose_path(st.LSTM(4), tf.zeros((2, 5, 3))) == "loop"  # never for a single call


def test_every_layer_of_a_deep_encoder_is_compiled(monkeypatch):
    found = []

    def choose(cell, inputs):
        found.append(choose_path(cell, inputs))
        return found[-1]

    monkeypatch.setattr("seqtasks.blocks.recurrent_layer.choose_path", choose)
    encoder = st.RecurrentEncoder("gru", 4, num_layers=3, bidirectional=True)
    encoder.build((None, None, 3))
    signature = [tf.TensorSpec((2, 5, 3))]
    graph = tf.function(lambda x: encoder(x), input_signature=signature, autograph=False)
    assert graph.get_concrete_function().output_shapes == (2, 5, 8)
    assert found == ["xla"] * 6


def test_a_gpu_takes_the_cells_of_cudnn_through_keras(monkeypatch):
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda kind: [kind])
    assert path_in_graph(2, 5) == path_in_graph(None, None, cell=st.GRU(4)) == "keras"
    assert path_in_graph(2, 5, cell=st.GRU(4, reset_after=False)) == "loop"
    assert path_in_graph(2, 5, cell=st.LSTM(4, peepholes=True)) == "loop"


def test_a_path_can_be_forced():
    with recurrence_path("loop"):
        assert path_in_graph(2, 5) == "loop"
        with recurrence_path("keras"):
            assert path_in_graph(2, 5) == "keras"
    assert path_in_graph(2, 5) == "xla"


def operations(function):
    """The kinds of operations of a graph and of the functions that it calls."""
    graph = function.graph.as_graph_def()
    nodes = [*graph.node, *(n for f in graph.library.function for n in f.node_def)]
    return {node.op for node in nodes}


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("cell", [st.LSTM(5), st.LSTM(5, peepholes=True)])
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("padding", [None, 0, 2])
def test_one_sequence_alone_is_read_as_by_the_loop(cell, reverse, rows, padding):
    keras.utils.set_random_seed(1)
    layer = RecurrentLayer(cell, reverse=reverse)
    inputs = keras.random.normal((rows, 6, 3))
    state = layer.cell.state_type(*(keras.random.normal((rows, 5)) for _ in range(2)))
    mask = None if padding is None else tf.repeat([tf.range(6) < 6 - padding], rows, axis=0)
    layer.build(inputs.shape)
    for weight in layer.weights:
        weight.assign(keras.random.normal(weight.shape))
    made = {}
    for path in ("serving", "loop"):
        read = tf.function(
            lambda x, h, c: layer(x, mask=mask, initial_state=type(state)(h, c)),
            input_signature=[tf.TensorSpec((None, None, 3)), *[tf.TensorSpec((None, 5))] * 2],
            autograph=False,
        )
        with recurrence_path(path):
            graph = read.get_concrete_function()
        assert ("BlockLSTMV2" in operations(graph)) == (path == "serving")
        outputs, final = read(inputs, *state)
        made[path] = [outputs, *final]
    for ours, theirs in zip(*made.values(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def test_a_graph_that_serves_refuses_a_gradient():
    layer = RecurrentLayer(st.LSTM(4))
    inputs = tf.zeros((1, 3, 2))
    with recurrence_path("serving"), tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs, _ = layer(inputs)
    with pytest.raises(LookupError, match="'serving'. has none"):
        tape.gradient(outputs, inputs)


def test_other_cells_have_no_branch_for_one_sequence():
    for cell in (st.GRU(4), st.RNN(4), st.LSTM(4, coupled=True), st.LSTM(4, layer_norm=True)):
        layer = RecurrentLayer(cell)
        layer.build((None, None, 3))
        signature = [tf.TensorSpec((None, None, 3))]
        graph = tf.function(layer, input_signature=signature, autograph=False)
        with recurrence_path("serving"):
            assert "BlockLSTMV2" not in operations(graph.get_concrete_function())


def test_what_cannot_be_forced_is_refused():
    with pytest.raises(ValueError, match="one of 'auto', 'loop', .* Received: path='fast'"):
        recurrence_path("fast").__enter__()
    with recurrence_path("keras"), pytest.raises(ValueError, match="a cell that Keras has"):
        path_in_graph(2, 5, cell=st.LSTM(4, coupled=True))
    with recurrence_path("xla"), pytest.raises(ValueError, match="no layer normalisation"):
        path_in_graph(2, 5, cell=st.GRU(4, layer_norm=True))


def test_cells_of_keras_and_of_cudnn():
    assert in_keras(st.RNN(4))
    assert not in_cudnn(st.RNN(4))
    assert in_keras(st.GRU(4, weight_drop=0.5))
    assert in_cudnn(st.GRU(4, weight_drop=0.5))
    assert not in_keras(st.LSTM(4, recurrent_dropout=0.5))


def test_batches_of_many_shapes_share_one_graph_without_compilation():
    encoder = st.RecurrentEncoder("gru", 4)
    encoder.build((None, None, 3))
    graph = tf.function(
        lambda inputs: encoder(inputs),
        input_signature=[tf.TensorSpec((None, None, 3))],
        autograph=False,
    )
    for size in ((2, 5), (3, 7), (1, 1)):
        assert graph(tf.zeros((*size, 3))).shape == (*size, 4)
    assert graph.experimental_get_tracing_count() == 1
    compiled = "_XlaMustCompile"
    functions = graph.get_concrete_function().graph.as_graph_def().library.function
    assert not any(function.attr[compiled].b for function in functions)


@pytest.mark.parametrize(
    "cell", [st.LSTM(4, recurrent_dropout=0.5), st.GRU(4)], ids=["lstm", "gru"]
)
def test_halves_of_a_batch_compute_what_the_whole_does(monkeypatch, cell):
    monkeypatch.setattr(recurrence, "SPLIT_FROM", 5)
    keras.utils.set_random_seed(1)
    layer = RecurrentLayer(cell)
    layer.build((None, None, 3), (None, 2))
    random = np.random.default_rng(0)
    inputs = tf.constant(random.normal(size=(5, 4, 3)), tf.float32)
    mask = tf.constant(np.arange(4) < np.array([4, 1, 3, 2, 4])[:, None])
    context = tf.constant(random.normal(size=(5, 2)), tf.float32)
    initial_state = cell.state_type(
        *(tf.constant(random.normal(size=(5, 4)), tf.float32) for _ in cell.state_type._fields)
    )
    arguments = (inputs, mask, initial_state, context)
    weights = [variable.value for variable in layer.trainable_variables]

    def run(alone):
        @tf.function(autograph=False)
        def graph(inputs, mask, initial_state, context):
            with tf.GradientTape() as tape:
                tape.watch([inputs, *initial_state, context])
                left = layer(inputs, mask, initial_state, context, training=True, alone=alone)
                loss = sum(tf.reduce_sum(tensor**2) for tensor in tf.nest.flatten(left))
            return left, tape.gradient(loss, [inputs, *initial_state, context, *weights])

        if cell.recurrent_dropout:
            layer.seed_generator.state.assign([3, 0])
        left = graph(*arguments)
        loops = [
            node
            for node in graph.get_concrete_function(*arguments).graph.get_operations()
            if "PartitionedCall" in node.type
        ]
        return left, len(loops)

    halves, twice = run(alone=True)
    whole, once = run(alone=False)
    assert twice == 2 * once  # each half on its own, forward and backward
    for one, other in zip(tf.nest.flatten(halves), tf.nest.flatten(whole), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_a_model_can_be_compiled_as_a_whole():
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((6, 3)),
            st.RecurrentEncoder("lstm", 4, bidirectional=True),
            keras.layers.Dense(1),
        ]
    )
    inputs = np.random.default_rng(0).normal(size=(8, 6, 3)).astype("float32")
    labels = inputs.sum(axis=(1, 2))[:, None, None] * np.ones((1, 6, 1), "float32")
    before = model.get_weights()
    losses = []
    for jit_compile in (False, True):
        model.set_weights(before)
        model.compile(keras.optimizers.SGD(0.1), "mse", jit_compile=jit_compile)
        losses.append(model.fit(inputs, labels, epochs=2, verbose=0, shuffle=False).history)
    np.testing.assert_allclose(losses[0]["loss"], losses[1]["loss"], rtol=1e-5)
