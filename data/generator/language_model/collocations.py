"""Sentences in which one word must be the one that it is, beside one of like meaning or class."""

from __future__ import annotations

from generator.language_model.nouns import NOUNS
from generator.language_model.people import Scene
from generator.language_model.verbs import HABITUAL_TIMES
from generator.language_model.words import alternatives, inflect

# The right word, "~", and the wrong one.
FRAMES = """
{name} walk: home~house after school {time}
{name} go:went home~house by bus {time}
{name} stay: at home~house {time}
{name} be: afraid of~from the {animal}
{name} be: afraid of~at the {adjective} {animal}
{name} be: proud of~from {her} {adjective} {animal}
{name} wait: for~of the bus {time}
{name} wait: for~of {other} at the {landmark}
{name} listen:~hear:heard to the radio {time}
{name} look:~see:saw at the picture of the {animal}
{name} tell:told~say:said {other} a story about a {animal}
{name} do:did~make:made {her} homework {time}
{name} make:made~do:did a cake for {other} {time}
{name} see:saw {him}~{he} in the park {time}
{name} help: {him}~{he} in the garden {time}
{name} go:went to~at school by train {time}
{name} go:went to work by~with bus {time}
{name} look: at {herself}~{wrong} in the mirror {time}
{name} wash: {herself}~{wrong} in the bathroom {time}
{name} eat:ate an~a apple {time}
{name} cook: an~a egg for {other} {time}
{name} buy:bought a~an cake at the market {time}
{name} drink:drank too much~many milk {time}
{name} eat:ate too many~much cherries {time}
{name} invite: too many~much guests {time}
{name} buy:bought these~this apples for {other}
{name} sing:sang well~good {time}
{name} sing:sang beautifully~beautiful {time}
{name} speak:spoke quietly~quiet with {other} {time}
{name} read:read a book during~while lunch {time}
{name} sleep:slept during~while the concert {time}
{name} have:had known {other} for~since {number} years
{name} have:had been ill since~for Monday
{name} live: in~at a small village near the {landmark}
{name} arrive: at~to the {landmark} {time}
{name} want: to sing~singing in the choir {time}
{name} enjoy: singing~sing in the choir {time}
{name} ask: {other} for~from help {time}
{name} be: interested in~on the {animal}
{name} be: taller than~as {other}
{name} be: as tall as~than {other}
{name} be: not as clever as~than {other}
{name} play: football better~good than {other}
{name} be: good~well at chess
{name} lend:lent~borrow: {other} a ladder {time}
{name} be: tired~tiring of the long journey
{name} be: excited~exciting about the journey
{name} know:knew the {role} who~which sell:sold flowers
{name} like: the lamp which~who stand:stood near the door
{name} know:knew every~all child in the village
{name} have:had some~a bread in the kitchen
{name} pay:paid for~of the tickets {time}
{name} thank: {other} for~of the flowers {time}
{name} laugh: at~of the {adjective} {animal}
{name} agree: with~to {other} {time}
{name} depend: on~of {other} in winter
""".strip().splitlines()


def pair(scene: Scene, frame: str) -> tuple[str, str]:
    """The sentence of a frame with the right and with the wrong word."""
    choice = scene.choice
    who, other = scene.pair()
    feminine = other.female
    right, wrong = (inflect(words, False, scene.past) for words in alternatives(frame))
    slots = {
        **who.pronouns,
        "name": who.name,
        "other": other.name,
        "he": "she" if feminine else "he",
        "him": "her" if feminine else "him",
        "time": choice.one(HABITUAL_TIMES),
        "number": choice.one(["two", "three", "five", "ten"]),
        "adjective": choice.one(["black", "big", "white", "brown", "small", "quiet"]),
        "role": choice.one(NOUNS["role"]).singular,
    }
    for kind in ("animal", "building", "landmark"):
        slots[kind] = choice.one(NOUNS[kind]).singular
    return right.format(**slots), wrong.format(**slots)
