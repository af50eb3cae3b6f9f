"""What stands in brackets: opened, closed, and sometimes nested."""

from __future__ import annotations

from generator.language_model.nouns import BY_NAME, NOUNS
from generator.language_model.people import Person, Scene
from generator.language_model.phrases import Phrase, simple
from generator.language_model.words import Noun, inflect

OF_THINGS = """
a present from {person}
as {person} say:said
it|they be: very cheap
it|they be: the oldest of all
the one|ones from the {place}
the one|ones with the strange smell
""".strip().splitlines()
OF_ROLES = """
as {person} say:said
the one|ones from the {place}
the one|ones with the {thing}
perhaps the only one|ones in the village
""".strip().splitlines()
OF_NAMES = """
who have:had a key
who love: books
who be: always early
who know:knew the {roles}
{she} be: very shy
{she} be: seldom wrong
{she} like: the {roles}
""".strip().splitlines()
OF_SENTENCES = """
nobody know:knew why
{person} know:knew the reason
this happen: often
it be: a secret
everybody be: glad
as {person} say:said
""".strip().splitlines()


def _filled(
    scene: Scene, frame: str, plural: bool, nested: bool, who: Person | None = None, said: str = ""
) -> str:
    choice = scene.choice
    others = [person for person in scene.people if person != who] or scene.people
    other = choice.one([person for person in others if person.name not in said] or others)
    name = other.name
    if nested and who is None and "{person}" in frame and choice.chance(0.45):
        name += f" {of_name(scene, other, nested=False)}"
    # A verb has the person as its subject, or the noun before the brackets.
    words = inflect(frame, plural and "{person}" not in frame, scene.past)
    thing = simple(scene, choice.one(NOUNS["container"]), "").head
    text = words.format(
        person=name,
        place=choice.one([*NOUNS["building"], BY_NAME["market"]]).singular,
        thing=thing,
        roles=choice.one(NOUNS["role"]).plural,
        she=who.pronouns["she"] if who else "",
    )
    if nested and choice.chance(0.15) and text.endswith(thing):
        text += f" ({inflect('it|they be: very heavy', thing.endswith('s'), scene.past)})"
    return f"({text})"


def of_subject(scene: Scene, noun: Noun, found: Phrase) -> Phrase:
    """The phrase with brackets behind it."""
    frames = OF_ROLES if noun.kind == "role" else OF_THINGS
    frame = scene.choice.one(frames)
    return found.followed(_filled(scene, frame, found.plural, nested=True, said=found.rest))


def of_name(scene: Scene, who: Person, nested: bool = True) -> str:
    """Brackets behind the name of somebody."""
    return _filled(scene, scene.choice.one(OF_NAMES), False, nested, who)


def of_sentence(scene: Scene, text: str) -> str:
    """Brackets at the end of a sentence, which is `text`."""
    return _filled(scene, scene.choice.one(OF_SENTENCES), False, nested=True, said=text)
