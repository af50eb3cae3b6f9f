"""Folders and files of tagged sentences, whatever their format."""

import gzip
import os
from pathlib import Path

import pytest

from seqtasks.corpora.sentences import TaggedCorpus, TaggedSentences
from seqtasks.corpora.tagged import (
    find_tagged_split,
    read_tagged,
    read_tagged_file,
    read_tagged_part,
    read_tagged_split,
)
from seqtasks.errors import DataError

CONLLU = """\
# text = I don't
1\tI\tI\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t0\troot\t_\t_
3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_
3.1\tknow\tknow\tVERB\tVB\t_\t_\t_\t_\t_

# text = New York
1\tNew York\tNew York\tPROPN\t_\t_\t0\troot\t_\t_
"""
WORDS = (("I", "do", "n't"), ("New York",))
TAGS = (("PRON", "AUX", "PART"), ("PROPN",))
CONLL_2003 = "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\n. . O O\n\nPeter NNP B-NP B-PER\n"
SPLITS = ("train", "validation", "test")
FILES = {"train.tsv": "a\tX\nb\tY\n\nc\tX\n", "dev.tsv": "d\tX\n", "test.tsv": "e\tY\n"}


def corpus(tmp_path: Path, files: dict[str, str]) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    for name, text in files.items():
        written(folder / name, text)
    return folder


def written(path: Path, text: str) -> Path:
    """A file, packed where its name says so."""
    content = text.encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize(
    "names",
    [
        ("train.tsv", "dev.tsv", "test.tsv"),
        ("train", "valid", "test"),
        ("eng.train", "eng.testa", "eng.testb"),
        ("eng.train.gz", "eng.testa.gz", "eng.testb.gz"),
        ("train.txt", "testa.txt", "testb.txt"),
        ("ner-train.bio", "ner-val.iob", "ner-test.iob2.gz"),
        ("de_train.conll", "de.validation.conll", "test.conll"),
    ],
)
def test_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = corpus(tmp_path, dict(zip(names, FILES.values(), strict=True)))
    expected = TaggedCorpus(
        TaggedSentences((("a", "b"), ("c",)), (("X", "Y"), ("X",))),
        TaggedSentences((("d",),), (("X",),)),
        TaggedSentences((("e",),), (("Y",),)),
    )
    assert read_tagged(folder) == expected
    assert read_tagged(str(folder)) == expected
    for split, name, read in zip(SPLITS, names, expected, strict=True):
        assert find_tagged_split(folder, split).name == name
        assert read_tagged_split(folder, split) == read


def test_other_files_do_not_matter(tmp_path: Path) -> None:
    others = ("SOURCE.txt", "train.tsv.bak", "train.en", "train.json", "mytrain.tsv", "testc", "up")
    folder = corpus(tmp_path, FILES | dict.fromkeys(others, "x"))
    (folder / "training").mkdir()
    (folder / "train").mkdir()
    assert read_tagged(folder).train.words == (("a", "b"), ("c",))


def test_conllu_goes_before_the_plain_text_beside_it(tmp_path: Path) -> None:
    names = {"train": "train", "validation": "dev", "test": "test"}
    files = {f"en_ewt-ud-{name}": CONLLU for name in names.values()}
    folder = corpus(
        tmp_path,
        {f"{name}.conllu": text for name, text in files.items()}
        | {f"{name}.txt": "I don't. New York.\n" for name in files}
        | {"en_ewt-ud-test.conllu.gz": CONLLU},
    )
    for split in ("train", "validation"):
        assert find_tagged_split(folder, split).name == f"en_ewt-ud-{names[split]}.conllu"
        assert read_tagged_split(folder, split).words == WORDS
    expected = r"Choose one with `test=`. Found: .*-test.conllu, .*-test.conllu.gz\."
    with pytest.raises(DataError, match=expected):
        find_tagged_split(folder, "test")


def test_head(tmp_path: Path) -> None:
    read = read_tagged(corpus(tmp_path, FILES)).train
    assert read.head(1) == ((("a", "b"),), (("X", "Y"),), ())
    assert read.head(9) == read
    assert read.head(0) == ((), (), ())


