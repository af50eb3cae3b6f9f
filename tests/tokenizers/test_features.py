"""What taggers read of words: wholes, endings, shapes, and every tokenizer's ids of words."""

import json

import pytest
import tensorflow as tf

from seqtasks.errors import DataError
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.features import ShapeTokenizer, SuffixTokenizer, WholeTokenizer
from seqtasks.tokenizers.loading import load_tokenizer
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.word import WordTokenizer

LINES = ["New York", "walking", "Walks", "a-b", "Éva läuft", "3.5", "我爱"]
trained = pytest.mark.parametrize("tokenizer", [WholeTokenizer, SuffixTokenizer])


@pytest.fixture(scope="module")
def tokenizers():
    return {
        "whole": WholeTokenizer.train(LINES, lowercase=True),
        "suffix": SuffixTokenizer.train(LINES, lengths=(2, 4)),
        "shape": ShapeTokenizer(),
        "unigram": SentencePieceTokenizer.train(LINES, vocabulary_size=40),
        "bpe": SentencePieceTokenizer.train(LINES, vocabulary_size=40, model_type="bpe"),
        "word": WordTokenizer.train(LINES),
        "character": CharacterTokenizer.train(LINES),
    }


@pytest.fixture(scope="module")
def sentences(texts):
    """Rows of words: some rows are empty, some words strange, some invisible."""
    words = [*texts[:60], "\u00ad", "\u200b", "", *LINES]
    return tf.RaggedTensor.from_row_lengths(words, [0, 1, 0, 30, 5, len(words) - 36, 0])


def tokens(tokenizer, *words):
    return [[token.decode() for token in row] for row in tokenizer.tokens(list(words)).to_list()]


def test_the_ids_of_words_are_those_of_each_word(tokenizers, sentences):
    none = tf.RaggedTensor.from_row_lengths(tf.constant([], tf.string), [0, 0])
    for name, tokenizer in tokenizers.items():
        each = iter(tokenizer.encode(sentences.values).to_list())
        expected = [[next(each) or [1] for _ in row] for row in sentences.to_list()]
        token_ids = tokenizer.encode_words(sentences)
        assert (token_ids.dtype, token_ids.to_list()) == (tf.int32, expected), name
        assert tokenizer.encode_words(none).to_list() == [[], []]


def test_invisible_words_are_unknown(tokenizers):
    words = tf.ragged.constant([["\u00ad", "\ufeff\u2060"]])
    for name in tokenizers.keys() - {"suffix", "shape"}:
        assert tokenizers[name].encode_words(words).to_list() == [[[1], [1]]], name


def in_graph_and_saved(tokenizers, folder):
    """`encode_words` of several tokenizers as a graph, and out of a SavedModel."""
    module = tf.Module()
    module.tokenizers = tokenizers
    module.encode = tf.function(
        lambda words: {name: t.encode_words(words) for name, t in tokenizers.items()},
        input_signature=[tf.RaggedTensorSpec([None, None], tf.string, ragged_rank=1)],
        autograph=False,
    )
    tf.saved_model.save(module, str(folder))
    return module, tf.saved_model.load(str(folder))


def test_the_graph_and_a_saved_model_answer_the_same(tokenizers, sentences, tmp_path):
    some = {name: tokenizers[name] for name in ("whole", "suffix", "shape")}
    for module in in_graph_and_saved(some, tmp_path):
        for name, token_ids in module.encode(sentences).items():
            assert token_ids.to_list() == some[name].encode_words(sentences).to_list(), name


def test_a_saved_model_keeps_two_sentencepiece_models_apart(tokenizers, tmp_path):
    two, words = {n: tokenizers[n] for n in ("unigram", "bpe")}, tf.ragged.constant([LINES])
    graph, saved = (module.encode(words) for module in in_graph_and_saved(two, tmp_path))
    assert [saved[name].to_list() for name in two] == [graph[name].to_list() for name in two]


def test_saved_and_loaded(tokenizers, sentences, tmp_path):
    for name, tokenizer in tokenizers.items():
        tokenizer.save(tmp_path, name)
        loaded = load_tokenizer(tmp_path, name)
        assert (type(loaded), loaded.vocabulary) == (type(tokenizer), tokenizer.vocabulary)
        expected = tokenizer.encode_words(sentences).to_list()
        assert loaded.encode_words(sentences).to_list() == expected, name


def test_a_word_as_a_whole_keeps_its_spaces():
    tokenizer = WholeTokenizer.train(["New York", "New York", "New", "a.b"])
    assert tokenizer.vocabulary[4:] == ("New York", "New", "a.b")
    assert tokenizer.encode(["York", "new york", "a.b"]).to_list() == [[1], [1], [6]]
    assert WholeTokenizer.train(["b", "b", "a"], minimum_frequency=2).vocabulary[4:] == ("b",)
    lower = WholeTokenizer.train(["ÄRGER", "ärger"], lowercase=True)
    assert lower.encode(["Ärger", "ÄRGER"]).to_list() == [[4], [4]]


