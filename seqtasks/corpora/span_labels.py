"""Labels of spans: `B-place`, `I-place`, `O`, and the other schemes that corpora use.

References: Ramshaw & Marcus (1995) for IOB1; Tjong Kim Sang & Veenstra (1999) for IOB2, here BIO,
and for IOE1 and IOE2; Ratinov & Roth (2009) for BILOU.
"""

from __future__ import annotations

import functools
import itertools
import warnings
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from seqtasks.errors import DataWarning

Role: TypeAlias = Literal["B", "I", "E", "S", "O"]

_ROLES: dict[str, Role] = {
    **{"B": "B", "I": "I", "M": "I"},
    **{"E": "E", "L": "E"},
    **{"S": "S", "U": "S", "W": "S"},
}
# The letters of each scheme; the first that has all letters of a corpus is the corpus'.
_LETTERS = {
    "IO": "I",
    "BIO": "BI",
    "IOE2": "IE",
    "IOBES": "BIES",
    "BILOU": "BILU",
    "BMES": "BMES",
    "BMEWO": "BMEW",
}
_VARIANTS = {"BIO": "IOB1", "IOE2": "IOE1"}  # of the same letters
_FAMILIES = {"IO": "BIO", "IOB1": "BIO", "IOE1": "IOE2"}  # what labels alone do not tell apart
# Schemes whose labels alone tell which may follow which. Those of IOE1 and IOE2 are the same.
CONSTRAINABLE = ("BIO", "IOBES", "BILOU", "BMES", "BMEWO")
_SEPARATORS = ("-", "_", ":", "|", "/", ".")
_OUTSIDE = "O"


class SpanLabel(NamedTuple):
    """What a label says of a word.

    Attributes:
        role: `B` begins a span, `I` continues it, `E` ends it, `S` is all of one, `O` is outside.
        kind: of the span; "" outside, and where spans have no kinds.
    """

    role: Role
    kind: str


OUTSIDE = SpanLabel("O", "")


class SpanScheme(NamedTuple):
    """How labels of spans are written.

    Attributes:
        name: `"BIO"`, `"IOB1"`, `"IO"`, `"IOE1"`, `"IOE2"`, `"IOBES"`; or `"BILOU"`, `"BMES"`,
            `"BMEWO"`, which are IOBES in other letters.
        separator: between letter and kind; "" where labels are letters alone.
        kind_first: whether the kind stands before the letter, as in `place-B`.
    """

    name: str
    separator: str = "-"
    kind_first: bool = False

    def __str__(self) -> str:
        """The name, with a label: `BIO (I-x)`."""
        letter = "M" if "M" in _LETTERS[_FAMILIES.get(self.name, self.name)] else "I"
        kind = "x" if self.separator else ""
        parts = (
            (kind, self.separator, letter) if self.kind_first else (letter, self.separator, kind)
        )
        return f"{self.name} ({''.join(parts)})"

    def is_like(self, other: SpanScheme) -> bool:
        """Whether a set of labels may be of both schemes."""
        names = (_FAMILIES.get(one.name, one.name) for one in (self, other))
        return len({*names}) == 1 and self[1:] == other[1:]

    def read(self, label: str) -> SpanLabel | None:
        """What a label says; None of one that is not written this way."""
        return _read(self.separator, self.kind_first, label)

    def has(self, labels: Iterable[str]) -> bool:
        """Whether all labels are written this way, with letters of this scheme."""
        found = {_letter(self.separator, self.kind_first, label) for label in labels}
        return found <= {_OUTSIDE, *_LETTERS[_FAMILIES.get(self.name, self.name)]}

    def allows(self, before: str, after: str) -> bool:
        """Whether a label may follow another; `O` stands before and after each sentence.

        A label that is not written this way counts as `O`.
        """
        return _allows(self.name, self.read(before) or OUTSIDE, self.read(after) or OUTSIDE)

    def find_illegal(self, labels: Sequence[str]) -> int | None:
        """The first word of a sentence whose label may not stand there; None where all may."""
        around = (_OUTSIDE, *labels, _OUTSIDE)
        for place, (before, after) in enumerate(itertools.pairwise(around)):
            if not self.allows(before, after):
                return min(place, len(labels) - 1)
        return None


BIO = SpanScheme("BIO")


def find_scheme(labels: Collection[str]) -> SpanScheme | None:
    """The scheme of a corpus' labels; None where they are not labels of spans.

    All labels must be written one way. Labels alone do not tell IOB1 from BIO, nor IOE1 from IOE2:
    see `refined`.

    >>> find_scheme(["O", "B-place", "I-place", "E-place", "S-place"])
    SpanScheme(name='IOBES', separator='-', kind_first=False)
    >>> find_scheme(["NOUN", "VERB"]) is None
    True
    """
    for separator, kind_first in (*itertools.product(_SEPARATORS, (False, True)), ("", False)):
        letters = {_letter(separator, kind_first, label) for label in labels} - {_OUTSIDE}
        if None in letters or not _is_sure(letters, labels, bool(separator) and not kind_first):
            continue
        names = (name for name, known in _LETTERS.items() if letters <= {*known})
        if (name := next(names, None)) is not None:
            return SpanScheme(name, separator, kind_first)
    return None


