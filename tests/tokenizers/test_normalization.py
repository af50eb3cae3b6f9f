import pytest
import tensorflow as tf

from seqtasks.tokenizers.normalization import normalize_text


def normalized(text: str | bytes, lowercase: bool = False) -> str:
    encoded = text.encode() if isinstance(text, str) else text
    return normalize_text(tf.constant([encoded]), lowercase=lowercase).numpy()[0].decode()


@pytest.mark.parametrize("character", "\t\n\r\x00\x1f\x7f\x85\u00a0\u1680\u2028\u2029\u3000\u200b")
def test_control_and_space_characters_become_one_space(character: str) -> None:
    assert normalized(f"a{character}b") == "a b"


@pytest.mark.parametrize("character", "\u00ad\u2060\ufeff")
def test_invisible_characters_vanish(character: str) -> None:
    assert normalized(f"a{character}b") == "ab"
    assert normalized(f"e{character}\u0301") == "é"


@pytest.mark.parametrize("text", ["می\u200cخواهم", "👨\u200d👩", "❤\ufe0f"])
def test_joiners_and_variation_selectors_stay(text: str) -> None:
    assert normalized(text) == text


def test_runs_of_spaces_stay() -> None:
    assert normalized("  a \t b\n") == "  a   b "


def test_invalid_utf8_becomes_the_replacement_character() -> None:
    assert normalized(b"a\xffb") == "a\ufffdb"
    assert normalized(b"caf\xc3") == "caf\ufffd"


def test_compatibility_forms() -> None:
    assert normalized("ﬁ ＴＥＡ ① ｶﾞ") == "fi TEA 1 ガ"


def test_lower_case() -> None:
    assert normalized("STRASSE Straße ÄÖ ΑΣ", lowercase=True) == "strasse straße äö ασ"
    assert normalized("J\u030c", lowercase=True) == "\u01f0"  # composed after lower-casing
    assert normalized("ℌ Ⅷ Ｋ", lowercase=True) == "h viii k"


@pytest.mark.parametrize("lowercase", [False, True])
def test_idempotent(texts: list[str], lowercase: bool) -> None:
    once = normalize_text(tf.constant([t.encode() for t in texts]), lowercase=lowercase)
    twice = normalize_text(once, lowercase=lowercase)
    assert bool(tf.reduce_all(once == twice))


@pytest.mark.parametrize("lowercase", [False, True])
def test_idempotent_on_every_character(lowercase: bool) -> None:
    points = [*range(0xD800), *range(0xE000, 0x32000), *range(0x32000, 0x110000, 7)]
    characters = [chr(point).encode() for point in points]
    once = normalize_text(tf.constant(characters), lowercase=lowercase)
    assert bool(tf.reduce_all(once == normalize_text(once, lowercase=lowercase)))
