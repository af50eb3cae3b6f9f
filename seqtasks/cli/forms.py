"""What form the input of `predict` has, and a word where it looks like another."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import click

from seqtasks.cli.lines import read_lines
from seqtasks.corpora.conllu import is_conllu
from seqtasks.corpora.json_records import JSON_ENDINGS
from seqtasks.corpora.label_tables import names_text_and_label
from seqtasks.corpora.slots import FILES
from seqtasks.corpora.span_labels import find_scheme
from seqtasks.corpora.splits import ending_of, without_gz
from seqtasks.corpora.word_files import UPOS, check_ending
from seqtasks.errors import DataWarning

TAGGER_FORMS = ("lines", "words", "columns", "conllu")
TABLES = {"tsv": "tsv", "csv": "csv", **dict.fromkeys(JSON_ENDINGS, "jsonl")}
FORMS = tuple(dict.fromkeys((*TAGGER_FORMS, *TABLES.values())))
_COLUMN_ENDINGS = ("conll", "tsv", "bio", "iob", "iob2")
_HEAD_LINES = 500
_MARK = "__label__"


def form_of(source: Path | None, given: str | None, *, is_tagger: bool) -> str:
    """The form of an input: as it is given, else as its name tells, else lines.

    Raises:
        click.UsageError: the form is for other tasks.
        DataError: the name says that no tagger reads the file.
    """
    known = TAGGER_FORMS if is_tagger else ("lines", *TABLES.values())
    if given is not None and given not in known:
        whose = "a tagger" if is_tagger else "a task that reads texts"
        raise click.UsageError(f"--form of {whose} is one of {', '.join(known)}. Received: {given}")
    if given is not None or source is None:
        return given or "lines"
    if not is_tagger:
        return TABLES.get(ending_of(source), "lines")
    check_ending(source)
    if is_conllu(source):
        return "conllu"
    if ending_of(source) in _COLUMN_ENDINGS:
        return "columns"
    return "words" if without_gz(source.name).lower() == FILES[0] else "lines"


def raw_lines(
    source: Path | None,
    *,
    is_tagger: bool,
    may_have_tabs: bool = False,
    labels: Collection[str] = (),
) -> Iterator[str]:
    """Raw lines, with a warning where they look like a file of another form.

    Args:
        source: the file; None for standard input.
        is_tagger: whether words are tagged, or texts read.
        may_have_tabs: whether tabs in texts mean something, or are warned of elsewhere.
        labels: those of the tagger.
    """
    lines = read_lines(source)
    head = list(itertools.islice(lines, _HEAD_LINES))
    looks = _looks_of_words(head, labels) if is_tagger else _looks_of_texts(head, may_have_tabs)
    if looks:
        warnings.warn(
            f"{source or 'standard input'} is read as raw lines, but {looks}",
            DataWarning,
            stacklevel=1,
        )
    yield from head
    yield from lines


def _looks_of_texts(head: Sequence[str], may_have_tabs: bool) -> str:
    """What lines look like that hold more than a text each; empty where they do not."""
    rows = [line.split("\t") for line in head if line.strip()]
    if rows and names_text_and_label(rows[0]):
        return "its first line names columns: --form tsv reads it as a table."
    if any(word.startswith(_MARK) for line in head for word in line.split()):
        return f"has labels, {_MARK}..., which are read as words of the texts: take them out."
    if not may_have_tabs and 2 * sum(len(cells) > 1 for cells in rows) > len(rows):
        return "most lines hold tabs: --text COLUMN reads the column of that number."
    return ""


def _looks_of_words(head: Sequence[str], labels: Collection[str]) -> str:
    """What lines look like that hold a word and its label each; empty where they do not."""
    rows = [line.split("\t") for line in head if line.strip() and not line.startswith("# ")]
    if rows and all(len(cells) == len(rows[0]) > 1 for cells in rows):
        return "each line has as many tabs as the others: --form columns reads a word a line."
    cells = [line.split() for line in head if line.strip()]
    last = {row[-1] for row in cells}
    is_even = len({len(row) for row in cells}) == 1 and len(cells) > 2 and len(cells[0]) > 1
    own = len(last) > 1 and last.issubset(labels)  # each line of a text may end in a "." alone
    if is_even and (own or last <= UPOS or ("O" in last and find_scheme(last))):
        return "each line ends in a label: --form columns reads a word a line."
    return ""
