"""The vocabulary of a model that was built elsewhere, as a tokenizer of ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from seqtasks.blocks.imported import Side
from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError, RunError
from seqtasks.storage.task_files import read_description
from seqtasks.tokenizers.base import SPECIAL_TOKENS, Tokenizer
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.features import WholeTokenizer
from seqtasks.tokenizers.loading import load_tokenizer
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.word import WordTokenizer

Task: TypeAlias = Literal["classification", "tagging", "language-model"]
Tokens: TypeAlias = Literal["words", "spaces", "characters"]

_PADDINGS = ("", "<pad>", "[PAD]", "<PAD>")
_UNKNOWNS = ("<unk>", "[UNK]", "<UNK>", "[OOV]", "<OOV>", "<oov>")
_STARTS = ("<bos>", "<s>", "[START]", "[BOS]", "<start>")
_ENDS = ("<eos>", "</s>", "[END]", "[EOS]", "<end>")


class Vocabulary(NamedTuple):
    """A tokenizer of ours, and what the model has for each of its ids.

    Attributes:
        tokenizer: ours.
        ids: the model's id, as input.
        columns: the model's output, of a language model; None where it has none.
    """

    tokenizer: Tokenizer
    ids: Sequence[int]
    columns: Sequence[int | None] = ()


class ReadsText(NamedTuple):
    """How the model's text became ids where it was trained.

    Attributes:
        tokens: `"words"` by our rule, what stands between `"spaces"`, or `"characters"`.
        lowercase: whether the text is mapped to lower case.
        normalization: the normal form of the text, `"nfkc"`, `"nfc"` or `"none"`: Keras has none.
        length: ids of a text, always; None for as many as it has.
        padding: where shorter texts are padded, as in `keras.utils.pad_sequences`.
        truncating: where longer texts are cut.
    """

    tokens: Tokens = "words"
    lowercase: bool = False
    normalization: Normalization = "none"
    length: int | None = None
    padding: Side = "post"
    truncating: Side = "post"


def read_vocabulary(path: Path, task: Task, reads: ReadsText) -> Vocabulary:
    """The tokenizer of a run, or of the vocabulary in a file.

    Args:
        path: of the run, or of a file with a token a line in the order of the model's ids.
        task: what the model is imported for.
        reads: how text became ids.

    Raises:
        RunError: the run has no such tokenizer.
        DataError: the file lacks a token that the task needs, or holds one twice.
    """
    if path.is_dir():
        name = "words" if task == "tagging" else "text"
        names = read_description(path).tokenizers
        if name not in names:
            raise RunError(f"{path} must have a tokenizer {name!r}. Received: {', '.join(names)}.")
        tokenizer = load_tokenizer(path / "assets", name)
        ids = list(range(tokenizer.vocabulary_size))
        return Vocabulary(tokenizer, ids, ids)
    tokens = list(read_lines(path))
    ids = list(range(len(tokens)))
    columns: Sequence[int | None] = ids
    if tokens[: len(SPECIAL_TOKENS)] != list(SPECIAL_TOKENS):
        arranged = _for_language if task == "language-model" else _for_labels
        tokens, ids, columns = arranged(path, tokens)
    try:
        tokenizer = _tokenizer(tokens, task, reads)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
    return Vocabulary(tokenizer, ids, columns)


def _tokenizer(tokens: Sequence[str], task: Task, reads: ReadsText) -> Tokenizer:
    spelling: dict[str, Any] = {
        "lowercase": reads.lowercase,
        "normalization": reads.normalization,
    }
    if task == "tagging":
        return WholeTokenizer(tokens, **spelling)
    if reads.tokens == "characters":
        return CharacterTokenizer(tokens, **spelling)
    return WordTokenizer(tokens, rule=reads.tokens, **spelling)


def _for_labels(path: Path, tokens: list[str]) -> tuple[list[str], list[int], list[int | None]]:
    """The tokens in our order and the places where they stood; no `<bos>` and no `<eos>`."""
    padding, unknown = _padding_and_unknown(path, tokens)
    others = [i for i in range(len(tokens)) if i not in (padding, unknown)]
    ids = [padding, unknown, padding, padding, *others]
    return [*SPECIAL_TOKENS, *(tokens[i] for i in others)], ids, []


def _for_language(path: Path, tokens: list[str]) -> tuple[list[str], list[int], list[int | None]]:
    """The same with a token for the end of a line, and what the model reads before a line."""
    padding, unknown = _padding_and_unknown(path, tokens)
    end = _place_of(path, tokens, "the end of a line", _ENDS)
    start = next((tokens.index(name) for name in _STARTS if name in tokens), None)
    others = [i for i in range(len(tokens)) if i not in (padding, unknown, start, end)]
    before = end if start is None else start
    return (
        [*SPECIAL_TOKENS, *(tokens[i] for i in others)],
        [padding, unknown, before, before, *others],
        [padding, unknown, start, end, *others],
    )


def _padding_and_unknown(path: Path, tokens: list[str]) -> tuple[int, int]:
    return (
        _place_of(path, tokens, "padding", _PADDINGS),
        _place_of(path, tokens, "unknown tokens", _UNKNOWNS),
    )


def _place_of(path: Path, tokens: Sequence[str], kind: str, names: Sequence[str]) -> int:
    """The line, from 0, of the first of some names."""
    for place, token in enumerate(tokens):
        if token in names:
            return place
    raise DataError(
        f"{path} must hold, in the order of the model's ids, a line for {kind}: one of "
        f"{', '.join(map(repr, names))}. Received: none of them in {len(tokens):,} lines."
    )