@pytest.mark.parametrize("name", ["en_ewt-ud-train.conllu", "train.conllu.gz"])
@pytest.mark.parametrize("after", ["", "\n", "\n\n\n"])
def test_conllu(tmp_path: Path, name: str, after: str) -> None:
    path = written(tmp_path / name, CONLLU.replace("\n\n", "\n\n\n\n").removesuffix("\n") + after)
    assert read_tagged_file(path) == (WORDS, TAGS, ())
    assert read_tagged_file(str(path), "upos").labels == TAGS
    assert read_tagged_file(path, "xpos").labels == (("PRP", "VBP", "RB"), ("_",))
    assert read_tagged_file(path, "deprel").labels == (("nsubj", "root", "advmod"), ("root",))


def test_comments_without_words_are_no_sentence(tmp_path: Path) -> None:
    path = written(tmp_path / "train.conllu", f"# newdoc\n\n{CONLLU}\n# the end\n")
    assert read_tagged_file(path) == (WORDS, TAGS, ())


def test_a_corpus_of_conllu(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {f"xx-ud-{name}.conllu": CONLLU for name in ("train", "dev", "test")})
    assert read_tagged(folder) == ((WORDS, TAGS, ()),) * 3
    assert read_tagged(folder, "lemma").test.labels == (("I", "do", "not"), ("New York",))


def test_only_the_end_of_a_name_says_conllu(tmp_path: Path) -> None:
    for name in ("x.conllu.tsv", "x.conllu.tsv.gz", "conllu"):
        assert read_tagged_file(written(tmp_path / name, "a\tX\n")) == ((("a",),), (("X",),), ())


@pytest.mark.parametrize("name", ["eng.testa", "eng.testa.gz", "train.txt"])
def test_conll_2003(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, CONLL_2003)
    words = (("EU", "."), ("Peter",))
    assert read_tagged_file(path) == (words, (("B-ORG", "O"), ("B-PER",)), ())
    assert read_tagged_file(path, "2").labels == (("NNP", "."), ("NNP",))
    assert read_tagged_file(path, "4") == read_tagged_file(path)


def test_two_columns_and_words_with_spaces(tmp_path: Path) -> None:
    path = written(tmp_path / "train.tsv", "New York\tB-LOC\r\n#\tO\r\n\r\n\r\nx\tO")
    assert read_tagged_file(path) == ((("New York", "#"), ("x",)), (("B-LOC", "O"), ("O",)), ())


