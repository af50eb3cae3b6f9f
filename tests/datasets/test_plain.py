"""Plain text with its tokenizer: what a recipe's `data` gives."""

import hashlib

import numpy as np
import pytest

from seqtasks.datasets.plain import PlainSet, PlainText, encode_lines, train_tokenizer
from seqtasks.errors import DataError, DataWarning
from seqtasks.tokenizers.word import WordTokenizer

TRAIN = ["The cat sat, the dog ran.", "", "A dog sat!"] * 10
SMALL = {"batch_size": 2, "segment_length": 5}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "animals"
    folder.mkdir()
    for name, lines in (("train", TRAIN), ("valid", ["The dog sat."] * 3), ("test", ["A cow."])):
        (folder / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))
    return folder


def tokens_of(text, ids):
    return [text.tokenizer.vocabulary[i] for i in ids]


def test_splits(folder):
    text = PlainText(folder, **SMALL)
    assert text.train.lines == tuple(TRAIN)
    assert text.validation.lines == ("The dog sat.",) * 3
    assert text.evaluation_sets == {"validation": text.validation, "test": text.test}
    # Only the training split teaches the tokenizer.
    assert tokens_of(text, text.test.ids) == ["A", "<unk>", "￭.", "<eos>"]
    assert text.train.batches.ids is text.train.ids
    assert text.train.batches.spec[0].shape == (2, 5)
    assert text.test.batches.spec[0].shape == (1, 64)  # a short text is read in one row


@pytest.mark.parametrize(
    ("unit", "tokens"),
    [
        ("word", ["A", "dog", "sat", "￭!", "<eos>"]),
        ("space", ["A", "dog", "sat!", "<eos>"]),
        ("character", [*"A dog sat!", "<eos>"]),
    ],
)
def test_units(folder, unit, tokens):
    text = PlainText(folder, unit=unit, **SMALL)
    assert tokens_of(text, text.train.ids[-len(tokens) :]) == tokens


def test_sentencepieces(folder):
    text = PlainText(folder, unit="sentencepiece", vocabulary_size=30, lowercase=True, **SMALL)
    assert text.tokenizer.vocabulary_size <= 30
    assert text.tokenizer.decode([text.validation.ids]).numpy()[0] == b"the dog sat."
    assert any(token.startswith("\u2581") for token in text.tokenizer.vocabulary)


def test_limits_of_the_vocabulary(folder):
    with pytest.warns(DataWarning, match="limited to 6 entries"):
        assert PlainText(folder, vocabulary_size=6, **SMALL).tokenizer.vocabulary_size == 6
    assert "A" in PlainText(folder, **SMALL).tokenizer.vocabulary
    # 20 each: dog and sat; the others, "The" and "the" too, stand ten times.
    frequent = PlainText(folder, minimum_frequency=20, **SMALL).tokenizer.vocabulary
    assert frequent[4:] == ("dog", "sat")
    folded = PlainText(folder, minimum_frequency=20, lowercase=True, **SMALL).tokenizer.vocabulary
    assert folded[4:] == ("dog", "sat", "the")


def test_a_column(folder):
    for file in folder.iterdir():
        lines = file.read_text().splitlines()
        file.write_text("".join(f"7\t{line}\n" for line in lines))
    assert PlainText(folder, column=2, **SMALL).train.lines == tuple(TRAIN)


def test_a_single_file(tmp_path):
    (tmp_path / "all.txt").write_text("".join(f"line {i}\n" for i in range(20)))
    text = PlainText(tmp_path / "all.txt", **SMALL)
    assert [len(s.lines) for s in (text.train, text.validation, text.test)] == [18, 1, 1]


def test_digests(folder):
    text = PlainText(folder, **SMALL)
    assert list(text.digests) == ["train", "validation", "test"]
    assert text.digests["test"] == text.test.digest == hashlib.sha256(b"A cow.").hexdigest()
    again = PlainText(folder.rename(folder.with_name("moved")), unit="character", **SMALL)
    assert again.digests == text.digests
    assert PlainSet.from_lines(["é"], text.tokenizer).digest != text.test.digest


def test_head(folder):
    text = PlainText(folder, **SMALL)
    head = text.head(4)
    assert head.tokenizer is text.tokenizer
    assert [len(s.lines) for s in (head.train, head.validation, head.test)] == [4, 3, 1]
    assert head.train.batches.spec[0].shape == (2, 8)
    assert head.train.batches.plan(0)
    np.testing.assert_array_equal(head.train.ids, text.train.ids[: len(head.train.ids)])
    assert len(text.train.lines) == 30  # which stays as it is
    assert text.train.batches.spec[0].shape == (2, 5)


def test_encoded_lines_end_in_eos():
    tokenizer = WordTokenizer.train(["a b"])
    ids = encode_lines(["a b", "", "b c"], tokenizer)
    assert ids.dtype == np.int32
    assert ids.tolist() == [4, 5, 3, 3, 5, 1, 3]
    assert encode_lines([""], tokenizer).tolist() == [3]
    assert encode_lines([], tokenizer).tolist() == []


def test_encoding_beyond_one_batch_of_lines():
    tokenizer = WordTokenizer.train(["a b"])
    ids = encode_lines(["a", "b b"] * 2500, tokenizer)
    assert ids.tolist() == [4, 3, 5, 5, 3] * 2500


def test_a_text_shorter_than_a_batch(folder):
    # Ten times: eight words and signs, none, four, and three <eos>.
    expected = (
        r"The training text of .*animals has 150 tokens, but one batch takes batch_size 8 x "
        r"segment_length 1000 = 8,000. Lower one"
    )
    with pytest.raises(DataError, match=expected):
        PlainText(folder, batch_size=8, segment_length=1000)
    assert len(PlainText(folder, batch_size=10, segment_length=15).train.batches.plan(0)) == 1


def test_bad_sizes(folder):
    with pytest.raises(ValueError, match=r"`segment_length` must be at least 1"):
        PlainText(folder, segment_length=0)


def test_training_lines_without_text(tmp_path):
    lines = ["\u200b"] * 20  # no blanks, but no tokens either
    (tmp_path / "all.txt").write_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(DataError, match=r"must be trained on text. Received: no line with a token"):
        PlainText(tmp_path / "all.txt", **SMALL)


def test_an_unknown_unit_is_refused(tmp_path):
    with pytest.raises(ValueError, match="`unit` must be one of 'word'.*Received: unit='words'"):
        train_tokenizer("words", ["a b"], 10, 1, False, "nfc")
