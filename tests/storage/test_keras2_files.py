"""Files of Keras 2 answer as they did there; tests/oracles compares every kind of layer with it."""

import json
import zipfile

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.imported import masks_end_silently
from seqtasks.blocks.keras2 import Merge, hard_sigmoid_of_keras_2
from seqtasks.convert.importing import import_model
from seqtasks.convert.vocabulary import ReadsText
from seqtasks.errors import DataWarning, RunError
from seqtasks.export.exporting import export
from seqtasks.storage.keras_files import load_keras_model
from tests.tasks.keras2_writer import functional, layer, sequential, write_archive, write_h5

WORDS = ["good", "bad", "film", "not", "very"]
LINES = ["good film", "not good", "a very very bad film", "film"]
SIZE, DIM, UNITS = len(WORDS) + 2, 3, 4
RANDOM = np.random.default_rng(0)


def arrays(*shapes):
    return [RANDOM.normal(size=shape) for shape in shapes]


IDS, EMBEDDING = layer("InputLayer", "ids", dtype="int32"), (SIZE, DIM)
OF_LSTM = ((DIM, 4 * UNITS), (UNITS, 4 * UNITS), (4 * UNITS,))
OF_DENSE = ((UNITS, 2), (2,))


def embedding(name="embedding", *inbound, masked=True):
    settings = {"input_dim": SIZE, "output_dim": DIM, "mask_zero": masked, "input_length": None}
    return layer("Embedding", name, *inbound, **settings, batch_input_shape=[None, None])


def lstm(name="lstm", *inbound, **settings):
    settings = {"units": UNITS, "activation": "tanh", "time_major": False, **settings}
    return layer("LSTM", name, *inbound, **settings)


def dense(*inbound):
    return layer("Dense", "dense", *inbound, units=2, activation="softmax")


def ids_of(line, length=None):
    ids = [WORDS.index(word) + 2 if word in WORDS else 1 for word in line.split()]
    return np.array([ids + [0] * ((length or max(1, len(ids))) - len(ids))])


@pytest.fixture
def imported(tmp_path):
    """The answers of the run that is made of a file, loaded again from its directory."""
    (tmp_path / "vocabulary.txt").write_text("\n".join(["", "[UNK]", *WORDS]) + "\n")
    (tmp_path / "labels.txt").write_text("neg\npos\n")

    def answers(lines=LINES, *, name="model.h5", **reads):
        import_model(
            tmp_path / name,
            tmp_path / "run",
            task="classification",
            tokenizer=tmp_path / "vocabulary.txt",
            labels=tmp_path / "labels.txt",
            reads=ReadsText("spaces", **reads),
        )
        records = st.load(tmp_path / "run").predict_records(lines)
        return np.array([record["probabilities"] for record in records])

    return answers


def clipped(x):
    return np.clip(0.2 * x + 0.5, 0.0, 1.0)


def read_by_hand(line, weights, gate=clipped):
    """The answer of an embedding, an LSTM and a softmax to a line, in NumPy."""
    (table,), (W, R, b), (kernel, bias) = weights
    h = c = np.zeros(UNITS)
    for token in ids_of(line)[0]:
        i, f, g, o = np.split(table[token] @ W + h @ R + b, 4)
        c = gate(f) * c + gate(i) * np.tanh(g)
        h = gate(o) * np.tanh(c)
    scores = np.exp(h @ kernel + bias)
    return scores / scores.sum()


def test_the_hard_sigmoid_of_keras_2_is_a_fifth_of_x_and_a_half(tmp_path, imported):
    assert float(hard_sigmoid_of_keras_2(keras.ops.array(1.0))) == pytest.approx(0.7)
    weights = [arrays(EMBEDDING), arrays(*OF_LSTM), arrays(*OF_DENSE)]
    expected = [read_by_hand(line, weights) for line in LINES]
    model = sequential(embedding(), lstm(recurrent_activation="hard_sigmoid"), dense())
    by_layer = zip(("embedding", "lstm", "dense"), weights, strict=True)
    write_h5(tmp_path / "model.h5", model, dict(by_layer))
    np.testing.assert_allclose(imported(), expected, rtol=1e-4)
    plain = [read_by_hand(line, weights, lambda x: 1 / (1 + np.exp(-x))) for line in LINES]
    assert np.abs(np.subtract(expected, plain)).max() > 0.005


