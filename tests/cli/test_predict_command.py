"""`seqtasks predict` with taggers: what comes in, what goes out."""

from __future__ import annotations

import functools
import io
import json
import re
import signal
import sys
import warnings
from pathlib import Path

import pytest

import seqtasks as st
from seqtasks.cli.forms import raw_lines
from seqtasks.cli.main import main
from seqtasks.corpora.conllu import parse_conllu
from seqtasks.corpora.slots import words_of
from seqtasks.tasks.exported import ExportedTask
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
    monkeypatch.setattr("seqtasks.cli.predict.load_task", load_once)
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
    more = more or ["--splitting", "words"]
    typed(text)
    expected = seqtasks("predict", runs["tags"], *arguments, *more)
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
        (
            "counts",
            ["--format", "tsv"],
            r"--format tsv require a tagger. Received: .*counts, another task",
        ),
        ("counts", ["--format", "conllu"], "require a tagger"),
        ("counts", ["--pretty"], "require a tagger"),
        ("counts", ["--conllu"], "require a tagger"),
        ("counts", ["--column", "upos"], "require a tagger"),
        ("counts", ["--splitting", "words"], "require a tagger"),
        ("export", ["--splitting", "spaces"], "requires the run of a tagger; an export keeps"),
        ("tags", ["--pretty", "--format", "json"], "--pretty is for a terminal"),
        ("tags", ["--column", "form"], "--column is for --format conllu, and for a file that is"),
        ("tags", ["--conllu", "--column", "form"], "--column must be a column .* column='form'"),
        (
            "tags",
            ["--format", "conllu", "--column", "2"],
            "--column must be a column .* holds labels",
        ),
        (
            "tags",
            ["--form", "columns", "--column", "upos"],
            "--column must be the number of the col",
        ),
        ("tags", ["--form", "columns", "--splitting", "words"], "The words of columns are known"),
        ("tags", ["--form", "columns", "--conllu"], "--conllu and --form columns exclude each"),
        ("tags", ["--form", "tsv"], "--form of a tagger is one of lines, words, columns, conllu"),
        ("tags", ["--text", "1"], "--text requires a table of texts, and a tagger reads words"),
        ("slots", ["--form", "columns", "--format", "conllu"], "not known to which column"),
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
    assert "--splitting requires the run of a tagger" in error
    assert not list(tmp_path.iterdir())
    assert "| splitting | words |" in (runs["export"] / "MODEL_CARD.md").read_text()


def test_bad_conllu_names_its_line(runs, seqtasks, tmp_path):
    (tmp_path / "bad.conllu").write_text(CONLLU.replace("3\tn't", "5\tn't"))
    arguments = ("--input", tmp_path / "bad.conllu", "--output", tmp_path / "out.conllu")
    status, _, error = seqtasks("predict", runs["tags"], *arguments)
    assert status == 1
    assert "bad.conllu:7: must be word 3 of its sentence" in error
    assert not (tmp_path / "out.conllu").exists()


SHOWN = pytest.mark.filterwarnings("always::seqtasks.errors.DataWarning")  # on standard error
COLUMNS = """\
-DOCSTART- -X- O

Dogs NNS X
run  VB X
! . X

New NNP X
"""
WORDS = [["Dogs", "run", "!"], ["New"]]


def labels_of(run, words):
    """What a tagger says of words."""
    return [record["labels"] for record in load_once(run).tag(words)]


def with_added(text, labels, gap):
    """Lines of words with a label more."""
    added = iter([label for row in labels for label in row])
    return "\n".join(
        f"{line}{gap}{next(added)}" if line.strip() and line[0] not in "-#" else line
        for line in text.split("\n")
    )


