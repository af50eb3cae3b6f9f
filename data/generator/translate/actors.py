"""People as subjects and objects, and things as objects."""

from __future__ import annotations

from collections.abc import Sequence

from generator.corpus import Choice
from generator.translate.adjectives import suitable
from generator.translate.nouns import CITIES, PEOPLE, nouns_of
from generator.translate.numbers import LARGE_NUMBERS
from generator.translate.phrases import (
    HE,
    IT,
    SHE,
    THEY,
    WE,
    YOU,
    I,
    Name,
    NounPhrase,
    Phrase,
    Pronoun,
)
from generator.translate.words import Adjective, Noun, Verb

_ALWAYS_DEFINITE = frozenset(
    ["room", "opened", "cleaned", "transport", "switched_only", "repaired_only", "outside", "exam"]
)
# Whose wife or husband is meant: German "mein Mann", but "der Mann" is a man.
_SPOUSES = {
    "my": ("wife", "husband"),
    "your": ("wife", "husband"),
    "his": ("wife",),
    "her": ("husband",),
}
_COUNTED = frozenset(["plenty", "container", "reading"])


def described(choice: Choice, noun: Noun, probability: float = 0.3) -> Adjective | None:
    """An adjective that suits the noun, or none."""
    words = suitable(noun)
    return choice.one(words) if words and choice.chance(probability) else None


def _is_relative(noun: Noun, spouse: Sequence[str]) -> bool:
    return "family" in noun.topics or noun.english in spouse


def person(choice: Choice, owner: str = "my") -> Phrase:
    """Somebody named, related to the owner, or introduced by a noun."""
    kind = choice.weighted({"name": 0.25, "family": 0.3, "noun": 0.45})
    if kind == "name":
        return choice.one(PEOPLE)
    if kind == "family":
        spouse = _SPOUSES.get(owner, ())
        relatives = [n for n in nouns_of("family", "spouse") if _is_relative(n, spouse)]
        return NounPhrase(choice.one(relatives), owner)
    noun = choice.one(nouns_of("person"))
    if "own_person" in noun.topics:
        return NounPhrase(noun, owner)
    plural = choice.chance(0.15)
    determiner = "this" if choice.chance(0.15) else "the"
    return NounPhrase(noun, determiner, described(choice, noun, 0.25), plural)


def subject(choice: Choice, question: bool = False) -> Phrase:
    """The subject of a verb of human action; of a question, rather "you" than "I"."""
    if choice.chance(0.36):
        asked: list[Pronoun] = [YOU, YOU, HE, SHE, THEY]
        return choice.one(asked if question else [I, I, HE, SHE, WE, THEY])
    return person(choice, "your" if question else choice.one(["my", "my", "our"]))


def another(choice: Choice, first: Phrase) -> Phrase:
    """A subject that cannot be taken for the first one, nor include it: not "I" after "we"."""
    while True:
        found = subject(choice)
        both_speak = found.person == 1 and first.person == 1
        words = first.german("nominative"), first.pronoun.german("nominative")
        same_word = found.german("nominative") in words
        if not (both_speak or same_word or found.lemmas & first.lemmas):
            return found


def owner_of(phrase: Phrase) -> str:
    """The possessive that refers to somebody, or none where it would be unclear."""
    if isinstance(phrase, NounPhrase) and phrase.noun.gender == "neuter" and not phrase.plural:
        return ""
    possessive = phrase.pronoun.possessive
    return "" if possessive in ("its", "-") else possessive


def other_person(choice: Choice, whose: Phrase) -> Phrase:
    """Somebody else than the subject."""
    if choice.chance(0.12) and whose.person == 3 and whose.pronoun.possessive != "Your":
        return choice.one([I, WE])
    while True:
        found = person(choice, owner_of(whose) or "our")
        if not found.lemmas & whose.lemmas:
            return found


def _several(choice: Choice, noun: Noun, adjective: Adjective | None) -> NounPhrase:
    number = choice.one([*range(2, 13), *LARGE_NUMBERS[:4]])
    return NounPhrase(noun, "", adjective, plural=True, number=number)


def thing(
    choice: Choice,
    noun: Noun,
    whose: Phrase,
    *,
    generic: bool = False,
    known: bool = False,
    foreign: bool = False,
) -> NounPhrase:
    """A noun as an object: "Bücher" when generic, "das Buch" or "mein Buch" when known.

    A `foreign` thing does not belong to the subject yet, as what somebody buys.
    """
    owner = owner_of(whose) if noun.topics & {"owned", "money"} and not foreign else ""
    word = described(choice, noun)
    plural = "pair" in noun.topics
    if noun.topics & {"language", "game"}:
        return NounPhrase(noun, "")
    if "family" in noun.topics:
        return NounPhrase(noun, owner_of(whose) or "our")
    if noun.topics & _ALWAYS_DEFINITE:
        return NounPhrase(noun, "the", word)
    if known or "money" in noun.topics:
        determiners = ["the"] if noun.mass else ["the", "this", owner or "the", owner or "the"]
        chosen = owner or "the" if "money" in noun.topics else choice.one(determiners)
        return NounPhrase(noun, chosen, word, plural)
    if noun.mass:
        return NounPhrase(noun, "" if generic or choice.chance(0.6) else "the", word)
    if generic and "massy" in noun.topics:
        return NounPhrase(noun, "")
    if generic or plural or ("plenty" in noun.topics and choice.chance(0.6)):
        return NounPhrase(noun, "" if generic else choice.one(["", "the"]), word, plural=True)
    kind = choice.weighted({"the": 0.32, "a": 0.34, "this": 0.1, "owner": 0.16, "number": 0.08})
    if kind == "number":
        return (
            _several(choice, noun, word) if noun.topics & _COUNTED else NounPhrase(noun, "a", word)
        )
    return NounPhrase(noun, owner or "the" if kind == "owner" else kind, word)


def direct_object(choice: Choice, verb: Verb, whose: Phrase, *, generic: bool = False) -> Phrase:
    """An object that suits the verb."""
    if verb.objects & {"person", "family"}:
        others = bool(verb.objects & {"film", "city"})
        if not others or choice.chance(0.6):
            return other_person(choice, whose)
    if "city" in verb.objects and choice.chance(0.5):
        name = choice.one(list(CITIES))
        return Name(name, CITIES[name], IT)
    nouns = [n for n in nouns_of(*verb.objects) if not n.topics & {"person", "family", "city"}]
    if not nouns:
        return other_person(choice, whose)
    if verb.english.base == "wear" and whose.pronoun is not SHE:
        nouns = [noun for noun in nouns if noun.english != "dress"]
    noun, known, foreign = choice.one(nouns), "definite" in verb.traits, "foreign" in verb.traits
    if "indefinite" in verb.traits:
        plural = "pair" in noun.topics
        return NounPhrase(noun, "" if plural else "a", described(choice, noun), plural)
    generic = generic and not known
    return thing(choice, noun, whose, generic=generic, known=known, foreign=foreign)
