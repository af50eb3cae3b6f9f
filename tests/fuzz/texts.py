"""Words, lines and labels as corpora have them, and as nobody expects them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

# None of them names a column, a split or a language, or is written as a label of spans is.
PLAIN = (
    "dog", "cat", "runs", "barks", "The", "house", "Ärger", "naïve", "été", "собака", "狗", "犬",
    "ไทย", "بيت", "개", "😀", "3,5", "half-baked", "don't", "U.S.", "x/y", "(b)", "!", "...",
)  # fmt: skip
ODD = (
    "#", "##", "\"", '"quoted"', '""', "'", "`", "\\", "\\n", "%s", "{}", "[", "]", "<a>", "&amp;",
    "*", "+", "-", "--", "_", "=", "@", "~", "^", "|", ";", ",", ":", "0", "1", "-1.5", "1e-3",
    "nan", "inf", "null", "true", "e\u0301te\u0301", "\u00ad", "a\u200db", "\u200e", "\ufb01ne",
    "ＡＢ", "½", "\u0130", "ß", "a\u00a0b", "a\u3000b", "a\u2028b", "a\u0085b", "a\x0bb", "a\x0cb",
    "a\x1cb", "\u200bz", "\ue000", "\U0010ffff", "\x00", "\x07",
)  # fmt: skip


def words(*, without: str = "") -> st.SearchStrategy[str]:
    """A word: no white space around it, and no tab or line end in it.

    Args:
        without: characters that it must not hold.
    """
    kept = [word for word in (*PLAIN, *ODD) if not {*word} & {*without}]
    common = [word for word in PLAIN if word in kept]
    return st.sampled_from(common) | st.sampled_from(kept)


def texts(*, without: str = "", least: int = 1, most: int = 6) -> st.SearchStrategy[str]:
    """Words with a space between them; not blank, and none around it."""
    found = st.lists(words(without=without), min_size=least, max_size=most).map(" ".join)
    return found.filter(lambda text: not least or (visible(text) and text == text.strip()))


def lines(*, without: str = "", most: int = 8) -> st.SearchStrategy[list[str]]:
    """Lines, some of them blank, some with spaces around them."""
    line = texts(without=without) | st.sampled_from(["", "", " ", "\u3000", "  dog ", "\tcat\t"])
    return st.lists(line, min_size=1, max_size=most)


def visible(text: str) -> bool:
    """Whether a text shows anything: it is not made of blanks and invisible characters alone."""
    return any(
        not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Co")
        for c in text
    )


LABELS = ("pos", "neg", "café", "NOUN", "Überfall", "狗", "half-baked", "0", "1")


def spellings(label: str, *, spaces: bool) -> st.SearchStrategy[str]:
    """How else a label may be written that is the same: its normal form, or blanks around it."""
    forms = [label, label, label, unicodedata.normalize("NFD", label), f"\ufeff{label}"]
    if spaces:
        forms += [f"{label} ", f" {label}", f"{label}\u00a0"]
    return st.sampled_from(forms)


def one_in(draw: Draw, count: int) -> bool:
    """Whether something is done to this case: it is to one in so many, and the simplest is not."""
    return draw(st.integers(1, count)) == count
