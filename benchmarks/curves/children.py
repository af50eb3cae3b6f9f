"""Processes that do one thing each, so that their time and their memory are their own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
_SECONDS_BETWEEN_LOOKS = 0.1


class Attempt(NamedTuple):
    """How a process ended.

    Attributes:
        status: 0 where it did what it was to do, else its exit status, or minus a signal.
        asked_to_stop: whether it was.
        seconds: of wall time.
        peak_memory_mb: its largest resident set, in 10^6 bytes.
    """

    status: int
    asked_to_stop: bool
    seconds: float
    peak_memory_mb: float


def attempt(
    command: Sequence[str], log: Path, stop: Callable[[], bool], keep_open: Sequence[int] = ()
) -> Attempt:
    """Runs a command in the project's folder, and asks it by SIGTERM to stop when `stop` says so.

    Args:
        command: the words.
        log: gets what it prints, after what is there already.
        stop: asked again and again.
        keep_open: file descriptors that it holds as long as it lives.
    """
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    started, asked, peak = time.monotonic(), False, 0.0
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches it through `stop` only
            pass_fds=keep_open,
        )
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            if not asked and stop():
                os.kill(process.pid, signal.SIGTERM)
                asked = True
            peak = _peak_memory(process.pid) or peak
            time.sleep(_SECONDS_BETWEEN_LOOKS)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    return Attempt(process.returncode, asked, seconds, peak or usage.ru_maxrss * 1024 / 1e6)


def _peak_memory(process_id: int) -> float | None:
    """The largest resident set of a process so far, where the system tells, in 10^6 bytes.

    `ru_maxrss`, which tells it elsewhere, is that of the parent at least, which the child was
    before it became itself.
    """
    try:
        text = Path(f"/proc/{process_id}/status").read_text()
    except OSError:
        return None
    found = re.search(r"^VmHWM:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else None


def note(found: Attempt, path: Path) -> None:
    """Adds an attempt to those of a point."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(found._asdict()) + "\n")


def noted(path: Path) -> list[Attempt]:
    """All attempts of a point."""
    if not path.is_file():
        return []
    return [Attempt(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]
