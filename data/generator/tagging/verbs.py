"""Verbs and their forms."""

from __future__ import annotations

from typing import NamedTuple

from generator.tagging.suffixes import GESTURES
from generator.tagging.words import Word, word
from generator.translate import english
from generator.translate.words import EnglishVerb

# `+` doubles the last letter; an irregular verb has its past and its participle, if that differs.
_TABLE = """
amuse annoy answer arrive ask bag+ bank believe belong bill book bore bottle box brush bus call \
camp carry chair change chase claim clean climb close coach comb comfort confuse cook cool cover \
cross dance demand describe dress drill drum+ dry duck dust empty end enjoy expect face farm fear \
fence ferry film fish follow frighten grant guard guess guide hammer handle harm help hope host \
invite iron itch judge label+ land last laugh like list listen live lock look love mark market \
mend milk move need nurse object offer oil open order own paint park pat+ peel phone photograph \
pick pilot plan+ plant play please praise prefer+ present promise pull pump question race rain \
record remember rent reply report request rest rob+ round sail scare seal search seem shade share \
ship+ shout sign smell smile sound stain stamp start stay stop+ sue surprise tailor talk taste \
test thank tire train turn use visit wait walk want warm warn watch water whisper wish work worry
be was been; bear bore borne; have had had; do did done; begin began begun; bite bit bitten; \
break broke broken; bring brought; build built; buy bought; catch caught; come came come; cost \
cost; cut cut; draw drew drawn; dream dreamed; drink drank drunk; drive drove driven; eat ate \
eaten; fall fell fallen; feel felt; fight fought; find found; fly flew flown; freeze froze \
frozen; get got got; give gave given; go went gone; grow grew grown; hear heard; hide hid hidden; \
hold held; hurt hurt; know knew known; leave left; lend lent; let let; light lit; lose lost; make \
made; mean meant; meet met; pay paid; put put; read read; ride rode ridden; ring rang rung; rise \
rose risen; run ran run; say said; see saw seen; sell sold; send sent; show showed shown; sing \
sang sung; sit sat; sleep slept; speak spoke spoken; spring sprang sprung; stand stood; swim swam \
swum; take took taken; tell told; think thought; wear wore worn; win won; write wrote written
"""
_DOUBLED = frozenset(["begin", "cut", "get", "let", "put", "run", "sit", "swim", "win"])
_FINITE_BE = {"VBZ": "is", "VBP": "are"}
TAGS = ("VB", "IMP", "VBP", "VBZ", "VBD", "VBN", "VBG", "GER")


class Verb(NamedTuple):
    """The principal parts of a verb; `doubled` if its last letter is doubled before -ing."""

    base: str
    past: str
    participle: str
    doubled: bool

    def form(self, tag: str, plural: bool) -> str:
        """The form of a tag; the number matters only to the past tense of "be"."""
        if self.base == "be" and tag in _FINITE_BE:
            return _FINITE_BE[tag]
        if tag == "VBD":
            return "were" if self.base == "be" and plural else self.past
        if tag == "VBZ":
            return english.third_person(EnglishVerb(self.base, "", ""))
        if tag in ("VBG", "GER"):
            return gerund(self)
        return self.participle if tag == "VBN" else self.base


def gerund(verb: Verb) -> str:
    """The form in -ing.

    >>> gerund(regular("plan+")), gerund(regular("whistle")), gerund(regular("carry"))
    ('planning', 'whistling', 'carrying')
    """
    if verb.doubled:
        return f"{verb.base}{verb.base[-1]}ing"
    return english.gerund(EnglishVerb(verb.base, "", ""))


def regular(entry: str) -> Verb:
    """A regular verb of a table.

    >>> regular("plan+").past, regular("dry").past, regular("play").past, regular("close").past
    ('planned', 'dried', 'played', 'closed')
    """
    base = entry.removesuffix("+")
    stem = base + base[-1] if entry.endswith("+") else base
    if base.endswith("e"):
        past = base + "d"
    elif base.endswith("y") and base[-2] not in "aeiou":
        past = base[:-1] + "ied"
    else:
        past = stem + "ed"
    return Verb(base, past, past, entry.endswith("+"))


def _irregular(entry: str) -> Verb:
    base, past, *participle = entry.split()
    return Verb(base, past, participle[0] if participle else past, base in _DOUBLED)


def _verbs() -> dict[str, Verb]:
    first, *rest = _TABLE.strip().splitlines()
    found = [regular(entry) for entry in first.split() + GESTURES]
    found += [_irregular(entry) for row in rest for entry in row.split(";")]
    return {verb.base: verb for verb in found}


VERBS = _verbs()


def verb_word(verb: Verb, tag: str, plural: bool, upos: str = "") -> Word:
    """A form of a verb as a word; "be" is an auxiliary unless `upos` says otherwise."""
    usual = "AUX" if verb.base == "be" else "VERB"
    return word(verb.form(tag, plural), upos or usual, tag, verb.base)
