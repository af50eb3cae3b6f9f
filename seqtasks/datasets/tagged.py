"""Tagged sentences: what is read of their words, their labels, and their batches."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf

from seqtasks.corpora.labels import normalize_label, warn_of_look_alikes
from seqtasks.corpora.lines import digest_of
from seqtasks.corpora.sentences import TaggedCorpus, TaggedSentences
from seqtasks.corpora.slots import FILES
from seqtasks.corpora.span_labels import constrainable_scheme, warn_of_no_scheme
from seqtasks.corpora.tagged import read_tagged
from seqtasks.datasets.batches import Batches
from seqtasks.errors import DataError
from seqtasks.tokenizers.base import PAD_ID, Tokenizer, as_string_tensor
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.features import ShapeTokenizer, SuffixTokenizer, WholeTokenizer
from seqtasks.tokenizers.normalization import ZERO_WIDTH_SPACE
from seqtasks.tokenizers.unicode_tables import Normalization

EVALUATION_BATCH_SIZE = 64
UNKNOWN_LABEL = -1
_EDGES = f"^{ZERO_WIDTH_SPACE}+|{ZERO_WIDTH_SPACE}+$"


@dataclass(frozen=True)
class TaggedSet:
    """The sentences of one split and their batches.

    A batch holds the inputs of a `TaggingNetwork` by name; int32 labels (batch, time), or a dict
    of these as `labels` and of `intents` (batch,); and the mask, bool (batch, time), True at words.
    A sentence with a label or an intent that training never saw has no loss: its mask is False.

    Attributes:
        sentences: as they stand in the file.
        batches: for training and for the loss.
    """

    sentences: TaggedSentences
    batches: Batches

    @property
    def digest(self) -> str:
        """SHA-256 of words, labels and intents: the same wherever their files lie."""
        words, labels, intents = self.sentences
        return digest_of([*map("\t".join, words), *map("\t".join, labels), *intents])

    @classmethod
    def from_sentences(
        cls,
        sentences: TaggedSentences,
        tokenizers: Mapping[str, Tokenizer],
        labels: Sequence[str],
        intents: Sequence[str] = (),
        *,
        batch_size: int = EVALUATION_BATCH_SIZE,
    ) -> TaggedSet:
        """Tokenises sentences.

        Args:
            sentences: of a split.
            tokenizers: by the name of the network's input.
            labels: the names of the label ids.
            intents: the names of the intents' ids; empty where there are none.
            batch_size: sentences in a batch.
        """
        columns = _encode_sentences(sentences.words, tokenizers)
        label_ids = {normalize_label(label): i for i, label in enumerate(labels)}
        flat = [label_ids.get(label, UNKNOWN_LABEL) for row in sentences.labels for label in row]
        columns["labels"] = columns["words"].with_values(tf.constant(flat, tf.int32))
        if intents:
            intent_ids = {normalize_label(intent): i for i, intent in enumerate(intents)}
            ids = [[intent_ids.get(intent, UNKNOWN_LABEL)] for intent in sentences.intents]
            columns["intents"] = tf.RaggedTensor.from_tensor(tf.constant(ids, tf.int32))
        batches = Batches(columns, _example, sort_by=("words",), batch_size=batch_size)
        return cls(sentences, batches)


class TaggedText:
    """A corpus of tagged sentences, and what its training split taught.

    Attributes:
        tokenizers: by the name of the network's input: `words`, and those of `characters`,
            `suffixes` and `shapes` that are asked for.
        labels: those of the training split, sorted.
        intents: its sentences' labels, sorted; empty where they are not asked for.
        train: the training split, a `TaggedSet` as the others.
        validation: the validation split.
        test: the test split.

    Args:
        corpus: a folder of CoNLL-U or column files, a folder of slots and intents, or `tfds:NAME`
            (`seqtasks.corpora.tagged`).
        column: what holds the labels: of CoNLL-U a name, None for "upos"; of column files a
            number, None for the last; of TensorFlow Datasets a feature.
        files: by `"train"`, `"validation"` and `"test"` the files, folders or splits of a data set
            that are these, where other names than theirs say so.
        minimum_frequency: rarer words are `<unk>`.
        lowercase: fold the case of words; characters and shapes keep it.
        normalization: the normal form in which words are read: `"nfkc"`, `"nfc"` or `"none"`
            (`normalize_text`); those that are written stay as they are.
        characters: also read characters.
        suffixes: also read endings of one, two and three characters.
        shapes: also read shapes: lower case, capitalised, digits ...
        intents: whether to learn what the sentences are meant for.
        constrained: see to it that labels are of spans and stand only where their scheme has them.
        batch_size: sentences in a training batch.

    Raises:
        DataError: for a corpus that cannot be used, has one label only, no intents where they are
            asked for, or labels that break their scheme where they are to be `constrained`.
    """

    def __init__(
        self,
        corpus: str | Path,
        *,
        column: str | None = None,
        files: Mapping[str, str | None] | None = None,
        minimum_frequency: int = 1,
        lowercase: bool = False,
        normalization: Normalization = "nfkc",
        characters: bool = False,
        suffixes: bool = False,
        shapes: bool = False,
        intents: bool = False,
        constrained: bool = False,
        batch_size: int = 32,
    ) -> None:
        sentences = read_tagged(corpus, column, files)
        if intents and not sentences.train.intents:
            raise DataError(
                f"{corpus} has no intents: folders train, validation and test with "
                f"{', '.join(FILES)} have them."
            )
        words = [word for row in sentences.train.words for word in row]
        self.tokenizers: dict[str, Tokenizer] = {
            "words": WholeTokenizer.train(
                words,
                minimum_frequency=minimum_frequency,
                lowercase=lowercase,
                normalization=normalization,
            )
        }
        if characters:
            self.tokenizers["characters"] = CharacterTokenizer.train(
                words, normalization=normalization
            )
        if suffixes:
            self.tokenizers["suffixes"] = SuffixTokenizer.train(words, normalization=normalization)
        if shapes:
            self.tokenizers["shapes"] = ShapeTokenizer(normalization=normalization)
        self.labels = tuple(sorted({label for row in sentences.train.labels for label in row}))
        if len(self.labels) < 2:
            raise DataError(
                f"{corpus} must have two labels at least. Its training words have only "
                f"{self.labels[0]!r}: choose another `column`."
            )
        warn_of_no_scheme(self.labels, corpus)
        warn_of_look_alikes(corpus, self.labels, "labels")
        if constrained:
            _check_legal(corpus, sentences, self.labels)
        self.intents = tuple(sorted(set(sentences.train.intents))) if intents else ()
        warn_of_look_alikes(corpus, self.intents, "intents")
        self._batch_size = batch_size
        self._assemble(sentences)

    @property
    def vocabulary_sizes(self) -> dict[str, int]:
        """How many ids each of the tokenizers has."""
        return {name: tokenizer.vocabulary_size for name, tokenizer in self.tokenizers.items()}

    @property
    def evaluation_sets(self) -> dict[str, TaggedSet]:
        """Every set to report on: `validation` and `test`."""
        return {"validation": self.validation, "test": self.test}

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every set by name: what a run was trained and measured on."""
        return {name: s.digest for name, s in {"train": self.train, **self.evaluation_sets}.items()}

    def head(self, num_sentences: int) -> TaggedText:
        """The same tokenizers and labels with the first sentences of each split only."""
        text = copy.copy(self)
        text._assemble(TaggedCorpus(*(split.head(num_sentences) for split in self._sentences)))
        return text

    def _assemble(self, sentences: TaggedCorpus) -> None:
        self._sentences = sentences
        names = (self.tokenizers, self.labels, self.intents)
        self.train = TaggedSet.from_sentences(sentences.train, *names, batch_size=self._batch_size)
        self.validation = TaggedSet.from_sentences(sentences.validation, *names)
        self.test = TaggedSet.from_sentences(sentences.test, *names)


