"""Whether a text has words between spaces, so that it has a perplexity per word."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Scripts that are written without spaces between words.
_EAST_ASIAN = re.compile(
    "[\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff]"
)  # kana, bopomofo, Han
_SOUTHEAST_ASIAN = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf]"
)  # Thai, Lao, Tibetan, Burmese, Khmer, Tai
# The most characters between two spaces, on average, where these are words. Words that were set
# apart have two characters in the first scripts and four or five in the second; a line has dozens.
_LONGEST = {_EAST_ASIAN: 4.0, _SOUTHEAST_ASIAN: 8.0}
_LONGEST_ELSEWHERE = 40.0


def has_words(lines: Sequence[str], pieces: int | None = None) -> bool:
    """Whether what stands between the spaces of a text are words.

    They are not where it is too long on average: more than 4 characters in a text that is for more
    than half of it in Han, kana or bopomofo, 8 in Thai, Lao, Khmer, Burmese or Tibetan, 40 in any
    other. So Chinese that was split into words has words, and untouched Chinese has not.

    Args:
        lines: the text.
        pieces: how many stand between its spaces; None to count them.

    >>> has_words(["The dog sees the key."]), has_words(["明月明朝，春色花时。"])
    (True, False)
    """
    if pieces is None:
        pieces = sum(len(line.split()) for line in lines)
    characters = sum(len(line) - line.count(" ") for line in lines)
    longest = _LONGEST_ELSEWHERE
    foreign = [line for line in lines if not line.isascii()]  # none of the scripts is in ASCII
    for script, limit in _LONGEST.items():
        if 2 * sum(len(script.findall(line)) for line in foreign) > characters:
            longest = limit
    return characters <= longest * pieces
