"""Tests of run directories: what may be written where, and what counts as a run."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqtasks.errors import RunError
from seqtasks.runs.resume import check_same_data, check_same_run
from seqtasks.storage.run_directory import (
    check_output,
    check_run_directory,
    is_complete,
    make,
    make_numbered,
    plain,
    read_json,
    read_results,
    write_json,
)

RECORD: dict[str, Any] = {"recipe": "recipes/fake.py", "smoke": False, "config": {"units": 4}}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A directory that holds a run."""
    directory = tmp_path / "m30k"
    directory.mkdir()
    write_json(directory / "config.json", RECORD)
    return directory


def test_an_absent_or_empty_output_is_free(tmp_path: Path) -> None:
    check_output(tmp_path / "new", resume=False, force=False)
    check_output(tmp_path, resume=True, force=False)


def test_a_run_is_not_overwritten(run: Path) -> None:
    with pytest.raises(RunError, match=r"already holds a run.*--resume.*--force"):
        check_output(run, resume=False, force=False)
    check_output(run, resume=True, force=False)
    check_output(run, resume=False, force=True)


def test_what_is_no_run_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(RunError, match=r"is not empty and holds no run\."):
        check_output(tmp_path, resume=False, force=True)
    with pytest.raises(RunError, match=r"thesis\.tex is not a directory\."):
        check_output(tmp_path / "thesis.tex", resume=False, force=True)


def test_a_resumed_run_must_be_the_same(run: Path, tmp_path: Path) -> None:
    check_same_run(tmp_path / "new", RECORD)
    check_same_run(run, RECORD)
    with pytest.raises(RunError, match=r"^--resume with a changed Config in .*: units \(4 -> 5\)"):
        check_same_run(run, {**RECORD, "config": {"units": 5}})
    with pytest.raises(RunError, match=r"units \(4 -> 5\)"):  # config.json has no digests
        check_same_run(run, {**RECORD, "config": {"units": 5}}, places=["units"])
    with pytest.raises(RunError, match=r"--smoke \(False -> True\)"):
        check_same_run(run, {**RECORD, "smoke": True})
    with pytest.raises(RunError, match=r"holds a run of fake\.py, not of other\.py\.$"):
        check_same_run(run, {**RECORD, "recipe": "other.py"})
    write_json(run / "config.json", {})
    with pytest.raises(RunError, match=r"config\.json holds no config\.$"):
        check_same_run(run, RECORD)


def test_what_a_path_names_is_compared_in_its_place(run: Path) -> None:
    old = {**RECORD, "config": {"corpus": "a", "table": None}, "digests": {"train": "1"}}
    write_json(run / "config.json", old)
    record = {**RECORD, "config": {"corpus": "b", "table": None}}
    check_same_run(run, record, places=["corpus"])
    check_same_data(run, record, {"train": "1", "test": "2"})
    check_same_data(run / "none", record, {})
    for digests in ({"train": "2"}, {}):
        with pytest.raises(RunError, match=r"train not as .*, corpus \('a' -> 'b'\)\. Give the"):
            check_same_data(run, record, digests)
    with pytest.raises(RunError, match=r"table \(None -> 'c'\)"):
        check_same_run(run, {**RECORD, "config": {"corpus": "b", "table": "c"}}, places=["table"])


def test_a_run_is_complete_once_it_has_results(run: Path) -> None:
    assert not is_complete(run)
    write_json(run / "results.json", {})
    assert is_complete(run)


def test_directories_are_made_and_removed_with_their_parents(tmp_path: Path) -> None:
    made = make(tmp_path / "a" / "b", force=False)
    (made.path / "checkpoints").mkdir()
    (made.path / "log.csv").touch()
    made.discard_without_checkpoint()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_empty_directory_is_emptied_but_stays(tmp_path: Path) -> None:
    made = make(tmp_path, force=False)
    (tmp_path / "log.csv").touch()
    made.discard_without_checkpoint()
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoint_is_kept(tmp_path: Path) -> None:
    made = make(tmp_path / "a", force=False)
    (made.path / "checkpoints").mkdir()
    (made.path / "checkpoints" / "last.index").touch()
    made.discard_without_checkpoint()
    assert (made.path / "checkpoints" / "last.index").exists()


