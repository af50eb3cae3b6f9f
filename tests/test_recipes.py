"""Every recipe from the command line, end to end: trained, kept, resumed, used, measured."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.cli.main import main

PROJECT = Path(__file__).parents[1]
RECIPE = str(PROJECT / "recipes" / "translate.py")
SMALL = ["embedding_dim=8", "encoder_units=8", "decoder_units=8", "max_length=10"]


@pytest.fixture
def reversal(tmp_path: Path) -> Path:
    """A corpus whose target is the source backwards."""
    return reversal_corpus(tmp_path / "reversal", 4000)


@pytest.fixture(scope="module")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reversal_corpus(tmp_path_factory.mktemp("corpora") / "small", 40)


def reversal_corpus(folder: Path, pairs: int) -> Path:
    folder.mkdir()
    random = np.random.default_rng(0)
    for split, size in (("train", pairs), ("validation", 100), ("test", 100)):
        lines = [
            [str(word) for word in random.choice(list("abcdefgh"), random.integers(1, 6))]
            for _ in range(size)
        ]
        (folder / f"{split}.x").write_text("".join(" ".join(words) + "\n" for words in lines))
        (folder / f"{split}.y").write_text("".join(" ".join(words[::-1]) + "\n" for words in lines))
    return folder


@pytest.fixture(scope="module")
def smoke_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("smoke") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal, "signal", lambda *arguments: None)
        with pytest.raises(SystemExit) as exit_:
            main(["run", RECIPE, *SMALL, "--smoke", "--output", str(run)])
    assert not exit_.value.code
    return run


def test_a_run_directory_holds_what_the_contract_names(smoke_run):
    for name in (
        "config.json", "translate.py", "log.csv", "checkpoints", "task.json", "model.keras",
        "assets", "results.json", "curves.png",
    ):  # fmt: skip
        assert (smoke_run / name).exists(), name
    results = json.loads((smoke_run / "results.json").read_text())
    assert set(results) == {
        "recipe", "config", "seed", "metrics", "digests", "parameters", "seconds",
        "tokens_per_second", "epochs", "padding_share", "versions", "commit", "machine",
        "vocabulary", "baselines", "warnings",
    }  # fmt: skip
    names = ["unigram", "bigram", "copy_source", "nearest_source"]
    assert {split: list(found) for split, found in results["baselines"].items()} == dict.fromkeys(
        results["metrics"], names
    )
    assert list(results["metrics"]) == ["validation", "test", "test_combinations"]
    assert list(results["digests"]) == ["train", *results["metrics"]]
    assert set(results["metrics"]["test"]) == {
        "loss", "perplexity", "unknown_tokens", "perplexity_without_unknown", "bits_per_character",
        "bleu", "bleu_signature", "chrf", "chrf_signature", "ter", "ter_signature", "length_ratio",
        "exact_match", "answers", "sentences",
    }  # fmt: skip


def test_a_run_is_used_from_python_and_from_the_command_line(smoke_run, seqtasks, tmp_path):
    lines = ["Der Hund schläft.", "", "Maria trinkt heute Kaffee."]
    (tmp_path / "new.de").write_text("\n".join(lines) + "\n")
    expected = st.load(smoke_run).predict(lines)
    status, output, _ = seqtasks("predict", smoke_run, "--input", tmp_path / "new.de")
    assert (status, output.splitlines()) == (0, expected)
    status, output, _ = seqtasks(
        "predict", smoke_run, "--input", tmp_path / "new.de", "--format", "json"
    )
    records = [json.loads(line) for line in output.splitlines()]
    assert [record["translation"] for record in records] == expected
    network = keras.saving.load_model(smoke_run / "model.keras")
    assert network({"source": np.array([[4, 3]]), "target": np.array([[2]])}).shape[:2] == (1, 1)


def test_evaluate_repeats_the_metrics_of_the_run(smoke_run, seqtasks):
    status, output, _ = seqtasks(
        "evaluate", smoke_run, "--corpus", PROJECT / "data" / "translate", "--format", "json"
    )
    assert status == 0
    assert {"loss", "bleu", "chrf"} <= set(json.loads(output))


@pytest.fixture(scope="module")
def reversal_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A translator with attention that has learnt to reverse, and beside it one of no opinion."""
    folder = tmp_path_factory.mktemp("attention")
    corpus = reversal_corpus(folder / "corpus", 4000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal, "signal", lambda *arguments: None)
        with pytest.raises(SystemExit) as exit_:
            main([
                "run", RECIPE, f"corpus={corpus}", "source=x", "target=y", "embedding_dim=32",
                "encoder_units=32", "decoder_units=64", "dropout=0.0", "epochs=6",
                "learning_rate=1e-2", "beam_size=2", "decoder_context=attention",
                "--output", str(folder / "run"),
            ])  # fmt: skip
    assert not exit_.value.code
    task = st.load(folder / "run")
    for variable in task.network.trainable_variables:
        variable.assign(tf.zeros_like(variable))
    task.save(folder / "untrained")
    return folder / "run"


