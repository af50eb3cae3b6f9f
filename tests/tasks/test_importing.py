import zipfile

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.errors import DataError, RunError
from seqtasks.tasks.importing import ReadsText, import_model

WORDS = ["good", "bad", "film", "not", "very"]
LINES = ["good film", "not good", "", "a very very bad film", "🐕 film", "bad " * 30]


def classifier(kind, last=None, *, length=None, mask=True):
    """A stock Keras model over the words' ids: 0 for padding, 1 for unknown words."""
    keras.utils.set_random_seed(1)
    layers = [
        keras.layers.Embedding(len(WORDS) + 2, 6, mask_zero=mask),
        keras.layers.Bidirectional(keras.layers.LSTM(4)),
        last or keras.layers.Dense(2, activation="softmax"),
    ]
    if kind == "sequential":
        model = keras.Sequential([keras.Input((length,)), *layers])
    else:
        tensor = inputs = keras.Input((length,), dtype="int32")
        for layer in layers:
            tensor = layer(tensor)
        model = keras.Model(inputs, tensor)
    model.set_weights([3 * weight for weight in model.get_weights()])
    return model


def ids_of(lines, *, length=None, padding="post", truncating="post"):
    """What a Keras user without seqtasks feeds the model."""
    ids = [[WORDS.index(w) + 2 if w in WORDS else 1 for w in line.split()] for line in lines]
    size = length or max(1, *map(len, ids))
    return keras.utils.pad_sequences(ids, size, padding=padding, truncating=truncating)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "vocabulary.txt").write_text("\n".join(["", "[UNK]", *WORDS]) + "\n")
    (tmp_path / "labels.txt").write_text("neg\npos\n")

    def arguments(model, **options):
        file = tmp_path / options.pop("name", "model.keras")
        model.save(file)
        reads = ReadsText("spaces", **options.pop("reads", {}))
        given = {"tokenizer": tmp_path / "vocabulary.txt", "labels": tmp_path / "labels.txt"}
        settings = {"task": "classification", "reads": reads, "examples": LINES[:2]}
        return (file, tmp_path / "run"), settings | given | options

    return arguments


@pytest.mark.parametrize("kind", ["sequential", "functional"])
@pytest.mark.parametrize(
    ("mask", "reads"),
    [
        (True, {}),
        (False, {"length": 4}),
        (False, {"length": 4, "padding": "pre", "truncating": "pre"}),
    ],
    ids=["masked", "fixed", "fixed pre"],
)
def test_a_stock_classifier_answers_as_it_does_outside(files, kind, mask, reads):
    model = classifier(kind, mask=mask, length=reads.get("length"))
    places, settings = files(model, reads=reads)
    import_model(*places, **settings)
    records = st.load(places[1]).predict_records(LINES)
    for line, record in zip(LINES, records, strict=True):
        expected = model(ids_of([line], **reads)).numpy()[0]
        np.testing.assert_allclose(record["probabilities"], expected, rtol=1e-4, atol=1e-6)
        assert record["label"] == ("neg", "pos")[int(expected.argmax())]


@pytest.mark.parametrize(
    ("last", "outputs"),
    [
        (keras.layers.Dense(1, activation="sigmoid"), None),
        (keras.layers.Dense(2), None),
        (keras.layers.Dense(2, activation="sigmoid"), "probabilities"),
    ],
    ids=["sigmoid", "logits", "told"],
)
def test_outputs_become_probabilities(files, last, outputs):
    model = classifier("functional", last)
    places, settings = files(model, outputs=outputs)
    import_model(*places, **settings)
    made = model.predict(ids_of(LINES[:1]), verbose=0)[0]
    if len(made) == 1:
        expected = [1 - made[0], made[0]]
    else:
        expected = np.exp(made) if outputs is None else made
        expected = expected / expected.sum()
    found = st.load(places[1]).predict_records(LINES[:1])[0]["probabilities"]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_an_old_h5_file_is_imported_evaluated_and_exported(files, tmp_path, seqtasks):
    model = classifier("sequential")
    file, output = files(model, name="model.h5")[0]
    options = ["--tokenizer", tmp_path / "vocabulary.txt", "--labels", tmp_path / "labels.txt"]
    options += ["--task", "classification", "--tokens", "spaces", "--output", output]
    status, out, _ = seqtasks("import", file, *options)
    assert (status, out) == (0, f"{output}: a Classifier of {model.name!r}\n")
    corpus = tmp_path / "test.tsv"
    corpus.write_text("".join(f"pos\t{line}\n" for line in LINES if line))
    status, out, _ = seqtasks("evaluate", output, "--corpus", corpus, "--text", 2, "--label", 1)
    right = model.predict(ids_of([line for line in LINES if line]), verbose=0).argmax(1).mean()
    assert f"accuracy          {right:.6g}\n" in out or f"{right:.6g}" in out
    status, out, err = seqtasks("export", output, tmp_path / "exported")
    assert status == 0, err
    serve = tf.saved_model.load(str(tmp_path / "exported")).signatures
    assert list(serve) == ["serving_default"]
    found = serve["serving_default"](text=tf.constant(LINES[:2]))["probabilities"]
    np.testing.assert_allclose(found, model.predict(ids_of(LINES[:2]), verbose=0), rtol=1e-4)
    assert seqtasks("import", file, *options)[0] == 1  # nothing is overwritten


