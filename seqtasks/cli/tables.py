"""Tables and lines as the command line prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from seqtasks.infinity import shown


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
        if not isinstance(parts, Mapping) or not parts:
            continue
        if not all(isinstance(values, Mapping) for values in parts.values()):
            tables.append([(name, ""), *((part, _number(v)) for part, v in parts.items())])
        else:
            columns = list(next(iter(parts.values())))
            rows = [(part, *map(_number, values.values())) for part, values in parts.items()]
            tables.append([(name, *columns), *rows])
    return tables


def by_precision(metrics: Mapping[str, Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """The numbers among metrics as a table, a column for each precision of the weights."""
    names = [name for name, value in next(iter(metrics.values())).items() if _is_number(value)]
    rows = [(name, *(_number(values[name]) for values in metrics.values())) for name in names]
    return [("validation", *metrics), *rows]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _number(value: Any) -> Any:
    return shown(value, ".6g") if isinstance(value, float) else value


def one_line(text: str) -> str:
    """A character model may emit line ends; an answer is one line all the same."""
    return text.replace("\r", " ").replace("\n", " ")
