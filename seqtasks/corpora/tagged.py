"""Reads words with a label each: CoNLL-U, files with a word a line, and TensorFlow Datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from seqtasks.corpora.columns import column_number, parse_columns
from seqtasks.corpora.conllu import COLUMNS, is_conllu, parse_conllu
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.sentences import TaggedCorpus, TaggedSentences
from seqtasks.corpora.splits import SPLITS, find_split, split_files
from seqtasks.corpora.tfds import (
    Feature,
    dataset_features,
    find_split_name,
    is_tfds,
    read_examples,
)
from seqtasks.corpora.understanding import FILES, find_requests, holds_requests, read_requests
from seqtasks.errors import DataError, did_you_mean

ENDINGS = ("conllu", "conll", "tsv", "txt", "bio", "iob", "iob2", "")
_CONLLU_LABELS = COLUMNS[2:]  # all but ID and form
_MORE_NAMES = {"validation": ("testa",), "test": ("testb",)}  # of CoNLL-2003
_TOKENS = "tokens"  # the words, in TensorFlow Datasets
_LABELS = ("upos", "ner")  # what is tagged there, where no column is named
_NO_UPOS = "_"  # what CoNLL-U has for a word, or a multi-word token, without a UPOS tag


def read_tagged(corpus: Path | str, column: str | None = None) -> TaggedCorpus:
    """Reads the three splits of a corpus; see `read_tagged_split`.

    Raises:
        DataError: a split is missing or ambiguous, or a file cannot be used.
    """
    return TaggedCorpus(*(read_tagged_split(corpus, name, column) for name in SPLITS))


def read_tagged_split(corpus: Path | str, name: str, column: str | None = None) -> TaggedSentences:
    """Reads one split of a corpus.

    Args:
        corpus: a folder with files `[NAME.]{train,validation|valid|val|dev|testa,test|testb}`, with
            an ending or none; a folder with folders of these names that hold `seq.in`, `seq.out`
            and `label`; or `tfds:NAME`.
        name: `"train"`, `"validation"` or `"test"`.
        column: what holds the labels; see `read_tagged_file`, `read_tagged_tfds`. None for slots:
            they are in `seq.out`.

    Raises:
        DataError: the split is missing or ambiguous, a file cannot be used, or there is a column
            where none has a meaning.
    """
    if is_tfds(corpus):
        return read_tagged_tfds(corpus, find_split_name(corpus, name), column)
    if holds_requests(corpus):
        if column is not None:
            raise DataError(
                f"{corpus}: `column` must not be given for a corpus of requests: the labels are in "
                f"{FILES[1]}. Received: column={column!r}"
            )
        return read_requests(find_requests(corpus, name))
    return read_tagged_file(find_tagged_split(corpus, name), column)


def find_tagged_split(folder: Path | str, name: str) -> Path:
    """The file of a split: `"train"`, `"validation"` or `"test"`.

    Where a split has a file `*.conllu[.gz]`, other files are not looked at: releases of Universal
    Dependencies also hold the plain text, `*.txt`.

    Raises:
        DataError: the folder or the file is missing, or there are two.
    """
    more = _MORE_NAMES.get(name, ())
    conllu = split_files(folder, name, ("conllu",), more=more)
    return find_split(folder, name, ("conllu",) if conllu else ENDINGS, more=more)


def read_tagged_file(path: Path | str, column: str | None = None) -> TaggedSentences:
    """Reads one file.

    In a file `*.conllu[.gz]` the words are the syntactic words; multi-word tokens and empty nodes
    are none. In any other a line holds a word, first, and its labels, in columns that are separated
    by tabs where there is one, else by spaces; blank lines end sentences, and `-DOCSTART-` lines,
    CoNLL-2003's, are passed over.

    Args:
        path: the file, plain or `.gz`.
        column: the column with the labels: in CoNLL-U its name, "lemma" to "misc", None for
            "upos"; elsewhere its number, counted from 1, None for the last.

    Raises:
        DataError: the file cannot be read or holds no sentence, a line has not the columns that it
            must have, or a word has no label.
    """
    path = Path(path)
    if is_conllu(path):
        sentences = list(_read_conllu(path, "upos" if column is None else column))
    else:
        sentences = list(parse_columns(read_lines(path), path, column_number(column)))
    if not sentences:
        raise DataError(f"{path} holds no sentence.")
    words, labels = zip(*sentences, strict=True)
    return TaggedSentences(words, labels)


def read_tagged_tfds(
    corpus: Path | str, split: str, column: str | None = None, *, data_dir: Path | None = None
) -> TaggedSentences:
    """Reads a split of `tfds:NAME`: the feature `tokens`, and one with a label for each.

    Universal Dependencies list multi-word tokens beside their words, and empty nodes, without IDs.
    With the column `upos`, tokens tagged `_` are dropped: all multi-word tokens, and the empty
    nodes that have no tag; those that have one cannot be told from words. Another column tells
    none of them. A sentence that is left without words is dropped.

    Args:
        corpus: `tfds:conll2003`, `tfds:universal_dependencies/en_ewt`.
        split: as the data set names it.
        column: the feature with the labels; None for `upos` or `ner`.
        data_dir: where data sets lie; None for TFDS' own place.

    Raises:
        DataError: the data set or the split cannot be had or has not these features, or an example
            has not as many labels as words.
    """
    features = dataset_features(corpus, data_dir=data_dir)
    named = _label_feature(corpus, features, column)
    wanted = {name: features[name] for name in (_TOKENS, named)}
    examples = read_examples(corpus, split, wanted, data_dir=data_dir)
    dropped = _NO_UPOS if named == "upos" else None
    sentences = list(_labelled(examples, f"{corpus}, {split}", dropped))
    if not sentences:
        raise DataError(f"{corpus} has no sentence in its split {split}.")
    return TaggedSentences(*zip(*sentences, strict=True))


def _label_feature(corpus: Path | str, features: Mapping[str, Feature], column: str | None) -> str:
    """The name of the feature with the labels of the tokens."""
    tokens = features.get(_TOKENS)
    if tokens is None or not (tokens.sequence and tokens.text):
        raise DataError(
            f"{corpus} must have a feature {_TOKENS!r}, a sequence of text. "
            f"Received: {', '.join(features)}."
        )
    columns = [name for name, feature in features.items() if feature.sequence and name != _TOKENS]
    named = column
    if named is None:
        named = next((name for name in _LABELS if name in columns), "")
    if named not in columns:
        raise DataError(
            f"{corpus}: `column` must name a feature with a label for each of the {_TOKENS}. "
            f"{did_you_mean(named, columns)} Received: column={column!r}"
        )
    return named


def _labelled(
    examples: Iterable[tuple[Any, ...]], source: str, dropped: str | None
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Words and labels of each example that has some; words with the label `dropped` are none."""
    for number, (words, labels) in enumerate(examples, start=1):
        if len(words) != len(labels):
            raise DataError(
                f"{source}, example {number}: must have a label for each word. "
                f"Received: {len(labels)} labels for {len(words)} words."
            )
        kept = [pair for pair in zip(words, labels, strict=True) if pair[1] != dropped]
        if kept:
            of_words, of_labels = zip(*kept, strict=True)
            yield of_words, of_labels


def _read_conllu(path: Path, column: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    if column not in _CONLLU_LABELS:
        raise DataError(
            "`column` must be a column of CoNLL-U that holds labels. "
            f"{did_you_mean(column, _CONLLU_LABELS)} Received: column={column!r}"
        )
    for sentence in parse_conllu(read_lines(path), path):
        if not sentence.words:
            continue
        labels = sentence.values(column)
        for row, label in zip(sentence.words, labels, strict=True):
            if not label.strip() or (column == "upos" and label == _NO_UPOS):
                raise DataError(
                    f"{path}:{sentence.number + row}: the word must have a label in the column "
                    f"{column}. Received: {label!r}"
                )
        yield sentence.forms, labels
