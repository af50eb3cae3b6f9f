"""The command `predict`: raw lines in, answers out; for taggers also other forms of both."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from seqtasks.cli_parts import (
    check_drawing,
    drawing_seed_option,
    draws,
    ensemble_option,
    input_option,
    load_task,
    make_sampling,
    one_line,
    output_option,
    path_type,
    sampling_options,
    search_options,
    splitting_option,
    with_search,
    with_splitting,
    write_answers,
)
from seqtasks.cli_translation import drawn, translations, translator_for
from seqtasks.corpora.conllu import COLUMNS, is_conllu, parse_conllu
from seqtasks.export.directory import check_new
from seqtasks.lines import CHUNK, check_lines, check_output_file, chunks, read_lines
from seqtasks.run_directory import check_run_or_export, plain
from seqtasks.startup import one_thread_per_operation

_COLOURS = ("green", "blue", "magenta", "cyan", "yellow", "red")
_DEFAULT_COLUMN = "upos"
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # a comment is one line


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
@click.option("--column", type=click.Choice(COLUMNS[2:]), help="Of CoNLL-U.  [default: the run's]")
@splitting_option
@click.option(
    "--n-best",
    metavar="K",
    type=click.IntRange(min=1),
    help="A translator's K best answers with their scores, as JSON.",
)
@click.option(
    "--attention",
    metavar="DIR",
    type=path_type,
    help="Write a picture of a translator's attention for each line, and alignments.jsonl.",
)
@ensemble_option
@click.option(
    "--explain",
    is_flag=True,
    help="Show what each word adds to a label's score.",
)
@search_options
@sampling_options
@drawing_seed_option
@click.option("--pretty", is_flag=True, help="A tagger's labels in colour, for reading.")
def predict(
    run: Path,
    source: Path | None,
    output: Path | None,
    style: str | None,
    conllu: bool,
    column: str | None,
    splitting: str | None,
    n_best: int | None,
    attention: Path | None,
    others: tuple[Path, ...],
    explain: bool,
    beam_size: int | None,
    max_length: int | None,
    length_penalty: float | None,
    temperature: float | None,
    top_k: int | None,
    top_p: float | None,
    seed: int | None,
    pretty: bool,
) -> None:
    """Answer raw lines: a line in, a line out. RUN is a run or an export.

    A classifier writes the label and its probability, with --explain also `word:weight ...`.
    A tagger writes `word/LABEL word/LABEL ...`, after the intent and a tab where it has intents;
    as tsv a word and its label a line, and as conllu a whole file, blank lines between sentences.
    Of CoNLL-U that comes in, every other column and comment stays as it is.
    """
    for place in (run, *others):
        check_run_or_export(place)
    check_lines(source)
    check_output_file(output)
    if attention is not None:
        check_new(attention)
    if pretty and (style not in (None, "text") or output is not None):
        raise click.UsageError("--pretty is for a terminal: give neither --format nor --output.")
    if explain and (n_best or attention or others or draws(temperature, top_k, top_p)):
        raise click.UsageError("--explain is for classifiers, the options of translators are not.")
    if n_best and style == "text":
        raise click.UsageError("--n-best is for --format json.")
    check_drawing(temperature, top_k, top_p, seed)
    if draws(temperature, top_k, top_p) and (n_best or attention or others):
        raise click.UsageError("What is drawn has neither alternatives, pictures nor an ensemble.")
    one_thread_per_operation()
    task = with_search(
        load_task(run), beam_size=beam_size, max_length=max_length, length_penalty=length_penalty
    )
    conllu = conllu or (source is not None and is_conllu(source))
    style = style or ("conllu" if conllu and not pretty else "text")
    if (conllu or pretty or column or splitting or style in ("tsv", "conllu")) and not (
        getattr(task, "can_tag", False)
    ):
        raise click.UsageError(
            "CoNLL-U, --column, --splitting, --pretty and --format tsv are for taggers. "
            f"Received: {run}, which is none"
        )
    if explain and not getattr(task, "can_explain", False):
        raise click.UsageError(
            f"--explain is for classifiers that were trained here. Received: {run}, which is none"
        )
    sampling = make_sampling(temperature, top_k, top_p)
    if sampling is not None:
        answers = drawn(task, read_lines(source), style, sampling, seed or 0)
    elif explain:
        answers = _explained(task, read_lines(source), style)
    elif n_best or attention or others:
        task = translator_for(task, run, others)
        style = "json" if n_best else style
        answers = translations(task, read_lines(source), style, n_best, attention)
    else:
        answers = _answers(task, source, style, column, splitting, conllu, pretty)
    if pretty:
        for answer in answers:
            click.echo(answer)
    else:
        write_answers(answers, output)


def _answers(
    task: Any,
    source: Path | None,
    style: str,
    column: str | None,
    splitting: str | None,
    conllu: bool,
    pretty: bool,
) -> Iterator[str]:
    """The answers of any task, with the settings of taggers."""
    if column and style != "conllu":
        raise click.UsageError("--column is for --format conllu.")
    if splitting:
        task = with_splitting(task, splitting)
    column = _column(task, column) if style == "conllu" else ""
    if conllu:
        return _of_conllu(task, source, style, column, pretty)
    return _of_lines(task, read_lines(source), style, column, pretty)


def _of_lines(
    task: Any, lines: Iterable[str], style: str, column: str, pretty: bool
) -> Iterator[str]:
    """The answer to each line."""
    for chunk in chunks(lines):
        if style == "text" and not pretty and task.answer != "label":
            yield from map(one_line, task.predict(chunk))
            continue
        for record in task.predict_records(chunk):
            if style == "conllu":
                yield from _new_conllu(record, column)
            else:
                yield _writer(style, pretty)(record)


def _explained(task: Any, lines: Iterable[str], style: str) -> Iterator[str]:
    """The label of each line with its probability and the weight of every word."""
    for chunk in chunks(lines):
        for record in task.explain(chunk):
            if style == "json":
                yield _as_json(record)
                continue
            pairs = zip(record["words"], record["weights"], strict=True)
            shown = " ".join(f"{word}:{weight:+.3f}" for word, weight in pairs)
            yield f"{_as_class(record)}\t{shown}"


def _of_conllu(
    task: Any, path: Path | None, style: str, column: str, pretty: bool
) -> Iterator[str]:
    """The answer to each sentence of a CoNLL-U file."""
    sentences = parse_conllu(read_lines(path, keep_returns=True), path or "standard input")
    while chunk := list(itertools.islice(sentences, CHUNK)):
        records = task.tag([sentence.forms for sentence in chunk])
        for sentence, record in zip(chunk, records, strict=True):
            if style == "conllu":
                yield from sentence.with_values({column: record["labels"]})
                yield from sentence.after
            elif sentence.words:
                yield _writer(style, pretty)({"source": " ".join(sentence.forms), **record})


def _writer(style: str, pretty: bool) -> Callable[[dict[str, Any]], str]:
    """What writes the record of a sentence in a style."""
    if pretty:
        return _as_colours
    return {"text": _as_text, "json": _as_json, "tsv": _as_tsv}[style]


def _as_text(record: dict[str, Any]) -> str:
    return _as_class(record) if "label" in record else one_line(record["tagged"])


def _as_class(record: dict[str, Any]) -> str:
    return f"{one_line(record['label'])}\t{math.exp(record['score']):.4f}"


def _as_json(record: dict[str, Any]) -> str:
    if "classes" in record:
        by_class = dict(zip(record["classes"], record["probabilities"], strict=True))
        record = {name: value for name, value in record.items() if name != "classes"}
        record["probabilities"] = by_class
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
    """A sentence with its words and labels and nothing else; nothing of a line without words.

    Labels in MISC leave no room for `SpaceAfter=No`: a sentence that needs it has no `# text`.
    """
    if not record["words"]:
        return []
    starts, ends = _places(record)
    spaced = [a != b for a, b in zip(ends, [*starts[1:], None], strict=True)]
    text = _BREAKING.sub(" ", record["source"][starts[0] : ends[-1]])
    head = [f"# text = {text}"] if column != "misc" or all(spaced) else []
    if "intent" in record:
        head.append(f"# intent = {record['intent']}")
    rows = []
    for number, (word, label) in enumerate(_pairs(record), start=1):
        misc = "_" if spaced[number - 1] else "SpaceAfter=No"
        cells = dict.fromkeys(COLUMNS, "_") | {"id": str(number), "form": word, "misc": misc}
        rows.append("\t".join((cells | {column: label}).values()))
    return [*head, *rows, ""]


def _places(record: dict[str, Any]) -> tuple[list[int], list[int]]:
    """Where each word begins and ends in its line.

    Exports of before there were `starts` and `ends` may have normalised words: there it is guessed.
    """
    if "starts" in record:
        return record["starts"], record["ends"]
    text, starts, ends, end = record["source"], [], [], 0
    for word in record["words"]:
        starts.append(len(text) - len(text[end:].lstrip()))
        end = starts[-1] + len(word) if text.startswith(word, starts[-1]) else end
        ends.append(end)
    return starts, [*ends[:-1], len(text.rstrip())]


def _pairs(record: dict[str, Any]) -> list[tuple[str, str]]:
    return list(zip(record["words"], record["labels"], strict=True))


def _column(task: Any, column: str | None) -> str:
    """The column of CoNLL-U that the labels belong to."""
    if column is not None:
        return column
    chosen = task.details["column"] or _DEFAULT_COLUMN
    if chosen not in COLUMNS or task.details["bio"]:
        raise click.UsageError(
            "It is not known to which column of CoNLL-U these labels belong: name one, such as "
            "--column misc, or write --format tsv."
        )
    return str(chosen)
