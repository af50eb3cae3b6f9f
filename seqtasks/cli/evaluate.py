"""The command `evaluate`: a run on other data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from seqtasks.cli.options import (
    bleu_tokenizer_option,
    check_task,
    ensemble_option,
    format_option,
    load_task,
    path_type,
    search_options,
    with_search,
)
from seqtasks.cli.tables import metric_tables, print_table
from seqtasks.cli.translation import translator_for
from seqtasks.storage.run_directory import check_run_directory, plain


@click.command()
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
