"""What tests of several files use."""

from __future__ import annotations

import contextlib
import functools
import gc
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seqtasks.cli.main import main
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


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the imports made stays: the collector need not walk through it while graphs are traced.

    Tracing makes hundreds of thousands of objects that live on; fewer full collections save an
    eighth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


@pytest.fixture(autouse=True, scope="session")
def fresh_process(pytestconfig: pytest.Config) -> Iterator[Callable]:
    """By default exports are asked in this process: starting another one for each takes seconds.

    `make slow` starts it, as they do that export `with fresh_process():`.
    """
    where = "seqtasks.export.parity.answers_of_clean_process"
    with pytest.MonkeyPatch.context() as patch:
        from seqtasks.export.parity import answers_of_clean_process

        @contextlib.contextmanager
        def started() -> Iterator[None]:
            with pytest.MonkeyPatch.context() as again:
                again.setattr(where, answers_of_clean_process)
                yield

        if pytestconfig.getoption("markexpr") == "not slow":
            patch.setattr(where, _answers_here)
        yield started


def _answers_here(directory, description, signatures, batches):
    from seqtasks.export.clean_process import answers

    return answers(str(directory), list(signatures), batches)


@functools.lru_cache(maxsize=4)
def _load(load: Callable, directory: Path, files: tuple) -> Any:
    return load(directory)


def _load_once(load: Callable, directory: str | Path) -> Any:
    """What `directory` holds, the same object while its files are the same."""
    paths = [Path(directory), *sorted(Path(directory).rglob("*"))]
    files = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths]
    return _load(load, Path(directory).absolute(), tuple(files))


@contextlib.contextmanager
def _loading_once() -> Iterator[None]:
    from seqtasks.tasks import loading

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load", functools.partial(_load_once, loading.load))
        yield


@pytest.fixture
def seqtasks(
    pytestconfig: pytest.Config,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable:
    """The command line, in this process.

    By default a run that several commands ask is loaded once: tracing its graphs again for each
    takes seconds. `make slow` loads it each time.
    """
    monkeypatch.setattr(signal, "signal", lambda *arguments: None)  # keep pytest's handlers
    is_slow = pytestconfig.getoption("markexpr") != "not slow"

    def command(*arguments: object) -> tuple[int, str, str]:
        loading = contextlib.nullcontext() if is_slow else _loading_once()
        with loading, pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        return (int(exit_.value.code or 0), *capsys.readouterr())

    return command
