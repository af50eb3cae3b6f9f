"""What tests of several files use."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from seqtasks.cli import main


@pytest.fixture
def seqtasks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable:
    monkeypatch.setattr(signal, "signal", lambda *arguments: None)  # keep pytest's handlers

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        return (int(exit_.value.code or 0), *capsys.readouterr())

    return command
