"""`seqtasks predict` with taggers: what comes in, what goes out."""

from __future__ import annotations

import functools
import io
import json
import re
import signal
import sys
from pathlib import Path

import pytest

import seqtasks as st
from seqtasks.cli import main
from seqtasks.corpora.conllu import parse_conllu
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
    tags.column = "xpos"
    tags.save(folder / "xpos")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal, "signal", lambda *arguments: None)
        with pytest.raises(SystemExit) as exit_:
            main(["export", str(folder / "tags"), str(folder / "export"), "--splitting", "words"])
    assert not exit_.value.code
    return {name: folder / name for name in ("tags", "slots", "counts", "xpos", "export")}


load_once = functools.cache(st.load)
split_once = functools.cache(st.Tagger.with_splitting)


@pytest.fixture(autouse=True)
def traced_once(monkeypatch):
    """Each run is loaded, and its graph traced, by the first test that needs it."""
    monkeypatch.setattr("seqtasks.cli_predict.load_task", load_once)
    monkeypatch.setattr(st.Tagger, "with_splitting", split_once)


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


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("run", ["tags", "export"])
def test_conllu_keeps_all_but_its_column_byte_for_byte(runs, seqtasks, tmp_path, run, end):
    content = f"# alone\n\n{CONLLU}\n\n# at the end\n".replace("\n", end).encode()
    (tmp_path / "in.conllu").write_bytes(content)
    arguments = ("--input", tmp_path / "in.conllu", "--output", tmp_path / "out.conllu")
    assert seqtasks("predict", runs[run], *arguments)[0] == 0
    found = (tmp_path / "out.conllu").read_bytes()
    labels = {row.split(b"\t")[3] for row in found.split(b"\n") if row[:2] == b"1\t"}
    assert labels <= {b"DET", b"NOUN", b"VERB", b"PROPN", b"NUM", b"PUNCT"}
    before, after = ([line.split(b"\t") for line in x.split(b"\n")] for x in (content, found))
    words = [row for row in before if len(row) == 10 and row[0].isdigit()]
    assert len(words) == 5
    for old, new in zip(before, after, strict=True):
        assert old[:3] + old[4:] == new[:3] + new[4:]
        assert (old == new) == (old not in words)


def test_conllu_on_standard_input(runs, seqtasks, typed):
    typed(CONLLU)
    _, output, _ = seqtasks("predict", runs["tags"], "--conllu")
    typed(CONLLU)
    _, table, _ = seqtasks("predict", runs["tags"], "--conllu", "--format", "tsv")
    assert output.count("\n") == CONLLU.count("\n")
    assert [row.split("\t")[0] for row in table.split("\n")][:5] == ["Dogs", "do", "n't", "run", ""]


@pytest.mark.parametrize("run", ["tags", "export"])
def test_conllu_of_comments_only(runs, seqtasks, typed, run):
    for text in ("# newdoc\n", "# newdoc\n\n\n# newpar\n# more\n\n"):
        typed(text)
        assert seqtasks("predict", runs[run], "--conllu")[:2] == (0, text)
        typed(text)
        assert seqtasks("predict", runs[run], "--conllu", "--format", "tsv")[:2] == (0, "")


def conllu_rows(output):
    """The comments, and the columns of the words."""
    lines = output.split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [line for line in lines if line.startswith("#")], rows


def test_conllu_is_made_from_lines_with_words(runs, seqtasks, typed):
    typed("\na dog\n \n run! \n")
    status, output, _ = seqtasks("predict", runs["tags"], "--format", "conllu")
    comments, rows = conllu_rows(output)
    assert (status, comments) == (0, ["# text = a dog", "# text = run!"])
    assert [row[:2] for row in rows] == [["1", "a"], ["2", "dog"], ["1", "run!"]]
    assert all(row[2] == "_" and row[4:] == ["_"] * 6 for row in rows)
    assert [sentence.forms for sentence in parse_conllu(output.split("\n"), "made")] == [
        ("a", "dog"), ("run!",),
    ]  # fmt: skip
    assert output.endswith("_\n\n")


def test_words_are_found_in_raw_text_and_where_they_touch_is_kept(runs, seqtasks, typed):
    arguments = ("predict", runs["tags"], "--splitting", "words", "--format")
    typed("(Dogs run!)  a dog. \n")
    _, output, _ = seqtasks(*arguments, "conllu")
    comments, rows = conllu_rows(output)
    assert comments == ["# text = (Dogs run!)  a dog."]
    assert [row[1] for row in rows] == ["(", "Dogs", "run", "!", ")", "a", "dog", "."]
    assert [row[9] != "_" for row in rows] == [True, False, True, True, False, False, True, False]
    assert {row[9] for row in rows} == {"_", "SpaceAfter=No"}
    typed("(Dogs run!)\n")
    _, table, _ = seqtasks(*arguments, "tsv")
    assert [row.split("\t")[0] for row in table.split("\n")][:5] == ["(", "Dogs", "run", "!", ")"]


