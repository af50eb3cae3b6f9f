"""Texts with a label each: their tokenizer, what is read of long ones, and their batches."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from seqtasks.corpora.labelled import DEFAULT, LabelledCorpus, Layout, read_labelled
from seqtasks.corpora.labelled_files import LabelledTexts
from seqtasks.corpora.lines import digest_of
from seqtasks.datasets.batches import Batches
from seqtasks.datasets.plain import Unit, train_tokenizer
from seqtasks.datasets.rows import Keep, check_cut, cut, with_eos
from seqtasks.tokenizers.base import Tokenizer, batches_of_lines
from seqtasks.tokenizers.unicode_tables import Normalization

EVALUATION_BATCH_SIZE = 64
UNKNOWN_CLASS = -1


@dataclass(frozen=True)
class ClassifiedSet:
    """The texts of one split and their batches.

    A batch holds token ids, int32 (batch, time), which end in `<eos>`; the numbers of the classes,
    int32 (batch,); and the mask, bool (batch,), False at a text whose class training never saw.

    Attributes:
        texts: as they stand in the file, with their labels.
        batches: for training and for the loss.
    """

    texts: LabelledTexts
    batches: Batches

    @property
    def digest(self) -> str:
        """SHA-256 of texts and labels: the same wherever their files lie."""
        return digest_of([*self.texts.texts, *self.texts.labels])

    @classmethod
    def from_texts(
        cls,
        texts: LabelledTexts,
        tokenizer: Tokenizer,
        classes: Sequence[str],
        *,
        max_length: int | None = None,
        keep: Keep = "head",
        batch_size: int = EVALUATION_BATCH_SIZE,
    ) -> ClassifiedSet:
        """Tokenises texts.

        Args:
            texts: of a split.
            tokenizer: of the texts.
            classes: the names of the classes' numbers.
            max_length: tokens that are read at most, `<eos>` included; None for all.
            keep: which part of longer texts; see `cut`.
            batch_size: texts in a batch.
        """
        rows = [
            with_eos(cut(tokenizer.encode(batch), max_length, keep))
            for batch in batches_of_lines(texts.texts)
        ]
        numbers = {name: number for number, name in enumerate(classes)}
        of_texts = [[numbers.get(label, UNKNOWN_CLASS)] for label in texts.labels]
        columns = {
            "tokens": tf.concat(rows, axis=0),
            "classes": tf.RaggedTensor.from_tensor(tf.constant(of_texts, tf.int32)),
        }
        return cls(texts, Batches(columns, _example, sort_by=("tokens",), batch_size=batch_size))


class ClassifiedText:
    """A corpus of labelled texts, and what its training split taught.

    Attributes:
        tokenizer: of the texts.
        classes: the labels of the training split, sorted.
        class_weights: by class the mean number of training texts a class over its own number of
            them: so weighted, all classes count alike (King & Zeng, 2001), and the mean weight of
            a text is one.
        train: the training split, a `ClassifiedSet` as the others.
        validation: the validation split.
        test: the test split.

    Args:
        corpus: a folder, a file or `tfds:NAME` (`seqtasks.corpora.labelled`).
        layout: which columns hold text and label, and which files are the splits.
        tokenizer: one that exists already, such as a language model's; None to train it.
        unit: what a token is, as in `PlainText`.
        vocabulary_size: entries at most, with the four special ones.
        minimum_frequency: rarer words or characters become `<unk>`.
        lowercase: fold the case, as part of the tokenizer.
        normalization: the normal form in which texts are read, as part of the tokenizer: `"nfkc"`,
            `"nfc"` or `"none"` (`normalize_text`).
        max_length: tokens of a text that are read at most, `<eos>` included; None for all.
        keep: which part of longer texts: their `"head"`, their `"tail"`, or `"both"`, half of each.
        batch_size: texts in a training batch.

    Raises:
        DataError: for a corpus that cannot be used, or has one class only.
        ValueError: for an unknown `unit` or `keep`, or a `max_length` below 2.
    """

    def __init__(
        self,
        corpus: str | Path,
        *,
        layout: Layout = DEFAULT,
        tokenizer: Tokenizer | None = None,
        unit: Unit = "word",
        vocabulary_size: int = 20_000,
        minimum_frequency: int = 1,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
        max_length: int | None = None,
        keep: Keep = "head",
        batch_size: int = 32,
    ) -> None:
        check_cut(max_length, keep)
        texts = read_labelled(corpus, layout)
        self._is_given = tokenizer is not None
        self.tokenizer = tokenizer or train_tokenizer(
            unit, texts.train.texts, vocabulary_size, minimum_frequency, lowercase, normalization
        )
        self.classes = tuple(sorted(set(texts.train.labels)))
        self.class_weights = _class_weights(texts.train.labels)
        self.max_length = max_length
        self.keep: Keep = keep
        self._batch_size = batch_size
        self._assemble(texts)

    @property
    def evaluation_sets(self) -> dict[str, ClassifiedSet]:
        """Every set to report on: `validation` and `test`."""
        return {"validation": self.validation, "test": self.test}

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every set by name: what a run was trained and measured on.

        With that of a tokenizer that was given: another one would read other tokens in them.
        """
        sets = {"train": self.train, **self.evaluation_sets}
        given = {"tokenizer": digest_of(self.tokenizer.vocabulary)} if self._is_given else {}
        return {name: split.digest for name, split in sets.items()} | given

    def head(self, num_texts: int) -> ClassifiedText:
        """The same tokenizer and classes with the first texts of each split only."""
        text = copy.copy(self)
        text._assemble(LabelledCorpus(*(split.head(num_texts) for split in self._texts)))
        return text

    def _assemble(self, texts: LabelledCorpus) -> None:
        self._texts = texts
        names = (self.tokenizer, self.classes)
        limits: dict[str, Any] = {"max_length": self.max_length, "keep": self.keep}
        self.train = ClassifiedSet.from_texts(
            texts.train, *names, **limits, batch_size=self._batch_size
        )
        self.validation = ClassifiedSet.from_texts(texts.validation, *names, **limits)
        self.test = ClassifiedSet.from_texts(texts.test, *names, **limits)


def _class_weights(labels: Sequence[str]) -> dict[str, float]:
    names, counts = np.unique(labels, return_counts=True)
    weights = len(labels) / (len(names) * counts)
    return dict(zip(names.tolist(), weights.tolist(), strict=True))


def _example(columns: dict[str, Any]) -> tuple[Any, Any, Any]:
    classes = columns["classes"][:, 0]
    return columns["tokens"], tf.maximum(classes, 0), classes != UNKNOWN_CLASS
