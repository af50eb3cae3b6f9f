"""Clauses drawn at random from the lexicon: who does what, in which tense, when and where."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from generator.corpus import Choice
from generator.translate import adverbials
from generator.translate.actors import direct_object, other_person, subject
from generator.translate.adverbials import FREQUENCIES, LONG_TIMES, MANNERS, TIMES
from generator.translate.clauses import Adverbial, Clause, Modal, Tense, prepositional
from generator.translate.nouns import PEOPLE, nouns_of
from generator.translate.phrases import YOU, NounPhrase, Phrase
from generator.translate.verbs import VERBS
from generator.translate.words import Verb

CAN = Modal("können", "can")
MODALS = [
    CAN,
    Modal("müssen", "have to"),
    Modal("wollen", "want to"),
    Modal("dürfen", "be allowed to"),
    Modal("möchten", "would like to"),
    Modal("sollen", "should"),
]
_WITHOUT_PAST = frozenset(["möchten", "sollen"])
_WHOLE_DAYS = frozenset(["jeden Tag", "gestern", "morgen", "montags", "am Montag", "am Freitag"])
_THEMES = {
    "auf": ["event", "awaited"],
    "für": ["film", "sight", "language", "reading"],
    "an": ["exam", "event", "awaited", "film"],
}


class _Parts(TypedDict, total=False):
    direct: Phrase
    receiver: Phrase
    complement: Adverbial
    manner: Adverbial
    place: Adverbial
    clock: Adverbial
    time: Adverbial
    frequency: Adverbial


def tense_of(choice: Choice, verb: Verb) -> Tense:
    """A tense that suits the verb."""
    traits = verb.traits
    if "past" in traits:
        return choice.weighted({"past": 0.9, "already": 0.1})
    weights: dict[Tense, float] = {"past": 0.36, "future": 0.18, "already": 0.05, "not_yet": 0.05}
    if traits & {"present", "stative"}:
        weights = {"present": 1.0}
    elif "once" not in traits:
        weights["present"] = 0.3
    if "no_future" in traits:
        weights.pop("future", None)
    if traits & {"no_perfect", "years", "present", "stative"}:
        weights.pop("already", None)
        weights.pop("not_yet", None)
    if "now" in traits:
        weights["now"] = 0.12
    if "since" in traits:
        weights["since"] = 0.2
    return choice.weighted(weights)


def _theme(choice: Choice, verb: Verb, whose: Phrase) -> Phrase:
    """The noun after the preposition that the verb demands."""
    german = verb.preposition[0] if verb.preposition else ""
    topics = ["transport"] if "now" in verb.traits and german == "auf" else _THEMES.get(german)
    human = german == "an" or topics == ["transport"]
    if topics is None or (human and choice.chance(0.4)):
        return other_person(choice, whose)
    noun = choice.one(nouns_of(*topics))
    return NounPhrase(noun, "" if "language" in noun.topics else choice.one(["the", "this"]))


def _frame(choice: Choice, verb: Verb, whose: Phrase, generic: bool) -> _Parts:
    """What the verb demands beside its subject."""
    parts = _Parts()
    if verb.objects:
        parts["direct"] = direct_object(choice, verb, whose, generic=generic)
    if verb.receivers:
        parts["receiver"] = other_person(choice, whose)
    if verb.preposition is not None:
        german, case, english = verb.preposition
        parts["complement"] = prepositional(german, case, _theme(choice, verb, whose), english)
    elif verb.location:
        parts["complement"] = adverbials.location(choice, verb.location)
    elif verb.direction:
        parts["complement"] = adverbials.direction(choice, verb.direction)
        if verb.direction == "ride" and choice.chance(0.35):
            parts["manner"] = choice.one(MANNERS["ride"])
    if verb.english.base == "get" and verb.english.particle == "up":
        parts["manner"] = choice.one(MANNERS["early"])
    return parts


def _times(verb: Verb, tense: Tense) -> list[Adverbial]:
    """The adverbials of time that suit how long the action takes and when in a day it happens."""
    times = [] if "years" in verb.traits else TIMES[tense]
    if verb.traits & {"long", "years"} and tense in LONG_TIMES:
        times = [*times, *LONG_TIMES[tense]]
    if "morning" in verb.traits:
        times = [time for time in times if "Abend" not in time.german]
    if "daily" in verb.traits and tense == "present":
        times = times[:2]
    return times


def _when(choice: Choice, verb: Verb, tense: Tense, modal: Modal | None) -> _Parts:
    """Adverbials of time that suit the tense."""
    habit = tense == "present" and modal is None
    if tense == "since":
        return {"time": adverbials.since(choice, short=verb.german.infinitive == "warten")}
    if tense in ("now", "already", "not_yet") or (habit and "stative" in verb.traits):
        return {}
    if habit and "daily" not in verb.traits and choice.chance(0.4):
        return {"frequency": choice.one(FREQUENCIES)}
    if not (tense == "future" or choice.chance(0.55)):
        return {}
    coming = tense == "future" or (modal is not None and tense == "present")
    time = choice.one(_times(verb, "future" if coming else tense))
    if "clock" in verb.traits and time.german in _WHOLE_DAYS and choice.chance(0.4):
        return {"time": time, "clock": adverbials.clock(choice)}
    return {"time": time}


def negative(clause: Clause) -> Clause:
    """The negated clause: with "kein" before an indefinite object, else with "nicht"."""
    direct = clause.direct
    clause = replace(clause, likes=False, place=None)
    several = isinstance(direct, NounPhrase) and direct.number is not None
    if isinstance(direct, NounPhrase) and (direct.indefinite or several):
        if clause.tense == "not_yet" and "activity" in direct.noun.topics:
            return replace(clause, negated=True)
        if clause.tense != "not_yet":
            return replace(clause, direct=direct.negative())
        direct = NounPhrase(direct.noun, "the", direct.adjective, direct.plural)
    return replace(clause, direct=direct, negated=True)


def _can_be_denied(clause: Clause, question: bool) -> bool:
    """Whether the negated clause sounds natural: not "bald nicht" or "vor einer Stunde nicht"."""
    if clause.time is not None and clause.time.german.startswith(("bald", "vor ")):
        return False
    return clause.tense == "past" or (clause.tense in ("present", "future") and not question)


def _front(choice: Choice, clause: Clause) -> Clause:
    """The clause with an adverbial in front, or as it is."""
    if clause.time is not None and choice.chance(0.42):
        return replace(clause, front="time")
    if clause.place is not None and clause.time is None and choice.chance(0.2):
        return replace(clause, front="place")
    return clause


def clause(
    choice: Choice,
    *,
    whose: Phrase | None = None,
    verb: Verb | None = None,
    tense: Tense | None = None,
    question: bool = False,
    plain: bool = False,
    bare: bool = False,
    generic: bool = False,
) -> Clause:
    """A clause about people.

    Args:
        choice: Source of choices.
        whose: Its subject; any when None.
        verb: Its verb; any verb of human action when None.
        tense: Its tense; any that suits the verb when None.
        question: Whether it asks the listener, so that "your" suits it and "my" does not.
        plain: Whether it is part of a longer sentence: no modal, negation or fronting.
        bare: Whether it is also without adverbials.
        generic: Whether its objects are of any kind: "Bücher" rather than "ein Buch".
    """
    actor = whose if whose is not None else subject(choice, question)
    action = verb if verb is not None else choice.one(VERBS)
    when = tense if tense is not None else tense_of(choice, action)
    modal = None
    simple = plain or bare
    if when in ("past", "future") and not action.traits & {"past", "stative", "no_modal"}:
        # The listener's own present forms are rare, and a modal verb replaces them.
        needed = actor is YOU and when == "future"
        if not simple and (needed or choice.chance(0.3)):
            modal = choice.one(
                [m for m in MODALS if when != "past" or m.german not in _WITHOUT_PAST]
            )
            when = "past" if when == "past" else "present"
    habit = when == "present" and modal is None and "stative" not in action.traits
    parts = _frame(choice, action, actor, generic or habit)
    known = parts.get("direct")
    related = isinstance(known, NounPhrase) and known.noun.topics & {"family", "spouse"}
    if when == "since" and related:
        parts["direct"] = choice.one([name for name in PEOPLE if name is not actor])
    likes = habit and "likes" in action.traits and not simple and choice.chance(0.3)
    if not likes and not bare:
        parts |= _when(choice, action, when, modal)
    may_have_place = action.place and not bare and not question and when != "not_yet"
    may_have_place = may_have_place and (when != "since" or action.place == "work")
    if may_have_place and choice.chance(0.25 if simple or "time" in parts else 0.5):
        parts["place"] = adverbials.place(choice, action.place)
    made = Clause(subject=actor, verb=action, tense=when, modal=modal, likes=likes, **parts)
    if when == "not_yet":
        return negative(made)
    timed = "frequency" in parts or "clock" in parts or (habit and "time" in parts)
    may_be_negated = not (simple or likes or timed) and _can_be_denied(made, question)
    if may_be_negated and choice.chance(0.16):
        made = negative(made)
    return made if simple or question else _front(choice, made)
