"""The command `predict`: lines or a file in, answers out, in the form of the input."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from seqtasks.cli.answers import as_conllu, as_explained, as_json, writer
from seqtasks.cli.forms import FORMS, form_of, raw_lines
from seqtasks.cli.input_tables import Table
from seqtasks.cli.lines import check_lines, check_output_file, chunks, is_unended, read_lines
from seqtasks.cli.options import (
    check_drawing,
    drawing_seed_option,
    draws,
    ensemble_option,
    input_option,
    load_task,
    make_sampling,
    output_option,
    path_type,
    sampling_options,
    search_options,
    splitting_option,
    with_search,
    with_splitting,
    write_answers,
)
from seqtasks.cli.tables import one_line
from seqtasks.cli.translation import drawn, translations, translator_for
from seqtasks.cli.words import answers, answers_of_lines, filled, open_sentences
from seqtasks.corpora.columns import column_number
from seqtasks.corpora.conllu import COLUMNS, conllu_column, is_conllu
from seqtasks.corpora.word_files import WordFile
from seqtasks.errors import DataError
from seqtasks.export.directory import check_new
from seqtasks.startup import one_thread_per_operation
from seqtasks.storage.run_directory import check_run_or_export

if TYPE_CHECKING:
    from seqtasks.tasks.task import Task


@click.command()
@click.argument("run", metavar="RUN", type=path_type)
@input_option
@output_option
@click.option(
    "--form",
    type=click.Choice(FORMS),
    help="Form of the input.  [default: by the file's ending, else lines]",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "tsv", "conllu"]),
    help="Format of the answers; tsv and conllu require a tagger.  [default: as the input, else "
    "text]",
)
@click.option("--conllu", is_flag=True, help="Same as --form conllu.")
@click.option(
    "--column",
    metavar="COLUMN",
    help="Column that a tagger fills: its name in CoNLL-U, its number in other files.  "
    "[default: the run's column in CoNLL-U, else a new column]",
)
@click.option(
    "--text",
    metavar="COLUMN",
    help="Column of a table that holds the texts, by name or number.  [default: the run's]",
)
@splitting_option
@click.option(
    "--n-best",
    metavar="K",
    type=click.IntRange(min=1),
    help="Write a translator's K best translations with their scores, as JSON.",
)
@click.option(
    "--attention",
    metavar="DIR",
    type=path_type,
    help="Draw a translator's attention for each line in DIR, and write alignments.jsonl there.",
)
@ensemble_option
@click.option(
    "--explain",
    is_flag=True,
    help="Show how much each word adds to the label's score.",
)
@search_options
@sampling_options
@drawing_seed_option
@click.option("--pretty", is_flag=True, help="Show a tagger's labels in colour.")
def predict(
    run: Path,
    source: Path | None,
    output: Path | None,
    form: str | None,
    style: str | None,
    conllu: bool,
    column: str | None,
    text: str | None,
    splitting: str | None,
    n_best: int | None,
    attention: Path | None,
    others: tuple[Path, ...],
    explain: bool,
    temperature: float | None,
    top_k: int | None,
    top_p: float | None,
    seed: int | None,
    pretty: bool,
    **search: Any,
) -> None:
    """Answer each line of the input, or fill a column of a file. RUN is a run or an export.

    Each input line gives one output line. A classifier writes the label and its probability,
    and with --explain also `word:weight ...`. A tagger writes `word/LABEL word/LABEL ...`,
    preceded by the intent and a tab if it predicts intents; --format tsv writes one word and its
    label per line, --format conllu a whole CoNLL-U file.

    Files in a form that training accepts are recognised by their names, or named with --form:

    \b
    conllu   .conllu                       fills one column
    columns  .conll .tsv .bio .iob .iob2   one word per line; appends its label as the last column
    words    seq.in                        one sentence per line, words separated by blanks
    tsv ...  .tsv .csv .jsonl              all tasks but taggers; appends the answer as a cell
    lines    others, standard input        raw text

    Files and tables keep everything else unchanged; --format writes the answers alone.
    """
    for place in (run, *others):
        check_run_or_export(place)
    check_lines(source)
    check_output_file(output)
    if attention is not None:
        check_new(attention)
    check_drawing(temperature, top_k, top_p, seed)
    is_drawn = draws(temperature, top_k, top_p)
    asked = _Asked(form, style, column, text, splitting, n_best, attention, others, explain, pretty)
    _check_usage(asked, is_drawn=is_drawn)
    if pretty and output is not None:
        raise click.UsageError("--pretty is for a terminal: give neither --format nor --output.")
    if conllu and form not in (None, "conllu"):
        raise click.UsageError(f"--conllu and --form {form} exclude each other.")
    one_thread_per_operation()
    task = with_search(load_task(run), **search)
    if conllu or (form is None and source is not None and is_conllu(source)):
        form = "conllu"
    is_tagger = "tag" in task.capabilities
    _check_task(asked, task, run, form)
    form = form_of(source, form, is_tagger=is_tagger)
    if is_tagger and not (is_drawn or asked.of_translators):
        found = _of_words(task, source, form, asked)
    else:
        sampling = make_sampling(temperature, top_k, top_p)
        answer = functools.partial(_of_texts, task, run, asked, sampling, seed or 0)
        found = _of_table(task, source, form, asked, answer)
    if pretty:
        for line in found.lines:
            click.echo(line)
    else:
        write_answers(found.lines, output, unended=found.is_filled and is_unended(source))


class _Found(NamedTuple):
    """What is written, and whether it is the input's lines, filled."""

    lines: Iterator[str]
    is_filled: bool = False


