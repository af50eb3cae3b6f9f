"""How varied a model's answers are."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+|[^\w\s]")


def distinct(lines: Sequence[str], order: int) -> float:
    """Distinct-n: the share of n-grams that are different ones (Li et al., 2016), in 0-1.

    Words are runs of letters and digits, and every other character by itself; case counts not.

    Args:
        lines: the answers, all of a test set together.
        order: n, at least 1.

    >>> distinct(["I don't know.", "I do."], 1)
    0.7777777777777778
    """
    rows = [_WORD.findall(line.lower()) for line in lines]
    ngrams = [tuple(row[i : i + order]) for row in rows for i in range(len(row) - order + 1)]
    return len(set(ngrams)) / len(ngrams) if ngrams else 0.0
