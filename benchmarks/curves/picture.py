"""The curves as a picture."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path

from seqtasks.files import write_whole

from .plan import NAMES
from .report import Panel, Series

COLUMNS = 3
_LOOKS = {
    "recipe": {"color": "C0", "linewidth": 2.2, "marker": "o", "markersize": 4, "zorder": 3},
    "alternative": {"linewidth": 1.3, "marker": "s", "markersize": 3, "linestyle": "--"},
    "baseline": {"linewidth": 1.0, "color": "0.55"},
}
_COLOURS = {name: {"color": f"C{i}"} for i, name in enumerate(["ngram", *NAMES.values()], start=1)}
_DOTS = ((0, (1, 1)), (0, (1, 3)), (0, (4, 2, 1, 2)), (0, (6, 2)))


def draw(panels: Sequence[Panel], path: Path) -> None:
    """Draws validation by the number of training examples, a small picture for each panel."""
    from matplotlib.figure import Figure

    columns = min(COLUMNS, len(panels))
    rows = math.ceil(len(panels) / columns)
    figure = Figure(figsize=(3.6 * columns, 3.2 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).flat
    for axis in list(axes)[len(panels) :]:
        axis.remove()
    for axis, panel in zip(figure.axes, panels, strict=True):
        baselines = 0
        for series in panel.series:
            look = _LOOKS[series.kind] | _COLOURS.get(series.name, {})
            if series.kind == "baseline":
                look["linestyle"] = _DOTS[baselines % len(_DOTS)]
                baselines += 1
            axis.plot(*_points(series), label=series.name, **look)
        axis.set_xscale("log")
        axis.set_title(panel.title, fontsize=10)
        axis.set_xlabel(f"training {panel.curve.examples}, {panel.curve.corpus}", fontsize=8)
        axis.tick_params(labelsize=8)
        axis.grid(alpha=0.3)
        axis.legend(fontsize=7)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=90)
    write_whole(path, content.getvalue())


def _points(series: Series) -> tuple[list[int], list[float]]:
    """Sizes and validation values."""
    sizes = sorted(size for size, values in series.values.items() if "validation" in values)
    return sizes, [series.values[size]["validation"] for size in sizes]
