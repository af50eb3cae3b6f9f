import random
import unicodedata

import pytest
import tensorflow as tf

from seqtasks.tokenizers.nfkc import nfkc

# All of the planes that hold letters, and samples of the others.
_POINTS = [*range(0xD800), *range(0xE000, 0x32000), *range(0x32000, 0x110000, 7)]
_CHARACTERS = [chr(point) for point in _POINTS]
_MARKS = [c for c in _CHARACTERS if unicodedata.combining(c)]
_CHANGING = [c for c in _CHARACTERS if unicodedata.normalize("NFKD", c) != c]
# Starters that compose with a starter before them: Hangul vowels and finals, Indic vowel signs.
_SECOND_STARTERS = "\u1161\u1175\u11a8\u11c2\u09be\u09d7\u0b3e\u0dcf\u0ddf\u0dca\u102e\U00011127"


def expected(text: str, lowercase: bool) -> str:
    text = unicodedata.normalize("NFKC", text)
    if lowercase:
        text = unicodedata.normalize("NFKC", "".join(c.lower() for c in text))
    return text


def check(texts: list[str], lowercase: bool) -> None:
    results = nfkc(tf.constant([text.encode() for text in texts]), lowercase=lowercase)
    wrong = [
        (ascii(text), ascii(result.decode()))
        for text, result in zip(texts, results.numpy().tolist(), strict=True)
        if result.decode() != expected(text, lowercase)
    ]
    assert not wrong


@pytest.mark.parametrize("lowercase", [False, True])
def test_every_character(lowercase: bool) -> None:
    check(_CHARACTERS, lowercase)


@pytest.mark.parametrize("lowercase", [False, True])
def test_random_sequences_of_marks_and_composing_characters(lowercase: bool) -> None:
    source = random.Random(0)
    groups = (_MARKS, _CHANGING, _SECOND_STARTERS, "aAeuU \u1100\uac00\u0dd9", _CHARACTERS)
    texts = [
        "".join(source.choice(source.choice(groups)) for _ in range(source.randrange(12)))
        for _ in range(20000)
    ]
    check(texts, lowercase)


def test_thousands_of_marks_on_one_letter() -> None:
    check(["a" + "\u0301\u0323" * 2500, "".join(random.Random(0).choices(_MARKS, k=5000))], False)


def test_unchanged_rows_keep_their_place() -> None:
    check(["plain", "ﬁ", "", "e\u0301", "plain"], False)


def test_no_rows() -> None:
    assert nfkc(tf.constant([], tf.string)).shape == (0,)