@pytest.mark.parametrize("run", ["tags", "export"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n"])
@pytest.mark.parametrize("name", ["test.conll", "test.BIO", "test.tsv"])
def test_columns_get_one_more_and_all_else_stays(runs, seqtasks, tmp_path, run, end, last, name):
    text, gap = COLUMNS, " "
    if name == "test.tsv":
        text, gap = "# by hand\n" + re.sub(" +", "\t", COLUMNS), "\t"
    text = text.removesuffix("\n") + last
    (tmp_path / name).write_bytes(text.replace("\n", end).encode())
    arguments = ("--input", tmp_path / name, "--output", tmp_path / "out")
    assert seqtasks("predict", runs[run], *arguments) == (0, "", "")
    expected = with_added(text, labels_of(runs["tags"], WORDS), gap)
    assert (tmp_path / "out").read_bytes() == expected.replace("\n", end).encode()


def test_a_column_is_replaced_where_it_is_named(runs, seqtasks, typed):
    typed(COLUMNS)
    status, output, _ = seqtasks("predict", runs["tags"], "--form", "columns", "--column", "3")
    (first, *others), (last,) = labels_of(runs["tags"], WORDS)
    assert status == 0
    assert output == COLUMNS.replace("NNS X", f"NNS {first}").replace(
        "VB X", f"VB {others[0]}"
    ).replace(". X", f". {others[1]}").replace("NNP X", f"NNP {last}")
    typed(COLUMNS)
    status, _, error = seqtasks("predict", runs["tags"], "--form", "columns", "--column", "4")
    assert status == 1
    assert "standard input has 3 columns. Received: column='4'" in error


def test_columns_between_spaces_come_out_between_tabs(runs, seqtasks, typed):
    typed(COLUMNS)
    _, output, _ = seqtasks("predict", runs["tags"], "--form", "columns", "--format", "tsv")
    rows = [line.split("\t") for line in output.split("\n")]
    labels = labels_of(runs["tags"], WORDS)
    assert rows[:4] == [
        ["-DOCSTART- -X- O"], [""], ["Dogs", "NNS", "X", labels[0][0]],
        ["run", "VB", "X", labels[0][1]],
    ]  # fmt: skip


@SHOWN
def test_words_alone_and_a_header_get_labels_too(runs, seqtasks, tmp_path):
    ((first, second),) = labels_of(runs["tags"], [["New York", "runs"]])
    (tmp_path / "words.tsv").write_text("word\ttag\nNew York\tX\nruns\tX\n")
    status, output, error = seqtasks("predict", runs["tags"], "--input", tmp_path / "words.tsv")
    assert (status, output) == (
        0, f"word\ttag\tpredicted\nNew York\tX\t{first}\nruns\tX\t{second}\n",
    )  # fmt: skip
    assert "words.tsv:1: names columns (word, tag) and is left out" in error
    (tmp_path / "words.conll").write_text("Dogs\nrun\n\nNew\n")
    _, output, _ = seqtasks("predict", runs["tags"], "--input", tmp_path / "words.conll")
    assert output == with_added(
        "Dogs\nrun\n\nNew\n", labels_of(runs["tags"], [["Dogs", "run"], ["New"]]), "\t"
    )


@pytest.mark.parametrize("style", ["text", "json", "conllu"])
def test_columns_are_sentences_in_every_other_style(runs, seqtasks, typed, style):
    typed(COLUMNS)
    arguments = ("predict", runs["tags"], "--form", "columns", "--format", style)
    status, output, _ = seqtasks(*arguments)
    labels = labels_of(runs["tags"], WORDS)
    assert status == 0
    if style == "text":
        found = [line.split() for line in output.splitlines()]
        assert found == [
            [f"{w}/{x}" for w, x in zip(*pair, strict=True)]
            for pair in zip(WORDS, labels, strict=True)
        ]
    elif style == "json":
        records = list(map(json.loads, output.splitlines()))
        assert [(r["source"], r["words"], r["labels"]) for r in records] == [
            ("Dogs run !", WORDS[0], labels[0]), ("New", WORDS[1], labels[1]),
        ]  # fmt: skip
    else:
        sentences = list(parse_conllu(output.split("\n")[:-1], "made"))
        assert [list(s.forms) for s in sentences] == WORDS
        assert [list(s.values("upos")) for s in sentences] == labels


@SHOWN
def test_a_treebank_named_conll_is_filled_as_conllu(runs, seqtasks, tmp_path):
    (tmp_path / "x.conll").write_text(CONLLU)
    (tmp_path / "x.conllu").write_text(CONLLU)
    for run, column in (("tags", []), ("xpos", []), ("tags", ["--column", "5"])):
        found = seqtasks("predict", runs[run], "--input", tmp_path / "x.conll", *column)
        expected = seqtasks("predict", runs[run], "--input", tmp_path / "x.conllu", *column)
        assert found[:2] == expected[:2]
        assert expected[2] == ""
        assert "x.conll: the first of its 10 columns counts the words" in found[2]


@SHOWN
def test_the_run_s_column_of_a_treebank_named_conll_is_a_number(runs, seqtasks, typed, tmp_path):
    task = load_once(runs["tags"])
    numbered = st.Tagger(task.network, task.tokenizers, task.labels, column="5")
    numbered.save(tmp_path / "numbered")
    typed(CONLLU)
    _, output, _ = seqtasks("predict", tmp_path / "numbered", "--form", "columns")
    rows = [row for row in conllu_rows(output)[1] if row[0].isdigit()]
    assert {row[3] for row in rows} == {"X"}
    assert {row[4] for row in rows} <= set(task.labels)
    typed(CONLLU)
    status, _, error = seqtasks("predict", tmp_path / "numbered", "--conllu")
    assert status == 2
    assert "not known to which column" in error


def test_an_intent_is_a_comment_before_its_sentence(runs, seqtasks, typed):
    typed("# intent = old\na\tX\ndog\tX\n\n42\tX\n")
    _, output, _ = seqtasks("predict", runs["slots"], "--form", "columns")
    records = load_once(runs["slots"]).tag([["a", "dog"], ["42"]])
    intents = [f"# intent = {record['intent']}" for record in records]
    lines = output.split("\n")
    assert (lines[0], lines[4]) == (intents[0], intents[1])
    assert [line.split("\t")[0] for line in lines] == [
        intents[0],
        "a",
        "dog",
        "",
        intents[1],
        "42",
        "",
    ]
    typed(CONLLU)
    _, output, _ = seqtasks("predict", runs["slots"], "--conllu", "--column", "misc")
    comments, _ = conllu_rows(output)
    assert comments[:3] == ["# newdoc", "# sent_id = 1", "# text = dogs don't run"]
    assert all(comment.startswith("# intent = ") for comment in comments[3:])
    assert len(comments) == 5
    typed("a X\ndog X\n")
    status, output, error = seqtasks("predict", runs["slots"], "--form", "columns")
    assert (status, output) == (1, "")
    assert "a comment with the intent would be a word. Write a table: --format tsv" in error


@pytest.mark.parametrize("run", ["tags", "slots", "export"])
def test_requests_are_words_between_blanks(runs, seqtasks, tmp_path, run):
    (tmp_path / "seq.in").write_text("a dog!\u00a0runs \n\n42\n")
    _, output, _ = seqtasks(
        "predict", runs[run], "--input", tmp_path / "seq.in", "--format", "json"
    )
    records = list(map(json.loads, output.splitlines()))
    assert [record["words"] for record in records] == [["a", "dog!", "runs"], [], ["42"]]
    assert [record["source"] for record in records] == ["a dog!\u00a0runs ", "", "42"]
    expected = load_once(runs[run]).tag([record["words"] for record in records])
    assert [r["labels"] for r in records] == [r["labels"] for r in expected]


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\x0b", "\x00", "\x85", "\x7f", "\u2028"])
def test_words_of_requests_are_those_of_raw_lines(runs, space):
    line = f"{space}a{space}b c{space}"
    assert words_of(line) == ("a", "b", "c")
    assert load_once(runs["tags"]).predict_records([line])[0]["words"] == ["a", "b", "c"]


@SHOWN
@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("a\tX\ndog\tY\n\nb\tX\n", "has as many tabs as the others: --form columns"),
        (CONLLU, "has as many tabs as the others"),
        ("a DET\ndog NOUN\n\nruns VERB\n", "each line ends in a label: --form columns"),
        ("EU NNP B-ORG\nrejects VBZ O\n. . O\n", "each line ends in a label"),
        ("a dog runs\na cat runs\na bird runs\n", ""),
        ("O\nO\nB-x\n", ""),
        ("a\tb\nc d\n", ""),
    ],
)
def test_raw_lines_that_look_like_words_with_labels_are_warned_of(
    runs, seqtasks, tmp_path, text, warned
):
    (tmp_path / "in.txt").write_text(text)
    status, output, error = seqtasks("predict", runs["tags"], "--input", tmp_path / "in.txt")
    assert (status, output.count("\n")) == (0, text.count("\n"))
    assert warned in error
    assert bool(warned) == bool(error)
    assert ("in.txt is read as raw lines, but" in error) == bool(warned)


