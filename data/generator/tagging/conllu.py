"""Sentences in the CoNLL-U format (https://universaldependencies.org/format.html)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.tagging.grammar import Token

_BLANK = "_"
_NO_SPACE_BEFORE = frozenset([".", ",", "?", "!", ":", ")", "%"])
_NO_SPACE_AFTER = frozenset(["(", "$", "£"])


def _closes(token: Token) -> bool:
    return token.word.xpos == "''" or token.word.form in _NO_SPACE_BEFORE


def _opens(token: Token) -> bool:
    return token.word.xpos == "``" or token.word.form in _NO_SPACE_AFTER


def _groups(tokens: Sequence[Token]) -> list[list[Token]]:
    """The written words, each with the tokens in it; a word left unsaid is a group of its own."""
    groups: list[list[Token]] = []
    for token in tokens:
        if token.joined:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def _touches(groups: Sequence[Sequence[Token]], place: int) -> bool:
    """Whether a written word is followed by another one without a space."""
    following = [group[0] for group in groups[place + 1 :] if not group[0].unsaid]
    return bool(following) and (_opens(groups[place][-1]) or _closes(following[0]))


def text_of(tokens: Sequence[Token]) -> str:
    """The sentence as it is written."""
    groups = [group for group in _groups(tokens) if not group[0].unsaid]
    parts = [
        "".join(token.word.form for token in group) + ("" if _touches(groups, place) else " ")
        for place, group in enumerate(groups)
    ]
    return "".join(parts).rstrip()


def _row(name: str, token: Token, miscellaneous: str) -> str:
    form, lemma, upos, xpos, features = token.word
    return "\t".join([name, form, lemma, upos, xpos, features, *[_BLANK] * 3, miscellaneous])


def _range(first: int, group: Sequence[Token], miscellaneous: str) -> str:
    """The row of a written word that holds several tokens."""
    form = "".join(token.word.form for token in group)
    name = f"{first}-{first + len(group) - 1}"
    return "\t".join([name, form, *[_BLANK] * 7, miscellaneous])


def rows(tokens: Sequence[Token]) -> list[str]:
    """The rows of a sentence: tokens, ranges of those in one word, and empty nodes."""
    found: list[str] = []
    groups, number, empty = _groups(tokens), 0, 0
    for place, group in enumerate(groups):
        if group[0].unsaid:
            empty += 1
            found.append(_row(f"{number}.{empty}", group[0], _BLANK))
            continue
        empty = 0
        space = "SpaceAfter=No" if _touches(groups, place) else _BLANK
        if len(group) > 1:
            found.append(_range(number + 1, group, space))
            space = _BLANK
        for token in group:
            number += 1
            found.append(_row(str(number), token, space))
    return found


def document(split: str, sentences: Iterable[Sequence[Token]]) -> str:
    """The content of a file."""
    blocks = []
    for number, tokens in enumerate(sentences, start=1):
        comments = [f"# sent_id = {split}-{number}", f"# text = {text_of(tokens)}"]
        blocks.append("\n".join([*comments, *rows(tokens)]) + "\n\n")
    return "".join(blocks)
