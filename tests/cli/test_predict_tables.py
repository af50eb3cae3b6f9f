"""`seqtasks predict` with tables and JSON lines, for every task that reads texts."""

from __future__ import annotations

import gzip
import io
import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

import seqtasks as st
from tests.classification import classification_network
from tests.language import ngram_model
from tests.networks import tiny_network


class Shout:
    """A task that answers in upper case; a classifier where its answer is a label."""

    capabilities = frozenset({"explain"})

    def __init__(self, answer: str, **details: Any) -> None:
        self.answer = answer
        self.details = details

    def predict(self, lines: list[str]) -> list[str]:
        return [record[self.answer] for record in self.predict_records(lines)]

    def predict_records(self, lines: list[str]) -> list[dict[str, Any]]:
        return [
            {"source": line, self.answer: line.upper(), "score": math.log(0.75)} for line in lines
        ]

    def explain(self, lines: list[str]) -> list[dict[str, Any]]:
        records = self.predict_records(lines)
        return [
            {**record, "words": record["source"].split(), "weights": [0.5]} for record in records
        ]


@pytest.fixture
def predict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seqtasks: Any) -> Any:
    """Asks a task of what stands in a file, or on standard input."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run/task.json").write_text('{"task": "Fake"}')
    monkeypatch.chdir(tmp_path)

    def ask(task: Any, name: str | None, content: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("seqtasks.cli.predict.load_task", lambda run: task)
        if name is None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
            return seqtasks("predict", "run", *arguments)
        data = content.encode()
        Path(name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return seqtasks("predict", "run", "--input", name, *arguments)

    return ask


CLASSIFIER = Shout("label", text=None)
TSV = "id\ttext\n7\tgood\n\n8\tbad \n"
TSV_OUT = "id\ttext\tpredicted\tprobability\n7\tgood\tGOOD\t0.7500\n\n8\tbad \tBAD \t0.7500\n"


@pytest.mark.parametrize("name", ["new.tsv", "NEW.TSV", "new.tsv.gz"])
def test_a_table_comes_back_with_the_label_and_its_probability(predict, name):
    assert predict(CLASSIFIER, name, TSV) == (0, TSV_OUT, "")


def test_line_ends_and_a_last_line_without_one_stay(predict):
    windows, expected = (text.replace("\n", "\r\n") for text in (TSV, TSV_OUT))
    arguments = ("--output", "out")
    assert predict(CLASSIFIER, "new.tsv", windows.removesuffix("\r\n"), *arguments) == (0, "", "")
    assert Path("out").read_bytes() == expected.removesuffix("\r\n").encode()
    assert predict(CLASSIFIER, "new.tsv", windows, *arguments)[0] == 0
    assert Path("out").read_bytes() == expected.encode()


def test_csv_and_json_lines_keep_their_columns_too(predict):
    _, output, _ = predict(CLASSIFIER, "new.csv", 'n,text\n1,"a, ""b"""\n')
    assert output == 'n,text,predicted,probability\n1,"a, ""b""","A, ""B""",0.7500\n'
    _, output, _ = predict(CLASSIFIER, "new.jsonl", '{"text": "\\u00e4", "n": 1}\n')
    assert output == '{"text": "\\u00e4", "n": 1, "predicted": "Ä", "probability": 0.75}\n'
    _, output, _ = predict(CLASSIFIER, "new.json", '{"text": "a"}\n', "--explain")
    assert json.loads(output)["explanation"] == "a:+0.500"
    array = '[\n  {"text": "a"},\n  {"text": "b"}\n]\n'
    _, output, _ = predict(CLASSIFIER, "new.json", array)
    expected = [{"text": text, "predicted": text.upper(), "probability": 0.75} for text in "ab"]
    assert json.loads(output) == expected
    assert [line[:3] for line in output.split("\n")] == ["[", "  {", "  {", "]", ""]


def test_a_form_and_a_column_can_be_named(predict):
    for name, arguments in (
        (None, ("--form", "tsv")),
        (None, ("--text", "2")),
        ("new.txt", ("--text", "text")),
        ("new.txt", ("--form", "tsv", "--text", "TEXT")),
    ):
        expected = TSV_OUT
        assert predict(CLASSIFIER, name, TSV, *arguments) == (0, expected, "")
    _, output, _ = predict(CLASSIFIER, "new.tsv", "a\tb\nc\td\n", "--text", "1")
    assert output == "a\tb\tA\t0.7500\nc\td\tC\t0.7500\n"
    _, output, _ = predict(CLASSIFIER, "new.tsv", "a\tb\n", "--form", "lines")
    assert output == "A\tB\t0.7500\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--format", "text"), "GOOD\t0.7500\nBAD \t0.7500\n"),
        (
            ("--format", "text", "--explain"),
            "GOOD\t0.7500\tgood:+0.500\nBAD \t0.7500\tbad:+0.500\n",
        ),
    ],
)
def test_answers_alone_are_written_where_they_are_asked_for(predict, arguments, expected):
    assert predict(CLASSIFIER, "new.tsv", TSV, *arguments) == (0, expected, "")
    _, output, _ = predict(CLASSIFIER, "new.tsv", TSV, "--format", "json")
    assert [json.loads(line)["source"] for line in output.splitlines()] == ["good", "bad "]


