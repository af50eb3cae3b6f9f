"""The command line: `seqtasks run`, `show`, `predict`, `evaluate`, `export`, `compare`.

Other commands are in `seqtasks.cli_predict`, `cli_scoring`, `cli_language` and `cli_chat`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from seqtasks import __version__
from seqtasks.cli_chat import chat
from seqtasks.cli_import import import_
from seqtasks.cli_language import diagnose, generate, neighbours, vectors
from seqtasks.cli_parts import (
    bleu_tokenizer_option,
    by_precision,
    check_task,
    ensemble_option,
    format_option,
    load_task,
    metric_tables,
    path_type,
    print_table,
    search_options,
    splitting_option,
    with_search,
    with_splitting,
)
from seqtasks.cli_predict import predict
from seqtasks.cli_scoring import score
from seqtasks.cli_translation import translator_for
from seqtasks.comparison import as_csv, as_markdown, as_text, draw, note, read_groups, table
from seqtasks.config import config_values, default_values, describe_fields, differences
from seqtasks.errors import DataWarning, RunError, SeqtasksError
from seqtasks.export.directory import check_new
from seqtasks.lines import check_output_file
from seqtasks.recipe import load_recipe
from seqtasks.run_directory import (
    check_run_directory,
    is_complete,
    plain,
    read_results,
)
from seqtasks.runner import RunOptions, run_recipe
from seqtasks.startup import quieten_tensorflow

_TRACEBACK = "SEQTASKS_TRACEBACK"
_NO_LICENCE = "not stated"
_EPILOG = (
    "Exit status: 0 done, 1 a problem with data or a run, 2 wrong usage, 130 interrupted, "
    "141 where the reader of the answers went away, 143 terminated. "
    f"{_TRACEBACK}=1 shows where an error comes from."
)


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="seqtasks", message="%(prog)s %(version)s")
def commands() -> None:
    """From text files to a trained, measured and exported sequence model."""


@commands.command()
@click.argument("recipe", metavar="RECIPE[@SETTING]")
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@click.option(
    "--output", type=path_type, help="Write the run to this directory.  [default: runs/NAME-N]"
)
@click.option("--resume", is_flag=True, help="Resume the run in --output.")
@click.option("--force", is_flag=True, help="Replace the run in --output.")
@click.option(
    "--smoke",
    is_flag=True,
    help="Execute the whole recipe on a few lines, with two training steps.",
)
@click.option("--tensorboard", is_flag=True, help="Also write TensorBoard summaries.")
@click.option(
    "--checkpoint-minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="Save a checkpoint every N minutes within an epoch.",
)
def run(
    recipe: str,
    overrides: tuple[str, ...],
    output: Path | None,
    resume: bool,
    force: bool,
    smoke: bool,
    tensorboard: bool,
    checkpoint_minutes: float,
) -> None:
    """Train and evaluate a recipe, and keep everything in a run directory.

    KEY=VALUE sets a hyperparameter (see `seqtasks show RECIPE`). Several values, such as
    `seed=1,2,3 cell=gru,lstm`, run every combination, one after another, and end with a table that
    compares them; `\\,` is a literal comma.
    """
    try:
        options = RunOptions(
            output=output,
            resume=resume,
            force=force,
            smoke=smoke,
            tensorboard=tensorboard,
            checkpoint_minutes=checkpoint_minutes,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    run_recipe(recipe, overrides, options, summarize=_print_comparison)


def _print_comparison(directories: Sequence[Path]) -> None:
    """The table of `compare`, where the runs measured a test set."""
    with contextlib.suppress(RunError):  # of a recipe that measures none
        groups = read_groups(directories, mixed=True)
        click.echo(f"\n{as_text(table(groups))}")
        if explained := note(groups):
            click.echo(explained)


@commands.command()
@click.argument("recipe", metavar="RECIPE[@SETTING]")
def show(recipe: str) -> None:
    """Show a recipe's hyperparameters and named settings."""
    loaded, setting = load_recipe(recipe)
    defaults = default_values(loaded.config_class)
    values = config_values(loaded.settings[setting]) if setting else defaults
    title = (loaded.module.__doc__ or "").strip().partition("\n")[0]
    click.echo(f"{recipe}: {title}\n" if title else f"{recipe}\n")
    print_table(describe_fields(loaded.config_class, loaded.source, values))
    if loaded.settings:
        click.echo("\nSettings, and where they differ from the defaults:")
        changes = [
            (name, differences(config_values(config), defaults))
            for name, config in loaded.settings.items()
        ]
        print_table(changes)


