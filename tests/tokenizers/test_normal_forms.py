import random
import unicodedata

import pytest
import tensorflow as tf

from seqtasks.tokenizers.normal_forms import normal_form
from seqtasks.tokenizers.unicode_tables import Normalization

# All of the planes that hold letters, and samples of the others.
_POINTS = [*range(0xD800), *range(0xE000, 0x32000), *range(0x32000, 0x110000, 7)]
_CHARACTERS = [chr(point) for point in _POINTS]
_MARKS = [c for c in _CHARACTERS if unicodedata.combining(c)]
_CHANGING = [c for c in _CHARACTERS if unicodedata.normalize("NFKD", c) != c]
# Starters that compose with a starter before them: Hangul vowels and finals, Indic vowel signs.
_SECOND_STARTERS = "\u1161\u1175\u11a8\u11c2\u09be\u09d7\u0b3e\u0dcf\u0ddf\u0dca\u102e\U00011127"


kinds = pytest.mark.parametrize("kind", ["nfkc", "nfc"])
cases = pytest.mark.parametrize("lowercase", [False, True])


def expected(text: str, kind: str, lowercase: bool) -> str:
    def normal(text: str) -> str:
        return text if kind == "none" else unicodedata.normalize(kind.upper(), text)  # type: ignore[arg-type]

    text = normal(text)
    return normal("".join(c.lower() for c in text)) if lowercase else text


def check(texts: list[str], kind: Normalization, lowercase: bool) -> None:
    results = normal_form(tf.constant([text.encode() for text in texts]), kind, lowercase=lowercase)
    wrong = [
        (ascii(text), ascii(result.decode()))
        for text, result in zip(texts, results.numpy().tolist(), strict=True)
        if result.decode() != expected(text, kind, lowercase)
    ]
    assert not wrong


def random_texts() -> list[str]:
    source = random.Random(0)
    groups = (_MARKS, _CHANGING, _SECOND_STARTERS, "aAeuU \u1100\uac00\u0dd9", _CHARACTERS)
    return [
        "".join(source.choice(source.choice(groups)) for _ in range(source.randrange(12)))
        for _ in range(20000)
    ]


@kinds
@cases
def test_every_character(kind: Normalization, lowercase: bool) -> None:
    check(_CHARACTERS, kind, lowercase)


@kinds
@cases
def test_random_sequences_of_marks_and_composing_characters(
    kind: Normalization, lowercase: bool
) -> None:
    check(random_texts(), kind, lowercase)


def test_without_a_normal_form_the_case_alone_changes() -> None:
    for texts in (_CHARACTERS, random_texts()):
        check(texts, "none", lowercase=True)
        check(texts, "none", lowercase=False)


def test_thousands_of_marks_on_one_letter() -> None:
    check(
        ["a" + "\u0301\u0323" * 2500, "".join(random.Random(0).choices(_MARKS, k=5000))],
        "nfkc",
        False,
    )


def test_unchanged_rows_keep_their_place() -> None:
    check(["plain", "ﬁ", "", "e\u0301", "plain"], "nfkc", False)


def test_no_rows() -> None:
    assert normal_form(tf.constant([], tf.string), "nfkc").shape == (0,)
