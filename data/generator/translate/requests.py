"""Requests to a friend, to somebody with a title, to children."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from generator.corpus import Choice
from generator.translate import german
from generator.translate.english_clause import english_infinitive
from generator.translate.german_clause import middle_field
from generator.translate.nouns import FORMAL, PEOPLE
from generator.translate.phrases import YOU, YOU_ALL, YOU_POLITE, Pronoun
from generator.translate.predicates import clause
from generator.translate.sentences import Sentence, sentence
from generator.translate.verbs import verbs_with
from generator.translate.words import GermanVerb


class Address(NamedTuple):
    """Whom a sentence addresses: "Herr Weber", "Mr Weber", Sie."""

    german: str
    english: str
    pronoun: Pronoun


def address(choice: Choice, several: bool = True) -> Address:
    """Somebody to address: the name decides between du, Sie and ihr, all "you" in English."""
    kind = choice.weighted({"du": 0.5, "Sie": 0.25, "ihr": 0.25 if several else 0.0})
    if kind == "ihr":
        return Address("Kinder", "Children", YOU_ALL)
    name = choice.one(PEOPLE if kind == "du" else FORMAL)
    return Address(name.german("nominative"), name.english(), YOU if kind == "du" else YOU_POLITE)


def imperative(verb: GermanVerb, listener: Pronoun) -> str:
    """The imperative without its separable prefix.

    >>> imperative(GermanVerb("nehmen", "nimmt", "genommen"), YOU)
    'nimm'
    >>> imperative(GermanVerb("waschen", "wäscht", "gewaschen"), YOU)
    'wasch'
    """
    if listener is YOU_POLITE:
        return f"{verb.infinitive} Sie"
    if listener is YOU_ALL:
        return german.present(verb, 2, plural=True)
    stem = verb.infinitive.removesuffix("n").removesuffix("e")
    # Only an e that becomes i or ie stays changed: nehmen, nimm; but waschen, wasch.
    changed = verb.third_person.removesuffix("t")
    if "e" in stem and "i" in changed and changed != stem and "ie" not in stem:
        return changed
    return stem + ("e" if stem.endswith(("t", "d", "ffn", "ter")) else "")


def request(choice: Choice) -> Sentence:
    """A request: "Anna, mach bitte das Fenster zu!"."""
    called = address(choice)
    action = choice.one(verbs_with("order"))
    meaning = clause(choice, whose=called.pronoun, verb=action, tense="past", bare=True)
    meaning = replace(meaning, tense="present")
    middle = middle_field(meaning)
    objects = (meaning.direct, meaning.receiver)
    light = sum(part is not None and part.light for part in objects)
    prefix = [action.german.prefix] if action.german.prefix else []
    words = [*middle[:light], "bitte", *middle[light:], *prefix]
    return sentence(
        " ".join([f"{called.german},", imperative(action.german, called.pronoun), *words]),
        f"{called.english}, please {english_infinitive(meaning)}",
        meaning,
        end="!",
    )
