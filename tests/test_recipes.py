"""Every recipe from the command line, end to end: trained, kept, resumed, used, measured."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import keras
import numpy as np
import pytest

import seqtasks as st
from seqtasks.cli import main

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
    }  # fmt: skip
    assert list(results["metrics"]) == ["validation", "test", "test_combinations"]
    assert list(results["digests"]) == ["train", *results["metrics"]]
    assert set(results["metrics"]["test"]) == {
        "loss", "perplexity", "bleu", "bleu_signature", "chrf", "chrf_signature", "ter",
        "ter_signature", "length_ratio", "exact_match",
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


def test_reversal_is_learnt_to_exact_match_and_predict_reverses(reversal, seqtasks, tmp_path):
    run = tmp_path / "run"
    status, output, _ = seqtasks(
        "run", RECIPE, f"corpus={reversal}", "source=x", "target=y", "embedding_dim=32",
        "encoder_units=32", "decoder_units=64", "epochs=8", "learning_rate=1e-2",
        "dropout=0.0", "beam_size=2", "--output", run,
    )  # fmt: skip
    assert status == 0, output
    results = json.loads((run / "results.json").read_text())
    assert results["metrics"]["test"]["exact_match"] == 1.0
    assert st.load(run).predict(["a b c", "h g"]) == ["c b a", "g h"]


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
