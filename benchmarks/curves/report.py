"""Tables of the points, written between marks of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.files import write_whole

from .plan import CURVES, NAMES, OURS, Curve, Measure

BEGIN, END = "<!-- learning curves -->", "<!-- end of learning curves -->"
Record = Mapping[str, Any]
Values = dict[int, dict[str, float]]  # by size, then by split


class Series(NamedTuple):
    """A line of a panel.

    Attributes:
        name: for people.
        kind: `"recipe"`, `"alternative"` or `"baseline"`.
        values: by size, then by split.
    """

    name: str
    kind: str
    values: Values


class Panel(NamedTuple):
    """What is compared by one measure on one corpus."""

    curve: Curve
    measure: Measure
    series: Sequence[Series]

    @property
    def title(self) -> str:
        """What and by which measure."""
        return f"{self.curve.name}: {self.measure.title}"

    @property
    def sizes(self) -> list[int]:
        """All sizes that something was measured at."""
        return sorted({size for series in self.series for size in series.values})


def panels(records: Sequence[Record]) -> list[Panel]:
    """A panel for each measure of each curve that has points."""
    found = []
    for curve in CURVES:
        members = [one for one in CURVES if (one.panel or one.name) == curve.name]
        own = [record for one in members for record in records if record["curve"] == one.name]
        for measure in curve.measures:
            series = [one for one in _series(members, own, measure) if one.values]
            if series:
                found.append(Panel(curve, measure, series))
    return found


def _series(
    curves: Sequence[Curve], records: Sequence[Record], measure: Measure
) -> Iterator[Series]:
    """Recipes, alternatives, then baselines; of these those of any recipe of the panel."""
    for curve in curves:
        ours = [r for r in records if (r["curve"], r["model"]) == (curve.name, OURS)]
        yield Series(curve.recipe, "recipe", _values(ours, measure))
    for model, name in NAMES.items():
        theirs = [record for record in records if record["model"] == model]
        yield Series(name, "alternative", _values(theirs, measure))
    names = dict.fromkeys(
        name
        for record in records
        for by_name in record.get("baselines", {}).values()
        for name in by_name
    )
    for name in names:
        values: Values = {}
        for record in records:
            for split, by_name in record.get("baselines", {}).items():
                if measure.metric in by_name.get(name, {}):
                    values.setdefault(record["size"], {})[split] = by_name[name][measure.metric]
        yield Series(name.replace("_", " "), "baseline", values)


def _values(records: Iterable[Record], measure: Measure) -> Values:
    return {
        record["size"]: {
            split: metrics[measure.metric]
            for split, metrics in record["metrics"].items()
            if measure.metric in metrics
        }
        for record in records
        if any(measure.metric in metrics for metrics in record["metrics"].values())
    }


def facts(content: Mapping[str, Any]) -> str:
    """When, where and with which versions a record was measured, in one paragraph."""
    points = content["points"]

    def all_of(name: str) -> str:
        return ", ".join(sorted({point[name] for point in points}))

    packages = dict(item for point in points for item in sorted(point.get("versions", {}).items()))
    names = ("python", "tensorflow", "keras")
    versions = {name: content["versions"][name] for name in names} | packages
    dates = sorted({point["date"] for point in points})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    shown = ", ".join(f"{name} {version}" for name, version in versions.items())
    cores = content["machine"]["cores"]
    commits = ", ".join(sorted({point["commit"][:10] + point["commit"][40:] for point in points}))
    return f"{when}, {cores} cores of {all_of('cpu')}; commit {commits}; {shown}."


def tables(records: Sequence[Record]) -> str:
    """All tables as Markdown: a table for each panel, then time and memory."""
    names = [curve.name for curve in CURVES]
    models = [OURS, *NAMES]
    records = sorted(
        records,
        key=lambda r: (names.index(r["curve"]), models.index(r["model"]), r["size"]),
    )
    parts = [_panel_table(panel) for panel in panels(records)]
    return "\n\n".join([*parts, _perplexities(records), _costs(records)])


def _panel_table(panel: Panel) -> str:
    """Validation and test of each series at each size, the best of validation in bold."""
    digits, sizes = panel.measure.digits, panel.sizes
    best = {}
    for size in sizes:
        found = [series.values[size] for series in panel.series if size in series.values]
        numbers = [round(one["validation"], digits) for one in found if "validation" in one]
        best[size] = panel.measure.best(numbers) if len(numbers) > 1 else None

    def cell(series: Series, size: int) -> str:
        values = series.values.get(size, {})
        texts = [
            f"{values[split]:.{digits}f}" if split in values else "-"
            for split in ("validation", "test")
        ]
        if "validation" in values and round(values["validation"], digits) == best[size]:
            texts[0] = f"**{texts[0]}**"
        return " / ".join(texts) if values else ""

    what = f"{panel.curve.corpus}, validation / test by training {panel.curve.examples}"
    rows = [
        [series.name if series.kind != "recipe" else f"`{series.name}`"]
        + [cell(series, size) for size in sizes]
        for series in panel.series
    ]
    return f"### {panel.title}\n\n{_table([what, *map(_count, sizes)], rows)}"


def _perplexities(records: Sequence[Record]) -> str:
    """Perplexity and the share of unknown tokens, which belong together."""
    rows = [
        [
            f"`{record['curve']}`" if record["model"] == OURS else NAMES[record["model"]],
            _count(record["size"]),
            *(
                f"{metrics['perplexity']:,.1f} ({metrics['unknown_tokens']:.1%})"
                for split in ("validation", "test")
                for metrics in [record["metrics"][split]]
            ),
        ]
        for record in records
        if all("perplexity" in record["metrics"].get(s, {}) for s in ("validation", "test"))
        and "unknown_tokens" in record["metrics"]["test"]
    ]
    head = ["perplexity a token (unknown tokens)", "examples", "validation", "test"]
    return f"### Perplexity, which compares within a size only\n\n{_table(head, rows)}"


def _costs(records: Sequence[Record]) -> str:
    """Wall time and peak memory of each process."""
    sizes = sorted({record["size"] for record in records})
    rows: dict[str, dict[int, str]] = {}
    for record in records:
        name = record["curve"] if record["model"] == OURS else NAMES[record["model"]]
        shown = f"`{name}`" if record["model"] == OURS else f"{name} ({record['curve']})"
        cell = f"{record['seconds']:,.0f} s, {record['peak_memory_mb']:,} MB"
        rows.setdefault(shown, {})[record["size"]] = cell
    body = [[name, *(cells.get(size, "") for size in sizes)] for name, cells in rows.items()]
    head = _table(["whole process", *map(_count, sizes)], body)
    return f"### Wall time and peak memory\n\n{head}"


def _count(size: int) -> str:
    return f"{size:,}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write_between_marks(page: Path, text: str) -> None:
    """Puts a text in place of what stands between the marks of a page.

    Raises:
        ValueError: the page has not both marks, once and in order.
    """
    content = page.read_text("utf-8")
    before, begin, rest = content.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in after or END in after:
        raise ValueError(f"{page} must have {BEGIN} and then {END}, once.")
    write_whole(page, f"{before}{BEGIN}\n\n{text}\n\n{END}{after}".encode())