def refined(scheme: SpanScheme, sentences: Iterable[Sequence[str]]) -> SpanScheme:
    """A scheme, or its variant (IOB1 of BIO, IOE1 of IOE2) where only that allows all labels."""
    if scheme.name not in _VARIANTS:
        return scheme
    rows = list(sentences)
    variant = scheme._replace(name=_VARIANTS[scheme.name])
    fits = [all(one.find_illegal(row) is None for row in rows) for one in (scheme, variant)]
    return variant if fits == [False, True] else scheme


def warn_of_no_scheme(labels: Collection[str], whose: object) -> None:
    """Warns where labels look like those of spans, but are of no scheme: their spans don't count.

    Most of them begin or end with a letter and a separator as labels of spans do, in either case.
    """
    marks = {letter + separator for letter in _ROLES for separator in _SEPARATORS}
    others = [label for label in sorted(labels) if label.upper() != _OUTSIDE]
    likely = [x for x in others if {x[:2].upper(), x[:-3:-1].upper()} & marks]
    if 2 * len(likely) > len(others) and find_scheme(labels) is None:
        unlike = [label for label in sorted(labels) if BIO.read(label) is None]
        warnings.warn(
            f"{whose}: the labels look like those of spans, but are of no known scheme (BIO, IOB1, "
            "IOE1, IOE2, IOBES, BILOU, BMES, BMEWO; O outside; all written one way), so F1 of "
            f"spans is not measured. Such as: {', '.join((unlike or likely)[:8])}.",
            DataWarning,
            stacklevel=1,
        )


def constrainable_scheme(labels: Collection[str]) -> SpanScheme:
    """The scheme of labels that a decoder is to keep to.

    Raises:
        ValueError: they have none, or one that does not tell which label may follow which.
    """
    scheme = find_scheme(labels)
    if scheme is None or scheme.name not in CONSTRAINABLE:
        shown = ", ".join(sorted(labels)[:8])
        raise ValueError(
            f"`constrained` needs labels of the scheme {', '.join(CONSTRAINABLE)}, such as B-x, "
            f"I-x and O. Received: {shown} ({scheme.name if scheme else 'no scheme'}). Convert the "
            "labels, or leave them free: constrained=false."
        )
    return scheme


@functools.lru_cache(maxsize=1 << 16)
def _read(separator: str, kind_first: bool, label: str) -> SpanLabel | None:
    if label == _OUTSIDE:
        return OUTSIDE
    letter = _letter(separator, kind_first, label)
    if letter is None:
        return None
    kind = label[: -len(letter + separator)] if kind_first else label[len(letter + separator) :]
    return SpanLabel(_ROLES[letter], kind)


def _letter(separator: str, kind_first: bool, label: str) -> str | None:
    """The letter of a label, `O` of one outside; None of a label that is written otherwise."""
    if label == _OUTSIDE or not separator:
        return label if label == _OUTSIDE or label in _ROLES else None
    if kind_first:
        kind, _, letter = label.rpartition(separator)
    else:
        letter, _, kind = label.partition(separator)
    return letter if letter in _ROLES and kind else None


def _is_sure(letters: Collection[str | None], labels: Collection[str], is_usual: bool) -> bool:
    """Whether labels in so few letters are labels of spans, and not others that look alike.

    One letter must begin or continue spans; `S-place` and `O` may do in the usual way of writing,
    but `NN-B` alone, `I` alone, or `S` and `O` may be anything.
    """
    roles = {_ROLES[letter] for letter in letters if letter}
    has_outside = _OUTSIDE in labels
    if roles & {"B", "I"}:
        return is_usual or has_outside or "E" in roles
    return bool(roles) and is_usual and has_outside


def _allows(scheme: str, before: SpanLabel, after: SpanLabel) -> bool:
    same = before.kind == after.kind
    is_open, goes_on = before.role in ("B", "I"), after.role in ("I", "E")
    if scheme == "IO":
        return True
    if scheme == "BIO":
        return after.role != "I" or (same and is_open)
    if scheme == "IOB1":
        return after.role != "B" or (same and is_open)
    if scheme == "IOE1":
        return before.role != "E" or (same and goes_on)
    if scheme == "IOE2":
        return before.role != "I" or (same and goes_on)
    return is_open == goes_on and (same or not is_open)
