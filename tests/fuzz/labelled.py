"""Texts with a label each: tables, CSV, JSON, lines, and folders of classes."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from seqtasks.corpora.labelled import (
    Columns,
    read_labelled,
    read_labelled_file,
    read_labelled_split,
)
from tests.fuzz.fuzzing import Case
from tests.fuzz.making import Maker
from tests.fuzz.texts import LABELS, Draw, spellings, texts

Rows = list[tuple[str, str]]  # text and label
FEW = ("pos", "neg", "café")  # labels that are seen to be labels


def _rows(draw: Draw, *, without: str = "", labels: Sequence[str] = LABELS, least: int = 1) -> Rows:
    row = st.tuples(texts(without=without), st.sampled_from(labels))
    return draw(st.lists(row, min_size=least, max_size=8))


def _finished(maker: Maker, name: str, rows: Rows, number: int = 0, **options: Any) -> Case:
    """A case of one file, read with the columns of `options`."""
    columns = options.pop("columns", Columns())

    def read(folder: Path) -> Any:
        found = read_labelled_file(folder / name, columns)
        return list(zip(found.texts, found.labels, strict=True))

    place = f"{name}:{number}:" if number else None
    return maker.case(read, rows, place=place, **options)


class _Table:
    """Columns with a text and a label among others, named or numbered."""

    def __init__(self, maker: Maker, rows: Rows, *, named: bool) -> None:
        self.maker = maker
        others = maker.up_to(2)
        self.text, self.label, *_ = maker.draw(st.permutations(range(2 + others)))
        self.has_names = named
        self.rows = []
        for i, (text, label) in enumerate(rows):
            cells = [f"other {i}"] * (2 + others)
            cells[self.text] = text
            cells[self.label] = maker.draw(spellings(label, spaces=True))
            self.rows.append(cells)
        self.names = [f"column{i}" for i in range(2 + others)]
        self.names[self.text] = maker.pick("text", "Text", "sentence", " text ")
        self.names[self.label] = maker.pick("label", "LABEL", "class", "label\ufeff")
        self.columns = self._columns()

    def _columns(self) -> Columns:
        """By known names, by numbers, or by names of one's own, written in another normal form."""
        maker = self.maker
        numbers = Columns(str(self.text + 1), str(self.label + 1))
        if not self.has_names:
            return numbers
        if maker.happens(4, "columns chosen by their names"):
            self.names[self.text], self.names[self.label] = "Kommenta\u0308r", "Étiquette"
            return Columns("Kommentär", maker.pick("Étiquette", "E\u0301tiquette"))
        return maker.pick(Columns(), numbers)

    @property
    def is_text_last(self) -> bool:
        """Whether more tabs belong to the text."""
        return self.text == len(self.names) - 1

    @property
    def lines(self) -> list[list[str]]:
        """The cells of each line."""
        return [self.names, *self.rows] if self.has_names else self.rows

    def damage(self, *, tabs: bool) -> int:
        """Makes perhaps one row unreadable: its line, or 0."""
        if len(self.rows) < 3 and not self.has_names:  # nothing tells which row is right
            return 0
        kinds = ["a cell missing", "an empty label", "an empty text"]
        if not (tabs and self.is_text_last):
            kinds.append("a cell too many")
        kind = self.maker.damage(*kinds)
        if not kind:
            return 0
        at = self.maker.pick(0, self.maker.up_to(len(self.rows) - 1))  # the first tells the form
        cells = self.rows[at]
        if kind == "a cell missing":
            del cells[self.maker.up_to(len(cells) - 1)]
        elif kind == "a cell too many":
            cells.append("more")
        else:
            cells[self.label if kind == "an empty label" else self.text] = self.maker.pick("", " ")
        return at + 1 + self.has_names


@st.composite
def tab_files(draw: Draw) -> Case:
    """Tables with tabs between their columns, in which quotes are characters."""
    ending = draw(st.sampled_from([".tsv", ".tsv", ".txt"]))
    has_names = draw(st.booleans())
    maker = Maker(draw, f"{ending} with {'names' if has_names else 'numbers'}")
    rows = maker.changed(_rows(draw))
    table = _Table(maker, rows, named=has_names)
    number = table.damage(tabs=True)
    lines = ["\t".join(cells) for cells in table.lines]
    may_widen = table.is_text_last and has_names and not number
    if may_widen and maker.happens(4, "a tab in the text"):
        at = maker.up_to(len(rows) - 1)
        rows = [*rows[:at], (f"{rows[at][0]}\tmore", rows[at][1]), *rows[at + 1 :]]
        lines[at + 1] += "\tmore"
    name = maker.write(f"reviews{ending}", maker.with_blank(lines, first=1))
    return _finished(maker, name, rows, number, columns=table.columns)


