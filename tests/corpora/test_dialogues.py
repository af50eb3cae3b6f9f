import gzip
from pathlib import Path

import pytest

from seqtasks.corpora.dialogues import Dialogues
from seqtasks.corpora.parallel import read_parallel, read_split
from seqtasks.errors import DataError

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
