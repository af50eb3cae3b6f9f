"""CoNLL-U: what a word is, and that writing back changes nothing else."""

import gzip
import os
from pathlib import Path

import pytest

from seqtasks.corpora.conllu import COLUMNS, ConlluSentence, parse_conllu
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.tagged import find_tagged_split
from seqtasks.errors import DataError

NEGATED = """\
# sent_id = 1
# text = I don't know.
1\tI\tI\tPRON\tPRP\tNumber=Sing\t4\tnsubj\t4:nsubj\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tLang=en
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t4:aux\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t4:advmod\tCorrectForm=not
4\tknow\tknow\tVERB\tVB\t_\t0\troot\t0:root\tSpaceAfter=No
4.1\tit\tit\tPRON\tPRP\t_\t_\t_\t4:obj\tCopyOf=9
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t4:punct\t_"""
SPACED = """\
# newdoc
1\tNew York\tNew York\tPROPN\tNNP\t_\t0\troot\t_\t_
#in between
2\t#\t#\tSYM\tNN\t_\t1\tdep\t_\t_"""


def parsed(text: str) -> list[ConlluSentence]:
    return list(parse_conllu(text.split("\n"), "en.conllu"))


def written(sentences: list[ConlluSentence]) -> str:
    return "\n".join(row for s in sentences for row in (*s.lines, *s.after))


def line(word_id: object, form: str = "x") -> str:
    return f"{word_id}\t{form}" + "\t_" * 8


@pytest.fixture
def negated() -> ConlluSentence:
    (sentence,) = parsed(NEGATED)
    return sentence


def test_multi_word_tokens_and_empty_nodes_are_no_words(negated: ConlluSentence) -> None:
    assert negated.forms == ("I", "do", "n't", "know", ".")
    assert negated.values("upos") == ("PRON", "AUX", "PART", "VERB", "PUNCT")
    assert negated.values("misc") == ("_", "_", "CorrectForm=not", "SpaceAfter=No", "_")
    assert [negated.lines[row].split("\t")[0] for row in negated.words] == list("12345")


def test_an_empty_node_before_the_first_word() -> None:
    (sentence,) = parsed(f"{line('0.1', 'it')}\n{line(1, 'rains')}")
    assert (sentence.forms, sentence.words) == (("rains",), (1,))


def test_spaces_hashes_and_comments_between_words() -> None:
    (sentence,) = parsed(SPACED)
    assert sentence.forms == ("New York", "#")
    assert "\n".join(sentence.lines) == SPACED


def test_more_than_nine_words() -> None:
    (sentence,) = parsed("\n".join(line(i, f"w{i}") for i in range(1, 121)))
    assert sentence.forms == tuple(f"w{i}" for i in range(1, 121))


@pytest.mark.parametrize("before", ["", "\n", "\n \n\t\n"])
@pytest.mark.parametrize("between", ["\n\n", "\n\n\n", "\n \n", "\n\r\n"])
@pytest.mark.parametrize("after", ["", "\n", "\n\n", "\n\n\n"])
def test_blank_lines(before: str, between: str, after: str) -> None:
    text = f"{before}{NEGATED}{between}{SPACED}{after}"
    read = parsed(text)
    sentences = [sentence for sentence in read if sentence.words]
    assert ["\n".join(sentence.lines) for sentence in sentences] == [NEGATED, SPACED]
    lines = text.split("\n")
    assert [lines[sentence.number - 1] for sentence in sentences] == ["# sent_id = 1", "# newdoc"]
    assert written(read) == text


@pytest.mark.parametrize("text", ["", "\n\n", " \n\t\n\r\n"])
def test_no_sentence(text: str) -> None:
    read = parsed(text)
    assert not any(sentence.lines or sentence.words for sentence in read)
    assert written(read) == text


def test_other_values() -> None:
    sentence = parsed(SPACED)[0]
    assert sentence.with_values({"upos": ["X", "Y"], "head": iter("25")}) == (
        "# newdoc",
        "1\tNew York\tNew York\tX\tNNP\t_\t2\troot\t_\t_",
        "#in between",
        "2\t#\t#\tY\tNN\t_\t5\tdep\t_\t_",
    )
    assert "\n".join(sentence.lines) == SPACED


@pytest.mark.parametrize("column", COLUMNS)
def test_all_else_stays(negated: ConlluSentence, column: str) -> None:
    lines = negated.with_values({column: ["new"] * 5})
    i = COLUMNS.index(column)
    for row, (old, new) in enumerate(zip(negated.lines, lines, strict=True)):
        expected = old.split("\t")
        if row in negated.words:
            expected[i] = "new"
        assert new == "\t".join(expected)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_same_values_change_nothing(negated: ConlluSentence, column: str) -> None:
    assert negated.with_values({column: negated.values(column)}) == negated.lines
    assert negated.with_values({}) == negated.lines


@pytest.mark.parametrize("count", [4, 6])
def test_values_for_other_words(negated: ConlluSentence, count: int) -> None:
    with pytest.raises(ValueError, match=r"argument 2 is (shorter|longer) than argument 1"):
        negated.with_values({"upos": ["X"] * count})