class _Asked(NamedTuple):
    """What is asked for; the fields are options of `predict`."""

    form: str | None
    style: str | None
    column: str | None
    text: str | None
    splitting: str | None
    n_best: int | None
    attention: Path | None
    others: tuple[Path, ...]
    explain: bool
    pretty: bool

    @property
    def of_translators(self) -> bool:
        """Whether only translators can do it."""
        return bool(self.n_best or self.attention or self.others)

    @property
    def of_taggers(self) -> bool:
        """Whether only taggers can do it."""
        is_theirs = self.style in ("tsv", "conllu")
        return bool(self.pretty or self.column or self.splitting or is_theirs)


def _check_usage(asked: _Asked, *, is_drawn: bool) -> None:
    """Raises click.UsageError for options that exclude each other, whatever the task."""
    if asked.pretty and asked.style not in (None, "text"):
        raise click.UsageError("--pretty is for a terminal: give neither --format nor --output.")
    if asked.explain and (asked.of_translators or is_drawn):
        raise click.UsageError(
            "--explain requires a classifier and cannot be combined with options of translators."
        )
    if asked.n_best and asked.style == "text":
        raise click.UsageError("--n-best requires --format json.")
    if is_drawn and asked.of_translators:
        raise click.UsageError(
            "Sampling cannot be combined with --n-best, --attention or --ensemble."
        )


def _check_task(asked: _Asked, task: Task[Any], run: Path, form: str | None) -> None:
    """Raises click.UsageError for options of another task."""
    is_tagger = "tag" in task.capabilities
    if (form == "conllu" or asked.of_taggers) and not is_tagger:
        raise click.UsageError(
            "CoNLL-U, --column, --splitting, --pretty and --format tsv require a tagger. "
            f"Received: {run}, another task"
        )
    if asked.text and is_tagger:
        raise click.UsageError(
            "--text requires a table of texts, and a tagger reads words: see --form."
        )
    if asked.explain and "explain" not in task.capabilities:
        raise click.UsageError(
            f"--explain requires a classifier trained here. Received: {run}, another model"
        )


def _of_table(
    task: Task[Any], source: Path | None, form: str, asked: _Asked, answer: Any
) -> _Found:
    """The answers to raw lines, or the rows of a table with their answers."""
    if form == "lines" and not asked.text:
        # Turns of a dialogue stand between tabs; a translator warns of them itself.
        may_have_tabs = task.answer == "reply" or "join" in task.capabilities
        lines = _lines(source, asked, is_tagger=False, may_have_tabs=may_have_tabs)
        return _Found(answer(lines))
    form = "tsv" if form == "lines" else form
    table = Table(source, form, asked.text, task, explained=asked.explain)
    found = answer(table.texts())
    if asked.style is not None or asked.n_best:
        return _Found(found)
    return _Found(table.with_answers(found), is_filled=True)


