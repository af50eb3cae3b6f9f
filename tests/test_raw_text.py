"""CoNLL-U that is made from raw text says the same in `# text` and in its words."""

from __future__ import annotations

import gzip
import os
import re
import unicodedata
from pathlib import Path

import pytest
import tensorflow as tf

from seqtasks.cli.answers import as_conllu
from seqtasks.tokenizers.raw_words import split_raw_words


def made(lines, splitting="words", column="upos"):
    """A block of CoNLL-U for each line, labels made up."""
    found = split_raw_words(tf.constant([line.encode() for line in lines]), splitting)
    rows = zip(*(part.to_list() for part in found), strict=True)
    for line, (words, starts, ends) in zip(lines, rows, strict=True):
        record = {
            "source": line,
            "words": [word.decode() for word in words],
            "labels": ["X"] * len(words),
        }
        yield as_conllu(record | {"starts": starts, "ends": ends}, column)


def contradicts(block):
    """Whether words and `SpaceAfter` are not the text, as Universal Dependencies checks it."""
    rest = next(line for line in block if line.startswith("# text = ")).removeprefix("# text = ")
    for row in (line.split("\t") for line in block if line[:1].isdigit()):
        if not rest.startswith(row[1]):
            return True
        rest = rest.removeprefix(row[1])
        if ("SpaceAfter=No" in row[9]) == (rest[:1].isspace() or not rest):
            return True
        rest = rest.lstrip()
    return bool(rest)


def test_the_check_finds_contradictions():
    word = "{}\t{}\t_\tX\t_\t_\t_\t_\t_\t{}".format
    touching, apart = word(1, "a", "SpaceAfter=No"), word(1, "a", "_")
    rest = [word(2, ",", "_"), word(3, "b", "_")]
    assert not contradicts(["# text = a, b", touching, *rest])
    assert contradicts(["# text = a, b", apart, *rest])
    assert contradicts(["# text = a， b", touching, *rest])
    assert contradicts(["# text = a b", word(1, "a", "SpaceAfter=No"), word(2, "b", "_")])
    assert contradicts(["# text = a b", word(1, "a", "_")])


LINES = [
    "  你好，世界！ ½ ﬁne…  ",
    "is this his?",  # a search for "is" finds it in "this"
    "co\u00adop\u00ad, \ufeff(e\u0301te\u0301)\u2060!",
    "a\u200bb \u200b. \u00ad",
    "Tab\tand\u00a0no-break\u3000wide  double",
    "a\x85b\rc",
    "\x07bell\x07",
    "نص\u200cعربي، 한국어. ｶﾞｰﾄﾞ",
]


@pytest.mark.parametrize("splitting", ["words", "spaces"])
def test_words_are_the_text(splitting):
    for line, block in zip(LINES, made(LINES, splitting), strict=True):
        assert not contradicts(block), block
        for row in (line.split("\t") for line in block if line[:1].isdigit()):
            assert row[1] in line
        assert not any(c in "\r\x85" for c in "".join(block))


def test_where_labels_take_the_place_of_space_after_there_is_no_text():
    (spaced, touching) = made(["a dog", "a dog."], column="misc")
    assert spaced[0] == "# text = a dog"
    assert [line.split("\t")[9] for line in touching if line] == ["X", "X", "X"]


def test_words_of_exports_without_places_are_looked_for():
    words = ["你", "好", ",", "是", "是"]  # normalised, as such exports have them
    record = {"source": " 你好，是 是", "words": words, "labels": ["X"] * 5}
    rows = [row.split("\t") for row in as_conllu(record, "upos") if row[:1].isdigit()]
    assert [row[1] for row in rows] == words
    record = {"source": " is this his? ", "words": ["is", "this", "his", "?"], "labels": ["X"] * 4}
    block = as_conllu(record, "upos")
    assert not contradicts(block)
    assert block[0] == "# text = is this his?"


CORPORA = ["ud-zh-pud", "ud-it-partut", "ud-el-gdt", "ud-hu-szeged", "ud-en-ewt"]


@pytest.mark.parametrize("name", CORPORA)
def test_no_sentence_of_a_treebank_contradicts_its_text(name):
    beside = Path(__file__).parents[1] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not here; SEQTASKS_CORPORA names the folder with it.")
    files = [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.conllu.gz"))]
    lines = re.findall("^# text = (.*)$", b"".join(files).decode(), re.MULTILINE)[:3000]
    assert len(lines) >= 1000
    decomposed = [unicodedata.normalize("NFD", line) for line in lines[:500]]
    for splitting in ("words", "spaces"):
        blocks = made([*lines, *decomposed], splitting)
        assert [block for block in blocks if contradicts(block)] == []