@pytest.mark.parametrize("text", ["", "\n\n", " \n\t\n", "# newdoc\n\n# newdoc\n"])
@pytest.mark.parametrize("name", ["train.conllu", "train.conllu.gz"])
def test_conllu_without_sentences(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(DataError, match=rf"{name} holds no sentence\."):
        read_tagged_file(written(tmp_path / name, text))


@pytest.mark.parametrize("name", ["train.tsv", "train.conll.gz"])
@pytest.mark.parametrize("text", ["", "\n\n", " \n\t\n", "-DOCSTART- -X- O\n\n"])
def test_a_file_without_sentences(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(DataError, match=rf"{name} holds no sentence\."):
        read_tagged_file(written(tmp_path / name, text))


def test_columns_that_conllu_has_not(tmp_path: Path) -> None:
    path = written(tmp_path / "train.conllu", CONLLU)
    expected = r"column of CoNLL-U that holds labels. Did you mean 'xpos'\? .*column='xpo'"
    with pytest.raises(DataError, match=expected):
        read_tagged_file(path, "xpo")
    known = "deprel, deps, feats, head, lemma, misc, upos, xpos"
    for column in ("1", "2", "11", "id", "form", ""):
        expected = rf"holds labels. Known: {known}. Received: column='{column}'"
        with pytest.raises(DataError, match=expected):
            read_tagged_file(path, column)


def test_columns_that_other_files_have_not(tmp_path: Path) -> None:
    path = written(tmp_path / "eng.train", CONLL_2003)
    with pytest.raises(DataError, match=r"`column` must be the number .* column='ner'"):
        read_tagged_file(path, "ner")
    with pytest.raises(DataError, match=r"eng.train:3: must be a word and its label in column 5"):
        read_tagged_file(path, "5")


def test_a_word_without_tag(tmp_path: Path) -> None:
    text = CONLLU.replace("AUX", "_")
    expected = r"train.conllu.gz:4: the word must have a label in the column upos. Received: '_'"
    with pytest.raises(DataError, match=expected):
        read_tagged_file(written(tmp_path / "train.conllu.gz", text))
    text = CONLLU.replace("PROPN", "_")
    with pytest.raises(DataError, match=r"train.conllu:9: the word .* column upos. Received: '_'"):
        read_tagged_file(written(tmp_path / "train.conllu", text))
    assert read_tagged_file(tmp_path / "train.conllu", "xpos").words == WORDS


@pytest.mark.parametrize("column", ["upos", "xpos"])
@pytest.mark.parametrize("cell", ["", " "])
def test_a_word_with_an_empty_column(tmp_path: Path, column: str, cell: str) -> None:
    path = written(tmp_path / "train.conllu", CONLLU.replace("AUX\tVBP", f"{cell}\t{cell}"))
    expected = rf"train.conllu:4: .* a label in the column {column}. Received: '{cell}'"
    with pytest.raises(DataError, match=expected):
        read_tagged_file(path, column)
    assert read_tagged_file(path, "lemma").words == WORDS


@pytest.mark.parametrize("end", ["", "\r"])
def test_a_word_with_an_empty_last_column(tmp_path: Path, end: str) -> None:
    cells = "\t_" * 7
    text = f"1\ta{cells}\tX{end}\n2\tb{cells}\t{end}\n"
    with pytest.raises(DataError, match=r"train.conllu:2: .* in the column misc. Received: ''"):
        read_tagged_file(written(tmp_path / "train.conllu", text), "misc")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("train.conllu", CONLLU.replace("3\tn't", "4\tn't"), r"train.conllu:5: must be word 3"),
        ("train.conllu.gz", CONLLU + "2\tx\n", r"train.conllu.gz:10: CoNLL-U must have 10 .* 2: "),
        ("eng.testb", CONLL_2003 + "\nEU\n", r"eng.testb:8: must have 4 columns between spaces"),
        ("train.tsv.gz", "a\tX\n\tX\n", r"train.tsv.gz:2: must begin with a word"),
        ("train.tsv.gz", "a\tX\nb\t\n", r"train.tsv.gz:2: must be a word and its label"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, name: str, text: str, expected: str) -> None:
    with pytest.raises(DataError, match=expected):
        read_tagged_file(written(tmp_path / name, text))


def test_not_utf8_and_not_there(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_bytes(b"a\tX\nd\xe4\tX\n")
    with pytest.raises(DataError, match=r"train.tsv:2: not UTF-8"):
        read_tagged_file(path)
    with pytest.raises(DataError, match=r"train.csv does not exist. Did you mean '.*train.tsv'\?"):
        read_tagged_file(path.with_suffix(".csv"))


@pytest.mark.parametrize(
    ("missing", "names"),
    [
        ("train.tsv", "train"),
        ("dev.tsv", r"\(validation\|valid\|val\|dev\|testa\)"),
        ("test.tsv", r"\(test\|testb\)"),
    ],
)
def test_a_split_that_is_missing(tmp_path: Path, missing: str, names: str) -> None:
    folder = corpus(tmp_path, FILES)
    (folder / missing).unlink()
    form = r"\[\.conllu\|\.conll\|\.tsv\|\.txt\|\.bio\|\.iob\|\.iob2\]\[\.gz\]"
    with pytest.raises(DataError, match=rf"one file \[PREFIX\.\]{names}{form}\. Found: none\."):
        read_tagged(folder)


@pytest.mark.parametrize(
    ("more", "split", "found"),
    [
        ("train.tsv.gz", "train", "train.tsv, train.tsv.gz"),
        ("de.train", "train", "de.train, train.tsv"),
        ("eng.testa", "validation", "dev.tsv, eng.testa"),
        ("eng.testb", "test", "eng.testb, test.tsv"),
    ],
)
def test_a_split_that_is_there_twice(tmp_path: Path, more: str, split: str, found: str) -> None:
    folder = corpus(tmp_path, FILES | {more: "x\tX\n"})
    with pytest.raises(DataError, match=rf"must have one file .* Found: {found}\."):
        read_tagged_split(folder, split)


def test_files_that_are_chosen_by_name(tmp_path: Path) -> None:
    folder = corpus(tmp_path, FILES | {"gold.conll": "f\tX\ng\tY\n", "eng.testb": "h\tX\n"})
    files = {"train": "gold", "validation": None, "test": "eng.testb"}
    read = read_tagged(folder, files=files)
    assert [split.words for split in read] == [(("f", "g"),), (("d",),), (("h",),)]
    assert find_tagged_split(folder, "train", {"train": "gold.conll"}).name == "gold.conll"
    # What is chosen for another split is not this one.
    assert find_tagged_split(folder, "test", {"train": "test"}).name == "eng.testb"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"train": "trian"}, r"no file 'trian'. Did you mean 'train'\? Received: train='trian'"),
        ({"test": "train"}, r"2 files 'train': train.conll, train.tsv. Name one"),
    ],
)
def test_a_file_that_cannot_be_chosen(tmp_path: Path, files, expected: str) -> None:
    folder = corpus(tmp_path, FILES | {"train.conll": "x\tX\n"})
    with pytest.raises(DataError, match=expected):
        read_tagged_split(folder, next(iter(files)), files=files)


