"""The command `diagnose`: vanishing gradients, and agreement by distance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from seqtasks.cli.options import check_task, load_task, path_type
from seqtasks.cli.tables import print_table
from seqtasks.errors import RunError
from seqtasks.storage.run_directory import CONFIG, read_json, write_json

if TYPE_CHECKING:
    from seqtasks.tasks.language_model import LanguageModel


@click.command()
@click.argument("runs", metavar="RUN...", type=path_type, nargs=-1, required=True)
@click.option(
    "--pairs",
    metavar="FILE.tsv",
    type=path_type,
    help="Table of minimal pairs.  [default: minimal_pairs.tsv in the run's corpus, if it exists]",
)
@click.option("--lags", type=click.IntRange(min=1), default=50, show_default=True)
@click.option(
    "--output",
    metavar="DIR",
    type=path_type,
    help="Write results to this directory.  [default: diagnosis/ in the run]",
)
def diagnose(runs: tuple[Path, ...], pairs: Path | None, lags: int, output: Path | None) -> None:
    """Diagnose language models: vanishing gradients, and agreement by distance.

    Writes diagnosis.json, gradients.png (the gradient of the loss with respect to the state k steps
    earlier, before and after training) and pairs.png (how often the grammatical text of a minimal
    pair is the likelier one, by distance). Several runs share the figures and require --output.
    """
    for run in runs:
        check_task(run, "LanguageModel")
    if output is None and len(runs) > 1:
        raise click.UsageError("Several runs need --output DIR.")
    directory = output or runs[0] / "diagnosis"
    if any(place.exists() and not place.is_dir() for place in (directory, *directory.parents)):
        raise RunError(f"The output {directory} cannot be made: a file stands in its place.")
    places = {run: pairs or _pairs_of(run) for run in runs}
    from seqtasks.corpora.pairs import read_pairs

    read = {run: read_pairs(place) if place else [] for run, place in places.items()}
    from seqtasks.analysis.diagnosis import diagnose as look_into
    from seqtasks.analysis.diagnosis import draw_gradients, draw_pairs

    names = _names(runs)
    found = {
        names[run]: look_into(_language_model(run), read[run], lags=lags, seed=_seed(run))
        for run in runs
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_json(directory / "diagnosis.json", found)
        drawn = {
            "gradients.png": draw_gradients(found, directory / "gradients.png"),
            "pairs.png": draw_pairs(found, directory / "pairs.png"),
        }
    except OSError as error:
        raise RunError(f"The output {directory}: {error.strerror}.") from error
    for name, diagnosis in found.items():
        click.echo(name)
        print_table(_diagnosis_rows(diagnosis))
    for file in ("diagnosis.json", *(name for name, there in drawn.items() if there)):
        click.echo(directory / file)


def _language_model(run: Path) -> LanguageModel:
    return cast("LanguageModel", load_task(run))  # which `check_task` saw


def _pairs_of(run: Path) -> Path | None:
    """The minimal pairs that lie beside the text that a run was trained on."""
    if not (run / CONFIG).is_file():
        return None
    place = Path(read_json(run / CONFIG).get("config", {}).get("corpus", "")) / "minimal_pairs.tsv"
    return place if place.is_file() else None


def _seed(run: Path) -> int:
    if not (run / CONFIG).is_file():
        return 0
    return int(read_json(run / CONFIG).get("config", {}).get("seed", 0))


def _names(runs: tuple[Path, ...]) -> dict[Path, str]:
    """The last part of each path, or all of it where two runs share the last."""
    short = [run.resolve().name for run in runs]
    return {
        run: name if short.count(name) == 1 else str(run)
        for run, name in zip(runs, short, strict=True)
    }


def _diagnosis_rows(diagnosis: dict[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for moment, parts in diagnosis.get("gradients", {}).items():
        for part, summary in parts.items():
            norms = summary["norm_by_lag"]
            at = [lag for lag in (0, 1, 5, 10, 20, 50) if lag < len(norms)]
            falls = ", ".join(f"{lag}: {norms[lag]:.1e}" for lag in at)
            shares = f"near zero {summary['near_zero']:.0%}, exploding {summary['exploding']:.0%}"
            rows.append((f"gradient {moment} training, {part}", f"{shares}; norm at lag {falls}"))
    for phenomenon, accuracy in diagnosis.get("pairs", {}).items():
        rows.append((phenomenon, f"{accuracy['accuracy']:.1%} of {accuracy['pairs']} pairs"))
    return rows or [("nothing to show", "no recurrent network and no pairs: give --pairs FILE")]
