import json

import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.errors import DataError
from seqtasks.export.exporting import FewerBits, export
from seqtasks.export.quantization import QuantizedWeight
from seqtasks.tokenizers.word import WordTokenizer
from tests.classification import classification_network, review_corpus
from tests.networks import tiny_network, widen

LINES = ["Der Hund läuft.", "Die Katze schläft im Haus.", ""]


@pytest.fixture
def corpus(tmp_path):
    return review_corpus(tmp_path / "corpus")


@pytest.fixture
def classifier(corpus):
    text = st.ClassifiedText(corpus, lowercase=True)
    network = classification_network(text.tokenizer.vocabulary_size)
    examples = text.validation.texts.texts
    return st.Classifier(network, text.tokenizer, text.classes, examples=examples)


def test_int8_is_off_by_half_a_step_of_its_column_at_most():
    weight = np.random.default_rng(0).normal(size=(50, 4)).astype("float32") * [1, 10, 0.1, 0]
    quantized = QuantizedWeight(weight.astype("float32"), "int8")
    steps = np.abs(weight).max(axis=0) / 127
    assert quantized.stored.dtype == tf.int8
    assert np.all(np.abs(quantized.restored() - weight) <= steps / 2 + 1e-6)


@pytest.mark.parametrize("precision", [pytest.param("float16", marks=pytest.mark.slow), "int8"])
def test_an_export_of_fewer_bits_is_measured_and_answers_as_the_rounded_run(
    classifier, corpus, tmp_path, monkeypatch, precision
):
    monkeypatch.setattr("seqtasks.export.quantization.SMALLEST", 1)
    precise = [variable.numpy() for variable in classifier.network.variables]
    found = export(
        classifier, tmp_path / "export", results={}, fewer_bits=FewerBits(precision, str(corpus))
    )
    assert found.metrics["float32"]["accuracy"] == pytest.approx(0.5, abs=0.5)
    assert found.metrics[precision]["loss"] != found.metrics["float32"]["loss"]
    assert found.metrics[precision]["loss"] == pytest.approx(found.metrics["float32"]["loss"], 0.1)
    rounded = [variable.numpy() for variable in classifier.network.variables]
    assert any(not np.array_equal(a, b) for a, b in zip(precise, rounded, strict=True))
    stored = tf.train.list_variables(str(tmp_path / "export" / "variables" / "variables"))
    kinds = [
        tf.train.load_variable(str(tmp_path / "export" / "variables" / "variables"), name).dtype
        for name, _ in stored
        if "quantized" in name and "stored" in name
    ]
    assert len(kinds) == sum(weight.ndim > 1 for weight in precise)
    assert set(kinds) == {np.dtype(precision)}
    card = (tmp_path / "export" / "MODEL_CARD.md").read_text()
    assert f"| weights | {precision} |" in card
    assert f"| validation, {precision} |" in card
    loaded = st.load(tmp_path / "export").predict_records(classifier.examples[:3])
    for record, ours in zip(
        loaded, classifier.predict_records(classifier.examples[:3]), strict=True
    ):
        np.testing.assert_allclose(record["probabilities"], ours["probabilities"], atol=1e-5)


@pytest.mark.slow
def test_a_beam_search_runs_on_fewer_bits(tmp_path, monkeypatch):
    monkeypatch.setattr("seqtasks.export.quantization.SMALLEST", 1)
    tokenizer = WordTokenizer.train(LINES)
    network = widen(tiny_network(vocabulary_size=tokenizer.vocabulary_size, num_layers=2))
    settings = {"beam_size": 3, "max_length": 5, "examples": LINES}
    task = st.Translator(network, tokenizer, tokenizer, source="de", target="en", **settings)
    for language in ("de", "en"):
        (tmp_path / f"validation.{language}").write_text("\n".join(LINES[:2]) + "\n")
    found = export(
        task, tmp_path / "export", results={}, fewer_bits=FewerBits("int8", str(tmp_path))
    )
    assert found.lines > len(LINES)  # the export answered as the rounded network does


def test_the_command_prints_what_it_costs(classifier, corpus, tmp_path, seqtasks, monkeypatch):
    monkeypatch.setattr("seqtasks.export.quantization.SMALLEST", 1)
    run = tmp_path / "run"
    run.mkdir()
    classifier.save(run)
    options = ("--quantize", "int8")
    status, _, err = seqtasks("export", run, tmp_path / "export", *options)
    assert (status, "needs --corpus" in err) == (2, True)
    assert seqtasks("export", run, tmp_path / "export", "--corpus", corpus)[0] == 2
    status, _, err = seqtasks("export", run, tmp_path / "export", *options, "--corpus", run)
    assert (status, (tmp_path / "export").exists()) == (1, False), err
    status, out, err = seqtasks("export", run, tmp_path / "export", *options, "--corpus", corpus)
    assert status == 0, err
    first = out.splitlines()[0].split()
    assert first == ["validation", "float32", "int8"]
    assert any(line.split()[0] == "accuracy" for line in out.splitlines())


def test_a_corpus_that_is_missing_leaves_the_run_as_it_was(classifier, tmp_path):
    before = json.dumps([v.numpy().tolist() for v in classifier.network.variables])
    with pytest.raises(DataError):
        export(
            classifier,
            tmp_path / "export",
            results={},
            fewer_bits=FewerBits("int8", str(tmp_path / "none")),
        )
    assert before == json.dumps([v.numpy().tolist() for v in classifier.network.variables])
