"""Sentences with an infinitive: purposes, attempts, judgements of an action."""

from __future__ import annotations

from dataclasses import replace

from generator.corpus import Choice
from generator.translate import adverbials
from generator.translate.actors import subject
from generator.translate.clauses import Adverbial, Clause, Tense
from generator.translate.english_clause import english_clause, english_infinitive
from generator.translate.german_clause import german_clause, german_infinitive
from generator.translate.phrases import IT, I, Phrase
from generator.translate.predicates import clause
from generator.translate.sentences import Sentence, sentence
from generator.translate.states import state
from generator.translate.verbs import verb, verbs

# Where one goes on foot, and what for.
_ERRANDS = [
    (adverbials.goal("market", "auf", "accusative"), "buy_food"),
    (adverbials.goal("supermarket", "in", "accusative"), "buy_food shop"),
    (adverbials.goal("library", "in", "accusative"), "read learn work"),
    (adverbials.goal("park", "in", "accusative"), "play play_with walk talk read"),
    (adverbials.goal("station", "zu", "dative"), "meet pick_up"),
    (adverbials.goal("café", "in", "accusative"), "meet talk breakfast drink"),
    (adverbials.goal("kitchen", "in", "accusative"), "cook make bake drink"),
    (adverbials.goal("garden", "in", "accusative"), "water play rest"),
    (Adverbial("nach Hause", "home"), "rest sleep cook watch feed"),
]
_JOURNEYS = "visit meet learn work"
_AIMS = {
    "try": "repair open carry sleep learn close bake cook find turn_off call paint write",
    "forget_to": "call buy_food water feed close turn_off pay pick_up clean tidy wash pack",
    "decide": "buy sell move fly ride visit invite learn build watch cook tidy stay go work repair",
    "hope": "visit fly meet buy find swim learn get",
}
_JUDGED = {
    ("leicht", "easy"): "repair find learn cook bake open close sing paint clean sell carry build",
    ("schwer", "difficult"): "repair find learn bake open sing paint carry get_up build sell write",
    (
        "wichtig",
        "important",
    ): "call help pay learn tidy sleep clean water feed close turn_off visit",
    ("schön", "nice"): "swim dance walk visit play rest read get_up paint sing talk",
}


def _aim(choice: Choice, whose: Phrase, names: str) -> Clause:
    return clause(choice, whose=whose, verb=choice.one(verbs(names)), tense="past", bare=True)


def purpose(choice: Choice) -> Sentence:
    """An errand: "Paul geht auf den Markt, um Brot zu kaufen"."""
    who = subject(choice)
    tense: Tense = choice.one(["past", "past", "future"])
    if choice.chance(0.3):
        journey = clause(choice, whose=who, verb=verb("ride"), tense=tense, plain=True)
        main = replace(journey, complement=adverbials.to_city(choice), manner=None, clock=None)
        names = _JOURNEYS
    else:
        goal, names = choice.one(_ERRANDS)
        walk = clause(choice, whose=who, verb=verb("go"), tense=tense, plain=True)
        main = replace(walk, complement=goal, clock=None)
        if "rest" in names or "cook" in names:
            # "In zwei Tagen" sounds odd of a walk to the kitchen.
            main = replace(main, tense="past", time=None)
    aim = _aim(choice, who, names)
    return sentence(
        f"{german_clause(main)}, um {german_infinitive(aim)}",
        f"{english_clause(main)} to {english_infinitive(aim)}",
        main,
        aim,
    )


def attempt(choice: Choice) -> Sentence:
    """What somebody tried, forgot, decided or hoped to do: "Anna hat vergessen, ... zuzumachen"."""
    who = subject(choice)
    name = choice.one(list(_AIMS))
    main = Clause(subject=who, verb=verb(name), tense="past")
    aim = _aim(choice, who, _AIMS[name])
    return sentence(
        f"{german_clause(main)}, {german_infinitive(aim)}",
        f"{english_clause(main)} to {english_infinitive(aim)}",
        main,
        aim,
    )


def effort(choice: Choice) -> Sentence:
    """How an action is: "Es ist leicht, diese Lampe zu reparieren"."""
    word = choice.one(list(_JUDGED))
    main = state(IT, *word, choice.one(["present", "past"]))
    while True:
        aim = _aim(choice, I, _JUDGED[word])
        # Without a subject "my" and a reflexive pronoun would refer to nobody.
        if not aim.verb.german.reflexive and "my" not in english_infinitive(aim).split():
            break
    return sentence(
        f"{german_clause(main)}, {german_infinitive(aim)}",
        f"{english_clause(main)} to {english_infinitive(aim)}",
        main,
        aim,
    )
