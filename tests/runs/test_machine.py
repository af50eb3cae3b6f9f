"""Tests of the facts about machine, versions and commit."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from seqtasks.runs import machine


def test_the_machine_is_described() -> None:
    facts = machine.machine()
    assert facts["cores"] >= 1
    assert facts["memory_gb"] > 0
    assert facts["cpu"]
    assert set(facts) == {"system", "python", "cpu", "cores", "memory_gb", "gpus"}


def test_without_proc_the_platform_names_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.delattr("os.sysconf", raising=False)
    facts = machine.machine()
    assert facts["cpu"]
    assert facts["cores"] >= 1
    assert facts["memory_gb"] is None


def test_gpus_are_named_where_tensorflow_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = types.SimpleNamespace(name="/physical_device:GPU:0")
    fake = types.SimpleNamespace(
        config=types.SimpleNamespace(
            list_physical_devices=lambda kind: [gpu],
            experimental=types.SimpleNamespace(
                get_device_details=lambda device: {"device_name": "H200"}
            ),
        )
    )
    monkeypatch.setitem(sys.modules, "tensorflow", fake)
    assert machine.machine()["gpus"] == ["H200"]
    monkeypatch.delitem(sys.modules, "tensorflow")
    assert machine.machine()["gpus"] == []


def test_versions_name_what_decides_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"python", "seqtasks", "keras", "tensorflow", "numpy"} <= set(machine.versions())
    monkeypatch.setattr(machine, "_PACKAGES", ("no-such-package",))
    assert set(machine.versions()) == {"python", "seqtasks"}


def test_the_commit_says_whether_files_were_changed(tmp_path: Path) -> None:
    assert machine.commit(tmp_path) is None

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True)

    (tmp_path / "a").write_text("1")
    git("init", "--quiet")
    git("add", "a")
    git("commit", "--quiet", "--message", "first")
    head = machine.commit(tmp_path)
    assert head is not None
    assert len(head) == 40
    (tmp_path / "untracked").write_text("1")
    assert machine.commit(tmp_path) == head
    (tmp_path / "a").write_text("2")
    assert machine.commit(tmp_path) == f"{head}-dirty"
