"""Small clauses that longer sentences are made of: who is how, who has what, weather."""

from __future__ import annotations

from dataclasses import replace

from generator.translate.clauses import Adverbial, Clause, Tense
from generator.translate.phrases import IT, Phrase
from generator.translate.verbs import verb
from generator.translate.words import Adjective, Verb

BE, HAVE, STAY = verb("be"), verb("have"), verb("stay")


def state(whose: Phrase, german: str, english: str, tense: Tense = "present") -> Clause:
    """How or where somebody is: `state(I, "müde", "tired")`."""
    # "sehr alt" and "nicht müde" hold the content words "alt" and "müde".
    lemma = frozenset([f"{german.split(' ')[-1]}={english.split(' ')[-1]}"])
    return Clause(subject=whose, verb=BE, tense=tense, complement=Adverbial(german, english, lemma))


def quality(phrase: Phrase, word: Adjective, tense: Tense, degree: str = "") -> Clause:
    """How a thing is; `degree` is "", "very", "too" or "so"."""
    german = {"": "", "very": "sehr ", "too": "zu ", "so": "so "}[degree]
    english = f"{degree} " if degree else ""
    what = Adverbial(german + word.german, english + word.english, frozenset([word.lemma]))
    return Clause(subject=phrase, verb=BE, tense=tense, complement=what)


def possession(whose: Phrase, german: str, english: str, tense: Tense = "present") -> Clause:
    """What somebody has: `possession(I, "keine Zeit", "no time")`."""
    having = replace(HAVE, fixed=(german, english))
    return Clause(subject=whose, verb=having, tense=tense)


def holiday(whose: Phrase) -> Clause:
    """German has a holiday, English is on holiday."""
    having = Verb(HAVE.german, BE.english, fixed=("Urlaub", "on holiday"))
    return Clause(subject=whose, verb=having)


def raining(tense: Tense = "present", negated: bool = False) -> Clause:
    """The clause "es regnet"."""
    return Clause(subject=IT, verb=verb("rain"), tense=tense, negated=negated)


def snowing(tense: Tense = "present", negated: bool = False) -> Clause:
    """The clause "es schneit"."""
    return Clause(subject=IT, verb=verb("snow"), tense=tense, negated=negated)
