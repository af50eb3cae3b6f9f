"""Tables of pairs: what is a pair, and in which split it lies."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from seqtasks.corpora.hashed_splits import folded
from seqtasks.corpora.headers import are_fields, are_names
from seqtasks.corpora.parallel import read_parallel, read_split, read_test_set
from seqtasks.corpora.tables import TableSource
from seqtasks.errors import DataError, DataWarning


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def many_to_many(path: Path, rows: int = 3000) -> Path:
    """Sentences that stand several times on either side, in other forms as well."""
    chance = random.Random(1)
    forms = (
        str,
        str.upper,
        lambda text: f" {text.replace(' ', '  ')} ",
        lambda text: f"{text}\u202f",
    )
    columns = [
        [chance.choice(forms)(f"{word} {chance.randrange(rows // 2)}") for _ in range(rows)]
        for word in ("satz", "ﬁn")
    ]
    return write(path, ["\t".join(pair) for pair in zip(*columns, strict=True)])


@pytest.mark.parametrize(("source", "target"), [("1", "2"), ("2", "1")])
def test_no_source_of_validation_or_test_stands_in_training(tmp_path, source, target):
    splits = read_parallel(many_to_many(tmp_path / "pairs.tsv"), source, target)
    train, validation, test = ({folded(text) for text in split.source} for split in splits)
    assert min(len(validation), len(test)) > 10
    assert not train & test
    assert not train & validation
    assert not validation & test
    assert sum(len(split.source) for split in splits) == 3000


def test_a_pair_keeps_its_split_when_lines_are_appended(tmp_path):
    path = many_to_many(tmp_path / "pairs.tsv")
    rows = path.read_text(encoding="utf-8").splitlines()
    short = write(tmp_path / "short.tsv", rows[:2000])
    for sides in (("1", "2"), ("2", "1")):
        for name in ("train", "validation", "test"):
            before = read_split(short, name, *sides)
            after = read_split(path, name, *sides)
            assert after.source[: len(before.source)] == before.source


def test_the_first_of_the_two_columns_decides(tmp_path):
    rows = [f"{i % 2}\tgo {i}\tva {i}" for i in range(500)]
    plain = write(tmp_path / "plain.tsv", [row.partition("\t")[2] for row in rows])
    numbered = write(tmp_path / "numbered.tsv", rows)
    for one, other in (("2", "3"), ("3", "2")):
        found = read_split(numbered, "test", one, other)
        assert found == read_split(plain, "test", str(int(one) - 1), str(int(other) - 1))


@pytest.mark.parametrize(
    "header", ["source\ttarget", "English\tFrench", "en\tfr", "EN\tpt-BR", "Question\tAnswer text"]
)
def test_a_line_of_names_is_no_pair(tmp_path, header):
    path = write(tmp_path / "pairs.tsv", [header, *(f"Go {i}.\tVa {i}." for i in range(300))])
    with pytest.warns(DataWarning, match=r"pairs.tsv:1: .* names the columns and is not read"):
        assert len(read_split(path, "all", "1", "2").source) == 300
    source, target = header.split("\t")
    lines = read_split(path, "all", source, target)  # nothing is guessed: no warning
    assert (lines.source[0], lines.target[0], len(lines.source)) == ("Go 0.", "Va 0.", 300)
    assert read_split(path, "test", source, "2") == read_split(path, "test", source, target)


def test_columns_may_have_any_names(tmp_path):
    rows = ["Wichtig\ttext_a\ttext_b", *(f"{i}\tGo {i}.\tVa {i}." for i in range(300))]
    path = write(tmp_path / "pairs.tsv", rows)
    assert read_split(path, "all", "text_b", "text_a").source[0] == "Va 0."
    with pytest.warns(DataWarning, match="'text_a TAB text_b' is read as a pair. If it names"):
        assert len(read_split(path, "all", "2", "3").source) == 301
    message = r"has the languages 1, 2, 3, Wichtig, text_a, text_b. Received: source='text'"
    with pytest.raises(DataError, match=message):
        read_split(path, "all", "text", "text_a")


@pytest.mark.parametrize(
    "rows",
    [
        ["Go.\tVa !", *(f"Go {i}.\tVa {i} !" for i in range(300))],
        ["dog\tchien", *(f"cat{i}\tchat{i}" for i in range(300))],  # a dictionary
        ["Hi\tSalut", *(f"Go {i}.\tVa {i} !" for i in range(9))],  # too few to say
    ],
)
def test_a_first_pair_like_the_others_is_a_pair(tmp_path, rows):
    path = write(tmp_path / "pairs.tsv", rows)
    assert len(read_split(path, "all", "1", "2").source) == len(rows)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["source", "target"], True),
        (["src_text", "tgt_text"], True),
        (["eng", "cmn"], True),
        (["zh_Hans", "de-AT"], True),
        (["中文", "英文"], True),
        (["sentence1", "sentence2"], True),
        (["Hi", "No"], False),  # codes are written in one case
        (["I", "je"], False),
        (["source", "Source"], False),
        (["English", "Anglais"], False),
        (["", "en"], False),
        (["1", "2"], False),
        (["That is English.", "Das ist Deutsch."], False),
    ],
)
def test_names_of_columns(cells, expected):
    assert are_names(cells) is expected


def test_fields_of_a_pair_may_stand_among_others():
    assert are_fields(["context", "answer", "distance"])
    assert are_fields(["id", "Question", "reply 1"])
    assert not are_fields(["context", "distance", "speaker_a"])
    assert not are_fields(["Question?", "Yes, I have one."])
    assert not are_fields(["en", "de"])


def test_pairs_with_a_blank_side_are_dropped_with_one_warning(tmp_path):
    rows = ["Go.\tVa !", "", *(f"Go {i}.\tVa {i}." for i in range(300)), "\tOui.", "No.\t  ", "\t"]
    path = write(tmp_path / "pairs.tsv", rows)
    with pytest.warns(
        DataWarning, match=r"pairs.tsv: dropped 2 of 303 pairs .* line 303\."
    ) as all_:
        splits = read_parallel(TableSource(path), "1", "2")
    assert len(all_) == 1
    assert sum(len(split.source) for split in splits) == 301
    write(path, ["en\tde", "a\t "])
    with pytest.raises(DataError, match="every pair has a blank side, or there are none"):
        read_split(path, "all", "en", "de")
    write(path, ["", ""])
    with pytest.raises(DataError, match="pairs.tsv is empty"):
        read_split(path, "all", "1", "2")


def test_what_is_measured_of_a_table_is_told(tmp_path):
    path = write(tmp_path / "pairs.tsv", [f"Go {i}.\tVa {i}." for i in range(300)])
    message = r"pairs.tsv has no test set: measured are the \d+ of its 300 pairs"
    with pytest.warns(DataWarning, match=message):
        assert read_test_set(path, None, "1", "2") == read_split(path, "test", "1", "2")
    assert len(read_test_set(path, "all", "1", "2").source) == 300
    with pytest.raises(DataError, match="has no split 'al'. Did you mean 'all'"):
        read_test_set(path, "al", "1", "2")


CORPORA = Path(os.environ.get("SEQTASKS_CORPORA", Path(__file__).parents[3] / "shared" / "data"))
TATOEBA = CORPORA / "tatoeba" / "fra.txt.gz"


@pytest.mark.skipif(not TATOEBA.exists(), reason="the corpus tatoeba is not here")
def test_tatoeba_has_no_source_in_two_splits_in_either_direction():
    table = TableSource(TATOEBA)
    there, back = read_parallel(table, "1", "2"), read_parallel(table, "2", "1")
    assert [len(split.source) for split in there] == [160_255, 3_440, 3_435]
    for train, validation, test in (there, back):
        held_out = [set(map(folded, split.source)) for split in (validation, test)]
        assert min(map(len, held_out)) > 2_300
        assert not held_out[0] & held_out[1]
        both = held_out[0] | held_out[1]
        assert not any(folded(text) in both for text in train.source)
    hashes = [int(hashlib.sha256(e.encode()).hexdigest()[:16], 16) for e in there.test.source]
    assert {number % 50 for number in hashes} == {1}  # the rule since there are tables
