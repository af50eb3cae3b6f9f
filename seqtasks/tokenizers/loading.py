"""Loads a saved tokenizer of any kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from seqtasks.errors import DataError, did_you_mean
from seqtasks.tokenizers.base import Tokenizer
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.features import (
    ShapeTokenizer,
    SuffixTokenizer,
    WholeTokenizer,
    check_lengths,
)
from seqtasks.tokenizers.files import read_bytes, read_settings
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.vocabulary import Vocabulary
from seqtasks.tokenizers.word import Rule, WordTokenizer

_KINDS = ("character", "sentencepiece", "shape", "suffix", "whole", "word")
_CHOICES = {"rule": get_args(Rule), "normalization": get_args(Normalization)}


def load_tokenizer(directory: Path | str, name: str) -> Tokenizer:
    """The tokenizer that `tokenizer.save(directory, name)` wrote.

    Raises:
        DataError: a file is missing or is not what `save` writes; the message names it.
    """
    directory = Path(directory)
    path = directory / f"{name}.json"
    settings = read_settings(path)
    kind = _setting(settings, "kind", str, path)
    spelling = {
        "lowercase": _setting(settings, "lowercase", bool, path),
        # Runs of before there was a choice do not say it.
        "normalization": _choice({"normalization": "nfkc"} | settings, "normalization", path),
    }
    num_characters = _num_characters(settings, path)
    if kind == "sentencepiece":
        return _load_sentencepiece(directory / f"{name}.model", spelling, num_characters)
    if kind not in _KINDS:
        raise DataError(f"{path}: unknown kind of tokenizer {kind!r}. {did_you_mean(kind, _KINDS)}")
    if kind == "shape":
        return ShapeTokenizer(normalization=spelling["normalization"])
    vocabulary = Vocabulary.load(
        directory / f"{name}.vocabulary.txt", num_characters=num_characters
    )
    if kind == "suffix":
        lengths = _lengths(settings, path)
        return SuffixTokenizer(vocabulary, lengths=lengths, normalization=spelling["normalization"])
    if kind == "word":
        return WordTokenizer(vocabulary, **spelling, rule=_choice(settings, "rule", path))
    if kind == "whole":
        return WholeTokenizer(vocabulary, **spelling)
    return CharacterTokenizer(vocabulary, **spelling)


def _lengths(settings: dict[str, Any], path: Path) -> list[int]:
    lengths = _setting(settings, "lengths", list, path)
    try:
        check_lengths(lengths)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
    return lengths


def _num_characters(settings: dict[str, Any], path: Path) -> int | None:
    """The characters of the training text; None in a file of an older version."""
    if "num_characters" not in settings:
        return None
    number = _setting(settings, "num_characters", int, path)
    if number < 1:
        raise DataError(f"{path}: 'num_characters' must be at least 1. Received: {number}")
    return int(number)


def _load_sentencepiece(
    path: Path, spelling: dict[str, Any], num_characters: int | None
) -> Tokenizer:
    # Imported where needed: tensorflow_text takes time to load, and only these models use it.
    from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer

    try:
        return SentencePieceTokenizer(read_bytes(path), **spelling, num_characters=num_characters)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None


def _choice(settings: dict[str, Any], key: str, path: Path) -> Any:
    """A setting that is one of `_CHOICES`."""
    value, known = _setting(settings, key, str, path), _CHOICES[key]
    if value not in known:
        raise DataError(f"{path}: unknown {key} {value!r}. {did_you_mean(value, known)}")
    return value


def _setting(settings: dict[str, Any], key: str, kind: type, path: Path) -> Any:
    """A setting of the expected type."""
    value = settings.get(key)
    if not isinstance(value, kind):
        raise DataError(f"{path}: {key!r} must be a {kind.__name__}. Received: {value!r}")
    return value