@st.composite
def csv_files(draw: Draw) -> Case:
    """Tables as spreadsheets write them; a text of several lines is one text."""
    separator = draw(st.sampled_from([",", ",", ";", "\t"]))
    maker = Maker(draw, f"CSV with {separator!r}")
    written = maker.changed(_rows(draw, without="\x00"))
    if maker.happens(3, "a text of two lines"):
        text, label = written[-1]
        written = [*written[:-1], (f"{text}\nmore", label)]
    table = _Table(maker, written, named=True)
    if not any({*text} & {*",;\t"} for text, _ in written) and maker.happens(3, "names with marks"):
        table.names = [name.replace("column", "column, or; ") for name in table.names]
    number = table.damage(tabs=False)
    quoting = maker.pick(csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
    file = io.StringIO()
    csv.writer(file, delimiter=separator, quoting=quoting, lineterminator="\n").writerows(
        table.lines
    )
    lines = file.getvalue().removesuffix("\n").split("\n")
    if not number and maker.happens(8):
        maker.damaged = "a quote that is not closed"
        lines.append('"never')
    elif "\n" not in written[-1][0]:
        lines = maker.with_blank(lines, first=1)
    has_hint = maker.happens(10, "a first line sep=")  # which some spreadsheets write
    if has_hint:
        lines = [f"sep={separator}", *lines]
    damaged = maker.damaged
    name = maker.write("reviews.csv", lines)
    rows = [(text.replace("\n", " "), label) for text, label in written]
    found = _finished(maker, name, rows, columns=table.columns)
    place = f"{name}:{number + has_hint}:" if number and "\n" not in written[-1][0] else name
    return found._replace(place=place) if damaged else found


@st.composite
def json_files(draw: Draw) -> Case:
    """An object a line, or an array of them; of a key that stands twice none counts."""
    is_array = draw(st.sampled_from([False, False, False, True]))
    maker = Maker(draw, "JSON array" if is_array else "JSON lines")
    rows = maker.changed(_rows(draw))
    names = maker.pick("text", "Sentence"), maker.pick("label", "Class")
    damage = maker.damage(
        "a key twice", "a key missing", "a cut line", "no object", "an empty text",
        "an empty label", "a label that is none",
    )  # fmt: skip
    if not damage and maker.happens(3, "a text of two lines"):
        rows = [(f"{text}\nmore", label) for text, label in rows]
    at = maker.up_to(len(rows) - 1)
    records = [_record(maker, names, *row, damage if i == at else "") for i, row in enumerate(rows)]
    name = "reviews.json" if is_array else maker.pick("reviews.jsonl", "reviews.ndjson", "r.json")
    lines = maker.with_blank(records)
    if is_array:
        lines = ["[", *(f"{record}," for record in records[:-1]), records[-1], "]"]
    name = maker.write(name, lines)
    meaning = [(text.replace("\n", " "), label) for text, label in rows]
    found = _finished(maker, name, meaning, at + 1 + is_array if damage else 0)
    # Where an object of an array does not end is seen later.
    return found._replace(place=f"{name}:") if damage == "a cut line" and is_array else found


def _record(maker: Maker, names: tuple[str, str], text: str, label: str, damage: str) -> str:
    """An object, as it stands in a line."""
    value: Any = maker.draw(spellings(label, spaces=True))
    if label.isdecimal() and maker.happens(2, "a label that is a number"):
        value = maker.pick(int(label), float(label))
    other = maker.pick(7, None, [{"text": "a"}], {"label": "b"})
    record = {"id": other, names[0]: text, names[1]: value}
    if damage.startswith("an empty"):
        record[names[damage.endswith("label")]] = maker.pick("", " ")
    if damage == "a label that is none":
        record[names[1]] = maker.pick(None, [label], {"name": label}, float("nan"))
    if damage == "a key missing":
        del record[maker.pick(*names)]
    line = json.dumps(record, ensure_ascii=maker.pick(False, True))
    return {
        "a key twice": f'{line[:-1]}, "{maker.pick(*names)}": "twice"}}',
        "a cut line": line[:-1],
        "no object": maker.pick('"text"', "[1]", "null", "7"),
    }.get(damage, line)


@st.composite
def first_word_files(draw: Draw) -> Case:
    """`LABEL text` lines."""
    maker = Maker(draw, "LABEL text")
    rows = maker.changed(_rows(draw, without="\t"))
    lines = [f"{draw(spellings(label, spaces=False))} {text}" for text, label in rows]
    at = maker.up_to(len(rows) - 1)
    damage = maker.damage("a label alone")
    if damage:
        lines[at] = rows[at][1]
    name = maker.write(maker.pick("reviews.txt", "reviews"), maker.with_blank(lines))
    return _finished(maker, name, rows, at + 1 if damage else 0)


@st.composite
def fasttext_files(draw: Draw) -> Case:
    """Lines with one `__label__` each, wherever it stands."""
    maker = Maker(draw, "fastText")
    rows = maker.changed(_rows(draw, without="\t"))
    lines = []
    for text, label in rows:
        parts = text.split(" ")
        at = maker.pick(0, 0, len(parts), len(parts) // 2)
        parts.insert(at, f"__label__{draw(spellings(label, spaces=False))}")
        lines.append(" ".join(parts))
    kinds = ["no label", "a label without name"] if len(rows) > 1 else []
    damage = maker.damage("two labels", *kinds)
    at = maker.up_to(len(rows) - 1)
    if damage:
        lines[at] = {
            "two labels": f"{lines[at]} __label__another",
            "no label": "This dog barks",
            "a label without name": "__label__ This dog barks",
        }[damage]
    name = maker.write("reviews.txt", maker.with_blank(lines))
    return _finished(maker, name, rows, at + 1 if damage else 0)


@st.composite
def nameless_tables(draw: Draw) -> Case:
    """A `.txt` of texts and labels with a tab between them: a table, or an error."""
    maker = Maker(draw, "table in a .txt without names")
    rows = _rows(draw, without="\t", labels=FEW, least=4)
    rows = [(f"{text} {i} dog", label) for i, (text, label) in enumerate(rows)]
    first = maker.pick("text", "label")
    lines = [f"{t}\t{label}" if first == "text" else f"{label}\t{t}" for t, label in rows]
    name = maker.write("reviews.txt", lines)
    return _finished(maker, name, rows, may_refuse=True)


@st.composite
def class_folders(draw: Draw) -> Case:
    """A folder a class, a file a text, its lines joined by spaces."""
    maker = Maker(draw, "folders of classes")
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=3, unique=True))
    split = maker.pick("", "train/")
    meaning = []
    for label in labels:
        folder = f"{split}{draw(spellings(label, spaces=False))}/"
        for i in range(maker.up_to(3, 1)):
            rows = draw(st.lists(texts(), min_size=1, max_size=3))
            name = maker.pick(f"{i}.txt", f"{i}_7.txt", f"{i}")
            maker.write(name, rows, folder=folder, may_break=False)
            meaning.append((" ".join(rows), label))
    if maker.happens(8):
        maker.damaged = "a broken link"
        maker.files[f"{split}{labels[0]}/7.txt"] = None
        return maker.case(_train_texts, place="7.txt")
    left_out = maker.happens(6, "files left out")
    if left_out:
        maker.files[f"{split}{labels[0]}/{maker.pick('notes.md', 'more/0.txt')}"] = b"left out\n"
    if maker.happens(6, "a file beside the classes"):
        maker.files[f"{split}{maker.pick('.DS_Store', 'README.md')}"] = b"nothing\n"

    return maker.case(_train_texts, sorted(meaning), must_warn=left_out)


