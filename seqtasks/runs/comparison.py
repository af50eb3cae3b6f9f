"""Runs side by side: `seqtasks compare`."""

from __future__ import annotations

import csv
import io
import json
import math
import statistics
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.errors import DataWarning, RunError, did_you_mean
from seqtasks.files import write_by
from seqtasks.infinity import shown
from seqtasks.metrics.directions import best_of
from seqtasks.metrics.main_metrics import MAIN_METRICS
from seqtasks.runs.vocabularies import MARK, explanation, incomparable
from seqtasks.storage.run_directory import RESULTS, check_run_directory, read_results

# The hyperparameters that tell what a metric was measured on, where a run has no digests.
TEST_SET_FIELDS = ("corpus", "test", "source", "target")
COSTS = ("parameters", "seconds", "tokens_per_second")

Row = dict[str, str]
_SYSTEM, _RUN = "system", "run"  # a column, and what it holds beside `baseline: NAME`


class Group(NamedTuple):
    """Runs that differ by seed only, or not at all.

    Attributes:
        config: the hyperparameters of the first, without the seed.
        recipe: their recipe.
        results: what each `results.json` holds.
    """

    config: dict[str, Any]
    recipe: str
    results: list[dict[str, Any]]


class Baseline(NamedTuple):
    """A trivial predictor and what it reaches.

    Attributes:
        name: of the predictor.
        metrics: what it reaches.
        groups: those whose runs have it so, on their data and with their tokens.
    """

    name: str
    metrics: dict[str, float]
    groups: list[Group]


def read_groups(runs: Sequence[Path], *, split: str = "test", mixed: bool = False) -> list[Group]:
    """The finished runs in the given directories, grouped by everything but the seed.

    Data are the same where their digests are, wherever they lie; if a run has no digests, as those
    of older versions, all are compared by path instead.

    Args:
        runs: run directories, or folders of them.
        split: whose metrics are compared.
        mixed: accept runs that were measured on different test sets.

    Raises:
        RunError: a directory holds no finished run, or the test sets differ.
    """
    found = [directory for run in runs for directory in _finished_runs(run)]
    read = [_read_results(path) for path in dict.fromkeys(path.resolve() for path in found)]
    by_content = all(results.get("digests") for results in read)
    groups: dict[str, Group] = {}
    for results in read:
        config = {name: value for name, value in results["config"].items() if name != "seed"}
        data = {"corpus": _data(results, split)} if by_content else {}
        key = json.dumps([results["recipe"], {**config, **data}], sort_keys=True)
        groups.setdefault(key, Group(config, results["recipe"], [])).results.append(results)
    if not mixed and by_content:
        _check_one_content(read, split)
    elif not mixed:
        _check_one_place(list(groups.values()))
    return list(groups.values())


def table(groups: Sequence[Group], *, split: str = "test") -> list[Row]:
    """A row a group: what sets it apart, its metrics on a split, and what it cost.

    A number over several seeds is a mean ± the standard deviation of the sample. Runs that repeat
    a seed count as one, by their mean; a column `runs` then says how many there are. Numbers that
    do not compare, because the runs predict tokens of different vocabularies, have a mark, which
    `note` explains.

    Where runs have baselines, each is a row after those of the runs, and a column `system` tells
    them apart. Runs on the same data have the same baselines, which stand there once; where they
    differ, because the runs predict other tokens for example, the columns of what sets runs apart
    say whose they are.

    Raises:
        RunError: no run has numbers of that split.
    """
    varying = _varying(groups)
    metrics = _names(groups, split)
    marked = incomparable(_runs(groups), split)
    if not metrics:
        splits = {name for run in _runs(groups) for name in run["metrics"]}
        if split in splits:
            raise RunError(f"No run has a number among its metrics of {split!r}.")
        raise RunError(f"No run has metrics of {split!r}. {did_you_mean(split, splits)}")
    _warn_of_bleu(groups, split)
    rows = []
    for group in groups:
        row = {name: _text(group.config.get(name)) for name in varying}
        if len({group.recipe for group in groups}) > 1:
            row = {"recipe": group.recipe, **row}
        row["seeds"] = str(len(_by_seed(group)))
        if any(len(_by_seed(other)) < len(other.results) for other in groups):
            row["runs"] = str(len(group.results))
        for name in (*metrics, *COSTS):
            text = _spread(_values(group, name, split))
            row[name] = _marked(text, name, marked)
        rows.append(row)
    found = _baselines(groups, split)
    if not found:
        return rows
    below = []
    for baseline in found:
        texts = {name: _spread([value]) for name, value in baseline.metrics.items()}
        cells = {name: _marked(text, name, marked) for name, text in texts.items()}
        cells |= _shared([rows[groups.index(group)] for group in baseline.groups], varying)
        below.append({name: cells.get(name, "-") for name in rows[0]})
    names = [f"baseline: {baseline.name}" for baseline in found]
    systems = [_RUN] * len(rows) + names
    return [{_SYSTEM: name, **row} for name, row in zip(systems, rows + below, strict=True)]


