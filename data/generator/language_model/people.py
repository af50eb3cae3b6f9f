"""The people of a story, and the scene that they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from generator.corpus import Choice
from generator.language_model.nouns import HEADS, NOUNS
from generator.language_model.words import Noun


class Person(NamedTuple):
    """Somebody with a name."""

    name: str
    female: bool

    @property
    def pronouns(self) -> dict[str, str]:
        """The pronouns by their function; `wrong` is the reflexive of the other gender."""
        forms = ("she", "her", "her", "herself", "himself")
        if not self.female:
            forms = ("he", "him", "his", "himself", "herself")
        return dict(zip(("she", "him", "her", "herself", "wrong"), forms, strict=True))


_WOMEN = """
Alice Anna Clara Ella Emma Eva Grace Hannah Helen Ida Jane Julia Kate Laura Lily Lucy Maria Mary
Nora Olivia Ruth Sarah Sophie Vera
"""
_MEN = """
Adam Ben Carl David Felix Frank George Henry Hugo Ivan Jack Jacob Leo Louis Mark Martin Max Noah
Oscar Paul Peter Robert Simon Tom
"""
PEOPLE = [Person(name, True) for name in _WOMEN.split()]
PEOPLE += [Person(name, False) for name in _MEN.split()]
# What the second of two people is to the first one: of a woman, of a man.
RELATIONS = [
    ("sister", "brother"),
    ("aunt", "uncle"),
    ("daughter", "son"),
    ("grandmother", "grandfather"),
    ("cousin", "cousin"),
    ("friend", "friend"),
    ("neighbour", "neighbour"),
]


@dataclass(frozen=True)
class Scene:
    """What the lines of one story share.

    Args:
        people: The people whom the story names.
        past: Whether it is told in the past tense.
        things: Nouns that it returns to.
        roles: People without a name that it returns to.
    """

    choice: Choice
    people: list[Person]
    past: bool
    things: list[Noun]
    roles: list[Noun]

    def thing(self) -> Noun:
        """A thing as a subject or an object, mostly one of the story's own."""
        if self.choice.chance(0.7):
            return self.choice.one(self.things)
        return self.choice.one(NOUNS[self.choice.one(HEADS)])

    def role(self) -> Noun:
        """Somebody without a name."""
        return self.choice.one(self.roles if self.choice.chance(0.6) else NOUNS["role"])

    def person(self) -> Person:
        return self.choice.one(self.people)

    def pair(self) -> tuple[Person, Person]:
        """Two of the people, in random order."""
        first, second, *_ = self.choice.shuffled(self.people)
        return first, second


def scene(choice: Choice) -> Scene:
    """People and things for a story."""
    people = choice.shuffled(PEOPLE)[: 3 if choice.chance(0.3) else 2]
    things = [choice.one(NOUNS[kind]) for kind in choice.shuffled(HEADS)[:4]]
    roles = choice.shuffled(NOUNS["role"])[:2]
    return Scene(choice, people, choice.chance(0.35), things, roles)
