"""Finds what stands in training and in a set to measure on, too."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence

from seqtasks.corpora.hashed_splits import folded
from seqtasks.errors import DataWarning


def warn_of_leaks(
    corpus: object,
    kind: str,
    train: Iterable[Sequence[str]],
    held_out: Mapping[str, Sequence[Sequence[str]]],
) -> None:
    """Warns once of what stands in training, too; see `folded` for what counts as the same.

    Args:
        corpus: its name.
        kind: what is counted, in the plural.
        train: the texts of each of them in training.
        held_out: the same by the name of every other split.
    """
    splits = {name: [_key(texts) for texts in rows] for name, rows in held_out.items()}
    wanted = {key for keys in splits.values() for key in keys}
    if not wanted:
        return
    known = {key for key in map(_key, train) if key in wanted}
    found = {name: [key in known for key in keys] for name, keys in splits.items()}
    parts = [
        f"{sum(leaks):,} of {len(leaks):,} {kind} of {name!r}, the first is number "
        f"{leaks.index(True) + 1:,}"
        for name, leaks in found.items()
        if any(leaks)
    ]
    if parts:
        warnings.warn(
            f"{corpus}: {'; '.join(parts)}: they stand in training, too, and may be known by "
            "heart.",
            DataWarning,
            stacklevel=2,
        )


def _key(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(folded, texts))
