"""Which files with a word a line are CoNLL-U, which columns, and which are refused."""

import warnings
from pathlib import Path

import pytest

from seqtasks.corpora.tagged import read_tagged_file
from seqtasks.corpora.word_files import open_words
from seqtasks.errors import DataError, DataWarning

REST = "_\t2\tdet\t_\t_"
TREEBANK = (
    f"1\tThe\tthe\tDET\tDT\t{REST}\n2\tdog\tdog\tNOUN\tNN\t{REST}\n\n1\tNo\tno\tINTJ\tUH\t{REST}\n"
)
WORDS = (("The", "dog"), ("No",))


def read(text: str, column: str | None = None) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    opened = open_words(text.split("\n"), "train.conll")
    return [(found.forms, found.labels(column)) for found in opened.sentences if found.words]


@pytest.mark.parametrize(
    ("column", "labels"),
    [
        (None, [("DET", "NOUN"), ("INTJ",)]),
        ("upos", [("DET", "NOUN"), ("INTJ",)]),
        ("5", [("DT", "NN"), ("UH",)]),
        ("xpos", [("DT", "NN"), ("UH",)]),
        ("lemma", [("the", "dog"), ("no",)]),
    ],
)
def test_ten_columns_that_count_are_a_treebank_whatever_their_name(column, labels) -> None:
    with pytest.warns(DataWarning, match=r"train.conll: the first of its 10 columns counts .* 2\."):
        assert read(TREEBANK, column) == list(zip(WORDS, labels, strict=True))


def test_a_treebank_with_comments_ranges_and_empty_nodes() -> None:
    text = "# newdoc\n\n1-2\tThedog" + "\t_" * 8 + f"\n{TREEBANK}"
    text = text.replace("\n\n1\tNo", f"\n2.1\tran\tran\tVERB\tVB\t{REST}\n\n1\tNo")
    with pytest.warns(DataWarning, match="counts the words"):
        assert [words for words, _ in read(text)] == list(WORDS)


@pytest.mark.parametrize("columns", [2, 3, 9, 11, 14])
def test_a_column_that_counts_is_not_taken_for_words(columns: int) -> None:
    rows = ["\t".join([str(i), *"x" * (columns - 1)]) for i in (1, 2, 3)]
    for text in (
        "\n".join(rows),
        "\n".join([*rows, "", *rows]),
        "\n".join(rows).replace("\t", " "),
    ):
        with pytest.raises(DataError, match=r"train.conll: must have a word .* CoNLL-2009 .*`cut"):
            read(text)


@pytest.mark.parametrize(
    "text",
    [
        "0\tThe\tDET\n1\tdog\tNOUN\n",  # from 0
        "1\tThe\tDET\n2\tdog\tNOUN\n\n3\tNo\tINTJ\n",  # through the whole file
        TREEBANK.replace("\t", " "),
    ],
)
def test_other_ways_to_count(text: str) -> None:
    with pytest.raises(DataError, match="a first column that counts the words"):
        read(text)


@pytest.mark.parametrize(
    "text", ["1\tNUM\n\n1\tNUM\n", "3\tNUM\n4\tNUM\n", "1\tNUM\n2\tNUM\nx\tX\n", "2 NUM\n1 NUM\n"]
)
def test_numbers_may_be_words(text: str) -> None:
    assert {label for _, labels in read(text) for label in labels} <= {"NUM", "X"}


@pytest.mark.parametrize("header", ["word\ttag", "Token\tLabel", "Form\tUPOS"])
@pytest.mark.parametrize("after", ["\n", "\n\n"])
@pytest.mark.parametrize("before", ["", "\n", "# by hand\n"])
def test_a_header_is_no_word(before: str, header: str, after: str) -> None:
    number = 1 + before.count("\n")
    with pytest.warns(DataWarning, match=rf"train.conll:{number}: names columns \(\w+, \w+\)"):
        assert read(f"{before}{header}{after}The\tDET\n") == [(("The",), ("DET",))]


