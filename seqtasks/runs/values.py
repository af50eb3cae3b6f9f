"""One hyperparameter as text and as a value: what `units=512` means for a field of type `int`."""

from __future__ import annotations

import math
import re
import types
import typing
from pathlib import Path
from typing import Any, Literal

import msgspec

from seqtasks.errors import ConfigError, did_you_mean

_NAMES = {int: "an int", float: "a float", bool: "true or false", str: "text", Path: "a path"}


def parse_choices(name: str, text: str, hint: Any, default: Any) -> list[tuple[str, Any]]:
    r"""The values of `name=text`, which commas part, each with the text that gave it.

    `\,` is a literal comma; the parentheses of a tuple protect theirs.

    Args:
        name: the field.
        text: one value, or several.
        hint: the field's type.
        default: the field's value where none is given; unless it is inf or nan, no value may be.

    Raises:
        ConfigError: a text is no value of the type, not finite, or the same as another.
    """
    protected = any(_is_tuple(member) for member in _union_members(hint))
    choices: list[tuple[str, Any]] = []
    for part in _split(text, protected):
        value = parse_value(name, part, hint)
        if not is_finite(value) and is_finite(default):
            raise ConfigError(f"`{name}` must be finite. Received: {name}={part}")
        if any(value == other for _, other in choices):
            raise ConfigError(f"`{name}` has the same value twice. Received: {name}={text}")
        choices.append((part, value))
    return choices


def parse_value(name: str, text: str, hint: Any) -> Any:
    """The value that `name=text` gives a field annotated `hint`.

    Raises:
        ConfigError: the text is no value of that type.
    """
    members = _union_members(hint)
    if types.NoneType in members and text.lower() in ("none", "null"):
        return None
    members = tuple(member for member in members if member is not types.NoneType)
    if all(typing.get_origin(member) is Literal for member in members):
        return _parse_literal(name, text, hint, [c for m in members for c in typing.get_args(m)])
    value: Any = text
    if any(_is_tuple(member) for member in members):
        value = _parse_tuple(text)
        if value is None:
            raise _type_error(name, text, hint)
    try:
        return msgspec.convert(value, type=hint, strict=False, dec_hook=_decode)
    except (msgspec.ValidationError, NotImplementedError, TypeError) as error:
        raise _type_error(name, text, hint) from error


def convert_value(name: str, value: Any, hint: Any) -> Any:
    """The value of a field annotated `hint` that JSON held.

    Raises:
        ConfigError: it is of another type.
    """
    strict = value not in ("inf", "-inf", "nan")  # JSON has no such numbers: they are text there
    try:
        return msgspec.convert(value, type=hint, strict=strict, dec_hook=_decode)
    except (msgspec.ValidationError, NotImplementedError, TypeError) as error:
        raise _type_error(name, str(value), hint) from error


def annotation_text(hint: Any) -> str:
    """A type as one writes it."""
    if isinstance(hint, str):
        return hint
    # A generic such as tuple[int, ...] hands on the name of its origin.
    return hint.__qualname__ if typing.get_origin(hint) is None else str(hint)


def is_finite(value: Any) -> bool:
    """False for inf and nan, in a tuple too."""
    if isinstance(value, tuple):
        return all(map(is_finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def _split(text: str, parentheses: bool) -> list[str]:
    """Splits at commas, except escaped ones and, with `parentheses`, those between them."""
    parts, depth = [""], 0
    for token in re.findall(r"\\,|.", text, re.DOTALL):
        if parentheses and token in "()":
            depth += 1 if token == "(" else -1
        if token == "," and depth <= 0:
            parts.append("")
        elif token == r"\,":
            parts[-1] += token if parentheses else ","
        else:
            parts[-1] += token
    return parts


def _parse_tuple(text: str) -> list[Any] | None:
    """The items of "(a,(b,c))" as nested lists of text; None where there are no parentheses."""
    if not (text.startswith("(") and text.endswith(")")):
        return None
    items = _split(text[1:-1], parentheses=True)
    if items[-1] == "":
        items.pop()  # () and (3,)
    nested = [_parse_tuple(item.strip()) for item in items]
    return [
        item.strip().replace(r"\,", ",") if inner is None else inner
        for item, inner in zip(items, nested, strict=True)
    ]


def _parse_literal(name: str, text: str, hint: Any, choices: list[Any]) -> Any:
    for choice in choices:
        is_keyword = choice is None or isinstance(choice, bool)
        if str(choice) == text or (is_keyword and str(choice).lower() == text.lower()):
            return choice
    error = _type_error(name, text, hint)
    close = did_you_mean(text, [str(choice) for choice in choices])
    raise ConfigError(f"{error}. {close}" if close.startswith("Did") else str(error))


def _type_error(name: str, text: str, hint: Any) -> ConfigError:
    return ConfigError(f"`{name}` must be {_describe_type(hint)}. Received: {name}={text}")


def _describe_type(hint: Any) -> str:
    members = _union_members(hint)
    if len(members) > 1:
        return " or ".join(_describe_type(member) for member in members)
    if hint is types.NoneType:
        return "none"
    if typing.get_origin(hint) is Literal:
        return f"one of {', '.join(map(repr, typing.get_args(hint)))}"
    if _is_tuple(hint):
        return f"a {annotation_text(hint)}, written (A,B)"
    return _NAMES.get(hint, f"a {annotation_text(hint)}")


def _union_members(hint: Any) -> tuple[Any, ...]:
    is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if is_union else (hint,)


def _is_tuple(hint: Any) -> bool:
    return hint is tuple or typing.get_origin(hint) is tuple


def _decode(hint: type[Any], value: Any) -> Any:
    """Gives msgspec the one type that it does not know."""
    if hint is not Path:
        raise NotImplementedError(hint)
    if value == "":
        raise ValueError("a path is not empty")
    return Path(value)
