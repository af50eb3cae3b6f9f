"""Reads words with a label each: CoNLL-U, files with a word a line, and TensorFlow Datasets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from seqtasks.corpora.conllu import is_conllu
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.sentences import TaggedCorpus, TaggedSentences, checked
from seqtasks.corpora.slots import (
    FILES,
    find_requests,
    holds_requests,
    is_request_folder,
    read_requests,
)
from seqtasks.corpora.splits import (
    SPLITS,
    check_files,
    find_chosen,
    find_named,
    find_split,
    split_files,
)
from seqtasks.corpora.tfds import (
    Feature,
    dataset_features,
    find_split_name,
    is_tfds,
    read_examples,
    split_names_of,
)
from seqtasks.corpora.word_files import OTHER_ENDINGS, check_ending, open_words
from seqtasks.errors import DataError, did_you_mean

ENDINGS = ("conllu", "conll", "tsv", "txt", "bio", "iob", "iob2", "")
_MORE_NAMES = {"validation": ("testa",), "test": ("testb",)}  # of CoNLL-2003
_TOKENS = "tokens"  # the words, in TensorFlow Datasets
_LABELS = ("upos", "ner")  # what is tagged there, where no column is named
_NO_UPOS = "_"  # what CoNLL-U has for a word, or a multi-word token, without a UPOS tag


Files: TypeAlias = Mapping[str, str | None]


def read_tagged(
    corpus: Path | str, column: str | None = None, files: Files | None = None
) -> TaggedCorpus:
    """Reads the three splits of a corpus; see `read_tagged_split`.

    Raises:
        DataError: a split is missing or ambiguous, or a file cannot be used.
    """
    return TaggedCorpus(*(read_tagged_split(corpus, name, column, files) for name in SPLITS))


def read_tagged_split(
    corpus: Path | str, name: str, column: str | None = None, files: Files | None = None
) -> TaggedSentences:
    """Reads one split of a corpus.

    Args:
        corpus: a folder with files `[NAME.]{train,validation|valid|val|dev|testa,test|testb}`, with
            an ending or none; a folder with folders of these names that hold `seq.in`, `seq.out`
            and `label`; or `tfds:NAME`.
        name: `"train"`, `"validation"` or `"test"`.
        column: what holds the labels; see `read_tagged_file`, `read_tagged_tfds`. None for slots:
            they are in `seq.out`.
        files: by the name of a split the file (with or without its ending), the folder or the split
            of the data set that is it, where another name than these says so.

    Raises:
        DataError: the split is missing or ambiguous, a file cannot be used, or there is a column
            where none has a meaning.
        ValueError: `files` names something else than splits.
    """
    chosen = check_files(files)
    if is_tfds(corpus):
        return read_tagged_tfds(corpus, chosen.get(name) or find_split_name(corpus, name), column)
    if holds_requests(corpus):
        if column is not None:
            raise DataError(
                f"{corpus}: `column` must not be given for a corpus of requests: the labels are in "
                f"{FILES[1]}. Received: column={column!r}"
            )
        return read_requests(find_requests(corpus, name, chosen))
    return read_tagged_file(find_tagged_split(corpus, name, chosen), column)


def read_tagged_part(
    corpus: Path | str,
    name: str | None,
    column: str | None = None,
    files: Files | None = None,
) -> TaggedSentences:
    """Reads what a trained tagger is measured on.

    Args:
        corpus: as of `read_tagged_split`; or one file, or one folder with `seq.in`, `seq.out` and
            `label`.
        name: a split; or a file, a folder or a split of a data set by its own name; None for all of
            a file or of such a folder, and for the test split of others.
        column: as of `read_tagged_split`.
        files: likewise; files that the corpus does not have are another's.

    Raises:
        DataError: as of `read_tagged_split`, or there is a name where all is one.
    """
    path = Path(corpus)
    if not is_tfds(corpus) and (path.is_file() or is_request_folder(path)):
        if name is not None:
            raise DataError(
                f"The corpus {path} has no splits to choose from: give the folder that holds it, "
                f"or leave the name out. Received: {name!r}"
            )
        return read_requests(path) if path.is_dir() else read_tagged_file(path, column)
    if name is not None and (name not in SPLITS or _has(corpus, name)):
        return read_tagged_split(corpus, "test", column, {"test": name})
    chosen = {split: one for split, one in check_files(files).items() if _has(corpus, one)}
    return read_tagged_split(corpus, name or "test", column, chosen)


def _has(corpus: Path | str, name: str) -> bool:
    """Whether a corpus has one file, folder or split of this very name."""
    if is_tfds(corpus):
        return re.split(r"[\[+]", name)[0] in split_names_of(corpus)
    folder = Path(corpus)
    return len(find_named(folder, name, ENDINGS)) == 1 or (folder / name).is_dir()


def find_tagged_split(folder: Path | str, name: str, files: Files | None = None) -> Path:
    """The file of a split: `"train"`, `"validation"` or `"test"`.

    Where a split has a file `*.conllu[.gz]`, other files are not looked at: releases of Universal
    Dependencies also hold the plain text, `*.txt`.

    Args:
        folder: the corpus.
        name: of the split.
        files: as of `read_tagged_split`.

    Raises:
        DataError: the folder or the file is missing, or there are two.
    """
    chosen = check_files(files)
    if name in chosen:
        return find_chosen(folder, name, chosen[name], ENDINGS)
    more = _MORE_NAMES.get(name, ())
    taken = {path for c in chosen.values() for path in find_named(folder, c, ENDINGS)}
    for endings in (("conllu",), ENDINGS):
        found = [p for p in split_files(folder, name, endings, more=more) if p not in taken]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise DataError(
                f"The corpus {folder} must have one file of the split {name}. Choose one with "
                f"`{name}=`. Found: {', '.join(path.name for path in found)}."
            )
    for path in split_files(folder, name, [*OTHER_ENDINGS], more=more):
        check_ending(path)
    return find_split(folder, name, ENDINGS, more=more)


def read_tagged_file(path: Path | str, column: str | None = None) -> TaggedSentences:
    """Reads one file.

    In a file `*.conllu[.gz]` the words are the syntactic words; multi-word tokens and empty nodes
    are none. In any other a line holds a word, first, and its labels, in columns that are separated
    by tabs where there is one, else by spaces; blank lines end sentences, and `-DOCSTART-` lines,
    CoNLL-2003's, are passed over. Files of another form are refused where that can be told
    (`open_words`). Labels are in their normal form (`normalize_label`).

    Args:
        path: the file, plain or `.gz`.
        column: the column with the labels: in CoNLL-U its name, "lemma" to "misc", or its number,
            None for "upos"; elsewhere its number, counted from 1, None for the last.

    Raises:
        DataError: the file cannot be read, is of another form or holds no sentence, a line has not
            the columns that it must have, a word has no label, or no sentence has its words.
    """
    path = Path(path)
    check_ending(path)
    words, labels = [], []
    for sentence in open_words(read_lines(path), path, is_conllu=is_conllu(path)).sentences:
        if sentence.words:
            words.append(sentence.forms)
            labels.append(sentence.labels(column))
    if not words:
        raise DataError(f"{path} holds no sentence.")
    return checked(TaggedSentences(tuple(words), tuple(labels)), path)


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
    words, labels = zip(*sentences, strict=True)
    return checked(TaggedSentences(words, labels), f"{corpus}, {split}")


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
