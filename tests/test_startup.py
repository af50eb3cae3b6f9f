"""Tests of hiding TensorFlow's start-up messages, with a stand-in for TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from seqtasks.startup import one_thread_per_operation

ROOT = Path(__file__).parents[1]
SCRIPT = """
import os, sys
from seqtasks.startup import quieten_tensorflow
quieten_tensorflow()
quieten_tensorflow()
try:
    import tensorflow
finally:
    os.write(2, f"level {os.environ['TF_CPP_MIN_LOG_LEVEL']}".encode())
"""


def stderr(folder: Path, source: str, script: str = SCRIPT, **environment: str) -> str:
    (folder / "tensorflow").mkdir()
    (folder / "tensorflow" / "__init__.py").write_text(source, encoding="utf-8")
    variables = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    path = os.pathsep.join([str(folder), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**variables, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def test_threads_are_chosen_where_the_user_has_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.delenv("TF_NUM_INTRAOP_THREADS", raising=False)
    one_thread_per_operation(max_cores=4)
    assert "TF_NUM_INTRAOP_THREADS" not in os.environ
    one_thread_per_operation(max_cores=8)
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "1"
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "3")
    one_thread_per_operation()
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "3"


def test_messages_of_the_import_are_hidden(tmp_path: Path) -> None:
    assert stderr(tmp_path, "import os; os.write(2, b'oneDNN is on')") == "level 3"


def test_messages_of_a_failed_import_are_shown(tmp_path: Path) -> None:
    shown = stderr(tmp_path, "import os; os.write(2, b'no driver'); raise ImportError('broken')")
    assert shown.startswith("no driverlevel 3")
    assert "ImportError: broken" in shown


def test_a_level_of_silence_silences_the_import_too(tmp_path: Path) -> None:
    source = "import os; os.write(2, b'oneDNN is on ')"
    assert stderr(tmp_path, source, TF_CPP_MIN_LOG_LEVEL="3") == "level 3"


def test_a_public_name_silences_the_import(tmp_path: Path) -> None:
    script = "import seqtasks\ntry:\n    seqtasks.load\nexcept ImportError:\n    pass"
    source = "import os; os.write(2, b'oneDNN is on ')"
    assert stderr(tmp_path, source, script) == ""


def test_a_level_of_the_user_s_is_kept(tmp_path: Path) -> None:
    source = "import os; os.write(2, b'oneDNN is on ')"
    assert stderr(tmp_path, source, TF_CPP_MIN_LOG_LEVEL="1") == "oneDNN is on level 1"
