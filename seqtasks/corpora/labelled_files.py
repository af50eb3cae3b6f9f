"""Reads files of texts with a label each: tables, JSON lines, `LABEL text` lines, class folders."""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.splits import SPLITS, entries, split_names
from seqtasks.errors import DataError, DataWarning, did_you_mean

ENDINGS = ("tsv", "csv", "jsonl", "ndjson", "json", "txt", "")
TEXT_NAMES = ("text", "sentence", "review", "document", "content", "comment", "utterance")
LABEL_NAMES = ("label", "sentiment", "class", "category", "intent", "target")

_JSON = ("jsonl", "ndjson", "json")
_TABLES = {"tsv": "\t", "csv": ","}
_FASTTEXT = "__label__"
_NO_CLASSES = {"unsup", "unsupervised"}  # a folder of IMDB's, beside those of its classes
_NO_CLASSES |= {name for split in SPLITS for name in split_names(split)}
_LINE_ENDS = re.compile(r"[\r\n]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")  # half of a pair, from a cut emoji in JSON


class LabelledTexts(NamedTuple):
    """One split: `labels[i]` is that of `texts[i]`, which is one line.

    Attributes:
        texts: of the split.
        labels: one for each text.
        groups: what each text is measured with, besides with all; empty where none are asked for.
    """

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    groups: tuple[str, ...] = ()

    def where(self, chosen: Sequence[bool]) -> LabelledTexts:
        """Some of the texts."""
        return LabelledTexts(*(tuple(itertools.compress(column, chosen)) for column in self))

    def head(self, count: int) -> LabelledTexts:
        """The first texts."""
        return LabelledTexts(*(column[:count] for column in self))


class Row(NamedTuple):
    """A text and its label, and perhaps its group, as they stand somewhere."""

    place: str
    text: str
    label: str
    group: str | None = None


class Columns(NamedTuple):
    """The names or numbers of columns.

    Attributes:
        text: the column with the text; None for one of `TEXT_NAMES`.
        label: the column with the label; None for one of `LABEL_NAMES`.
        group: the column whose values are measured apart; None for none.
    """

    text: str | None = None
    label: str | None = None
    group: str | None = None


BY_NAME = Columns()


def read_labelled_file(path: Path | str, columns: Columns = BY_NAME) -> LabelledTexts:
    """Reads one file, plain or `.gz`, in the form that its ending tells.

    | ending | form |
    |---|---|
    | `.csv` | a table as spreadsheets write it, quoted |
    | `.tsv` | a table with tabs between its columns; nothing is quoted |
    | `.jsonl`, `.ndjson`, `.json` | a JSON object a line |
    | `.txt` or none | `LABEL text` lines; `__label__LABEL text` is fastText's |

    Columns are named by the table's first line or by the objects' keys. Without names, in a table,
    they have numbers, counted from 1; the last column of a `.tsv` may hold tabs. A `.txt` is a
    `.tsv` where its first line names a text and a label between tabs, or has tabs and `columns` are
    given.

    Args:
        path: the file.
        columns: which they are. `LABEL text` lines have none, and so no group.

    Raises:
        DataError: the file cannot be read or has not such columns, or a text or label is empty.
    """
    path = Path(path)
    ending = path.name.removesuffix(".gz").rpartition(".")[2].lower()
    if ending in _JSON:
        rows = _json_rows(path, columns)
    elif ending in _TABLES or _is_table(path, columns):
        rows = _table_rows(path, _TABLES.get(ending, "\t"), columns)
        return _warn_of_header(as_labelled(rows, path), path)
    elif columns.group is not None:
        raise DataError(
            f"{path}: lines of a label and a text have no columns. "
            f"Received: group={columns.group!r}"
        )
    else:
        rows = _label_first_rows(path)
    return as_labelled(rows, path)


def _warn_of_header(texts: LabelledTexts, path: Path) -> LabelledTexts:
    """The texts of a table, with a warning where its first line may be one of names."""
    labels = texts.labels
    if len(labels) > 2 and labels[0] not in labels[1:]:
        warnings.warn(
            f"{path}: the first label, {labels[0]!r}, occurs nowhere else. Is the first line one "
            "of names? Name the columns then, in place of their numbers.",
            DataWarning,
            stacklevel=1,
        )
    return texts


