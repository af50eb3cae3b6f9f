"""Files that `predict` fills: what comes in goes out, with an answer beside it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from seqtasks.cli.input_tables import Table
from seqtasks.cli.words import filled, open_sentences
from seqtasks.corpora.labelled import Columns, read_labelled_file
from seqtasks.corpora.tagged import read_tagged_file
from tests.fuzz.fuzzing import Case
from tests.fuzz.making import Maker
from tests.fuzz.tagged import SPACES, Treebank, sentences_of
from tests.fuzz.texts import LABELS, Draw, texts

FORMS = {".tsv": "tsv", ".csv": "csv", ".jsonl": "jsonl", ".json": "jsonl"}
CLASSIFIER = SimpleNamespace(answer="answer", details={})
TAGGER = SimpleNamespace(tag=lambda rows: [{"labels": _answers(len(words))} for words in rows])


def _answers(count: int) -> list[str]:
    return [f"answer-{i % 3}" for i in range(count)]


@st.composite
def filled_tables(draw: Draw) -> Case:
    """A row in, the row with its answer out: texts and labels can be read as before."""
    ending = draw(st.sampled_from(list(FORMS)))
    maker = Maker(draw, f"{ending} filled")
    row = st.tuples(texts(without="\t\x00"), st.sampled_from(LABELS))
    rows = maker.changed(draw(st.lists(row, min_size=1, max_size=6)))
    if ending != ".tsv" and maker.happens(4, "a text of two lines"):
        rows = [(f"{text}\nmore", label) for text, label in rows]
    lines = _table(maker, rows, ending)
    name = maker.write(f"reviews{ending}", lines, returns=False)
    meant = [(text.replace("\n", " "), label) for text, label in rows]

    def read(folder: Path) -> Any:
        table = Table(folder / name, FORMS[ending], None, CLASSIFIER, explained=False)
        found = list(table.texts())
        again = folder / f"again{ending}"
        _write(again, list(table.with_answers(_answers(len(found)))))
        columns = (Columns(), Columns("text", "answer"))
        return found, *(_pairs(read_labelled_file(again, one)) for one in columns)

    only_texts = [text for text, _ in meant]
    answered = list(zip(only_texts, _answers(len(rows)), strict=True))
    return maker.case(read, (only_texts, meant, answered))


def _pairs(found: Any) -> list[tuple[str, str]]:
    return list(zip(found.texts, found.labels, strict=True))


def _write(path: Path, lines: list[str]) -> None:
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())


def _table(maker: Maker, rows: list[tuple[str, str]], ending: str) -> list[str]:
    """The lines of a table with the columns text and label in some order, and a third."""
    names = maker.draw(st.permutations(["text", "label", "other"]))
    records = [
        {name: {"text": text, "label": label, "other": "x"}[name] for name in names}
        for text, label in rows
    ]
    if ending == ".tsv":
        return maker.with_blank(["\t".join(names), *("\t".join(r.values()) for r in records)], 1)
    if ending == ".csv":
        file = io.StringIO()
        quoting = maker.pick(csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
        writer = csv.writer(file, delimiter=maker.pick(",", ";"), quoting=quoting,
                            lineterminator="\n")  # fmt: skip
        writer.writerows([names, *(record.values() for record in records)])
        return file.getvalue().removesuffix("\n").split("\n")
    objects = [json.dumps(record, ensure_ascii=maker.pick(False, True)) for record in records]
    if ending == ".json" and maker.pick(True, False):
        if maker.happens(3, "one line"):
            return [f"[{', '.join(objects)}]"]
        return ["[", *(f"  {one}," for one in objects[:-1]), f"  {objects[-1]}", "]"]
    return maker.with_blank(objects)


@st.composite
def filled_columns(draw: Draw) -> Case:
    """A label more for each word, or another one; every other line stays as it is."""
    separator = draw(st.sampled_from(["\t", " "]))
    maker = Maker(draw, f"columns between {separator!r} filled")
    sentences = sentences_of(draw, maker, 2, without=SPACES + "\x00")
    column = maker.pick(None, "2", "3")
    rows: list[str] = []
    if separator == "\t" and maker.happens(6, "a header"):
        rows.append("word\ttag\tner")
    if maker.happens(6, "-DOCSTART-"):
        rows += [separator.join(["-DOCSTART-", "-X-", "O"]), ""]
    for sentence in sentences:
        rows += [*(separator.join(row) for row in sentence), *maker.pick([""], ["", ""], [" "])]
    name = maker.write("a.conll", rows, returns=False)
    forms = [[row[0] for row in sentence] for sentence in sentences]
    given = [[[row[i] for row in sentence] for sentence in sentences] for i in (1, 2)]
    answers = [_answers(len(words)) for words in forms]
    meant = [answers if column == str(i) else labels for i, labels in enumerate(given, start=2)]

    def read(folder: Path) -> Any:
        lines = list(filled(TAGGER, open_sentences(folder / name, is_conllu=False), column))
        again = folder / "again.conll"
        _write(again, lines)
        found = [read_tagged_file(again, one) for one in ("2", "3", column or "4")]
        return _lists(found[0].words), *(_lists(one.labels) for one in found), len(lines)

    return maker.case(read, (forms, *meant, answers, len(rows)))


def _lists(rows: Any) -> list[list[str]]:
    return [list(row) for row in rows]


@st.composite
def filled_treebanks(draw: Draw) -> Case:
    """Another tag for each word of a treebank; all else stays byte for byte."""
    maker = Maker(draw, "CoNLL-U filled")
    column = maker.pick("upos", "xpos")
    treebank = Treebank(maker, column)
    name = maker.write("a.conllu", treebank.rows, returns=False, may_break=False)
    place = Treebank.PLACES[column]
    expected = list(treebank.rows)
    for numbers in treebank.numbers:
        for number, answer in zip(numbers, _answers(len(numbers)), strict=True):
            cells = expected[number - 1].split("\t")
            cells[place] = answer
            expected[number - 1] = "\t".join(cells)

    def read(folder: Path) -> Any:
        lines = filled(TAGGER, open_sentences(folder / name, is_conllu=True), column)
        return [line.removesuffix("\r") for line in lines]

    return maker.case(read, expected)
