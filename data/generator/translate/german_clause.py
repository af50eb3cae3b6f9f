"""German word order: verb second, verb last, the order of the middle field."""

from __future__ import annotations

from typing import Literal

from generator.translate import german
from generator.translate.clauses import Clause
from generator.translate.words import GermanVerb

_AUXILIARIES = {
    "haben": GermanVerb("haben", "hat", "gehabt"),
    "sein": GermanVerb("sein", "ist", "gewesen", "sein"),
}
_PARTICLES = {"now": "gerade", "already": "schon"}


def _verbs(clause: Clause) -> tuple[str, list[str]]:
    """The finite verb and the words that close the clause."""
    verb, person, plural = clause.verb.german, clause.subject.person, clause.subject.plural
    if clause.modal is not None:
        modal = clause.modal.german
        if clause.tense == "past":
            finite = german.preterite(modal, person, plural)
        else:
            finite = german.present(GermanVerb(modal, "", ""), person, plural)
        return finite, [german.infinitive(verb)]
    if clause.tense == "past" and german.has_preterite(verb):
        return german.preterite(verb.infinitive, person, plural), []
    if clause.tense in ("past", "already", "not_yet"):
        auxiliary = german.present(_AUXILIARIES[verb.auxiliary], person, plural)
        return auxiliary, [verb.participle]
    prefix = verb.prefix.strip()
    return german.present(verb, person, plural), [prefix] if prefix else []


def middle_field(clause: Clause) -> list[str]:
    """All between the two parts of the verb: pronouns, time, objects, negation, manner, place."""
    direct, receiver, verb = clause.direct, clause.receiver, clause.verb
    words: list[str] = []
    if direct is not None and direct.light:
        words.append(direct.german("accusative"))
    if receiver is not None and receiver.light:
        words.append(receiver.german("dative"))
    definite = direct is not None and not direct.light and not direct.indefinite
    # "Ich kenne Anna seit drei Jahren", but "ich habe gestern Anna getroffen".
    if definite and clause.tense == "since" and direct is not None:
        words.append(direct.german("accusative"))
        definite = False
    if clause.time is not None and clause.front != "time":
        words.append(clause.time.german)
    words += [part.german for part in (clause.clock, clause.frequency) if part is not None]
    if clause.tense in _PARTICLES:
        words.append(_PARTICLES[clause.tense])
    if receiver is not None and not receiver.light:
        words.append(receiver.german("dative"))
    if definite and direct is not None:
        words.append(direct.german("accusative"))
    if clause.tense == "not_yet":
        words.append("noch")
    if clause.negated:
        words.append("nicht")
    if clause.likes:
        words.append("gern")
    if clause.manner is not None:
        words.append(clause.manner.german)
    if clause.place is not None and clause.front != "place":
        words.append(clause.place.german)
    if direct is not None and not direct.light and direct.indefinite:
        words.append(direct.german("accusative"))
    if verb.fixed is not None:
        words.append(verb.fixed[0])
    if clause.complement is not None:
        words.append(clause.complement.german)
    return [word for word in words if word]


def german_clause(clause: Clause, order: Literal["second", "first", "last"] = "second") -> str:
    """The German clause, without capital letter and full stop.

    Args:
        order: Where the finite verb stands: second in a statement, first in a question or an
            inverted clause, last in a subordinate clause.
    """
    finite, closing = _verbs(clause)
    front = {"time": clause.time, "place": clause.place}.get(clause.front)
    subject, middle = clause.subject.german("nominative"), middle_field(clause)
    if clause.verb.german.reflexive:
        # "Heute freut sich Anna", but "heute freut sie sich" and "Anna freut sich".
        pronoun = german.reflexive(clause.subject.person, clause.subject.plural)
        inverted = order != "second" or front is not None
        if inverted and not clause.subject.light:
            subject = f"{pronoun} {subject}"
        else:
            middle.insert(0, pronoun)
    if order == "last":
        prefix = clause.verb.german.prefix
        if closing == [prefix.strip()] and prefix:
            return " ".join([subject, *middle, prefix + finite])
        return " ".join([subject, *middle, *closing, finite])
    if order == "first":
        return " ".join([finite, subject, *middle, *closing])
    if front is not None:
        return " ".join([front.german, finite, subject, *middle, *closing])
    return " ".join([subject, finite, *middle, *closing])


def german_infinitive(clause: Clause, with_zu: bool = True) -> str:
    """The clause as an infinitive without its subject: "ein Brot zu kaufen"."""
    reflexive = clause.verb.german.reflexive
    pronoun = german.reflexive(clause.subject.person, clause.subject.plural) if reflexive else ""
    start = [pronoun] if pronoun else []
    return " ".join([*start, *middle_field(clause), german.infinitive(clause.verb.german, with_zu)])