def _of_texts(
    task: Task[Any], run: Path, asked: _Asked, sampling: Any, seed: int, lines: Iterable[str]
) -> Iterator[str]:
    """The answer to each text."""
    style = asked.style or "text"
    if sampling is not None:
        return drawn(task, lines, style, sampling, seed)
    if asked.of_translators:
        translator = translator_for(task, run, asked.others)
        style = "json" if asked.n_best else style
        return translations(translator, lines, style, asked.n_best, asked.attention)
    return _plain(task, lines, style, explain=asked.explain)


def _plain(task: Task[Any], lines: Iterable[str], style: str, *, explain: bool) -> Iterator[str]:
    """The answer of a task without further settings."""
    for chunk in chunks(lines):
        if explain:
            yield from map(as_json if style == "json" else as_explained, task.explain(chunk))
        elif style == "text" and task.answer != "label":
            yield from map(one_line, task.predict(chunk))
        else:
            yield from map(writer(style), task.predict_records(chunk))


def _of_words(task: Task[Any], source: Path | None, form: str, asked: _Asked) -> _Found:
    """What a tagger says of lines, or of a file whose words are known."""
    style, column = asked.style, asked.column
    if asked.splitting:
        if form != "lines":
            raise click.UsageError(f"--splitting is for raw lines. The words of {form} are known.")
        task = with_splitting(task, asked.splitting)
    if form in ("lines", "words"):
        write = _writer(task, asked)
        if form == "words":
            return _Found(answers_of_lines(task, source, write))
        labels = task.details.get("labels", ())  # older exports do not list them
        lines = _lines(source, asked, is_tagger=True, labels=labels)
        return _Found(_of_raw_lines(task, lines, write))
    opened = open_sentences(source, is_conllu=form == "conllu")
    own = "conllu" if opened.is_conllu else "tsv"
    if asked.pretty or style not in (None, own):
        return _Found(answers(task, opened, _writer(task, asked)))
    where = _where(task, opened, column, is_named_so=form == "conllu")
    return _Found(filled(task, opened, where, between_tabs=style == "tsv"), is_filled=True)


def _lines(source: Path | None, asked: _Asked, **known: Any) -> Iterator[str]:
    """Raw lines, with a warning where it was not asked for them and they look like others."""
    return read_lines(source) if asked.form else raw_lines(source, **known)


def _of_raw_lines(task: Task[Any], lines: Iterable[str], write: Any) -> Iterator[str]:
    """The answer to each line, in which a tagger finds words."""
    for chunk in chunks(lines):
        for record in task.predict_records(chunk):
            yield from write(record)


def _writer(task: Task[Any], asked: _Asked) -> Any:
    """What gives the lines that are written of a sentence."""
    if asked.style == "conllu":
        return functools.partial(as_conllu, column=_column(task, asked.column))
    if asked.column:
        raise click.UsageError("--column is for --format conllu, and for a file that is filled.")
    write = writer(asked.style or "text", pretty=asked.pretty)
    return lambda record: [write(record)]


def _where(
    task: Task[Any], opened: WordFile, column: str | None, *, is_named_so: bool
) -> str | None:
    """The column of a file that is filled; None for a column more."""
    if not opened.is_conllu:
        try:
            column_number(column)
        except DataError as error:
            raise click.UsageError(str(error).replace("`column`", "--column")) from None
        return column
    own = task.details["column"]
    if column is None and own is not None and own.isdecimal() and not is_named_so:
        return str(own)  # of files that are named otherwise, in training, too
    return _column(task, column)


def _column(task: Task[Any], column: str | None) -> str:
    """The column of CoNLL-U that the labels belong to."""
    chosen = column or task.details["column"]
    is_known = column is not None or not task.details["bio"]
    if is_known and (chosen is None or column is not None or chosen in COLUMNS):
        try:
            return conllu_column(chosen)
        except DataError as error:
            raise click.UsageError(str(error).replace("`column`", "--column")) from None
    raise click.UsageError(
        "It is not known to which column of CoNLL-U these labels belong: name one, such as "
        "--column misc, or write --format tsv."
    )
