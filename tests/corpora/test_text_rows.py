"""Tables and JSON lines of texts: what is read of them, and that nothing else changes."""

import csv
import io
import json
import random
import re

import pytest

from seqtasks.corpora.text_rows import TextColumns, TextRow, read_rows
from seqtasks.errors import DataError

CELLS = {"predicted": "pos, neg", "probability": 0.98765}


def rows(text: str, form: str, column: str | None = None) -> list[TextRow]:
    return list(read_rows(text.split("\n"), "new", form, TextColumns(column)).rows)


def texts(text: str, form: str, column: str | None = None) -> list[str]:
    return [row.text for row in rows(text, form, column) if row.text is not None]


def written(text: str, form: str, column: str | None = None) -> str:
    lines = [line for row in rows(text, form, column) for line in row.with_cells(CELLS)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "form", "column", "expected"),
    [
        ("id\ttext\n1\tgood\n\n2\t\n", "tsv", None, ["good", ""]),
        ("Text\tlabel\ngood\tpos\n", "tsv", None, ["good"]),
        ("good\nnot bad\n", "tsv", None, ["good", "not bad"]),
        ("text\ngood\n", "tsv", None, ["good"]),
        ("1\tgood\n2\tbad\n", "tsv", "2", ["good", "bad"]),
        ("label\ttext\npos\tgood\n", "tsv", "2", ["good"]),
        ("label\tnote\npos\tgood\n", "tsv", "2", ["good"]),
        ("note\tx\ngood\ty\n", "tsv", "NOTE", ["good"]),
        ('text\n"good"\n', "tsv", None, ['"good"']),
        ("id\ttext\n1\ta\tb\n", "tsv", None, ["a\tb"]),  # the last column may hold tabs
        ('text,n\n"a, ""b""\nc",1\n\nd,2\n', "csv", None, ['a, "b" c', "d"]),
        ("text;n\na, b;1\n", "csv", None, ["a, b"]),
        ('text\tn\n"a\tb"\t1\n', "csv", None, ["a\tb"]),
        ("a\nb\n", "csv", None, ["a", "b"]),
        ("sep=|\ntext|n\na, b; c|1\n", "csv", None, ["a, b; c"]),
        ("a | b\nc\n", "csv", None, ["a | b", "c"]),
        ('{"text": "a", "n": 1}\n\n{"n": 2, "Text": "b\\nc"}\n', "jsonl", None, ["a", "b c"]),
        ('{"note": 5}\n', "jsonl", "note", ["5"]),
        ('{"text": "\\ud83d"}\n', "jsonl", None, ["\ufffd"]),
    ],
)
def test_texts(text: str, form: str, column: str | None, expected: list[str]) -> None:
    assert texts(text, form, column) == expected
    assert texts(text.replace("\n", "\r\n"), form, column) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        (
            "id\ttext\n1\tgood \n\n",
            "tsv",
            "id\ttext\tpredicted\tprobability\n1\tgood \tpos, neg\t0.9877\n\n",
        ),
        (
            'text,n\n"a\nb",1\n\n',
            "csv",
            'text,n,predicted,probability\n"a\nb",1,"pos, neg",0.9877\n\n',
        ),
        ("text;n\na;1\n", "csv", "text;n;predicted;probability\na;1;pos, neg;0.9877\n"),
        (
            "sep=;\ntext;n\na;1\n",
            "csv",
            "sep=;\ntext;n;predicted;probability\na;1;pos, neg;0.9877\n",
        ),
        (
            '{"text": "\\u00e4" }\n\n { "text":"b"}  \n',
            "jsonl",
            '{"text": "\\u00e4", "predicted": "pos, neg", "probability": 0.98765 }\n\n'
            ' { "text":"b", "predicted": "pos, neg", "probability": 0.98765}  \n',
        ),
        ("a\nb", "tsv", "a\tpos, neg\t0.9877\nb\tpos, neg\t0.9877"),
    ],
)
def test_rows_come_back_with_further_cells(text: str, form: str, expected: str, end: str) -> None:
    assert written(text.replace("\n", end), form) == expected.replace("\n", end)


def test_what_was_written_can_be_read() -> None:
    source = random.Random(0)
    pieces = ["a", " ", ",", ";", '"', "ä", "\u2028", "\t", "\n", "", "'", "\\"]
    for _ in range(300):
        found = ["".join(source.choices(pieces, k=source.randrange(6))) for _ in range(8)]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(
            [["text", "n"], *([cell, i] for i, cell in enumerate(found))]
        )
        read = texts(text.getvalue(), "csv")
        assert read == [re.sub("\n+", " ", cell) for cell in found]
        again = list(csv.DictReader(io.StringIO(written(text.getvalue(), "csv"))))
        assert [row["text"] for row in again] == found
        assert {row["predicted"] for row in again} == {"pos, neg"}
        lines = "".join(json.dumps({"n": 1, "text": cell}) + "\n" for cell in found)
        again = list(map(json.loads, written(lines, "jsonl").splitlines()))
        assert [row["text"] for row in again] == found
        assert again[0]["probability"] == CELLS["probability"]


