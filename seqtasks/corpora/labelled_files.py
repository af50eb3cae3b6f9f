"""Reads files of texts with a label each: tables, JSON lines, `LABEL text` lines, class folders."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.splits import entries
from seqtasks.errors import DataError, did_you_mean

ENDINGS = ("tsv", "csv", "jsonl", "ndjson", "json", "txt", "")
TEXT_NAMES = ("text", "sentence", "review", "document", "content", "comment", "utterance")
LABEL_NAMES = ("label", "sentiment", "class", "category", "intent", "target")

_JSON = ("jsonl", "ndjson", "json")
_TABLES = {"tsv": "\t", "csv": ","}
_FASTTEXT = "__label__"
_UNLABELLED = ("unsup", "unsupervised")  # a folder of IMDB's, beside those of its classes
_LINE_ENDS = re.compile(r"[\r\n]+")


class LabelledTexts(NamedTuple):
    """One split: `labels[i]` is that of `texts[i]`, which is one line."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]

    def head(self, count: int) -> LabelledTexts:
        """The first texts."""
        return LabelledTexts(self.texts[:count], self.labels[:count])


class _Row(NamedTuple):
    """A text and its label as they stand somewhere."""

    place: str
    text: str
    label: str


def read_labelled_file(
    path: Path | str, *, text: str | None = None, label: str | None = None
) -> LabelledTexts:
    """Reads one file, plain or `.gz`, in the form that its ending tells.

    | ending | form |
    |---|---|
    | `.csv` | a table as spreadsheets write it, quoted |
    | `.tsv` | a table with tabs between its columns; nothing is quoted |
    | `.jsonl`, `.ndjson`, `.json` | a JSON object a line |
    | `.txt` or none | `LABEL text` lines; `__label__LABEL text` is fastText's |

    Columns are named by the table's first line or by the objects' keys. Without names, in a table,
    they have numbers, counted from 1; the last column of a `.tsv` may hold tabs.

    Args:
        path: the file.
        text: the column with the text, its name or number; None for one of `TEXT_NAMES`.
        label: the column with the label; None for one of `LABEL_NAMES`.

    Raises:
        DataError: the file cannot be read or has not such columns, or a text or label is empty.
    """
    path = Path(path)
    ending = path.name.removesuffix(".gz").rpartition(".")[2].lower()
    if ending in _JSON:
        rows = _json_rows(path, text, label)
    elif ending in _TABLES or text is not None or label is not None:
        rows = _table_rows(path, _TABLES.get(ending, "\t"), text, label)
    else:
        rows = _label_first_rows(path)
    return as_labelled(rows, path)


def holds_class_folders(folder: Path) -> bool:
    """Whether a folder has a folder with text files for each of several classes."""
    return len(_class_folders(folder)) > 1


def read_class_folders(folder: Path) -> LabelledTexts:
    """Reads `CLASS/*.txt`, a text a file; a folder `unsup` beside them is no class.

    Raises:
        DataError: a file cannot be read or is empty.
    """
    rows = (
        _Row(str(path), " ".join(read_lines(path)), place.name)
        for place in _class_folders(folder)
        for path in _text_files(place)
    )
    return as_labelled(rows, folder)


def as_labelled(rows: Iterable[tuple[str, str, str]], source: Path | str) -> LabelledTexts:
    """Texts and labels of (place, text, label), each text on one line.

    Raises:
        DataError: there are none, or one of them is empty.
    """
    texts, labels = [], []
    for place, text, label in rows:
        for name, value in (("text", text), ("label", label)):
            if not value.strip():
                raise DataError(f"{place}: the {name} is empty. Give it one, or take the line out.")
        texts.append(_LINE_ENDS.sub(" ", text))
        labels.append(_LINE_ENDS.sub(" ", label.strip()))
    if not texts:
        raise DataError(f"{source} holds no text.")
    return LabelledTexts(tuple(texts), tuple(labels))


def _class_folders(folder: Path) -> list[Path]:
    return [
        place
        for place in entries(folder)
        if place.is_dir() and place.name not in _UNLABELLED and _text_files(place)
    ]


def _text_files(folder: Path) -> list[Path]:
    return [path for path in entries(folder) if path.name.endswith((".txt", ".txt.gz"))]