@commands.command()
@click.argument("run", metavar="RUN", type=path_type)
@click.option("--corpus", type=path_type, required=True, help="Corpus to evaluate on.")
@click.option(
    "--test",
    metavar="NAME",
    help="Split or file of the corpus to evaluate on; `all` takes every row of a table of pairs "
    "or of a single file of dialogues.  [default: test]",
)
@click.option(
    "--column", metavar="COLUMN", help="Column with the labels, for a tagger.  [default: the run's]"
)
@click.option(
    "--text",
    metavar="COLUMN",
    help="Column with the texts, for a classifier.  [default: the run's]",
)
@click.option(
    "--label",
    metavar="COLUMN",
    help="Column with the labels, for a classifier.  [default: the run's]",
)
@click.option(
    "--group",
    metavar="COLUMN",
    help="Report each value of this column separately.  [default: the run's]",
)
@ensemble_option
@search_options
@bleu_tokenizer_option
@format_option
def evaluate(
    run: Path,
    corpus: Path,
    test: str | None,
    column: str | None,
    text: str | None,
    label: str | None,
    group: str | None,
    others: tuple[Path, ...],
    bleu_tokenizer: str | None,
    style: str,
    **search: Any,
) -> None:
    """Evaluate a run on other data with the same metrics.

    An ensemble of translators (--ensemble) has no loss and no perplexity.
    """
    check_run_directory(run)
    given = {"text": text, "label": label, "group": group}
    columns = {name: value for name, value in given.items() if value}
    if columns:
        check_task(run, "Classifier")
    if column is not None:
        check_task(run, "Tagger")
        columns["column"] = column
    task = with_search(load_task(run), measured=True, bleu_tokenizer=bleu_tokenizer, **search)
    if others:
        task = translator_for(task, run, others)
    metrics = task.evaluate_corpus(corpus, test=test, **columns)
    if style == "json":
        click.echo(json.dumps(plain(metrics), ensure_ascii=False))
    else:
        for rows in metric_tables(metrics):
            print_table(rows)


