"""Files with a word a line and its labels in columns."""

import re
from pathlib import Path

import pytest

from seqtasks.corpora.columns import column_number, parse_columns
from seqtasks.errors import DataError

CONLL_2003 = """\
-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects VBZ B-VP O
. . O O

Peter NNP B-NP B-PER

-DOCSTART- -X- O O

# NN O O
-DOC- NN O O
"""
WORDS = [("EU", "rejects", "."), ("Peter",), ("#", "-DOC-")]


def parsed(text: str, column: int | None = None) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return list(parse_columns(text.split("\n"), "eng.train", column))


@pytest.mark.parametrize(
    ("column", "labels"),
    [
        (None, [("B-ORG", "O", "O"), ("B-PER",), ("O", "O")]),
        (2, [("NNP", "VBZ", "."), ("NNP",), ("NN", "NN")]),
        (3, [("B-NP", "B-VP", "O"), ("B-NP",), ("O", "O")]),
        (4, [("B-ORG", "O", "O"), ("B-PER",), ("O", "O")]),
    ],
)
@pytest.mark.parametrize("separator", [" ", "\t", "   "])
def test_columns(column: int | None, labels: list[tuple[str, ...]], separator: str) -> None:
    text = CONLL_2003.replace(" ", separator)
    assert parsed(text, column) == list(zip(WORDS, labels, strict=True))


def test_words_with_spaces() -> None:
    text = "New York\tB-LOC\nä 中 👍\tO\n x \tO 1\n#\tO\n"
    words = ("New York", "ä 中 👍", "x", "#")
    assert parsed(text) == [(words, ("B-LOC", "O", "O 1", "O"))]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2028", "\u3000", "\x85", "\x0c"])
@pytest.mark.parametrize("separator", [" ", "\t", " \t "])
@pytest.mark.parametrize("end", ["", " ", "\r", " \r"])
def test_only_spaces_separate(space: str, separator: str, end: str) -> None:
    words = (f"10{space}000", space, f"{space}x{space}")
    text = "\n".join(f" {word}{separator}{space}O{end}" for word in words)
    assert parsed(text) == [(words, (f"{space}O",) * 3)]


def test_tabs_and_spaces_in_one_file() -> None:
    assert parsed("a X\nb c\tY\n") == [(("a", "b c"), ("X", "Y"))]


@pytest.mark.parametrize("before", ["", "\n", " \n\t\n", "-DOCSTART-\n", "-DOCSTART- O\n\n"])
@pytest.mark.parametrize(
    "between", ["\n\n", "\n\n\n\n", "\n \n", "\n\r\n", "\n-DOCSTART- O\n", "\n\n-DOCSTART-\tO\n\n"]
)
@pytest.mark.parametrize("after", ["", "\n", "\n\n", "\n\n\n", "\n\n-DOCSTART- O"])
def test_blank_lines_and_documents(before: str, between: str, after: str) -> None:
    text = f"{before}a X\nb Y{between}c Z{after}"
    assert parsed(text) == [(("a", "b"), ("X", "Y")), (("c",), ("Z",))]


@pytest.mark.parametrize("text", ["", "\n\n", "-DOCSTART- -X- O O\n\n"])
def test_no_sentence(text: str) -> None:
    assert parsed(text) == []


def test_carriage_returns_belong_to_no_label() -> None:
    text = "a\tX\nb c\tY\n\nd Z\n"
    assert parsed(text.replace("\n", "\r\n")) == parsed(text)


@pytest.mark.parametrize(
    ("wrong", "column", "where"),
    [
        ("word", None, "2 or later"),
        ("word\t", None, "2 or later"),
        ("word\tX\t ", None, "2 or later"),
        ("\tX", None, "2 or later"),
        (" \tX", 2, "2"),
        ("New York", 3, "3"),
        ("word\t\tX", 2, "2"),
        ("word\t\r", None, "2 or later"),
        ("10\u00a0000", None, "2 or later"),
        ("\u00a0", None, "2 or later"),
        ("word X Y", 4, "4"),
    ],
)
def test_a_line_without_word_or_label(wrong: str, column: int | None, where: str) -> None:
    text = f"\na X Y Z\n\na X Y Z\n{wrong}\n"
    expected = f"eng.train:5: must be a word and its label in column {where}. Received: {wrong!r}"
    with pytest.raises(DataError, match=re.escape(expected)):
        parsed(text, column)


def test_sentences_before_an_error_are_there() -> None:
    sentences = parse_columns(["a X", "", "b"], Path("eng.train"))
    assert next(sentences) == (("a",), ("X",))
    with pytest.raises(DataError, match=r"eng.train:3: must be a word and its label"):
        next(sentences)


@pytest.mark.parametrize(("column", "number"), [(None, None), ("2", 2), ("04", 4), ("12", 12)])
def test_column_number(column: str | None, number: int | None) -> None:
    assert column_number(column) == number


@pytest.mark.parametrize("column", ["", "0", "1", "-1", "2.0", "ner", "²"])
def test_no_column_number(column: str) -> None:
    expected = rf"`column` must be the number of .*, 2 or more: .* Received: column='{column}'"
    with pytest.raises(DataError, match=expected):
        column_number(column)
