"""The command `score`: how likely lines are, or targets, given their sources."""

from __future__ import annotations

import functools
import json
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seqtasks.cli.lines import check_lines, check_output_file, chunks, read_lines
from seqtasks.cli.options import (
    check_task,
    format_option,
    input_option,
    load_task,
    output_option,
    path_type,
    write_answers,
)
from seqtasks.corpora.headers import are_names
from seqtasks.errors import DataError, DataWarning
from seqtasks.infinity import shown
from seqtasks.storage.run_directory import plain

if TYPE_CHECKING:
    from seqtasks.tasks.task import Task


@click.command()
@click.argument("run", metavar="RUN", type=path_type)
@input_option
@output_option
@click.option("--rank", is_flag=True, help="Rank the tab-separated candidates of each line.")
@format_option
def score(run: Path, source: Path | None, output: Path | None, rank: bool, style: str) -> None:
    """Score each line with a language model, or each target given its source.

    Writes the log-probability in nats, the perplexity and the line, separated by tabs; --rank
    writes the candidates of each line, the likeliest first. For a translator, a line holds a source
    and a target separated by a tab; for a dialogue, a context and a reply. With --rank, a line
    holds several targets or replies.

    The model reads every unknown token as <unk>, which is easy to predict. Both numbers and the
    ranking therefore include the cost of spelling these tokens with equally likely characters, and
    a last column lists them. --format json adds the model's own numbers: log_probability and
    perplexity, beside spelled_log_probability, unknown_tokens and perplexity_without_unknown.
    """
    kind = check_task(run, "LanguageModel", "Translator", "Dialogue")
    check_lines(source)
    check_output_file(output)
    lines = read_lines(source)
    given = 0 if kind == "LanguageModel" else 1  # columns that stand before what is scored
    if given:
        if source is not None and source.is_file():  # all of it, before the first is scored
            for _ in _checked_pairs(read_lines(source), source, candidates=rank):
                pass
        lines = _checked_pairs(_with_warning(lines, source), source, candidates=rank)
    answer = functools.partial(_ranked if rank else _scored, load_task(run), given, style)
    write_answers((found for chunk in chunks(lines) for found in answer(chunk)), output)


def _with_warning(lines: Iterable[str], source: Path | None) -> Iterator[str]:
    """The same lines, with a warning where the first names the columns of a table."""
    for number, line in enumerate(lines, start=1):
        if number == 1 and are_names(line.split("\t")):
            warnings.warn(
                f"{source or 'standard input'}:1: {line[:80]!r} seems to name columns, but is "
                "scored as all lines are. Take it out if it is no pair.",
                DataWarning,
                stacklevel=1,
            )
        yield line


def _checked_pairs(lines: Iterable[str], source: Path | None, candidates: bool) -> Iterator[str]:
    """Lines that hold a source and a target, or several, separated by tabs.

    Raises:
        DataError: a line does not (which).
    """
    for number, line in enumerate(lines, start=1):
        tabs = line.count("\t")
        if tabs < 1 or (tabs > 1 and not candidates):
            what = "targets" if candidates else "a target"
            raise DataError(
                f"{source or 'standard input'}:{number}: must hold a source and {what}, separated "
                f"by {'tabs' if candidates else 'one tab'}. Received: {line[:80]!r}"
            )
        yield line


def _scored(task: Task[Any], given: int, style: str, lines: list[str]) -> Iterator[str]:
    """Of each line its log-probability, its perplexity, the line, and what of it is unknown."""
    from seqtasks.metrics.perplexity import perplexity  # with the task, not before: it is NumPy's

    for record in task.score(lines):
        if style == "json":
            yield json.dumps(plain(record), ensure_ascii=False)
        else:
            texts = [record[name] for name in ("source", "target")[: given + 1]]
            log_probability = record["spelled_log_probability"]
            spelled = perplexity(-log_probability, record["num_tokens"])
            numbers = [shown(number, ".4f") for number in (log_probability, spelled)]
            yield "\t".join([*numbers, *texts, *_unknown(record)])


def _unknown(record: dict[str, Any]) -> list[str]:
    """The last column of a text with unknown tokens: which they are, and the others' perplexity."""
    if not record["unknown"]:
        return []
    without = shown(record["perplexity_without_unknown"], ".4f")
    return [f"unknown: {' '.join(record['unknown'])}; perplexity without: {without}"]


def _ranked(task: Task[Any], given: int, style: str, lines: list[str]) -> Iterator[str]:
    """Of each line what is given, then its candidates by falling log-probability, spelled."""
    rows = [line.split("\t") for line in lines]
    records = iter(task.score(["\t".join([*r[:given], c]) for r in rows for c in r[given:]]))
    name = "target" if given else "source"
    for row in rows:
        found = sorted(
            (next(records) for _ in row[given:]),
            key=lambda record: -record["spelled_log_probability"],
        )
        if style == "json":
            dropped = ("source", "target", "tokens", "token_log_probabilities")
            candidates = [
                {name: record[name]}
                | {key: value for key, value in record.items() if key not in dropped}
                for record in found
            ]
            head = {"source": row[0]} if given else {}
            shown = {**head, "candidates": candidates}
            yield json.dumps(plain(shown), ensure_ascii=False)
        else:
            yield "\t".join([*row[:given], *(record[name] for record in found)])
