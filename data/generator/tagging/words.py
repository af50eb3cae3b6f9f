"""Words with their annotation, and the lexicon that finds them."""

from __future__ import annotations

from typing import NamedTuple

# The features that a Penn tag implies; IMP and GER are our names for two uses of VB and VBG.
FEATURES = {
    "NN": "Number=Sing",
    "NNP": "Number=Sing",
    "NNS": "Number=Plur",
    "NNPS": "Number=Plur",
    "JJR": "Degree=Cmp",
    "JJS": "Degree=Sup",
    "RBR": "Degree=Cmp",
    "RBS": "Degree=Sup",
    "PRP$": "Poss=Yes",
    "WP$": "Poss=Yes",
    "FW": "Foreign=Yes",
    "MD": "VerbForm=Fin",
    "VB": "VerbForm=Inf",
    "IMP": "Mood=Imp|VerbForm=Fin",
    "VBP": "Tense=Pres|VerbForm=Fin",
    "VBZ": "Number=Sing|Tense=Pres|VerbForm=Fin",
    "VBD": "Tense=Past|VerbForm=Fin",
    "VBN": "Tense=Past|VerbForm=Part",
    "VBG": "Tense=Pres|VerbForm=Part",
    "GER": "VerbForm=Ger",
}
_PENN = {"IMP": "VB", "GER": "VBG"}


class Word(NamedTuple):
    """A word with its columns in CoNLL-U."""

    form: str
    lemma: str
    upos: str
    xpos: str
    features: str


def word(form: str, upos: str, tag: str, lemma: str = "", features: str = "") -> Word:
    """A word of a Penn tag, or of `IMP` or `GER`.

    >>> word("dogs", "NOUN", "NNS", "dog")
    Word(form='dogs', lemma='dog', upos='NOUN', xpos='NNS', features='Number=Plur')
    """
    found = features or FEATURES.get(tag, "_")
    return Word(form, lemma or form, upos, _PENN.get(tag, tag), found)


_OPEN = {"NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "CD": "NUM"}
_OPEN |= dict.fromkeys(["JJ", "JJR", "JJS"], "ADJ") | dict.fromkeys(["RB", "RBR", "RBS"], "ADV")


def singular_of(plural: str) -> str:
    """The noun of a regular plural.

    >>> singular_of("parties"), singular_of("boxes"), singular_of("horses"), singular_of("plays")
    ('party', 'box', 'horse', 'play')
    """
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural[: -2 if plural.endswith(("ches", "shes", "xes", "sses", "toes")) else -1]


def open_word(form: str, tag: str) -> Word:
    """A noun, adjective, adverb or number; `leaves=leaf` names a lemma that is irregular.

    >>> open_word("leaves=leaf", "NNS").lemma, open_word("stars", "NNS").lemma
    ('leaf', 'star')
    """
    form, _, lemma = form.partition("=")
    if tag not in _OPEN:
        raise ValueError(f"`tag` must be one of {sorted(_OPEN)}. Received: {tag!r} of {form!r}.")
    if tag in ("NNS", "NNPS") and not lemma:
        lemma = singular_of(form)
    return word(form, _OPEN[tag], tag, lemma)
