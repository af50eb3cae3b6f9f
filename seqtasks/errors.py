"""The errors that a user meets: what was expected, what came, where, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class SeqtasksError(Exception):
    """A problem with data, settings or a run. The command line shows it as one line.

    Attributes:
        exit_status: what the command line exits with.
    """

    exit_status = 1

    @property
    def line(self) -> str:
        """What the command line shows."""
        return f"Error: {' '.join(str(self).split())}"


class ConfigError(SeqtasksError):
    """A recipe, a named setting or a hyperparameter that cannot be used."""


class DataError(SeqtasksError):
    """A file or a corpus that cannot be used; the message names file and, where known, line."""


class RunError(SeqtasksError):
    """A run directory, a checkpoint or a training that cannot go on."""


class DataWarning(UserWarning):
    """Something in the data that a user should know of: the command line shows it as one line."""


class Interrupted(SeqtasksError):
    """A run that a signal stopped after its state was saved: exit status 128 + signal number."""

    def __init__(self, message: str, signal_number: int) -> None:
        super().__init__(message)
        self.exit_status = 128 + signal_number


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence that names the closest known name, or all of them where none is close."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(names)}." if names else "None are known."


def close_path(path: Path, siblings: Iterable[Path]) -> str:
    """ " Did you mean '...'?" with the sibling whose name is closest; empty where none is close."""
    names = [sibling.name for sibling in siblings]
    close = difflib.get_close_matches(path.name, names, n=1)
    return f" Did you mean '{path.parent / close[0]}'?" if close else ""
