"""Noun phrases with what may stand between a subject and its verb."""

from __future__ import annotations

from typing import NamedTuple

from generator.language_model.nouns import (
    ADJECTIVES,
    BY_NAME,
    COMPLEMENTS,
    NOUNS,
    PLURAL_SHARE,
    WHERE,
)
from generator.language_model.people import Scene
from generator.language_model.verbs import ACTIONS, HABITUAL_TIMES, PAST_TIMES, TRAITS
from generator.language_model.words import Noun, inflect


class Phrase(NamedTuple):
    """A noun phrase; `rest` follows its head noun, and `numbers` are those of the nouns in it."""

    head: str
    plural: bool
    rest: str = ""
    numbers: tuple[bool, ...] = ()

    def __str__(self) -> str:
        return f"{self.head} {self.rest}".strip()

    @property
    def distance(self) -> int:
        """The number of words between the head noun and a verb."""
        return len(self.rest.split())

    @property
    def misleads(self) -> bool:
        """Whether a noun of the other number stands between head noun and verb."""
        return any(number != self.plural for number in self.numbers)

    def followed(self, text: str, inner: Phrase | None = None) -> Phrase:
        """The phrase with more words behind it, in which `inner` is a phrase."""
        numbers = (inner.plural, *inner.numbers) if inner else ()
        return self._replace(rest=f"{self.rest} {text}".strip(), numbers=self.numbers + numbers)


def simple(scene: Scene, noun: Noun, determiner: str = "the") -> Phrase:
    """A noun with a determiner and perhaps an adjective."""
    choice = scene.choice
    plural = choice.chance(PLURAL_SHARE.get(noun.kind, 0.5))
    word = choice.one(ADJECTIVES[noun.kind]) if choice.chance(0.3) else ""
    return Phrase(" ".join(f"{determiner} {word} {noun.form(plural)}".split()), plural)


def phrase(
    scene: Scene, noun: Noun, size: int, taken: frozenset[str] = frozenset(), clauses: bool = True
) -> Phrase:
    """A noun phrase with up to `size` modifiers, some within others.

    Args:
        taken: Nouns that must not occur (again) behind the head.
        clauses: Whether it may have relative clauses.
    """
    choice, found = scene.choice, simple(scene, noun)
    if size <= 0:
        return found
    taken = taken | {noun.singular}
    relative = clauses and choice.chance(0.5)
    inside = choice.one(range(size)) if relative else 0
    attached = size - 1 - inside if relative else size
    if attached > 0:
        found = _with_preposition(scene, noun, found, attached - 1, taken, clauses and not relative)
    if relative:
        clause = _relative_of_person if noun.kind == "role" else _relative_of_thing
        found = clause(scene, noun, found, inside, taken)
    return found


def another(scene: Scene, kinds: list[str], taken: frozenset[str]) -> Noun:
    """A noun of one of the kinds, or one of the nouns themselves, that is not taken."""
    kind = scene.choice.one(kinds)
    nouns = NOUNS.get(kind) or [BY_NAME[kind]]
    free = [noun for noun in nouns if noun.singular not in taken]
    return scene.choice.one(free or nouns)


def _with_preposition(
    scene: Scene, noun: Noun, found: Phrase, size: int, taken: frozenset[str], clauses: bool
) -> Phrase:
    choice = scene.choice
    if noun.singular in COMPLEMENTS and choice.chance(0.7):
        preposition, kinds = COMPLEMENTS[noun.singular]
    elif noun.kind in WHERE:
        prepositions, kind = choice.one(WHERE[noun.kind])
        preposition, kinds = choice.one(prepositions), [kind]
    else:
        return found
    inner = phrase(scene, another(scene, kinds, taken), size, taken, clauses)
    return found.followed(f"{preposition} {inner}", inner)


def _person(scene: Scene, size: int, taken: frozenset[str]) -> Phrase:
    """Somebody in a relative clause: with a name, unless more is said."""
    if size == 0 and scene.choice.chance(0.4):
        return Phrase(scene.person().name, plural=False)
    return phrase(scene, another(scene, ["role"], taken), size, taken)


def _relative_of_thing(
    scene: Scene, noun: Noun, found: Phrase, size: int, taken: frozenset[str]
) -> Phrase:
    choice = scene.choice
    who = _person(scene, size, taken)
    if noun.kind in ACTIONS and choice.chance(0.75):
        stative = ("like:", "need:", "want:")
        action = choice.one(ACTIONS[noun.kind])
        while inflect(action, True, True).split()[0] in who.rest.split():
            action = choice.one(ACTIONS[noun.kind])
        past = scene.past or action not in stative
        verb = inflect(action, who.plural, past)
        time = choice.one(PAST_TIMES) if past and choice.chance(0.4) else ""
        is_name = not who.head.startswith("the ")
        link = "" if is_name and not found.rest and choice.chance(0.35) else "that "
        return found.followed(f"{link}{who} {verb} {time}".strip(), who)
    if noun.kind in ("landmark", "building", "room", "opening"):
        verbs = [
            inflect(verb, who.plural, scene.past) for verb in ("like:", "know:knew", "remember:")
        ]
        verb = choice.one([verb for verb in verbs if verb not in who.rest.split()])
        return found.followed(f"that {who} {verb}", who)
    verb = inflect("belong: to", found.plural, scene.past)
    return found.followed(f"that {verb} {who}", who)


def _relative_of_person(
    scene: Scene, noun: Noun, found: Phrase, size: int, taken: frozenset[str]
) -> Phrase:
    choice = scene.choice
    if choice.chance(0.25):
        who = _person(scene, size, taken)
        verbs = ["met", "saw", "invited", "photographed", "helped", "called", "visited"]
        verb = choice.one([verb for verb in verbs if verb not in who.rest.split()])
        time = choice.one(PAST_TIMES) if choice.chance(0.4) else ""
        return found.followed(f"whom {who} {verb} {time}".strip(), who)
    frame = choice.one([trait for trait in TRAITS if ("{role}" in trait) == (size > 0)])
    inner = None
    slots = {"name": scene.person().name}
    if size > 0:
        inner = phrase(scene, another(scene, ["role"], taken), size - 1, taken | {noun.singular})
        slots["role"] = str(inner)
    for kind in ("building", "landmark"):
        if f"{{{kind}}}" in frame:
            slots[kind] = another(scene, [kind], taken).singular
            found = found._replace(numbers=(*found.numbers, False))
    verb = inflect(frame.format(**slots), found.plural, scene.past)
    often = f" {choice.one(HABITUAL_TIMES)}" if frame.startswith(("sing:", "dance:")) else ""
    return found.followed(f"who {verb}{often}", inner)