@pytest.mark.parametrize(
    ("task", "content", "expected"),
    [
        (Shout("translation", text="2", other="1"), "x\tein Hund\n", "x\tein Hund\tEIN HUND\n"),
        (
            Shout("translation", names=["de", "source"]),
            "en\tde\nx\tein Hund\n",
            "en\tde\ttranslation\nx\tein Hund\tEIN HUND\n",
        ),
        (
            Shout("reply", names=["question"], turns=True),
            "question\tid\nhi\t1\n",
            "question\tid\treply\nhi\t1\tHI\n",
        ),
        (Shout("reply", turns=True), "hi\tyou\n", "hi\tyou\tHI __EOU__ YOU\n"),
        (Shout("completion", text="1"), "the\t1\n", "the\t1\tTHE\n"),
        (Shout("completion"), "the\ncat\n", "the\tTHE\ncat\tCAT\n"),
    ],
)
def test_other_tasks_add_their_answer(predict, task, content, expected):
    assert predict(task, "new.tsv", content) == (0, expected, "")


def test_many_rows_keep_their_order(predict):
    rows = "".join("\n" if i % 7 == 0 else f"t{i}\t{i}\n" for i in range(3000))
    status, output, _ = predict(Shout("completion", text="1"), "new.tsv", rows)
    expected = "".join("\n" if i % 7 == 0 else f"t{i}\t{i}\tT{i}\n" for i in range(3000))
    assert (status, output) == (0, expected)


@pytest.mark.filterwarnings("always::seqtasks.errors.DataWarning")  # on standard error
@pytest.mark.parametrize(
    ("task", "content", "warned"),
    [
        (
            CLASSIFIER,
            "__label__pos good film\n",
            "has labels, __label__..., which are read as words",
        ),
        (CLASSIFIER, "good film __label__pos\n", "has labels"),
        (CLASSIFIER, "label\ttext\npos\tgood\n", "its first line names columns: --form tsv"),
        (
            Shout("translation"),
            "Go.\tVa !\nHi.\tSalut.\nx\n",
            "most lines hold tabs: --text COLUMN",
        ),
        (Shout("completion"), "a\tb\n", "new.txt is read as raw lines, but most lines hold tabs"),
        (CLASSIFIER, "good\na\tb\nbad\n\n", ""),
        (CLASSIFIER, "text and label\n", ""),
        (CLASSIFIER, "", ""),
    ],
)
def test_raw_lines_that_look_like_a_corpus_are_warned_of(predict, task, content, warned):
    status, output, error = predict(task, "new.txt", content)
    assert (status, output.count("\n")) == (0, content.count("\n"))
    assert warned in error
    assert bool(warned) == bool(error)


@pytest.mark.parametrize(
    ("name", "content", "status", "expected"),
    [
        ("new.tsv", "id\tnote\n1\tx\n", 1, "new.tsv:1: no column is named text"),
        ("new.tsv", "text\tn\nx\n", 1, "new.tsv:2: must have 2 columns"),
        ("new.csv", 'text\n"x\n', 1, "not CSV"),
        ("new.jsonl", "x\n", 1, "new.jsonl:1: not JSON"),
        ("new.tsv", "text\tpredicted\nx\ty\n", 1, "there is a 'predicted' already"),
    ],
)
def test_bad_tables_are_refused_and_nothing_is_written(predict, name, content, status, expected):
    found = predict(CLASSIFIER, name, content, "--output", "out")
    assert found[:2] == (status, "")
    assert expected in found[2]
    assert found[2].count("\n") == 1
    assert not Path("out").exists()


def test_forms_of_other_tasks_are_refused(predict):
    status, _, error = predict(CLASSIFIER, None, "x\n", "--form", "columns")
    assert status == 2
    assert "--form of a task that reads texts is one of lines, tsv, csv, jsonl" in error
    status, _, error = predict(CLASSIFIER, "new.conllu", "x\n")
    assert status == 2
    assert "require a tagger" in error


def test_tasks_know_the_column_of_their_texts():
    network = classification_network(7)
    tokenizer = ngram_model().tokenizer
    layout = {"text": "review", "label": "stars"}
    classifier = st.Classifier(network, tokenizer, ["a", "b"], layout=layout)
    assert classifier.details == {"text": "review"}
    assert st.Classifier(network, tokenizer, ["a", "b"]).details == {"text": None}
    counts = ngram_model()
    assert counts.details == {"text": None}
    counts.column = 3
    assert counts.details == {"text": "3"}
    counts.column, counts.layout = None, {"text": "review"}
    assert counts.details == {"text": "review"}
    network = tiny_network()
    for languages, expected in (
        (("2", "1"), {"text": "2", "other": "1"}),
        (("English", "2"), {"names": ["English", "source"]}),
    ):
        sides = dict(zip(("source", "target"), languages, strict=True))
        assert st.Translator(network, tokenizer, tokenizer, **sides).details == expected
    details = st.Dialogue(network, tokenizer).details
    assert details["turns"]
    assert {"context", "question"} <= {*details["names"]}
