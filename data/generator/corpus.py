"""What every generated corpus shares: seeded choices, file contents, writing and checking."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")
_TOKEN = re.compile(r"\w+(?:[-']\w+)*|[^\w\s]")


class Choice:
    """A seeded source of choices.

    Only `random.Random.random()` is used: of all methods of that class it is the one whose stream
    Python guarantees for a given seed across versions.

    >>> Choice(1).one("abc") == Choice(1).one("abc")
    True
    """

    def __init__(self, seed: int) -> None:
        self._uniform = random.Random(seed).random

    def chance(self, probability: float) -> bool:
        """True with `probability`."""
        return self._uniform() < probability

    def one(self, items: Sequence[Item]) -> Item:
        """One of `items`, all equally likely."""
        if not items:
            raise ValueError("`items` must hold at least one item. Received: an empty sequence.")
        return items[int(self._uniform() * len(items))]

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys of `weights`, each as likely as its weight says."""
        threshold = self._uniform() * sum(weights.values())
        for item, weight in weights.items():
            threshold -= weight
            if threshold < 0:
                return item
        raise ValueError(f"`weights` must have a positive sum. Received: {dict(weights)!r}.")

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in random order (Fisher and Yates)."""
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = int(self._uniform() * (last + 1))
            result[last], result[other] = result[other], result[last]
        return result


def tokens(line: str) -> list[str]:
    """The words, numbers and punctuation marks of a line.

    >>> tokens("Anna's twenty-one keys.")
    ["Anna's", 'twenty-one', 'keys', '.']
    """
    return _TOKEN.findall(line)


def lines(items: Sequence[str]) -> str:
    """The content of a file with one item a line."""
    return "".join(f"{item}\n" for item in items)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes `files`, contents by name ("test/label"): UTF-8, a line feed after each line."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode("utf-8"))


def differences(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The names in `files` whose files in `folder` are missing or have other contents."""
    return [
        name
        for name, content in files.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content.encode("utf-8")
    ]
