"""Points of the curves: each is trained and measured once, and kept as a JSON file.

A folder, `work`, holds everything: `corpora/`, the subsets; `runs/`, trainings, which are resumed
where they were cut; `points/`, the finished ones. A point counts as finished as long as recipe,
settings and sizes are those that it was measured with.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from seqtasks.files import write_whole
from seqtasks.runs.machine import machine

from . import alternatives, subsets
from .children import PROJECT, Attempt, attempt, note, noted
from .plan import OURS, Point

Record = dict[str, Any]


class Failure(NamedTuple):
    """A point that could not be measured, and where its output lies."""

    point: Point
    status: int
    log: Path


class Workshop(NamedTuple):
    """Where points are made.

    Attributes:
        work: the folder for everything.
        data: the folder of the real corpora.
        overrides: `key=value` texts for all recipes that know the key, to try things out.
        keep_open: file descriptors that processes hold as long as they live.
        known: records that lie elsewhere, which need not be measured again.
    """

    work: Path
    data: Path
    overrides: Sequence[str] = ()
    keep_open: Sequence[int] = ()
    known: Sequence[Record] = ()

    def finished(self, point: Point) -> Record | None:
        """The record of a point that was measured as it would be now."""
        path = self._file(point)
        here = [json.loads(path.read_text("utf-8"))] if path.is_file() else []
        fingerprint = self._fingerprint(point)  # the point's own: its name and size are in it
        found: list[Record] = [*here, *self.known]
        return next((record for record in found if record["fingerprint"] == fingerprint), None)

    def measure(self, point: Point, stop: Callable[[], bool]) -> Record | Failure | None:
        """Trains and measures a point, or goes on with it; None where it was stopped."""
        if not self._corpus(point).is_dir():
            whole = _corpus(self.data, point.curve.corpus)
            chosen = subsets.subset(whole, point.size, point.curve.held_out)
            subsets.write_subset(chosen, self._corpus(point))
        place = self._place(point)
        place.parent.mkdir(parents=True, exist_ok=True)
        attempts = place.with_name(f"{place.name}.attempts")
        found = attempt(self._command(point), self.log(point), stop, self.keep_open)
        note(found, attempts)
        if found.status:
            return None if found.asked_to_stop else Failure(point, found.status, self.log(point))
        record = self._record(point, noted(attempts))
        path = self._file(point)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{json.dumps(record, indent=2)}\n".encode())
        return record

    def arpa(self, point: Point) -> Path:
        """What our n-gram model of the same text writes, and KenLM reads."""
        return self._place(point._replace(model=OURS)) / "model.arpa"

    def log(self, point: Point) -> Path:
        """Where what a point prints is kept."""
        place = self._place(point)
        return place.with_name(f"{place.name}.log")

    def _command(self, point: Point) -> list[str]:
        """What measures a point, as words."""
        corpus, place = str(self._corpus(point)), str(self._place(point))
        if point.model == OURS:
            words = ["run", f"recipes/{point.curve.recipe}.py", f"corpus={corpus}"]
            words += [*self._settings(point), "--output", place, "--resume"]
            return [sys.executable, "-m", "seqtasks", *words]
        words = [point.model, corpus, f"{place}.json"]
        if point.model == "kenlm":
            words.append(str(self.arpa(point)))
        return [sys.executable, "-m", "benchmarks.curves.alternatives", *words]

    def _settings(self, point: Point) -> list[str]:
        """How the corpus is read, and the overrides that the recipe knows."""
        known = [word for word in self.overrides if _knows(point.curve.recipe, word)]
        return [*point.curve.settings, *known]

    def _record(self, point: Point, attempts: Sequence[Attempt]) -> Record:
        record: Record = {
            "curve": point.curve.name,
            "size": point.size,
            "model": point.model,
            "fingerprint": self._fingerprint(point),
            "command": self._shown_command(point),
            "seconds": round(sum(found.seconds for found in attempts), 1),
            "peak_memory_mb": round(max(found.peak_memory_mb for found in attempts)),
            "attempts": len(attempts),
            "commit": _commit(),
            "date": datetime.date.today().isoformat(),
            "cpu": machine()["cpu"],
        }
        place = self._place(point)
        if point.model != OURS:
            return record | json.loads(place.with_name(f"{place.name}.json").read_text("utf-8"))
        results = json.loads((place / "results.json").read_text("utf-8"))
        metrics = {split: _numbers(values) for split, values in results["metrics"].items()}
        baselines = {
            split: {name: _numbers(values) for name, values in by_name.items()}
            for split, by_name in results.get("baselines", {}).items()
        }
        names = ("parameters", "epochs")
        training = {"training_seconds": round(results["seconds"], 1)}
        training |= {name: results[name] for name in names}
        return record | training | {"metrics": metrics, "baselines": baselines}

    def _shown_command(self, point: Point) -> str:
        """The command as anybody may write it."""
        command = self._command(point)[2:]
        return " ".join(command).replace(str(self.work), "WORK").removesuffix(" --resume")

    def _fingerprint(self, point: Point) -> str:
        """What a point depends on: code of the recipe or of the other model, settings, sizes."""
        ours = PROJECT / "recipes" / f"{point.curve.recipe}.py"
        files = [ours] if point.model == OURS else [Path(alternatives.__file__)]
        files += [ours] if point.model == "kenlm" else []
        facts = [*point.key, point.curve.held_out, *self._settings(point)]
        content = b"".join(path.read_bytes() for path in files) + repr(facts).encode()
        return hashlib.sha256(content).hexdigest()[:8]

    def _corpus(self, point: Point) -> Path:
        """The folder of the subset."""
        held_out = point.curve.held_out or "all"
        return self.work / "corpora" / f"{point.curve.corpus}-{point.size}-{held_out}"

    def _place(self, point: Point) -> Path:
        """The run directory, or what an alternative's files are called."""
        name = "-".join([point.curve.name, str(point.size), point.model, self._fingerprint(point)])
        return self.work / "runs" / name

    def _file(self, point: Point) -> Path:
        return self.work / "points" / point.curve.name / str(point.size) / f"{point.model}.json"


