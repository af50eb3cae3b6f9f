"""The entries of the lexicon: a word of German together with its English translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Case = Literal["nominative", "accusative", "dative", "genitive"]
Gender = Literal["masculine", "feminine", "neuter"]


@dataclass(frozen=True, eq=False)
class Noun:
    """A noun; `topics` says what it can be the object of and which adjectives suit it.

    A `weak` noun takes -n or -en in every case but the nominative (der Junge, den Jungen); a `mass`
    noun has neither a plural nor an indefinite article.
    """

    german: str
    gender: Gender
    german_plural: str
    english: str
    english_plural: str
    topics: frozenset[str]
    weak: bool = False
    mass: bool = False

    @property
    def lemma(self) -> str:
        """A name of this sense of the word: `Bank=bench` and `Bank=bank` differ."""
        return f"{self.german}={self.english}"


@dataclass(frozen=True, eq=False)
class Adjective:
    """An adjective with its comparatives; `topics` are the nouns that it suits."""

    german: str
    german_comparative: str
    english: str
    english_comparative: str
    topics: frozenset[str]

    @property
    def lemma(self) -> str:
        """A name of this sense of the word: `leicht=light` and `leicht=easy` differ."""
        return f"{self.german}={self.english}"


@dataclass(frozen=True, eq=False)
class GermanVerb:
    """The principal parts of a German verb: lesen, liest, gelesen.

    A separable verb has a `prefix`, which leaves the finite verb for the end of a main clause:
    "auf" of aufstehen, "spazieren " (with its space) of spazieren gehen.
    """

    infinitive: str
    third_person: str
    participle: str
    auxiliary: Literal["haben", "sein"] = "haben"
    prefix: str = ""
    reflexive: bool = False


@dataclass(frozen=True, eq=False)
class EnglishVerb:
    """The principal parts of an English verb: read, read, read.

    The `particle` of "pick up" stands after a pronoun (picks it up); the `preposition` of
    "look for" never does (looks for it).
    """

    base: str
    past: str
    participle: str
    particle: str = ""
    preposition: str = ""


@dataclass(frozen=True, eq=False)
class Verb:
    """A verb of both languages and its frame, that is, what can stand beside it.

    Args:
        objects: Topics of its direct object; none when empty.
        receivers: "any" when it has a dative object.
        preposition: German preposition, its case, and the English one of its prepositional object.
        place: Kind of places that may be added.
        location: Kind of places that must be named.
        direction: Kind of goals that must be named.
        fixed: Words that always go with it, in both languages (Musik hören, listen to music).
        traits: Constructions that suit it; the table of verbs lists them.
    """

    german: GermanVerb
    english: EnglishVerb
    objects: frozenset[str] = frozenset()
    receivers: str = ""
    preposition: tuple[str, Case, str] | None = None
    place: str = ""
    location: str = ""
    direction: str = ""
    fixed: tuple[str, str] | None = None
    traits: frozenset[str] = frozenset()

    @property
    def lemma(self) -> str:
        """A name of this sense of the word: `tragen=wear` and `tragen=carry` differ."""
        english = self.english
        words = [english.base, english.particle, english.preposition]
        words.append(self.preposition[2] if self.preposition else "")
        fixed = self.fixed or ("", "")
        german = f"{fixed[0]} {self.german.prefix}{self.german.infinitive}".strip()
        return f"{german}={' '.join(word for word in [*words, fixed[1]] if word)}"
