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
from seqtasks.tokenizers.vocabulary import Vocabulary
from seqtasks.tokenizers.word import Rule, WordTokenizer

_KINDS = ("character", "sentencepiece", "shape", "suffix", "whole", "word")


def load_tokenizer(directory: Path | str, name: str) -> Tokenizer:
    """The tokenizer that `tokenizer.save(directory, name)` wrote.

    Raises:
        DataError: a file is missing or is not what `save` writes; the message names it.
    """
    directory = Path(directory)
    path = directory / f"{name}.json"
    settings = read_settings(path)
    kind = _setting(settings, "kind", str, path)
    lowercase = _setting(settings, "lowercase", bool, path)
    if kind == "sentencepiece":
        return _load_sentencepiece(directory / f"{name}.model", lowercase)
    if kind not in _KINDS:
        raise DataError(f"{path}: unknown kind of tokenizer {kind!r}. {did_you_mean(kind, _KINDS)}")
    if kind == "shape":
        return ShapeTokenizer()
    vocabulary = Vocabulary.load(directory / f"{name}.vocabulary.txt")
    if kind == "suffix":
        return SuffixTokenizer(vocabulary, lengths=_lengths(settings, path))
    if kind == "word":
        rule = _setting(settings, "rule", str, path)
        if rule not in get_args(Rule):
            raise DataError(f"{path}: unknown rule {rule!r}. {did_you_mean(rule, get_args(Rule))}")
        return WordTokenizer(vocabulary, lowercase=lowercase, rule=rule)
    if kind == "whole":
        return WholeTokenizer(vocabulary, lowercase=lowercase)
    return CharacterTokenizer(vocabulary, lowercase=lowercase)


def _lengths(settings: dict[str, Any], path: Path) -> list[int]:
    lengths = _setting(settings, "lengths", list, path)
    try:
        check_lengths(lengths)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
    return lengths


def _load_sentencepiece(path: Path, lowercase: bool) -> Tokenizer:
    # Imported where needed: tensorflow_text takes time to load, and only these models use it.
    from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer

    try:
        return SentencePieceTokenizer(read_bytes(path), lowercase=lowercase)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None


def _setting(settings: dict[str, Any], key: str, kind: type, path: Path) -> Any:
    """A setting of the expected type."""
    value = settings.get(key)
    if not isinstance(value, kind):
        raise DataError(f"{path}: {key!r} must be a {kind.__name__}. Received: {value!r}")
    return value