def test_a_choice_for_no_split(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"`files` must choose for train, .* Received: dev"):
        read_tagged(corpus(tmp_path, FILES), files={"dev": "dev"})


@pytest.mark.parametrize("name", ["train.csv", "train.jsonl.gz"])
def test_a_table_of_a_spreadsheet_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = corpus(tmp_path, FILES | {name: "Word,Tag\na,X\n"})
    assert read_tagged_split(folder, "train").words == (("a", "b"), ("c",))
    (folder / "train.tsv").unlink()
    with pytest.raises(DataError, match=rf"{name}: must have a word .* Received: (CSV|JSON lines)"):
        read_tagged(folder)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (None, (("e",),)),
        ("test", (("e",),)),
        ("validation", (("d",),)),
        ("dev", (("d",),)),
        ("gold", (("f",),)),
        ("gold.conll", (("f",),)),
    ],
)
def test_what_a_tagger_is_measured_on(tmp_path: Path, name: str | None, words) -> None:
    folder = corpus(tmp_path, FILES | {"gold.conll": "f\tX\n"})
    assert read_tagged_part(folder, name).words == words
    with pytest.raises(DataError, match="no file 'golf'. Did you mean 'gold'"):
        read_tagged_part(folder, "golf")


def test_a_tagger_is_measured_on_its_own_files_where_they_are_there(tmp_path: Path) -> None:
    folder = corpus(tmp_path, FILES | {"gold.conll": "f\tX\n"})
    assert read_tagged_part(folder, None, files={"test": "gold"}).words == (("f",),)
    assert read_tagged_part(folder, "test", files={"test": "gold"}).words == (("e",),)  # a file
    assert read_tagged_part(folder, None, files={"test": "silver"}).words == (("e",),)


@pytest.mark.parametrize("name", ["gold.conllu", "gold.conll", "gold.bio.gz", "gold"])
def test_a_tagger_is_measured_on_one_file(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, CONLLU if "conllu" in name else "I\tPRON\n")
    assert read_tagged_part(path, None).words[0][0] == "I"
    assert read_tagged_part(str(path), None).labels[0][0] == "PRON"
    with pytest.raises(DataError, match=rf"{name} has no splits to choose from: .* 'test'"):
        read_tagged_part(path, "test")


def test_a_missing_corpus(tmp_path: Path) -> None:
    folder = corpus(tmp_path, FILES)
    with pytest.raises(DataError, match=r"letter does not exist. Did you mean '.*letters'\?"):
        read_tagged(folder.with_name("letter"))
    with pytest.raises(DataError, match=r"train.tsv is a file, not a folder"):
        read_tagged(folder / "train.tsv")
    with pytest.raises(DataError, match=r"letters does not exist\.$"):
        find_tagged_split(tmp_path / "nowhere" / "letters", "test")


@pytest.fixture
def english_web_treebank() -> Path:
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / "ud-en-ewt"
    if not folder.is_dir():
        pytest.skip("UD English EWT is not here; SEQTASKS_CORPORA names the folder with ud-en-ewt.")
    return folder


def test_english_web_treebank(english_web_treebank: Path) -> None:
    read = read_tagged(english_web_treebank)
    assert [len(split.words) for split in read] == [12_544, 2_001, 2_077]
    assert [sum(map(len, split.words)) for split in read] == [204_577, 25_147, 25_094]
    for split in read:
        assert list(map(len, split.words)) == list(map(len, split.labels))
        assert len({tag for tags in split.labels for tag in tags}) == 17
    assert read.train.words[0][:3] == ("Al", "-", "Zaman")
    assert read.train.labels[0][:3] == ("PROPN", "PUNCT", "PROPN")
