"""Unicode normal form KC and lower case in plain TensorFlow operations.

TensorFlow itself has no normalisation, `tensorflow_text` has one that every process which loads an
exported model would need, and `tf.strings.lower` follows the locale of the process (in a Turkish
one, "I" becomes U+0131). Here the tables come from Python's `unicodedata` and are kept in the
graph: normalisation depends on neither process nor machine.

Reference:
    Unicode Standard Annex 15, https://www.unicode.org/reports/tr15/
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

# No character above plane 2 is changed by normalisation, case or combination.
_CODE_POINTS = [*range(0xD800), *range(0xE000, 0x30000)]
_PAIR = 1 << 21  # code points have 21 bits: a pair of them is one int64


def nfkc(texts: tf.Tensor, *, lowercase: bool = False) -> tf.Tensor:
    """Texts in normal form KC, as `unicodedata.normalize("NFKC", text)` gives it.

    Args:
        texts: valid UTF-8, string (batch,).
        lowercase: also replace each character by its lower case, whatever language or place in
            the word (no final sigma).

    Returns:
        string (batch,).
    """
    if lowercase:
        texts = tf.strings.lower(texts)  # without an encoding: ASCII, in every locale
    changing = ~tf.strings.regex_full_match(texts, _stable_pattern(lowercase))
    with tf.device("CPU"):  # where strings live: nothing is copied to a GPU and back
        return tf.cond(
            tf.reduce_any(changing),
            lambda: _replace_rows(texts, changing, lambda rows: _transform(rows, lowercase)),
            lambda: texts,
        )


def _replace_rows(
    texts: tf.Tensor, chosen: tf.Tensor, change: Callable[[tf.Tensor], tf.Tensor]
) -> tf.Tensor:
    """Applies `change` to the chosen rows only."""
    rows = tf.where(chosen)  # (changed, 1)
    return tf.tensor_scatter_nd_update(texts, rows, change(tf.gather_nd(texts, rows)))


@tf.function(autograph=False, reduce_retracing=True)
def _transform(texts: tf.Tensor, lowercase: bool) -> tf.Tensor:
    """Decomposes, orders and composes the characters of every text: string (batch,)."""
    ragged = tf.strings.unicode_decode(texts, "UTF-8")
    characters, rows = _decompose(ragged.flat_values, ragged.value_rowids(), _mapping(lowercase))
    classes = _look_up(_combining_classes(), characters, default=0)
    order = _canonical_order(classes, rows)
    characters, classes = tf.gather(characters, order), tf.gather(classes, order)
    characters, kept = _compose(characters, classes, rows)
    composed = tf.RaggedTensor.from_value_rowids(
        tf.boolean_mask(characters, kept), tf.boolean_mask(rows, kept), nrows=ragged.nrows()
    )
    return tf.strings.unicode_encode(composed, "UTF-8")


def _decompose(
    characters: tf.Tensor, rows: tf.Tensor, mapping: _Mapping
) -> tuple[tf.Tensor, tf.Tensor]:
    """Replaces characters (n,) by what they map to; the row of each goes along."""
    place, found = _find(mapping.keys, characters)
    lengths = tf.where(found, tf.gather(mapping.lengths, place), 1)
    starts = tf.repeat(tf.gather(mapping.starts, place), lengths)
    offsets = tf.range(tf.reduce_sum(lengths)) - tf.repeat(
        tf.cumsum(lengths, exclusive=True), lengths
    )
    found, unchanged = tf.repeat(found, lengths), tf.repeat(characters, lengths)
    mapped = tf.gather(mapping.values, tf.where(found, starts + offsets, 0))
    return tf.where(found, mapped, unchanged), tf.repeat(rows, lengths)


def _starts_of_rows(rows: tf.Tensor) -> tf.Tensor:
    """Where a new row begins: bool (n,)."""
    return tf.concat([[True], rows[1:] != rows[:-1]], axis=0)[: tf.size(rows)]


def _canonical_order(classes: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
    """The order (n,) in which marks between two starters stand by rising combining class."""
    starter = (classes == 0) | _starts_of_rows(rows)
    segment = tf.cumsum(tf.cast(starter, tf.int64))
    position = tf.range(tf.size(classes, tf.int64))  # marks of one class keep their order
    return tf.argsort(
        (segment * 256 + tf.cast(classes, tf.int64)) * tf.size(rows, tf.int64) + position
    )


def _compose(
    characters: tf.Tensor, classes: tf.Tensor, rows: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Composes each starter with the marks behind it, for all starters of a batch side by side.

    Returns:
        The characters int32 (n,), composed where possible, and whether each is kept, bool (n,).
    """
    pairs = _primary_composites()
    seconds = np.unique(pairs.keys % _PAIR).astype(np.int32)
    # A run begins at every character that cannot compose with one before it.
    alone = (classes == 0) & ~_find(seconds, characters)[1]
    begins = tf.cast(tf.where(alone | _starts_of_rows(rows))[:, 0], tf.int32)  # (runs,)
    lengths = tf.concat([begins[1:], [tf.size(rows)]], axis=0)[: tf.size(begins)] - begins
    begins, lengths = begins[lengths > 1], lengths[lengths > 1]

    def step(k: Any, characters: Any, kept: Any, starter: Any, last: Any) -> tuple[Any, ...]:
        active = k < lengths  # (runs,)
        place = tf.where(active, begins + k, begins)
        combining = tf.gather(classes, place)
        pair = _pair(tf.gather(characters, starter), tf.gather(characters, place))
        composite = _look_up(pairs, pair, default=-1)
        # Blocked by a mark in between whose class is not lower.
        composes = active & (composite >= 0) & (last < combining)
        characters = tf.tensor_scatter_nd_update(
            characters, starter[composes][:, tf.newaxis], composite[composes]
        )
        kept = tf.tensor_scatter_nd_update(
            kept, place[composes][:, tf.newaxis], tf.zeros_like(composite[composes], tf.bool)
        )
        passed = active & ~composes
        starter = tf.where(passed & (combining == 0), place, starter)
        last = tf.where(passed, tf.where(combining == 0, -1, combining), last)
        return k + 1, characters, kept, starter, last

    last = tf.fill(tf.shape(begins), -1)  # class of the mark before, -1 where there is none
    kept = tf.ones_like(characters, tf.bool)
    longest = tf.reduce_max(tf.concat([[0], lengths], axis=0))
    _, characters, kept, _, _ = tf.while_loop(
        lambda k, *_: k < longest, step, (1, characters, kept, begins, last)
    )
    return characters, kept


