"""A case in the making: what is drawn, what is done to its files, and how they are written."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.fuzz.fuzzing import Case
from tests.fuzz.texts import Draw

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Item = TypeVar("Item")


class Maker:
    """Draws a case and keeps account of it.

    Args:
        draw: of hypothesis.
        form: what kind of file it is.

    Attributes:
        damaged: what makes a file unreadable; empty for one that must be read.
        number: of the line that is at fault, if it is one.
    """

    def __init__(self, draw: Draw, form: str) -> None:
        self.draw = draw
        self.form = form
        self.done: list[str] = []
        self.files: dict[str, bytes | None] = {}
        self.damaged = ""
        self.number = 0
        self._place = ""

    def pick(self, *choices: Item) -> Item:
        """One of some things; the first is the simplest."""
        return self.draw(st.sampled_from(choices))

    def up_to(self, most: int, least: int = 0) -> int:
        """A number."""
        return self.draw(st.integers(least, most))

    def happens(self, one_in: int, what: str = "") -> bool:
        """Whether something is done to this case, as to one in so many."""
        found = self.up_to(one_in, 1) == one_in
        if found and what:
            self.done.append(what)
        return found

    def damage(self, *kinds: str) -> str:
        """What makes this case unreadable, as one in four; empty for nothing."""
        self.damaged = self.pick("", "", "", self.pick(*kinds)) if kinds else ""
        return self.damaged

    def changed(self, rows: list[Item]) -> list[Item]:
        """Rows cut out, doubled or reordered: another corpus, and a valid one."""
        kind = self.pick("", "", "", "a row cut out", "a row doubled", "rows reordered")
        if not kind or len(rows) < 2:
            return rows
        at = self.up_to(len(rows) - 1)
        self.done.append(kind)
        if kind == "a row cut out":
            return rows[:at] + rows[at + 1 :]
        return rows[: at + 1] + rows[at:] if kind == "a row doubled" else rows[at:] + rows[:at]

    def with_blank(self, rows: list[str], first: int = 0) -> list[str]:
        """Lines with perhaps a blank one among them, which means nothing."""
        if self.damaged or not self.happens(4, "a blank line"):
            return rows
        at = self.up_to(len(rows), first)
        return [*rows[:at], "", *rows[at:]]

    def write(
        self,
        name: str,
        rows: Sequence[str],
        *,
        folder: str = "",
        returns: bool = True,
        capitals: bool = True,
        may_break: bool = True,
    ) -> str:
        r"""Adds a file of lines in some form.

        Args:
            name: of the file, without `.gz`.
            rows: its lines.
            folder: where it lies, with a slash behind it.
            returns: whether carriage returns alone may end its lines.
            capitals: whether its ending may be in capitals.
            may_break: whether it may be one that cannot be read, unless the case is damaged.

        Returns:
            Its name.
        """
        may_break = may_break and not self.damaged
        ends = self._ends(len(rows), returns)
        encoded = [row.encode() for row in rows]
        if may_break and rows and self.happens(20, "a byte of Latin-1"):
            self.number = self.up_to(len(rows), 1)
            encoded[self.number - 1] += b" \xe9"
            self.damaged = "not UTF-8"
        content = b"".join(row + end.encode() for row, end in zip(encoded, ends, strict=True))
        if rows and encoded[-1] and self.happens(4, "no end of the last line"):
            content = content[: -len(ends[-1])]
        if self.happens(6, "a byte order mark"):
            content = BYTE_ORDER_MARK + content
        stem, dot, ending = name.rpartition(".")
        if capitals and dot and self.happens(8, "an ending in capitals"):
            name = f"{stem}.{ending.upper()}"
        if not self.damaged or not may_break:
            name, content = self._packed(name, content, may_break)
        self.files[f"{folder}{name}"] = content
        if may_break and self.damaged:
            self._place = f"{name}:{self.number}:" if self.number else name
        return name

    def _ends(self, count: int, returns: bool) -> list[str]:
        """What ends each line: one of three forms, or two of them in turn."""
        kinds: list[tuple[str, ...]] = [("\n",), ("\n",), ("\n",), ("\r\n",), ("\n", "\r\n")]
        kind = self.pick(*kinds, *([("\r",)] if returns else []))
        if kind != ("\n",):
            self.done.append(f"ends {' and '.join(map(repr, kind))}")
        return [kind[i % len(kind)] for i in range(count)]

    def _packed(self, name: str, content: bytes, may_break: bool) -> tuple[str, bytes]:
        kinds = ["", "", "", "", "", "", "gzip", "gzip of two members"]
        if may_break and content.strip():
            kinds += ["gzip cut short", "UTF-16"]
        kind = self.pick(*kinds)
        if not kind:
            return name, content
        self.done.append(kind)
        if kind == "UTF-16":
            self.damaged = kind
            return name, content.removeprefix(BYTE_ORDER_MARK).decode().encode("utf-16")
        half = len(content) // 2 if kind == "gzip of two members" else len(content)
        parts = [content[:half], content[half:]][: 1 if half == len(content) else 2]
        packed = b"".join(gzip.compress(part, mtime=0) for part in parts)
        if kind == "gzip cut short":
            self.damaged = kind
            packed = packed[:-9]
        return f"{name}.gz", packed

    def case(
        self, read: Callable[[Path], Any], *meanings: Any, place: str | None = None, **options: bool
    ) -> Case:
        """The case.

        Args:
            read: what is tested; takes the folder of the corpus.
            meanings: what it may return, unless it must raise an error.
            place: what the message of the error says, if that is not known from the file.
            options: those of `Case`.
        """
        done = [*self.done, *([self.damaged] if self.damaged else [])]
        where = (self._place if place is None else place) if self.damaged or place else ""
        found = () if self.damaged else meanings
        return Case(self.form, tuple(done), self.files, read, found, where, **options)
