"""The notation of turns: `(a|b)`, `[maybe]` and `{slot}`; articles, capitals and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_CHOICE = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_SPACES = re.compile(r" +")
_BEFORE_MARK = re.compile(r" +(?=[.,!?])")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])")
_FIRST_LETTER = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")
# What an English sentence writes with a capital wherever it stands.
_CAPITALS = ("I ", "Doctor ")


@cache
def paraphrases(frame: str) -> tuple[str, ...]:
    """All texts of a frame; choices may hold others, and their slots stay.

    >>> paraphrases("(Hello|Hi)[, {name}]!")
    ('Hello!', 'Hello, {name}!', 'Hi!', 'Hi, {name}!')
    """
    match = _CHOICE.search(frame)
    if not match:
        return (_SPACES.sub(" ", _BEFORE_MARK.sub("", frame)).strip(),)
    alternatives, optional = match.groups()
    options = ["", *optional.split("|")] if alternatives is None else alternatives.split("|")
    before, after = frame[: match.start()], frame[match.end() :]
    return tuple(text for option in options for text in paraphrases(before + option + after))


def written(text: str) -> str:
    """A turn with its articles and capitals.

    >>> written("a tea or a omelette? it is yours.")
    'A tea or an omelette? It is yours.'
    """
    text = _ARTICLE.sub(r"\1n ", text)
    return _FIRST_LETTER.sub(lambda match: match[0].upper(), text)


def joined(opening: str, text: str) -> str:
    """A text behind its opening; without its capital where that ends in a comma or a word.

    >>> joined("By the way,", "What do you do?")
    'By the way, what do you do?'
    """
    if not opening:
        return text
    if opening[-1] not in ".!?" and not text.startswith(_CAPITALS):
        text = text[0].lower() + text[1:]
    return f"{opening} {text}"


def indefinite(noun: str) -> str:
    """A noun with its article.

    >>> indefinite("nurse"), indefinite("actor")
    ('a nurse', 'an actor')
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def enumeration(items: Sequence[str]) -> str:
    """The items as a sentence lists them.

    >>> enumeration(["milk", "bread", "rice"])
    'milk, bread and rice'
    """
    *others, last = items
    return f"{', '.join(others)} and {last}" if others else last