@pytest.mark.parametrize(
    ("run", "arguments", "column"),
    [
        ("tags", [], 3),
        ("tags", ["--column", "xpos"], 4),
        ("xpos", [], 4),
        ("xpos", ["--column", "upos"], 3),
        ("tags", ["--column", "misc"], 9),
        ("slots", ["--column", "misc"], 9),
        ("export", ["--column", "feats"], 5),
    ],
)
def test_labels_stand_in_the_column_that_is_named(runs, seqtasks, typed, run, arguments, column):
    typed("a dog\n")
    _, table, _ = seqtasks("predict", runs[run], "--format", "tsv")
    labels = [line.split("\t")[1] for line in table.split("\n") if "\t" in line]
    typed("a dog\n")
    _, output, _ = seqtasks("predict", runs[run], "--format", "conllu", *arguments)
    comments, rows = conllu_rows(output)
    assert [row[column] for row in rows] == labels
    assert all(row[2:column] + row[column + 1 :] == ["_"] * 7 for row in rows)
    assert comments == ["# text = a dog", *re.findall("# intent = .*", table)]
    typed(CONLLU)
    _, filled, _ = seqtasks("predict", runs[run], "--conllu", *arguments)
    assert [row[3] == "X" for row in conllu_rows(filled)[1] if row[0].isdigit()] == [
        column != 3
    ] * 5


@pytest.mark.parametrize(
    "arguments", [[], ["--format", "tsv"], ["--format", "conllu"], ["--pretty"]]
)
@pytest.mark.parametrize("conllu", [False, True])
def test_an_export_answers_as_the_run(runs, seqtasks, typed, arguments, conllu):
    text, more = (CONLLU, ["--conllu"]) if conllu else ("(Dogs run!) a dog\n\n42\n", [])
    typed(text)
    found = seqtasks("predict", runs["export"], *arguments, *more)
    typed(text)
    expected = seqtasks("predict", runs["tags"], *arguments, *more, "--splitting", "words")
    assert found == expected
    assert found[0] == 0


def test_a_record_of_conllu_holds_its_words(runs, seqtasks, typed):
    typed(CONLLU)
    _, output, _ = seqtasks("predict", runs["export"], "--conllu", "--format", "json")
    records = list(map(json.loads, output.splitlines()))
    assert [record["source"] for record in records] == ["Dogs do n't run", "New York"]
    assert records[1]["words"] == ["New York"]


def test_pretty_shows_the_labels(runs, seqtasks, typed):
    typed("a dog\n")
    status, output, _ = seqtasks("predict", runs["tags"], "--pretty")
    assert status == 0
    assert output.startswith("a")
    assert "/" in output


@pytest.mark.parametrize(
    ("run", "arguments", "expected"),
    [
        ("counts", ["--format", "tsv"], r"--format tsv are for taggers. Received: .*counts, which"),
        ("counts", ["--format", "conllu"], "are for taggers"),
        ("counts", ["--pretty"], "are for taggers"),
        ("counts", ["--conllu"], "are for taggers"),
        ("counts", ["--column", "upos"], "are for taggers"),
        ("counts", ["--splitting", "words"], "are for taggers"),
        ("export", ["--splitting", "spaces"], "for the run of a tagger; an export keeps its own"),
        ("tags", ["--pretty", "--format", "json"], "--pretty is for a terminal"),
        ("tags", ["--column", "form"], "'form' is not one of 'lemma', 'upos', "),
        ("tags", ["--splitting", "word"], "'word' is not one of 'spaces', 'words'"),
        ("slots", ["--format", "conllu"], "column of CoNLL-U .*: name one, such as --column misc"),
        ("slots", ["--conllu"], "or write --format tsv"),
    ],
)
def test_wrong_usage(runs, seqtasks, typed, run, arguments, expected):
    typed("a dog\n")
    status, output, error = seqtasks("predict", runs[run], *arguments)
    assert (status, output) == (2, "")
    assert re.search(expected, " ".join(error.split()))


def test_only_taggers_are_exported_with_a_splitting(runs, seqtasks, tmp_path):
    arguments = (tmp_path / "export", "--splitting", "words")
    status, _, error = seqtasks("export", runs["counts"], *arguments)
    assert status == 2
    assert "--splitting is for the run of a tagger" in error
    assert not list(tmp_path.iterdir())
    assert "| splitting | words |" in (runs["export"] / "MODEL_CARD.md").read_text()


def test_bad_conllu_names_its_line(runs, seqtasks, tmp_path):
    (tmp_path / "bad.conllu").write_text(CONLLU.replace("3\tn't", "5\tn't"))
    arguments = ("--input", tmp_path / "bad.conllu", "--output", tmp_path / "out.conllu")
    status, _, error = seqtasks("predict", runs["tags"], *arguments)
    assert status == 1
    assert "bad.conllu:7: must be word 3 of its sentence" in error
    assert not (tmp_path / "out.conllu").exists()
