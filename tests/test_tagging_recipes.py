"""The recipes of taggers from the command line: trained, kept, used, exported, compared."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

import seqtasks as st
from seqtasks.cli.main import main
from tests.tagging import request_corpus, tsv_corpus

RECIPES = Path(__file__).parents[1] / "recipes"
SIZES = ["embedding_dim=16", "units=16", "character_dim=8", "character_units=8"]
SMALL = {
    "pos_tagging": [*SIZES, "suffixes=true", "shapes=true", "epochs=8"],
    "nlu": [*SIZES, "intent_weight=1", "epochs=12"],
}
SETTINGS = ["dropout=0", "word_dropout=0", "batch_size=4", "learning_rate=0.02"]
CORPORA = {"pos_tagging": tsv_corpus, "nlu": request_corpus}


@pytest.fixture(scope="module", params=CORPORA)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    corpus = CORPORA[name](folder / "corpus")
    arguments = [f"corpus={corpus}", *SMALL[name], *SETTINGS, "--output", str(folder / name)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal, "signal", lambda *arguments: None)
        with pytest.raises(SystemExit) as exit_:
            main(["run", str(RECIPES / f"{name}.py"), *arguments])
    assert not exit_.value.code
    return folder / name


@pytest.mark.parametrize("name", ["nlu", pytest.param("pos_tagging", marks=pytest.mark.slow)])
def test_a_recipe_runs_from_end_to_end(tmp_path, seqtasks, name):
    corpus, run = CORPORA[name](tmp_path / "corpus"), tmp_path / "run"
    arguments = [f"corpus={corpus}", *SMALL[name], *SETTINGS, "--smoke", "--output", run]
    status, *_ = seqtasks("run", RECIPES / f"{name}.py", *arguments)
    assert status == 0
    assert_it_is_measured_again(run, corpus, seqtasks)
    assert len(st.load(run).predict_records(["a dog runs"])[0]["labels"]) == 3
    for picture in ("confusion.png", "curves.png"):
        assert (run / picture).is_file()


def assert_it_is_measured_again(run, corpus, seqtasks):
    expected = json.loads((run / "results.json").read_text())["metrics"]["test"]
    status, output, _ = seqtasks("evaluate", run, "--corpus", corpus, "--format", "json")
    assert status == 0
    found = json.loads(output)
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert found[name] == (pytest.approx(value) if isinstance(value, float) else value), name


@pytest.mark.slow
def test_what_a_word_alone_decides_is_learnt(run):
    metrics = json.loads((run / "results.json").read_text())["metrics"]
    assert list(metrics) == ["validation", "test"]
    assert metrics["test"]["token_accuracy"] > 0.9
    if run.name == "nlu":
        assert metrics["test"]["slot_f1"] > 0.8
        assert set(metrics["test"]) >= {"intent_accuracy", "sentence_accuracy", "spans", "loss"}
    for name in ("confusion.png", "curves.png", "assets/labels.txt", "assets/words.json"):
        assert (run / name).is_file(), name


@pytest.mark.slow
def test_it_is_measured_again_with_the_same_metrics(run, seqtasks):
    corpus = run.parent / "corpus"
    assert_it_is_measured_again(run, corpus, seqtasks)
    _, table, _ = seqtasks("evaluate", run, "--corpus", corpus)
    assert "token_accuracy" in table
    assert "precision" in table


@pytest.mark.slow
def test_it_is_used_and_compared(run, seqtasks):
    record = st.load(run).predict_records(["a dog runs"])[0]
    assert record["labels"][0] == ("O" if run.name == "nlu" else "DET")
    _, table, _ = seqtasks("compare", run)
    assert "token_accuracy" in table
    assert "confusions" not in table