def test_reversal_is_learnt_to_exact_match_and_predict_reverses(reversal_run):
    results = json.loads((reversal_run / "results.json").read_text())
    assert results["metrics"]["test"]["exact_match"] == 1.0
    assert st.load(reversal_run).predict(["a b c", "h g"]) == ["c b a", "g h"]


def test_attention_looks_along_the_anti_diagonal(reversal_run, seqtasks, tmp_path):
    lines = ["a b c d", "", "h g"]
    (tmp_path / "lines.x").write_text("\n".join(lines) + "\n")
    arguments = ("--input", tmp_path / "lines.x", "--attention", tmp_path / "pictures")
    status, output, error = seqtasks("predict", reversal_run, *arguments)
    assert (status, output) == (0, "d c b a\n\ng h\n"), error
    names = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert names == ["0001.svg", "0002.svg", "0003.svg", "alignments.jsonl"]
    found = (tmp_path / "pictures" / "alignments.jsonl").read_text().splitlines()
    for line, alignment in zip(lines, map(json.loads, found), strict=True):
        length = len(line.split())
        argmax = [int(np.argmax(row)) for row in alignment["weights"][:length]]
        assert argmax == list(range(length))[::-1]
        assert alignment["source"] == [*line.split(), "<eos>"]
        assert alignment["target"] == [*line.split()[::-1], "<eos>"]
    status, _, error = seqtasks("predict", reversal_run, *arguments)
    assert (status, "pictures exists already. Name another" in error) == (1, True)


def test_rules_of_writing_are_options_of_a_translator(reversal_run, seqtasks, tmp_path):
    (tmp_path / "lines.x").write_text("a b c a b\n")
    asked = ("predict", reversal_run, "--input", tmp_path / "lines.x")
    assert seqtasks(*asked)[1] == "b a c b a\n"
    words = seqtasks(*asked, "--no-repeat-ngram-size", 1)[1].split()
    assert len(set(words)) == len(words) >= 1
    assert len(seqtasks(*asked, "--min-length", 7)[1].split()) >= 7
    assert seqtasks(*asked, "--repetition-penalty", 1e6)[1] != "b a c b a\n"
    status, _, error = seqtasks(*asked, "--repetition-penalty", 0)
    assert (status, "--repetition-penalty" in error) == (2, True)


def test_translators_give_alternatives_and_work_together(reversal_run, seqtasks, tmp_path):
    (tmp_path / "lines.x").write_text("a b c\n")
    read = ("--input", tmp_path / "lines.x")
    record = json.loads(seqtasks("predict", reversal_run, *read, "--n-best", 2)[1])
    assert record["alternatives"][0] == record["translation"] == "c b a"
    assert record["alternative_scores"][0] == record["score"] > record["alternative_scores"][1]
    one = json.loads(seqtasks("predict", reversal_run, *read, "--n-best", 1)[1])
    assert (one["alternatives"], one["alternative_scores"]) == (["c b a"], [one["score"]])
    other = reversal_run.parent / "untrained"
    status, output, _ = seqtasks("predict", reversal_run, *read, "--ensemble", reversal_run)
    assert (status, output) == (0, "c b a\n")
    status, output, _ = seqtasks(
        "predict", reversal_run, *read, "--ensemble", other, "--format", "json"
    )
    together = json.loads(output)
    assert status == 0
    assert together["score"] < record["score"]  # the mean with one that knows nothing
    corpus = ("--corpus", reversal_run.parent / "corpus", "--format", "json")
    status, output, _ = seqtasks("evaluate", reversal_run, *corpus, "--ensemble", reversal_run)
    metrics = json.loads(output)
    assert (status, metrics["exact_match"], "perplexity" in metrics) == (0, 1.0, False)


