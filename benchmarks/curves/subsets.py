"""The first examples of real corpora, as corpora of their own that recipes read.

Validation and test texts stay as they are, but for what `held_out` leaves out. IMDB's reviews are
sorted by label: they are shuffled, always in the same order, and the first thousand of them become
the validation split, which the corpus lacks.
"""

from __future__ import annotations

import gzip
import os
import random
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

IMDB_VALIDATION = 1_000


class File(NamedTuple):
    """A file of a corpus: its name, without `.gz`, and its examples with their line ends."""

    name: str
    examples: Sequence[str]


Splits = Mapping[str, Sequence[File]]
CORPORA: dict[str, dict[str, tuple[str, ...]]] = {
    "multi30k": {
        "train": ("train.de", "train.en"),
        "validation": ("val.de", "val.en"),
        "test": ("test_2016_flickr.de", "test_2016_flickr.en"),
    },
    "dailydialog": {
        name: (f"{name}/dialogues_{name}.txt",) for name in ("train", "validation", "test")
    },
    "ud-en-ewt": {
        "train": ("en_ewt-ud-train.conllu",),
        "validation": ("en_ewt-ud-dev.conllu",),
        "test": ("en_ewt-ud-test.conllu",),
    },
    "atis": {
        name: tuple(f"{folder}/{file}" for file in ("seq.in", "seq.out", "label"))
        for name, folder in (("train", "train"), ("validation", "valid"), ("test", "test"))
    },
    "sst": {
        "train": ("stsa.binary.train",),
        "validation": ("stsa.binary.dev",),
        "test": ("stsa.binary.test",),
    },
    "imdb": {"train": ("train.tsv",), "test": ("test.tsv",)},
    "ptb": {
        "train": ("ptb.train.txt",),
        "validation": ("ptb.valid.txt",),
        "test": ("ptb.test.txt",),
    },
}


def read_corpus(data: Path, name: str) -> Splits:
    """The files of a corpus by split.

    Args:
        data: the folder of all corpora.
        name: of `CORPORA`.

    Raises:
        FileNotFoundError: one of them is not there, neither plain nor as `.gz`.
    """
    splits = {
        split: [File(file, _examples(data / name / file)) for file in files]
        for split, files in CORPORA[name].items()
    }
    return _shuffled_reviews(splits) if name == "imdb" else splits


def num_examples(splits: Splits) -> int:
    """How many training examples a corpus has."""
    return len(splits["train"][0].examples)


def subset(splits: Splits, size: int, held_out: int | None) -> Splits:
    """The first `size` training examples, and the first `held_out` of the other splits."""
    return {
        split: [
            File(file.name, file.examples[: size if split == "train" else held_out])
            for file in files
        ]
        for split, files in splits.items()
    }


def write_subset(splits: Splits, folder: Path) -> None:
    """Writes the files of a corpus into a new folder, all or none."""
    partial = folder.with_name(f".{os.getpid()}.{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    for files in splits.values():
        for file in files:
            path = partial / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as output:
                output.writelines(file.examples)
    partial.rename(folder)


def _examples(path: Path) -> list[str]:
    """Lines, or the sentences of CoNLL-U, each with the blank line that ends it."""
    packed = path.with_name(f"{path.name}.gz")
    raw = path.read_bytes() if path.is_file() else gzip.decompress(packed.read_bytes())
    text = raw.decode("utf-8")
    if path.suffix != ".conllu":
        return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]
    return [f"{block}\n\n" for block in text.rstrip("\n").split("\n\n")]


def _shuffled_reviews(splits: Splits) -> Splits:
    """IMDB in another order, with a validation split whose texts are not in training."""
    (train,), (test,) = splits["train"], splits["test"]
    order = random.Random(1)
    reviews, tests = ([*file.examples] for file in (train, test))
    for rows in (reviews, tests):
        order.shuffle(rows)
    held_out = reviews[:IMDB_VALIDATION]
    known = {_text(row) for row in held_out}
    rest = [row for row in reviews[IMDB_VALIDATION:] if _text(row) not in known]
    return {
        "train": [File(train.name, rest)],
        "validation": [File("validation.tsv", held_out)],
        "test": [File(test.name, tests)],
    }


def _text(row: str) -> str:
    """The review: the fourth column, which may hold tabs."""
    return row.split("\t", 3)[-1]