def note(groups: Sequence[Group], *, split: str = "test") -> str | None:
    """What the mark in a table means; None where there is none."""
    return explanation(_runs(groups), split)


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
    """The table as comma-separated values, ∞ as Infinity."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell.replace("∞", "Infinity") for name, cell in row.items()})
    return text.getvalue().rstrip("\n")


def draw(groups: Sequence[Group], path: Path, *, split: str = "test") -> None:
    """Draws a panel of bars for each metric and cost, seeds as error bars, ∞ as its sign.

    In the panels of main metrics a dashed line across each bar is the best baseline of its runs.
    """
    from matplotlib.figure import Figure

    varying = _varying(groups)
    labels = [
        "\n".join(_text(group.config.get(name)) for name in varying) or group.recipe
        for group in groups
    ]
    names, marked = [*_names(groups, split), *COSTS], incomparable(_runs(groups), split)
    figure = Figure(figsize=(2.5 + 0.9 * len(groups), 2.2 * len(names)), layout="constrained")
    panels = figure.subplots(len(names), 1, squeeze=False, sharex=True)[:, 0]
    for panel, name in zip(panels, names, strict=True):
        values = [_values(group, name, split) for group in groups]
        means = [statistics.fmean(value) if value else math.nan for value in values]
        heights = [mean if math.isfinite(mean) else math.nan for mean in means]
        errors = [_deviation(value) for value in values]
        panel.bar(range(len(groups)), heights, yerr=errors, color="tab:blue", width=0.6)
        for place, mean in enumerate(means):
            if math.isinf(mean):
                panel.text(place, 0.0, shown(mean), ha="center", va="bottom")
        baselines = [_best_baseline(group, name, split) for group in groups]
        for place, best in enumerate(baselines):
            if best is not None:
                panel.hlines(best, place - 0.4, place + 0.4, colors="black", linestyles="dashed")
        dashed = any(best is not None for best in baselines)
        dashes = " (dashed: best baseline)" if dashed else ""
        why = f"{MARK} different vocabularies: not comparable" if name in marked else ""
        panel.set_title(name.replace("_", " ") + dashes + why, fontsize=9)
        panel.grid(axis="y", alpha=0.3)
    panels[-1].set_xticks(range(len(groups)), labels, fontsize=8)
    write_by(path, lambda temporary: figure.savefig(temporary, dpi=120))


def _read_results(directory: Path) -> dict[str, Any]:
    results = read_results(directory)
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


def _data(results: dict[str, Any], split: str) -> list[str | None]:
    """What a run was trained and measured on, by content."""
    return [results["digests"].get(name) for name in ("train", "validation", split)]


def _check_one_content(read: Sequence[dict[str, Any]], split: str) -> None:
    corpora = {run["digests"].get(split): run["config"].get("corpus") for run in read}
    if len(corpora) > 1:
        shown = (f"{str(digest)[:8]} of {corpus}" for digest, corpus in corpora.items())
        raise RunError(
            f"The runs were measured on different test sets: {split!r} is {' and '.join(shown)}. "
            "Compare them all the same with --mixed."
        )


def _check_one_place(groups: Sequence[Group]) -> None:
    for name in TEST_SET_FIELDS:
        values = list(dict.fromkeys(_text(group.config.get(name)) for group in groups))
        if len(values) > 1:
            raise RunError(
                f"The runs were measured on different test sets: {name} is {' and '.join(values)}. "
                "Compare them all the same with --mixed."
            )


def _warn_of_bleu(groups: Sequence[Group], split: str) -> None:
    """Warns of BLEU, chrF and TER that count differently, and of BLEU that tells nothing."""
    measured = [run["metrics"].get(split, {}) for group in groups for run in group.results]
    for name in ("bleu", "chrf", "ter"):
        found = filter(None, (metrics.get(f"{name}_signature") for metrics in measured))
        ways = list(dict.fromkeys(signature.partition("|version:")[0] for signature in found))
        if len(ways) > 1:
            warnings.warn(
                f"{name} of {split!r} was counted in different ways and cannot be compared: "
                f"{' and '.join(ways)}.",
                DataWarning,
                stacklevel=3,
            )
    for note in dict.fromkeys(metrics.get("bleu_note") for metrics in measured):
        if note:
            warnings.warn(f"bleu of {split!r}: {note}", DataWarning, stacklevel=3)


def _varying(groups: Sequence[Group]) -> list[str]:
    """The hyperparameters that are not the same in all groups."""
    names = dict.fromkeys(name for group in groups for name in group.config)
    return [name for name in names if len({_text(group.config.get(name)) for group in groups}) > 1]


def _names(groups: Sequence[Group], split: str) -> list[str]:
    """The names of the numbers among a split's metrics, in any run."""
    metrics = [run["metrics"].get(split, {}) for run in _runs(groups)]
    return list(
        dict.fromkeys(
            name
            for values in metrics
            for name, value in values.items()
            if isinstance(value, int | float)
        )
    )


