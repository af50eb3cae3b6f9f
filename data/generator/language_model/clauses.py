"""Subjects and the predicates that agree with them."""

from __future__ import annotations

from typing import NamedTuple

from generator.language_model import brackets
from generator.language_model.nouns import BY_NAME, MASSES, NOUNS, PORTABLE, PRESENTS, STATES, WHERE
from generator.language_model.people import Scene
from generator.language_model.phrases import Phrase, another, phrase
from generator.language_model.verbs import COUNTS, DURATIONS, HABITS, HABITUAL_TIMES, STATES_OF_MIND
from generator.language_model.words import Noun, inflect
from generator.translate import english

# How many modifiers a subject has: long distances are rarer.
SIZES = {0: 0.18, 1: 0.34, 2: 0.27, 3: 0.13, 4: 0.08}


class Clause(NamedTuple):
    """A subject and a predicate whose first word is its verb; without inflection."""

    subject: Phrase
    predicate: str
    past: bool

    def text(self, wrong: bool = False) -> str:
        """The clause; a wrong one has the verb form of the other number."""
        plural = self.subject.plural != wrong
        return f"{self.subject} {inflect(self.predicate, plural, self.past)}"


def _place(scene: Scene, noun: Noun, subject: Phrase) -> str:
    words = subject.rest.split()
    said = [entry for entry in BY_NAME.values() if {entry.singular, entry.plural} & {*words}]
    taken = frozenset([noun.singular, *(entry.singular for entry in said)])
    prepositions, kind = scene.choice.one(WHERE[noun.kind])
    where = another(scene, [kind], taken)
    inner = phrase(scene, where, scene.choice.one([0, 0, 1]), taken, False)
    return f"{scene.choice.one(prepositions)} {inner}"


def of_thing(scene: Scene, noun: Noun, subject: Phrase) -> str:
    """What can be said of a thing, with its verb first; the rest suits both numbers."""
    choice = scene.choice
    kind = choice.weighted({"place": 5, "state": 3, "look": 1, "own": 1, "cost": 1, "have": 2})
    state = choice.one(STATES[noun.kind])
    if kind == "place":
        return f"be: {_place(scene, noun, subject)}"
    if kind == "state":
        return f"be: {choice.one(['', 'very ', 'always ', 'often '])}{state}"
    if kind == "look":
        return f"look: {state}"
    if kind == "own" and "belong" not in subject.rest:
        return f"belong: to {scene.person().name}"
    if kind in ("own", "cost"):
        return choice.one(["cost:cost too much", "cost:cost very little", "please: everybody"])
    if noun.kind in PORTABLE and choice.chance(0.4):
        return choice.one(["have:had to be washed", "have:had to be put away"])
    return f"have:had been there for {choice.one(COUNTS)} {choice.one(DURATIONS)}"


def of_role(scene: Scene) -> str:
    """What can be said of people, with its verb first; the rest suits both numbers."""
    choice = scene.choice
    if choice.chance(0.3):
        return f"be: {choice.one(['', 'very ', 'always ', 'never '])}{choice.one(STATES['role'])}"
    if choice.chance(0.25):
        return choice.one(STATES_OF_MIND)
    time = f" {choice.one(HABITUAL_TIMES)}" if choice.chance(0.5) else ""
    return choice.one(HABITS) + time


def clause(scene: Scene, size: int | None = None, bracketed: float = 0.14) -> Clause:
    """Something said of a thing or of people without a name.

    Args:
        size: The number of modifiers of the subject, drawn if None.
        bracketed: How likely brackets follow the subject.
    """
    choice = scene.choice
    size = choice.weighted(SIZES) if size is None else size
    noun = scene.role() if choice.chance(0.4) else scene.thing()
    subject = phrase(scene, noun, size)
    if choice.chance(bracketed):
        subject = brackets.of_subject(scene, noun, subject)
    predicate = of_role(scene) if noun.kind == "role" else of_thing(scene, noun, subject)
    return Clause(subject, predicate, scene.past)


def present(scene: Scene) -> Clause:
    """What a present is, in brackets of one or two words: "the present (books) is"."""
    choice = scene.choice
    noun, what = choice.one(PRESENTS), choice.one(MASSES)
    plural = choice.chance(0.5)
    if not plural:
        kind = choice.one(["small", "paper", "clothing", "food"])
        what = choice.one(NOUNS[kind]).plural
        if choice.chance(0.3):
            what = f"{choice.one(COUNTS)} {what}"
    head = f"the {english.plural_of(noun) if plural else noun}"
    subject = Phrase(head, plural).followed(f"({what})", Phrase(what, not plural))
    places = [f"be: in the {basket.singular}" for basket in NOUNS["container"]]
    names = [f"be: {preposition} {scene.person().name}" for preposition in ("for", "from")]
    return Clause(subject, choice.one(["be: ready", "be: wet", *places, *names * 2]), scene.past)
