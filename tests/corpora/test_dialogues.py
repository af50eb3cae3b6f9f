import gzip
import warnings
from pathlib import Path

import pytest

from seqtasks.corpora.dialogues import Dialogues
from seqtasks.corpora.leaks import warn_of_leaks
from seqtasks.corpora.parallel import read_parallel, read_split, read_test_set
from seqtasks.datasets.parallel import ParallelText
from seqtasks.errors import DataError, DataWarning

LINES = {
    "train": "Hi! __eou__ Hello! __eou__ How are you? __eou__ Fine. __eou__\nAlone. __eou__\n",
    "validation": "a __eou__ b __eou__\n",
    "test": "c __eou__ d __eou__ e __eou__\n",
}


def corpus(folder: Path) -> Path:
    for name, text in LINES.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("turns", "contexts"),
    [
        (1, ("Hi!", "Hello!", "How are you?")),
        (2, ("Hi!", "Hi! __eou__ Hello!", "Hello! __eou__ How are you?")),
        (9, ("Hi!", "Hi! __eou__ Hello!", "Hi! __eou__ Hello! __eou__ How are you?")),
    ],
)
def test_a_context_is_the_turns_before(tmp_path, turns, contexts):
    train, validation, test = read_parallel(Dialogues(corpus(tmp_path), turns), "context", "reply")
    assert train == ("train", contexts, ("Hello!", "How are you?", "Fine."))
    assert validation == ("validation", ("a",), ("b",))
    assert test.target == ("d", "e")


def test_folders_for_splits_as_dailydialog_has_them(tmp_path):
    for name, text in LINES.items():
        (tmp_path / name).mkdir()
        for kind in ("", "act_", "emotion_"):
            path = tmp_path / name / f"dialogues_{kind}{name}.txt.gz"
            path.write_bytes(gzip.compress(("1 2\n" if kind else text).encode()))
    assert read_split(Dialogues(tmp_path, 1), "test", "context", "reply").target == ("d", "e")
    (tmp_path / "test" / "dialogues_test.txt.gz").unlink()
    with pytest.raises(DataError, match=r"one file test/dialogues_test.txt\[.gz\]. Found: none"):
        read_split(Dialogues(tmp_path, 1), "test", "context", "reply")


def test_names_of_folders_and_files_may_have_any_case(tmp_path):
    for name, text in LINES.items():
        (tmp_path / name.title()).mkdir()
        path = tmp_path / name.title() / f"Dialogues_{name}.TXT"
        path.write_text(text.replace("\n", "\r"), newline="")
    assert read_split(Dialogues(tmp_path, 1), "test", "context", "reply").target == ("d", "e")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a __eou__ b\n", r"train.txt:1: must hold a dialogue, each turn with __eou__ behind it"),
        ("a __eou__ b __eou__\n\n", r"train.txt:2: must hold a dialogue.*Received: ''"),
        ("a __eou__ __eou__ b __eou__\n", r"train.txt:1: turn 2 is empty"),
        ("a __eou__\n", r"train.txt holds no dialogue of two turns or more"),
        ("", r"train.txt holds no dialogue"),
    ],
)
def test_what_is_no_dialogue(tmp_path, text, message):
    (corpus(tmp_path) / "train.txt").write_text(text)
    with pytest.raises(DataError, match=message):
        read_parallel(Dialogues(tmp_path, 2), "context", "reply")


def test_bad_arguments(tmp_path):
    with pytest.raises(ValueError, match="`turns` must be at least 1. Received: turns=0"):
        Dialogues(tmp_path, 0)
    with pytest.raises(DataError, match="has no split 'tst'. Did you mean 'test'"):
        read_split(Dialogues(corpus(tmp_path), 1), "tst", "context", "reply")
    with pytest.raises(DataError, match="nowhere does not exist"):
        read_parallel(Dialogues(tmp_path / "nowhere", 1), "context", "reply")


DAILYDIALOG = Path(__file__).parents[3] / "shared" / "data" / "dailydialog"


