"""Pairs of sentences."""

from __future__ import annotations

from typing import NamedTuple


class ParallelLines(NamedTuple):
    """One split of a parallel corpus.

    Attributes:
        name: the stem of its files, such as "train" or "test_2016_flickr".
        source: the source sentences.
        target: the target sentences; `target[i]` translates `source[i]`.
    """

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
