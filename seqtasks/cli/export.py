"""The command `export`: a run as a SavedModel, or its network as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from seqtasks.cli.options import load_task, path_type, splitting_option, with_splitting
from seqtasks.cli.tables import by_precision, print_table
from seqtasks.export.directory import check_new
from seqtasks.storage.run_directory import check_run_directory, is_complete, read_results

_NO_LICENCE = "not stated"


@click.command()
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
    from seqtasks.export.exporting import FewerBits

    fewer_bits = None if precision is None else FewerBits(precision, str(corpus))  # type: ignore[arg-type]
    try:
        exported = task.export(
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
    from seqtasks.export.exporting import export_network
    from seqtasks.export.network_file import ENDINGS

    if path.suffix != ENDINGS[style]:
        raise click.UsageError(f"--format {style} writes a {ENDINGS[style]} file. Received: {path}")
    compared = export_network(load_task(run), path, style)
    click.echo(f"{path}: scores as the run's network does on {compared} lines")