def test_a_header_before_columns_that_count() -> None:
    with (
        pytest.warns(DataWarning, match="names columns"),
        pytest.raises(DataError, match="counts the words"),
    ):
        read("token label x\n1 a X\n2 b X\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sentence #\tWord\tPOS\tTag\nSentence: 1\tThe\tDT\tO\n", ":1: names columns, but not"),
        ("tag\tword\nDET\tThe\n", r":1: names columns, but not the words first. .* tag, word"),
        ("\nSentence #,Word,POS,Tag\nSentence: 1,The,DT,O\n", r":2: must have .* Received: CSV\."),
        ('"word","tag"\n"The","DET"\n', "Received: CSV. Convert it"),
        ('{"tokens": ["The"], "tags": ["DET"]}\n', "Received: JSON"),
        ("#begin document (bc/cctv/00/cctv_0000); part 000\nbc/cctv 0 0 In IN\n", "CoNLL-2012"),
        ("The/DT dog/NN\nNo/UH way/NN\n", r"each word with its tag, such as 'The/DT'"),
        ("The/DT dog/NN\nran/VB\n", "each word with its tag"),
        ("The_DT dog_NN\n", "each word with its tag"),
        ("ask\tThe/O dog/B-pet\ntell\tNo/O way/O\n", "each word with its tag, such as 'The/O'"),
        ("DET\tThe\nNOUN\tdog\nVERB\truns\n", "labels in the first column: DET, NOUN, VERB"),
        ("O\tThe\nB-pet\tdog\n\nO\truns\n", "labels in the first column: B-pet, O"),
    ],
)
def test_files_of_another_form_are_refused_by_name(text: str, expected: str) -> None:
    with pytest.raises(DataError, match=expected):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "1/2\tNUM\nand/or\tCC\n",
        "New_York\tB_LOC\nO_o\tO\n",
        "X\tNOUN\nVERB\tNOUN\nNOUN\tNOUN\n",  # about tags
        "I\tPRON\nO\tINTJ\n",
        "{\tPUNCT\n}\tPUNCT\n",
        "word\tNOUN\ntag\tNOUN\n",
        "a,b\tX\nword,tag\tX\n",
    ],
)
def test_words_that_look_like_another_form_are_words(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read(text)[0][0][0] == text.split("\t")[0]


@pytest.mark.parametrize("name", ["ner.csv", "ner.csv.gz", "ner.jsonl", "ner.parquet", "NER.CSV"])
def test_files_of_another_ending_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"Word,Tag\nThe,O\n")
    with pytest.raises(
        DataError, match=rf"{name}: must have a word .* Received: (CSV|JSON|Parquet)"
    ):
        read_tagged_file(tmp_path / name)


def nameless(rows: str) -> str:
    """Sentences of CoNLL-U by the first letters of their words; `_` has no text."""
    blocks = [
        "".join(f"{i}\t{form}\t_\tX\t_\t{REST}\n" for i, form in enumerate(row, start=1))
        for row in rows.split()
    ]
    return "\n".join(blocks)


@pytest.mark.parametrize("name", ["train.conllu", "train.conll"])
@pytest.mark.filterwarnings("ignore:.*counts the words")
def test_a_treebank_without_its_text_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(nameless("__ ___ _"))
    with pytest.raises(DataError, match=rf"{name}: every word is '_': .* Merge the text"):
        read_tagged_file(tmp_path / name)


def test_columns_without_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("_\tX\n_\tY\n")
    with pytest.raises(DataError, match=r"train.tsv: every word is '_'"):
        read_tagged_file(tmp_path / "train.tsv")


def test_some_sentences_without_text_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "train.conllu"
    path.write_text(nameless("ab ___ c"))
    with pytest.warns(DataWarning, match=r"in 1 of 3 sentences every word is '_'. Do they lack"):
        assert len(read_tagged_file(path).words) == 3


def test_words_that_are_all_the_same_are_hardly_words(tmp_path: Path) -> None:
    path = tmp_path / "train.conll"
    path.write_text("doc_1 0 The DT\ndoc_1 1 dog NN\n\n" * 5)  # CoNLL-2012 without its marks
    with pytest.warns(DataWarning, match=r"train.conll: each of its 10 words is 'doc_1'"):
        read_tagged_file(path)
    path.write_text("1 One NUM\n\n" * 10)  # sentences of one word, numbered
    with pytest.warns(DataWarning, match=r"train.conll: each of its 10 words is '1'"):
        read_tagged_file(path)


def test_an_underscore_may_be_a_word(tmp_path: Path) -> None:
    path = tmp_path / "train.conllu"
    path.write_text(nameless("a_b _ c"))
    assert read_tagged_file(path).words == (("a", "_", "b"), ("_",), ("c",))


def test_labels_that_are_more_than_the_words_are_hardly_labels(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_text("".join(f"NN{i % 3}\tword{i}\n" for i in range(60)))
    with pytest.warns(DataWarning, match=r"60 different labels for 3 different words"):
        read_tagged_file(path)
    path.write_text("".join(f"word{i}\tlemma{i}\n" for i in range(60)))
    assert len(read_tagged_file(path).words[0]) == 60


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("a\tNOUN \nb\tNOUN\n", ("NOUN", "NOUN")),
        ("a\tcafe\u0301\nb\tcaf\u00e9\n", ("caf\u00e9", "caf\u00e9")),
        ("a NOUN\u00a0\nb NOUN\n", ("NOUN", "NOUN")),
        ("a\tB-x  y\nb\tB-x y\n", ("B-x y", "B-x y")),
    ],
)
def test_labels_are_in_normal_form(tmp_path: Path, text: str, labels: tuple[str, ...]) -> None:
    (tmp_path / "train.tsv").write_text(text)
    assert read_tagged_file(tmp_path / "train.tsv").labels == (labels,)


def test_a_label_that_shows_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("a\tX\nb\t\u200b\n")
    with pytest.raises(DataError, match=r"train.tsv: a label must show something. .* '\\u200b'"):
        read_tagged_file(tmp_path / "train.tsv")
