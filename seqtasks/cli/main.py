"""The command line: one group, whose commands stand in a file each."""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

import click

from seqtasks import __version__
from seqtasks.cli.chat import chat
from seqtasks.cli.compare import compare
from seqtasks.cli.diagnose import diagnose
from seqtasks.cli.evaluate import evaluate
from seqtasks.cli.export import export
from seqtasks.cli.generate import generate
from seqtasks.cli.import_ import import_
from seqtasks.cli.neighbours import neighbours
from seqtasks.cli.predict import predict
from seqtasks.cli.run import run
from seqtasks.cli.score import score
from seqtasks.cli.show import show
from seqtasks.cli.vectors import vectors
from seqtasks.errors import DataWarning, SeqtasksError
from seqtasks.startup import quieten_tensorflow

_TRACEBACK = "SEQTASKS_TRACEBACK"
_EPILOG = (
    "Exit status: 0 done, 1 a problem with data or a run, 2 wrong usage, 130 interrupted, "
    "141 where the reader of the answers went away, 143 terminated. "
    f"{_TRACEBACK}=1 shows where an error comes from."
)


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="seqtasks", message="%(prog)s %(version)s")
def commands() -> None:
    """From text files to a trained, measured and exported sequence model."""


for _command in (
    chat,
    compare,
    diagnose,
    evaluate,
    export,
    generate,
    import_,
    neighbours,
    predict,
    run,
    score,
    show,
    vectors,
):
    commands.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point: runs a command and exits with its status."""
    quieten_tensorflow()
    warnings.showwarning = _show_warning  # type: ignore[assignment]
    signal.signal(signal.SIGTERM, _terminate)
    stdout = sys.stdout
    try:
        status = commands.main(arguments, prog_name="seqtasks", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except SeqtasksError as error:
        if os.environ.get(_TRACEBACK) == "1":
            traceback.print_exc()
        click.echo(error.line, err=True)
        status = error.exit_status
    except SystemExit:
        if sys.stdout is stdout:
            raise
        # Of a closed pipe click makes 1, which is for data and runs, and a stdout that is silent.
        status = 128 + signal.SIGPIPE
    except click.Abort:  # what click makes of KeyboardInterrupt
        status = 128 + signal.SIGINT
    sys.exit(status or 0)


def _terminate(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signal_number)


def _show_warning(message: Warning | str, category: type[Warning], *_where: Any) -> None:
    """One line for what is wrong with data; libraries' warnings are not for a user."""
    if issubclass(category, DataWarning):
        click.echo(f"Warning: {' '.join(str(message).split())}", err=True)
