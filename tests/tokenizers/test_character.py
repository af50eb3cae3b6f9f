import pytest

from seqtasks.errors import DataError, DataWarning
from seqtasks.tokenizers.character import CharacterTokenizer

SPECIAL = ("<pad>", "<unk>", "<bos>", "<eos>")


def test_one_token_a_code_point() -> None:
    tokenizer = CharacterTokenizer.train(["e\u0301👍🏽 中"])
    (tokens,) = tokenizer.tokens(["e\u0301👍🏽 中"]).to_list()
    assert [token.decode() for token in tokens] == ["é", "👍", "🏽", " ", "中"]


def test_spaces_are_kept() -> None:
    tokenizer = CharacterTokenizer.train(["a b"])
    assert tokenizer.decode(tokenizer.encode(["  a\t\tb "])).numpy()[0] == b"  a  b "


def test_vocabulary_is_ordered_by_frequency_then_code_point() -> None:
    assert CharacterTokenizer.train(["cab", "b"]).vocabulary == (*SPECIAL, "b", "a", "c")


def test_limits() -> None:
    lines = ["aaabbc"]
    assert CharacterTokenizer.train(lines, minimum_frequency=2).vocabulary == (*SPECIAL, "a", "b")
    with pytest.warns(DataWarning, match="leaves out 2 of 3 distinct tokens"):
        assert CharacterTokenizer.train(lines, maximum_size=5).vocabulary == (*SPECIAL, "a")
    with pytest.raises(ValueError, match=r"`minimum_frequency` must be at least 1. Received: -1"):
        CharacterTokenizer.train(lines, minimum_frequency=-1)
    with pytest.raises(ValueError, match=r"`maximum_size` must be at least 5"):
        CharacterTokenizer.train(lines, maximum_size=0)


def test_training_without_text() -> None:
    with pytest.raises(DataError, match=r"must be trained on text"):
        CharacterTokenizer.train(["", ""])