def measure_all(
    points: Sequence[Point],
    shop: Workshop,
    stop: Callable[[], bool],
    show: Callable[[Record], None],
) -> tuple[list[Record], list[Failure]]:
    """Measures the points that are not finished, until `stop` says so.

    Args:
        points: in this order.
        shop: where.
        stop: asked before each, and again and again while one is measured.
        show: gets each new record.

    Returns:
        All records that there are in the end, the finished ones too, and what failed.
    """
    found: list[Record] = []
    failed: list[Failure] = []
    for point in points:
        result: Record | Failure | None = shop.finished(point)
        source = point._replace(model=OURS)
        if result is not None:
            found.append(result)
            continue
        if stop():
            continue
        if point.model == "kenlm" and not shop.arpa(point).is_file():
            shop.measure(source, stop)  # it may have been measured elsewhere
        if point.model == "kenlm" and not shop.arpa(point).is_file():
            result = None if stop() else Failure(point, 1, shop.log(source))
        else:
            result = shop.measure(point, stop)
        if isinstance(result, Failure):
            failed.append(result)
        elif result is not None:
            found.append(result)
            show(result)
    return found, failed


def merged(earlier: Sequence[Record], found: Sequence[Record]) -> list[Record]:
    """The points of a record and new ones, which take the place of those of the same model."""
    by_key = {(p["curve"], p["size"], p["model"]): p for p in [*earlier, *found]}
    return [by_key[key] for key in sorted(by_key)]


def full_size(data: Path, corpus: str) -> int:
    """The training examples of a corpus."""
    return subsets.num_examples(_corpus(data, corpus))


def _commit() -> str:
    """The commit, with "-dirty" where files differ that are not what this benchmark writes."""
    git = ["git", "-C", str(PROJECT)]
    status = [*git, "status", "--porcelain", "--untracked-files=no", "--", "."]
    status += [":!benchmarks/results", ":!docs"]
    commit, changes = (
        subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
        for words in ([*git, "rev-parse", "HEAD"], status)
    )
    return f"{commit}-dirty" if changes else commit


@functools.lru_cache(maxsize=1)
def _corpus(data: Path, name: str) -> subsets.Splits:
    return subsets.read_corpus(data, name)


@functools.cache
def _fields(recipe: str) -> frozenset[str]:
    """The hyperparameters of a recipe, read from its text: importing it would take seconds."""
    body = (PROJECT / "recipes" / f"{recipe}.py").read_text("utf-8")
    config = body.partition("class Config:")[2].partition("\n\n\n")[0]
    return frozenset(
        line.partition(":")[0].strip() for line in config.splitlines() if line[4:5].isalpha()
    )


def _knows(recipe: str, override: str) -> bool:
    return override.partition("=")[0] in _fields(recipe)


def _numbers(values: Mapping[str, Any]) -> dict[str, float]:
    """The numbers among some metrics."""
    return {name: value for name, value in values.items() if isinstance(value, int | float)}