@pytest.mark.parametrize(
    ("text", "form", "column", "expected"),
    [
        ("id\tnote\n1\tx\n", "tsv", None, r"new:1: no column is named text, .* --text its name"),
        ("id\tnote\n", "tsv", "nota", r"new:1: .* Did you mean 'note'\? --text 'nota'"),
        ("id\tnote\n", "tsv", "3", r"new:1: must have a column 3 .* Received: 2 columns"),
        ("text\ttext\n", "tsv", None, r"two columns are named 'text'. Number them"),
        ("id\ttext\n1\tx\n\n2\n", "tsv", None, r"new:4: must have 2 columns, .* Received: 1"),
        ("text\tn\nx\t1\t2\n", "tsv", None, r"new:2: must have 2 columns, .* Received: 3"),
        ('text,n\n"a,1\n', "csv", None, r"new:\d: not CSV \(unexpected end of data\)"),
        ("text,n\na,1,2\n", "csv", None, r"new:2: must have 2 columns"),
        ("sep=;\ntext;n\na;1;2\n", "csv", None, r"new:3: must have 2 columns"),
        ("n|text\n1|a\n", "csv", None, r"new:1: .*Received: bars"),
        ("text\n", "jsonl", None, r"new:1: not JSON \(.*\). A line must be an object"),
        ('["text"]\n', "jsonl", None, r"new:1: a line must be a JSON object. Received: \['"),
        ('{"text": "a", "text": "b"}\n', "jsonl", None, r"the key 'text' stands twice"),
        ('{"text": ["a"]}\n', "jsonl", None, r"new:1: 'text' must be text or a number. .*\['a'\]"),
        ('{"note": "a"}\n', "jsonl", None, r"new:1: no column is named text"),
    ],
)
def test_bad_rows(text: str, form: str, column: str | None, expected: str) -> None:
    with pytest.raises(DataError, match=expected):
        texts(text, form, column)


@pytest.mark.parametrize(
    ("text", "form"),
    [("text\tpredicted\na\tx\n", "tsv"), ('{"text": "a", "probability": 1}\n', "jsonl")],
)
def test_a_name_that_is_there_already(text: str, form: str) -> None:
    with pytest.raises(DataError, match=r"new:1: there is a '\w+' already. Rename it"):
        written(text, form)


def test_names_of_other_tasks() -> None:
    columns = TextColumns(names=["de", "source"])
    found = read_rows(["de\tn", "Hund\t1"], "new", "tsv", columns).rows
    assert [row.text for row in found] == [None, "Hund"]


@pytest.mark.parametrize(
    ("first", "is_header"),
    [
        ("German\tEnglish", True),
        ("source\ttarget", True),
        ("de\ten", True),
        ("film\tFilm", False),
        ("Hund\tdog", False),
        ("Hund", False),
    ],
)
def test_a_header_of_pairs_is_told_by_both_columns(first: str, is_header: bool) -> None:
    columns = TextColumns(text="1", other="2")
    (row,) = read_rows([first], "new", "tsv", columns).rows
    assert (row.text is None) == is_header


TURNS = TextColumns(names=["context", "question"], turns=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi.\tHello.\n\nBye. __eou__ Now?\t\n", ["Hi. __eou__ Hello.", "Bye. __eou__ Now?"]),
        ("id\tquestion\tanswer\n1\tWho?\tMe.\n", ["Who?"]),
        ("speaker\tturn\nA\tHi.\n", ["A __eou__ Hi."]),
        ("question\nWho?\n", ["Who?"]),
        ("Hi.\nBye.\n", ["Hi.", "Bye."]),
    ],
)
def test_columns_are_turns_of_a_dialogue(text: str, expected: list[str]) -> None:
    rows = list(read_rows(text.split("\n"), "new", "tsv", TURNS).rows)
    assert [row.text for row in rows if row.text is not None] == expected
    written = [line for row in rows for line in row.with_cells({"reply": "Yes."})]
    kept = [line.removesuffix("\tYes.").removesuffix("\treply") for line in written]
    assert "\n".join(kept) == text


@pytest.mark.parametrize(
    "text",
    [
        '[{"text": "a"}, {"n": [1], "text": "b" }]\n',
        '\n[\n  {\n    "text": "a"\n  },\n  {"text": "b"}\n]\n\n',
        "[]",
    ],
)
def test_an_array_of_objects_keeps_its_shape(text: str) -> None:
    rows, is_array = read_rows(text.split("\n"), "new", "jsonl", array=True)
    pieces = [(row.text, *row.with_cells({"predicted": "x"})) for row in rows]
    assert is_array
    assert [piece for piece, *_ in pieces if piece is not None] == ["a", "b"][: text.count("text")]
    written = "".join(line for _, *lines in pieces for line in lines)
    assert written.replace(', "predicted": "x"', "") == text
    assert [record["predicted"] for record in json.loads(written)] == ["x"] * text.count("text")
    assert read_rows(['{"text": "a"}'], "new", "jsonl", array=True).is_array is False