@pytest.mark.parametrize("layers", ["layers", "_layer_checkpoint_dependencies"])
def test_an_archive_of_keras_2_answers_as_it_did(tmp_path, layers):
    weights = [arrays(EMBEDDING), arrays(*OF_LSTM), arrays(*OF_DENSE)]
    model = sequential(embedding(), lstm(recurrent_activation="hard_sigmoid"), dense())
    places = (f"{layers}/embedding", f"{layers}/lstm/cell", f"{layers}/dense")
    write_archive(tmp_path / "model.keras", model, dict(zip(places, weights, strict=True)))
    model = load_keras_model(tmp_path / "model.keras")
    for line in LINES:
        expected = read_by_hand(line, weights)
        np.testing.assert_allclose(model(ids_of(line, 6))[0], expected, rtol=1e-4)


@pytest.mark.parametrize("masked", [(True, False), (False, True), (True, True)], ids=str)
@pytest.mark.parametrize("kind", ["Add", "Average", "Concatenate"])
def test_merged_embeddings_keep_the_mask_that_one_of_them_has(tmp_path, kind, masked):
    """So that padding is read in no case."""
    width = DIM * (2 if kind == "Concatenate" else 1)
    first, second, of_lstm, of_dense = (
        arrays(EMBEDDING),
        arrays(EMBEDDING),
        arrays((width, 4 * UNITS), *OF_LSTM[1:]),
        arrays(*OF_DENSE),
    )
    model = functional(
        IDS,
        embedding("one", "ids", masked=masked[0]),
        embedding("other", "ids", masked=masked[1]),
        layer(kind, "concatenate", "one", "other", axis=-1),
        lstm("lstm", "concatenate", recurrent_activation="sigmoid"),
        dense("lstm"),
    )
    weights = {"one": first, "other": second, "lstm": of_lstm, "dense": of_dense}
    write_h5(tmp_path / "model.h5", model, weights)
    joined = {
        "Add": lambda a, b: a + b,
        "Average": lambda a, b: (a + b) / 2,
        "Concatenate": lambda a, b: np.concatenate([a, b], axis=1),
    }[kind](first[0], second[0])
    parts = [[joined], of_lstm, of_dense]
    model = load_keras_model(tmp_path / "model.h5")
    for line in LINES:
        expected = read_by_hand(line, parts, lambda x: 1 / (1 + np.exp(-x)))
        np.testing.assert_allclose(model(ids_of(line, 6))[0], expected, rtol=1e-4)


def test_a_mean_over_no_token_is_read_as_one_unknown_token(tmp_path, imported):
    model = sequential(
        embedding(), layer("GlobalAveragePooling1D", "pooling", keepdims=False), dense()
    )
    (table,), (kernel, bias) = weights = arrays(EMBEDDING), arrays((DIM, 2), (2,))
    write_h5(tmp_path / "model.h5", model, {"embedding": weights[0], "dense": weights[1]})
    with pytest.warns(DataWarning, match="gives no number for a text without tokens.* one unknown"):
        found = imported(["", "  ", "unheard", "good film"])
    scores = np.exp(np.array([table[[1]].mean(0)] * 3 + [table[[2, 4]].mean(0)]) @ kernel + bias)
    np.testing.assert_allclose(found, scores / scores.sum(axis=1, keepdims=True), rtol=1e-4)