@pytest.mark.skipif(not DAILYDIALOG.exists(), reason="the corpus dailydialog is not here")
def test_dailydialog():
    train, _, test = read_parallel(Dialogues(DAILYDIALOG, 3), "context", "reply")
    assert (len(train.target), len(test.target)) == (87_171 - 11_118, 7_740 - 1_000)


@pytest.mark.skipif(not DAILYDIALOG.exists(), reason="the corpus dailydialog is not here")
def test_dialogues_of_dailydialog_that_stand_in_training_too_are_counted():
    corpus = Dialogues(DAILYDIALOG, 3)
    splits = read_parallel(corpus, "context", "reply")
    held_out = {split.name: corpus.wholes(split) for split in splits[1:]}
    message = "77 of 1,000 dialogues of 'validation', .*; 106 of 1,000 dialogues of 'test', the fir"
    with pytest.warns(DataWarning, match=message):
        warn_of_leaks(corpus, corpus.kind, corpus.wholes(splits.train), held_out)


def test_a_dialogue_that_stands_in_training_too_is_told(tmp_path):
    (corpus(tmp_path) / "test.txt").write_text(f"c __eou__ d __eou__\n{LINES['validation']}")
    message = "1 of 2 dialogues of 'test', the first is number 2: they stand in training"
    (tmp_path / "train.txt").write_text(f"{LINES['train']}A  __eou__ B __eou__\n")
    with pytest.warns(DataWarning, match=message):
        ParallelText(
            Dialogues(tmp_path, 1),
            source="context",
            target="reply",
            tokenizer="word",
            batch_size=2,
            joint_vocabulary=True,
        )


def pairs(path, turns=9, name="all"):
    return list(zip(*read_split(Dialogues(path, turns), name, "context", "reply")[1:], strict=True))


@pytest.mark.parametrize("name", ["talk.tsv", "talk.txt", "talk"])
def test_a_row_of_a_table_is_a_dialogue(tmp_path, name):
    (tmp_path / name).write_text(
        "Hi!\tHello!\nA tea?\tYes. \tHere.\t\t\n\nx __eou__ y\tz __eou__\n"
    )
    assert pairs(tmp_path / name) == [
        ("Hi!", "Hello!"),
        ("A tea?", "Yes."),
        ("A tea? __eou__ Yes.", "Here."),
        ("x __eou__ y", "z"),  # what is given is no reply
    ]
    assert pairs(tmp_path / name, turns=1)[2:] == [("Yes.", "Here."), ("y", "z")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("question\tanswer", "a b?\tc d."),
        ("ID\tQuestion\tdifficulty\tAnswer", "1\ta b?\thard\tc d."),
        ("context\tanswer\tdistance", "a b?\tc d.\t3"),
        ("reply\tcontext", "c d.\ta b?"),
    ],
)
def test_a_line_of_names_is_no_dialogue_and_says_where_turns_stand(tmp_path, header, row):
    (tmp_path / "talk.tsv").write_text(f"{header}\n{row}\n")
    assert pairs(tmp_path / "talk.tsv") == [("a b?", "c d.")]


def test_names_that_are_not_known_are_asked_for(tmp_path):
    rows = [f"Is it {i}?\tYes, {i}." for i in range(40)]
    (tmp_path / "talk.tsv").write_text("\n".join(["Frage\tAntwort", *rows]))
    with pytest.warns(DataWarning, match="talk.tsv:1: 'Frage TAB Antwort' is read as a dialogue"):
        assert len(pairs(tmp_path / "talk.tsv")) == 41
    (tmp_path / "talk.tsv").write_text("\n".join(["turn 1\tturn 2\tturn 3", "a\tb\tc"]))
    assert pairs(tmp_path / "talk.tsv") == [("a", "b"), ("a __eou__ b", "c")]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (["1\ta b?\tc d.", "2\te?\tf."], "1"),
        (["Nr\tFrage\tAntwort", "1\ta b?\tc d.", "2\te?\tf."], "1"),
        (["a b?\tc d.\t5", "e?\tf.\t4"], "3"),
        (["How many?\t3", "And you?\t4"], None),
        (["1\tone\ttwo", "Two!\tThree!\tFour!"], None),
    ],
)
def test_columns_of_numbers_that_are_read_as_turns_are_told(tmp_path, rows, column):
    (tmp_path / "talk.tsv").write_text("\n".join(rows))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pairs(tmp_path / "talk.tsv")
    told = [str(warning.message) for warning in caught]
    assert len(told) == bool(column)
    assert all(f"column {column} holds numbers only, which are read as turns" in t for t in told)