def _train_texts(folder: Path) -> Rows:
    found = read_labelled_split(folder, "train")
    return sorted(zip(found.texts, found.labels, strict=True))


@st.composite
def whole_files(draw: Draw) -> Case:
    """One file, of which a hash of the text holds out some: equal texts lie in one split."""
    maker = Maker(draw, "texts of one file")
    rows = [(f"{text} {i}", label) for i, (text, label) in enumerate(_rows(draw, labels=FEW))]
    rows = [(f"{rows[i % len(rows)][0]} é {i}", FEW[i % 2]) for i in range(maker.up_to(90, 60))]
    for form in maker.draw(st.lists(st.sampled_from(["NFC", "NFD"]), max_size=20)):
        text, label = maker.pick(*rows[:50])
        rows.append((unicodedata.normalize(form, text), label))
        maker.done.append(f"a text doubled in {form}")
    name = maker.write("reviews.tsv", ["text\tlabel", *("\t".join(row) for row in rows)])

    def read(folder: Path) -> Any:
        splits = read_labelled(folder / name)
        parts = [(text, label) for split in splits for text, label in zip(*split[:2], strict=True)]
        places = {(unicodedata.normalize("NFC", t), i) for i, s in enumerate(splits) for t in s[0]}
        return sorted(parts), len(places) > len({text for text, _ in places})

    place = None if maker.damaged else "too few texts to be split"  # of which none is held out
    return maker.case(read, (sorted(rows), False), place=place, may_refuse=True)
