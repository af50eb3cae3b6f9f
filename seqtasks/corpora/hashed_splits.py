"""Splits a corpus that has no splits of its own, by hashes of its texts."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

from seqtasks.corpora.splits import SPLITS

ALL = "all"  # the name of everything, where a corpus is split here
SPLITS_AND_ALL = (*SPLITS, ALL)
_ONE_IN = 50  # texts: one for validation, one for test


def hashed_splits(items: Iterable[tuple[str, str]]) -> list[str]:
    """The split of each item: "train", "validation" or "test", the last two one in fifty each.

    All items with the same key lie in the split of the first of them, which a hash of its text
    decides. So no key stands in two splits, and an item keeps its split when items follow it.

    Args:
        items: of each its key, compared as `folded` makes it, and the text that is hashed.
    """
    return [_split_of(text) for text in first_alike(items)]


def first_alike(items: Iterable[tuple[str, str]]) -> list[str]:
    """For each item, of a key and a text, the text of the first item with the same key, folded."""
    first: dict[str, str] = {}
    return [first.setdefault(folded(key), text) for key, text in items]


def folded(text: str) -> str:
    """What two texts share that count as the same: NFKC, case folded, runs of spaces one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _split_of(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(text.strip().encode()).digest()[:8], "big") % _ONE_IN
    return {0: "validation", 1: "test"}.get(number, "train")