@pytest.mark.slow
def test_a_model_that_has_no_mean_of_a_blank_line_is_exported(tmp_path, imported):
    model = sequential(
        embedding(), layer("GlobalAveragePooling1D", "pooling", keepdims=False), dense()
    )
    weights = {"embedding": arrays(EMBEDDING), "dense": arrays((DIM, 2), (2,))}
    write_h5(tmp_path / "model.h5", model, weights)
    with pytest.warns(DataWarning, match="a text without tokens"):
        expected = imported(["", "good film"])
    run = st.load(tmp_path / "run")
    run.examples = ["", "good film"]
    assert export(run, tmp_path / "exported", results={}).lines >= 2
    serve = tf.saved_model.load(str(tmp_path / "exported")).signatures["serving_default"]
    found = serve(text=tf.constant(["", "good film"]))["probabilities"]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_weights_of_frozen_layers_stand_behind_the_others(tmp_path):
    def inner(name, trainable):
        return layer("Dense", name, units=DIM, activation="tanh", trainable=trainable)

    frozen, moved = arrays((DIM, DIM), (DIM,)), arrays((DIM, DIM), (DIM,))
    nested = sequential(inner("first", False), inner("second", True), name="nested")
    head = layer("Dense", "dense", units=2, activation="softmax")
    pooling = layer("GlobalMaxPooling1D", "pooling", keepdims=False)
    model = sequential(embedding(), nested, pooling, head)
    (table,), (kernel, bias) = arrays(EMBEDDING), arrays((DIM, 2), (2,))
    weights = {"embedding": [table], "nested": [*moved, *frozen], "dense": [kernel, bias]}
    write_h5(tmp_path / "model.h5", model, weights)
    with masks_end_silently():
        found = load_keras_model(tmp_path / "model.h5")(np.array([[2, 3, 4]]))
    vectors = np.tanh(table[[2, 3, 4]] @ frozen[0] + frozen[1])
    vectors = np.tanh(vectors @ moved[0] + moved[1])
    scores = np.exp(vectors.max(axis=0) @ kernel + bias)
    np.testing.assert_allclose(found[0], scores / scores.sum(), rtol=1e-4)


def test_a_sequential_model_of_the_first_versions_is_a_list_of_layers(tmp_path):
    weights = [arrays(EMBEDDING), arrays(*OF_LSTM), arrays(*OF_DENSE)]
    model = sequential(embedding(), lstm(recurrent_activation="hard_sigmoid"), dense())
    write_h5(
        tmp_path / "model.h5",
        model,
        dict(zip(("embedding", "lstm", "dense"), weights, strict=True)),
    )
    with h5py.File(tmp_path / "model.h5", "r+") as file:
        file.attrs["model_config"] = json.dumps(model | {"config": model["config"]["layers"]})
    found = load_keras_model(tmp_path / "model.h5")(ids_of(LINES[0]))
    np.testing.assert_allclose(found[0], read_by_hand(LINES[0], weights), rtol=1e-4)


