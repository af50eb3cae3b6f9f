"""What tests of several files use."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator

import pytest

from seqtasks.cli import main
from seqtasks.startup import quieten_tensorflow


def pytest_configure(config: pytest.Config) -> None:
    """By default graphs run as they were traced: rewriting them first takes a third of the time.

    They run on one thread, since two tests run at once. `make slow` runs them rewritten, as do the
    processes that tests start, those of exports too.
    """
    if config.getoption("markexpr") == "not slow":
        quieten_tensorflow()
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


@pytest.fixture(autouse=True, scope="session")
def fresh_process(pytestconfig: pytest.Config) -> Iterator[Callable]:
    """By default exports are asked in this process: starting another one for each takes seconds.

    `make slow` starts it, as they do that export `with fresh_process():`.
    """
    where = "seqtasks.export.parity.answers_of_stranger"
    with pytest.MonkeyPatch.context() as patch:
        from seqtasks.export.parity import answers_of_stranger

        @contextlib.contextmanager
        def started() -> Iterator[None]:
            with pytest.MonkeyPatch.context() as again:
                again.setattr(where, answers_of_stranger)
                yield

        if pytestconfig.getoption("markexpr") == "not slow":
            patch.setattr(where, _answers_here)
        yield started


def _answers_here(directory, description, signatures, batches):
    from seqtasks.export.stranger import answers

    return answers(str(directory), list(signatures), batches)


@pytest.fixture
def seqtasks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable:
    monkeypatch.setattr(signal, "signal", lambda *arguments: None)  # keep pytest's handlers

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        return (int(exit_.value.code or 0), *capsys.readouterr())

    return command
