"""What does a recipe learn from few examples? Beside what a user would take instead.

Every recipe is trained with its defaults on the first 100, 300, 1,000 ... examples of a real
corpus, and on the same examples CRFsuite (tags and spans), fastText and TF-IDF with logistic
regression (classes) and KenLM's 5-grams (language models); the trivial baselines are those of each
run's `results.json`. Validation data decide; test data are measured too. To save time, dialogues
end at 1,000 training examples and IMDB at 3,000 (`--sizes` asks for more), and are measured on the
first 200 dialogues and 1,000 reviews of validation and of test.

Each point is a process of its own, whose wall time and peak memory are kept, and a file in the
folder `--work`; a call that is repeated skips what is there, or was recorded with the same recipe
(but for `--again`), and goes on with a training that was cut. Small sizes come first. Ctrl-C and
the end of `--limit-minutes`, two hours by default, lose nothing.

    python benchmarks/learning_curves.py [--data DIR] [--only nlu ...] [--sizes 100 300]
        [--limit-minutes 120] [--again] [--draw]

writes benchmarks/results/learning_curves.json, docs/learning_curves.png, and the tables of
docs/results.md. What `--override KEY=VALUE` changes stays in `--work`.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from curves import picture, report
from curves.alternatives import ALTERNATIVES
from curves.children import PROJECT
from curves.plan import CURVES, NAMES, RECIPES, SIZES, Point, chosen_curves, points_of, sizes_of
from curves.points import Failure, Record, Workshop, full_size, measure_all, merged
from peers import write_record

from seqtasks.training.signals import StopRequest

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
RECORD, PICTURE, PAGE = "learning_curves", "learning_curves.png", "results.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, default=PROJECT.parent / "shared" / "data", help="The real corpora."
    )
    parser.add_argument("--only", nargs="+", choices=RECIPES, metavar="RECIPE")
    parser.add_argument("--sizes", nargs="+", type=int, help="Training examples.")
    parser.add_argument(
        "--limit-minutes", type=float, default=120.0, help="Stop then, to be continued."
    )
    parser.add_argument(
        "--draw", action="store_true", help="Draw what was recorded, train nothing."
    )
    parser.add_argument(
        "--again", action="store_true", help="Measure what was recorded, too, if not in --work."
    )
    parser.add_argument("--override", nargs="+", default=[], metavar="KEY=VALUE")
    parser.add_argument(
        "--work", type=Path, default=CACHE / "seqtasks-learning-curves", help="What is kept."
    )
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    is_trial = bool(arguments.override)
    results, docs = (
        (work, work) if is_trial else (PROJECT / "benchmarks" / "results", PROJECT / "docs")
    )
    if not (arguments.draw or arguments.data.is_dir()):
        parser.error(f"--data {arguments.data}: no such folder")
    failed = [] if arguments.draw else _measure(arguments, work, results)
    _draw(results / f"{RECORD}.json", docs)
    if failed:
        raise SystemExit(1)


def _measure(arguments: argparse.Namespace, work: Path, results: Path) -> list[Failure]:
    """Measures what is lacking, writes the record, and returns what failed."""
    end = time.monotonic() + 60 * arguments.limit_minutes
    with (work / "lock").open("w") as lock, StopRequest() as request:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"Another call, or a training of one, is at work in {work}.") from None
        points = _points(arguments)
        earlier = [] if arguments.again else _earlier(results)
        data = arguments.data.resolve()
        shop = Workshop(work, data, arguments.override, (lock.fileno(),), earlier)
        found, failed = measure_all(
            points, shop, lambda: request.received or time.monotonic() > end, _show
        )
    if found:
        _record(arguments, found, results)
    for point, status, log in failed:
        print(f"{', '.join(map(str, point.key))} failed with status {status}: {log}")
    if len(found) + len(failed) < len(points):
        print(f"Stopped with {len(found)} of {len(points)} points. The same command goes on.")
    return failed


def _points(arguments: argparse.Namespace) -> list[Point]:
    """What is asked for, small sizes first; alternatives that are not installed are left out."""
    points = []
    for curve in chosen_curves(arguments.only):
        full = full_size(arguments.data.resolve(), curve.corpus)
        largest = None if arguments.sizes else curve.largest
        for size in sizes_of(full, arguments.sizes or SIZES, largest):
            points += points_of(curve, size)
    missing = {name for name, one in ALTERNATIVES.items() if not one.is_installed}
    lacking = sorted({point.model for point in points} & missing)
    if lacking:
        names = ", ".join(NAMES[name] for name in lacking)
        print(f"{names}: not installed, and left out. `pip install -e '.[alternatives]'`")
    return sorted(
        (point for point in points if point.model not in missing), key=lambda point: point.size
    )


def _show(record: Record) -> None:
    """Prints a new point in a line."""
    (curve,) = (curve for curve in CURVES if curve.name == record["curve"])
    metrics = record["metrics"]["validation"]
    values = [
        f"{measure.title} {metrics[measure.metric]:.4g}"
        for measure in curve.measures
        if measure.metric in metrics
    ]
    shown = f"{curve.name}, {record['size']:,} {curve.examples}, {record['model']}"
    print(f"{shown}: {', '.join(values)}; {record['seconds']:,.0f} s", flush=True)


def _record(arguments: argparse.Namespace, found: Sequence[Record], folder: Path) -> None:
    """Writes the points, and those of an earlier record that were not measured again."""
    shown = {"data": arguments.data.name, "override": arguments.override}
    write_record(RECORD, shown, folder=folder, points=merged(_earlier(folder), found))


def _earlier(folder: Path) -> list[Record]:
    """The points of the record that there is."""
    path = folder / f"{RECORD}.json"
    return json.loads(path.read_text("utf-8"))["points"] if path.is_file() else []


def _draw(record: Path, docs: Path) -> None:
    """Writes the picture and the tables of a record."""
    if not record.is_file():
        raise SystemExit(f"There is no {record} to draw.")
    content = json.loads(record.read_text("utf-8"))
    if not content["points"]:
        raise SystemExit("There is no point to draw.")
    page = docs / PAGE
    if not page.is_file():  # of a trial
        page.write_text(f"{report.BEGIN}\n{report.END}\n", "utf-8")
    picture.draw(report.panels(content["points"]), docs / PICTURE)
    text = f"![Validation by training examples]({PICTURE})\n\n{report.facts(content)}"
    report.write_between_marks(page, f"{text}\n\n{report.tables(content['points'])}")
    print(f"{docs / PICTURE}, {page}")


if __name__ == "__main__":
    main()
