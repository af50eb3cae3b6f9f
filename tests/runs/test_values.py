"""Tests of typing one hyperparameter."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Literal

import pytest

from seqtasks.errors import ConfigError
from seqtasks.runs.values import (
    annotation_text,
    convert_value,
    is_finite,
    parse_choices,
    parse_value,
)


@pytest.mark.parametrize(
    ("text", "hint", "value"),
    [
        ("512", int, 512),
        ("-3", int, -3),
        ("1e3", int, 1000),
        ("1", float, 1.0),
        ("1e-4", float, 1e-4),
        ("true", bool, True),
        ("False", bool, False),
        ("0", bool, False),
        ("a=b c", str, "a=b c"),
        ("", str, ""),
        ("3", str, "3"),
        ("lstm", Literal["gru", "lstm"], "lstm"),
        ("2", Literal[1, 2], 2),
        ("false", Literal["auto", False], False),
        ("../x", Path, Path("../x")),
        ("NONE", float | None, None),
        ("null", Path | None, None),
        ("none", Literal["a"] | None, None),
        ("none", Literal["a", None], None),
        ("0.5", float | Literal["auto"], 0.5),
        ("auto", float | Literal["auto"], "auto"),
        ("()", tuple[int, ...], ()),
        ("(3,)", tuple[int, ...], (3,)),
        ("(3, 5)", tuple[int, ...], (3, 5)),
        ("(3,a)", tuple[int, str], (3, "a")),
        (r"(a\,b,c)", tuple[str, ...], ("a,b", "c")),
        ("((1,2),(3,))", tuple[tuple[int, ...], ...], ((1, 2), (3,))),
        ("none", tuple[int, ...] | None, None),
        ("(a,b)", tuple[Path, ...], (Path("a"), Path("b"))),
    ],
)
def test_a_text_becomes_a_value_of_the_annotated_type(text: str, hint: Any, value: Any) -> None:
    parsed = parse_value("x", text, hint)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("text", "hint", "message"),
    [
        ("abc", int, r"^`x` must be an int\. Received: x=abc$"),
        ("0.5", int, r"^`x` must be an int\. Received: x=0\.5$"),
        ("abc", float, r"^`x` must be a float\. Received: x=abc$"),
        ("ja", bool, r"^`x` must be true or false\. Received: x=ja$"),
        ("", Path, r"^`x` must be a path\. Received: x=$"),
        ("a", int | None, r"^`x` must be an int or none\. Received: x=a$"),
        (
            "lstn",
            Literal["gru", "lstm"],
            r"^`x` must be one of 'gru', 'lstm'\. Received: x=lstn\. Did you mean 'lstm'\?$",
        ),
        ("zzz", Literal["gru"], r"^`x` must be one of 'gru'\. Received: x=zzz$"),
        ("3", tuple[int, ...], r"^`x` must be a tuple\[int, \.\.\.\], written \(A,B\)\. Received"),
        ("(1,a)", tuple[int, ...], r"written \(A,B\)\. Received: x=\(1,a\)$"),
        ("(1)", tuple[int, int], r"tuple\[int, int\], written \(A,B\)\. Received: x=\(1\)$"),
        ("3", slice, r"^`x` must be a slice\. Received: x=3$"),
    ],
)
def test_a_text_of_another_type_is_refused(text: str, hint: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_value("x", text, hint)


def test_commas_part_values_unless_escaped_or_in_a_tuple() -> None:
    assert parse_choices("x", "1,2", int, 0) == [("1", 1), ("2", 2)]
    assert parse_choices("x", r"a\,b,c", str, "") == [("a,b", "a,b"), ("c", "c")]
    assert parse_choices("x", "(1,2),(3,)", tuple[int, ...], ()) == [
        ("(1,2)", (1, 2)),
        ("(3,)", (3,)),
    ]


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_a_number_that_is_not_finite_needs_a_default_that_is_not(text: str) -> None:
    with pytest.raises(ConfigError, match=f"^`x` must be finite. Received: x={text}$"):
        parse_choices("x", text, float, 1.0)
    [(_, value)] = parse_choices("x", text, float, math.inf)
    assert not is_finite(value)


def test_a_tuple_is_finite_where_its_items_are() -> None:
    with pytest.raises(ConfigError, match="must be finite"):
        parse_choices("x", "(1,inf)", tuple[float, ...], (1.0,))


def test_the_same_value_twice_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"^`x` has the same value twice\. Received: x=1,1\.0$"):
        parse_choices("x", "1,1.0", float, 0.0)


def test_json_gives_the_values_back() -> None:
    assert convert_value("x", [1, 2], tuple[int, ...]) == (1, 2)
    assert convert_value("x", "inf", float) == math.inf
    assert convert_value("x", "none", str) == "none"
    with pytest.raises(ConfigError, match=r"^`x` must be an int\. Received: x=3$"):
        convert_value("x", "3", int)


def test_types_are_written_as_in_source() -> None:
    assert annotation_text(int) == "int"
    assert annotation_text(tuple[int, ...]) == "tuple[int, ...]"
    assert annotation_text("int | None") == "int | None"