REFUSED = {
    "code": (layer("Lambda", "l", function=["", None, None]), r"holds code \(a Lambda layer\)"),
    "an operation": (
        layer("TFOpLambda", "l", function="math.add"),
        "a TensorFlow operation outside",
    ),
    "strings": (layer("TextVectorization", "l"), "what reads strings: save what comes after it"),
    "a removed layer": (
        layer("LocallyConnected1D", "l"),
        "'LocallyConnected1D', which Keras 3 does",
    ),
    "a layer that reads files": (layer("TFSMLayer", "l", filepath="/etc"), "a layer 'TFSMLayer'"),
    "a layer of its own": (
        layer("theirs>Own", "l"),
        "a layer 'theirs>Own', which Keras 3 does not",
    ),
    "a GPU layer": (layer("CuDNNLSTM", "l", units=2), "for GPUs only: load its weights"),
    "words in a file": (
        layer("IntegerLookup", "l", vocabulary="/etc/passwd"),
        "reads its vocabulary from another file",
    ),
    "time first": (lstm("l", time_major=True), "'l' has time_major=True, which Keras 3 does not"),
    "an activation of its own": (
        layer("Activation", "l", activation={"class_name": "function", "config": "theirs"}),
        "theirs",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_answer_as_it_did_is_refused(tmp_path, name):
    refused, message = REFUSED[name]
    nested = sequential(refused, name="nested")
    for number, model in enumerate((refused, nested)):
        path = tmp_path / f"{number}.h5"
        write_h5(path, sequential(embedding(), model, dense()), {})
        with pytest.raises(RunError, match=f"{number}.h5 cannot be loaded: .*{message}"):
            load_keras_model(path)


def test_files_of_other_versions_and_without_a_model_are_refused(tmp_path):
    def fails(message, model=None, weights=None, **settings):
        write_h5(tmp_path / "model.h5", model or sequential(embedding()), weights or {}, **settings)
        with pytest.raises(RunError, match=f"cannot be loaded: .*{message}"):
            load_keras_model(tmp_path / "model.h5")

    fails("Keras 1 wrote it: load it with Keras 2", version="1.2.2")
    fails("Keras 1 wrote it", version=None)
    fails("ran on theano when it was trained", backend="theano")
    fails(
        "a 'Theirs', which is no Sequential or functional", {**sequential(), "class_name": "Theirs"}
    )
    wrong = {"embedding": arrays((SIZE, DIM + 1))}
    fails(
        r"weights of 'embedding' must have the shapes \[\(7, 3\)\]. Received: \[\(7, 4", None, wrong
    )
    fails(r"Received: \[\]")
    circle = layer("Dense", "one", "other", units=2), layer("Dense", "other", "one", units=2)
    fails("nothing leads to its layer 'one'", functional(IDS, *circle))
    with h5py.File(tmp_path / "model.h5", "w") as file:
        file.create_group("embedding")
    with pytest.raises(RunError, match="holds weights only: save the whole model"):
        load_keras_model(tmp_path / "model.h5")


def test_an_archive_that_is_cut_is_one_clear_error(tmp_path):
    write_archive(tmp_path / "model.keras", sequential(embedding()), {})
    with pytest.raises(RunError, match="no weights of 'layers/embedding/'.* save it as .h5"):
        load_keras_model(tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "2.13.1"}')
    with pytest.raises(RunError, match="cannot be loaded: .*config.json"):
        load_keras_model(tmp_path / "model.keras")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [("subtract", -1.0), ("multiply", 6.0), ("average", 2.5), ("maximum", 3.0), ("minimum", 2.0)],
)
def test_merging_keeps_the_values_of_masked_steps(operation, expected):
    """Keras 3 puts others in their place."""
    masked = keras.layers.Masking(9.0)(np.full((1, 2, 1), 2.0))
    merged = Merge(operation)([masked, np.full((1, 1), 3.0)])  # a vector is the same at each step
    np.testing.assert_array_equal(merged, np.full((1, 2, 1), expected))


def test_an_unknown_merge_says_what_was_received():
    with pytest.raises(ValueError, match="one of add, .*concatenate. Received: operation='dot'"):
        Merge("dot")


def test_texts_with_and_without_a_mask_are_not_joined_in_time(tmp_path):
    model = functional(
        IDS,
        embedding("one", "ids"),
        embedding("other", "ids", masked=False),
        layer("Concatenate", "both", "one", "other", axis=1),
        layer("GlobalMaxPooling1D", "pooling", "both", keepdims=False),
    )
    write_h5(tmp_path / "model.h5", model, {})
    with pytest.raises(RunError, match="'both' joins texts with and without a mask"):
        load_keras_model(tmp_path / "model.h5")


def test_no_warning_of_keras_comes_with_a_layer_that_ends_the_mask(tmp_path, imported):
    convolution = layer("Conv1D", "conv", filters=UNITS, kernel_size=[2], padding="same", groups=1)
    pooling = layer("GlobalMaxPooling1D", "pooling", keepdims=False)
    model = sequential(embedding(), convolution, pooling, dense())
    weights = {
        "embedding": arrays(EMBEDDING),
        "conv": arrays((2, DIM, UNITS), (UNITS,)),
        "dense": arrays(*OF_DENSE),
    }
    write_h5(tmp_path / "model.h5", model, weights)
    assert imported(length=6).shape == (len(LINES), 2)  # a warning would be an error
