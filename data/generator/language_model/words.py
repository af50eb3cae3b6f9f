"""Nouns with their number, and the notation that frames of sentences are written in."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.translate import english
from generator.translate.words import EnglishVerb


class Noun(NamedTuple):
    """A noun; `kind` says where such a thing is and what is done with it."""

    singular: str
    plural: str
    kind: str

    def form(self, plural: bool) -> str:
        return self.plural if plural else self.singular


def rows(text: str) -> dict[str, list[str]]:
    """A table: what follows the name of each row.

    >>> rows("food: apple pear\\nroom: hall")
    {'food': ['apple', 'pear'], 'room': ['hall']}
    """
    named = (row.partition(": ") for row in text.strip().splitlines())
    return {name: entries.split() for name, _, entries in named}


def noun(entry: str, kind: str) -> Noun:
    """A noun of a table, with its plural if that is irregular.

    >>> noun("shelf/shelves", "furniture").plural, noun("box", "container").plural
    ('shelves', 'boxes')
    """
    singular, _, plural = entry.partition("/")
    return Noun(singular, plural or english.plural_of(singular), kind)


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base.endswith("y") and base[-2] not in "aeiou" else base + "ed"


def _inflected(word: str, plural: bool, past: bool) -> str:
    if "|" in word:
        return word.split("|")[plural]
    base, is_verb, irregular = word.partition(":")
    if not is_verb:
        return word
    forms = english.BE if base == "be" else EnglishVerb(base, irregular or _past(base), "")
    return (english.past if past else english.present)(forms, 3, plural)


def inflect(frame: str, plural: bool, past: bool) -> str:
    """Puts the verbs of a frame into their form: `sing:sang` irregular, `walk:` regular.

    `one|ones` stands for a word that has two forms in any tense.

    >>> inflect("be: ready and sing:sang", plural=True, past=False)
    'are ready and sing'
    >>> inflect("carry: the one|ones", plural=False, past=True)
    'carried the one'
    """
    return " ".join(_inflected(word, plural, past) for word in frame.split())


def alternatives(frame: str) -> tuple[str, str]:
    """A frame with its right and with its wrong word: `home~house`.

    >>> alternatives("walk: home~house after school")
    ('walk: home after school', 'walk: house after school')
    """
    words = [word.partition("~") for word in frame.split()]
    right = " ".join(first for first, _, _ in words)
    return right, " ".join(second or first for first, _, second in words)


def with_articles(text: str) -> str:
    """The text with "an" for "a" before a vowel.

    >>> with_articles("a old cup in a attic")
    'an old cup in an attic'
    """
    return re.sub(r"\ba (?=[aeiou])", "an ", text)


def sentence(text: str) -> str:
    """A sentence as it is written.

    >>> sentence("the cup is small")
    'The cup is small.'
    """
    return f"{text[0].upper()}{text[1:]}."
