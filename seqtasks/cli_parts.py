"""What the commands share: options, loading a run, printing tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

path_type = click.Path(path_type=Path)
format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How answers are written.",
)
input_option = click.option(
    "--input", "source", type=path_type, help="Lines, UTF-8, .gz too.  [default: stdin]"
)
output_option = click.option(
    "--output", type=path_type, help="Where answers go, a line each.  [default: stdout]"
)


def load_task(run: Path) -> Any:
    """The task of a run or an export."""
    from seqtasks.tasks.loading import load

    return load(run)


def print_table(rows: Sequence[Sequence[Any]]) -> None:
    """Prints rows of cells, each column as wide as its widest cell."""
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell!s:{width}}" for cell, width in zip(row, widths, strict=True)]
        click.echo(f"  {'  '.join(cells)}".rstrip())


def one_line(text: str) -> str:
    """A character model may emit line ends; an answer is one line all the same."""
    return text.replace("\r", " ").replace("\n", " ")
