"""Tests of executing recipes, with a recipe and a Keras that do nothing."""

from __future__ import annotations

import json
import shutil
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from seqtasks.errors import ConfigError, DataError, Interrupted, RunError, SeqtasksError
from seqtasks.runs.runner import RunOptions, run_recipe

RECIPE = "recipes/fake.py"
KEYS = {
    "recipe",
    "config",
    "seed",
    "metrics",
    "baselines",
    "digests",
    "parameters",
    "seconds",
    "tokens_per_second",
    "epochs",
    "padding_share",
    "versions",
    "commit",
    "machine",
    "warnings",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the recipe, and the current directory in it."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "recipes").mkdir()
    shutil.copy(Path(__file__).parents[1] / "fake_recipe.py", tmp_path / RECIPE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of Keras."""
    asked: list[str] = []
    utils = types.SimpleNamespace(
        set_random_seed=lambda seed: asked.append(f"seed {seed}"),
        clear_session=lambda: asked.append("clear"),
    )
    monkeypatch.setitem(sys.modules, "keras", types.SimpleNamespace(utils=utils))
    return asked


def run(*overrides: str, recipe: str = RECIPE, **options: Any) -> list[Path]:
    return run_recipe(recipe, overrides, RunOptions(**options))


def results(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / "results.json").read_text(encoding="utf-8"))
    return found


def test_a_run_keeps_everything(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [directory] = run("units=8", recipe=f"{RECIPE}@BIG")
    assert directory == Path("runs/fake-1")
    assert {path.name for path in directory.iterdir()} == {
        "config.json",
        "fake.py",
        "log.csv",
        "results.json",
        "task.json",
    }
    assert (directory / "fake.py").read_bytes() == (project / RECIPE).read_bytes()
    config = json.loads((directory / "config.json").read_text())
    assert config["recipe"] == RECIPE
    assert config["setting"] == "BIG"
    assert config["overrides"] == ["units=8"]
    assert config["config"]["units"] == 8
    found = results(directory)
    assert set(found) == KEYS
    assert found["metrics"]["validation"] == {
        "loss": 1.23456,
        "bleu": "NaN",
        "bleu_signature": "13a",
    }
    assert (found["epochs"], found["seconds"], found["parameters"]) == (2, 3.0, 7)
    assert found["padding_share"] == 0.25
    assert found["digests"] == config["digests"] == {"train": f"digest of {'abcdefgh' * 10}"}
    assert capsys.readouterr().out == (
        "source      a\nprediction  A\nreference   a\n\n"
        "source      b\nprediction  B\nreference   b\n\n"
        "source      c\nprediction  C\nreference   c\n\n"
        "validation  loss 1.235  bleu NaN\n"
        "test        loss 80\n"
        "run         runs/fake-1\n"
    )


def test_what_a_training_fell_short_of_is_kept_and_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [directory] = run("units=8", "seed=3", "fault=still improving", recipe=f"{RECIPE}@BIG")
    assert results(directory)["warnings"] == [
        {
            "kind": "still_improving",
            "message": "The loss on validation data was still improving in the last epoch, from 2 "
            "to 1.",
            "suggestion": "",  # the recipe has no `epochs`
        }
    ]
    assert "Warning: The loss on validation data was still improving" in capsys.readouterr().err
    [directory] = run("fault=still improving", smoke=True)
    assert results(directory)["warnings"] == []


def test_a_warning_names_the_command_that_may_help(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = project / RECIPE
    recipe.write_text(recipe.read_text().replace("    seed:", "    epochs: int = 2\n    seed:"))
    run("units=8", "epochs=1", "fault=still improving", recipe=f"{RECIPE}@BIG")
    assert capsys.readouterr().err.endswith(
        "You could train longer: seqtasks run recipes/fake.py@BIG units=8 "
        "'fault=still improving' epochs=4\n"
    )


def test_runs_are_numbered(project: Path) -> None:
    assert [run()[0].name, run()[0].name] == ["fake-1", "fake-2"]


def test_smoke_takes_the_head_of_the_data() -> None:
    [directory] = run(smoke=True)
    log = (directory / "log.csv").read_text()
    assert log.startswith("32,")
    assert "smoke=True" in log
    assert results(directory)["metrics"]["test"] == {"loss": 32.0}


def test_options_reach_the_training() -> None:
    [directory] = run("seed=7", tensorboard=True, checkpoint_minutes=0.5)
    log = (directory / "log.csv").read_text()
    assert "tensorboard=True, checkpoint_minutes=0.5, seed=7" in log


def test_several_values_run_one_after_another(
    calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    directories = run("seed=1,2", "cell=gru,lstm")
    assert directories == [
        Path(f"runs/fake-1/seed={seed},cell={cell}") for seed in (1, 2) for cell in ("gru", "lstm")
    ]
    assert calls == ["seed 1", "clear", "seed 1", "clear", "seed 2", "clear", "seed 2"]
    assert "Run 3 of 4: seed=2,cell=gru\n" in capsys.readouterr().out
    assert results(directories[3])["config"]["cell"] == "lstm"


def test_one_of_several_that_fails_does_not_stop_the_others(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[Path] = []
    with pytest.raises(RunError, match=r"^2 of 4 runs failed: fault=model,seed=1; .*seed=2\.$"):
        run_recipe(
            RECIPE,
            ("fault=model,", "seed=1,2"),
            RunOptions(output=Path("out")),
            summarize=shown.extend,
        )
    assert [path.name for path in shown] == ["fault=,seed=1", "fault=,seed=2"]
    error = capsys.readouterr().err
    assert error.count("Error: recipes/fake.py: model() failed: `units` must be even.\n") == 2
    assert sorted(p.name for p in (project / "out").iterdir()) == ["fault=,seed=1", "fault=,seed=2"]


def test_several_runs_share_the_output_directory(project: Path) -> None:
    run("seed=1,2", output=Path("out"))
    run("seed=3,4", output=Path("out"))
    assert len(list((project / "out").iterdir())) == 4
    with pytest.raises(RunError, match=r"^The output out/seed=2 already holds a run\."):
        run("seed=2,5", output=Path("out"))
    assert not (project / "out/seed=5").exists()
    assert len(run("seed=1,2", output=Path("out"), resume=True)) == 2


def test_a_series_does_not_go_into_a_run() -> None:
    run(output=Path("out"))
    with pytest.raises(RunError, match=r"^The output out holds a single run, and 2 are asked for"):
        run("seed=1,2", output=Path("out"), resume=True)


def test_labels_make_directories() -> None:
    directories = run("corpus=a/b,c", output=Path("out"))
    assert directories == [Path("out/corpus=a_b"), Path("out/corpus=c")]
    with pytest.raises(ConfigError, match="would share a directory"):
        run("corpus=a/b,a_b", output=Path("other"))


@pytest.mark.parametrize(
    ("fault", "kind", "message"),
    [
        ("data", DataError, "^no corpus"),
        ("model", RunError, r"^recipes/fake\.py: model\(\) failed: `units` must be even\.$"),
        ("train", RunError, "^the loss is nan$"),
        ("task", RunError, r"task\(\) must return a `.*Task`, .* Received: object$"),
        ("report", RunError, r"train\(\) must return the TrainingReport .* Received: NoneType$"),
    ],
)
def test_a_failure_leaves_nothing_behind(
    project: Path, fault: str, kind: type[SeqtasksError], message: str
) -> None:
    with pytest.raises(kind, match=message):
        run(f"fault={fault}")
    with pytest.raises(kind, match=message):
        run(f"fault={fault}", "seed=1,2")
    with pytest.raises(kind, match=message):
        run(f"fault={fault}", output=Path("out"))
    assert not (project / "runs").exists()
    assert not (project / "out").exists()


@pytest.mark.parametrize("override", ["unts=3", "units=a", "seed=-1"])
def test_bad_hyperparameters_stop_before_the_data(override: str, calls: list[str]) -> None:
    with pytest.raises(ConfigError, match=r"^`(unts|units|seed)`"):
        run(override)
    assert calls == []


def test_data_without_a_head_cannot_be_smoked() -> None:
    message = r"^--smoke needs text\.head\(count\); data\(\) of recipes/fake\.py gave a object\.$"
    with pytest.raises(RunError, match=message):
        run("fault=head", smoke=True)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("evaluate", r"^recipes/fake\.py: evaluate\(\) failed: .* No space left on device$"),
        ("metrics", r"evaluate\(\) must return metrics by split, .* Received: \{'loss': 1\.0\}$"),
        ("checkpoint,train", "^the loss is nan$"),
    ],
)
def test_what_was_trained_is_kept(fault: str, message: str) -> None:
    fault = fault.replace(",", r"\,")
    with pytest.raises(RunError, match=message):
        run(f"fault={fault}", output=Path("out"))
    assert Path("out/log.csv").exists()
    assert not Path("out/results.json").exists()


def test_an_interrupted_run_is_kept() -> None:
    with pytest.raises(Interrupted, match=r"^SIGTERM received: saved$") as caught:
        run("fault=interrupted", output=Path("out"))
    assert caught.value.exit_status == 143
    assert Path("out/config.json").exists()


def test_an_interrupted_series_says_how_to_go_on() -> None:
    message = (
        r"^SIGTERM received: saved\. All runs: seqtasks run recipes/fake\.py@BIG seed=1,2 "
        r"fault=interrupted --smoke --resume --output runs/fake-1$"
    )
    with pytest.raises(Interrupted, match=message):
        run("seed=1,2", "fault=interrupted", recipe=f"{RECIPE}@BIG", smoke=True)


@pytest.mark.parametrize(
    ("fault", "name", "status"), [("ctrl-c", "SIGINT", 130), ("exit 143", "SIGTERM", 143)]
)
def test_a_run_that_is_interrupted_while_it_is_measured_says_that_it_is_trained(
    fault: str, name: str, status: int
) -> None:
    message = rf"^{name} received: the run is trained, .* --resume --output out$"
    with pytest.raises(Interrupted, match=message) as caught:
        run(f"fault={fault}", output=Path("out"))
    assert caught.value.exit_status == status
    assert Path("out/task.json").exists()
    with pytest.raises(Interrupted, match=rf"^{name} received: .* All runs: seqtasks run "):
        run(f"fault={fault}", "seed=1,2")


def test_a_recipe_may_exit() -> None:
    with pytest.raises(SystemExit, match="3"):
        run("fault=exit 3")


def test_force_replaces_a_run_only_once_another_can_go_on() -> None:
    run(output=Path("out"))
    Path("out/old").touch()
    for fault in ("data", "model", "train"):
        with pytest.raises(SeqtasksError):
            run(f"fault={fault}", output=Path("out"), force=True)
        assert Path("out/old").exists()
    assert results(Path("out"))["config"]["fault"] == ""
    run("units=9", output=Path("out"), force=True)
    assert not Path("out/old").exists()
    assert [path.name for path in Path().glob(".*replaced")] == []
    assert results(Path("out"))["config"]["units"] == 9


def test_resume_goes_on_and_then_finds_the_run_complete(
    calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(output=Path("out"), resume=True)
    Path("out/results.json").unlink()
    run(output=Path("out"), resume=True)
    assert "resume=True" in Path("out/log.csv").read_text()
    calls.clear()
    capsys.readouterr()
    assert run(output=Path("out"), resume=True) == [Path("out")]
    assert capsys.readouterr().out == "out is complete: nothing is left to do.\n"
    assert calls == []


def test_resume_with_other_hyperparameters_is_refused() -> None:
    run(output=Path("out"))
    with pytest.raises(RunError, match=r"changed Config in out: units \(4 -> 5\), seed \(1 -> 2\)"):
        run("units=5", "seed=2", output=Path("out"), resume=True)


def test_resume_follows_data_that_moved(project: Path) -> None:
    for name, letters in (("old", "abc"), ("new", "abc"), ("other", "xyz")):
        (project / name).write_text(letters)
    with pytest.raises(Interrupted):
        run("corpus=old", "fault=interrupted", output=Path("out"))
    (project / "old").unlink()
    message = r"^--resume with other data in out: train not as .*, corpus \('.*old' -> '.*other'\)"
    with pytest.raises(RunError, match=message):
        run("corpus=other", "fault=interrupted", output=Path("out"), resume=True)
    with pytest.raises(Interrupted):
        run("corpus=new", "fault=interrupted", output=Path("out"), resume=True)
    config = json.loads(Path("out/config.json").read_text())
    assert config["config"]["corpus"] == str(project / "new")
    (project / "new").write_text("abcd")
    with pytest.raises(RunError, match=r"train not as when the run began\. Give the same data"):
        run("corpus=new", "fault=interrupted", output=Path("out"), resume=True)


def test_resume_without_the_data_says_that_they_may_lie_elsewhere(project: Path) -> None:
    (project / "old").touch()
    run("corpus=old", "fault=place", output=Path("out"))
    Path("out/results.json").unlink()
    (project / "old").unlink()
    with pytest.raises(DataError, match=r"does not exist\. If .* resume with corpus=NEWPATH: "):
        run("corpus=old", "fault=place", output=Path("out"), resume=True)
    with pytest.raises(DataError, match=r"does not exist\.$"):
        run("corpus=old", "fault=place", output=Path("new"))


def test_resume_with_a_changed_recipe_warns(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Interrupted):
        run("fault=interrupted", output=Path("out"))
    with (project / RECIPE).open("a") as file:
        file.write("# changed\n")
    with pytest.raises(Interrupted):
        run("fault=interrupted", output=Path("out"), resume=True)
    assert capsys.readouterr().err == (
        "Warning: recipes/fake.py differs from the run's copy out/fake.py.\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resume": True}, "^--resume needs --output DIR"),
        ({"resume": True, "force": True, "output": Path("out")}, "^--resume goes on with a run, "),
    ],
)
def test_options_that_contradict_each_other(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RunOptions(**options)


def test_an_output_that_cannot_be_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(RunError, match=r"^The output runs/fake-1: No space left on device\.$"):
        run()
    assert not (project / "runs").exists()