@pytest.mark.parametrize("column", COLUMNS)
def test_carriage_returns_stay(column: str) -> None:
    text = f"{NEGATED}\n\n{SPACED}\n\n"
    for unix, windows in zip(parsed(text), parsed(text.replace("\n", "\r\n")), strict=True):
        assert windows.number == unix.number
        assert windows.lines == tuple(f"{row}\r" for row in unix.lines)
        assert windows.after[0] == "\r"
        assert windows.values(column) == unix.values(column)
        new = {column: ["new"] * len(unix.words)}
        assert windows.with_values(new) == tuple(f"{row}\r" for row in unix.with_values(new))


@pytest.mark.parametrize(
    ("wrong", "columns"),
    [
        ("1\tx", 2),
        (line(1) + "\t_", 11),
        ("1 x" + " _" * 8, 1),
        (line("1-2")[:-2], 9),
        ("\ufeff#", 1),
    ],
)
def test_columns(wrong: str, columns: int) -> None:
    expected = rf"en.conllu:5: CoNLL-U must have 10 tab-separated columns. Received: {columns}: '"
    with pytest.raises(DataError, match=expected):
        parsed(f"# a\n{line(1)}\n\n{line(1)}\n{wrong}\n")


@pytest.mark.parametrize(
    "word_id", ["", "_", "x", "0", "01", "-1", "1-", "1-2-3", "0-1", "1.0", "1.", ".1", " 1", "1a"]
)
def test_ids(word_id: str) -> None:
    expected = r"en.conllu:2: an ID must be a number, a range .* or a decimal .* Received: '"
    with pytest.raises(DataError, match=expected + f"{word_id}'"):
        parsed(f"{line(1)}\n{line(word_id)}\n")


@pytest.mark.parametrize(
    ("ids", "number", "place"),
    [("2", 2, 1), ("1 3", 3, 2), ("1 1", 3, 2), ("1 1-2 3", 4, 2), ("1 2 1", 4, 3)],
)
def test_ids_count(ids: str, number: int, place: int) -> None:
    text = "\n".join(["# a", *map(line, ids.split())])
    expected = (
        rf"en.conllu:{number}: must be word {place} of its sentence, with a form. "
        rf"Received: ID {ids[-1]}, form 'x'\."
    )
    with pytest.raises(DataError, match=expected):
        parsed(text)


@pytest.mark.parametrize("form", ["", " "])
def test_a_word_without_form(form: str) -> None:
    expected = rf"en.conllu:4: must be word 2 of .* Received: ID 2, form '{form}'\."
    with pytest.raises(DataError, match=expected):
        parsed(f"# a\n{line(1)}\n# b\n{line(2, form)}\n")


@pytest.mark.parametrize("comments", ["# a", "# a\n#b", "# a\r\n# b\r"])
def test_a_block_of_comments_is_a_sentence_without_words(comments: str) -> None:
    text = f"{comments}\n\n\n{line(1)}\n\n{comments}\n"
    sentences = parsed(text)
    assert [sentence.forms for sentence in sentences] == [(), ("x",), ()]
    assert sentences[0].after == ("", "")
    assert sentences[0].with_values({"upos": []}) == tuple(comments.split("\n"))
    assert written(sentences) == text


@pytest.mark.parametrize("text", [line("1-2"), f"# a\n{line('0.1')}"])
def test_a_sentence_without_words(text: str) -> None:
    with pytest.raises(DataError, match=r"en.conllu:4: a sentence must have a word. Received: no"):
        parsed(f"\n{line(1)}\n\n{text}\n\n{line(1)}\n")


def test_sentences_before_an_error_are_there() -> None:
    sentences = parse_conllu([line(1, "a"), "", "1"], Path("en.conllu"))
    assert next(sentences).forms == ("a",)
    with pytest.raises(DataError, match=r"en.conllu:3: CoNLL-U must have 10"):
        next(sentences)


@pytest.fixture(scope="module")
def english_web_treebank() -> Path:
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / "ud-en-ewt"
    if not folder.is_dir():
        pytest.skip("UD English EWT is not here; SEQTASKS_CORPORA names the folder with ud-en-ewt.")
    return folder


@pytest.mark.parametrize(
    ("split", "sentences", "words", "ranges", "empty_nodes"),
    [
        ("train", 12_544, 204_577, 2_614, 37),
        ("validation", 2_001, 25_147, 359, 4),
        ("test", 2_077, 25_094, 354, 2),
    ],
)
def test_english_web_treebank_is_written_back(
    english_web_treebank: Path,
    split: str,
    sentences: int,
    words: int,
    ranges: int,
    empty_nodes: int,
) -> None:
    path = find_tagged_split(english_web_treebank, split)
    read = list(parse_conllu(read_lines(path), path))
    assert (len(read), sum(len(sentence.words) for sentence in read)) == (sentences, words)
    tokens = [row for s in read for row in s.lines if not row.startswith("#")]
    assert len(tokens) == words + ranges + empty_nodes
    filled = [(s.with_values({"upos": s.values("upos")}), s.after) for s in read]
    text = "".join(f"{row}\n" for parts in filled for rows in parts for row in rows)
    original = path.read_bytes()
    assert text.encode() == (gzip.decompress(original) if path.suffix == ".gz" else original)
