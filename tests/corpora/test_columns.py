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


@pytest.mark.parametrize("before", ["", "\n\n", "-DOCSTART- -X- O\n\n", "-DOCSTART-\tO\n"])
def test_the_first_line_with_a_word_says_what_separates(before: str) -> None:
    assert parsed(f"{before}b c\tY\nd\tX Y\n") == [(("b c", "d"), ("Y", "X Y"))]
    assert parsed(f"{before}b X\nd   Y \n") == [(("b", "d"), ("X", "Y"))]


def test_comments_where_tabs_separate() -> None:
    text = "a\tX\n# of b, \u00a0c \nb\tY\n\n# nothing else\n\n# d = 1\r\n#\tO\n# \tO\n"
    assert parsed(text) == [(("a", "b"), ("X", "Y")), (("#", "#"), ("O", "O"))]
    for no_comment in ("#d", "#", " # d"):
        with pytest.raises(DataError, match=r"eng.train:2: must have 2 columns between tabs"):
            parsed(f"a\tX\n{no_comment}\n")


@pytest.mark.parametrize("before", ["# intent = ask\n", "# a file\n\n"])
def test_comments_before_the_first_word(before: str) -> None:
    assert parsed(f"{before}a\tX\nb c\tY\n") == [(("a", "b c"), ("X", "Y"))]


def test_where_spaces_separate_a_hash_is_a_word() -> None:
    assert parsed("a X\n# Y\n") == [(("a", "#"), ("X", "Y"))]


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


@pytest.mark.parametrize("text", ["a\tX\nb c\tY\n\nd\tZ\n", "a X\nb   Y\n\nd Z\n"])
def test_carriage_returns_belong_to_no_label(text: str) -> None:
    assert parsed(text.replace("\n", "\r\n")) == parsed(text)


@pytest.mark.parametrize(
    ("separator", "wrong", "columns"),
    [
        (" ", "word", 1),
        (" ", "word X Y", 3),
        (" ", "word X Y Z Z", 5),
        (" ", "word\tX Y Z", 3),
        (" ", "10\u00a0000", 1),
        ("\t", "word", 1),
        ("\t", "word X Y Z", 1),
        ("\t", "word\tX\r", 2),
        ("\t", "word\tX\tY\tZ\t", 5),
    ],
)
def test_every_line_has_the_columns_of_the_first(separator: str, wrong: str, columns: int) -> None:
    text = "\na X Y Z\n\na X Y Z\n".replace(" ", separator) + wrong
    name = {" ": "spaces", "\t": "tabs"}[separator]
    expected = (
        f"eng.train:5: must have 4 columns between {name}, as the first line has. "
        f"Received: {columns}: {wrong!r}"
    )
    with pytest.raises(DataError, match=re.escape(expected)):
        parsed(text)


@pytest.mark.parametrize(
    ("wrong", "column", "where"),
    [
        ("\tX\tY", None, "2 or later"),
        (" \tX\tY", 2, "2"),
        ("word\t\tY", 2, "2"),
        ("word\tX\t ", None, "2 or later"),
        ("word\tX\t\r", 3, "3"),
    ],
)
def test_a_line_without_word_or_label(wrong: str, column: int | None, where: str) -> None:
    text = f"\na\tX\tY\n# b\n\na\tX\tY\n{wrong}\n"
    expected = f"eng.train:6: must be a word and its label in column {where}. Received: {wrong!r}"
    with pytest.raises(DataError, match=re.escape(expected)):
        parsed(text, column)


@pytest.mark.parametrize(("text", "column"), [("word", None), ("\u00a0", None), ("a X\nb Y", 3)])
def test_a_file_without_the_column(text: str, column: int | None) -> None:
    with pytest.raises(DataError, match=rf"eng.train:1: .* its label in column {column or '2 or'}"):
        parsed(text, column)


def test_sentences_before_an_error_are_there() -> None:
    sentences = parse_columns(["a X", "", "b"], Path("eng.train"))
    assert next(sentences) == (("a",), ("X",))
    with pytest.raises(DataError, match=r"eng.train:3: must have 2 columns"):
        next(sentences)


@pytest.mark.parametrize(("column", "number"), [(None, None), ("2", 2), ("04", 4), ("12", 12)])
def test_column_number(column: str | None, number: int | None) -> None:
    assert column_number(column) == number


@pytest.mark.parametrize("column", ["", "0", "1", "-1", "2.0", "ner", "²"])
def test_no_column_number(column: str) -> None:
    expected = rf"`column` must be the number of .*, 2 or more: .* Received: column='{column}'"
    with pytest.raises(DataError, match=expected):
        column_number(column)
