"""The corpus: which sentences are drawn, and which pairs of words only one test holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from generator.corpus import Choice, lines, tokens
from generator.translate import (
    belongings,
    facts,
    infinitives,
    qualities,
    questions,
    relatives,
    requests,
    statements,
    subordination,
)
from generator.translate.phrases import Pair
from generator.translate.sentences import Sentence

SEED = 2026
SIZES = {"train": 23_000, "validation": 1_000, "test": 1_000, "test_combinations": 1_000}
MAX_LENGTH = 14
HELD_OUT_PAIRS = {"adjective": 24, "object": 24, "subject": 24}
# Sentences are drawn in advance, so that those with a rare word can be left out.
POOL = 52_000
# How often the words of a sentence must at least occur in the pool, twice as large as training:
# content words, their forms in whatever case, and their spellings ("Liest" beside "liest").
MIN_COUNTS = {"lemma": 70, "form": 40, "spelling": 16}

_COMMON_VERBS = frozenset(["sein=be", "kosten=cost", "gehören=belong to"])

Construction = Callable[[Choice], Sentence]
CONSTRUCTIONS: dict[Construction, float] = {
    statements.statement: 21,
    statements.formal_statement: 3,
    statements.progressive: 1.5,
    statements.duration: 2.5,
    statements.timetable: 1.6,
    statements.two_actions: 9,
    questions.yes_no_question: 10,
    questions.adverbial_question: 8,
    questions.object_question: 5,
    questions.subject_question: 4,
    questions.addressed_question: 4,
    questions.timetable_question: 0.5,
    requests.request: 2.2,
    subordination.reported: 11,
    subordination.judged: 3,
    subordination.wondered: 7,
    subordination.reason: 3,
    subordination.concession: 4,
    subordination.condition: 3,
    subordination.habit: 2.5,
    subordination.memory: 2,
    subordination.sequence: 4,
    subordination.meanwhile: 6,
    infinitives.purpose: 2.5,
    infinitives.attempt: 3.5,
    infinitives.effort: 2.2,
    relatives.relative_subject: 5,
    relatives.relative_object: 6,
    qualities.described_thing: 2,
    qualities.feeling: 2,
    qualities.contrast: 1.3,
    qualities.trade: 1.5,
    qualities.search: 0.8,
    qualities.excess: 1.3,
    qualities.comparison: 2.1,
    belongings.liking: 2.5,
    belongings.belonging: 1.5,
    belongings.genitive: 2.2,
    belongings.sensation: 1,
    facts.age: 1,
    facts.price: 1.5,
    facts.time_of_day: 0.3,
    facts.existence: 2.4,
    facts.facility: 2.4,
    facts.temperature: 0.7,
    facts.precipitation: 1,
    facts.passive: 1.9,
    facts.occupation: 1,
    facts.naming: 1,
    facts.numbered: 1.3,
}


class Corpus(NamedTuple):
    """The sentences of every split, and the pairs that only `test_combinations` has."""

    splits: dict[str, list[Sentence]]
    held_out: list[Pair]


def distinct_sentences(choice: Choice) -> Iterator[Sentence]:
    """Sentences without end, each German one and each English one once.

    Raises:
        ValueError: A sentence has two translations, so that the grammar is ambiguous.
    """
    english_of: dict[str, str] = {}
    german_of: dict[str, str] = {}
    while True:
        drawn = choice.weighted(CONSTRUCTIONS)(choice)
        if max(len(tokens(drawn.german)), len(tokens(drawn.english))) > MAX_LENGTH:
            continue
        is_new = drawn.german not in english_of
        known_english = english_of.setdefault(drawn.german, drawn.english)
        known_german = german_of.setdefault(drawn.english, drawn.german)
        if known_english != drawn.english or known_german != drawn.german:
            raise ValueError(
                "A sentence must have one translation in either direction. Received: "
                f"{drawn.german!r} = {drawn.english!r}, after {known_german!r} = {known_english!r}."
            )
        if is_new:
            yield drawn


def held_out_pairs(choice: Choice, pilot: list[Sentence]) -> list[Pair]:
    """Pairs of words that are each frequent, while the pair itself is not too frequent."""
    words = Counter(lemma for drawn in pilot for lemma in drawn.lemmas)
    pairs = Counter(pair for drawn in pilot for pair in drawn.pairs)
    chosen: list[Pair] = []
    used: set[str] = set()
    for relation, count in HELD_OUT_PAIRS.items():
        candidates = sorted(
            pair
            for pair, seen in pairs.items()
            if pair.relation == relation
            and not {pair.first, pair.second} & _COMMON_VERBS
            and seen >= 4
            and min(words[pair.first], words[pair.second]) >= 6 * seen
        )
        found = 0
        for pair in choice.shuffled(candidates):
            if found < count and not used & {pair.first, pair.second}:
                chosen.append(pair)
                used |= {pair.first, pair.second}
                found += 1
    return chosen


def _words(drawn: Sentence) -> dict[str, set[str]]:
    """The lemmas, forms and spellings of a sentence; the forms name their language."""
    german, english = tokens(drawn.german), tokens(drawn.english)
    return {
        "lemma": set(drawn.lemmas),
        "form": {f"de {word.lower()}" for word in german}
        | {f"en {word.lower()}" for word in english},
        "spelling": {f"de {word}" for word in german} | {f"en {word}" for word in english},
    }


def without_rare_words(pool: list[Sentence]) -> list[Sentence]:
    """The sentences all of whose words occur often enough in them."""
    words = {drawn: _words(drawn) for drawn in pool}
    counts = {kind: Counter[str]() for kind in MIN_COUNTS}
    for drawn in pool:
        for kind, found in words[drawn].items():
            counts[kind].update(found)
    while True:
        rare = {
            kind: {word for word, count in counts[kind].items() if count < least}
            for kind, least in MIN_COUNTS.items()
        }
        kept, dropped = list[Sentence](), list[Sentence]()
        for drawn in pool:
            clean = all(rare[kind].isdisjoint(found) for kind, found in words[drawn].items())
            (kept if clean else dropped).append(drawn)
        if not dropped:
            return kept
        for drawn in dropped:
            for kind, found in words[drawn].items():
                counts[kind].subtract(found)
        pool = kept


def _sides(lemmas: Iterable[str]) -> set[tuple[str, str]]:
    """The German and the English words of lemmas."""
    return {
        (side, word)
        for lemma in lemmas
        for side, word in zip(("de", "en"), lemma.split("="), strict=True)
    }


def together(held_out: list[Pair]) -> Callable[[Sentence], bool]:
    """Tells whether a sentence has both words of a pair, in whatever relation or sense."""
    partners: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for pair in held_out:
        for first, second in zip(
            sorted(_sides([pair.first])), sorted(_sides([pair.second])), strict=True
        ):
            partners.setdefault(first, set()).add(second)

    def has_both(drawn: Sentence) -> bool:
        words = _sides(drawn.lemmas)
        return any(partners[word] & words for word in words if word in partners)

    return has_both


def generate() -> Corpus:
    """Draws the whole corpus; the same one each time.

    Training, validation and test are drawn from one distribution and hold no sentence in which both
    words of a held-out pair occur, in whatever relation. `test_combinations` holds sentences
    in which a held-out pair stands in its relation.

    Raises:
        ValueError: The pool is too small for the sizes of the splits.
    """
    choice = Choice(SEED)
    pool = without_rare_words(list(islice(distinct_sentences(choice), POOL)))
    held_out = held_out_pairs(choice, pool)
    wanted, has_both = frozenset(held_out), together(held_out)
    combined = [drawn for drawn in pool if drawn.pairs & wanted]
    ordinary = [drawn for drawn in pool if not has_both(drawn)]
    remaining = iter(choice.shuffled(ordinary))
    splits = {
        name: list(islice(remaining, SIZES[name])) for name in ("test", "validation", "train")
    }
    splits["test_combinations"] = choice.shuffled(combined)[: SIZES["test_combinations"]]
    sizes = {name: len(sentences) for name, sentences in splits.items()}
    if sizes != SIZES:
        raise ValueError(f"The splits must have the sizes {SIZES}. Received: {sizes}; draw more.")
    return Corpus(splits, held_out)


def files() -> dict[str, str]:
    """The contents of all generated files by name."""
    corpus = generate()
    contents = {}
    for name, sentences in corpus.splits.items():
        contents[f"{name}.de"] = lines([drawn.german for drawn in sentences])
        contents[f"{name}.en"] = lines([drawn.english for drawn in sentences])
    rows = ["\t".join(pair) for pair in corpus.held_out]
    contents["combinations.tsv"] = lines(["relation\tfirst\tsecond", *rows])
    return contents
