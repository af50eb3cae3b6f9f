"""Sentences of one or two main clauses."""

from __future__ import annotations

from generator.corpus import Choice
from generator.translate import adverbials
from generator.translate.actors import another
from generator.translate.clauses import Clause, Tense
from generator.translate.english_clause import english_clause
from generator.translate.german_clause import german_clause
from generator.translate.nouns import FORMAL, nouns_of
from generator.translate.phrases import NounPhrase
from generator.translate.predicates import clause
from generator.translate.sentences import Sentence, sentence, stated
from generator.translate.verbs import verb, verbs_with, verbs_without

_NOW = verbs_with("now")
_TOGETHER = {
    "now": _NOW,
    "past": verbs_without("stative", "present", "once", "daily"),
    "future": verbs_without("stative", "present", "past", "once", "no_future", "daily", "years"),
}


def statement(choice: Choice) -> Sentence:
    """A statement about people: "Gestern hat Anna ein Buch gekauft"."""
    return stated(clause(choice))


def formal_statement(choice: Choice) -> Sentence:
    """A statement about somebody with a title: "Herr Weber wohnt in Wien"."""
    return stated(clause(choice, whose=choice.one(FORMAL)))


def progressive(choice: Choice) -> Sentence:
    """What happens now: German "gerade", English progressive."""
    return stated(clause(choice, verb=choice.one(_NOW), tense="now"))


def duration(choice: Choice) -> Sentence:
    """What has lasted until now: German present with "seit", English present perfect."""
    return stated(clause(choice, verb=choice.one(verbs_with("since")), tense="since"))


def timetable(choice: Choice) -> Sentence:
    """When something opens, leaves, arrives or begins: "Der Zug fährt um halb vier ab"."""
    event = choice.one(["open_at", "leave", "arrive", "begin"])
    topics = {
        "open_at": ["public"],
        "leave": ["transport"],
        "arrive": ["transport", "flight"],
        "begin": ["film", "event"],
    }[event]
    tense: Tense = choice.one(["present", "past", "future"])
    days = {"present": ["jeden Tag", "montags"], "past": ["gestern"], "future": ["morgen"]}[tense]
    fitting = [*days, *([] if tense == "present" else ["am Montag", "am Freitag"])]
    times = [time for time in adverbials.TIMES[tense] if time.german in fitting]
    timed = choice.chance(0.6) or tense == "future"
    return stated(
        Clause(
            subject=NounPhrase(choice.one(nouns_of(*topics)), choice.one(["the", "the", "this"])),
            verb=verb(event),
            tense=tense,
            time=choice.one(times) if timed else None,
            clock=adverbials.clock(choice),
            front="time" if timed and choice.chance(0.4) else "subject",
        )
    )


def two_actions(choice: Choice) -> Sentence:
    """Two people, two actions: "Anna liest ein Buch und Paul kocht Suppe"."""
    tense: Tense = choice.one(["now", "past", "future"])
    first, second = choice.shuffled(_TOGETHER[tense])[:2]
    one = clause(choice, verb=first, tense=tense, plain=True)
    whose = another(choice, one.subject)
    other = clause(choice, whose=whose, verb=second, tense=tense, bare=True)
    german_word, english_word = choice.one([(" und", "and"), (" und", "and"), (", aber", "but")])
    return sentence(
        f"{german_clause(one)}{german_word} {german_clause(other)}",
        f"{english_clause(one)}, {english_word} {english_clause(other)}",
        one,
        other,
    )
