"""The recipe of classifiers from the command line: trained, kept, used, measured, exported."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import seqtasks as st
from seqtasks.corpora.labelled import read_labelled_split
from seqtasks.datasets.plain import PlainSet
from tests.classification import review_corpus

AS_JSON = ("--format", "json")
RECIPES = Path(__file__).parents[1] / "recipes"
SMALL = ["embedding_dim=8", "units=8", "word_dropout=0", "dropout=0", "learning_rate=0.03"]
BAG = ["encoder=none", "pooling=mean"]


@pytest.fixture
def corpus(tmp_path):
    return review_corpus(tmp_path / "corpus")


def test_the_recipe_runs_from_end_to_end(corpus, tmp_path, seqtasks):
    run, lines = tmp_path / "run", tmp_path / "lines.txt"
    status, *_ = seqtasks(
        "run", RECIPES / "sentiment.py", f"corpus={corpus}", *SMALL, "epochs=6",
        "class_weights=true", "encoder=bilstm", "--output", run,
    )  # fmt: skip
    assert status == 0
    metrics = json.loads((run / "results.json").read_text())["metrics"]["test"]
    assert metrics["accuracy"] > 0.9
    assert (run / "confusion.png").is_file()
    lines.write_text("The film was good.\n\nThe meal was very cold.\n")
    status, output, _ = seqtasks("predict", run, "--input", lines)
    rows = [line.split("\t") for line in output.splitlines()]
    assert [row[0] for row in rows][::2] == ["positive", "negative"]
    assert all(0.5 <= float(row[1]) <= 1.0 for row in rows)
    records = seqtasks("predict", run, "--input", lines, "--format", "json")[1].splitlines()
    record = json.loads(records[0])
    assert record["probabilities"]["positive"] == pytest.approx(math.exp(record["score"]), 1e-4)
    output = seqtasks("predict", run, "--input", lines, "--explain")[1].splitlines()
    weights = dict(pair.rsplit(":", 1) for pair in output[0].split("\t")[2].split())
    assert float(weights["good"]) == max(map(float, weights.values()))
    assert output[1].split("\t")[2] == ""
    record = json.loads(
        seqtasks("predict", run, "--input", lines, "--explain", "--format", "json")[1].splitlines()[
            2
        ]
    )
    assert record["words"][:2] == ["The", "meal"]
    assert (record["starts"][:2], record["ends"][:2]) == ([0, 4], [3, 8])
    assert len(record["weights"]) == len(record["words"])
    columns = ("--text", "2", "--label", "label")
    seeds = (*BAG, "seed=1,2", "--smoke", "--output", tmp_path / "both")
    status, output, _ = seqtasks("run", RECIPES / "sentiment.py", f"corpus={corpus}", *seeds)
    header, row, baseline = output.splitlines()[-3:]
    assert status == 0
    assert (header.split()[:2], row.split()[:2]) == (["system", "seeds"], ["run", "2"])
    assert "accuracy" in header
    assert baseline.startswith("baseline: most_frequent_class")
    status, output, _ = seqtasks("evaluate", run, "--corpus", corpus, *columns)
    assert (status, "calibration_error" in output, "precision" in output) == (0, True, True)


def test_a_run_knows_which_files_were_its_splits(corpus, tmp_path, seqtasks):
    (corpus / "validation.tsv").rename(corpus / "held.dev.tsv")
    (corpus / "other.dev.tsv").write_text("label\ttext\npositive\tgood\nnegative\tbad\n")
    run = tmp_path / "run"
    arguments = ("run", RECIPES / "sentiment.py", f"corpus={corpus}", *BAG, "--output", run)
    chosen = ("validation=held.dev", "test=other.dev")
    assert seqtasks(*arguments, *chosen, "--smoke")[::2] == (0, "")
    for options, number in (("--test", "validation"), 20), ((), 2):
        status, output, _ = seqtasks("evaluate", run, "--corpus", corpus, *options, *AS_JSON)
        classes = json.loads(output)["classes"].values()
        assert (status, sum(scores["texts"] for scores in classes)) == (0, number)


def test_it_goes_on_from_a_language_model(corpus, tmp_path, seqtasks):
    small = ["embedding_dim=8", "units=8", "batch_size=2", "segment_length=8"]
    arguments = ["run", RECIPES / "language_model.py", f"corpus={corpus}", *small]
    arguments += ["--smoke", "--output", tmp_path / "lm"]
    status, _, error = seqtasks(*arguments, "text=2")
    assert (
        status,
        "text, label, train, validation, test are of a corpus with `labelled=true`" in error,
    ) == (1, True)
    status, _, error = seqtasks(*arguments, "labelled=true", "column=2")
    assert (status, "`column` is of files without labels" in error) == (1, True)
    status, *_ = seqtasks(*arguments, "labelled=true", "text=text")
    assert status == 0
    expected = read_labelled_split(corpus, "test").texts
    results = json.loads(seqtasks("evaluate", tmp_path / "lm", "--corpus", corpus, *AS_JSON)[1])
    task = st.load(tmp_path / "lm")
    loss = task.evaluate(PlainSet.from_lines(expected, task.tokenizer))["loss"]
    assert results["loss"] == pytest.approx(loss)
    settings = [
        f"corpus={corpus}",
        f"pretrained={tmp_path / 'lm'}",
        "gradual_unfreezing=true",
        "--smoke",
    ]
    status, *_ = seqtasks("run", RECIPES / "sentiment.py", *settings, "--output", tmp_path / "run")
    assert status == 0
    vocabularies = [
        (tmp_path / name / "assets" / "text.vocabulary.txt").read_bytes() for name in ("lm", "run")
    ]
    assert vocabularies[0] == vocabularies[1]
    status, _, error = seqtasks(
        "run", RECIPES / "sentiment.py", f"corpus={corpus}", f"pretrained={tmp_path / 'run'}",
        "--output", tmp_path / "other",
    )  # fmt: skip
    assert (status, error.count("\n"), "recurrent language model" in error) == (1, 1, True)
    status, _, error = seqtasks(
        "predict", tmp_path / "lm", "--explain", "--input", corpus / "test.tsv"
    )
    assert (status, "--explain requires a classifier" in error) == (2, True)


BAD = {
    "no such column": (["label=stars"], "no column is named 'stars'"),
    "no such pooling": (["pooling=middle"], "pooling"),
    "cut to nothing": (["max_length=1"], "`max_length` must be at least 2"),
    "no such run": (["pretrained=nowhere"], "nowhere"),
    "one direction only": (["pooling=both", "encoder=lstm"], "needs a bidirectional"),
}


@pytest.mark.parametrize(("settings", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_line_and_leaves_nothing(
    corpus, tmp_path, seqtasks, settings, message
):
    run = tmp_path / "run"
    status, _, error = seqtasks(
        "run", RECIPES / "sentiment.py", f"corpus={corpus}", *settings, "--output", run
    )
    assert (status, error.count("\n"), run.exists()) == (1, 1, False)
    assert message in error


def test_a_resumed_run_is_calibrated_as_it_would_have_been(corpus, tmp_path, seqtasks):
    with (corpus / "validation.tsv").open("a") as file:  # not all right: a temperature is best
        file.write("positive\tThe film was cold.\nnegative\tThe meal was very good.\n" * 3)
    run = tmp_path / "run"
    arguments = (
        "run", RECIPES / "sentiment.py", f"corpus={corpus}", *SMALL, *BAG, "epochs=6",
        "monitor=loss", "calibrate=true", "--output", run,
    )  # fmt: skip
    status, output, _ = seqtasks(*arguments)
    assert status == 0
    assert "Calibrated on validation data: temperature" in output
    metrics = json.loads((run / "results.json").read_text())["metrics"]
    found = metrics["validation"]
    assert found["temperature"] != 1.0
    assert found["loss"] < found["loss_uncalibrated"]
    (run / "results.json").unlink()
    assert seqtasks(*arguments, "--resume")[0] == 0
    assert json.loads((run / "results.json").read_text())["metrics"] == metrics
    loaded = st.load(run)
    assert loaded.network.temperature == found["temperature"]
    assert loaded.evaluate_corpus(corpus, test="validation") == found