def test_targets_are_scored_and_ranked(reversal_run, seqtasks, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("a b c\tc b a\na b c\ta b c\n")
    status, output, _ = seqtasks("score", reversal_run, "--input", path)
    rows = [line.split("\t") for line in output.splitlines()]
    assert (status, [row[2:] for row in rows]) == (0, [["a b c", "c b a"], ["a b c", "a b c"]])
    assert float(rows[0][0]) > float(rows[1][0])
    record = json.loads(
        seqtasks("score", reversal_run, "--input", path, "--format", "json")[1].splitlines()[0]
    )
    assert record["log_probability"] == pytest.approx(float(rows[0][0]), abs=1e-4)
    path.write_text("a b c\ta b c\tc b a\th\n")
    output = seqtasks("score", reversal_run, "--input", path, "--rank")[1]
    assert output.split("\t")[:2] == ["a b c", "c b a"]
    output = seqtasks("score", reversal_run, "--input", path, "--rank", "--format", "json")[1]
    assert json.loads(output)["candidates"][0]["target"] == "c b a"


NOT_FOR_PREDICT = {
    "n-best as text": (["--n-best", 2, "--format", "text"], 2, "--n-best requires --format json"),
    "n-best beyond the beam": (["--n-best", 3], 2, "at most the beam size, 2. Received: 3"),
    "no such run": (["--ensemble", "nowhere"], 1, "nowhere"),
    "a seed of nothing": (["--seed", 1], 2, "--seed requires sampling: add --temperature"),
    "drawn alternatives": (["--top-k", 1, "--n-best", 2], 2, "cannot be combined with --n-best"),
    "pictures in a file": (["--attention", "/dev/null/x"], 1, "The output /dev/null/x cannot be"),
}


@pytest.mark.parametrize(
    ("options", "status", "message"), NOT_FOR_PREDICT.values(), ids=NOT_FOR_PREDICT
)
def test_what_predict_refuses(reversal_run, seqtasks, tmp_path, options, status, message):
    (tmp_path / "lines.x").write_text("a b c\n")
    found, output, error = seqtasks(
        "predict", reversal_run, "--input", tmp_path / "lines.x", *options
    )
    assert (found, output) == (status, "")
    assert message in error


def test_a_line_that_is_no_pair_is_named(reversal_run, seqtasks, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("a\ta\nab\n")
    status, _, error = seqtasks("score", reversal_run, "--input", path, "--output", tmp_path / "x")
    assert (status, error.count("\n")) == (1, 1)
    assert "pairs.tsv:2: must hold a source and a target, separated by one tab" in error
    assert not (tmp_path / "x").exists()


@pytest.mark.filterwarnings("always::seqtasks.errors.DataWarning")  # on standard error
def test_names_of_columns_that_are_scored_are_warned_of(reversal_run, seqtasks, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("source\ttarget\na b\tb a\n")
    status, output, error = seqtasks("score", reversal_run, "--input", path)
    assert re.match(r"Warning: .*pairs\.tsv:1: .* seems to name columns", error)
    assert (status, output.count("\n"), error.count("Warning")) == (0, 2, 1)
    path.write_text("a b\tb a\n")
    status, _, error = seqtasks("score", reversal_run, "--input", path)
    assert (status, error) == (0, "")


def test_runs_of_other_vocabularies_do_not_work_together(
    reversal_run, smoke_run, seqtasks, tmp_path
):
    (tmp_path / "lines.x").write_text("a b c\n")
    status, _, error = seqtasks(
        "predict", reversal_run, "--input", tmp_path / "lines.x", "--ensemble", smoke_run
    )
    assert status == 2
    assert "Only translators of the same vocabularies" in error
    status, _, error = seqtasks(
        "predict", smoke_run, "--input", tmp_path / "lines.x", "--attention", tmp_path / "pictures"
    )
    assert (status, "for a translator with attention" in error) == (2, True)
    assert not (tmp_path / "pictures").exists()


@pytest.mark.slow
def test_a_killed_run_resumes_from_the_command_line(reversal, tmp_path):
    arguments = [
        sys.executable, "-m", "seqtasks", "run", RECIPE, f"corpus={reversal}", "source=x",
        "target=y", *SMALL, "epochs=2", "--checkpoint-minutes", "0.0001",
    ]  # fmt: skip
    outputs = [tmp_path / name for name in ("whole", "killed")]
    subprocess.run([*arguments, "--output", outputs[0]], check=True, capture_output=True)
    process = subprocess.Popen([*arguments, "--output", outputs[1]], stdout=subprocess.DEVNULL)
    while not list((outputs[1] / "checkpoints").glob("ckpt-[1-9]?.index")):  # ten steps
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert not (outputs[1] / "results.json").exists()
    subprocess.run(
        [*arguments, "--output", outputs[1], "--resume"], check=True, capture_output=True
    )
    networks = [keras.saving.load_model(output / "model.keras") for output in outputs]
    for one, other in zip(*(network.get_weights() for network in networks), strict=True):
        np.testing.assert_array_equal(one, other)


BAD = {
    "corpus is missing": (["corpus=nowhere"], "nowhere does not exist"),
    "language is missing": (["target=fr"], "has the languages x, y. Received: target='fr'"),
    "test is missing": (["test=test_x"], "no test split 'test_x'"),
    "hyperparameter is unknown": (["unts=3"], "`unts` is no hyperparameter"),
    "hyperparameter is ill-typed": (["epochs=many"], "`epochs` must be an int. Received"),
    "value is no choice": (["cell=lstn"], "Did you mean 'lstm'?"),
    "batch is empty": (["batch_tokens=0"], "a positive int. Received: batch_size=None"),
    "beam is empty": (["beam_size=0"], "`beam_size` must be a positive int. Received"),
    "value is out of range": (["dropout=1.5"], r"dropout` must lie in [0, 1)"),
    "no epoch": (["epochs=0"], "`epochs` must be at least 1. Received: epochs=0"),
    "only warm-up": (["warmup=1"], "`warmup` must lie in [0, 1). Received: warmup=1.0"),
    "no learning": (["learning_rate=0"], "`learning_rate` must be above 0. Received"),
    "all is clipped": (["global_clipnorm=0"], "`global_clipnorm` must be above 0. Received"),
    "languages are the same": (
        ["target=x"],
        "`source` and `target` must be two languages. Received: source='x', target='x'",
    ),
}


@pytest.mark.parametrize(("overrides", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_line_and_leaves_nothing(
    seqtasks, small_corpus, tmp_path, overrides, message
):
    corpus = [f"corpus={small_corpus}", "source=x", "target=y"]
    settings = {item.partition("=")[0]: item for item in (*corpus, *overrides)}
    status, _, error = seqtasks("run", RECIPE, *settings.values(), "--output", tmp_path / "run")
    assert status == 1
    assert error.startswith("Error: ")
    assert error.count("\n") == 1
    assert message in error
    assert not (tmp_path / "run").exists()


CORPORA = {
    "empty": (b"", "train.x is empty"),
    "unequal": (b"a b\n", r"train.x has 1 lines, train.y 4,000; they must be parallel"),
    "not utf-8": (b"a b\n\xff\xfe\n", "train.x:2: not UTF-8"),
}


@pytest.mark.parametrize(("content", "message"), CORPORA.values(), ids=CORPORA)
def test_a_bad_corpus_is_one_clear_line_and_leaves_nothing(
    seqtasks, reversal, tmp_path, content, message
):
    (reversal / "train.x").write_bytes(content)
    status, _, error = seqtasks(
        "run", RECIPE, f"corpus={reversal}", "source=x", "target=y", "--output", tmp_path / "run"
    )
    assert (status, error.count("\n")) == (1, 1)
    assert message in error
    assert not (tmp_path / "run").exists()


def test_a_run_is_neither_overwritten_nor_resumed_with_another_config(smoke_run, seqtasks):
    before = (smoke_run / "results.json").read_bytes()
    status, _, error = seqtasks("run", RECIPE, *SMALL, "--smoke", "--output", smoke_run)
    assert status == 1
    assert "already holds a run" in error
    status, _, error = seqtasks(
        "run", RECIPE, *SMALL, "dropout=0.3", "--smoke", "--resume", "--output", smoke_run
    )
    assert status == 1
    assert "dropout (0.1 -> 0.3)" in error or "dropout" in error
    assert (smoke_run / "results.json").read_bytes() == before