def _runs(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """The results of all runs."""
    return [run for group in groups for run in group.results]


def _by_seed(group: Group) -> dict[Any, list[dict[str, Any]]]:
    """The runs of each seed: usually one."""
    runs: dict[Any, list[dict[str, Any]]] = {}
    for run in group.results:
        runs.setdefault(run["config"].get("seed"), []).append(run)
    return runs


def _marked(text: str, name: str, marked: Sequence[str]) -> str:
    return text + MARK if name in marked and text != "-" else text


def _baselines(groups: Sequence[Group], split: str) -> list[Baseline]:
    """The baselines of all runs, those that reach the same once; older runs have none."""
    found: dict[tuple[str, str], Baseline] = {}
    for group in groups:
        for run in group.results:
            for name, metrics in _baselines_of(run, split).items():
                rounded = {metric: f"{value:.6g}" for metric, value in metrics.items()}
                key = (name, json.dumps(rounded, sort_keys=True))
                baseline = found.setdefault(key, Baseline(name, metrics, []))
                if group not in baseline.groups:
                    baseline.groups.append(group)
    names = list(dict.fromkeys(name for name, _ in found))
    return sorted(found.values(), key=lambda baseline: names.index(baseline.name))


def _baselines_of(run: dict[str, Any], split: str) -> dict[str, dict[str, float]]:
    return (run.get("baselines") or {}).get(split, {})


def _shared(rows: Sequence[Row], varying: Sequence[str]) -> Row:
    """What sets runs apart, where it is the same in all of some rows."""
    names = [name for name in rows[0] if name in ("recipe", *varying)]
    return {name: rows[0][name] for name in names if len({row[name] for row in rows}) == 1}


def _best_baseline(group: Group, name: str, split: str) -> float | None:
    """The best value of a main metric that a baseline of a group reaches; None where none does."""
    found = [
        metrics[name]
        for run in group.results
        for metrics in _baselines_of(run, split).values()
        if name in MAIN_METRICS and math.isfinite(metrics.get(name, math.inf))
    ]
    return best_of(name, found) if found else None


def _values(group: Group, name: str, split: str) -> list[float]:
    """A number of each seed, the mean where runs repeat it."""
    values = []
    for runs in _by_seed(group).values():
        found = [_value(run, name, split) for run in runs]
        numbers = [number for number in found if number is not None]
        values += [statistics.fmean(numbers)] if numbers else []
    return values


def _value(run: dict[str, Any], name: str, split: str) -> float | None:
    return run.get(name) if name in COSTS else run["metrics"].get(split, {}).get(name)


def _spread(numbers: Sequence[float]) -> str:
    if not numbers:
        return "-"
    mean = statistics.fmean(numbers)
    if not math.isfinite(mean):
        return shown(mean)
    digits = max(0, 3 - math.floor(math.log10(abs(mean)))) if mean else 0
    text = f"{mean:.{min(digits, 4)}f}"
    if len(numbers) > 1:
        text += f" ± {_deviation(numbers):.{min(digits, 4)}f}"
    return text


def _deviation(numbers: Sequence[float]) -> float:
    """The standard deviation of the sample; 0 of one number, or where one is infinite."""
    return statistics.stdev(numbers) if len(numbers) > 1 and all(map(math.isfinite, numbers)) else 0


def _text(value: Any) -> str:
    return "none" if value is None else str(value).lower() if value in (True, False) else str(value)