def test_a_run_that_was_there_is_kept(run: Path) -> None:
    make(run, force=False).discard_without_checkpoint()
    assert (run / "config.json").exists()


def test_force_replaces_a_run(run: Path) -> None:
    make(run, force=True)
    assert list(run.iterdir()) == []


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match=r"^The output .*/file/a cannot be made: "):
        make(tmp_path / "file" / "a", force=False)


def test_default_outputs_are_numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert make_numbered("fake").path == Path("runs/fake-1")
    (tmp_path / "runs/fake-7").mkdir()
    (tmp_path / "runs/fake-old").mkdir()
    assert make_numbered("fake").path == Path("runs/fake-8")


def test_runs_may_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").touch()
    with pytest.raises(RunError, match=r"^The output runs is not a directory\.$"):
        make_numbered("fake")


def test_a_numbered_directory_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(RunError, match=r"^The output runs/fake-1 cannot be made: Permission"):
        make_numbered("fake")


def test_a_run_that_can_be_used(run: Path) -> None:
    write_json(run / "task.json", {"task": "Fake", "network": "model.keras", "assets": {}})
    (run / "model.keras").touch()
    check_run_directory(run)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("m30", r"^There is no run at .*/m30\. Did you mean '.*/m30k'\?$"),
        ("zzzzz", r"^There is no run at .*/zzzzz\.$"),
        ("zzz/m30", r"^There is no run at .*/zzz/m30\.$"),
        ("m30k", r"m30k is incomplete: task\.json is missing\. Finish it with: seqtasks run "),
    ],
)
def test_a_run_that_cannot_be_used(run: Path, name: str, message: str) -> None:
    with pytest.raises(RunError, match=message):
        check_run_directory(run.parent / name)


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"holds no run: neither config\.json nor task\.json"):
        check_run_directory(tmp_path)


def test_a_file_that_task_json_names_is_missing(run: Path) -> None:
    write_json(run / "task.json", {"network": "model.keras"})
    with pytest.raises(RunError, match=r"incomplete: model\.keras is missing\..*fake\.py"):
        check_run_directory(run)


def test_a_key_that_stands_twice_is_no_answer(run: Path) -> None:
    (run / "config.json").write_text('{"recipe": "a.py", "recipe": "b.py"}')
    with pytest.raises(RunError, match=r"config\.json is damaged: the key 'recipe' stands twice"):
        read_json(run / "config.json")


@pytest.mark.parametrize("content", ["{", "[]", '"x"'])
def test_damaged_json(run: Path, content: str) -> None:
    (run / "task.json").write_text(content)
    with pytest.raises(RunError, match=r"task\.json is damaged: "):
        check_run_directory(run)


def test_json_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"x\.json cannot be read: No such file"):
        read_json(tmp_path / "x.json")


def test_json_is_written_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": object()})
    assert read_json(path) == {"a": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.json"]


def test_json_holds_plain_values() -> None:
    content = {"a": np.float32(0.5), "b": (math.inf, Path("x")), 3: np.int64(2)}
    assert plain(content) == {"a": 0.5, "b": ["Infinity", "x"], "3": 2}
    assert plain([-np.float32(np.inf), math.nan]) == ["-Infinity", "NaN"]
    assert json.dumps(plain({"text": "ä"}))


def test_results_come_back_as_the_numbers_that_they_were(tmp_path: Path) -> None:
    metrics = {
        "loss": math.inf,
        "bleu_signature": "13a",
        "sentences": {"best 1": {"source": "NaN"}},
    }
    write_json(tmp_path / "results.json", {"seconds": 1.5, "metrics": {"test": metrics}})
    written = json.loads((tmp_path / "results.json").read_text(), parse_constant=pytest.fail)
    assert written["metrics"]["test"]["loss"] == "Infinity"
    assert read_results(tmp_path) == {"seconds": 1.5, "metrics": {"test": metrics}}
    (tmp_path / "results.json").write_text('{"metrics": {"test": "damaged"}}')
    assert read_results(tmp_path) == {"metrics": {"test": "damaged"}}
    baselines = {"test": {"bigram": {"perplexity": math.inf, "loss": 2.0}}}
    write_json(tmp_path / "results.json", {"baselines": baselines})
    assert read_results(tmp_path) == {"baselines": baselines}
