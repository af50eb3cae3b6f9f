"""A clause as meaning: who does what to whom, when, where and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from generator.translate import german
from generator.translate.phrases import Pair, Phrase
from generator.translate.words import Case, Verb

Tense = Literal["present", "now", "past", "future", "already", "not_yet", "since"]


class Modal(NamedTuple):
    """A modal verb; `english` is its base, of which "to" is a part: "have to", "can"."""

    german: str
    english: str


class Adverbial(NamedTuple):
    """A part of a clause that neither language inflects any further."""

    german: str
    english: str
    lemmas: frozenset[str] = frozenset()
    pairs: frozenset[Pair] = frozenset()


def prepositional(preposition: str, case: Case, phrase: Phrase, english: str) -> Adverbial:
    """A prepositional phrase: `prepositional("in", "dative", the_park, "in")` is "im Park"."""
    return Adverbial(
        german.contracted(f"{preposition} {phrase.german(case)}"),
        f"{english} {phrase.english()}".strip(),
        phrase.lemmas,
        phrase.pairs,
    )


def _heads(phrase: Phrase) -> frozenset[str]:
    """The content words of a phrase without its adjective."""
    return phrase.lemmas - {pair.first for pair in phrase.pairs}


@dataclass(frozen=True, kw_only=True, eq=False)
class Clause:
    """What a clause says. `german_clause` and `english_clause` realise it.

    Args:
        tense: "now" is German "gerade" and the English progressive; "since" is the German present
            and the English present perfect; "already" and "not_yet" are a perfect in both.
        modal: A modal verb or None.
        likes: German "gern", English "like" and a gerund.
        direct: Accusative object.
        receiver: Dative object.
        complement: What belongs to the verb: a goal, a prepositional object, a predicate.
        manner: Adverbial of manner.
        place: Adverbial of place.
        clock: Time of day, after `time` in German and before it in English.
        time: Adverbial of time.
        frequency: often, always: beside the finite verb in both languages.
        front: What stands before the finite verb in German, and first in English.
    """

    subject: Phrase
    verb: Verb
    tense: Tense = "present"
    modal: Modal | None = None
    negated: bool = False
    likes: bool = False
    direct: Phrase | None = None
    receiver: Phrase | None = None
    complement: Adverbial | None = None
    manner: Adverbial | None = None
    place: Adverbial | None = None
    clock: Adverbial | None = None
    time: Adverbial | None = None
    frequency: Adverbial | None = None
    front: Literal["subject", "time", "place"] = "subject"

    @property
    def lemmas(self) -> frozenset[str]:
        """All content words of the clause."""
        phrases = [self.subject, self.direct, self.receiver]
        adverbials = [self.complement, self.manner, self.place, self.clock, self.time]
        parts = [part.lemmas for part in [*phrases, *adverbials] if part is not None]
        return frozenset([self.verb.lemma]).union(*parts)

    @property
    def pairs(self) -> frozenset[Pair]:
        """All pairs of words in the clause that belong together."""
        verb = self.verb.lemma
        subject = {Pair("subject", lemma, verb) for lemma in _heads(self.subject)}
        direct = _heads(self.direct) if self.direct is not None else frozenset[str]()
        objects = {Pair("object", verb, lemma) for lemma in direct}
        phrases = [self.subject, self.direct, self.receiver]
        adverbials = [self.complement, self.place]
        inner = [part.pairs for part in [*phrases, *adverbials] if part is not None]
        return frozenset(subject | objects).union(*inner)
