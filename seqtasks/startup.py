"""TensorFlow's start: its messages, which would hide ours, and its threads."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import tempfile
import types
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_LEVEL = "TF_CPP_MIN_LOG_LEVEL"
_THREADS = "TF_NUM_INTRAOP_THREADS"


def quieten_tensorflow() -> None:
    """Sets TensorFlow's log level, and hides what ignores it while TensorFlow is imported.

    Some messages of TensorFlow 2.19 to 2.21 come before its logger knows any level
    (github.com/tensorflow/tensorflow/issues/100442), so the file descriptor of stderr is turned
    away during the import; should it fail, they are shown. Where the user asks for messages, by a
    `TF_CPP_MIN_LOG_LEVEL` below 3, nothing is hidden. A second call does nothing.
    """
    if "tensorflow" in sys.modules or os.environ.setdefault(_LEVEL, "3") != "3":
        return
    if not any(isinstance(finder, _QuietImport) for finder in sys.meta_path):
        sys.meta_path.insert(0, _QuietImport())


def one_thread_per_operation(max_cores: int | None = None) -> None:
    """Lets TensorFlow share out whole operations among the cores, and not the parts of each.

    For work that is many small operations side by side: threads that meet after each of them take
    more time than they save (docs/decisions/0012). Nothing changes where the user chose, by
    `TF_NUM_INTRAOP_THREADS`, or where TensorFlow has run an operation already.

    Args:
        max_cores: do nothing on a machine with more; None for any.
    """
    if max_cores is None or (os.cpu_count() or 1) <= max_cores:
        os.environ.setdefault(_THREADS, "1")


class _QuietImport(importlib.abc.MetaPathFinder):
    """Wraps the import of the package `tensorflow`, once, whoever asks for it."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_quietly(module: types.ModuleType) -> None:
            with _hidden_stderr():
                execute(module)

        spec.loader.exec_module = execute_quietly  # type: ignore[method-assign]
        return spec


@contextmanager
def _hidden_stderr() -> Iterator[None]:
    """Turns file descriptor 2 away; what was written to it is shown after an exception."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as hidden:
        os.dup2(hidden.fileno(), 2)
        try:
            yield
        except BaseException:
            hidden.seek(0)
            os.write(kept, hidden.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