@commands.command()
@click.argument("run", metavar="RUN", type=path_type)
@click.argument("directory", metavar="DIR", type=path_type)
@click.option(
    "--version", "number", type=click.IntRange(min=1), help="Write the export to DIR/VERSION."
)
@click.option(
    "--n-best",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Return the K best translations.",
)
@click.option(
    "--data-licence",
    default=_NO_LICENCE,
    show_default=True,
    help="Licence of the training data, for the model card.",
)
@splitting_option
@click.option(
    "--quantize",
    "precision",
    type=click.Choice(["float16", "int8"]),
    help="Store matrices in fewer bits and measure the loss in quality on validation data.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["saved_model", "keras", "litert", "onnx"]),
    default="saved_model",
    show_default=True,
    help="Format of the export; all but saved_model hold only the network, on token ids.",
)
@click.option(
    "--corpus", help="Corpus for measuring what quantization costs.  [default: the run's]"
)
def export(
    run: Path,
    directory: Path,
    number: int | None,
    n_best: int,
    data_licence: str,
    splitting: str | None,
    precision: str | None,
    style: str,
    corpus: str | None,
) -> None:
    """Write a SavedModel: raw text in, answers out, without seqtasks.

    The export is kept only if a process without seqtasks gets the run's answers from it.
    DIR/VERSION is the layout that TensorFlow Serving watches.
    """
    check_run_directory(run)
    if style != "saved_model":
        options = (number, n_best, data_licence, splitting, precision, corpus)
        if options != (None, 1, _NO_LICENCE, None, None, None):
            raise click.UsageError(f"--format {style} goes with no other option.")
        _export_network(run, directory, style)
        return
    target = directory if number is None else directory / str(number)
    check_new(target)
    results = read_results(run) if is_complete(run) else {}
    if precision is None and corpus is not None:
        raise click.UsageError("--corpus is of --quantize: nothing else is measured.")
    if precision is not None and corpus is None:
        corpus = str(results.get("config", {}).get("corpus", ""))
        if not (corpus.startswith("tfds:") or (corpus and Path(corpus).exists())):
            raise click.UsageError(
                f"--quantize needs --corpus, here. The run's own: {corpus or 'none is named'}"
            )
    task = load_task(run)
    if splitting is not None:
        task = with_splitting(task, splitting)
    from seqtasks.tasks.exporting import FewerBits
    from seqtasks.tasks.exporting import export as write_export

    fewer_bits = None if precision is None else FewerBits(precision, str(corpus))  # type: ignore[arg-type]
    try:
        exported = write_export(
            task,
            target,
            results=results,
            n_best=n_best,
            data_licence=data_licence,
            fewer_bits=fewer_bits,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if exported.metrics:
        print_table(by_precision(exported.metrics))
    click.echo(f"{target}: answers as the run does on {exported.lines} lines, alone and in batches")


def _export_network(run: Path, path: Path, style: Any) -> None:
    check_new(path)
    from seqtasks.export.network_file import ENDINGS
    from seqtasks.tasks.exporting import export_network

    if path.suffix != ENDINGS[style]:
        raise click.UsageError(f"--format {style} writes a {ENDINGS[style]} file. Received: {path}")
    compared = export_network(load_task(run), path, style)
    click.echo(f"{path}: scores as the run's network does on {compared} lines")


@commands.command()
@click.argument("runs", metavar="RUN...", type=path_type, nargs=-1, required=True)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "csv"]),
    default="text",
    show_default=True,
    help="Format of the table.",
)
@click.option("--split", default="test", show_default=True, help="Split whose metrics to show.")
@click.option(
    "--chart", metavar="FILE.png", type=path_type, help="Also draw the table as a bar chart."
)
@click.option("--mixed", is_flag=True, help="Accept runs measured on different test sets.")
def compare(
    runs: tuple[Path, ...], style: str, split: str, chart: Path | None, mixed: bool
) -> None:
    """Compare runs: metrics, parameters, seconds, tokens per second.

    RUN is a run directory or a folder of run directories. Runs that differ only by seed share one
    row, mean ± standard deviation; a repeated seed counts once. Further rows show trivial
    baselines on the same data. Perplexities over different vocabularies are marked, since they
    cannot be compared; bits_per_character can.
    """
    if chart is not None and chart.suffix != ".png":
        raise click.UsageError(f"--chart must name a .png file. Received: {chart}")
    check_output_file(chart)
    groups = read_groups(runs, split=split, mixed=mixed)
    rows = table(groups, split=split)
    click.echo({"text": as_text, "markdown": as_markdown, "csv": as_csv}[style](rows))
    if explained := note(groups, split=split):
        click.echo(f"\n{explained}", err=style == "csv")  # a program reads what csv prints
    if chart is not None:
        draw(groups, chart, split=split)


for _command in (chat, diagnose, generate, import_, neighbours, predict, score, vectors):
    commands.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point: runs a command and exits with its status."""
    quieten_tensorflow()
    warnings.showwarning = _show_warning  # type: ignore[assignment]
    signal.signal(signal.SIGTERM, _terminate)
    stdout = sys.stdout
    try:
        status = commands.main(arguments, prog_name="seqtasks", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except SeqtasksError as error:
        if os.environ.get(_TRACEBACK) == "1":
            traceback.print_exc()
        click.echo(error.line, err=True)
        status = error.exit_status
    except SystemExit:
        if sys.stdout is stdout:
            raise
        # Of a closed pipe click makes 1, which is for data and runs, and a stdout that is silent.
        status = 128 + signal.SIGPIPE
    except click.Abort:  # what click makes of KeyboardInterrupt
        status = 128 + signal.SIGINT
    sys.exit(status or 0)


def _terminate(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signal_number)


def _show_warning(message: Warning | str, category: type[Warning], *_where: Any) -> None:
    """One line for what is wrong with data; libraries' warnings are not for a user."""
    if issubclass(category, DataWarning):
        click.echo(f"Warning: {' '.join(str(message).split())}", err=True)
