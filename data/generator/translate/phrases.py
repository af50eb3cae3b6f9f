"""Noun phrases, pronouns and names as meanings, each realised in both languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from generator.translate import english, german
from generator.translate.numbers import english_number, german_number
from generator.translate.words import Adjective, Case, Gender, Noun


class Pair(NamedTuple):
    """Two words of a sentence and how they belong together: "adjective", "object" or "subject"."""

    relation: str
    first: str
    second: str


@dataclass(frozen=True, eq=False)
class Pronoun:
    """A personal pronoun; `possessive` is the English determiner that refers to it."""

    german_forms: dict[Case, str]
    english_forms: tuple[str, str]
    person: int
    plural: bool
    possessive: str
    lemmas: frozenset[str] = frozenset()
    pairs: frozenset[Pair] = frozenset()
    light = True
    indefinite = False

    def german(self, case: Case) -> str:
        """The German form."""
        return self.german_forms[case]

    def english(self, subject: bool = False) -> str:
        """The English form."""
        return self.english_forms[0 if subject else 1]

    @property
    def pronoun(self) -> Pronoun:
        """The pronoun itself."""
        return self


def _pronoun(german_words: str, english_words: str, person: int, plural: bool = False) -> Pronoun:
    nominative, accusative, dative = german_words.split()
    subject, other, possessive = english_words.split()
    forms: dict[Case, str] = {
        "nominative": nominative,
        "accusative": accusative,
        "dative": dative,
    }
    return Pronoun(forms, (subject, other), person, plural, possessive)


I = _pronoun("ich mich mir", "I me my", 1)  # noqa: E741
YOU = _pronoun("du dich dir", "you you your", 2)
HE = _pronoun("er ihn ihm", "he him his", 3)
SHE = _pronoun("sie sie ihr", "she her her", 3)
WE = _pronoun("wir uns uns", "we us our", 1, plural=True)
THEY = _pronoun("sie sie ihnen", "they them their", 3, plural=True)
YOU_POLITE = _pronoun("Sie Sie Ihnen", "you you Your", 3, plural=True)
YOU_ALL = _pronoun("ihr euch euch", "you you -", 2, plural=True)
_THINGS: dict[Gender, Pronoun] = {
    "masculine": _pronoun("er ihn ihm", "it it its", 3),
    "feminine": _pronoun("sie sie ihr", "it it its", 3),
    "neuter": _pronoun("es es ihm", "it it its", 3),
}
IT = _THINGS["neuter"]


class Phrase(Protocol):
    """What can be a subject or an object."""

    @property
    def person(self) -> int: ...

    @property
    def plural(self) -> bool: ...

    @property
    def light(self) -> bool:
        """Whether it is a pronoun, which stands before all other objects."""

    @property
    def indefinite(self) -> bool:
        """Whether German puts it behind adverbials of place."""

    @property
    def lemmas(self) -> frozenset[str]: ...

    @property
    def pairs(self) -> frozenset[Pair]: ...

    @property
    def pronoun(self) -> Pronoun:
        """The pronoun that refers back to it."""

    def german(self, case: Case) -> str: ...

    def english(self, subject: bool = False) -> str: ...


@dataclass(frozen=True, eq=False)
class NounPhrase:
    """A noun with a determiner ("the", "this", "a", "no", a possessive or none) and an adjective.

    A `number` makes the phrase plural. `no` is the object of a negated clause: "not a", "not any".
    """

    noun: Noun
    determiner: str = "the"
    adjective: Adjective | None = None
    plural: bool = False
    number: int | None = None
    person = 3
    light = False

    @property
    def indefinite(self) -> bool:
        return self.determiner in ("", "a", "no")

    @property
    def lemmas(self) -> frozenset[str]:
        return frozenset(word.lemma for word in (self.noun, self.adjective) if word is not None)

    @property
    def pairs(self) -> frozenset[Pair]:
        if self.adjective is None:
            return frozenset()
        return frozenset([Pair("adjective", self.adjective.lemma, self.noun.lemma)])

    @property
    def pronoun(self) -> Pronoun:
        if self.plural:
            return THEY
        if {"person", "family", "spouse"} & self.noun.topics:
            return HE if self.noun.gender == "masculine" else SHE
        return _THINGS[self.noun.gender]

    def german(self, case: Case) -> str:
        """The German phrase in its case."""
        noun, words = self.noun, []
        if self.determiner:
            words.append(german.determiner(self.determiner, case, noun.gender, self.plural))
        if self.number is not None:
            words.append(german_number(self.number))
        if self.adjective is not None:
            after = self.determiner
            words.append(german.adjective(self.adjective, after, case, noun.gender, self.plural))
        return " ".join([*words, german.noun(noun, case, self.plural)])

    def english(self, subject: bool = False) -> str:
        """The English phrase, which has no case."""
        words = [english_number(self.number)] if self.number is not None else []
        if self.adjective is not None:
            words.append(self.adjective.english)
        words.append(self.noun.english_plural if self.plural else self.noun.english)
        determiner = self.determiner
        if determiner == "a":
            determiner = english.article(words[0])
        elif determiner == "no":
            several = self.plural or self.noun.mass
            bare = "activity" in self.noun.topics
            determiner = "" if bare else "any" if several else english.article(words[0])
        elif determiner == "this" and self.plural:
            determiner = "these"
        determiner = determiner.lower()
        return " ".join([determiner, *words] if determiner else words)

    def negative(self) -> NounPhrase:
        """The phrase with "kein": ein Auto, kein Auto."""
        return replace(self, determiner="no", number=None)


@dataclass(frozen=True, eq=False)
class Name:
    """A name of one or several people, the same in every case but for Herr (Herrn Weber)."""

    german_name: str
    english_name: str
    pronoun: Pronoun
    pairs: frozenset[Pair] = frozenset()
    person = 3
    light = False
    indefinite = False

    @property
    def plural(self) -> bool:
        return self.pronoun.plural

    @property
    def lemmas(self) -> frozenset[str]:
        return frozenset([f"{self.german_name}={self.english_name}"])

    def german(self, case: Case) -> str:
        """The name, with the ending of the genitive (Annas Bruder)."""
        name = self.german_name
        if case == "genitive":
            return f"{name}s"
        return name if case == "nominative" else name.replace("Herr ", "Herrn ")

    def english(self, subject: bool = False) -> str:
        """The name."""
        return self.english_name
