"""Minimal pairs: a sentence, and the same one with a mistake, of equally many words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from generator.corpus import Choice, lines, tokens
from generator.language_model import collocations, orders
from generator.language_model.clauses import Clause, clause, present
from generator.language_model.people import scene
from generator.language_model.words import sentence

DISTANCES = range(21)
# Pairs with a singular and with a plural subject at each distance up to 10, and above.
NEAR, FAR = 7, 4
PER_COLLOCATION, PER_ORDER = 2, 3


class MinimalPair(NamedTuple):
    """A row of a file of pairs; `distance` lies between head noun and verb."""

    phenomenon: str
    distance: int
    good: str
    bad: str


def wanted(distance: int, near: int = NEAR, far: int = FAR) -> int:
    """How many pairs have a distance, for each number of the subject."""
    return near if distance <= 10 else far


def is_usable(found: Clause) -> bool:
    """Whether the verb has two forms, and another noun misleads where it is not beside."""
    subject = found.subject
    return found.text() != found.text(wrong=True) and (subject.misleads or not subject.distance)


def _agreement(choice: Choice) -> Iterable[MinimalPair]:
    """Pairs without end, of all distances."""
    while True:
        drawn = scene(choice)
        size = choice.one([0, 1, 1, 2, 3, 4, 5, 6])
        found = present(drawn) if choice.chance(0.1) else clause(drawn, size)
        if is_usable(found):
            good, bad = sentence(found.text()), sentence(found.text(wrong=True))
            yield MinimalPair("agreement", found.subject.distance, good, bad)


def balanced(
    choice: Choice, training: Collection[str], known: Collection[str]
) -> list[MinimalPair]:
    """Agreement pairs, equally many of each number at each distance, by distance."""
    left = {(distance, form): wanted(distance) for distance in DISTANCES for form in (0, 1)}
    found: list[MinimalPair] = []
    for pair in _agreement(choice):
        key = (pair.distance, _is_plural(pair))
        if left.get(key) and _is_new(pair, training, known, found):
            left[key] -= 1
            found.append(pair)
        if not any(left.values()):
            break
    return sorted(found, key=lambda pair: pair.distance)


def _is_plural(pair: MinimalPair) -> int:
    """Whether the verb of the right sentence, where the wrong one differs, is a plural."""
    words = zip(pair.good.split(), pair.bad.split(), strict=True)
    verb = next(first for first, second in words if first != second)
    return int(verb == "were" or not verb.endswith("s"))


def _is_new(
    pair: MinimalPair,
    training: Collection[str],
    known: Collection[str],
    found: list[MinimalPair],
) -> bool:
    words = {*tokens(pair.good), *tokens(pair.bad)}
    is_seen = pair.good in training or pair.bad in training or pair in found
    return not is_seen and all(word in known for word in words)


def minimal_pairs(training: Collection[str], known: Collection[str]) -> list[MinimalPair]:
    """All pairs about the language of the stories, none of which is a training line.

    Args:
        training: The training lines.
        known: The words that occur in them.
    """
    choice = Choice(3)
    found = balanced(choice, training, known)
    for frame, wrong in orders.ORDERS:
        _add(found, choice, training, known, "word_order", PER_ORDER, frame, wrong)
    for frame in collocations.FRAMES:
        _add(found, choice, training, known, "word_choice", PER_COLLOCATION, frame)
    return found


def _add(
    found: list[MinimalPair],
    choice: Choice,
    training: Collection[str],
    known: Collection[str],
    phenomenon: str,
    count: int,
    *frames: str,
) -> None:
    """Adds pairs of one frame; as many as are asked for, if that many can be drawn."""
    for _ in range(200):
        drawn = scene(choice)
        make = orders.pair if phenomenon == "word_order" else collocations.pair
        good, bad = make(drawn, *frames)
        pair = MinimalPair(phenomenon, 0, sentence(good), sentence(bad))
        if _is_new(pair, training, known, found):
            found.append(pair)
            count -= 1
        if not count:
            return


def table(pairs: Iterable[MinimalPair]) -> str:
    """The content of a file of pairs."""
    rows = ("\t".join(map(str, pair)) for pair in pairs)
    return lines(["\t".join(MinimalPair._fields), *rows])
