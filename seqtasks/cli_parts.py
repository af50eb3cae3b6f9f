"""What the commands share: options, loading a run, printing tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from seqtasks.lines import open_output

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

splitting_option = click.option(
    "--splitting",
    type=click.Choice(["spaces", "words"]),
    help="How a tagger finds words in lines.  [default: the run's]",
)


def load_task(run: Path) -> Any:
    """The task of a run or an export."""
    from seqtasks.tasks.loading import load

    return load(run)


def with_splitting(task: Any, splitting: str) -> Any:
    """A tagger with another way to find words in lines.

    Raises:
        click.UsageError: it is none, or an export, which splits lines as it was exported.
    """
    if not hasattr(task, "with_splitting"):
        raise click.UsageError("--splitting is for the run of a tagger; an export keeps its own.")
    return task.with_splitting(splitting)


def write_answers(answers: Iterable[str], output: Path | None) -> None:
    """Writes a line for each answer as it comes, to a file or to standard output."""
    with open_output(output) as stream:
        for answer in answers:
            stream.write(f"{answer}\n".encode())
            stream.flush()


def print_table(rows: Sequence[Sequence[Any]]) -> None:
    """Prints rows of cells, each column as wide as its widest cell."""
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell!s:{width}}" for cell, width in zip(row, widths, strict=True)]
        click.echo(f"  {'  '.join(cells)}".rstrip())


def metric_tables(metrics: Mapping[str, Any]) -> list[list[tuple[Any, ...]]]:
    """Metrics as tables: of the numbers, and of each group with its parts, such as the labels."""
    tables = [
        [(name, _number(v)) for name, v in metrics.items() if isinstance(v, int | float | str)]
    ]
    for name, parts in metrics.items():
        if isinstance(parts, Mapping) and parts:
            columns = list(next(iter(parts.values())))
            rows = [(part, *map(_number, values.values())) for part, values in parts.items()]
            tables.append([(name, *columns), *rows])
    return tables


def _number(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value


def one_line(text: str) -> str:
    """A character model may emit line ends; an answer is one line all the same."""
    return text.replace("\r", " ").replace("\n", " ")
