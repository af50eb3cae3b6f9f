"""Sentences with a relative clause."""

from __future__ import annotations

from dataclasses import replace

from generator.corpus import Choice
from generator.translate import states
from generator.translate.actors import described, subject
from generator.translate.adjectives import is_gradable
from generator.translate.clauses import Tense
from generator.translate.english_clause import english_clause
from generator.translate.german_clause import german_clause
from generator.translate.nouns import nouns_of
from generator.translate.phrases import YOU, I, NounPhrase, Pronoun
from generator.translate.predicates import clause
from generator.translate.sentences import Sentence, sentence
from generator.translate.verbs import verb, verbs, verbs_without
from generator.translate.words import Gender

_NOMINATIVE: dict[Gender, str] = {"masculine": "der", "feminine": "die", "neuter": "das"}
_ACCUSATIVE: dict[Gender, str] = {"masculine": "den", "feminine": "die", "neuter": "das"}
_DONE = verbs(
    "buy read write sell find get order repair paint wear bake lose forget see wash clean"
)
_QUALITIES = [
    ("krank", "sick"),
    ("müde", "tired"),
    ("nett", "nice"),
    ("sehr jung", "very young"),
    ("sehr alt", "very old"),
    ("berühmt", "famous"),
]


def relative_subject(choice: Choice) -> Sentence:
    """Somebody who does something: "Der Mann, der hier arbeitet, ist krank"."""
    noun = choice.one(nouns_of("person"))
    head = NounPhrase(noun, "the", plural=choice.chance(0.15))
    relative = "die" if head.plural else _NOMINATIVE[noun.gender]
    pronoun = Pronoun({"nominative": relative}, ("who", "whom"), 3, head.plural, "-")
    # The possessive inside refers to the head: "die Frau, die ihren Bruder besucht".
    pronoun = replace(pronoun, possessive=head.pronoun.possessive)
    tense: Tense = choice.one(["past", "past", "now", "present"])
    lasting = verbs_without("once", "past", "daily")
    actions = {
        "past": verbs_without("stative", "present", "no_future"),
        "now": [entry for entry in verbs_without() if "now" in entry.traits],
        "present": [entry for entry in lasting if entry is not verb("have")],
    }[tense]
    action = verb("live") if choice.chance(0.15) else choice.one(actions)
    when: Tense = "present" if action is verb("live") else tense
    inner = clause(choice, whose=pronoun, verb=action, tense=when, plain=True)
    if choice.chance(0.35):
        asking = choice.chance(0.5)
        german = "kennst du" if asking else "ich kenne"
        english = "do you know" if asking else "I know"
        return sentence(
            f"{german} {head.german('accusative')}, {german_clause(inner, 'last')}",
            f"{english} {head.english()} {english_clause(inner)}",
            head,
            inner,
            YOU if asking else I,
            end="?" if asking else ".",
        )
    german_word, english_word = choice.one(_QUALITIES)
    be = ("sind", "are") if head.plural else ("ist", "is")
    return sentence(
        f"{head.german('nominative')}, {german_clause(inner, 'last')}, {be[0]} {german_word}",
        f"{head.english()} {english_clause(inner)} {be[1]} {english_word}",
        states.state(head, german_word, english_word),
        inner,
    )


def relative_object(choice: Choice) -> Sentence:
    """Something done: "Das Buch, das Anna gelesen hat, ist lang"."""
    action = choice.one(_DONE)
    topics = action.objects - {"person", "family", "animal"}
    noun = choice.one([entry for entry in nouns_of(*topics) if not entry.mass])
    word = described(choice, noun, 1.0)
    if word is None or word.english in ("broken", "dirty"):
        return relative_object(choice)
    inner = clause(choice, whose=subject(choice), verb=action, tense="past", plain=True)
    inner = replace(inner, direct=None, place=None)
    plural = "pair" in noun.topics or choice.chance(0.15)
    head = NounPhrase(noun, "the", plural=plural)
    relative = "die" if plural else _ACCUSATIVE[noun.gender]
    degree = "very" if is_gradable(word) and choice.chance(0.3) else ""
    main = states.quality(head, word, "present", degree)
    rest = main.complement
    be = ("sind", "are") if plural else ("ist", "is")
    if rest is None:
        raise ValueError("`main` must have a complement. Received: None.")
    german_inner = f"{relative} {german_clause(inner, 'last')}"
    return sentence(
        f"{head.german('nominative')}, {german_inner}, {be[0]} {rest.german}",
        f"{head.english()} that {english_clause(inner)} {be[1]} {rest.english}",
        main,
        inner,
        NounPhrase(noun, "the", word),
    )
