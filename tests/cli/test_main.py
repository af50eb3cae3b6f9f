"""Tests of the command line: its contract, with recipes and tasks that do nothing."""

from __future__ import annotations

import io
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import tomllib
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seqtasks.cli import main as cli
from seqtasks.errors import DataWarning, Interrupted, RunError

ROOT = Path(__file__).parents[2]
Command = Callable[..., tuple[int, str, str]]
# Runs the command line and says at its end whether TensorFlow or Keras was imported.
SCRIPT = """
import atexit, sys
heavy = {"tensorflow", "keras"}
atexit.register(lambda: print(*sorted(heavy & set(sys.modules)), file=sys.stderr))
from seqtasks.cli.main import main
main(sys.argv[1:])
"""


class Task:
    """A task as `predict` and `evaluate` use it: upper case as the answer."""

    answer = "text"
    capabilities: frozenset[str] = frozenset()
    details: dict[str, Any] = {}  # noqa: RUF012

    def predict(self, lines: list[str]) -> list[str]:
        if "fail" in lines:
            raise RunError("the network is damaged")
        return [line.upper() or "\n" for line in lines]

    def predict_records(self, lines: list[str]) -> list[dict[str, Any]]:
        return [{"text": line.upper(), "score": float("nan")} for line in lines]

    def evaluate_corpus(self, corpus: Path, *, test: str | None = None) -> dict[str, Any]:
        return {"bleu": 12.3456789, "corpus": f"{corpus.name}/{test}", "lines": 3}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a recipe and a run, and the current directory in it."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "recipes").mkdir()
    shutil.copy(Path(__file__).parents[1] / "fake_recipe.py", tmp_path / "recipes/fake.py")
    (tmp_path / "runs/done").mkdir(parents=True)
    (tmp_path / "runs/done/task.json").write_text('{"task": "Fake"}')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def seqtasks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process; returns exit status, stdout and stderr."""
    loading = types.ModuleType("seqtasks.tasks.loading")
    monkeypatch.setattr(loading, "load", lambda run: Task(), raising=False)
    monkeypatch.setitem(sys.modules, "seqtasks.tasks.loading", loading)
    keras = types.SimpleNamespace(utils=types.SimpleNamespace(set_random_seed=lambda seed: None))
    monkeypatch.setitem(sys.modules, "keras", keras)
    monkeypatch.setattr(cli, "quieten_tensorflow", lambda: None)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)

    def call(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        shown = capsys.readouterr()
        return int(caught.value.code or 0), shown.out, shown.err

    return call


def subprocess_arguments(*arguments: str) -> dict[str, Any]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {
        "args": [sys.executable, "-c", SCRIPT, *arguments],
        "env": {**os.environ, "PYTHONPATH": path},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--help"], 0, ""),
        (["run", "--smke", "recipes/fake.py"], 2, "Error: No such option '--smke'"),
        (["rn"], 2, "Error: No such command 'rn'"),
        (["run", "recipes/fak.py"], 1, "Error: There is no recipe recipes/fak.py."),
        (["predict", "runs/don"], 1, "Error: There is no run at runs/don. Did you mean"),
        (["run", "recipes/fake.py", "unts=3"], 1, "Error: `unts` is no hyperparameter of"),
        (["show", "recipes/fake.py"], 0, ""),
    ],
)
def test_what_needs_no_tensorflow_does_not_import_it(
    arguments: list[str], status: int, message: str
) -> None:
    done = subprocess.run(**subprocess_arguments(*arguments), check=False)
    assert done.returncode == status
    assert message in done.stderr
    assert done.stderr.endswith("\n")
    assert done.stderr.splitlines()[-1] == ""  # neither TensorFlow nor Keras
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_have_their_exit_status(project: Path, number: int, status: int) -> None:
    # A shell without job control starts its background jobs with SIGINT ignored, and a
    # child inherits that: a handler of our own becomes the default in the child.
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    (project / "recipes/slow.py").write_text(
        "import time\nprint('ready', flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen(**subprocess_arguments("run", "recipes/slow.py")) as process:
        signal.signal(signal.SIGINT, previous)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        _, shown = process.communicate(timeout=20)
    assert process.returncode == status
    assert shown.strip() == ""


@pytest.mark.parametrize("arguments", [["--help"], ["show", "recipes/fake.py"]])
def test_a_closed_pipe_is_quiet(arguments: list[str]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    options = {**subprocess_arguments(*arguments), "stdout": write_end}
    done = subprocess.run(**options, check=False)
    os.close(write_end)
    assert (done.returncode, done.stderr.strip()) == (128 + signal.SIGPIPE, "")


def test_the_version(seqtasks: Command) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert seqtasks("--version") == (0, f"seqtasks {project['version']}\n", "")


def test_python_m_is_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[bool] = []
    monkeypatch.setattr(cli, "main", lambda: called.append(True))
    runpy.run_module("seqtasks", run_name="__main__")
    assert called == [True]


def test_run(seqtasks: Command) -> None:
    status, out, err = seqtasks(
        "run", "recipes/fake.py@BIG", "units=8", "--output", "out", "--smoke", "--tensorboard"
    )
    assert (status, err) == (0, "")
    assert out.endswith("test        loss 32\nrun         out\n")
    assert json.loads(Path("out/results.json").read_text())["config"]["units"] == 8
    assert seqtasks("run", "recipes/fake.py", "--output", "out")[0] == 1
    assert seqtasks("run", "recipes/fake.py", "--output", "out", "--force")[0] == 0
    assert seqtasks("run", "recipes/fake.py", "--output", "out", "--resume")[1] == (
        "out is complete: nothing is left to do.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--resume"], "Error: --resume needs --output DIR"),
        (["--resume", "--force", "--output", "x"], "Error: --resume goes on with a run"),
        (["--checkpoint-minutes", "0"], "Error: Invalid value for '--checkpoint-minutes'"),
    ],
)
def test_wrong_usage(seqtasks: Command, arguments: list[str], message: str) -> None:
    status, out, err = seqtasks("run", "recipes/fake.py", *arguments)
    assert (status, out) == (2, "")
    assert message in err


def test_an_error_is_one_line(seqtasks: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ["run", "recipes/fake.py", "fault=data"]
    assert seqtasks(*run) == (1, "", "Error: no corpus here\n")
    monkeypatch.setenv("SEQTASKS_TRACEBACK", "1")
    status, _, err = seqtasks(*run)
    assert status == 1
    assert err.startswith("Traceback")
    assert err.endswith("Error: no corpus here\n")


def test_an_interrupted_training_has_the_signal_s_status(seqtasks: Command) -> None:
    status, _, err = seqtasks("run", "recipes/fake.py", "fault=interrupted")
    assert (status, err) == (143, "Error: SIGTERM received: saved\n")
    assert Interrupted("", 2).exit_status == 130


def test_show(seqtasks: Command) -> None:
    status, out, _ = seqtasks("show", "recipes/fake.py")
    assert status == 0
    assert out.splitlines() == [
        "recipes/fake.py: A recipe without Keras, for the tests of runner and command line: "
        "they copy this file.",
        "",
        "  corpus  Path                    data/letters  a folder",
        "  units   int                     4             per direction",
        "  cell    Literal['gru', 'lstm']  gru",
        "  seed    int                     1",
        "  fault   str                                   which part is to fail",
        "",
        "Settings, and where they differ from the defaults:",
        "  BIG  units=64 cell=lstm",
    ]
    assert (
        "  units   int                     64            per"
        in seqtasks("show", "recipes/fake.py@BIG")[1]
    )


def test_predict_answers_a_line_with_a_line(seqtasks: Command) -> None:
    lines = "ein Hund\n\nläuft"
    expected = (0, "EIN HUND\n \nLÄUFT\n", "")
    assert seqtasks("predict", "runs/done", stdin=lines.encode()) == expected
    assert seqtasks("predict", "runs/done") == (0, "", "")
    Path("lines").write_text(lines, encoding="utf-8")
    assert seqtasks("predict", "runs/done", "--input", "lines") == expected
    assert seqtasks("predict", "runs/done", "--input", "lines", "--output", "answers")[1] == ""
    assert Path("answers").read_text(encoding="utf-8") == "EIN HUND\n \nLÄUFT\n"


def test_predict_gives_json_lines(seqtasks: Command) -> None:
    _, out, _ = seqtasks("predict", "runs/done", "--format", "json", stdin="läuft\nb\n".encode())
    assert out == '{"text": "LÄUFT", "score": "NaN"}\n{"text": "B", "score": "NaN"}\n'


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--input", "missing"], "Error: missing does not exist."),
        (["--input", "bad"], "Error: bad:1030: not UTF-8"),
        (["--output", "no/answers"], "Error: The output no/answers cannot be written: its folder"),
        (["--input", "fails", "--output", "answers"], "Error: the network is damaged\n"),
    ],
)
def test_predict_with_bad_files_writes_nothing(
    seqtasks: Command, project: Path, arguments: list[str], message: str
) -> None:
    Path("bad").write_bytes(b"a\n" * 1029 + b"\xff\n")
    Path("fails").write_text("a\n" * 1024 + "fail\n")
    before = set(project.rglob("*"))
    status, out, err = seqtasks("predict", "runs/done", *arguments)
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert set(project.rglob("*")) == before


def test_evaluate(seqtasks: Command) -> None:
    command = ["evaluate", "runs/done", "--corpus", "data", "--test", "test_2016"]
    assert seqtasks(*command) == (
        0,
        "  bleu    12.3457\n  corpus  data/test_2016\n  lines   3\n",
        "",
    )
    assert json.loads(seqtasks(*command, "--format", "json")[1]) == {
        "bleu": 12.3456789,
        "corpus": "data/test_2016",
        "lines": 3,
    }
    status, _, error = seqtasks(*command, "--bleu-tokenizer", "zh")
    assert (status, "for the run of a task that writes text" in error) == (2, True)


def test_an_unfinished_run_is_refused(seqtasks: Command) -> None:
    Path("runs/done/task.json").rename("runs/done/config.json")
    for command in (["predict"], ["evaluate", "--corpus", "x"]):
        status, _, err = seqtasks(*command, "runs/done")
        assert status == 1
        assert err.startswith("Error: The run at runs/done is incomplete: task.json is missing.")


def test_a_training_whose_reader_goes_away_is_quiet(
    seqtasks: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seqtasks("run", "recipes/fake.py", "fault=pipe", "--output", "out") == (141, "", "")
    assert not Path("out").exists()


@pytest.mark.parametrize("command", [["evaluate", "--corpus", "x"], ["export", "y"], ["compare"]])
def test_an_export_is_no_run(seqtasks: Command, command: list[str]) -> None:
    Path("exported").mkdir()
    Path("exported/saved_model.pb").touch()
    name, *rest = command
    message = "Error: exported is an export. Give the run that it was made from.\n"
    assert seqtasks(name, "exported", *rest) == (1, "", message)


def test_an_export_is_not_overwritten(seqtasks: Command) -> None:
    Path("exported/2").mkdir(parents=True)
    status, _, err = seqtasks("export", "runs/done", "exported", "--version", "2")
    assert (status, err.startswith("Error: The output exported/2 exists already.")) == (1, True)


def test_a_warning_about_data_is_one_line(
    seqtasks: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warnings.showwarning", warnings.showwarning)  # put back afterwards
    seqtasks("--version")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("2 pairs\nare empty", DataWarning, stacklevel=1)
        warnings.warn("of a library", DeprecationWarning, stacklevel=1)
    assert capsys.readouterr().err == "Warning: 2 pairs are empty\n"
