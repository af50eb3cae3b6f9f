"""Plain text: its tokenizer, and its splits as streams of token ids."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from seqtasks.corpora.labelled import Layout, read_labelled
from seqtasks.corpora.lines import digest_of
from seqtasks.corpora.plain import PlainCorpus, read_plain
from seqtasks.datasets.rows import Ids, Tokens
from seqtasks.datasets.streams import Streams, evaluation_rows
from seqtasks.errors import DataError
from seqtasks.tokenizers.base import Tokenizer, batches_of_lines, check_choice
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.word import WordTokenizer

Unit = Literal["word", "space", "character", "sentencepiece"]
EVALUATION_SEGMENT_LENGTH = 64


@dataclass(frozen=True)
class PlainSet:
    """One split of a plain text.

    Attributes:
        lines: as they stand in the file.
        ids: int32 (tokens,), all lines one after the other, each with `<eos>` at its end.
        spelling: int32 (tokens,), of `seqtasks.datasets.rows.Tokens`.
        batches: the streams of `ids`, for training or for the loss.
    """

    lines: Sequence[str]
    ids: Ids
    spelling: Ids
    batches: Streams

    @property
    def digest(self) -> str:
        """SHA-256 of the lines: the same wherever their file lies."""
        return digest_of(self.lines)

    @classmethod
    def from_lines(
        cls,
        lines: Sequence[str],
        tokenizer: Tokenizer,
        *,
        batch_size: int | None = None,
        segment_length: int = EVALUATION_SEGMENT_LENGTH,
    ) -> PlainSet:
        """Tokenises lines.

        Args:
            lines: raw text.
            tokenizer: of it.
            batch_size: rows that are read side by side; None for those of an evaluation.
            segment_length: tokens of a row in a batch.
        """
        ids, spelling = tokens_of(lines, tokenizer)
        batch_size = evaluation_rows(len(ids)) if batch_size is None else batch_size
        streams = Streams(ids, batch_size=batch_size, segment_length=segment_length)
        return cls(lines, ids, spelling, streams)


class PlainText:
    """A plain text, tokenised by what its own training split taught.

    Attributes:
        tokenizer: of all splits.
        train: the training split, a `PlainSet` as the others.
        validation: the validation split.
        test: the test split.

    Args:
        corpus: a folder with `[NAME.]{train,validation,test}.txt[.gz]`, or one file that is split
            here (`seqtasks.corpora.plain`); with `layout` a corpus of `seqtasks.corpora.labelled`.
        column: of files with tab-separated columns, the one that holds the text, counted from 1.
        layout: of a corpus of labelled texts, a line each: the texts alone are read, and split as
            a classifier's are.
        unit: what a token is: a `"word"`, what stands between `"space"`s in a text that is
            tokenised already, a `"character"`, or a `"sentencepiece"`.
        vocabulary_size: entries at most, with the four special ones.
        minimum_frequency: rarer words or characters become `<unk>`; SentencePiece has none.
        lowercase: fold the case, as part of the tokenizer.
        normalization: the normal form of the text, as part of the tokenizer: `"nfkc"`, `"nfc"`, in
            which what a model writes is spelt as in the corpus, or `"none"` (`normalize_text`).
        batch_size: streams that are read side by side in training.
        segment_length: tokens of a stream in a batch: how far gradients are carried back.

    Raises:
        DataError: for a corpus that cannot be used, or one shorter than a batch.
    """

    def __init__(
        self,
        corpus: str | Path,
        *,
        column: int | None = None,
        layout: Layout | None = None,
        unit: Unit = "word",
        vocabulary_size: int = 10_000,
        minimum_frequency: int = 1,
        lowercase: bool = False,
        normalization: Normalization = "nfc",
        batch_size: int = 32,
        segment_length: int = 35,
    ) -> None:
        if layout is None:
            lines = read_plain(corpus, column=column)
        else:
            lines = PlainCorpus(*(split.texts for split in read_labelled(corpus, layout)))
        self.tokenizer = train_tokenizer(
            unit, lines.train, vocabulary_size, minimum_frequency, lowercase, normalization
        )
        self._sizes = (batch_size, segment_length)
        self._assemble(lines)
        needed = batch_size * segment_length
        if len(self.train.ids) < needed:
            raise DataError(
                f"The training text of {corpus} has {len(self.train.ids):,} tokens, but one batch "
                f"takes batch_size {batch_size} x segment_length {segment_length} = {needed:,}. "
                "Lower one of them."
            )

    @property
    def evaluation_sets(self) -> dict[str, PlainSet]:
        """Every set to report on: `validation` and `test`."""
        return {"validation": self.validation, "test": self.test}

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every set by name: what a run was trained and measured on."""
        return {name: s.digest for name, s in {"train": self.train, **self.evaluation_sets}.items()}

    def head(self, num_lines: int) -> PlainText:
        """The same tokenizer with the first lines of each split only, in smaller batches."""
        text = copy.copy(self)
        text._sizes = (2, 8)
        text._assemble(PlainCorpus(*(split[:num_lines] for split in self._lines)))
        return text

    def _assemble(self, lines: PlainCorpus) -> None:
        self._lines = lines
        batch_size, segment_length = self._sizes
        self.train = PlainSet.from_lines(
            lines.train, self.tokenizer, batch_size=batch_size, segment_length=segment_length
        )
        self.validation = PlainSet.from_lines(lines.validation, self.tokenizer)
        self.test = PlainSet.from_lines(lines.test, self.tokenizer)


def encode_lines(lines: Sequence[str], tokenizer: Tokenizer) -> Ids:
    """The ids of all lines, int32 (tokens,), with `<eos>` at the end of each."""
    return tokens_of(lines, tokenizer).ids


def tokens_of(lines: Sequence[str], tokenizer: Tokenizer) -> Tokens:
    """The tokens of all lines, and which of them are unknown."""
    parts = [Tokens.of(tokenizer.encode_with_unknown(batch)) for batch in batches_of_lines(lines)]
    nothing = Tokens(np.zeros(0, np.int32), np.zeros(0, np.int32))
    return Tokens(*map(np.concatenate, zip(nothing, *parts, strict=True)))


def train_tokenizer(
    unit: Unit,
    lines: Sequence[str],
    vocabulary_size: int,
    minimum_frequency: int,
    lowercase: bool,
    normalization: Normalization,
) -> Tokenizer:
    """The tokenizer that some lines teach."""
    check_choice("unit", unit, get_args(Unit))
    options: dict[str, Any] = {"lowercase": lowercase, "normalization": normalization}
    if unit == "sentencepiece":
        return SentencePieceTokenizer.train(lines, vocabulary_size=vocabulary_size, **options)
    options |= {"minimum_frequency": minimum_frequency, "maximum_size": vocabulary_size}
    if unit == "character":
        return CharacterTokenizer.train(lines, **options)
    rule: Literal["words", "spaces"] = "spaces" if unit == "space" else "words"
    return WordTokenizer.train(lines, rule=rule, **options)
