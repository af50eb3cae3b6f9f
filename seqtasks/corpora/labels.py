"""The form in which labels are compared, and labels that look alike."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Iterable

from seqtasks.errors import DataWarning

_MAX_SHOWN = 5
# A soft hyphen, a zero-width space, marks of direction, a word joiner, a byte order mark. Joiners
# (U+200C, U+200D) stay: they change what is read, in Persian or in an emoji.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")


def normalize_label(label: str) -> str:
    r"""The form in which a class, tag, intent, slot, group or column name is compared.

    The label is in Unicode's NFC, without invisible characters and without blanks around it; a run
    of blanks within it, of any kind (tabs, U+00A0, U+3000), is one space. Case and compatibility
    forms stay, so that `Ａ` is not `A`. Normalizing twice changes nothing.

    >>> normalize_label("cafe\u0301\u00a0 bar\ufeff ")
    'café bar'

    Args:
        label: as it stands in a file.

    Returns:
        The label in normal form; empty for one that shows nothing.

    Reference: https://unicode.org/reports/tr15/
    """
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", label)).split())


def warn_of_look_alikes(source: object, labels: Iterable[str], what: str = "classes") -> None:
    """Warns of labels that differ only in case or in compatibility forms (NFKC).

    Args:
        source: the corpus, for the message.
        labels: in normal form.
        what: what the labels are called.
    """
    by_folded = defaultdict(list)
    for name in sorted(set(labels)):
        by_folded[unicodedata.normalize("NFKC", name).casefold()].append(name)
    alike = [names for names in by_folded.values() if len(names) > 1]
    if not alike:
        return
    in_case = all(len({name.casefold() for name in names}) == 1 for names in alike)
    how = "case" if in_case else "case or compatibility forms (such as full-width letters)"
    shown = ", ".join(" and ".join(map(repr, names)) for names in alike[:_MAX_SHOWN])
    more = f", and {len(alike) - _MAX_SHOWN:,} more" if len(alike) > _MAX_SHOWN else ""
    warnings.warn(
        f"{source} has {what} that differ in {how} only: {shown}{more}. They are different {what}.",
        DataWarning,
        stacklevel=1,
    )