def test_blank_turns_of_a_table_are_dropped_with_one_warning(tmp_path):
    rows = ["a\tb", "\tx", "x\t", "x\t\ty", "x __eou__  __eou__ y\tz", "c\td"]
    (tmp_path / "talk.tsv").write_text("\n".join(rows))
    message = "dropped 4 of 6 dialogues with a blank turn or one turn only, the first in line 2"
    with pytest.warns(DataWarning, match=message) as caught:
        assert pairs(tmp_path / "talk.tsv") == [("a", "b"), ("c", "d")]
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\nc\n", r"talk.tsv:2: must hold the turns of a dialogue in 2 columns .* Received: 1"),
        ("id\tquestion\tanswer\n1\ta\n", r"talk.tsv:2: must hold .* in 3 columns or more"),
        ("a\tb __eou__ c\n", r"talk.tsv:1: __eou__ may stand between the turns of the first"),
        ("a\t\n\tb\n", r"talk.tsv holds no dialogue of two turns or more"),
        ("question\tanswer\n", r"talk.tsv holds no dialogue of two turns or more"),
        ("\n", r"talk.tsv is empty"),
    ],
)
def test_a_table_that_cannot_be_used(tmp_path, text, message):
    (tmp_path / "talk.tsv").write_text(text)
    with pytest.raises(DataError, match=message):
        pairs(tmp_path / "talk.tsv")


def test_a_folder_may_hold_tables(tmp_path):
    for number, name in enumerate(("train", "dev", "test")):
        path = tmp_path / f"my.{name}.tsv.gz"
        path.write_bytes(gzip.compress(f"question\tanswer\na{number}\tb{number}\n".encode()))
    train, validation, test = read_parallel(Dialogues(tmp_path, 1), "context", "reply")
    assert (train.source, validation.source, test.target) == (("a0",), ("a1",), ("b2",))
    with pytest.raises(DataError, match="has no split 'all'. Known: test, train, validation"):
        pairs(tmp_path)


@pytest.mark.parametrize("form", ["lines", "table"])
def test_one_file_is_split_by_its_dialogues(tmp_path, form):
    talks = [(f"Q {i % 400}", f"A {i % 500}") for i in range(800)] + [("Hi", "Hm", "Ok")] * 3
    marks = (" __eou__ ", " __eou__") if form == "lines" else ("\t", "")
    text = "".join(f"{marks[0].join(turns)}{marks[1]}\n" for turns in talks)
    path = tmp_path / "talks.gz"
    path.write_bytes(gzip.compress(text.encode()))
    corpus = Dialogues(path, 2)
    splits = read_parallel(corpus, "context", "reply")
    assert [split.name for split in splits] == ["train", "validation", "test"]
    sources = [set(split.source) for split in splits]
    assert all(sources)
    assert sum(len(split.source) for split in splits) == 806
    assert len(set.union(*sources)) == sum(map(len, sources)) == 402  # no context in two splits
    assert len(pairs(path)) == 806
    with pytest.warns(DataWarning, match=r"measured are the \d+ of its 806 pairs"):
        assert read_test_set(Dialogues(path, 2), None, "context", "reply") == splits.test
    (tmp_path / "few").write_text(text.partition("\n")[0])
    with pytest.raises(DataError, match=r"too few dialogues to be split: none of 1 fell to 'val"):
        pairs(tmp_path / "few", name="validation")


def test_memory_questions_of_our_corpus_are_dialogues():
    path = Path(__file__).parents[2] / "data" / "dialogue" / "memory.tsv"
    found = pairs(path)
    assert len(found) == 342
    assert all(" __eou__ " in context and "__eou__" not in reply for context, reply in found)
