"""Sentences about the qualities of things, which pronouns take up again: der Tisch ... er."""

from __future__ import annotations

from dataclasses import replace

from generator.corpus import Choice
from generator.translate import adverbials
from generator.translate.actors import subject, thing
from generator.translate.adjectives import adjective, is_gradable, suitable
from generator.translate.clauses import Clause, Tense
from generator.translate.english_clause import english_clause, english_question
from generator.translate.german_clause import german_clause
from generator.translate.nouns import FORMAL, nouns_of
from generator.translate.phrases import I, NounPhrase, Phrase
from generator.translate.predicates import CAN, clause
from generator.translate.sentences import Sentence, sentence, stated
from generator.translate.states import quality, state
from generator.translate.verbs import verb
from generator.translate.words import Adjective, Noun

_THINGS = ("clothing", "furniture", "vehicle", "priced", "room", "home", "sight", "dish", "gift")
_PLURAL_TOPICS = frozenset(["pair", "clothing", "flower", "question"])
_GOOD = frozenset(
    [
        "beautiful",
        "new",
        "cheap",
        "light",
        "clean",
        "warm",
        "quiet",
        "interesting",
        "fast",
        "famous",
    ]
)
_BAD = frozenset(
    [
        "old",
        "expensive",
        "big",
        "small",
        "heavy",
        "dirty",
        "dark",
        "slow",
        "broken",
        "boring",
        "long",
    ]
)
_OPPOSITES = frozenset(
    [
        ("new", "old"),
        ("cheap", "expensive"),
        ("light", "heavy"),
        ("fast", "slow"),
        ("clean", "dirty"),
        ("interesting", "boring"),
    ]
)
# Few, so that each comparative is seen often enough to be learnt.
_COMPARABLE = frozenset(
    ["old", "big", "small", "expensive", "cheap", "beautiful", "interesting", "fast"]
)
_FEELINGS = [
    ("müde", "tired"),
    ("krank", "sick"),
    ("glücklich", "happy"),
    ("hungrig", "hungry"),
    ("traurig", "sad"),
]
_COMPARED = (
    "vehicle", "furniture", "room", "clothing", "city", "carried", "pet", "public", "transport",
    "text", "sight", "outside",
)  # fmt: skip


def _same_form(one: Phrase, other: Phrase) -> bool:
    """Whether one German pronoun could mean both."""
    return one.pronoun.german("nominative") == other.pronoun.german("nominative")


def _phrase(choice: Choice, noun: Noun) -> NounPhrase:
    plural = "pair" in noun.topics or (bool(noun.topics & _PLURAL_TOPICS) and choice.chance(0.3))
    return NounPhrase(noun, choice.one(["the", "this"]), plural=plural)


def described_thing(choice: Choice) -> Sentence:
    """How something is or was: "Dieses Auto war sehr teuer"."""
    noun = choice.one(
        [n for n in nouns_of(*_THINGS, "question", "transport", "food") if suitable(n)]
    )
    tense: Tense = choice.one(["present", "past"])
    word = choice.one(suitable(noun))
    very = is_gradable(word) and choice.chance(0.35)
    meaning = quality(_phrase(choice, noun), word, tense, "very" if very else "")
    if choice.chance(0.25):
        return sentence(
            german_clause(meaning, "first"), english_question(meaning), meaning, end="?"
        )
    return stated(replace(meaning, negated=choice.chance(0.2)))


def feeling(choice: Choice) -> Sentence:
    """How somebody feels and when: "Gestern war Anna krank"."""
    past = choice.chance(0.5)
    whose = choice.one([subject(choice), subject(choice), choice.one(FORMAL)])
    meaning = state(whose, *choice.one(_FEELINGS), "past" if past else "present")
    if past and choice.chance(0.7):
        time = choice.one(adverbials.TIMES["past"][:5])
        front = choice.chance(0.5)
        return stated(replace(meaning, time=time, front="time" if front else "subject"))
    if choice.chance(0.5):
        return stated(replace(meaning, frequency=choice.one(adverbials.FREQUENCIES)))
    return stated(replace(meaning, negated=choice.chance(0.4)))


def contrast(choice: Choice) -> Sentence:
    """Good and bad of one thing: "Der Tisch ist schön, aber er ist zu teuer"."""
    noun = choice.one([entry for entry in nouns_of(*_THINGS) if "dish" not in entry.topics])
    good = [word for word in suitable(noun) if word.english in _GOOD]
    large = "big" if noun.topics & {"room", "home", "sight"} else ""
    bad = [word for word in suitable(noun) if word.english in _BAD - {large}]
    if not good or not bad:
        return contrast(choice)
    phrase = _phrase(choice, noun)
    tense: Tense = choice.one(["present", "past"])
    positive, negative = choice.one(good), choice.one(bad)
    if (positive.english, negative.english) in _OPPOSITES:
        return contrast(choice)
    degrees = [""] if negative.english == "broken" else ["too", "very", ""]
    ones = quality(phrase, positive, tense)
    others = quality(phrase.pronoun, negative, tense, choice.one(degrees))
    return sentence(
        f"{german_clause(ones)}, aber {german_clause(others)}",
        f"{english_clause(ones)}, but {english_clause(others)}",
        ones,
        others,
    )


