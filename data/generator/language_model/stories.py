"""Stories: people are introduced, and then things happen to them and around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from generator.corpus import Choice
from generator.language_model import brackets, collocations
from generator.language_model.clauses import clause, of_role, present
from generator.language_model.nouns import ADJECTIVES, NOUNS
from generator.language_model.people import RELATIONS, Scene, scene
from generator.language_model.phrases import phrase
from generator.language_model.verbs import ACTIONS, COUNTS, HABITUAL_TIMES, OPENINGS
from generator.language_model.words import inflect, sentence, with_articles

MAX_WORDS = 34


def introduction(scene: Scene) -> list[str]:
    """One or two sentences with the names of all people."""
    choice = scene.choice
    first, second, *others = scene.people
    relation = choice.one(RELATIONS)[0 if second.female else 1]
    her = first.pronouns["her"]
    place = choice.one(["house", "hotel", "cottage", "bakery"])
    work = choice.one(["school", "church", "theatre", "museum", "library", "farm"])
    landmark = choice.one(NOUNS["landmark"]).singular
    word = choice.one(ADJECTIVES["building"])
    jobs = [choice.one(["nurse", "teacher", "baker", "farmer", "student", "doctor", "painter"])]
    jobs += [
        choice.one(["singer", "driver", "cook", "dentist", "gardener", "musician", "carpenter"])
    ]
    age = choice.one(["clever", "tall", "kind", "famous", "friendly", "busy"])
    opening = choice.one(
        [
            f"{first.name} and {her} {relation} {second.name} live: in a {word} {place}"
            f" near the {landmark}",
            f"in a {word} {place} near the {landmark} live: {first.name}"
            f" and {her} {relation} {second.name}",
            f"{first.name} have:had a {relation} named {second.name} in a village with"
            f" a {word} {place}",
            f"{first.name} be: a {age} {jobs[0]} and often visit: {second.name} , {her} {relation}",
            f"{second.name} , a {age} {jobs[0]} , be: the {relation} of {first.name}",
            f"near the {landmark} {first.name} and {second.name} own: a {word} {place}",
        ]
    )
    plural = "live:" in opening or "own:" in opening
    found = [inflect(opening, plural, scene.past)]
    for other in others:
        job = choice.one(
            [
                f"their neighbour be: {other.name} , a {jobs[1]}",
                f"{other.name} , a {age} {jobs[1]} , visit: them {choice.one(HABITUAL_TIMES)}",
                f"they know:knew {other.name} , the {jobs[1]} from the {work}",
            ]
        )
        found.append(inflect(job, job.startswith("they "), scene.past))
    return [with_articles(text.replace(" ,", ",")) for text in found]


def _object(scene: Scene) -> str:
    """A verb and its object."""
    noun, choice = scene.thing(), scene.choice
    size = choice.weighted({0: 0.4, 1: 0.4, 2: 0.2})
    return f"{choice.one(ACTIONS[noun.kind])} {phrase(scene, noun, size)}"


def _action(scene: Scene) -> str:
    """What somebody does with or for one of the people of the scene."""
    choice, other = scene.choice, scene.person()
    if choice.chance(0.3):
        noun = choice.one(scene.things)
        verb = choice.one(["give:gave", "show:showed", "send:sent", "promise:"])
        size = choice.one([0, 0, 1])
        return f"{verb} {other.name} {phrase(scene, noun, size)}"
    if choice.chance(0.25):
        verb = choice.one(
            ["meet:met", "help:", "call:", "visit:", "thank:", "understand:understood"]
        )
        return f"{verb} {other.name} {choice.one(HABITUAL_TIMES)}"
    return _object(scene)


def named(scene: Scene, before: str) -> str:
    """What somebody with a name does; "she" where the line before leaves no doubt."""
    choice, who = scene.choice, scene.person()
    others = replace(scene, people=[person for person in scene.people if person != who])
    rivals = [person for person in scene.people if person.female == who.female]
    name = who.name
    if before.startswith(name) and len(rivals) == 1 and choice.chance(0.7):
        name = who.pronouns["she"]
    elif choice.chance(0.15):
        name += f" {brackets.of_name(scene, who)}"
    deed = inflect(_action(others), False, scene.past)
    opening = f"{choice.one(OPENINGS)} " if choice.chance(0.2) else ""
    if choice.chance(0.2):
        second = inflect(_object(others), False, scene.past)
        return f"{name} {deed}, and {who.pronouns['she']} {second}"
    return f"{opening}{name} {deed}"


def agreeing(scene: Scene, before: str) -> str:
    """A clause with a subject that may be far from its verb, alone or within another."""
    choice, who = scene.choice, scene.person()
    others = replace(scene, people=[person for person in scene.people if person != who])
    text = (present(others) if choice.chance(0.06) else clause(others)).text()
    if choice.chance(0.12) and " been there " not in text:
        return f"{choice.one(OPENINGS)} {text}"
    if choice.chance(0.14):
        verb = choice.one(["say:said", "think:thought", "know:knew", "hope:"])
        return f"{who.name} {inflect(verb, False, scene.past)} that {text}"
    return text


def together(scene: Scene, before: str) -> str:
    """What two people do."""
    first, second = scene.pair()
    everybody = len(scene.people) == 2 or " and " in before
    who = "they" if everybody and scene.choice.chance(0.5) else f"{first.name} and {second.name}"
    deed = _object(scene) if scene.choice.chance(0.5) else of_role(scene)
    return f"{who} {inflect(deed, True, scene.past)}"


def existing(scene: Scene, before: str) -> str:
    """What there is somewhere; the verb stands before its subject."""
    choice, noun = scene.choice, scene.thing()
    place = f"in the {choice.one(NOUNS['room']).singular}"
    if noun.kind in ("plant", "vehicle"):
        place = f"near the {choice.one(NOUNS['building']).singular}"
    if choice.chance(0.5):
        several = f"{choice.one([*COUNTS, 'many'])} {noun.plural}"
        return f"there {inflect('be:', True, scene.past)} {several} {place}"
    word = choice.one(ADJECTIVES[noun.kind])
    verb = inflect("be:", False, scene.past)
    return with_articles(f"there {verb} a {word} {noun.singular} {place}")


def demonstrated(scene: Scene, before: str) -> str:
    """A subject with a determiner that has a number of its own, or none at all."""
    choice, noun, found = scene.choice, scene.thing(), clause(scene, 0, 0)
    if choice.chance(0.4):
        what = choice.one(["be: often expensive", "be: hard to find", "please: everybody"])
        word = choice.one(ADJECTIVES[noun.kind])
        return f"{word} {noun.plural} {inflect(what, True, scene.past)}"
    words = found.subject.head.split()[1:]
    determiners = ["this", "that", "every"] if not found.subject.plural else ["these", "those"]
    if choice.chance(0.4):
        determiners = [f"{scene.person().name}'s"]
    return found._replace(
        subject=found.subject._replace(head=" ".join([choice.one(determiners), *words]))
    ).text()


def collocated(scene: Scene, before: str) -> str:
    """A sentence in which no word can be exchanged for one like it."""
    return collocations.pair(scene, scene.choice.one(collocations.FRAMES))[0]


LINES: dict[Callable[[Scene, str], str], float] = {
    agreeing: 0.5,
    named: 0.24,
    collocated: 0.13,
    together: 0.1,
    existing: 0.05,
    demonstrated: 0.06,
}


def _line(scene: Scene, before: str, seen: set[str]) -> str:
    while True:
        text = scene.choice.weighted(LINES)(scene, before)
        if scene.choice.chance(0.08) and not text.endswith(")"):
            text += f" {brackets.of_sentence(scene, text)}"
        line = sentence(text)
        if line not in seen and len(line.split()) <= MAX_WORDS:
            seen.add(line)
            return line


def story(choice: Choice, seen: set[str]) -> list[str]:
    """A story of four to nine lines, none of which is in `seen`, to which they are added."""
    while True:
        told = scene(choice)
        found = [sentence(text) for text in introduction(told)]
        if not seen & set(found):
            break
    seen |= set(found)
    length = choice.one(range(4, 10))
    while len(found) < length:
        found.append(_line(told, found[-1], seen))
    return found
