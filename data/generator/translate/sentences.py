"""A finished sentence of both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from generator.translate.clauses import Clause
from generator.translate.english_clause import english_clause
from generator.translate.german_clause import german_clause
from generator.translate.phrases import Pair


class Meaningful(Protocol):
    """A part of a sentence that knows its content words and which of them belong together."""

    @property
    def lemmas(self) -> frozenset[str]: ...

    @property
    def pairs(self) -> frozenset[Pair]: ...


@dataclass(frozen=True, eq=False)
class Sentence:
    """A German sentence, its English translation, its content words and pairs of them."""

    german: str
    english: str
    lemmas: frozenset[str]
    pairs: frozenset[Pair]


def sentence(german: str, english: str, *parts: Meaningful, end: str = ".") -> Sentence:
    """Capital letters in front, a mark at the `end`, the content words of all `parts`."""
    return Sentence(
        german=german[0].upper() + german[1:] + end,
        english=english[0].upper() + english[1:] + end,
        lemmas=frozenset().union(*(part.lemmas for part in parts)),
        pairs=frozenset().union(*(part.pairs for part in parts)),
    )


def stated(clause: Clause) -> Sentence:
    """A main clause as a sentence."""
    return sentence(german_clause(clause), english_clause(clause), clause)