def trade(choice: Choice) -> Sentence:
    """Why a thing was bought or sold: "Ich habe den Mantel gekauft, weil er billig war"."""
    noun = choice.one(nouns_of("clothing", "furniture", "vehicle"))
    sold = choice.chance(0.4)
    words = ["old", "big", "small", "broken", "slow"] if sold else ["beautiful", "cheap", "fast"]
    fitting = [word for word in suitable(noun) if word.english in words]
    phrase = _phrase(choice, noun)
    whose = choice.one([I, subject(choice)])
    if not fitting or _same_form(whose, phrase):
        return trade(choice)
    word = choice.one(fitting)
    degree = (
        "too" if sold and word.english in ("big", "small", "slow") else choice.one(["", "very"])
    )
    degree = "" if word.english == "broken" else degree
    main = clause(
        choice, whose=whose, verb=verb("sell" if sold else "buy"), tense="past", plain=True
    )
    main = replace(main, direct=phrase, place=None)
    cause = quality(phrase.pronoun, word, "past", degree)
    return sentence(
        f"{german_clause(main)}, weil {german_clause(cause, 'last')}",
        f"{english_clause(main)} because {english_clause(cause)}",
        main,
        cause,
    )


def search(choice: Choice) -> Sentence:
    """A thing that cannot be found: "Ich suche den Schlüssel, aber ich kann ihn nicht finden"."""
    noun = choice.one(nouns_of("lost", "pet"))
    whose = choice.one([I, subject(choice)])
    phrase = thing(choice, noun, whose, known=True)
    past = choice.chance(0.5)
    seek = clause(
        choice, whose=whose, verb=verb("look_for"), tense="past" if past else "now", bare=True
    )
    first = replace(seek, direct=phrase)
    second = Clause(
        subject=whose.pronoun,
        verb=verb("find"),
        tense="past" if past else "present",
        modal=CAN,
        negated=True,
        direct=phrase.pronoun,
    )
    return sentence(
        f"{german_clause(first)}, aber {german_clause(second)}",
        f"{english_clause(first)}, but {english_clause(second)}",
        first,
        second,
    )


def excess(choice: Choice) -> Sentence:
    """German "so ... dass": "Der Koffer ist so schwer, dass ich ihn nicht tragen kann"."""
    action, topics, words = choice.one(
        [
            ("carry", ["carried", "furniture"], ["heavy", "big"]),
            ("buy", ["clothing", "furniture", "vehicle"], ["expensive"]),
            ("wear", ["clothing"], ["dirty", "old"]),
            ("repair", ["repaired"], ["old"]),
            ("read", ["reading"], ["long", "boring"]),
            ("understand", ["question"], ["difficult"]),
        ]
    )
    nouns = nouns_of(*topics)
    word = adjective(choice.one(words))
    noun = choice.one([entry for entry in nouns if word in suitable(entry)])
    phrase, whose = _phrase(choice, noun), subject(choice)
    if _same_form(whose, phrase) or (noun.english == "dress" and action == "wear"):
        return excess(choice)
    tense: Tense = choice.one(["present", "past"])
    first = quality(phrase, word, tense, "so")
    second = Clause(
        subject=whose,
        verb=verb(action),
        tense=tense,
        modal=CAN,
        negated=True,
        direct=phrase.pronoun,
    )
    return sentence(
        f"{german_clause(first)}, dass {german_clause(second, 'last')}",
        f"{english_clause(first)} that {english_clause(second)}",
        first,
        second,
    )


def _shared(first: Noun, second: Noun) -> list[Adjective]:
    """The adjectives by which two things can be compared."""
    common = [word for word in suitable(first) if word in suitable(second)]
    return [word for word in common if word.english in _COMPARABLE]


def comparison(choice: Choice) -> Sentence:
    """A comparative or "so ... wie": "Das Sofa ist teurer als der Tisch"."""
    first, second = choice.shuffled(nouns_of(choice.one(_COMPARED)))[:2]
    if not _shared(first, second) or "pair" in first.topics | second.topics:
        return comparison(choice)
    word = choice.one(_shared(first, second))
    mine = bool(first.topics & {"owned", "pet"}) and choice.chance(0.6)
    one = NounPhrase(first, "my" if mine else choice.one(["the", "this"]))
    other = NounPhrase(first if mine else second, "your" if mine else "the")
    be = choice.one([("ist", "is"), ("war", "was")])
    words = choice.weighted(
        {
            (f"{word.german_comparative} als", f"{word.english_comparative} than"): 0.6,
            (f"so {word.german} wie", f"as {word.english} as"): 0.2,
            (f"nicht so {word.german} wie", f"not as {word.english} as"): 0.2,
        }
    )
    return sentence(
        f"{one.german('nominative')} {be[0]} {words[0]} {other.german('nominative')}",
        f"{one.english()} {be[1]} {words[1]} {other.english()}",
        quality(one, word, "present"),
        other,
    )
