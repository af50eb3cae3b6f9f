"""Reads files of texts with a label each, in the form that their endings and lines tell."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.json_records import JSON_ENDINGS
from seqtasks.corpora.label_columns import BY_NAME, Columns, Row
from seqtasks.corpora.label_json import json_rows
from seqtasks.corpora.label_lines import form_of, line_rows
from seqtasks.corpora.label_tables import read_csv, read_tabs, table_rows
from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.splits import ending_of
from seqtasks.errors import DataError, DataWarning

_TAB_ENDING, _CSV_ENDING = "tsv", "csv"
ENDINGS = (_TAB_ENDING, _CSV_ENDING, *JSON_ENDINGS, "txt", "")

_LINE_ENDS = re.compile(r"[\r\n]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")  # half of a pair, from a cut emoji in JSON


class LabelledTexts(NamedTuple):
    """One split: `labels[i]` is that of `texts[i]`, which is one line.

    Attributes:
        texts: of the split.
        labels: one for each text, in normal form (`normalize_label`).
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


def read_labelled_file(path: Path | str, columns: Columns = BY_NAME) -> LabelledTexts:
    """Reads one file, plain or gzip, in the form that its ending tells, in any case.

    | ending | form |
    |---|---|
    | `.csv` | a table as spreadsheets write it, quoted, with commas, semicolons or tabs |
    | `.tsv` | a table with tabs between its columns; nothing is quoted |
    | `.jsonl`, `.ndjson` | a JSON object a line |
    | `.json` | the same, or one array of objects |
    | `.txt` or none | `LABEL text` lines; fastText's, with `__label__LABEL` anywhere; a table |

    Columns are named by the table's first line or by the objects' keys. Without names, in a table,
    they have numbers, counted from 1; the last column of a `.tsv` may hold tabs. What a `.txt` is,
    `seqtasks.corpora.label_lines` tells; its table needs neither names nor numbers where its labels
    are seen to be labels.

    Args:
        path: the file.
        columns: which they are. `LABEL text` lines have none, and so no group.

    Raises:
        DataError: the file cannot be read or has not such columns, or a text or label is empty.
    """
    path = Path(path)
    ending = ending_of(path)
    if ending in JSON_ENDINGS:
        return as_labelled(json_rows(path, columns), path)
    table = read_csv(path) if ending == _CSV_ENDING else read_tabs(path)
    has_columns = ending in (_CSV_ENDING, _TAB_ENDING)
    rows = table_rows(table, columns) if has_columns else line_rows(table, columns)
    found = as_labelled(rows, path)
    is_nameless = not has_columns and form_of(table, columns) == "table"
    if is_nameless or columns.are_numbered:
        _warn_of_header(found.labels, path)
    return found


def is_guessed(path: Path, columns: Columns) -> bool:
    """Whether nothing in a file says what its labels are: neither names nor fastText's marks."""
    if ending_of(path) in (*JSON_ENDINGS, _CSV_ENDING, _TAB_ENDING):
        return False
    return form_of(read_tabs(path), columns) in ("table", "lines")


def _warn_of_header(labels: Sequence[str], path: Path) -> None:
    """Warns of a table without names whose first line may be one of names."""
    if len(labels) > 2 and labels[0] not in labels[1:]:
        warnings.warn(
            f"{path}: the first label, {labels[0]!r}, occurs nowhere else. Is the first line one "
            "of names? Name the columns then, in place of their numbers.",
            DataWarning,
            stacklevel=1,
        )


def as_labelled(rows: Iterable[Row], source: Path | str) -> LabelledTexts:
    """Texts, labels and groups of rows, each text on one line, labels in normal form.

    Raises:
        DataError: there are none, or one of them is empty.
    """
    texts, labels, groups = [], [], []
    for place, text, label, group in rows:
        name = normalize_label(_SURROGATES.sub("\ufffd", label))
        for what, value in (("text", text.strip()), ("label", name)):
            if not value:
                raise DataError(f"{place}: the {what} is empty. Give it one, or take the line out.")
        texts.append(_SURROGATES.sub("\ufffd", _LINE_ENDS.sub(" ", text)))
        labels.append(name)
        if group is not None:
            groups.append(normalize_label(_SURROGATES.sub("\ufffd", group)))
    if not texts:
        raise DataError(f"{source} holds no text.")
    return LabelledTexts(tuple(texts), tuple(labels), tuple(groups))
