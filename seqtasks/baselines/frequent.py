"""The answer that training gives most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Frequent(NamedTuple):
    """A value and the share of training examples that have it, in 0-1."""

    value: str
    share: float


def most_frequent(values: Sequence[str]) -> Frequent:
    """The most frequent value; of several, the one that comes first.

    Raises:
        ValueError: there is none.

    >>> most_frequent(["yes", "no", "yes"])
    Frequent(value='yes', share=0.6666666666666666)
    """
    if not values:
        raise ValueError("`values` must hold at least one. Received: none")
    ((value, count),) = Counter(values).most_common(1)
    return Frequent(value, count / len(values))