def _check_legal(corpus: str | Path, sentences: TaggedCorpus, labels: Sequence[str]) -> None:
    """Raises DataError for a training or validation sentence that breaks the labels' scheme."""
    try:
        scheme = constrainable_scheme(labels)
    except ValueError as error:
        raise DataError(f"{corpus}: {error}") from None
    for name in ("train", "validation"):
        for number, row in enumerate(getattr(sentences, name).labels, start=1):
            place = scheme.find_illegal(row)
            if place is not None:
                before = row[place - 1] if place else "the beginning"
                after = row[place + 1] if place + 1 < len(row) else "the end"
                raise DataError(
                    f"{corpus}, {name}, sentence {number}, word {place + 1}: {scheme.name} has no "
                    f"{row[place]} between {before} and {after}. Convert the labels (from IOB1, "
                    "say), or leave them free: constrained=false."
                )


def encode_words(
    words: tf.RaggedTensor, tokenizers: Mapping[str, Tokenizer]
) -> dict[str, tf.RaggedTensor]:
    """What a network reads of words, string (batch, None), in TensorFlow operations.

    A zero width space at the edge of a word, which a text may have there, is no part of it.

    Returns:
        int32 by name: `words` (batch, None), the others (batch, None, None).
    """
    words = words.with_values(tf.strings.regex_replace(words.values, _EDGES, ""))
    columns = {name: tokenizer.encode_words(words) for name, tokenizer in tokenizers.items()}
    # A word as a whole is one token.
    return columns | {"words": words.with_values(columns["words"].flat_values)}


def _encode_sentences(
    sentences: Sequence[Sequence[str]], tokenizers: Mapping[str, Tokenizer]
) -> dict[str, tf.RaggedTensor]:
    """`encode_words` of many sentences, each distinct word once."""
    types: dict[str, int] = {}
    places = [types.setdefault(word, len(types)) for row in sentences for word in row]
    distinct = tf.RaggedTensor.from_row_lengths(as_string_tensor(list(types)), [len(types)])
    lengths = [len(row) for row in sentences]
    return {
        name: tf.RaggedTensor.from_row_lengths(tf.gather(ids.values, places), lengths)
        for name, ids in encode_words(distinct, tokenizers).items()
    }


def _example(columns: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Inputs, labels and mask of a padded batch."""
    labels = columns.pop("labels")
    intents = columns.pop("intents", None)
    known = tf.reduce_all(labels >= 0, axis=1, keepdims=True)
    if intents is not None:
        known &= intents >= 0
    mask = tf.not_equal(columns["words"], PAD_ID) & known
    labels = tf.maximum(labels, 0)
    if intents is None:
        return columns, labels, mask
    return columns, {"labels": labels, "intents": tf.maximum(intents[:, 0], 0)}, mask
