"""What Unicode says of characters, as sorted arrays: decomposition, order, composition, case.

Reference:
    Unicode Standard Annex 15, https://www.unicode.org/reports/tr15/
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

Normalization: TypeAlias = Literal["nfkc", "nfc", "none"]

PAIR = 1 << 21  # code points have 21 bits: a pair of them is one int64

# No character above plane 2 is changed by normalisation, case or combination.
_CODE_POINTS = [*range(0xD800), *range(0xE000, 0x30000)]


class Table(NamedTuple):
    """Sorted keys and their int32 values."""

    keys: Any
    values: Any


class Mapping(NamedTuple):
    """Sorted code points, and the part of `values` that each becomes."""

    keys: Any
    starts: Any
    lengths: Any
    values: Any


@cache
def mapping(normalization: Normalization, lowercase: bool) -> Mapping:
    """The full decomposition of each character that it changes, of the lower case where asked."""
    replacements = _replacements(normalization, lowercase)
    lengths = np.array([len(text) for text in replacements.values()], np.int32)
    values = np.array([ord(c) for text in replacements.values() for c in text], np.int32)
    keys = np.array(list(replacements), np.int32)
    return Mapping(keys, np.cumsum(lengths, dtype=np.int32) - lengths, lengths, values)


@cache
def combining_classes() -> Table:
    """The canonical combining class of each character where it is not 0."""
    classes = {point: unicodedata.combining(chr(point)) for point in _CODE_POINTS}
    return _table({point: value for point, value in classes.items() if value})


@cache
def primary_composites() -> Table:
    """Pairs of characters, first * `PAIR` + second, and the character that they compose to."""
    composites = {}
    for point in _replacements("nfc", False):
        text = chr(point)
        if _nfc(text) != text:
            continue  # excluded from composition
        parts = unicodedata.normalize("NFD", text)
        # All but the last part compose first: to "ê" for "ế", to a syllable's LV for Hangul.
        first = _nfc(parts[:-1])
        if len(parts) > 1 and len(first) == 1:
            composites[ord(first) * PAIR + ord(parts[-1])] = point
    return _table(dict(sorted(composites.items())))


@cache
def stable_pattern(normalization: Normalization, lowercase: bool) -> str:
    """A regular expression of the texts that cannot change, whatever their order of characters."""
    replacements = _replacements(normalization, lowercase)
    if normalization == "none":
        return f"[^{_ranges(sorted(replacements))}]*"
    changing = {point for point, text in replacements.items() if _nfc(text) != chr(point)}
    composing = {int(key % PAIR) for key in primary_composites().keys}
    marks = {int(key) for key in combining_classes().keys}
    return f"[^{_ranges(sorted(changing | composing | marks))}]*"


@cache
def _replacements(normalization: Normalization, lowercase: bool) -> dict[int, str]:
    replacements = {}
    for point in _CODE_POINTS:
        text = chr(point)
        if lowercase:
            text = "".join(c.lower() for c in _normal(text, normalization))
        text = _normal(text, normalization, decomposed=True)
        if text != chr(point):
            replacements[point] = text
    return replacements


def _normal(text: str, normalization: Normalization, *, decomposed: bool = False) -> str:
    if normalization == "nfkc":
        return unicodedata.normalize("NFKD" if decomposed else "NFKC", text)
    if normalization == "nfc":
        return unicodedata.normalize("NFD" if decomposed else "NFC", text)
    return text


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _table(values: dict[int, int]) -> Table:
    keys = np.array(list(values), np.int64)
    if keys.max() < PAIR:
        keys = keys.astype(np.int32)
    return Table(keys, np.array(list(values.values()), np.int32))


def _ranges(points: list[int]) -> str:
    """Sorted code points as the inside of a character class."""
    breaks = [i for i in range(1, len(points)) if points[i] != points[i - 1] + 1]
    bounds = zip([0, *breaks], [*breaks, len(points)], strict=True)
    return "".join(f"\\x{{{points[a]:x}}}-\\x{{{points[b - 1]:x}}}" for a, b in bounds)
