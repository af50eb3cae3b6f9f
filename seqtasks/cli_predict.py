"""The command `predict`: raw lines in, answers out; for taggers also other forms of both."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from seqtasks.cli_parts import input_option, load_task, one_line, output_option, path_type
from seqtasks.corpora.conllu import COLUMNS, ConlluSentence, parse_conllu
from seqtasks.lines import CHUNK, check_lines, check_output_file, chunks, open_output, read_lines
from seqtasks.run_directory import check_run_or_export, plain

_COLOURS = ("green", "blue", "magenta", "cyan", "yellow", "red")
_DEFAULT_COLUMN = "upos"


@click.command()
@click.argument("run", metavar="RUN", type=path_type)
@input_option
@output_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "tsv", "conllu"]),
    help="How answers are written; the last two by taggers.  [default: text; conllu for CoNLL-U]",
)
@click.option(
    "--conllu",
    is_flag=True,
    help="The input is CoNLL-U: a tagger fills a column.  [default: for FILE.conllu]",
)
@click.option("--pretty", is_flag=True, help="A tagger's labels in colour, for reading.")
def predict(
    run: Path,
    source: Path | None,
    output: Path | None,
    style: str | None,
    conllu: bool,
    pretty: bool,
) -> None:
    """Answer raw lines: a line in, a line out. RUN is a run or an export.

    A tagger writes `word/LABEL word/LABEL ...`, after the intent and a tab where it has intents;
    as tsv a word and its label a line, and as conllu a whole file, blank lines between sentences.
    Of CoNLL-U that comes in, every other column and comment stays as it is.
    """
    check_run_or_export(run)
    check_lines(source)
    check_output_file(output)
    if pretty and (style not in (None, "text") or output is not None):
        raise click.UsageError("--pretty is for a terminal: give neither --format nor --output.")
    task = load_task(run)
    conllu = conllu or (source is not None and ".conllu" in source.suffixes[-2:])
    is_tagger = hasattr(task, "tag")
    if (conllu or pretty or style in ("tsv", "conllu")) and not is_tagger:
        raise click.UsageError(
            f"CoNLL-U, --pretty and --format {style or 'tsv'} are for the run of a tagger. "
            f"Received: {run}, a {type(task).__name__}"
        )
    if conllu:
        answers = _of_conllu(task, source, style or "conllu", pretty)
    else:
        answers = _of_lines(task, read_lines(source), style or "text", pretty)
    if pretty:
        for answer in answers:
            click.echo(answer)
        return
    with open_output(output) as stream:
        for answer in answers:
            stream.write(f"{answer}\n".encode())
            stream.flush()


def _of_lines(task: Any, lines: Iterable[str], style: str, pretty: bool) -> Iterator[str]:
    """The answer to each line."""
    column = _column(task) if style == "conllu" else ""
    for chunk in chunks(lines):
        if style == "text" and not pretty:
            yield from map(one_line, task.predict(chunk))
            continue
        records = task.predict_records(chunk)
        if style == "conllu":
            for record in records:
                yield from _new_conllu(record, column)
        else:
            yield from map(_writer(style, pretty), records)


def _of_conllu(task: Any, path: Path | None, style: str, pretty: bool) -> Iterator[str]:
    """The answer to each sentence of a CoNLL-U file."""
    sentences = parse_conllu(read_lines(path, keep_returns=True), path or "standard input")
    column = _column(task) if style == "conllu" else ""
    while chunk := list(itertools.islice(sentences, CHUNK)):
        records = task.tag([sentence.forms for sentence in chunk])
        for sentence, record in zip(chunk, records, strict=True):
            if style == "conllu":
                yield from _filled_conllu(sentence, record, column)
            else:
                yield _writer(style, pretty)(record)


def _writer(style: str, pretty: bool) -> Callable[[dict[str, Any]], str]:
    """What writes the record of a sentence in a style."""
    if pretty:
        return _as_colours
    return {"text": _as_text, "json": _as_json, "tsv": _as_tsv}[style]


def _as_text(record: dict[str, Any]) -> str:
    return one_line(record["tagged"])


def _as_json(record: dict[str, Any]) -> str:
    return json.dumps(plain(record), ensure_ascii=False)


def _as_tsv(record: dict[str, Any]) -> str:
    """A word and its label a line; the intent as a comment before them; a blank line after them."""
    head = [f"# intent = {record['intent']}"] if "intent" in record else []
    rows = [f"{word}\t{label}" for word, label in _pairs(record)]
    return "".join(f"{line}\n" for line in (*head, *rows))


def _as_colours(record: dict[str, Any]) -> str:
    """Words with their labels, each label in a colour of its own; `O` without."""
    shown = [click.style(record["intent"], bold=True)] if "intent" in record else []
    for word, label in _pairs(record):
        colour = _COLOURS[sum(label.encode()) % len(_COLOURS)]
        tag = "" if label == "O" else click.style(f"/{label}", fg=colour)
        shown.append(f"{word}{tag}")
    return " ".join(shown)


def _new_conllu(record: dict[str, Any], column: str) -> list[str]:
    """A sentence with its words and labels and nothing else."""
    intent = [f"# intent = {record['intent']}"] if "intent" in record else []
    rows = []
    for number, (word, label) in enumerate(_pairs(record), start=1):
        cells = dict.fromkeys(COLUMNS, "_") | {"id": str(number), "form": word, column: label}
        rows.append("\t".join(cells.values()))
    return [f"# text = {record['source']}", *intent, *rows, ""]


def _filled_conllu(sentence: ConlluSentence, record: dict[str, Any], column: str) -> Sequence[str]:
    """A sentence as it came, with its labels in a column."""
    lines = sentence.with_values({column: record["labels"]})
    return [*lines, "\r" if lines[0].endswith("\r") else ""]


def _pairs(record: dict[str, Any]) -> list[tuple[str, str]]:
    return list(zip(record["words"], record["labels"], strict=True))


def _column(task: Any) -> str:
    """The column of CoNLL-U that the labels belong to."""
    column = task.column or _DEFAULT_COLUMN
    if column not in COLUMNS or "O" in task.labels:
        raise click.UsageError(
            "The labels of this run have no column in CoNLL-U: write them with --format tsv."
        )
    return str(column)
