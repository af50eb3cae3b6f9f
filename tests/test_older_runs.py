"""Runs and exports that older versions wrote answer, measure and export as they did."""

import json
import tarfile
from pathlib import Path

import pytest

import seqtasks as st
from seqtasks.export.exporting import export

ARCHIVES = sorted((Path(__file__).parent / "older").glob("*.tar.xz"))
KINDS = [path.name.removesuffix(".tar.xz") for path in ARCHIVES]
EXPORTED = [kind for kind in KINDS if kind != "ngram"]

pytestmark = pytest.mark.filterwarnings("ignore::seqtasks.errors.DataWarning")


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    folder = tmp_path_factory.mktemp("older")
    for path in ARCHIVES:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
    return folder


def expected_of(older, kind):
    return json.loads((older / kind / "expected.json").read_text(encoding="utf-8"))


def test_every_kind_of_run_is_kept():
    assert KINDS == ["classifier", "dialogue", "language_model", "ngram", "tagger", "translator"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_answers_and_measures_as_it_did(older, kind):
    task, expected = st.load(older / kind / "run"), expected_of(older, kind)
    assert task.predict(expected["lines"]) == expected["answers"]
    metrics = task.evaluate_corpus(older / kind / "corpus")
    assert {name: metrics[name] for name in expected["metrics"]} == pytest.approx(
        expected["metrics"], rel=1e-4
    )


@pytest.mark.parametrize("kind", EXPORTED)
def test_an_export_answers_as_it_did(older, kind):
    expected = expected_of(older, kind)
    assert st.load(older / kind / "export").predict(expected["lines"]) == expected["answers"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXPORTED)
def test_a_run_is_exported_as_it_was(older, kind, tmp_path):
    expected = expected_of(older, kind)
    export(st.load(older / kind / "run"), tmp_path / "export", results={})
    assert st.load(tmp_path / "export").predict(expected["lines"]) == expected["answers"]
