"""Tests of the export: what it answers, that parity is proved, that nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.errors import RunError
from seqtasks.export.exporting import export
from seqtasks.export.model_card import model_card
from seqtasks.export.parity import STRANGE_LINES, same_answer
from seqtasks.export.saved_model import ExportDescription, Signature, write_saved_model
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.word import WordTokenizer
from tests.classification import classification_network
from tests.networks import tiny_network, widen

LINES = ["Der Hund läuft.", "Die Katze schläft im Haus.", "Ein Hund, eine Katze!", ""]


def translator(tokenizer, **settings) -> st.Translator:
    network = widen(tiny_network(vocabulary_size=tokenizer.vocabulary_size, num_layers=2))
    languages = {"source": "de", "target": "en"}
    settings = {"beam_size": 3, "max_length": 7, "examples": LINES, **settings}
    return st.Translator(network, tokenizer, tokenizer, **languages, **settings)


@pytest.fixture(scope="module")
def words() -> st.Translator:
    return translator(WordTokenizer.train(LINES))


@pytest.fixture(scope="module")
def small() -> st.Classifier:
    """A task whose export takes less time."""
    tokenizer = WordTokenizer.train(LINES)
    network = classification_network(tokenizer.vocabulary_size)
    return st.Classifier(network, tokenizer, ["no", "yes"], examples=LINES)


@pytest.fixture(scope="module")
def exported(words, tmp_path_factory, fresh_process) -> Path:
    directory = tmp_path_factory.mktemp("exported") / "1"
    with fresh_process():
        found = export(words, directory, results={}, n_best=2)
    assert found.lines == len(LINES) + len(STRANGE_LINES)
    return directory


def copied(exported, tmp_path):
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(exported), str(copy)], check=True)
    return copy


def test_an_export_answers_as_the_task(words, exported):
    lines = LINES + STRANGE_LINES
    task = st.load(exported)
    assert task.capabilities == frozenset()
    assert task.predict(lines) == words.predict(lines)
    (record,) = task.predict_records(LINES[:1])
    assert record["source"] == LINES[0]
    assert record["alternatives"][0] == record["translation"]
    assert len(set(record["alternatives"])) == 2
    assert record["alternative_scores"][0] == pytest.approx(record["score"])


def test_token_ids_are_a_signature_of_their_own(words, exported):
    serve = tf.saved_model.load(str(exported)).signatures["token_ids"]
    source = tf.constant([[4, 5, 3], [6, 3, 0]])
    outputs = serve(source=source)
    expected = words.network.start(*words.network.encode(source))
    from seqtasks.decoding.beam import beam_search

    hypotheses = beam_search(words.network, expected, beam_size=3, max_length=7, alpha=1.0)
    np.testing.assert_array_equal(outputs["target"], hypotheses.token_ids)
    np.testing.assert_allclose(outputs["scores"], hypotheses.scores, atol=1e-5)


def test_it_holds_no_operation_of_one_kind_of_device(exported):
    graph = tf.saved_model.load(str(exported)).signatures["serving_default"].graph
    names = {node.op for node in graph.as_graph_def().node}
    names |= {
        node.op for function in graph.as_graph_def().library.function for node in function.node_def
    }
    assert len(names) > 20
    assert not [name for name in names if "cudnn" in name.lower()]


@pytest.mark.slow
def test_saved_model_cli_shows_and_runs_it(words, exported):
    command = [str(Path(sys.executable).with_name("saved_model_cli"))]
    where = ["--dir", str(exported), "--tag_set", "serve", "--signature_def", "serving_default"]
    expressions = ["--input_exprs", f"text=[{LINES[0]!r}]"]
    result = subprocess.run([*command, "run", *where, *expressions], capture_output=True, text=True)
    expected = words.predict(LINES[:1])[0]
    assert repr(expected.encode())[2:-1] in result.stdout, result.stderr


def test_it_is_loaded_without_a_word(exported, caplog):
    tf.saved_model.load(str(exported))
    assert not caplog.text  # such as of gradients that were not saved


def test_the_card_says_what_it_is(exported):
    card = (exported / "MODEL_CARD.md").read_text()
    assert "| source | de |" in card
    assert "output `translation` | string (batch)" in card
    assert "input `source` | int32 (batch, time)" in card
    assert "import tensorflow_text" not in card
    assert "compared with the run's on 10 lines" in card


def test_vocabularies_are_assets(exported):
    names = {path.name for path in (exported / "assets").iterdir()}
    assert {"source.vocabulary.txt", "target.vocabulary.txt"} <= names


@pytest.mark.slow
def test_a_sentencepiece_export_answers_as_the_task(tmp_path):
    task = translator(SentencePieceTokenizer.train(LINES, vocabulary_size=40, model_type="bpe"))
    export(task, tmp_path / "export", results={})
    assert st.load(tmp_path / "export").predict(LINES) == task.predict(LINES)
    assert "import tensorflow_text" in (tmp_path / "export" / "MODEL_CARD.md").read_text()


def test_an_export_that_answers_otherwise_is_refused_and_removed(small, tmp_path, monkeypatch):
    records = small.predict_records

    def otherwise(lines):
        return [{**record, "label": "x", "score": 0.0} for record in records(lines)]

    monkeypatch.setattr(small, "predict_records", otherwise)
    with pytest.raises(RunError, match="answers otherwise than the run and is removed"):
        export(small, tmp_path / "export", results={})
    assert not list(tmp_path.iterdir())


def test_an_export_that_cannot_be_loaded_is_refused_and_removed(
    small, tmp_path, monkeypatch, fresh_process
):
    monkeypatch.setattr("seqtasks.export.parity.subprocess.run", _failing)
    message = "cannot be used without seqtasks and is removed: ImportErr"
    with fresh_process(), pytest.raises(RunError, match=message):
        export(small, tmp_path / "export", results={})
    assert not list(tmp_path.iterdir())


def _failing(*arguments, **settings):
    return subprocess.CompletedProcess(arguments, 1, "", "Traceback\nImportError: seqtasks")


def test_a_full_disk_leaves_nothing(small, tmp_path, monkeypatch):
    def full(module, directory, **_):
        os.mkdir(directory)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tf.saved_model, "save", full)
    with pytest.raises(RunError, match="export cannot be written: No space left"):
        export(small, tmp_path / "export", results={})
    assert not list(tmp_path.iterdir())


def test_an_error_of_tensorflow_s_names_the_directory_that_was_asked_for(
    small, tmp_path, monkeypatch
):
    def refuse(module, directory, **_):
        raise tf.errors.NotFoundError(None, None, f"{directory}; No such file or directory")

    monkeypatch.setattr(tf.saved_model, "save", refuse)
    message = r"export cannot be written: \S+/export; No such file or directory$"
    with pytest.raises(RunError, match=message):
        export(small, tmp_path / "export", results={})


def test_what_exists_is_not_overwritten(words, tmp_path):
    with pytest.raises(RunError, match="exists already. Name another directory"):
        export(words, tmp_path, results={})
    with pytest.raises(ValueError, match="between 1 and the beam size, 3. Received: n_best=4"):
        export(words, tmp_path / "export", results={}, n_best=4)


@pytest.mark.parametrize(
    "name",
    [
        "saved_model.pb",
        "variables/variables.index",
        "variables/variables.data-00000-of-00001",
        "seqtasks.json",
    ],
)
def test_a_damaged_export_is_one_clear_error(exported, tmp_path, name):
    broken = copied(exported, tmp_path)
    path = broken / ("assets.extra/" + name if name.endswith("json") else name)
    path.write_bytes(b"")
    with pytest.raises(RunError, match="damaged"):
        st.load(broken)


def test_an_export_without_one_of_its_assets_is_refused(exported, tmp_path):
    broken = copied(exported, tmp_path)
    asset = min((broken / "assets").iterdir())
    asset.unlink()
    with pytest.raises(RunError, match=f"is damaged: assets/{asset.name} is missing. Export the"):
        st.load(broken)


def test_ties_are_equal_and_other_answers_are_not():
    ours = {"translation": "a", "score": -1.0}
    assert same_answer(ours, {"translation": "a", "score": -1.00001}, "translation")
    assert same_answer(ours, {"translation": "b", "score": -1.000001}, "translation")
    assert not same_answer(ours, {"translation": "b", "score": -1.1}, "translation")
    assert not same_answer(ours, {"translation": "a", "score": -1.1}, "translation")


def test_results_reach_the_card(words, tmp_path):
    results = {
        "recipe": "recipes/translate.py",
        "config": {"corpus": "/somewhere/data/translate"},
        "metrics": {"test": {"bleu": 91.234, "bleu_signature": "a|b"}},
        "parameters": 7,
    }
    export(words, tmp_path / "export", results=results, data_licence="CC0")
    card = (tmp_path / "export" / "MODEL_CARD.md").read_text()
    assert "| test | 91.23 | a\\|b |" in card
    assert "| training data | translate |" in card
    assert "| licence of the data | CC0 |" in card
    json.loads((tmp_path / "export" / "assets.extra" / "seqtasks.json").read_text())


def test_a_network_of_known_shapes_is_exported_uncompiled(tmp_path):
    encoder = st.RecurrentEncoder("gru", 4)
    encoder.build((None, None, 3))
    inputs = {"inputs": tf.TensorSpec((2, 5, 3), name="inputs")}
    signature = Signature(lambda inputs: {"memory": encoder(inputs)}, inputs)
    write_saved_model(
        tmp_path / "export",
        network=encoder,
        resources=[],
        signatures={"serving_default": signature},
        description=ExportDescription("none", "memory", False),
    )
    loaded = tf.saved_model.load(tmp_path / "export").signatures["serving_default"]
    functions = loaded.graph.as_graph_def().library.function
    assert not any(function.attr["_XlaMustCompile"].b for function in functions)
    values = np.ones((2, 5, 3), "float32")
    np.testing.assert_allclose(loaded(inputs=values)["memory"], encoder(values), atol=1e-6)


def test_an_export_with_files_outside_of_it_is_refused(exported, tmp_path):
    linked = copied(exported, tmp_path)
    outside = (linked / "saved_model.pb").rename(tmp_path / "elsewhere.pb")
    (linked / "saved_model.pb").symlink_to(outside)
    with pytest.raises(RunError, match=r"is refused: its file 'saved_model.pb' lies outside of it"):
        st.load(linked)


@pytest.mark.parametrize("assets", [["../../elsewhere"], ["/etc/passwd"], [3], 3, None])
def test_assets_that_are_no_names_are_refused(exported, tmp_path, assets):
    broken = copied(exported, tmp_path)
    path = broken / "assets.extra/seqtasks.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"assets": assets}))
    with pytest.raises(RunError, match=r"seqtasks.json cannot be read"):
        st.load(broken)


@pytest.mark.parametrize("operation", ["WriteFile", "SaveV2"])
def test_a_graph_that_writes_files_is_refused(exported, tmp_path, operation):
    target = str(tmp_path / "written")

    def write(text):
        if operation == "WriteFile":
            tf.io.write_file(target, text[0])
        else:
            tf.raw_ops.SaveV2(
                prefix=target, tensor_names=["a"], shape_and_slices=[""], tensors=[text]
            )
        return {"translation": text, "score": tf.zeros(tf.shape(text))}

    module = tf.Module()
    module.write = tf.function(
        tf.function(write), input_signature=[tf.TensorSpec([None], tf.string, name="text")]
    )
    place = str(tmp_path / "evil")
    tf.saved_model.save(module, place, signatures={"serving_default": module.write})
    subprocess.run(
        ["cp", "-r", f"{exported}/assets.extra", f"{exported}/assets", place], check=True
    )
    with pytest.raises(RunError, match=f"its graph has the operation '{operation}'"):
        st.load(place)
    assert not list(tmp_path.glob("written*"))


def test_the_card_has_a_row_for_each_baseline():
    results = {
        "metrics": {"validation": {"loss": 2.0, "bleu": 20.0, "bleu_signature": "a|b"}},
        "baselines": {"validation": {"copy_source": {"bleu": 1.23456}}, "test": {"x": {"bleu": 1}}},
    }
    card = model_card(
        task="Translator",
        settings={},
        results=results,
        signatures={},
        example="",
        tensorflow_text=False,
        compared_lines=1,
        data_licence="CC0",
    )
    rows = card[card.index("| split") :].splitlines()[:5]
    assert rows == [
        "| split | loss | bleu | bleu_signature |",
        "|---|---|---|---|",
        r"| validation | 2 | 20 | a\|b |",
        "| validation, baseline: copy_source | - | 1.235 | - |",
        "",
    ]


@pytest.mark.parametrize("suggestion", ["train longer: seqtasks run x.py epochs=16", ""])
def test_the_card_names_the_command_that_a_warning_suggests(suggestion):
    warning = {"kind": "below_baseline", "message": "No better.", "suggestion": suggestion}
    card = model_card(
        task="Translator",
        settings={},
        results={"metrics": {}, "warnings": [warning]},
        signatures={},
        example="",
        tensorflow_text=False,
        compared_lines=1,
        data_licence="CC0",
    )
    assert "**Warning:** No better." in card
    named = "can train longer:\n\n```sh\nseqtasks run x.py epochs=16\n```" in card
    assert named == bool(suggestion)