def _pair(first: tf.Tensor, second: tf.Tensor) -> tf.Tensor:
    return tf.cast(first, tf.int64) * _PAIR + tf.cast(second, tf.int64)


def _find(keys: Any, queries: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """The place of each query among sorted keys, and whether it is there."""
    place = tf.minimum(tf.searchsorted(keys, queries), len(keys) - 1)
    return place, tf.gather(keys, place) == queries


def _look_up(table: _Table, queries: tf.Tensor, default: int) -> tf.Tensor:
    place, found = _find(table.keys, queries)
    return tf.where(found, tf.gather(table.values, place), default)


class _Table(NamedTuple):
    """Sorted keys and their int32 values."""

    keys: Any
    values: Any


class _Mapping(NamedTuple):
    """Sorted code points, and the part of `values` that each becomes."""

    keys: Any
    starts: Any
    lengths: Any
    values: Any


@cache
def _replacements(lowercase: bool) -> dict[int, str]:
    """The full compatibility decomposition of each character that it changes."""
    replacements = {}
    for point in _CODE_POINTS:
        text = chr(point)
        if lowercase:
            text = unicodedata.normalize("NFKC", text)
            text = "".join(character.lower() for character in text)
        text = unicodedata.normalize("NFKD", text)
        if text != chr(point):
            replacements[point] = text
    return replacements


@cache
def _mapping(lowercase: bool) -> _Mapping:
    replacements = _replacements(lowercase)
    lengths = np.array([len(text) for text in replacements.values()], np.int32)
    values = np.array([ord(c) for text in replacements.values() for c in text], np.int32)
    keys = np.array(list(replacements), np.int32)
    return _Mapping(keys, np.cumsum(lengths, dtype=np.int32) - lengths, lengths, values)


@cache
def _combining_classes() -> _Table:
    classes = {point: unicodedata.combining(chr(point)) for point in _CODE_POINTS}
    return _table({point: value for point, value in classes.items() if value})


@cache
def _primary_composites() -> _Table:
    """Pairs of characters and the character that they compose to."""
    composites = {}
    for point in _replacements(False):
        text = chr(point)
        if unicodedata.normalize("NFC", text) != text:
            continue  # excluded from composition
        parts = unicodedata.normalize("NFD", text)
        # All but the last part compose first: to "ê" for "ế", to a syllable's LV for Hangul.
        first = unicodedata.normalize("NFC", parts[:-1])
        if len(parts) > 1 and len(first) == 1:
            composites[ord(first) * _PAIR + ord(parts[-1])] = point
    return _table(dict(sorted(composites.items())))


def _table(values: dict[int, int]) -> _Table:
    keys = np.array(list(values), np.int64)
    if keys.max() < _PAIR:
        keys = keys.astype(np.int32)
    return _Table(keys, np.array(list(values.values()), np.int32))


@cache
def _stable_pattern(lowercase: bool) -> str:
    """A regular expression of the texts that cannot change, whatever their order of characters."""
    changing = {p for p, text in _replacements(lowercase).items() if _nfc(text) != chr(p)}
    composing = {int(key % _PAIR) for key in _primary_composites().keys}
    marks = {int(key) for key in _combining_classes().keys}
    return f"[^{_ranges(sorted(changing | composing | marks))}]*"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _ranges(points: list[int]) -> str:
    """Sorted code points as the inside of a character class."""
    breaks = [i for i in range(1, len(points)) if points[i] != points[i - 1] + 1]
    bounds = zip([0, *breaks], [*breaks, len(points)], strict=True)
    return "".join(f"\\x{{{points[a]:x}}}-\\x{{{points[b - 1]:x}}}" for a, b in bounds)
