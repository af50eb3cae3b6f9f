"""The corpus: which reviews are drawn for training, validation and test."""

from __future__ import annotations

from collections import Counter
from functools import cache

from generator.corpus import Choice, lines, tokens
from generator.sentiment.reviews import Review, reviews
from generator.sentiment.things import OPINION_WORDS

SEED = 2031
SIZES = {
    "train": {"plain": 1_800, "negation": 1_800, "contrast": 1_200, "intensity": 1_200},
    "validation": {"plain": 150, "negation": 150, "contrast": 150, "intensity": 150},
    "test": {"plain": 300, "negation": 300, "contrast": 300, "intensity": 300},
}
HEADER = "label\tkind\ttext"
# How often a word must occur in training to be used in the other files, and an opinion word.
MIN_COUNT, MIN_OPINION_COUNT = 5, 20
# Of so many pairs of reviews, the one with the opinion word that is rarest so far is taken.
NUM_DRAWN = 2
_OPINION_WORDS = frozenset(OPINION_WORDS)


@cache
def generate() -> dict[str, list[Review]]:
    """Draws the reviews of every split; the same ones each time, and none twice.

    A review that praises and the one that blames in the same words are in one split.
    """
    choice, seen, counts = Choice(SEED), set[str](), Counter[str]()

    def rarest(pair: tuple[Review, ...]) -> int:
        return min(counts[word] for one in pair for _, word in one.opinions)

    splits: dict[str, list[Review]] = {}
    known: frozenset[str] | None = None
    for name, sizes in SIZES.items():
        found: list[Review] = []
        for kind, size in sizes.items():
            end = len(found) + size
            while len(found) < end:
                pair = min((reviews(choice, kind) for _ in range(NUM_DRAWN)), key=rarest)
                if seen.isdisjoint(one.text for one in pair) and _may_stand(pair, known):
                    seen.update(one.text for one in pair)
                    counts.update(word for one in pair for _, word in one.opinions)
                    found += pair
        splits[name] = choice.shuffled(found)
        known = known or _known(splits["train"])
    return splits


def words(review: Review) -> list[str]:
    """The words of a review in lower case, and its punctuation marks."""
    return tokens(review.text.lower())


def _may_stand(pair: tuple[Review, ...], known: frozenset[str] | None) -> bool:
    """Whether a split may have both reviews; `known` are the words of training, if it is there."""
    if known is None:
        return not any(one.is_withheld for one in pair)
    return all(known.issuperset(words(one)) for one in pair)


def _known(training: list[Review]) -> frozenset[str]:
    counts = Counter(word for one in training for word in words(one))
    return frozenset(
        word
        for word, count in counts.items()
        if count >= (MIN_OPINION_COUNT if word in _OPINION_WORDS else MIN_COUNT)
    )


@cache
def files() -> dict[str, str]:
    """The contents of all generated files by name."""
    return {
        f"{name}.tsv": lines([HEADER, *("\t".join((o.label, o.kind, o.text)) for o in found)])
        for name, found in generate().items()
    }
