"""Texts that tokenizers must survive: natural, adversarial and random ones."""

from __future__ import annotations

import random

import pytest

_ADVERSARIAL = [
    "",
    " ",
    "ab a b",
    "\t\n\r\x00\x07\x85\u2028\u2029\u00a0\u3000\u200b\ufeff\u00ad\u2060",
    "<pad> <unk> <bos> <eos> <s> </s> <PAD>",
    "￭ ￭￭ a￭b ▁ ▅ ⁇ \ufffd",
    "\x1c\x1d\x1e\x1f a\x1fb \\0 \\1 $1",
    "(Ask the dog.) \"Don't!\" rock'n'roll 'tis l\u2019eau '' ' a''b '90s",
    "3.14 1,000 -5 €20 a_b __init__ x² ½ ① Ⅷ",
    "👨\u200d👩\u200d👧 👍🏽 🇩🇪 ❤\ufe0f 1\ufe0f\u20e3 🏴\U000e0067\U000e007f",
    "e\u0301 \u0301e a\u0323\u0301 q\u0307\u0323 \u0344 !\u0301 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "שָׁלוֹם עולם مرحبا بالعالم \u202eabc\u202c می\u200cخواهم",
    "我爱中国。コーヒー 東京タワー人々〆切 ㄅㄆ 〇 ｶﾞ か\u3099 葛\U000e0100 한국어 각",
    "नमस्ते दुनिया สวัสดีชาวโลก ผู้ใหญ่ កម្ពុជា",
    "ﬁne ＴＥＡ ℌ ™ ﷺ STRASSE Straße ẞ İstanbul ΑΣ Σ J̌",
    "aΑа0٠०",
]
_ALPHABETS = [
    "abcdefgh ABC ",
    "abc ()[].,!?'\u2019\"-_/ 012 ",
    "äöüßéÅÇñ łŁøØ ",
    "中国人々コーヒー。、か\u3099 한국어 ",
    "👨👩👧🏽🇩🇪❤\u200d\ufe0f\u200c ",
    "e\u0301\u0323\u0327a\u0308\u0344\u1100\u1161\u11a8 ",
    "\u05e9\u05c1\u05b8\u05dc\u202e\u200f\u0645\u0631 ",
    "\t\n\x00\x1c\x1d\x1e\x1f\x85\u2028\u00a0\u200b\ufeff x",
    "<>padunkboseos￭▁▅\ufffd ",
]


def _random_text(source: random.Random) -> str:
    if source.random() < 0.05:
        points = (source.choice((0x80, 0x3000, 0x11000, 0x30000, 0x110000)) for _ in range(20))
        return "".join(
            chr(point) for end in points if not 0xD800 <= (point := source.randrange(end)) < 0xE000
        )
    alphabet = source.choice(_ALPHABETS) + source.choice(_ALPHABETS)
    return "".join(source.choices(alphabet, k=source.randrange(25)))


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """5,000 texts, among them empty ones and two of 5,000 characters."""
    source = random.Random(0)
    texts = [*_ADVERSARIAL, *(_random_text(source) for _ in range(5000 - len(_ADVERSARIAL) - 2))]
    long = ["".join(source.choices(alphabet, k=5000)) for alphabet in _ALPHABETS[1:6:4]]
    return [*texts, *long]
