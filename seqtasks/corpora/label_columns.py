"""Which columns of a table, or keys of JSON objects, hold text and label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from seqtasks.corpora.labels import normalize_label
from seqtasks.errors import DataError, did_you_mean

TEXT_NAMES = ("text", "sentence", "review", "document", "content", "comment", "utterance")
LABEL_NAMES = ("label", "sentiment", "class", "category", "intent", "target")


class Row(NamedTuple):
    """A text and its label, and perhaps its group, as they stand somewhere."""

    place: str
    text: str
    label: str
    group: str | None = None


class Columns(NamedTuple):
    """The names or numbers of columns.

    Attributes:
        text: the column with the text; None for one of `TEXT_NAMES`.
        label: the column with the label; None for one of `LABEL_NAMES`.
        group: the column whose values are measured apart; None for none.
    """

    text: str | None = None
    label: str | None = None
    group: str | None = None

    @property
    def wanted(self) -> list[Wanted]:
        """The columns to look for."""
        wanted = [Wanted("text", self.text, TEXT_NAMES), Wanted("label", self.label, LABEL_NAMES)]
        return wanted if self.group is None else [*wanted, Wanted("group", self.group, ())]

    @property
    def are_numbered(self) -> bool:
        """Whether all columns are given by their numbers."""
        return all(one.name and one.name.isdecimal() for one in self.wanted)


class Wanted(NamedTuple):
    """A column to look for.

    Attributes:
        what: it holds: `"text"`, `"label"` or `"group"`.
        name: or number, from the user; None for one of the known names.
        known: names of such columns, the likeliest first.
    """

    what: str
    name: str | None
    known: tuple[str, ...]


BY_NAME = Columns()


def find_named(names: Sequence[str], wanted: Wanted, place: str) -> int:
    """The index of a column by its name, else by the first of the known names.

    Names are compared in their normal form; in case of doubt, case does not matter.

    Raises:
        DataError: there is no such column, or there are two.
    """
    normal = [normalize_label(name) for name in names]
    searched = wanted.known if wanted.name is None else (normalize_label(wanted.name),)
    found: list[int] = []
    for one in searched:
        exact = [i for i, name in enumerate(normal) if name == one]
        found = exact or [i for i, name in enumerate(normal) if name.casefold() == one.casefold()]
        if found:
            break
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(
            f"{place}: two columns are named {normal[found[0]]!r}. Number them, from 1, or rename "
            "one."
        )
    if wanted.name is None:
        raise DataError(
            f"{place}: no column is named {', '.join(wanted.known)}. Say which one holds the "
            f"{wanted.what}: `{wanted.what}=` its name, or its number where the first line has no "
            f"names. Received: {', '.join(names)[:80]}"
        )
    raise DataError(
        f"{place}: no column is named {wanted.name!r}. {did_you_mean(wanted.name, names)} "
        f"Received: {wanted.what}={wanted.name!r}"
    )


def check_different(text: object, label: object, place: str) -> None:
    """Raises DataError where one column is to be both."""
    if text == label:
        raise DataError(
            f"{place}: `text` and `label` must be two columns. Received: {text!r} twice"
        )
