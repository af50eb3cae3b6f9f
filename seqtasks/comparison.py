"""Runs side by side: `seqtasks compare`."""

from __future__ import annotations

import csv
import io
import json
import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.errors import RunError, did_you_mean
from seqtasks.files import write_by
from seqtasks.run_directory import RESULTS, check_run_directory, read_json

# The hyperparameters that decide what a test metric was measured on.
TEST_SET_FIELDS = ("corpus", "test", "source", "target")
COSTS = ("parameters", "seconds", "tokens_per_second")

Row = dict[str, str]


class Group(NamedTuple):
    """Runs that differ by seed only.

    Attributes:
        config: their common hyperparameters, without the seed.
        recipe: their recipe.
        results: what each `results.json` holds.
    """

    config: dict[str, Any]
    recipe: str
    results: list[dict[str, Any]]


def read_groups(runs: Sequence[Path], *, mixed: bool = False) -> list[Group]:
    """The finished runs in the given directories, grouped by everything but the seed.

    Args:
        runs: run directories, or folders of them.
        mixed: accept runs that were measured on different test sets.

    Raises:
        RunError: a directory holds no finished run, or the test sets differ.
    """
    groups: dict[str, Group] = {}
    found = [directory for run in runs for directory in _finished_runs(run)]
    for directory in dict.fromkeys(path.resolve() for path in found):
        results = _read_results(directory)
        config = {name: value for name, value in results["config"].items() if name != "seed"}
        key = json.dumps([results["recipe"], config], sort_keys=True)
        groups.setdefault(key, Group(config, results["recipe"], [])).results.append(results)
    if not mixed:
        _check_one_test_set(list(groups.values()))
    return list(groups.values())


def table(groups: Sequence[Group], *, split: str = "test") -> list[Row]:
    """A row a group: what sets it apart, its metrics on a split, and what it cost.

    A number over several seeds is a mean ± the standard deviation of the sample.
    """
    varying = _varying(groups)
    metrics = list(dict.fromkeys(name for group in groups for name in _metrics(group, split)))
    if not metrics:
        splits = {name for group in groups for run in group.results for name in run["metrics"]}
        raise RunError(f"No run has metrics of {split!r}. {did_you_mean(split, splits)}")
    rows = []
    for group in groups:
        row = {name: _text(group.config.get(name)) for name in varying}
        if len({group.recipe for group in groups}) > 1:
            row = {"recipe": group.recipe, **row}
        row["seeds"] = str(len(group.results))
        for name in metrics:
            row[name] = _spread([run["metrics"].get(split, {}).get(name) for run in group.results])
        for name in COSTS:
            row[name] = _spread([run.get(name) for run in group.results])
        rows.append(row)
    return rows


def as_text(rows: Sequence[Row]) -> str:
    """The table in columns for a terminal."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_markdown(rows: Sequence[Row]) -> str:
    """The table in Markdown."""
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_csv(rows: Sequence[Row]) -> str:
    """The table as comma-separated values."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().rstrip("\n")


def draw(groups: Sequence[Group], path: Path, *, split: str = "test") -> None:
    """Draws a panel of bars for each metric and cost, seeds as error bars."""
    from matplotlib.figure import Figure

    varying = _varying(groups)
    labels = [
        "\n".join(_text(group.config.get(name)) for name in varying) or group.recipe
        for group in groups
    ]
    names = [*dict.fromkeys(name for group in groups for name in _metrics(group, split)), *COSTS]
    figure = Figure(figsize=(2.5 + 0.9 * len(groups), 2.2 * len(names)), layout="constrained")
    panels = figure.subplots(len(names), 1, squeeze=False, sharex=True)[:, 0]
    for panel, name in zip(panels, names, strict=True):
        values = [_values(group, name, split) for group in groups]
        means = [statistics.fmean(value) if value else math.nan for value in values]
        errors = [statistics.stdev(value) if len(value) > 1 else 0.0 for value in values]
        panel.bar(range(len(groups)), means, yerr=errors, color="tab:blue", width=0.6)
        panel.set_title(name.replace("_", " "), fontsize=9)
        panel.grid(axis="y", alpha=0.3)
    panels[-1].set_xticks(range(len(groups)), labels, fontsize=8)
    write_by(path, lambda temporary: figure.savefig(temporary, dpi=120))


def _read_results(directory: Path) -> dict[str, Any]:
    results = read_json(directory / RESULTS)
    for name, kind in (("recipe", str), ("config", dict), ("metrics", dict)):
        if not isinstance(results.get(name), kind):
            raise RunError(f"{directory / RESULTS} is damaged: it has no {name}.")
    return results


def _finished_runs(directory: Path) -> list[Path]:
    """The directory itself, or the runs of a series in it."""
    if directory.is_dir() and not (directory / "config.json").is_file():
        inner = sorted(path.parent for path in directory.glob(f"*/{RESULTS}"))
        if inner:
            return inner
    check_run_directory(directory)
    if not (directory / RESULTS).is_file():
        raise RunError(f"The run at {directory} has no {RESULTS}: finish it with --resume.")
    return [directory]


def _check_one_test_set(groups: Sequence[Group]) -> None:
    for name in TEST_SET_FIELDS:
        values = list(dict.fromkeys(_text(group.config.get(name)) for group in groups))
        if len(values) > 1:
            raise RunError(
                f"The runs were measured on different test sets: {name} is {' and '.join(values)}. "
                "Compare them all the same with --mixed."
            )


def _varying(groups: Sequence[Group]) -> list[str]:
    """The hyperparameters that are not the same in all groups."""
    names = dict.fromkeys(name for group in groups for name in group.config)
    return [name for name in names if len({_text(group.config.get(name)) for group in groups}) > 1]


def _metrics(group: Group, split: str) -> list[str]:
    """The names of the numbers among a split's metrics."""
    values = [run["metrics"].get(split, {}) for run in group.results]
    return [name for name, value in values[0].items() if not isinstance(value, str)]


def _values(group: Group, name: str, split: str) -> list[float]:
    found = [
        run[name] if name in COSTS else run["metrics"].get(split, {}).get(name)
        for run in group.results
    ]
    return [value for value in found if value is not None]


def _spread(values: Sequence[float | None]) -> str:
    numbers = [value for value in values if value is not None]
    if not numbers:
        return "-"
    mean = statistics.fmean(numbers)
    digits = max(0, 3 - math.floor(math.log10(abs(mean)))) if mean else 0
    text = f"{mean:.{min(digits, 4)}f}"
    if len(numbers) > 1:
        text += f" ± {statistics.stdev(numbers):.{min(digits, 4)}f}"
    return text


def _text(value: Any) -> str:
    return "none" if value is None else str(value).lower() if value in (True, False) else str(value)
