"""Reviews, drawn in pairs: what one of them praises, the other blames in the same words."""

from __future__ import annotations

from typing import NamedTuple

from generator.corpus import Choice
from generator.dialogue.phrases import paraphrases
from generator.sentiment.background import BACKGROUND, particulars
from generator.sentiment.contrast import CONTRAST
from generator.sentiment.intensity import INTENSITY
from generator.sentiment.negation import NEGATION, NEGATORS
from generator.sentiment.plain import PLAIN
from generator.sentiment.sentences import Sentence, Slots, slots, written
from generator.sentiment.things import OPINION_WORDS, SHARES, THINGS

LABELS = ("positive", "negative")
_FRAMES = {"plain": PLAIN, "contrast": CONTRAST, "intensity": INTENSITY}
# How many of its sentences judge, and how many do not, by how often.
_JUDGEMENTS = {"plain": {1: 3, 2: 4, 3: 1}, "negation": {1: 1, 2: 1}}
_FEW_JUDGEMENTS = {1: 4, 2: 1}
_BACKGROUNDS = {0: 2, 1: 3, 2: 1}
# A review with a negation mostly praises as much in word as it blames: what is denied and what is
# not, only the order of the words tells. Others are taken this often.
_SURPLUS_SHARE = 0.1
# Of the opinion words, every so many is kept from each negator in training.
WITHHELD_EVERY = 5
_THING_SHARES = {name: sum(shares.values()) for name, shares in SHARES.items()}
_PLACES = {word: place for place, word in enumerate(OPINION_WORDS)}


class Review(NamedTuple):
    """A review; `opinions` are its opinion words, each behind the negator of its sentence or ""."""

    label: str
    kind: str
    text: str
    opinions: tuple[tuple[str, str], ...]

    @property
    def is_withheld(self) -> bool:
        """Whether it has an opinion word with a negator that training does not show."""
        return any(withheld(negator, word) for negator, word in self.opinions if negator)


def withheld(negator: str, word: str) -> bool:
    """Whether training keeps an opinion word from a negator."""
    return (_PLACES[word] + NEGATORS.index(negator)) % WITHHELD_EVERY == 0


def reviews(choice: Choice, kind: str) -> tuple[Review, ...]:
    """A random review that praises and the one that blames."""
    while True:
        thing = choice.weighted(_THING_SHARES)
        whole = choice.one(THINGS[thing].parts[0].nouns)
        drafts = [_draft(choice, one, thing, whole) for one in _kinds(choice, kind)]
        is_even = kind != "negation" or not sum(one.slots.surplus(one.frame) for one in drafts)
        if not is_even and not choice.chance(_SURPLUS_SHARE):
            continue
        both = [one.slots.filled(choice, one.frame) for one in drafts]
        if not _repeats(both, whole):
            break
    others = _background(choice, thing)
    place = choice.one(range(len(others) + 1))
    found = []
    for label, judgements in zip(LABELS, zip(*both, strict=True), strict=True):
        texts = [*others[:place], *(one.text for one in judgements), *others[place:]]
        opinions = tuple(
            (draft.negator, word)
            for draft, one in zip(drafts, judgements, strict=True)
            for word in one.opinions
        )
        found.append(Review(label, kind, written(" ".join(texts)), opinions))
    return tuple(found)


class _Draft(NamedTuple):
    """What a sentence will say; `negator` is empty if it denies nothing."""

    negator: str
    frame: str
    slots: Slots


def _draft(choice: Choice, kind: str, thing: str, whole: str) -> _Draft:
    """A frame of a kind with slots that fit it."""
    given = slots(choice, thing, whole)
    while True:
        negator = choice.one(NEGATORS) if kind == "negation" else ""
        frame = choice.one(paraphrases(choice.one(NEGATION[negator] if negator else _FRAMES[kind])))
        if given.holds(frame):
            return _Draft(negator, frame, given)


def _kinds(choice: Choice, kind: str) -> list[str]:
    """The kinds of the sentences that judge; a plain one may stand beside a negation."""
    number = choice.weighted(_JUDGEMENTS.get(kind, _FEW_JUDGEMENTS))
    others = (kind, "plain") if kind == "negation" else (kind,)
    return choice.shuffled([kind, *(choice.one(others) for _ in range(number - 1))])


def _background(choice: Choice, thing: str) -> list[str]:
    """Sentences that do not judge."""
    frames = choice.shuffled(BACKGROUND[thing])[: choice.weighted(_BACKGROUNDS)]
    return [
        Slots(particulars(choice), {}).filled(choice, choice.one(paraphrases(frame)))[0].text
        for frame in frames
    ]


def _repeats(both: list[tuple[Sentence, Sentence]], whole: str) -> bool:
    """Whether two sentences share an opinion word, a part or a beginning."""
    seen = set[str]()
    for positive, negative in both:
        words = {*positive.opinions, *negative.opinions}
        words |= {noun for noun in positive.others if whole not in noun}
        words.add(" ".join(positive.text.split()[:2]))
        if words & seen:
            return True
        seen |= words
    return False
