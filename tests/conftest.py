"""What tests of several files use."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from seqtasks.cli import main
from seqtasks.startup import quieten_tensorflow


def pytest_configure(config: pytest.Config) -> None:
    """By default graphs run as they were traced: rewriting them first takes a third of the time.

    `make slow` runs them rewritten, as do the processes that tests start, those of exports too.
    """
    if config.getoption("markexpr") == "not slow":
        quieten_tensorflow()
        import tensorflow as tf

        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


@pytest.fixture
def seqtasks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable:
    monkeypatch.setattr(signal, "signal", lambda *arguments: None)  # keep pytest's handlers

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        return (int(exit_.value.code or 0), *capsys.readouterr())

    return command
