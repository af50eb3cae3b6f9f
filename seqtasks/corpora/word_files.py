"""Files with a word a line: which of them are CoNLL-U, which columns, and which neither."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from seqtasks.corpora.columns import (
    HEAD_LINES,
    LABEL_NAMES,
    WORD_NAMES,
    ColumnSentence,
    Layout,
    blocks,
    cut,
    names_columns,
    parse_columns,
)
from seqtasks.corpora.conllu import COLUMNS, ConlluSentence, parse_conllu
from seqtasks.corpora.span_labels import find_scheme
from seqtasks.corpora.splits import ending_of
from seqtasks.errors import DataError, DataWarning

WordSentence: TypeAlias = ColumnSentence | ConlluSentence

_EXPECTED = "a word and its labels a line, the word first, and a blank line after each sentence"
OTHER_ENDINGS = {
    **{"csv": "CSV", "json": "JSON", "jsonl": "JSON lines", "ndjson": "JSON lines"},
    **{"parquet": "Parquet", "xml": "XML", "ann": "brat's annotations", "spacy": "spaCy's format"},
}
_ID = re.compile(r"\d+|\d+-\d+|\d+\.\d+")
_TAGGED_WORD = re.compile(r"\S+[/_][^\s/_]+")
UPOS = {
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "CONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON"),
    *("PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
}


class WordFile(NamedTuple):
    """A file with a word a line.

    Attributes:
        source: its name, for messages.
        is_conllu: whether it is CoNLL-U, whatever its name.
        sentences: of the file.
    """

    source: str
    is_conllu: bool
    sentences: Iterator[WordSentence]


def open_words(lines: Iterable[str], source: Path | str, *, is_conllu: bool = False) -> WordFile:
    """Reads a file with a word a line.

    Ten columns between tabs, of which the first counts 1, 2, 3 in every sentence, are CoNLL-U or
    CoNLL-X whatever the file's name: a warning says so. A header is left out with a warning.

    Args:
        lines: of the file; the first 500 tell its form.
        source: its name, for messages.
        is_conllu: the name says that it is CoNLL-U.

    Raises:
        DataError: the file has another form, which can be told.
    """
    lines = iter(lines)
    head = list(itertools.islice(lines, HEAD_LINES))
    lines = itertools.chain(head, lines)
    if is_conllu:
        return WordFile(str(source), True, parse_conllu(lines, source))
    if _is_conllu(head, source):
        _warn(
            f"{source}: the first of its {len(COLUMNS)} columns counts the words: it is read as "
            "CoNLL-U or CoNLL-X, words in column 2."
        )
        return WordFile(str(source), True, parse_conllu(lines, source))
    return WordFile(str(source), False, parse_columns(lines, source))


def check_ending(path: Path) -> None:
    """Refuses a file whose name says that it has another form.

    Raises:
        DataError: it is a table of a spreadsheet, JSON or the like.
    """
    form = OTHER_ENDINGS.get(ending_of(path))
    if form is not None and path.exists():
        raise DataError(f"{path}: must have {_EXPECTED}. Received: {form}. Convert it.")


def _is_conllu(head: Sequence[str], source: Path | str) -> bool:
    """Whether lines of columns are CoNLL-U; of what else they must not be an error tells."""
    layout = Layout.of(head)
    numbered = [
        (number + row, cut(lines[row], layout.separator))
        for number, lines in blocks(head)
        for row in layout.words(lines)
    ]
    if not numbered:
        return False
    first, cells = numbered[0]
    _check_first_line(head[first - 1], f"{source}:{first}")
    if layout.has_header:
        _warn(f"{source}:{first}: names columns ({', '.join(cells)}) and is left out.")
        del numbered[0]
    if _are_numbered(numbered):
        if layout.separator == "\t" and layout.num_columns == len(COLUMNS):
            return True
        raise DataError(
            f"{source}: must have {_EXPECTED}. Received: a first column that counts the words, as "
            "in CoNLL-2009 and other treebanks. Keep the columns of words and labels, such as the "
            "second and the fifth: `cut -f 2,5`; or write CoNLL-U."
        )
    _check_tagged(head, source)
    _check_order([cells for _, cells in numbered], source)
    return False


def _check_first_line(line: str, place: str) -> None:
    """Raises DataError where the first line alone tells another form."""
    stripped = line.strip()
    by_form = {
        "CoNLL-2012": stripped.startswith("#begin document"),
        "JSON": stripped.startswith(("{", "["))
        and stripped.endswith(("}", "]"))
        and '"' in stripped,
        "CSV": "\t" not in line and _names_any(stripped.split(",")),
    }
    for form, is_so in by_form.items():
        if is_so:
            raise DataError(f"{place}: must have {_EXPECTED}. Received: {form}. Convert it.")
    cells = cut(line, "\t" if "\t" in line else " ")
    if _names_any(cells) and not names_columns(cells):
        raise DataError(
            f"{place}: names columns, but not the words first. It must have {_EXPECTED}. "
            f"Received: {', '.join(cells)[:60]}"
        )


def _names_any(cells: Sequence[str]) -> bool:
    """Whether cells name both words and labels, wherever."""
    names = {cell.strip(' "').lower() for cell in cells}
    return bool(names & WORD_NAMES and names & LABEL_NAMES)


def _are_numbered(rows: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Whether the first column counts the words of each sentence, or of all; ranges may occur.

    Args:
        rows: lines of words with their numbers in the file.
    """
    if not all(_ID.fullmatch(cells[0]) for _, cells in rows):
        return False
    counted = [(number, int(cells[0])) for number, cells in rows if cells[0].isdecimal()]
    if not counted or counted[0][1] > 1:
        return False
    is_next = [b == a + 1 for (_, a), (_, b) in itertools.pairwise(counted)]
    begins = [
        b == counted[0][1] and after > before + 1
        for (before, _), (after, b) in itertools.pairwise(counted)
    ]
    return any(is_next) and all(a or b for a, b in zip(is_next, begins, strict=True))


def _check_tagged(head: Sequence[str], source: Path | str) -> None:
    """Raises DataError where each line is a sentence of `word/TAG`."""
    lines = [line.rpartition("\t")[2].split() for line in head if line.strip()]
    pieces = [piece for line in lines for piece in line]
    if len(pieces) > len(lines) and all(map(_TAGGED_WORD.fullmatch, pieces)):
        raise DataError(
            f"{source}: must have {_EXPECTED}. Received: a sentence a line, each word with its "
            f"tag, such as {pieces[0]!r}. Convert it: a word a line, a tab before its tag."
        )


def _check_order(rows: Sequence[Sequence[str]], source: Path | str) -> None:
    """Raises DataError where labels stand first: where the first column tells, and the last not."""
    first, last = ({row[place] for row in rows} for place in (0, -1))
    if _are_labels(first) and not (last <= UPOS or find_scheme(last)):
        raise DataError(
            f"{source}: must have {_EXPECTED}. Received: labels in the first column: "
            f"{', '.join(sorted(first)[:5])}. Put the words there."
        )


def _are_labels(values: set[str]) -> bool:
    """Whether values are certainly labels: universal tags, three at least, or those of spans."""
    if len(values) > 2 and values <= UPOS:
        return True
    return len(values) > 1 and "O" in values and find_scheme(values) is not None


def _warn(message: str) -> None:
    warnings.warn(message, DataWarning, stacklevel=1)
