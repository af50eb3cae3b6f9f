import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.errors import RunError
from seqtasks.export.exporting import export_network
from seqtasks.tokenizers.word import WordTokenizer
from tests.classification import classification_network
from tests.language import language_model
from tests.networks import tiny_network, widen
from tests.tagging import request_corpus, tagger

LINES = ["The keys are here .", "A dog .", "", "🐕 word"]


def classifier(folder=None, seed=1):
    tokenizer = WordTokenizer.train(LINES)
    network = classification_network(tokenizer.vocabulary_size, seed=seed)
    return st.Classifier(network, tokenizer, ["no", "yes"], examples=LINES)


def translator(folder=None):
    tokenizer = WordTokenizer.train(LINES)
    network = widen(tiny_network(vocabulary_size=tokenizer.vocabulary_size))
    settings = {"beam_size": 2, "max_length": 5, "examples": LINES}
    return st.Translator(network, tokenizer, tokenizer, source="de", target="en", **settings)


def joint_tagger(folder, **options):
    return tagger(st.TaggedText(request_corpus(folder), intents=True, **options))


TASKS = {
    "classifier": classifier,
    "language model": lambda folder: language_model(),
    "tagger": joint_tagger,
    "translator": translator,
}


@pytest.mark.parametrize("kind", TASKS)
def test_a_keras_file_scores_as_the_network(kind, tmp_path):
    task = TASKS[kind](tmp_path / "corpus")
    path = tmp_path / "new" / "network.keras"
    assert export_network(task, path, "keras") > 4
    assert type(keras.saving.load_model(path)) is type(task.network)
    assert list(path.parent.iterdir()) == [path]


TAGGER, LANGUAGE_MODEL = (
    pytest.param(kind, marks=pytest.mark.slow) for kind in ("tagger", "language model")
)


@pytest.mark.parametrize("kind", ["classifier", TAGGER, LANGUAGE_MODEL])
def test_litert_scores_one_text_at_a_time(kind, tmp_path):
    pytest.importorskip("ai_edge_litert")
    assert (
        export_network(TASKS[kind](tmp_path / "corpus"), tmp_path / "network.tflite", "litert") > 4
    )


@pytest.mark.parametrize("kind", ["classifier", TAGGER, LANGUAGE_MODEL])
def test_onnx_scores_texts_alone_and_in_batches(kind, tmp_path):
    pytest.importorskip("tf2onnx")
    onnxruntime = pytest.importorskip("onnxruntime")
    task = TASKS[kind](tmp_path / "corpus")
    assert export_network(task, tmp_path / "network.onnx", "onnx") > 4
    session = onnxruntime.InferenceSession(str(tmp_path / "network.onnx"))
    inputs = task.network_inputs("The dog .")
    assert sorted(given.name for given in session.get_inputs()) == sorted(inputs)


@pytest.mark.parametrize(
    ("style", "ending", "obstacle"),
    [("litert", "tflite", "'tf.TensorListReserve' op"), ("onnx", "onnx", "No Op registered for")],
)
def test_characters_of_words_are_refused_by_name(tmp_path, style, ending, obstacle):
    pytest.importorskip({"litert": "ai_edge_litert", "onnx": "tf2onnx"}[style])
    task = joint_tagger(tmp_path / "corpus", characters=True)
    with pytest.raises(RunError, match=f"cannot be converted for {style}: {obstacle}"):
        export_network(task, tmp_path / f"network.{ending}", style)
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_what_answers_by_a_search_is_refused(tmp_path):
    with pytest.raises(RunError, match="A Translator answers by a search .* Export a SavedModel"):
        export_network(translator(), tmp_path / "network.onnx", "onnx")


def test_a_file_that_scores_otherwise_is_removed(tmp_path, monkeypatch):
    other = classifier(seed=2).network
    monkeypatch.setattr(keras.saving, "load_model", lambda path, compile: other)
    with pytest.raises(RunError, match="scores otherwise than the network and is removed"):
        export_network(classifier(), tmp_path / "network.keras", "keras")
    assert not list(tmp_path.iterdir())


def test_the_obstacle_of_a_converter_is_named(tmp_path, monkeypatch):
    pytest.importorskip("ai_edge_litert")

    def convert(self):
        raise ValueError("\n'tf.Odd' op is not known\nmore")

    monkeypatch.setattr(tf.lite.TFLiteConverter, "convert", convert, raising=False)
    monkeypatch.setattr(
        tf.lite.TFLiteConverter,
        "from_saved_model",
        lambda folder: type("C", (), {"convert": convert})(),
    )
    with pytest.raises(RunError, match="cannot be converted for litert: 'tf.Odd' op is not known$"):
        export_network(classifier(), tmp_path / "network.tflite", "litert")
    assert not list(tmp_path.iterdir())


def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tf2onnx", None)
    with pytest.raises(RunError, match=r"pip install 'seqtasks\[onnx\]'"):
        export_network(classifier(), tmp_path / "network.onnx", "onnx")


def test_the_command(tmp_path, seqtasks):
    classifier().save(tmp_path / "run")
    path = tmp_path / "network.keras"
    status, out, err = seqtasks("export", tmp_path / "run", path, "--format", "keras")
    assert (status, out.startswith(f"{path}: scores as the run's network does")) == (0, True), err
    assert seqtasks("export", tmp_path / "run", path, "--format", "keras")[0] == 1
    status, _, err = seqtasks("export", tmp_path / "run", path / "x.keras", "--format", "keras")
    assert (status, "x.keras cannot be written: " in err) == (1, True)
    for options in (("onnx", "--n-best", 2), ("onnx", "--quantize", "int8"), ("litert",)):
        assert (
            seqtasks("export", tmp_path / "run", tmp_path / "x.onnx", "--format", *options)[0] == 2
        )
    ids = np.array([[4, 5, 3]], "int32")
    np.testing.assert_allclose(
        keras.saving.load_model(path)(ids), st.load(tmp_path / "run").network(ids), rtol=1e-6
    )
