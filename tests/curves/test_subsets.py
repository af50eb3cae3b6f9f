"""The subsets of corpora on which learning curves are measured."""

from __future__ import annotations

import gzip

import pytest

from benchmarks.curves.subsets import (
    IMDB_VALIDATION,
    num_examples,
    read_corpus,
    subset,
    write_subset,
)
from seqtasks.corpora.labelled import Layout, read_labelled
from seqtasks.corpora.tagged import read_tagged

SENTENCE = "# text = a b\n1\ta\ta\tDET{}\t_\t_\t_\t_\t_\t_\n2\tb\tb\tNOUN\t_\t_\t_\t_\t_\t_\n\n"


def written(data, name, files):
    for file, text in files.items():
        path = data / name / f"{file}.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()))


def test_both_sides_of_a_translation_are_cut_at_the_same_pair(tmp_path):
    languages = ("de", "en")
    splits = {"train": 5, "val": 3, "test_2016_flickr": 3}
    written(
        tmp_path,
        "multi30k",
        {
            f"{split}.{language}": "".join(f"{language} {i}\n" for i in range(count))
            for split, count in splits.items()
            for language in languages
        },
    )
    whole = read_corpus(tmp_path, "multi30k")
    assert num_examples(whole) == 5
    write_subset(subset(whole, 2, None), tmp_path / "cut")
    assert (tmp_path / "cut" / "train.de").read_text() == "de 0\nde 1\n"
    assert (tmp_path / "cut" / "train.en").read_text() == "en 0\nen 1\n"
    assert (tmp_path / "cut" / "val.en").read_text() == "en 0\nen 1\nen 2\n"


def test_sentences_of_conllu_stay_whole(tmp_path):
    files = {
        f"en_ewt-ud-{split}.conllu": "".join(SENTENCE.format(i) for i in range(3))
        for split in ("train", "dev", "test")
    }
    written(tmp_path, "ud-en-ewt", files)
    write_subset(subset(read_corpus(tmp_path, "ud-en-ewt"), 2, 1), tmp_path / "cut")
    assert (tmp_path / "cut" / "en_ewt-ud-train.conllu").read_text() == SENTENCE.format(
        0
    ) + SENTENCE.format(1)
    found = read_tagged(tmp_path / "cut", column="upos")
    assert [row[0] for row in found.train.labels] == ["DET0", "DET1"]
    assert [len(split.words) for split in found] == [2, 1, 1]


def test_a_plain_file_does_as_well_as_a_packed_one(tmp_path):
    (tmp_path / "ptb").mkdir()
    for split in ("train", "valid", "test"):
        (tmp_path / "ptb" / f"ptb.{split}.txt").write_text(f" {split} \u2028 one \n\n two \n")
    (train,) = read_corpus(tmp_path, "ptb")["train"]
    assert train.examples == [" train \u2028 one \n", "\n", " two \n"]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"ptb\.train\.txt\.gz"):
        read_corpus(tmp_path, "ptb")


def test_reviews_are_mixed_and_their_validation_texts_are_new(tmp_path):
    count = IMDB_VALIDATION + 400
    rows = [
        f"train/{i}.txt\t{int(i > count / 2)}\t5\ttext {i % (count - 100)}\tend"
        for i in range(count)
    ]
    written(tmp_path, "imdb", {"train.tsv": "\n".join(rows) + "\n", "test.tsv": "t\t1\t5\tx\n"})
    whole = read_corpus(tmp_path, "imdb")
    assert whole == read_corpus(tmp_path, "imdb")  # always in the same order
    write_subset(subset(whole, 100, None), tmp_path / "cut")
    found = read_labelled(tmp_path / "cut", Layout(text="4", label="2"))
    assert {*found.train.labels} == {"0", "1"}
    assert len(found.train.texts) == 100
    assert len(found.validation.texts) == IMDB_VALIDATION
    everything = [row.split("\t", 3)[3] for row in whole["train"][0].examples]
    assert not {*everything} & {f"{text}\n" for text in found.validation.texts}