@pytest.mark.parametrize(
    ("text", "is_warned"),
    [
        ("a DT\ndog NN\n\nruns VBZ\n", True),
        ("a DT\ndog NN\n\nruns quickly\n", False),
        ("Yes .\nNo .\nWell .\n", False),  # raw text, whose full stop is a label, too
    ],
)
def test_raw_lines_that_end_in_labels_of_the_tagger_are_warned_of(tmp_path, text, is_warned):
    (tmp_path / "in.txt").write_text(text)
    labels = ["DT", "NN", "VBZ", "."]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        lines = list(raw_lines(tmp_path / "in.txt", is_tagger=True, labels=labels))
    assert lines == text.splitlines()
    assert ["each line ends in a label" in str(w.message) for w in caught] == [True] * is_warned


def test_the_labels_of_a_tagger_are_known_to_predict_and_in_exports(runs):
    task = load_once(runs["tags"])
    assert task.details["labels"] == list(task.labels)
    assert ExportedTask(runs["export"]).details["labels"] == list(task.labels)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ner.csv", "Word,Tag\na,X\n", "ner.csv: must have a word .* Received: CSV"),
        ("ner.jsonl", '{"tokens": ["a"]}\n', "Received: JSON lines"),
        ("a.conll", "1 a X\n2 b Y\n", "a first column that counts the words"),
        ("a.conll", "a X\nb Y Z\n", "a.conll:2: must have 2 columns between spaces"),
        ("a.tsv", "a\tX\n\tY\n", "a.tsv:2: must begin with a word"),
        (
            "a.conllu",
            CONLLU.replace("Dogs", "_")
            .replace("do\t", "_\t")
            .replace("n't\tnot", "_\tnot")
            .replace("run\trun", "_\trun")
            .replace("New York", "_"),
            "a.conllu: every word is '_'",
        ),
    ],
)
def test_files_that_are_none_of_words(runs, seqtasks, tmp_path, name, text, expected):
    (tmp_path / name).write_text(text)
    arguments = ("--input", tmp_path / name, "--output", tmp_path / "out")
    status, output, error = seqtasks("predict", runs["tags"], *arguments)
    assert (status, output) == (1, "")
    assert re.search(expected, error)
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


@SHOWN
def test_what_predict_writes_can_be_read_again(runs, seqtasks, tmp_path):
    (tmp_path / "in.conll").write_text(COLUMNS)
    arguments = ("--input", tmp_path / "in.conll", "--output", tmp_path / "out.conll")
    assert seqtasks("predict", runs["tags"], *arguments)[0] == 0
    status, output, _ = seqtasks(
        "evaluate", runs["tags"], "--corpus", tmp_path / "out.conll", "--format", "json"
    )
    assert (status, json.loads(output)["token_accuracy"]) == (0, 1.0)
    status, output, _ = seqtasks(
        "evaluate", runs["tags"], "--corpus", tmp_path / "out.conll", "--column", "3"
    )
    assert status == 0
    assert "token_accuracy" in output
