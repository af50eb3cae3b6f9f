"""Finished sentences: what is drawn from the grammar, and what is then refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.corpus import Choice
from generator.tagging.adjectives import ADJECTIVES
from generator.tagging.both_sides import BOTH_SIDES
from generator.tagging.grammar import Grammar, Moment, Token, find
from generator.tagging.initials import INITIALS
from generator.tagging.names import NAMES
from generator.tagging.nouns import NOUNS
from generator.tagging.participles import PARTICIPLES
from generator.tagging.phrases import PHRASES
from generator.tagging.possessives import POSSESSIVES
from generator.tagging.prepositions import PREPOSITIONS
from generator.tagging.qualities import QUALITIES
from generator.tagging.statements import STATEMENTS
from generator.tagging.suffixes import SUFFIXES
from generator.tagging.talk import TALK
from generator.tagging.that import THAT

Sentence = tuple[Token, ...]

# How often a sentence is of which rule.
KINDS: dict[str, float] = {
    "statement": 16,
    "about_nouns": 6,
    "deed_nouns": 7,
    "question": 10,
    "organisation_plans": 13,
    "organisation_asked": 9,
    "orders": 13,
    "cans": 3,
    "that": 21,
    "like": 9,
    "to": 11,
    "before_nouns": 3,
    "before_clauses": 7,
    "other_nouns": 2.5,
    "other_clauses": 5,
    "other_adverbs": 1,
    "places": 9,
    "her": 9,
    "clitics": 9,
    "participles": 9,
    "adverbs": 14,
    "homographs": 15,
    "initials": 10,
    "dishes": 7,
    "talk": 6,
    "foreign_words": 1.5,
    "numbers": 27,
    "unsaid": 1.5,
}
# Kinds of which two may be joined: statements that end with a full stop.
JOINED = ("statement", "to", "her", "adverbs", "homographs", "places", "like", "that", "numbers")
CONJUNCTIONS = ("and", "but")
MAX_LENGTH = 20
PLURAL_SHARE, PAST_SHARE, JOINED_SHARE = 0.45, 0.2, 0.5


def _merged(tables: Sequence[Mapping[str, str | list[str]]]) -> dict[str, list[str]]:
    """The rules of all tables, each with its lines.

    Raises:
        ValueError: Two rules have one name.
    """
    rules: dict[str, list[str]] = {}
    for table in tables:
        for name, alternatives in table.items():
            if name in rules:
                raise ValueError(f"Rules must have different names. Received: {name!r} twice.")
            lines = alternatives.strip().splitlines() if isinstance(alternatives, str) else []
            rules[name] = lines or list(alternatives)
    return rules


_LEXICAL = (NOUNS, ADJECTIVES, NAMES, SUFFIXES)
_SYNTACTIC = (STATEMENTS, BOTH_SIDES, THAT, PREPOSITIONS, POSSESSIVES, PARTICIPLES, QUALITIES)
RULES = _merged([*_LEXICAL, PHRASES, *_SYNTACTIC, INITIALS, TALK])
GRAMMAR = Grammar(RULES)


def sentence(choice: Choice) -> Sentence:
    """A random sentence; some consist of two."""
    while True:
        moment = Moment(choice.chance(PLURAL_SHARE), choice.chance(PAST_SHARE))
        kind = choice.weighted(KINDS)
        tokens = _drawn(choice, kind, moment)
        if kind in JOINED and choice.chance(JOINED_SHARE):
            other = moment._replace(plural=choice.chance(PLURAL_SHARE))
            tokens = _joined(choice, tokens, _drawn(choice, choice.one(JOINED), other))
        if tokens and len(tokens) <= MAX_LENGTH and not _repeats(tokens):
            return tuple(_spelt(tokens))


def _drawn(choice: Choice, kind: str, moment: Moment) -> list[Token]:
    return GRAMMAR.expand(choice, kind, moment) if GRAMMAR.lines(kind, moment) else []


def _joined(choice: Choice, first: list[Token], second: list[Token]) -> list[Token]:
    """Two statements as one; no words at all if one of them is a question."""
    if not all(tokens and tokens[-1].word.form == "." for tokens in (first, second)):
        return []
    moment = Moment(plural=False, past=False)
    link = [Token(find(word, moment)) for word in (",", choice.one(CONJUNCTIONS))]
    return [*first[:-1], *link, *second]


def _repeats(tokens: Sequence[Token]) -> bool:
    """Whether an open word occurs twice in the same part of speech."""
    said = [
        (token.word.lemma, token.word.upos)
        for token in tokens
        if token.word.upos in ("NOUN", "PROPN", "VERB", "ADJ") and not token.unsaid
    ]
    return len(set(said)) < len(said)


def _spelt(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with capital letters at their places, and "an" before vowels."""
    found = list(tokens)
    for place, token in enumerate(found):
        form = token.word.form
        if form == "a" and starts_with_vowel(found[place + 1].word.form):
            form = "an"
        if place == 0 or found[place - 1].word.xpos == "``":
            form = form[0].upper() + form[1:]
        found[place] = token._replace(word=token.word._replace(form=form))
    return found


def starts_with_vowel(form: str) -> bool:
    """Whether a word takes the article "an".

    >>> starts_with_vowel("hour"), starts_with_vowel("one"), starts_with_vowel("umbrella")
    (True, False, True)
    """
    return form.startswith("hour") or (form[0] in "aeiou" and not form.startswith(("one", "uni")))
