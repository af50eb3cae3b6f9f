"""Parallel text: pairs of lines, their tokenizers and their batches."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import tensorflow as tf

from seqtasks.corpora.leaks import warn_of_leaks
from seqtasks.corpora.lines import digest_of
from seqtasks.corpora.parallel import (
    ParallelCorpus,
    list_test_sets,
    read_parallel,
    read_split,
)
from seqtasks.corpora.parallel_lines import ParallelLines
from seqtasks.corpora.parallel_sources import ParallelSource, open_source
from seqtasks.datasets.batches import Batches
from seqtasks.datasets.plain import train_tokenizer
from seqtasks.datasets.rows import Ids, Tokens, late, with_eos
from seqtasks.errors import DataError, DataWarning
from seqtasks.tokenizers.base import PAD_ID, Tokenizer
from seqtasks.tokenizers.unicode_tables import Normalization

TokenizerKind = Literal["word", "character", "sentencepiece"]
EVALUATION_BATCH_SIZE = 64
SMALL_CORPUS = 20_000  # pairs


@dataclass(frozen=True)
class ParallelSet:
    """The pairs of one split and their batches of token ids.

    A batch holds inputs `source`, which ends in `<eos>`, and `target`, which starts with `<bos>`;
    the labels are the target up to its `<eos>`; all int32 (batch, time).

    Attributes:
        name: of the files, such as `test_2016_flickr`.
        source: the source lines as they stand in the file.
        target: the target lines, one for each.
        spelling: int32 (tokens,), of all targets, `seqtasks.datasets.rows.Tokens`.
        batches: for training and for the loss.
    """

    name: str
    source: Sequence[str]
    target: Sequence[str]
    spelling: Ids
    batches: Batches

    @property
    def digest(self) -> str:
        """SHA-256 of the lines: the same wherever their files lie."""
        return digest_of([*self.source, *self.target])  # as many on either side

    @classmethod
    def from_lines(
        cls,
        lines: ParallelLines,
        source_tokenizer: Tokenizer,
        target_tokenizer: Tokenizer,
        *,
        batch_size: int | None = EVALUATION_BATCH_SIZE,
        batch_tokens: int | None = None,
    ) -> ParallelSet:
        """Tokenises pairs of lines."""
        target = target_tokenizer.encode_with_unknown(lines.target)
        columns = {
            "target": with_eos(target.token_ids),
            "source": with_eos(source_tokenizer.encode(lines.source)),
        }
        batches = Batches(
            columns,
            _example,
            sort_by=("target", "source"),
            batch_size=batch_size,
            batch_tokens=batch_tokens,
        )
        return cls(lines.name, lines.source, lines.target, Tokens.of(target).spelling, batches)


class ParallelText:
    """A parallel corpus, tokenised by what its own training split taught.

    Attributes:
        source_tokenizer: of the source.
        target_tokenizer: of the target.
        train: the training split, a `ParallelSet` as the others.
        validation: the validation split.
        test: the test set that `test` names.
        other_tests: the folder's further test sets, by name, where `test` is None.

    Args:
        corpus: a folder with `{train,validation,test*}.LANGUAGE[.gz]`, a table, `tfds:NAME`, or
            `Dialogues`; see `seqtasks.corpora.parallel.read_parallel`.
        source: the source language: the ending of its files, or the number or name of its column.
        target: the target language.
        tokenizer: `"word"`, `"character"` or `"sentencepiece"`.
        vocabulary_size: entries at most in each side's vocabulary, with the four special ones.
        minimum_frequency: rarer words or characters become `<unk>`; SentencePiece has none.
        lowercase: fold the case of both sides, as part of their tokenizers.
        normalization: the normal form of both sides, as part of their tokenizers: `"nfkc"`,
            `"nfc"`, in which translations are spelt as in the corpus, or `"none"`
            (`normalize_text`).
        joint_vocabulary: one tokenizer for both sides, taught by both.
        batch_size: pairs in a training batch; or
        batch_tokens: target positions in a training batch, padding included. With neither, batches
            have 64 pairs, or 32 where training has fewer than 20,000: more steps in the same time.
        max_characters: longer training pairs, on either side, are left out with one warning that
            counts them.
        test: the test set's name, where the folder holds several.

    A warning counts pairs, or whole dialogues, that stand in training and in another split of a
    folder or a data set; see `seqtasks.corpora.leaks`.

    Raises:
        DataError: for a corpus that cannot be used; see `read_parallel`.
    """

    def __init__(
        self,
        corpus: str | Path | ParallelSource,
        *,
        source: str,
        target: str,
        tokenizer: TokenizerKind = "sentencepiece",
        vocabulary_size: int = 8000,
        minimum_frequency: int = 1,
        lowercase: bool = False,
        normalization: Normalization = "nfc",
        joint_vocabulary: bool = False,
        batch_size: int | None = None,
        batch_tokens: int | None = None,
        max_characters: int = 1000,
        test: str | None = None,
    ) -> None:
        corpus = open_source(corpus)  # once: a table is read as a whole
        lines = read_parallel(corpus, source, target, test=test)
        lines = lines._replace(train=_without_long_pairs(lines.train, max_characters))
        sides = [lines.train.source, lines.train.target]
        if joint_vocabulary:
            sides = [(*lines.train.source, *lines.train.target)]
        tokenizers = [
            train_tokenizer(
                tokenizer, side, vocabulary_size, minimum_frequency, lowercase, normalization
            )
            for side in sides
        ]
        self.source_tokenizer, self.target_tokenizer = tokenizers[0], tokenizers[-1]
        names = list_test_sets(corpus, source, target) if test is None else []
        others = [read_split(corpus, n, source, target) for n in names if n != lines.test.name]
        held_out = {split.name: corpus.wholes(split) for split in (*lines[1:], *others)}
        warn_of_leaks(corpus, corpus.kind, corpus.wholes(lines.train), held_out)
        if batch_size is None and batch_tokens is None:
            batch_size = 32 if len(lines.train.source) < SMALL_CORPUS else 64
        self._batch_size, self._batch_tokens = batch_size, batch_tokens
        self._assemble(lines, others)

    @property
    def evaluation_sets(self) -> dict[str, ParallelSet]:
        """Every set to report on: `validation`, `test`, and the other test sets by name."""
        return {"validation": self.validation, "test": self.test, **self.other_tests}

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every set by name: what a run was trained and measured on."""
        sets = {"train": self.train, **self.evaluation_sets}
        return {name: pairs.digest for name, pairs in sets.items()}

    def test_rows(self, count: int) -> tuple[list[str], list[str]]:
        """Sources and targets of test pairs from all over the set, none with a blank side."""
        pairs = zip(self.test.source, self.test.target, strict=True)
        full = [pair for pair in pairs if all(map(str.strip, pair))]
        count = min(count, len(full))
        rows = [full[len(full) * i // count] for i in range(count)]
        return [source for source, _ in rows], [target for _, target in rows]

    def head(self, num_lines: int) -> ParallelText:
        """The same text and tokenizers with the first lines of each split only."""
        lines, others = self._lines
        text = copy.copy(self)
        text._assemble(
            ParallelCorpus(*(_first_lines(split, num_lines) for split in lines)),
            [_first_lines(split, num_lines) for split in others],
        )
        return text

    def _assemble(self, lines: ParallelCorpus, others: list[ParallelLines]) -> None:
        self._lines = (lines, others)
        tokenizers = (self.source_tokenizer, self.target_tokenizer)
        self.train = ParallelSet.from_lines(
            lines.train,
            *tokenizers,
            batch_size=self._batch_size,
            batch_tokens=self._batch_tokens,
        )
        self.validation = ParallelSet.from_lines(lines.validation, *tokenizers)
        self.test = ParallelSet.from_lines(lines.test, *tokenizers)
        self.other_tests = {
            split.name: ParallelSet.from_lines(split, *tokenizers) for split in others
        }


def _first_lines(split: ParallelLines, num_lines: int) -> ParallelLines:
    return split._replace(source=split.source[:num_lines], target=split.target[:num_lines])


def _without_long_pairs(lines: ParallelLines, max_characters: int) -> ParallelLines:
    """The pairs of so many characters a side at most; one warning counts the others."""
    kept = [
        (source, target)
        for source, target in zip(lines.source, lines.target, strict=True)
        if max(len(source), len(target)) <= max_characters
    ]
    if not kept:
        raise DataError(
            f"Every pair of {lines.name} has more than {max_characters:,} characters on a side and "
            "would be left out. Give a sentence a line."
        )
    if len(kept) == len(lines.source):
        return lines
    count = len(lines.source) - len(kept)
    warnings.warn(
        f"{count:,} of {len(lines.source):,} pairs of {lines.name} have more than "
        f"{max_characters:,} characters on a side and are left out.",
        DataWarning,
        stacklevel=3,
    )
    sources, targets = zip(*kept, strict=True)
    return lines._replace(source=sources, target=targets)


def _example(columns: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Inputs, labels and mask of a padded batch: the target is read one token late."""
    labels = columns["target"]
    mask = tf.not_equal(labels, PAD_ID)
    return {"source": columns["source"], "target": late(labels)}, labels, mask
