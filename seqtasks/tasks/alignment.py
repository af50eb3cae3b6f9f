"""Pictures of attention: which source word was looked at for which target word."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from xml.sax import saxutils

_CELL, _LETTER, _GAP = 26, 8, 8  # pixels: a square, half the width of a CJK character, a distance
_INVISIBLE = 0.0005  # a weight that no picture shows
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Alignment(NamedTuple):
    """A translation with the attention it was written with.

    Attributes:
        source: the source tokens, `<eos>` last.
        target: the target tokens, with `<eos>` where it was written.
        weights: α of each target token: a row for each, a number in 0-1 for each source token.
        translation: the text.
        score: that of `Hypotheses`.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    translation: str
    score: float

    def as_svg(self) -> str:
        """A picture: a column for each source token, a row for each target token, dark where much
        was read; a program that shows it brings the fonts, so that any script can be read.
        """
        left = _GAP + max(map(_width, self.target), default=0)
        top = _GAP + max(map(_width, self.source), default=0)
        width = left + _CELL * len(self.source) + _GAP
        height = top + _CELL * len(self.target) + _GAP
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            'font-family="sans-serif" font-size="14">',
            f"<title>{_escaped(self.translation)}</title>",
            f'<rect width="{width}" height="{height}" fill="white"/>',
        ]
        for j, token in enumerate(self.source):
            x, y = left + _CELL * j + _CELL * 0.7, top - _GAP / 2
            parts.append(
                f'<text transform="translate({x:g} {y:g}) rotate(-90)">{_escaped(token)}</text>'
            )
        for i, (token, row) in enumerate(zip(self.target, self.weights, strict=True)):
            y = top + _CELL * i
            parts.append(
                f'<text x="{left - _GAP / 2:g}" y="{y + _CELL * 0.7:g}" text-anchor="end">'
                f"{_escaped(token)}</text>"
            )
            for j, weight in enumerate(row):
                if weight < _INVISIBLE:
                    continue
                parts.append(
                    f'<rect x="{left + _CELL * j}" y="{y}" width="{_CELL}" height="{_CELL}" '
                    f'fill="#103a71" fill-opacity="{weight:.3f}" stroke="#ccc">'
                    f"<title>{_escaped(token)} \u2190 {_escaped(self.source[j])}: "
                    f"{weight:.3f}</title></rect>"
                )
        return "\n".join([*parts, "</svg>\n"])


def _escaped(text: str) -> str:
    """A text for a place in XML; what no XML may hold becomes U+FFFD."""
    return saxutils.escape(_NOT_XML.sub("\ufffd", text))


def _width(text: str) -> int:
    """About how many pixels a text takes, with a distance behind it."""
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return _LETTER * wide + _GAP
