"""Questions: yes or no, question words, questions to somebody addressed."""

from __future__ import annotations

from dataclasses import replace

from generator.corpus import Choice
from generator.translate.clauses import Clause, Tense
from generator.translate.english_clause import english_clause, english_question, is_negative
from generator.translate.german_clause import german_clause
from generator.translate.nouns import nouns_of
from generator.translate.phrases import NounPhrase, Pronoun
from generator.translate.predicates import clause
from generator.translate.requests import address
from generator.translate.sentences import Sentence, sentence
from generator.translate.verbs import verb, verbs, verbs_without
from generator.translate.words import Noun

_EVENTS = verbs_without("stative", "present")
_PLANNED = verbs_without("stative", "present", "past", "no_future")
# "Was hat er gekocht?" would be "What did he cook?" or "make": one verb for each German one.
_ASKED = verbs(
    "buy_food read write sell lose forget eat drink cook bake order see repair find wear sing paint"
    " wash get learn play open pack clean"
)


def _asked(word: tuple[str, str], meaning: Clause, *nouns: NounPhrase) -> Sentence:
    german, english = german_clause(meaning, "first"), english_question(meaning)
    words = f"{word[0]} {german}", f"{word[1]} {english}"
    return sentence(*words, meaning, *nouns, end="?")


def yes_no_question(choice: Choice) -> Sentence:
    """A question that is answered by yes or no: "Hat Anna das Buch gelesen?"."""
    meaning = clause(choice, question=True)
    return sentence(german_clause(meaning, "first"), english_question(meaning), meaning, end="?")


def adverbial_question(choice: Choice) -> Sentence:
    """A question about the time, the reason or the place: "Warum hat Anna geweint?"."""
    tense: Tense = choice.one(["past", "past", "future"])
    action = choice.one(_EVENTS if tense == "past" else _PLANNED)
    meaning = clause(choice, verb=action, tense=tense, question=True)
    words = [("warum", "why"), ("warum", "why")]
    if meaning.time is None and meaning.clock is None and not is_negative(meaning):
        words = [("wann", "when")]
    if action.place and not is_negative(meaning):
        words.append(("wo", "where"))
    return _asked(choice.one(words), meaning)


def object_question(choice: Choice) -> Sentence:
    """A question about the object: "Was hat Anna gekauft?", "Welches Buch hat sie gelesen?"."""
    action = choice.one(_ASKED)
    tense: Tense = "past" if "past" in action.traits else choice.one(["past", "past", "future"])
    meaning = replace(clause(choice, verb=action, tense=tense, question=True), negated=False)
    nouns = [n for n in nouns_of(*action.objects) if not n.mass and not n.topics & {"person"}]
    meaning = replace(meaning, direct=None)
    if not nouns or choice.chance(0.4):
        return _asked(("was", "what"), meaning)
    noun: Noun = choice.one(nouns)
    welcher = "welch" + NounPhrase(noun, "this").german("accusative").removeprefix("dies")
    return _asked((welcher, f"which {noun.english}"), meaning, NounPhrase(noun))


def subject_question(choice: Choice) -> Sentence:
    """A question about the subject: "Wer hat das Fenster geöffnet?"."""
    who = Pronoun({"nominative": "wer"}, ("who", "whom"), 3, False, "-")
    meaning = replace(clause(choice, whose=who, verb=choice.one(_EVENTS)), front="subject")
    return sentence(german_clause(meaning), english_clause(meaning), meaning, end="?")


def addressed_question(choice: Choice) -> Sentence:
    """A question to somebody addressed by name: "Frau Schmidt, kennen Sie Wien?"."""
    called = address(choice, several=False)
    meaning = clause(choice, whose=called.pronoun, question=True)
    german, english = german_clause(meaning, "first"), english_question(meaning)
    words = f"{called.german}, {german}", f"{called.english}, {english}"
    return sentence(*words, meaning, end="?")


def timetable_question(choice: Choice) -> Sentence:
    """A question about the time of an event: "Wann fährt der Zug ab?"."""
    event, topics = choice.one(
        [
            ("open_at", ["public"]),
            ("leave", ["transport"]),
            ("arrive", ["transport", "flight"]),
            ("begin", ["film", "event"]),
        ]
    )
    phrase = NounPhrase(choice.one(nouns_of(*topics)), choice.one(["the", "this"]))
    tense: Tense = choice.one(["present", "past"])
    return _asked(("wann", "when"), Clause(subject=phrase, verb=verb(event), tense=tense))
