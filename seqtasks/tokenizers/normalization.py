"""Text normalisation in the graph: a normal form, plain spaces, valid UTF-8, lower case."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, get_args

import tensorflow as tf

from seqtasks.tokenizers.base import check_choice
from seqtasks.tokenizers.normal_forms import normal_characters, normal_form
from seqtasks.tokenizers.unicode_tables import Normalization

# Invisible and without meaning for the text: soft hyphen, word joiner, byte order mark.
INVISIBLE = "\u00ad\u2060\ufeff"
ZERO_WIDTH_SPACE = "\u200b"
# Control characters, spaces, line and paragraph separators, zero width space (a word boundary).
# Zero width (non-)joiners stay: they are spelling in Persian and Indic scripts, and join emoji.
_SPACE = f"[\\p{{Cc}}\\p{{Z}}{ZERO_WIDTH_SPACE}]"
_CONTROL = r"\p{Cc}"


class Aligned(NamedTuple):
    """Normalised texts, and where each of their characters comes from.

    Attributes:
        texts: string (batch,).
        starts: int32 (batch, None), for each character of these the place in the raw text of the
            first that it comes from, counted in characters from 0; rising.
        ends: the place behind the last. What vanishes belongs to the character before it, at the
            beginning to that behind it.
    """

    texts: tf.Tensor
    starts: tf.RaggedTensor
    ends: tf.RaggedTensor


def normalize_text(
    texts: tf.Tensor, *, normalization: Normalization = "nfkc", lowercase: bool = False
) -> tf.Tensor:
    r"""Texts in one spelling; applying it again changes nothing.

    Bytes that are not UTF-8 become U+FFFD, and each control character (tab, newline, U+0085 ...)
    one plain space, whatever `normalization`. Both normal forms also make a plain space of every
    other space character (no-break space, U+2028, zero width space ...), and drop soft hyphens,
    word joiners and byte order marks. Lower case is Unicode's, whatever the language.

    Args:
        texts: string (batch,).
        normalization: `"nfkc"`, which also unifies what Unicode calls compatible: full-width
            letters and punctuation with plain ones, ligatures with their letters, "½" with "1⁄2";
            `"nfc"`, which unifies only what looks alike, such as "é" written in one code point or
            in two; or `"none"`.
        lowercase: also map to lower case ("STRASSE" to "strasse", and "ß" stays).

    Returns:
        string (batch,).

    >>> normalize_text(tf.constant(["\ufb01ne\tTea"]), lowercase=True).numpy()[0].decode()
    'fine tea'
    """
    return _traced(normalization, lowercase)(texts)


def aligned_text(
    texts: tf.Tensor, *, normalization: Normalization = "nfkc", lowercase: bool = False
) -> Aligned:
    """What `normalize_text` gives, with the place of each character in the raw texts.

    Slower than `normalize_text`: every row is taken apart.
    """
    return _traced_aligned(normalization, lowercase)(texts)


def _align(texts: tf.Tensor, normalization: Normalization, lowercase: bool) -> Aligned:
    plain = _plain_spaces(valid_utf8(texts), normalization)  # as many characters as before
    raw = tf.strings.unicode_decode(plain, "UTF-8")
    along = [raw.value_rowids(), tf.ragged.range(tf.cast(raw.row_lengths(), tf.int32)).values]
    characters = raw.values
    if normalization != "none":
        invisible = tf.constant([ord(c) for c in INVISIBLE])
        visible = tf.reduce_all(characters[:, None] != invisible, axis=1)
        characters = tf.boolean_mask(characters, visible)
        along = [tf.boolean_mask(each, visible) for each in along]
    characters, (rows, starts) = normal_characters(characters, along, normalization, lowercase)
    normal = tf.RaggedTensor.from_value_rowids(characters, rows, nrows=raw.nrows())
    first = tf.reduce_min(normal.with_values(starts), axis=1)
    starts = tf.where(starts == tf.gather(first, rows), 0, starts)
    ends = _ends(normal.with_values(starts), tf.cast(raw.row_lengths(), tf.int32))
    encoded = tf.strings.unicode_encode(normal, "UTF-8")
    return Aligned(encoded, normal.with_values(starts), normal.with_values(ends))


def _ends(starts: tf.RaggedTensor, lengths: tf.Tensor) -> tf.Tensor:
    """For each place the next larger one of its row, or the row's length: int32 (n,)."""
    rows = starts.value_rowids()
    following = tf.concat([starts.values[1:], [0]], axis=0)[: tf.size(starts.values)]
    is_last = tf.concat([rows[1:] != rows[:-1], [True]], axis=0)[: tf.size(rows)]
    following = tf.where(is_last, tf.gather(lengths, rows), following)
    changes = is_last | (following != starts.values)
    group = tf.cumsum(tf.cast(changes, tf.int32), exclusive=True)
    return tf.gather(tf.boolean_mask(following, changes), group)


def valid_utf8(texts: tf.Tensor) -> tf.Tensor:
    """The texts with U+FFFD in place of bytes that are not UTF-8."""
    return tf.strings.unicode_transcode(
        texts, "UTF-8", "UTF-8", errors="replace", replacement_char=0xFFFD
    )


def substrings(texts: tf.Tensor, starts: tf.RaggedTensor, ends: tf.RaggedTensor) -> tf.RaggedTensor:
    """Parts of valid UTF-8 texts (batch,) by their places in characters: string (batch, None)."""
    characters = tf.strings.unicode_split(texts, "UTF-8")
    before = tf.gather(tf.cast(characters.row_starts(), tf.int32), starts.value_rowids())
    places = tf.ragged.range(before + starts.values, before + ends.values)
    parts = tf.strings.reduce_join(tf.gather(characters.values, places), axis=1)
    return starts.with_values(parts)


def check_normalization(normalization: Any) -> None:
    """Raises ValueError unless it is a kind of normalisation."""
    check_choice("normalization", normalization, get_args(Normalization))


def _plain_spaces(texts: tf.Tensor, normalization: Normalization) -> tf.Tensor:
    return tf.strings.regex_replace(texts, _CONTROL if normalization == "none" else _SPACE, " ")


@cache
def _traced(normalization: Normalization, lowercase: bool) -> Any:
    """The normalisation as one graph, traced once and called by every graph that needs it."""

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)], autograph=False)
    def normalize(texts: tf.Tensor) -> tf.Tensor:
        texts = valid_utf8(texts)
        if normalization != "none":
            texts = tf.strings.regex_replace(texts, f"[{INVISIBLE}]", "")
        texts = _plain_spaces(texts, normalization)
        return normal_form(texts, normalization, lowercase=lowercase)

    return normalize


@cache
def _traced_aligned(normalization: Normalization, lowercase: bool) -> Any:
    """The same with places; what texts are cut into lies on the CPU, as strings do."""

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)], autograph=False)
    def align(texts: tf.Tensor) -> Aligned:
        with tf.device("CPU"):
            return _align(texts, normalization, lowercase)

    return align
