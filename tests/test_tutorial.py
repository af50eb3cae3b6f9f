"""The tutorial's commands, as they stand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
TUTORIAL = PROJECT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_recipe_has_its_part():
    text = TUTORIAL.read_text(encoding="utf-8")
    for recipe in (PROJECT / "recipes").glob("*.py"):
        assert f"recipes/{recipe.name}" in text


@pytest.mark.slow
def test_every_command_runs(tmp_path):
    """All of them, one after the other, in a folder that has recipes and data only."""
    for folder in ("recipes", "data"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "PYTHON": sys.executable,
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    for language, code in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if language == "sh":
            commands = f'set -euo pipefail\nseqtasks() {{ "$PYTHON" -m seqtasks "$@"; }}\n{code}'
            arguments = ["bash", "-c", commands]
        else:
            arguments = [sys.executable, "-c", code]
        done = subprocess.run(
            arguments, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