def test_endings_are_the_last_characters_of_a_longer_word(texts):
    tokenizer = SuffixTokenizer.train(["a"], lengths=(1, 3))
    expected = [["-d", "-kéd"], ["-o", "go"], ["a", "a"], ["-呀", "-爱你呀"]]
    assert tokens(tokenizer, "WALKÉD", "go", "a", "我爱你呀") == expected
    words = map(bytes.decode, tokenizer.normalize(texts).numpy())
    expected = [[f"-{w[-n:]}" if len(w) > n else w for n in (1, 3)] for w in words]
    assert tokens(tokenizer, *texts) == expected


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("lower", "walks don't well-known naïve ß e\u0301 λόγος я 's @user"),
        ("Capitalised", "Éva E\u0301va A I Well-known Москва ǅ"),
        ("UPPER", "NATO U.S. AT&T ΑΣ СССР Ⅷ"),
        ("uncased", "我爱 コーヒー עולם مرحبا हिन्दी 한국어"),
        ("123", "3.5 2024 -5 €20 ½ ٣ 10%"),
        ("a1", "10th B2B x² 東京2020 COVID-19"),
        ("mixed", "iPad McDonald O'Neill 日本Tokyo -Foo"),
        ("#", "! ... … 😀 — ()"),
    ],
)
def test_shapes(shape, words):
    found = dict(zip(words.split(), tokens(ShapeTokenizer(), *words.split()), strict=True))
    assert found == {word: [shape] for word in words.split()}


def test_the_normal_form_of_features_can_be_chosen():
    words = ["½", "Ｘ", "e\u0301"]
    for form, expected in {
        "nfkc": ["1⁄2", "X", "é"],
        "nfc": ["½", "Ｘ", "é"],
        "none": words,
    }.items():
        whole = WholeTokenizer.train(words, normalization=form)
        assert sorted(whole.vocabulary[4:]) == sorted(expected)
        endings = SuffixTokenizer.train(words, lengths=(1,), normalization=form)
        assert tokens(endings, "Ａ") == [["a"] if form == "nfkc" else ["ａ"]]
        assert tokens(ShapeTokenizer(normalization=form), "①a") == [["a1"]]
    with pytest.raises(ValueError, match="`normalization` must be one of 'nfkc', 'nfc', 'none'"):
        ShapeTokenizer(normalization="nfd")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        *(
            ({"lengths": n}, r"must be positive ints. Received: lengths=\[")
            for n in ([], [0], [1, "2"])
        ),
        ({"lengths": 3}, "'lengths' must be a list. Received: 3"),
        ({"lowercase": None}, "'lowercase' must be a bool. Received: None"),
        ({"kind": 7}, "'kind' must be a str. Received: 7"),
        ({"kind": "suffixes"}, r"unknown kind of tokenizer 'suffixes'. Did you mean 'suffix'\?"),
        ({"kind": "word"}, "'rule' must be a str. Received: None"),
        ({"normalization": "nfd"}, r"unknown normalization 'nfd'. Did you mean 'nfkc'\?|'nfc'\?"),
        ({"normalization": None}, "'normalization' must be a str. Received: None"),
    ],
)
def test_bad_settings_of_a_saved_tokenizer(changes, message, tmp_path):
    SuffixTokenizer.train(["walks"]).save(tmp_path, "endings")
    path = tmp_path / "endings.json"
    settings = json.loads(path.read_text())
    assert settings == {
        "kind": "suffix",
        "lowercase": True,
        "normalization": "nfkc",
        "num_characters": 5,
        "lengths": [1, 2, 3],
    }
    path.write_text(json.dumps(settings | changes))
    with pytest.raises(DataError, match=f"endings.json: .*{message}"):
        load_tokenizer(tmp_path, "endings")


@trained
def test_bad_arguments(tokenizer):
    with pytest.raises(DataError, match="must be trained on text. Received: no line with a token"):
        tokenizer.train([])
    with pytest.raises(ValueError, match="`minimum_frequency` must be at least 1. Received: 0"):
        tokenizer.train(["a"], minimum_frequency=0)


@trained
def test_invisible_words_may_stand_among_those_of_training(tokenizer):
    assert tokenizer.train(["a", "\u00ad"]).vocabulary[4:] == ("a",)


@pytest.mark.parametrize("lengths", [(), (0,), (-1,)])
def test_lengths_of_endings_are_positive(lengths):
    with pytest.raises(ValueError, match="`lengths` must be positive ints"):
        SuffixTokenizer.train(["walks"], lengths=lengths)
