"""`seqtasks predict` with taggers: what comes in, what goes out."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

import seqtasks as st
from tests.language import ngram_model
from tests.tagging import request_corpus, tagger, tsv_corpus

CONLLU = """\
# newdoc
# sent_id = 1
# text = dogs don't run
1\tDogs\tdog\tX\tNNS\tNumber=Plur\t3\tnsubj\t_\tKeep=Me
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tX\tVBP\t_\t3\taux\t_\t_
3\tn't\tnot\tX\tRB\t_\t3\tadvmod\t_\t_
3.1\tever\t_\t_\t_\t_\t_\t_\t_\tCopyOf=-1
4\trun\trun\tX\tVB\t_\t0\troot\t_\tSpaceAfter=No

1\tNew York\t_\tX\t_\t_\t_\t_\t_\t_

"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("taggers")
    tags = tagger(st.TaggedText(tsv_corpus(folder / "tsv")))
    slots = tagger(st.TaggedText(request_corpus(folder / "requests"), intents=True))
    for name, task in {"tags": tags, "slots": slots, "counts": ngram_model()}.items():
        task.save(folder / name)
    return {name: folder / name for name in ("tags", "slots", "counts")}


@pytest.fixture
def typed(monkeypatch):
    """Puts text on standard input."""

    def put(text: str) -> None:
        stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
        monkeypatch.setattr(sys, "stdin", stdin)

    return put


def test_a_line_in_a_line_out(runs, seqtasks, typed):
    typed("a dog runs\n\nDogs\n")
    status, output, _ = seqtasks("predict", runs["tags"])
    lines = output.splitlines()
    assert (status, len(lines), lines[1]) == (0, 3, "")
    assert [pair.partition("/")[0] for pair in lines[0].split()] == ["a", "dog", "runs"]
    typed("a dog runs\n")
    _, output, _ = seqtasks("predict", runs["slots"])
    intent, _, tagged = output.strip().partition("\t")
    assert intent in ("ask", "tell")
    assert tagged.startswith("a/")


def test_tables_have_a_word_a_line(runs, seqtasks, typed):
    typed("a dog\n42\n")
    _, output, _ = seqtasks("predict", runs["tags"], "--format", "tsv")
    rows = [line.split("\t") for line in output.split("\n")]
    assert [row[0] for row in rows] == ["a", "dog", "", "42", "", ""]
    typed("a dog\n")
    _, output, _ = seqtasks("predict", runs["slots"], "--format", "tsv")
    assert output.startswith(("# intent = ask\na\t", "# intent = tell\na\t"))


def test_records_hold_probabilities(runs, seqtasks, typed):
    typed("a dog\n")
    _, output, _ = seqtasks("predict", runs["slots"], "--format", "json")
    record = json.loads(output)
    assert record["words"] == ["a", "dog"]
    assert len(record["probabilities"]) == record["length"] == 2
    assert 0.0 < record["intent_probability"] <= 1.0


def test_conllu_keeps_all_but_its_column_byte_for_byte(runs, seqtasks, tmp_path):
    for end in ("\n", "\r\n"):
        content = CONLLU.replace("\n", end).encode()
        (tmp_path / "in.conllu").write_bytes(content)
        arguments = ("--input", tmp_path / "in.conllu", "--output", tmp_path / "out.conllu")
        assert seqtasks("predict", runs["tags"], *arguments)[0] == 0
        found = (tmp_path / "out.conllu").read_bytes()
        labels = {row.split(b"\t")[3] for row in found.split(b"\n") if row[:2] == b"1\t"}
        assert labels <= {b"DET", b"NOUN", b"VERB", b"PROPN", b"NUM", b"PUNCT"}
        before, after = (
            [line.split(b"\t") for line in part.split(b"\n")] for part in (content, found)
        )
        words = [row for row in before if len(row) == 10 and row[0].isdigit()]
        assert len(words) == 5
        for old, new in zip(before, after, strict=True):
            assert old[:3] + old[4:] == new[:3] + new[4:]
            assert (old == new) == (old not in words)


def test_conllu_on_standard_input_and_made_from_lines(runs, seqtasks, typed):
    typed(CONLLU)
    _, output, _ = seqtasks("predict", runs["tags"], "--conllu")
    typed(CONLLU)
    _, table, _ = seqtasks("predict", runs["tags"], "--conllu", "--format", "tsv")
    assert output.count("\n") == CONLLU.count("\n")
    assert [row.split("\t")[0] for row in table.split("\n")][:5] == ["Dogs", "do", "n't", "run", ""]
    typed("a dog\n")
    _, made, _ = seqtasks("predict", runs["tags"], "--format", "conllu")
    assert made.startswith("# text = a dog\n1\ta\t_\t")
    assert made.endswith("\t_\t_\t_\t_\t_\t_\n\n")


def test_pretty_shows_the_labels(runs, seqtasks, typed):
    typed("a dog\n")
    status, output, _ = seqtasks("predict", runs["tags"], "--pretty")
    assert status == 0
    assert output.startswith("a")
    assert "/" in output


@pytest.mark.parametrize(
    ("run", "arguments", "expected"),
    [
        ("counts", ["--format", "tsv"], r"--format tsv are for the run of a tagger. Received: .*"),
        ("counts", ["--pretty"], "for the run of a tagger"),
        ("counts", ["--conllu"], "a LanguageModel"),
        ("tags", ["--pretty", "--format", "json"], "--pretty is for a terminal"),
        ("slots", ["--format", "conllu"], "have no column in CoNLL-U"),
    ],
)
def test_wrong_usage(runs, seqtasks, typed, run, arguments, expected):
    typed("a dog\n")
    status, output, error = seqtasks("predict", runs[run], *arguments)
    assert (status, output) == (2, "")
    assert expected.partition(".*")[0].rstrip() in " ".join(error.split())


def test_bad_conllu_names_its_line(runs, seqtasks, tmp_path):
    (tmp_path / "bad.conllu").write_text(CONLLU.replace("3\tn't", "5\tn't"))
    arguments = ("--input", tmp_path / "bad.conllu", "--output", tmp_path / "out.conllu")
    status, _, error = seqtasks("predict", runs["tags"], *arguments)
    assert status == 1
    assert "bad.conllu:7: must be word 3 of its sentence" in error
    assert not (tmp_path / "out.conllu").exists()
