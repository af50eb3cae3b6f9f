from itertools import groupby

import pytest
import tensorflow as tf

from seqtasks.tokenizers.normalization import aligned_text, normalize_text
from seqtasks.tokenizers.unicode_tables import Normalization


def normalized(text: str | bytes, form: Normalization = "nfkc", lowercase: bool = False) -> str:
    encoded = tf.constant([text.encode() if isinstance(text, str) else text])
    texts = normalize_text(encoded, normalization=form, lowercase=lowercase)
    return texts.numpy()[0].decode()


forms = pytest.mark.parametrize("form", ["nfkc", "nfc", "none"])
cases = pytest.mark.parametrize("lowercase", [False, True])


@pytest.mark.parametrize("character", "\t\n\r\x00\x1f\x7f\x85\u00a0\u1680\u2028\u2029\u3000\u200b")
def test_control_and_space_characters_become_one_space(character: str) -> None:
    assert normalized(f"a{character}b") == normalized(f"a{character}b", "nfc") == "a b"


def test_without_a_normal_form_control_characters_alone_become_spaces() -> None:
    assert normalized("a\tb\x1fc\x85d", "none") == "a b c d"
    text = "a\u00a0b\u3000c\u2028d\u200be\u00adf\ufeffg ½ e\u0301 ￭ ▁"
    assert normalized(text, "none") == text


@pytest.mark.parametrize("character", "\u00ad\u2060\ufeff")
def test_invisible_characters_vanish(character: str) -> None:
    assert normalized(f"a{character}b") == "ab"
    assert normalized(f"e{character}\u0301") == normalized(f"e{character}\u0301", "nfc") == "é"


@pytest.mark.parametrize("text", ["می\u200cخواهم", "👨\u200d👩", "❤\ufe0f"])
def test_joiners_and_variation_selectors_stay(text: str) -> None:
    assert normalized(text) == text


def test_runs_of_spaces_stay() -> None:
    assert normalized("  a \t b\n") == "  a   b "


def test_invalid_utf8_becomes_the_replacement_character() -> None:
    for form in ("nfkc", "nfc", "none"):
        assert normalized(b"a\xffb", form) == "a\ufffdb"
    assert normalized(b"caf\xc3") == "caf\ufffd"


def test_compatibility_forms() -> None:
    assert normalized("ﬁ ＴＥＡ ① ｶﾞ") == "fi TEA 1 ガ"


def test_lower_case() -> None:
    assert normalized("STRASSE Straße ÄÖ ΑΣ", lowercase=True) == "strasse straße äö ασ"
    assert normalized("J\u030c", lowercase=True) == "\u01f0"  # composed after lower-casing
    assert normalized("ℌ Ⅷ Ｋ", lowercase=True) == "h viii k"


def test_nfc_keeps_what_is_written() -> None:
    text = "，！？ ½ ﬁ ＴＥＡ ① ™ … ² ㈱ ￭"
    assert normalized(text, "nfc") == text
    assert normalized("e\u0301 \u1100\u1161 Å", "nfc") == "é 가 Å"
    assert normalized("ＴÉa", "nfc", lowercase=True) == "ｔéa"
    assert normalized("J\u030cE\u0301", "none", lowercase=True) == "j\u030ce\u0301"


@forms
@cases
def test_idempotent(texts: list[str], form: Normalization, lowercase: bool) -> None:
    points = [*range(0xD800), *range(0xE000, 0x32000), *range(0x32000, 0x110000, 7)]
    all_texts = [*texts, *(chr(point) for point in points)]
    options = {"normalization": form, "lowercase": lowercase}
    once = normalize_text(tf.constant([t.encode() for t in all_texts]), **options)
    assert bool(tf.reduce_all(once == normalize_text(once, **options)))


@forms
@cases
def test_every_character_has_its_place_in_the_text(
    texts: list[str], form: Normalization, lowercase: bool
) -> None:
    some = [*texts[:500], texts[-1], ""]
    raw = tf.constant([text.encode() for text in some])
    aligned = aligned_text(raw, normalization=form, lowercase=lowercase)
    expected = normalize_text(raw, normalization=form, lowercase=lowercase)
    assert bool(tf.reduce_all(aligned.texts == expected))
    found = (expected.numpy(), aligned.starts.to_list(), aligned.ends.to_list())
    for text, normal, starts, ends in zip(some, *found, strict=True):
        places = list(zip(starts, ends, strict=True))
        assert len(places) == len(normal.decode())
        parts = [text[a:b] for (a, b), _ in groupby(places)]  # several may stand for one part
        assert "".join(parts) == (text if places else "")


def test_places_of_characters_that_expand_compose_and_vanish() -> None:
    aligned = aligned_text(
        tf.constant(["\ufeffa½e\u00ad\u0301\u00ad.", b"\xff\xff" + "ﬁ".encode()])
    )
    assert [text.decode() for text in aligned.texts.numpy()] == ["a1⁄2é.", "\ufffd\ufffdfi"]
    assert aligned.starts.to_list() == [[0, 2, 2, 2, 3, 7], [0, 1, 2, 2]]
    assert aligned.ends.to_list() == [[2, 3, 3, 3, 7, 8], [1, 2, 3, 3]]
