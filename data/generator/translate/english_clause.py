"""English word order: auxiliaries, do-support, place before time."""

from __future__ import annotations

from typing import NamedTuple

from generator.translate import english
from generator.translate.clauses import Clause
from generator.translate.words import EnglishVerb

_MODALS = {"can": ("can", "could"), "should": ("should", "should")}


class _Group(NamedTuple):
    finite: str
    rest: list[str]
    auxiliary: bool


def _verb_group(clause: Clause, do_support: bool) -> _Group:
    """The finite verb, the words that follow it, and whether it is an auxiliary."""
    person, plural = clause.subject.person, clause.subject.plural
    head, tail = clause.verb.english, list[str]()
    if clause.likes:
        head, tail = english.LIKE, [english.gerund(head)]
    if clause.modal is not None:
        modal = clause.modal.english
        if modal in _MODALS:
            return _Group(_MODALS[modal][clause.tense == "past"], [head.base, *tail], True)
        if modal == "would like to":
            return _Group("would", ["like", "to", head.base, *tail], True)
        first, *others = modal.split()
        tail = [*others, head.base, *tail]
        head = {"have": english.HAVE, "be": english.BE}.get(first) or EnglishVerb(
            first, f"{first}ed", f"{first}ed"
        )
    elif clause.tense == "future":
        return _Group("will", [head.base, *tail], True)
    elif clause.tense in ("already", "not_yet"):
        return _Group(english.present(english.HAVE, person, plural), [head.participle], True)
    elif clause.tense == "since":
        stative = "stative" in clause.verb.traits
        rest = [head.participle] if stative else ["been", english.gerund(head)]
        return _Group(english.present(english.HAVE, person, plural), rest, True)
    elif clause.tense == "now":
        return _Group(english.present(english.BE, person, plural), [english.gerund(head)], True)
    past = clause.tense == "past"
    finite = (english.past if past else english.present)(head, person, plural)
    if head.base == "be":
        return _Group(finite, tail, True)
    if do_support:
        does = "did" if past else "does" if person == 3 and not plural else "do"
        return _Group(does, [head.base, *tail], True)
    return _Group(finite, tail, False)


def _objects(clause: Clause) -> list[str]:
    """Objects, particle and preposition of the verb."""
    verb = clause.verb.english
    objects = [part for part in (clause.receiver, clause.direct) if part is not None]
    words = [part.english() for part in objects]
    if verb.particle:
        pronoun = bool(objects) and objects[0].light
        words.insert(1 if pronoun else 0, verb.particle)
    return [verb.preposition, *words] if verb.preposition else words


def predicate_tail(clause: Clause) -> list[str]:
    """All that follows the verb: objects, complement, manner, place, time."""
    words = _objects(clause)
    if clause.verb.fixed is not None:
        words.append(clause.verb.fixed[1])
    if clause.complement is not None:
        words.append(clause.complement.english)
    if clause.manner is not None:
        words.append(clause.manner.english)
    if clause.place is not None and clause.front != "place":
        words.append(clause.place.english)
    if clause.clock is not None:
        words.append(clause.clock.english)
    if clause.time is not None and clause.front != "time":
        words.append(clause.time.english)
    if clause.tense == "not_yet":
        words.append("yet")
    return [word for word in words if word]


def is_negative(clause: Clause) -> bool:
    """Whether the clause is negated, by "not" or by its object."""
    negative_object = getattr(clause.direct, "determiner", "") == "no"
    return clause.negated or negative_object


def _middle(clause: Clause) -> list[str]:
    """The adverbs that stand beside the finite verb."""
    words = ["already"] if clause.tense == "already" else []
    return [*words, clause.frequency.english] if clause.frequency is not None else words


def english_clause(clause: Clause, front: bool = True) -> str:
    """The English statement, without capital letter and full stop.

    Args:
        front: Whether the adverbial that German has in front is first here too.
    """
    negative = is_negative(clause)
    finite, rest, auxiliary = _verb_group(clause, do_support=negative)
    if negative:
        finite = "cannot" if finite == "can" else f"{finite} not"
    middle = _middle(clause)
    verbs = [finite, *middle, *rest] if auxiliary else [*middle, finite, *rest]
    fronted = {"time": clause.time, "place": clause.place}.get(clause.front)
    first = [fronted.english] if front and fronted is not None else []
    subject = clause.subject.english(subject=True)
    return " ".join([*first, subject, *verbs, *predicate_tail(clause)])


def english_question(clause: Clause) -> str:
    """The English question without its question word."""
    finite, rest, _ = _verb_group(clause, do_support=True)
    negation = ["not"] if is_negative(clause) else []
    subject = clause.subject.english(subject=True)
    words = [finite, subject, *negation, *_middle(clause), *rest, *predicate_tail(clause)]
    return " ".join(words)


def english_infinitive(clause: Clause) -> str:
    """The clause as a bare infinitive without its subject: "buy a loaf"."""
    return " ".join([clause.verb.english.base, *predicate_tail(clause)])
