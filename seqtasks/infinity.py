"""Numbers that are not finite: "Infinity", "-Infinity" and "NaN" in JSON, ∞ on the screen.

JSON has no such numbers. The strings are those that `float` reads, and JavaScript's `Number`.
"""

from __future__ import annotations

import math
from typing import Any

_NAMES = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def to_json(value: Any) -> Any:
    """A float that is not finite as its string; anything else as it is.

    >>> to_json(float("inf")), to_json(0.5)
    ('Infinity', 0.5)
    """
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0.0 else "-Infinity"


def from_json(value: Any) -> Any:
    """The float that `to_json` made a string of; anything else as it is.

    >>> from_json("-Infinity"), from_json("13a")
    (-inf, '13a')
    """
    return _NAMES.get(value, value) if isinstance(value, str) else value


def shown(value: float, spec: str = "") -> str:
    """A number as people read it.

    >>> shown(0.25, ".1f"), shown(float("-inf"), ".1f")
    ('0.2', '-∞')
    """
    if math.isfinite(value):
        return format(value, spec)
    return "NaN" if math.isnan(value) else "∞" if value > 0.0 else "-∞"
