"""What needs no order of words: naive Bayes on the words of a review.

Prints its results on the test: `PYTHONPATH=data python tests/data/sentiment_baselines.py`.
"""

from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from generator.corpus import tokens

FOLDER = Path(__file__).parents[2] / "data/sentiment"
KINDS = ("plain", "negation", "contrast", "intensity")


class Review(NamedTuple):
    """A line of a file."""

    label: str
    kind: str
    text: str

    @property
    def words(self):
        """The words in lower case, and the punctuation marks."""
        return tokens(self.text.lower())


def read(split):
    """The reviews of a split."""
    header, *rows, end = (FOLDER / f"{split}.tsv").read_text(encoding="utf-8").split("\n")
    assert (header, end) == ("label\tkind\ttext", "")
    return [Review(*row.split("\t")) for row in rows]


def words_and_pairs(words):
    """The words of a review, and those that are neighbours."""
    return [*words, *pairwise(words)]


WAYS = {"words": list, "words and pairs of words": words_and_pairs}


def naive_bayes(corpus, features):
    """The share of right labels in the test by kind; counts are smoothed by one."""
    bags = [features(one.words) for one in corpus["train"]]
    ids = {name: number for number, name in enumerate(dict.fromkeys(chain.from_iterable(bags)))}
    columns = {"negative": [], "positive": []}
    for bag, one in zip(bags, corpus["train"], strict=True):
        columns[one.label] += [ids[name] for name in bag]
    counts = np.stack([np.bincount(found, minlength=len(ids)) + 1 for found in columns.values()])
    negative, positive = np.log(counts / counts.sum(axis=1, keepdims=True))
    odds, right = positive - negative, {kind: [] for kind in KINDS}
    for one in corpus["test"]:
        bag = [ids[name] for name in features(one.words) if name in ids]
        praises = odds[bag].sum() > 0
        right[one.kind].append(praises == (one.label == "positive"))
    return {kind: np.mean(found) for kind, found in right.items()}


def per_cent(share):
    """A share as the README has it."""
    return f"{100 * share:.1f} %"


if __name__ == "__main__":
    corpus = {split: read(split) for split in ("train", "test")}
    for name, features in WAYS.items():
        shares = naive_bayes(corpus, features)
        print(f"| {name} | {' | '.join(per_cent(shares[kind]) for kind in KINDS)} |")
