import zipfile

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.convert.importing import import_model
from seqtasks.convert.vocabulary import ReadsText
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import DataError, RunError
from seqtasks.export.exporting import export

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
    (tmp_path / "line").write_text(f"{LINES[0]}\n")
    label, probability = seqtasks("predict", output, "--input", tmp_path / "line")[1].split("\t")
    assert (label in ("neg", "pos"), 0.5 <= float(probability) <= 1.0) == (True, True)
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


@pytest.mark.parametrize(
    "layer",
    [
        lambda: keras.layers.Activation("tanh"),
        lambda: keras.layers.BatchNormalization(),
        lambda: keras.Sequential([keras.layers.Dense(3), keras.layers.ReLU()]),
    ],
    ids=["activation", "normalization", "model"],
)
def test_any_layer_may_be_called_with_each_step(files, layer):
    """In a graph for texts of any length, where Keras' TimeDistributed answers for one step."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((None,)),
            keras.layers.Embedding(len(WORDS) + 2, 6, mask_zero=True),
            keras.layers.TimeDistributed(layer()),
            keras.layers.LSTM(4),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    places, settings = files(model)
    import_model(*places, **settings)
    found = [record["probabilities"] for record in st.load(places[1]).predict_records(LINES)]
    expected = [model(ids_of([line])).numpy()[0] for line in LINES]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_a_model_whose_answer_depends_on_padding_for_some_texts_only_is_refused(files):
    vectors = keras.Input((None,))
    tensor = keras.layers.Embedding(len(WORDS) + 2, 1)(vectors)
    tensor = keras.layers.GlobalMaxPooling1D()(tensor)  # padding is lowest, but for one word
    model = keras.Model(vectors, keras.layers.Dense(2, activation="softmax")(tensor))
    table = np.array([[-1.0], [0.5], [-2.0], [0.1], [0.2], [0.3], [0.4]])
    model.set_weights([table, *model.get_weights()[1:]])
    places, settings = files(model)
    with pytest.raises(RunError, match="where a text is padded.* Give --length"):
        import_model(*places, **settings)


def test_weights_that_are_no_numbers_are_refused(files):
    model = classifier("sequential")
    model.set_weights([weight * np.nan for weight in model.get_weights()])
    places, settings = files(model, outputs="probabilities")
    with pytest.raises(RunError, match="gives no number for a text of known tokens"):
        import_model(*places, **settings)


END = "</s>"


def language_model(*, bidirectional=False, outputs=8, last="softmax"):
    """A stock Keras language model: 0 for padding, 1 for unknown words, 2 for the end of a line."""
    keras.utils.set_random_seed(1)
    recurrent = keras.layers.GRU(6, return_sequences=True)
    layers = [
        keras.layers.Embedding(len(WORDS) + 3, 6),
        keras.layers.Bidirectional(recurrent) if bidirectional else recurrent,
        keras.layers.Dense(outputs, activation=last),
    ]
    model = keras.Sequential([keras.Input((None,)), *layers])
    model.set_weights([3 * weight for weight in model.get_weights()])
    return model


@pytest.fixture
def tokens(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_text("\n".join(["", "[UNK]", END, *WORDS]) + "\n")
    return path


def log_p(model, line):
    """log p of each token of a line and of its end, as a Keras user without seqtasks has it."""
    ids = [WORDS.index(w) + 3 if w in WORDS else 1 for w in line.split()]
    made = model(np.array([[2, *ids]])).numpy()[0]
    return np.log(made[np.arange(len(ids) + 1), [*ids, 2]])


def test_a_stock_language_model_measures_and_writes_as_it_does_outside(files, tokens):
    model = language_model()
    settings = {"task": "language-model", "tokenizer": tokens, "labels": None}
    places, settings = files(model, **settings)
    import_model(*places, **settings)
    task = st.load(places[1])
    nats = 0.0
    for line, record in zip(LINES, task.score(LINES), strict=True):
        expected = log_p(model, line)
        np.testing.assert_allclose(record["token_log_probabilities"], expected, rtol=1e-3)
        nats -= expected.sum()
    corpus = places[0].with_name("test.txt")
    corpus.write_text("\n".join(LINES) + "\n")
    assert task.evaluate_corpus(corpus)["loss"] == pytest.approx(
        nats / sum(len(line.split()) + 1 for line in LINES), rel=1e-3
    )
    prompt, written = "good film", []
    while len(written) < 50:
        ids = [2, *(WORDS.index(w) + 3 for w in [*prompt.split(), *written])]
        best = int(model(np.array([ids])).numpy()[0, -1].argmax())
        if best == 2:
            break
        written.append(WORDS[best - 3] if best > 2 else "<unk>")
    assert task.predict([prompt]) == [" ".join([prompt, *written])]
    greedy = task.generate(prompt, sampling=Sampling(temperature=0.0))
    assert "".join(greedy) == " ".join([prompt, *written])


@pytest.mark.slow
def test_an_imported_language_model_is_exported(files, tokens, tmp_path):
    model = language_model(last=None)
    settings = {"task": "language-model", "tokenizer": tokens, "labels": None}
    places, settings = files(model, **settings)
    imported = import_model(*places, **settings)
    imported.max_length = 4
    assert export(imported, tmp_path / "1", results={}).lines > 2
    serve = tf.saved_model.load(str(tmp_path / "1")).signatures["next_token"]
    found = serve(text=tf.constant(["not good"]))
    expected = tf.nn.softmax(model(np.array([[2, 6, 3]]))[0, -1])
    names = [name.decode() for name in found["tokens"].numpy()]
    for word in WORDS:
        p = found["probabilities"][0, names.index(word)]
        np.testing.assert_allclose(p, expected[WORDS.index(word) + 3], rtol=1e-4)
    assert found["probabilities"][0, names.index("<bos>")] == 0


def test_what_does_not_fit_a_language_model_is_one_clear_error(files, tokens, tmp_path, seqtasks):
    def fails(error, message, model, **options):
        options = {"task": "language-model", "tokenizer": tokens, "labels": None, **options}
        places, settings = files(model, **options)
        with pytest.raises(error, match=message):
            import_model(*places, **settings)
        assert not places[1].exists()

    fails(RunError, "sees what it is to predict", language_model(bidirectional=True))
    fails(DataError, "a token for each of the 9 outputs .* Received: 8", language_model(outputs=9))
    fails(
        DataError,
        "a line for the end of a line: one of '<eos>'",
        language_model(),
        tokenizer=tmp_path / "vocabulary.txt",
    )
    fails(RunError, "language-model needs outputs", classifier("sequential"))
    options = ["--task", "language-model", "--tokenizer", tokens, "--labels", tokens]
    status, _, err = seqtasks("import", tmp_path / "model.keras", *options, "--output", "new")
    assert (status, "has no --labels" in err) == (2, True)
    del options[-2:]
    for option in (["--padding", "pre"], ["--outputs", "probability"]):
        status, _, err = seqtasks(
            "import", tmp_path / "model.keras", *options, *option, "--output", "new"
        )
        assert (status, " ".join(option) in err) == (2, True)


def test_options_that_would_do_nothing_are_refused(files, tmp_path, seqtasks):
    places, settings = files(classifier("sequential"))
    run = import_model(*places, **settings) and places[1]
    given = ["import", places[0], "--labels", settings["labels"], "--output", tmp_path / "new"]
    for options, message in (
        (["--task", "classification", "--tokenizer", run, "--lowercase"], "neither --lowercase"),
        (["--task", "classification", "--tokenizer", run, "--tokens", "words"], "nor --tokens"),
        (
            ["--task", "classification", "--tokenizer", run, "--normalization", "nfc"],
            "--normalization nor --tokens",
        ),
        (
            ["--task", "tagging", "--tokenizer", settings["tokenizer"], "--tokens", "characters"],
            "--tokens characters is not for tagging",
        ),
    ):
        status, _, err = seqtasks(*given, *options)
        assert (status, message in err) == (2, True)
    status, _, err = seqtasks("predict", run, "--explain", "--input", settings["labels"])
    assert (status, "requires a classifier trained here" in err) == (2, True)


def test_text_is_read_in_the_normal_form_that_is_asked_for(files, tmp_path, seqtasks):
    words = ["ﬁlm", "cafe\u0301", "good", "½"]
    (tmp_path / "strange.txt").write_text("\n".join(["", "[UNK]", *words]) + "\n")
    model = classifier("sequential")
    (file, output), settings = files(model, tokenizer=tmp_path / "strange.txt")
    task = import_model(file, output, **settings)  # as Keras reads it: no normal form
    assert task.tokenizer.encode([" ".join(words)]).to_list() == [[4, 5, 6, 7]]
    assert task.tokenizer.encode(["film caf\u00e9"]).to_list() == [[1, 1]]
    (found,) = st.load(output).predict_records([" ".join(words)])
    expected = model(np.array([[2, 3, 4, 5]])).numpy()[0]
    np.testing.assert_allclose(found["probabilities"], expected, rtol=1e-4)
    options = ["--tokenizer", settings["tokenizer"], "--labels", settings["labels"]]
    options += ["--task", "classification", "--tokens", "spaces", "--normalization", "nfc"]
    assert seqtasks("import", file, *options, "--output", tmp_path / "nfc")[0] == 0
    loaded = st.load(tmp_path / "nfc").tokenizer
    assert loaded.encode(["ﬁlm ½"]).to_list() == [[4, 7]]
    assert loaded.normalize(["cafe\u0301"]).numpy()[0].decode() == "caf\u00e9"


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
    monkeypatch.setattr("seqtasks.storage.keras_files.MAX_HEADER", 10)
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
    fails(DataError, r"l:2: a label must be new", labels=lines("l", "\u00e9", "e\u0301 "))
    fails(DataError, r"l:2: a label must be new and not blank", labels=lines("l", "a", "\u200b"))
    fails(DataError, "a line for unknown tokens: one of", tokenizer=lines("v", "<pad>", "a"))
    fails(DataError, "has 12 tokens, but", tokenizer=lines("v", "", "[UNK]", *"abcdefghij"))
    fails(RunError, "tagging needs outputs", task="tagging")
    fails(RunError, "where a text is padded.* Give --length", classifier("functional", mask=False))
    fails(RunError, "give --length 5", classifier("functional", length=5))
    fails(RunError, "with --outputs", classifier("sequential", keras.layers.Dense(2, "relu")))
    fails(RunError, "one probability needs one output. Received: 2", outputs="probability")
    stateful = keras.Sequential(
        [
            keras.Input(batch_shape=(1, None)),
            keras.layers.Embedding(7, 4, mask_zero=True),
            keras.layers.LSTM(3, stateful=True),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    fails(RunError, "batches of any size. Received: 1 texts, always", stateful)
    inner = keras.Sequential([keras.Input((None,)), *classifier("sequential").layers])
    nested = keras.Sequential([keras.Input((None,)), inner, keras.layers.Softmax()])
    too_many = {"tokenizer": lines("v", "", "[UNK]", *"abcdefghij"), "outputs": "logits"}
    fails(DataError, "has 12 tokens, but", nested, **too_many)
    text = keras.Sequential(
        [
            keras.Input((1,), dtype="string"),
            keras.layers.TextVectorization(vocabulary=WORDS),
            keras.layers.Embedding(9, 2),
            keras.layers.LSTM(2),
        ]
    )
    fails(RunError, "that reads strings", text)


def test_what_the_outputs_are_is_measured_behind_the_last_layer(files):
    model = classifier("functional", keras.layers.Dense(2))
    behind = keras.Model(model.input, keras.ops.softmax(model.output))
    places, settings = files(behind)
    with pytest.raises(RunError, match="gives logits, but its scores are probabilities. Say what"):
        import_model(*places, **settings)
    task = import_model(*places, **settings | {"outputs": "probabilities"})
    found = task.predict_records(LINES[:1])[0]["probabilities"]
    np.testing.assert_allclose(found, behind.predict(ids_of(LINES[:1]), verbose=0)[0], rtol=1e-4)


def test_without_examples_an_export_is_proved_with_known_words(files):
    places, settings = files(classifier("sequential"), examples=())
    task = import_model(*places, **settings)
    assert len(task.examples) == 20
    assert {word for line in task.examples for word in line.split()} == set(WORDS)


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5")
def test_damaged_files_are_one_clear_error(files, name):
    places, settings = files(classifier("sequential"), name=name)
    whole = places[0].read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 30):
        places[0].write_bytes(whole[:cut])
        with pytest.raises(RunError, match="cannot be loaded: "):
            import_model(*places, **settings)
    config = whole.find(b"Embedding")
    places[0].write_bytes(whole[:config] + b"Embe\xff\x00ing" + whole[config + 9 :])
    with pytest.raises(RunError, match="cannot be loaded: "):
        import_model(*places, **settings)


def test_the_cause_of_a_refusal_is_named(files):
    places, settings = files(classifier("sequential"))
    with zipfile.ZipFile(places[0]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["config.json"] = parts["config.json"].replace(b'"softmax"', b'"sofdmax"')
    with zipfile.ZipFile(places[0], "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(RunError, match="sofdmax"):
        import_model(*places, **settings)
