"""The commands of language models alone: `generate`, `neighbours`, `vectors`, `diagnose`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from seqtasks.cli_parts import (
    check_task,
    format_option,
    load_task,
    make_sampling,
    one_line,
    path_type,
    print_table,
    rules_options,
    sampling_options,
    seed_option,
    with_search,
)
from seqtasks.errors import DataError, RunError
from seqtasks.lines import check_output_file
from seqtasks.run_directory import CONFIG, read_json, write_json

_run_argument = click.argument("run", metavar="RUN", type=path_type)


@click.command()
@_run_argument
@click.option("--prompt", default="", help="Text to continue.")
@sampling_options
@click.option(
    "--num", type=click.IntRange(min=1), default=1, show_default=True, help="Number of texts."
)
@click.option(
    "--max-length", type=click.IntRange(min=1), help="Maximum number of tokens in each text."
)
@rules_options
@seed_option
def generate(
    run: Path,
    prompt: str,
    temperature: float | None,
    top_k: int | None,
    top_p: float | None,
    num: int,
    max_length: int | None,
    seed: int,
    **rules: Any,
) -> None:
    """Generate text with a language model, one line per text, shown token by token.

    Without options, tokens are sampled at temperature 1 from the whole vocabulary.
    """
    check_language_model(run)
    task = with_search(load_task(run), **rules)
    sampling = make_sampling(temperature, top_k, top_p)
    for number in range(num):
        pieces = task.generate(
            prompt, sampling=sampling, max_length=max_length, seed=(seed, number)
        )
        for piece in pieces:
            click.echo(one_line(piece), nl=False)
        click.echo()


@click.command()
@_run_argument
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@click.option("--num", type=click.IntRange(min=1), default=10, show_default=True)
@format_option
def neighbours(run: Path, words: tuple[str, ...], num: int, style: str) -> None:
    """Show the words with the most similar embeddings to each WORD, with their cosines."""
    embedding, tokenizer = _embedding(run)
    from seqtasks.tasks.embeddings import neighbours as nearest

    found = {word: nearest(embedding, tokenizer, word, num) for word in words}
    if style == "json":
        shown = {word: [near._asdict() for near in row] for word, row in found.items()}
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for word, row in found.items():
        click.echo(word)
        print_table([(near.token, f"{near.similarity:.3f}") for near in row])


@click.command()
@_run_argument
@click.option(
    "--word2vec",
    metavar="FILE",
    type=path_type,
    help="Write the vectors in word2vec's text format.",
)
@click.option(
    "--projector",
    metavar="DIR",
    type=path_type,
    help="Write the vectors for TensorBoard's projector.",
)
def vectors(run: Path, word2vec: Path | None, projector: Path | None) -> None:
    """Write the embeddings of a run to files that other programs read."""
    if word2vec is None and projector is None:
        raise click.UsageError("Say what to write: --word2vec FILE, --projector DIR, or both.")
    check_output_file(word2vec)
    embedding, tokenizer = _embedding(run)
    import numpy as np

    from seqtasks.corpora.vectors import write_projector, write_word2vec

    table = np.array(embedding.embeddings)
    try:
        if word2vec is not None:
            write_word2vec(word2vec, tokenizer.vocabulary, table)
            click.echo(f"{word2vec}: {len(table):,} vectors of {table.shape[1]}")
        if projector is not None:
            write_projector(projector, tokenizer.vocabulary, table)
            click.echo(f"{projector}: open it with `tensorboard --logdir {projector}`")
    except OSError as error:
        raise DataError(f"The vectors cannot be written: {error}") from error


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
        check_language_model(run)
    if output is None and len(runs) > 1:
        raise click.UsageError("Several runs need --output DIR.")
    directory = output or runs[0] / "diagnosis"
    if any(place.exists() and not place.is_dir() for place in (directory, *directory.parents)):
        raise RunError(f"The output {directory} cannot be made: a file stands in its place.")
    places = {run: pairs or _pairs_of(run) for run in runs}
    from seqtasks.corpora.pairs import read_pairs

    read = {run: read_pairs(place) if place else [] for run, place in places.items()}
    from seqtasks.tasks.diagnosis import diagnose as look_into
    from seqtasks.tasks.diagnosis import draw_gradients, draw_pairs

    names = _names(runs)
    found = {
        names[run]: look_into(load_task(run), read[run], lags=lags, seed=_seed(run)) for run in runs
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


def check_language_model(run: Path) -> None:
    """Sees, without TensorFlow, whether a run holds a language model; see `check_task`."""
    check_task(run, "LanguageModel")


def _embedding(run: Path) -> tuple[Any, Any]:
    """The embedding of a run's network, and the tokenizer whose vocabulary it has."""
    check_language_model(run)
    task = load_task(run)
    if not hasattr(task.model, "embedding"):
        raise RunError(f"{run} holds an n-gram or an imported model: it has no embedding of ours.")
    return task.model.embedding, task.tokenizer


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
