"""Normalisation beside Python's `unicodedata`, and pieces of words beside `sentencepiece`."""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import numpy as np
import sentencepiece
import tensorflow as tf

from seqtasks.tokenizers.normalization import normalize_text
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.unicode_tables import Normalization
from tests.oracles.comparing import Answer

RANGES = (
    (0x20, 0x7F), (0x80, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00),
    (0x1100, 0x1200), (0x1E00, 0x2000), (0x2000, 0x2100), (0x2100, 0x2200), (0x2460, 0x2500),
    (0x3000, 0x3400), (0x4E00, 0x4F00), (0xAC00, 0xAD00), (0xF900, 0xFB50), (0xFB50, 0xFE00),
    (0xFE00, 0x10000), (0x1D400, 0x1D800), (0x1F600, 0x1F650),
)  # fmt: skip
INVISIBLE = "\u00ad\u2060\ufeff"


def compare_normalization(random: np.random.Generator) -> Iterator[Answer]:
    """Texts of difficult characters, as the rule of `normalize_text` says in words."""
    texts = [_text(random) for _ in range(25)]
    for normalization, lowercase in itertools.product(get_args(Normalization), (False, True)):
        found = normalize_text(
            tf.constant(texts), normalization=normalization, lowercase=lowercase
        ).numpy()
        for text, ours in zip(texts, found.tolist(), strict=True):
            expected = _normal(text, normalization, lowercase)
            yield Answer(f"{text!a}, {normalization}, {lowercase=}", ours.decode(), expected)


def _text(random: np.random.Generator) -> str:
    """A text mostly of one block of characters, some of them with marks."""
    first, last = RANGES[random.integers(len(RANGES))]
    points = random.integers(first, last, random.integers(0, 15))
    others = random.integers(0x20, 0x3100, len(points))
    mixed = np.where(random.random(len(points)) < 0.2, others, points)
    return "".join(chr(p) for p in mixed if not 0xD800 <= p < 0xE000)


def _normal(text: str, normalization: str, lowercase: bool) -> str:
    spaces = {"Cc"} if normalization == "none" else {"Cc", "Zs", "Zl", "Zp"}
    if normalization != "none":
        text = "".join(c for c in text if c not in INVISIBLE).replace("\u200b", " ")
    text = "".join(" " if unicodedata.category(c) in spaces else c for c in text)
    text = _in_form(text, normalization)
    return _in_form("".join(c.lower() for c in text), normalization) if lowercase else text


def _in_form(text: str, normalization: str) -> str:
    return text if normalization == "none" else unicodedata.normalize(normalization.upper(), text)


def compare_pieces(random: np.random.Generator) -> Iterator[Answer]:
    """The ids and texts of the same model in the graph and in `sentencepiece`.

    Of two ways to cut a text that are as likely, the two libraries may take different ones.
    """
    tokenizer, theirs = _trained(str(random.choice(["unigram", "bpe"])), bool(random.integers(2)))
    texts = [_sentence(random) for _ in range(30)]
    texts = [text.decode() for text in tokenizer.normalize(texts).numpy()]
    for text, ids in zip(texts, tokenizer.encode(texts).to_list(), strict=True):
        expected = theirs.Encode(text)
        same = ids == expected or _score(theirs, ids) == _score(theirs, expected)
        yield Answer(f"ids of {text!r}", ids if not same else expected, expected)
        known = [i for i in expected if i > 3]
        decoded = tokenizer.decode(tf.ragged.constant([known], tf.int32)).numpy()[0].decode()
        yield Answer(f"text of {known}", decoded, theirs.Decode(known))


def _score(model: Any, ids: list[int]) -> float:
    """How likely a unigram model finds a way to cut, to six digits."""
    return round(sum(model.GetScore(i) for i in ids), 6)


def _sentence(random: np.random.Generator) -> str:
    """A line of the training text, cut, doubled and with characters that are not in it."""
    lines = _lines()
    line = lines[random.integers(len(lines))]
    start, end = sorted(random.integers(0, len(line) + 1, 2))
    extra = "".join(random.choice(list("aeé▁ß 狗😀\u0301 "), random.integers(0, 4)))
    return line[start:end] + extra + lines[random.integers(len(lines))][:10]


@functools.cache
def _lines() -> list[str]:
    path = Path(__file__).parents[2] / "data" / "translate" / "train.de"
    return path.read_text(encoding="utf-8").splitlines()[:2000]


@functools.cache
def _trained(model_type: Any, byte_fallback: bool) -> tuple[SentencePieceTokenizer, Any]:
    tokenizer = SentencePieceTokenizer.train(
        _lines(), vocabulary_size=800, model_type=model_type, byte_fallback=byte_fallback
    )
    with TemporaryDirectory() as folder:
        tokenizer.save(folder, "pieces")
        model = sentencepiece.SentencePieceProcessor(model_file=str(Path(folder, "pieces.model")))
    return tokenizer, model