def _is_table(path: Path, columns: Columns) -> bool:
    """Whether tabs separate the columns of a file whose ending does not tell."""
    cells = next(read_lines(path), "").split("\t")
    return _has_names(cells) or (len(cells) > 1 and columns != BY_NAME)


def read_class_folders(folder: Path) -> LabelledTexts:
    """Reads `CLASS/*.txt`, a text a file, the ending may lack; a folder `unsup` is no class.

    Raises:
        DataError: a file cannot be read or is empty.
    """
    rows = (
        Row(str(path), " ".join(read_lines(path)), place.name)
        for place in class_folders(folder)
        for path in _text_files(place)
    )
    return as_labelled(rows, folder)


def as_labelled(rows: Iterable[Row], source: Path | str) -> LabelledTexts:
    """Texts, labels and groups of rows, each text on one line.

    Raises:
        DataError: there are none, or one of them is empty.
    """
    texts, labels, groups = [], [], []
    for place, text, label, group in rows:
        for name, value in (("text", text), ("label", label)):
            if not value.strip():
                raise DataError(f"{place}: the {name} is empty. Give it one, or take the line out.")
        texts.append(_SURROGATES.sub("\ufffd", _LINE_ENDS.sub(" ", text)))
        labels.append(_SURROGATES.sub("\ufffd", " ".join(label.split())))
        if group is not None:
            groups.append(_SURROGATES.sub("\ufffd", " ".join(group.split())))
    if not texts:
        raise DataError(f"{source} holds no text.")
    return LabelledTexts(tuple(texts), tuple(labels), tuple(groups))


def class_folders(folder: Path) -> list[Path]:
    """The folders with text files in a folder, but for those of splits and of no class."""
    return [
        place
        for place in entries(folder)
        if place.is_dir() and not _is_no_class(place.name) and _text_files(place)
    ]


def _is_no_class(name: str) -> bool:
    return name in _NO_CLASSES or name.startswith(".")


def _text_files(folder: Path) -> list[Path]:
    files = (path for path in entries(folder) if path.is_file())
    return [p for p in files if p.name.endswith((".txt", ".txt.gz")) or "." not in p.name]


def _label_first_rows(path: Path) -> Iterator[Row]:
    for number, line in enumerate(read_lines(path), start=1):
        parts = line.split(None, 1)
        if not parts:
            continue
        if len(parts) == 1:
            raise DataError(
                f"{path}:{number}: must be a label, a space and a text. Received: {line[:60]!r}"
            )
        if parts[0].startswith(_FASTTEXT) and parts[1].startswith(_FASTTEXT):
            raise DataError(f"{path}:{number}: must have one label. Received: {line[:60]!r}")
        yield Row(f"{path}:{number}", parts[1], parts[0].removeprefix(_FASTTEXT))


def _json_rows(path: Path, columns: Columns) -> Iterator[Row]:
    for number, line in enumerate(read_lines(path), start=1):
        place = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{place}: not JSON ({error}). A line must be an object.") from None
        if not isinstance(record, dict):
            raise DataError(f"{place}: a line must be a JSON object. Received: {line[:60]!r}")
        keys = [
            _key(list(record), what, wanted, known, place)
            for what, wanted, known in _wanted(columns)
        ]
        check_different(keys[0], keys[1], place)
        yield Row(place, *(_scalar(record[key], key, place) for key in keys))


def _scalar(value: object, key: str, place: str) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value) if value.is_integer() else value)
    if not isinstance(value, str | int):
        raise DataError(f"{place}: {key!r} must be text or a number. Received: {value!r:.60}")
    return str(value)


