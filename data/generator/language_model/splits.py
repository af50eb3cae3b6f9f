"""The corpus: which stories are drawn for training, validation and test."""

from __future__ import annotations

from collections import Counter
from functools import cache

from generator.corpus import Choice, lines, tokens
from generator.language_model.news import news_pairs
from generator.language_model.pairs import minimal_pairs, table
from generator.language_model.stories import story

SEED = 2027
SIZES = {"train": 14_500, "validation": 700, "test": 700}
# How often a word must occur in training to be used in the other files.
MIN_COUNT = 3


@cache
def generate() -> dict[str, list[list[str]]]:
    """Draws the stories of every split; the same ones each time, and no line twice.

    Training is drawn first. Validation and test take the stories after it whose words all occur
    there; each split ends with the story that reaches its size.
    """
    choice, seen = Choice(SEED), set[str]()
    splits: dict[str, list[list[str]]] = {name: [] for name in SIZES}
    known: frozenset[str] | None = None
    for name, size in SIZES.items():
        missing = size
        while missing > 0:
            told = story(choice, seen)
            if known is None or known.issuperset(tokens(" ".join(told))):
                splits[name].append(told)
                missing -= len(told)
        if known is None:
            known = words(splits["train"])
    return splits


def words(stories: list[list[str]]) -> frozenset[str]:
    """The words that are frequent enough in stories."""
    counts = Counter(word for told in stories for line in told for word in tokens(line))
    return frozenset(word for word, count in counts.items() if count >= MIN_COUNT)


@cache
def files() -> dict[str, str]:
    """The contents of all generated files by name."""
    splits = generate()
    contents = {
        f"{name}.txt": lines([line for told in stories for line in told])
        for name, stories in splits.items()
    }
    training = frozenset(line for told in splits["train"] for line in told)
    contents["minimal_pairs.tsv"] = table(minimal_pairs(training, words(splits["train"])))
    contents["minimal_pairs_news.tsv"] = table(news_pairs())
    return contents
