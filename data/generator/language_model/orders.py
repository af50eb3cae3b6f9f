"""Short sentences beside the same words in an order that English does not have."""

from __future__ import annotations

from generator.language_model.nouns import ADJECTIVES, NOUNS, STATES
from generator.language_model.people import Scene
from generator.language_model.words import inflect

# A frame, and orders of its words that are wrong.
FRAMES = {
    "the {adjective} {thing} be: on the {place}": """
the {thing} {adjective} be: on the {place}
the {adjective} {thing} be: the on {place}
the be: {adjective} {thing} on the {place}
the {adjective} {thing} be: on {place} the
the {adjective} {thing} on be: the {place}
the on the {adjective} {thing} be: {place}
""",
    "the {thing} be: very {state}": """
the {thing} be: {state} very
the {thing} very be: {state}
the be: {thing} very {state}
""",
    "{name} wash: the {adjective} {thing}": """
{name} the {adjective} {thing} wash:
{name} wash: {adjective} the {thing}
{name} {adjective} wash: the {thing}
the {name} wash: {adjective} {thing}
""",
    "{name} give:gave {other} the {thing}": """
{name} {other} give:gave the {thing}
{name} give:gave {other} {thing} the
{name} the {thing} {other} give:gave
""",
    "{name} want: to sing in the choir": """
{name} to want: sing in the choir
{name} want: sing to in the choir
{name} want: to sing the in choir
""",
    "the {role} who like: {name} be: happy": """
the {role} like: who {name} be: happy
the who like: {name} {role} be: happy
the {role} who like: {name} happy be:
""",
    "{name} say:said that the {thing} be: {state}": """
{name} that say:said the {thing} be: {state}
{name} say:said that the be: {thing} {state}
{name} say:said the that {thing} be: {state}
""",
    "there be: many {things} in the {room}": """
there many {things} be: the in {room}
there be: many {things} the in {room}
there be: {things} many in the {room}
""",
}
ORDERS = [(frame, wrong) for frame, text in FRAMES.items() for wrong in text.strip().splitlines()]


def pair(scene: Scene, frame: str, wrong: str) -> tuple[str, str]:
    """The sentence of a frame, and the one in the wrong order."""
    choice = scene.choice
    who, other = scene.pair()
    noun = choice.one(NOUNS["small"])
    slots = {
        "name": who.name,
        "other": other.name,
        "thing": noun.singular,
        "things": noun.plural,
        "adjective": choice.one(ADJECTIVES["small"]),
        "state": choice.one(STATES["small"]),
        "place": choice.one(NOUNS["furniture"]).singular,
        "room": choice.one(NOUNS["room"]).singular,
        "role": choice.one(NOUNS["role"]).singular,
    }
    plural = "{things}" in frame
    right, scrambled = (inflect(words, plural, scene.past) for words in (frame, wrong))
    return right.format(**slots), scrambled.format(**slots)