def test_a_stock_tagger_labels_words(files, tmp_path):
    keras.utils.set_random_seed(1)
    inputs = keras.Input((None,))
    tensor = keras.layers.Embedding(len(WORDS) + 2, 6, mask_zero=True)(inputs)
    tensor = keras.layers.Bidirectional(keras.layers.GRU(4, return_sequences=True))(tensor)
    head = keras.layers.TimeDistributed(keras.layers.Dense(2, activation="softmax"))
    model = keras.Model(inputs, head(tensor))
    model.set_weights([3 * weight for weight in model.get_weights()])
    places, settings = files(model, task="tagging")
    import_model(*places, **settings)
    tagger = st.load(places[1])
    lines = LINES[:2] + LINES[3:5]
    for line, record in zip(lines, tagger.predict_records(lines), strict=True):
        expected = model(ids_of([line])).numpy()[0]  # its `predict` answers for the first step only
        assert record["words"] == line.split()
        assert record["labels"] == [("neg", "pos")[i] for i in expected.argmax(-1)]
        np.testing.assert_allclose(record["probabilities"], expected.max(-1), rtol=1e-4)
    assert tagger.predict([""]) == [""]


class Own(keras.layers.Layer):
    def call(self, inputs):
        return inputs


def with_layer(layer):
    return keras.Sequential(
        [
            keras.Input((None,)),
            keras.layers.Embedding(7, 4),
            layer,
            keras.layers.LSTM(3),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (lambda: keras.layers.Lambda(lambda x: 2 * x), "holds code"),
        (Own, "has a layer 'Own'"),
    ],
    ids=["lambda", "own"],
)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5")
def test_code_of_a_stranger_is_refused(files, name, layer, message):
    places, settings = files(with_layer(layer()), name=name)
    with pytest.raises(RunError, match=message):
        import_model(*places, **settings)
    assert not places[1].exists()


@pytest.mark.parametrize("part", ["../escape.txt", "/tmp/escape.txt", "a/../../escape.txt"])
def test_parts_outside_of_the_file_are_refused(files, part):
    places, settings = files(classifier("sequential"))
    with zipfile.ZipFile(places[0], "a") as archive:
        archive.writestr(part, "x")
    with pytest.raises(RunError, match="lies outside of it"):
        import_model(*places, **settings)


def test_a_link_and_an_oversized_header_are_refused(files, monkeypatch):
    places, settings = files(classifier("sequential"))
    monkeypatch.setattr("seqtasks.tasks.keras_files.MAX_HEADER", 10)
    with pytest.raises(RunError, match=r"must have 10 bytes at most. Received: "):
        import_model(*places, **settings)
    link = zipfile.ZipInfo("assets/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(places[0], "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(RunError, match="is a link"):
        import_model(*places, **settings)


def test_what_does_not_fit_the_model_is_one_clear_error(files, tmp_path):
    def fails(error, message, model=None, **options):
        places, settings = files(model or classifier("sequential"), **options)
        with pytest.raises(error, match=message):
            import_model(*places, **settings)
        assert not places[1].exists()

    def lines(name, *tokens):
        (tmp_path / name).write_text("".join(f"{token}\n" for token in tokens))
        return tmp_path / name

    fails(
        DataError,
        "a line for each of the model's 2 outputs. Received: 3",
        labels=lines("l", *"abc"),
    )
    fails(DataError, r"l:2: a label must be new", labels=lines("l", "a", "a"))
    fails(DataError, "a line for unknown tokens: one of", tokenizer=lines("v", "<pad>", "a"))
    fails(DataError, "has 12 tokens, but", tokenizer=lines("v", "", "[UNK]", *"abcdefghij"))
    fails(RunError, "tagging needs outputs", task="tagging")
    fails(RunError, "where a text is padded.* Give --length", classifier("functional", mask=False))
    fails(RunError, "give --length 5", classifier("functional", length=5))
    fails(RunError, "with --outputs", classifier("sequential", keras.layers.Dense(2, "relu")))
    text = keras.Sequential(
        [
            keras.Input((1,), dtype="string"),
            keras.layers.TextVectorization(vocabulary=WORDS),
            keras.layers.Embedding(9, 2),
            keras.layers.LSTM(2),
        ]
    )
    fails(RunError, "that reads strings", text)
