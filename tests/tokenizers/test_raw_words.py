"""Words as they stand in a text, and their places in it."""

import random
import unicodedata

import pytest
import tensorflow as tf

from seqtasks.tokenizers.raw_words import split_raw_words

HIDDEN = "\u00ad\u2060\ufeff\u200b"


def is_space(character: str) -> bool:
    return unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc")


@pytest.mark.parametrize(
    ("splitting", "text", "expected"),
    [
        ("spaces", "The  dog, (he) ﬁne ½.\n", ["The", "dog,", "(he)", "ﬁne", "½."]),
        ("spaces", "\u3000a\u00a0b\u2028c\x1cd\x85e￭\t", ["a", "b", "c", "d", "e￭"]),
        ("spaces", b"a\xffb c", ["a\ufffdb", "c"]),
        ("spaces", "\ufeffco\u00adop a\u200bb", ["\ufeffco\u00adop", "a\u200bb"]),
        ("words", "(Don't.) ﬁne 3.1￭", ["(", "Don't", ".", ")", "ﬁne", "3", ".", "1", "￭"]),
        ("words", "你好，世界！½…", ["你", "好", "，", "世", "界", "！", "½", "…"]),
        ("words", "e\u0301te\u0301 Ｘ２ ㈱", ["e\u0301te\u0301", "Ｘ２", "㈱"]),
        ("words", "ｶﾞｰド", ["ｶﾞ", "ｰ", "ド"]),
        ("words", "\ufeff(a\u00ad.\u2060)\xad", ["\ufeff(", "a\u00ad", ".\u2060", ")\xad"]),
        ("words", "我\u00ad爱 中国。\xad", ["我\u00ad", "爱", "中", "国", "。\xad"]),
        ("words", "don\u00ad't", ["don\u00ad't"]),
        ("words", "rock\u2060'n'\u2060roll", ["rock\u2060'n'\u2060roll"]),
        ("words", "a\u200bb \u200b(\u200b)", ["a\u200b", "b", "\u200b(\u200b", ")"]),
        ("words", "\u200b我\u200b爱", ["\u200b我\u200b", "爱"]),
        ("words", "a \u00ad b", ["a", "\u00ad", "b"]),
        ("words", "\u200b\xad", []),
        ("spaces", " \u200b\xad", []),
        ("words", b"a\xffb", ["a", "\ufffd", "b"]),
    ],
)  # fmt: skip
def test_raw_words(splitting, text, expected):
    words = split_raw_words(tf.constant([text, ""]), splitting)
    assert [[word.decode() for word in row] for row in words.words.to_list()] == [expected, []]


@pytest.mark.parametrize("splitting", ["spaces", "words"])
def test_words_and_the_white_space_between_them_are_the_text(texts, splitting):
    source = random.Random(2)
    mixed = ["".join(source.choices(HIDDEN + " a我(\u0301'", k=9)) for _ in range(500)]
    texts = [*texts[:500], texts[-1], *mixed]
    found = split_raw_words(tf.constant([text.encode() for text in texts]), splitting)
    assert found.starts.dtype == found.ends.dtype == tf.int32
    for text, words, starts, ends in zip(texts, *(x.to_list() for x in found), strict=True):
        assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == [w.decode() for w in words]
        gaps = [text[a:b] for a, b in zip([0, *ends], [*starts, len(text)], strict=True)]
        if words:
            assert all(map(is_space, "".join(gaps)))
            assert not any(map(is_space, b"".join(words).decode()))
        else:
            assert all(is_space(c) or c in HIDDEN for c in text)


def test_places_are_those_of_characters():
    words = split_raw_words(tf.constant(["é中👍🏽, x", b"\xff\xff ab", "", "a"]), "words")
    assert words.starts.to_list() == [[0, 1, 2, 3, 4, 6], [0, 1, 3], [], [0]]
    assert words.ends.to_list() == [[1, 2, 3, 4, 5, 7], [1, 2, 5], [], [1]]
    assert split_raw_words(tf.constant([], tf.string), "words").words.to_list() == []
