"""Sentences from frames: what stands in each slot of one that praises and of one that blames."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from generator.corpus import Choice
from generator.sentiment.background import particulars
from generator.sentiment.scales import OTHERS, STRONG, Scale
from generator.sentiment.things import SHARES, THINGS

_SLOT = re.compile(r"\{([^{}]+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=(?!use)[aeiou])")
_FIRST_LETTER = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")


@cache
def slot_names(frame: str) -> tuple[str, ...]:
    """What a frame has in braces."""
    return tuple(_SLOT.findall(frame))


class Sentence(NamedTuple):
    """A sentence without capitals, with its opinion words and the other ones of its slots."""

    text: str
    opinions: tuple[str, ...]
    others: tuple[str, ...]


class Opinions(NamedTuple):
    """The words of a slot, the slot of their opposites, and whether the words praise."""

    words: tuple[str, ...]
    opposite: str
    praise: bool


class Slots(NamedTuple):
    """What may stand in the slots of a frame."""

    words: dict[str, str]
    opinions: dict[str, Opinions]

    def holds(self, frame: str) -> bool:
        """Whether there is something for each slot of a frame."""
        return all(name in self.words or name in self.opinions for name in slot_names(frame))

    def surplus(self, frame: str) -> int:
        """How many more words of praise than of blame there are in a frame as it is written."""
        found = [self.opinions[name] for name in slot_names(frame) if name in self.opinions]
        return sum(1 if one.praise else -1 for one in found)

    def filled(self, choice: Choice, frame: str) -> tuple[Sentence, Sentence]:
        """A frame as it is written, and with all its opinions turned round."""
        drawn: dict[str, str] = {}
        for name in slot_names(frame):
            if name in self.opinions and name not in drawn:
                opposite = self.opinions[name].opposite
                drawn[name] = choice.one(self.opinions[name].words)
                drawn[opposite] = choice.one(self.opinions[opposite].words)
        turned = {name: drawn[self.opinions[name].opposite] for name in drawn}
        return self._sentence(frame, drawn), self._sentence(frame, turned)

    def _sentence(self, frame: str, drawn: dict[str, str]) -> Sentence:
        names = slot_names(frame)
        words = self.words | drawn
        return Sentence(
            _SLOT.sub(lambda match: words[match[1]], frame),
            tuple(drawn[name] for name in names if name in drawn),
            tuple(words[name] for name in names if name not in drawn),
        )


def written(text: str) -> str:
    """A text with its articles and capitals.

    >>> written("a ugly lamp. a useful one.")
    'An ugly lamp. A useful one.'
    """
    text = _ARTICLE.sub(r"\1n ", text)
    return _FIRST_LETTER.sub(lambda match: match[0].upper(), text)


def slots(choice: Choice, thing_name: str, whole: str) -> Slots:
    """Random parts of a thing for all slots; `whole` is what the thing is called here."""
    thing, shares = THINGS[thing_name], SHARES[thing_name]
    number = choice.weighted(shares)
    others = {other: share for other, share in shares.items() if other not in (0, number)}
    part, that = thing.parts[number], thing.parts[choice.weighted(others)]
    singular, _, plural = choice.one(thing.unit.nouns).partition("/")
    words = thing.words | particulars(choice)
    words["units"] = plural
    opinions = dict(_general(thing_name))
    for role, of, noun in (
        ("it", part, choice.one(part.nouns) if number else whole),
        ("that", that, choice.one(that.nouns)),
        ("whole", thing.parts[0], whole),
        ("unit", thing.unit, singular),
    ):
        words |= _named(role, noun)
        before = "" if role == "it" else f"{role} "
        for ending, scale in zip(("", "2"), choice.shuffled(of.scales), strict=False):
            opinions |= _opposed(f"{before}good{ending}", f"{before}bad{ending}", scale)
    return Slots(words, opinions)


@cache
def _general(thing_name: str) -> dict[str, Opinions]:
    """The slots of opinions on no part in particular."""
    found: dict[str, Opinions] = {}
    for names, scale in (OTHERS | THINGS[thing_name].opinions).items():
        found |= _opposed(*names, scale)
    return found | _opposed("great", "awful", STRONG)


@cache
def _opposed(good: str, bad: str, scale: Scale) -> dict[str, Opinions]:
    return {good: Opinions(scale.good, bad, True), bad: Opinions(scale.bad, good, False)}


def _named(role: str, noun: str) -> dict[str, str]:
    """The slots of a noun, which is plural if it ends in `+`."""
    name = noun.removesuffix("+")
    they, them, were = ("they", "them", "were") if name != noun else ("it", "it", "was")
    found = {role: f"the {name}", f"{role} noun": name, f"{role} was": f"the {name} {were}"}
    if role == "it":
        found |= {"they": they, "they were": f"{they} {were}", "them": them}
    return found