def _label_first_rows(path: Path) -> Iterator[_Row]:
    for number, line in enumerate(read_lines(path), start=1):
        parts = line.split(None, 1)
        if not parts:
            continue
        if len(parts) == 1:
            raise DataError(
                f"{path}:{number}: must be a label, a space and a text. Received: {line[:60]!r}"
            )
        yield _Row(f"{path}:{number}", parts[1], parts[0].removeprefix(_FASTTEXT))


def _json_rows(path: Path, text: str | None, label: str | None) -> Iterator[_Row]:
    for number, line in enumerate(read_lines(path), start=1):
        place = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise DataError(f"{place}: not JSON ({error}). A line must be an object.") from None
        if not isinstance(record, dict):
            raise DataError(f"{place}: a line must be a JSON object. Received: {line[:60]!r}")
        text_key = _key(record, "text", text, TEXT_NAMES, place)
        label_key = _key(record, "label", label, LABEL_NAMES, place)
        yield _Row(place, *(_scalar(record[key], key, place) for key in (text_key, label_key)))


def _scalar(value: object, key: str, place: str) -> str:
    if not isinstance(value, str | int | float):
        raise DataError(f"{place}: {key!r} must be text or a number. Received: {value!r:.60}")
    return str(value)


def _table_rows(path: Path, separator: str, text: str | None, label: str | None) -> Iterator[_Row]:
    rows = _cells(path, separator)
    number, header = next(rows, (0, []))
    if not header:
        return
    columns, has_names = _columns(header, text, label, f"{path}:{number}")
    if not has_names:
        yield _row(header, columns, len(header), separator, f"{path}:{number}")
    for number, cells in rows:
        yield _row(cells, columns, len(header), separator, f"{path}:{number}")


def _cells(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that is not blank, with its number."""
    lines = read_lines(path)
    if separator == "\t":
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line.split("\t")
        return
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: not CSV ({error}).") from None


def _row(
    cells: list[str], columns: tuple[int, int], num_columns: int, separator: str, place: str
) -> _Row:
    if separator == "\t" and columns[0] == num_columns - 1 < len(cells):
        cells = [*cells[: num_columns - 1], "\t".join(cells[num_columns - 1 :])]
    if len(cells) <= max(columns) or (separator == "," and len(cells) != num_columns):
        raise DataError(
            f"{place}: must have {num_columns} columns, as the first line has. "
            f"Received: {len(cells)}"
        )
    return _Row(place, cells[columns[0]], cells[columns[1]])


def _columns(
    header: list[str], text: str | None, label: str | None, place: str
) -> tuple[tuple[int, int], bool]:
    """The places of text and label in a table, and whether its first line names its columns."""
    names = [cell.strip() for cell in header]
    folded = {name.lower() for name in names}
    numbered = all(c is not None and c.isdecimal() for c in (text, label))
    has_names = not numbered or bool(folded & {*TEXT_NAMES} and folded & {*LABEL_NAMES})
    found = []
    for what, wanted, known in (("text", text, TEXT_NAMES), ("label", label, LABEL_NAMES)):
        if wanted is not None and wanted.isdecimal():
            if not 1 <= int(wanted) <= len(names):
                raise DataError(
                    f"{place}: must have a column {wanted} with the {what}. Received: {len(names)} "
                    "columns"
                )
            found.append(int(wanted) - 1)
        else:
            found.append(names.index(_key(names, what, wanted, known, place)))
    if found[0] == found[1]:
        raise DataError(
            f"{place}: `text` and `label` must be two columns. "
            f"Received: text={text!r}, label={label!r}"
        )
    return (found[0], found[1]), has_names


def _key(
    names: Iterable[str], what: str, wanted: str | None, known: tuple[str, ...], place: str
) -> str:
    """The name among some that is wanted, or the first that is known; case counts not."""
    by_folded = {name.lower(): name for name in names}
    for name in known if wanted is None else (wanted.lower(),):
        if name in by_folded:
            return by_folded[name]
    shown = ", ".join(by_folded.values())[:80]
    if wanted is None:
        raise DataError(
            f"{place}: no column is named {', '.join(known)}. Say which one holds the {what}: "
            f"`{what}=` its name, or its number where the first line has no names. "
            f"Received: {shown}"
        )
    raise DataError(
        f"{place}: no column is named {wanted!r}. {did_you_mean(wanted, by_folded.values())} "
        f"Received: {what}={wanted!r}"
    )