def _table_rows(path: Path, separator: str, columns: Columns) -> Iterator[Row]:
    rows = list(_cells(path, separator))
    if not rows:
        return
    number, header = rows[0]
    places, has_names = _places(header, columns, f"{path}:{number}")
    last = max(places)
    num_columns = len(header) if has_names else _usual_width(rows, last + 1)
    for number, cells in rows[has_names:]:
        if separator == "\t" and places[0] == num_columns - 1 < len(cells):
            cells = [*cells[: places[0]], "\t".join(cells[places[0] :])]
        if len(cells) != num_columns or num_columns <= last:
            raise DataError(
                f"{path}:{number}: must have {max(num_columns, last + 1)} columns, as "
                f"{'the first line has' if has_names else 'most lines have'}. "
                f"Received: {len(cells)}"
            )
        yield Row(f"{path}:{number}", *(cells[place] for place in places))


def _usual_width(rows: Sequence[tuple[int, list[str]]], least: int) -> int:
    """How many cells most rows have, `least` or more; of two numbers the smaller.

    The first row may be a bad one, or hold tabs in its last cell.
    """
    counts = Counter(len(cells) for _, cells in rows if len(cells) >= least)
    return min(counts, key=lambda width: (-counts[width], width), default=least)


def _cells(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that is not blank, with its number."""
    lines = read_lines(path)
    if separator == "\t":
        for number, line in enumerate(lines, start=1):
            if line.strip(" "):
                yield number, line.split("\t")
        return
    limit = csv.field_size_limit(sys.maxsize)  # of all readers; a document may be longer
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: not CSV ({error}).") from None
    finally:
        csv.field_size_limit(limit)


def _wanted(columns: Columns) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """What to look for: what it is, how it is named, and how it may be named."""
    wanted: list[tuple[str, str | None, tuple[str, ...]]] = [
        ("text", columns.text, TEXT_NAMES),
        ("label", columns.label, LABEL_NAMES),
    ]
    return wanted if columns.group is None else [*wanted, ("group", columns.group, ())]


def _places(header: Sequence[str], columns: Columns, place: str) -> tuple[list[int], bool]:
    """The columns of a table that are wanted, and whether its first line names them."""
    names = [cell.strip() for cell in header]
    places = [_place(names, *wanted, place) for wanted in _wanted(columns)]
    check_different(places[0], places[1], place)
    numbered = all(wanted and wanted.isdecimal() for _, wanted, _ in _wanted(columns))
    text, label = (names[place].lower() for place in places[:2])
    return places, not numbered or text in TEXT_NAMES or label in LABEL_NAMES


def _place(
    names: Sequence[str], what: str, wanted: str | None, known: tuple[str, ...], place: str
) -> int:
    if wanted is None or not wanted.isdecimal():
        return names.index(_key(names, what, wanted, known, place))
    if not 1 <= int(wanted) <= len(names):
        raise DataError(
            f"{place}: must have a column {wanted} with the {what}. Received: {len(names)} columns"
        )
    return int(wanted) - 1


def _has_names(cells: Sequence[str]) -> bool:
    """Whether a line names both a text and a label."""
    folded = {cell.strip().lower() for cell in cells}
    return bool(folded & {*TEXT_NAMES} and folded & {*LABEL_NAMES})


def _key(
    names: Sequence[str], what: str, wanted: str | None, known: tuple[str, ...], place: str
) -> str:
    """The name among some that is wanted, or the first that is known; case counts not."""
    exact = [name for name in names if name == wanted]
    searched = known if wanted is None else (wanted.lower(),)
    found = exact or [name for one in searched for name in names if name.lower() == one]
    if found and names.count(found[0]) == 1:
        return found[0]
    if found:
        raise DataError(f"{place}: two columns are named {found[0]!r}. Number them, from 1.")
    if wanted is None:
        raise DataError(
            f"{place}: no column is named {', '.join(known)}. Say which one holds the {what}: "
            f"`{what}=` its name, or its number where the first line has no names. "
            f"Received: {', '.join(names)[:80]}"
        )
    raise DataError(
        f"{place}: no column is named {wanted!r}. {did_you_mean(wanted, names)} "
        f"Received: {what}={wanted!r}"
    )


def check_different(text: object, label: object, place: str) -> None:
    """Raises DataError where one column is to be both."""
    if text == label:
        raise DataError(
            f"{place}: `text` and `label` must be two columns. Received: {text!r} twice"
        )
