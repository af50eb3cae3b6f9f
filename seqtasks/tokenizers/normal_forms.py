"""Unicode normal forms KC and C, and lower case, in plain TensorFlow operations.

TensorFlow itself has no normalisation, `tensorflow_text` has one that every process which loads an
exported model would need, and `tf.strings.lower` follows the locale of the process (in a Turkish
one, "I" becomes U+0131). Here the tables come from Python's `unicodedata` and are kept in the
graph: normalisation depends on neither process nor machine.

Reference:
    Unicode Standard Annex 15, https://www.unicode.org/reports/tr15/
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf

from seqtasks.tokenizers.unicode_tables import (
    PAIR,
    Mapping,
    Normalization,
    Table,
    combining_classes,
    mapping,
    primary_composites,
    stable_pattern,
)

Along: TypeAlias = Sequence[tf.Tensor]  # what is said of each character (n,): its row first


def normal_form(
    texts: tf.Tensor, normalization: Normalization, *, lowercase: bool = False
) -> tf.Tensor:
    """Texts in a normal form, as `unicodedata.normalize("NFKC", text)` or `"NFC"` gives it.

    Only rows that a regular expression finds changeable are taken apart.

    Args:
        texts: valid UTF-8, string (batch,).
        normalization: `"nfkc"`, `"nfc"`, or `"none"`, which changes nothing but the case.
        lowercase: also replace each character by its lower case, whatever language or place in
            the word (no final sigma).

    Returns:
        string (batch,).
    """
    if normalization == "none" and not lowercase:
        return texts
    if lowercase:
        texts = tf.strings.lower(texts)  # without an encoding: ASCII, in every locale
    changing = ~tf.strings.regex_full_match(texts, stable_pattern(normalization, lowercase))
    with tf.device("CPU"):  # where strings live: nothing is copied to a GPU and back
        return tf.cond(
            tf.reduce_any(changing),
            lambda: _replace_rows(
                texts, changing, lambda rows: _transform(rows, normalization, lowercase)
            ),
            lambda: texts,
        )


def normal_characters(
    characters: tf.Tensor, along: Along, normalization: Normalization, lowercase: bool
) -> tuple[tf.Tensor, Along]:
    """The characters of texts in a normal form.

    Args:
        characters: int32 (n,), those of all texts one after the other.
        along: tensors (n,) that go along, such as the place in the text of each character: the
            first is the row of each, rising.
        normalization: as in `normal_form`.
        lowercase: as in `normal_form`.

    Returns:
        int32 (m,), and each of `along` (m,): what several characters become has all of it from the
        first. Marks that are put in order leave it in its place, so that what rises in a text still
        does.
    """
    if normalization != "none" or lowercase:
        characters, along = _decompose(characters, along, mapping(normalization, lowercase))
    if normalization == "none":
        return characters, along
    classes = _look_up(combining_classes(), characters, default=0)
    order = _canonical_order(classes, along[0])
    characters, classes = tf.gather(characters, order), tf.gather(classes, order)
    characters, kept = _compose(characters, classes, along[0])
    return tf.boolean_mask(characters, kept), [tf.boolean_mask(each, kept) for each in along]


def _replace_rows(
    texts: tf.Tensor, chosen: tf.Tensor, change: Callable[[tf.Tensor], tf.Tensor]
) -> tf.Tensor:
    """Applies `change` to the chosen rows only."""
    rows = tf.where(chosen)  # (changed, 1)
    return tf.tensor_scatter_nd_update(texts, rows, change(tf.gather_nd(texts, rows)))


@tf.function(autograph=False, reduce_retracing=True)
def _transform(texts: tf.Tensor, normalization: Normalization, lowercase: bool) -> tf.Tensor:
    """Decomposes, orders and composes the characters of every text: string (batch,)."""
    ragged = tf.strings.unicode_decode(texts, "UTF-8")
    characters, (rows,) = normal_characters(
        ragged.flat_values, [ragged.value_rowids()], normalization, lowercase
    )
    normal = tf.RaggedTensor.from_value_rowids(characters, rows, nrows=ragged.nrows())
    return tf.strings.unicode_encode(normal, "UTF-8")


def _decompose(characters: tf.Tensor, along: Along, table: Mapping) -> tuple[tf.Tensor, Along]:
    """Replaces characters (n,) by what they map to; what is said of each goes along."""
    place, found = _find(table.keys, characters)
    lengths = tf.where(found, tf.gather(table.lengths, place), 1)
    starts = tf.repeat(tf.gather(table.starts, place), lengths)
    offsets = tf.range(tf.reduce_sum(lengths)) - tf.repeat(
        tf.cumsum(lengths, exclusive=True), lengths
    )
    found, unchanged = tf.repeat(found, lengths), tf.repeat(characters, lengths)
    mapped = tf.gather(table.values, tf.where(found, starts + offsets, 0))
    return tf.where(found, mapped, unchanged), [tf.repeat(each, lengths) for each in along]


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
    pairs = primary_composites()
    seconds = np.unique(pairs.keys % PAIR).astype(np.int32)
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
    return tf.cast(first, tf.int64) * PAIR + tf.cast(second, tf.int64)


def _find(keys: Any, queries: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """The place of each query among sorted keys, and whether it is there."""
    place = tf.minimum(tf.searchsorted(keys, queries), len(keys) - 1)
    return place, tf.gather(keys, place) == queries


def _look_up(table: Table, queries: tf.Tensor, default: int) -> tf.Tensor:
    place, found = _find(table.keys, queries)
    return tf.where(found, tf.gather(table.values, place), default)
