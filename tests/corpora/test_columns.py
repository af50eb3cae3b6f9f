"""Files with a word a line and its labels in columns."""

import random
import re
from pathlib import Path

import pytest

from seqtasks.corpora.columns import column_number, names_columns, parse_columns
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
    sentences = parse_columns(text.split("\n"), "eng.train")
    name = None if column is None else str(column)
    return [(found.forms, found.labels(name)) for found in sentences if found.words]


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


@pytest.mark.parametrize("wrong", ["\tX\tY", " \tX\tY"])
def test_a_line_without_word(wrong: str) -> None:
    expected = f"eng.train:4: must begin with a word. Received: {wrong!r}"
    with pytest.raises(DataError, match=re.escape(expected)):
        parsed(f"\na\tX\tY\n\n{wrong}\n")


@pytest.mark.parametrize(("text", "column"), [("word", None), ("\u00a0", None), ("a X\nb Y", 3)])
def test_a_file_without_the_column(text: str, column: int | None) -> None:
    with pytest.raises(DataError, match=rf"eng.train:1: .* its label in column {column or '2 or'}"):
        parsed(text, column)


def test_sentences_before_an_error_are_there() -> None:
    sentences = parse_columns(["a X", "", "b"], Path("eng.train"))
    assert next(sentences).forms == ("a",)
    with pytest.raises(DataError, match=r"eng.train:3: must have 2 columns"):
        _ = next(sentences).forms


def written(text: str, column: str | None = None) -> str:
    """A file with the label `Z` for every word."""
    rows = []
    for sentence in parse_columns(text.split("\n"), "eng.train"):
        rows += [*sentence.with_labels(["Z"] * len(sentence.words), column), *sentence.after]
    return "\n".join(rows)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "added", "replaced"),
    [
        ("a\tX\n\n\nb\tY\n", "a\tX\tZ\n\n\nb\tY\tZ\n", "a\tZ\n\n\nb\tZ\n"),
        ("\n\na X\nb  Y \n", "\n\na X Z\nb  Y Z\n", "\n\na Z\nb  Z \n"),
        ("-DOCSTART- -X-\n\n a X\n", "-DOCSTART- -X-\n\n a X Z\n", "-DOCSTART- -X-\n\n a Z\n"),
        (
            "# c\na\tX \n-DOCSTART-\nb\tY",
            "# c\na\tX \tZ\n-DOCSTART-\nb\tY\tZ",
            "# c\na\tZ\n-DOCSTART-\nb\tZ",
        ),
        ("word\ttag\na\tX\n", "word\ttag\tpredicted\na\tX\tZ\n", "word\ttag\na\tZ\n"),
        (
            "# c\nToken Tag\n\na X\n",
            "# c\nToken Tag predicted\n\na X Z\n",
            "# c\nToken Tag\n\na Z\n",
        ),
        ("a\t\u00a0\tX\n", "a\t\u00a0\tX\tZ\n", "a\tZ\tX\n"),
        ("a b a\n", "a b a Z\n", "a Z a\n"),
        ("\n \n", "\n \n", "\n \n"),
    ],
)
def test_written_back_all_but_one_column_stays(text, added, replaced, end) -> None:
    text, added, replaced = (x.replace("\n", end) for x in (text, added, replaced))
    assert written(text) == added
    assert written(text, "2") == replaced


def test_words_alone_get_labels_after_a_tab() -> None:
    assert written("a\nb\n\nc\n") == "a\tZ\nb\tZ\n\nc\tZ\n"


@pytest.mark.parametrize("separator", ["\t", " ", "   "])
@pytest.mark.parametrize("num_columns", [1, 2, 3])
def test_what_was_added_is_all_that_differs(separator: str, num_columns: int) -> None:
    source = random.Random(num_columns)
    for _ in range(200):
        lines = []
        for _ in range(source.randrange(12)):
            words = [source.choice(["a", "#", "ä\u00a0b", "-DOC"]) for _ in range(num_columns)]
            kinds = [separator.join(words), "", " \t", "-DOCSTART- x", "\r"]
            lines.append(source.choices(kinds, [6, 2, 1, 1, 1])[0])
        text = "\n".join(lines)
        gap = " " if separator.startswith(" ") and num_columns > 1 else "\t"
        assert written(text).replace(f"{gap}Z", "") == text


def test_a_label_with_a_space_cannot_stand_between_spaces() -> None:
    (sentence,) = parse_columns(["a X"], "eng.train")
    with pytest.raises(DataError, match=r"eng.train:1: the label 'B x' cannot stand .* tsv"):
        sentence.with_labels(["B x"], None)


@pytest.mark.parametrize("column", ["3", "1", "upos"])
def test_a_column_that_cannot_be_replaced(column: str) -> None:
    (sentence,) = parse_columns(["a X"], "eng.train")
    with pytest.raises(DataError, match=r"eng.train has 2 columns|`column` must be the number"):
        sentence.with_labels(["Y"], column)


@pytest.mark.parametrize("comment", ["# id 1 2", "# id 1\tdomain=en", "# text = a b"])
def test_where_every_sentence_begins_with_a_hash_it_is_a_comment(comment: str) -> None:
    text = f"{comment}\na _ _ X\n# _ _ Y\n\n{comment}\nb _ _ Z\n"
    assert parsed(text) == [(("a", "#"), ("X", "Y")), (("b",), ("Z",))]
    assert written(text, "4").split("\n")[0] == comment


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("word tag", True),
        ("Word POS Tag", True),
        ("TOKEN label", True),
        ("form upos", True),
        ("word", False),
        ("word NN", False),
        ("tag word", False),
        ("the DET", False),
        ("", False),
    ],
)
def test_headers(cells: str, expected: bool) -> None:
    assert names_columns(cells.split()) is expected


@pytest.mark.parametrize(("column", "number"), [(None, None), ("2", 2), ("04", 4), ("12", 12)])
def test_column_number(column: str | None, number: int | None) -> None:
    assert column_number(column) == number


@pytest.mark.parametrize("column", ["", "0", "1", "-1", "2.0", "ner", "²"])
def test_no_column_number(column: str) -> None:
    expected = rf"`column` must be the number of .*, 2 or more: .* Received: column='{column}'"
    with pytest.raises(DataError, match=expected):
        column_number(column)
