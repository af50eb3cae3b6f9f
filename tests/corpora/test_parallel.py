import gzip
import os
from pathlib import Path

import pytest

from seqtasks.corpora.parallel import list_test_sets, read_parallel, read_split
from seqtasks.errors import DataError

FILES = {
    "train.de": "Hund\nKatze\n",
    "train.en": "dog\ncat\n",
    "val.de": "Maus\n",
    "val.en": "mouse\n",
    "test.de": "Igel\n",
    "test.en": "hedgehog\n",
}


def corpus(tmp_path: Path, changes: dict[str, str] | None = None) -> Path:
    """A small corpus, with some files changed or added."""
    folder = tmp_path / "animals"
    folder.mkdir()
    for name, text in (FILES | (changes or {})).items():
        (folder / name).write_text(text)
    return folder


def without(tmp_path: Path, *names: str) -> Path:
    folder = corpus(tmp_path)
    for name in names:
        (folder / name).unlink()
    return folder


def test_reads_three_splits(tmp_path: Path) -> None:
    train, validation, test = read_parallel(corpus(tmp_path), "de", "en")
    assert train == ("train", ("Hund", "Katze"), ("dog", "cat"))
    assert validation == ("val", ("Maus",), ("mouse",))
    assert test == ("test", ("Igel",), ("hedgehog",))


def test_case_of_languages_does_not_matter(tmp_path: Path) -> None:
    folder = without(tmp_path, "val.de")
    (folder / "val.DE").write_text("Maus\n")
    (folder / "test_zoo.DE").write_text("Affe\n")
    (folder / "test_zoo.En").write_text("monkey\n")
    for language in ("de", "DE"):
        read = read_parallel(folder, language, "en", test="test_zoo")
        assert read.train.source == ("Hund", "Katze")
        assert read.validation.source == ("Maus",)
        assert read.test == ("test_zoo", ("Affe",), ("monkey",))
        assert list_test_sets(folder, language, "en") == ["test", "test_zoo"]
    (folder / "train.DE").write_text("Hund\nKatze\n")
    with pytest.raises(DataError, match=r"has both train.DE and train.de. Keep one."):
        read_parallel(folder, "de", "en")


def test_the_other_direction(tmp_path: Path) -> None:
    assert read_parallel(str(corpus(tmp_path)), "en", "de").train.source == ("dog", "cat")


@pytest.mark.parametrize("name", ["validation", "val", "dev", "valid"])
def test_validation_names(tmp_path: Path, name: str) -> None:
    folder = without(tmp_path, "val.de", "val.en")
    (folder / f"{name}.de").write_text("x\n")
    (folder / f"{name}.en.gz").write_bytes(gzip.compress(b"y\n"))
    assert read_parallel(folder, "de", "en").validation == (name, ("x",), ("y",))
    assert read_split(folder, "validation", "de", "en") == (name, ("x",), ("y",))


def test_test_sets(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    for language in ("de", "en"):
        (folder / f"test_2016.{language}").write_text(f"{language}\n")
    (folder / "test_2017.de").write_text("x\n")
    assert list_test_sets(folder, "de", "en") == ["test", "test_2016"]
    assert read_parallel(folder, "de", "en").test.name == "test"
    assert read_parallel(folder, "de", "en", test="test_2016").test.target == ("en",)
    (folder / "test.en").unlink()
    assert read_parallel(folder, "de", "en").test.name == "test_2016"


def test_other_files_and_languages_do_not_matter(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    for name in ("SOURCE.txt", "train.de.bak.tmp", "training.de", "README", "train.fr"):
        (folder / name).write_bytes(b"\xff")
    assert read_parallel(folder, "de", "en").train.source == ("Hund", "Katze")


def test_empty_training_pairs_are_dropped_with_one_warning(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path, {"train.de": "Hund\n\nKatze\n \nMaus\n", "train.en": "dog\nx\n\n \nmouse\n"}
    )
    expected = r"dropped 3 of 5 pairs of 'train' with an empty side, the first is pair 2"
    with pytest.warns(UserWarning, match=expected) as warned:
        train = read_parallel(folder, "de", "en").train
    assert train == ("train", ("Hund", "Maus"), ("dog", "mouse"))
    assert len(warned) == 1


def test_empty_pairs_of_other_splits_stay_and_are_counted(tmp_path: Path) -> None:
    texts = {"val.de": "\nx\n", "val.en": "y\n\n", "test.de": "x\n\n\t\n", "test.en": "y\nz\n \n"}
    folder = corpus(tmp_path, texts)
    with pytest.warns(UserWarning, match="animals: ") as caught:
        _, validation, test = read_parallel(folder, "de", "en")
    assert validation[1:] == (("", "x"), ("y", ""))
    assert test[1:] == (("x", "", "\t"), ("y", "z", " "))
    assert [str(warning.message).partition(": ")[2] for warning in caught] == [
        "1 of 2 sources of 'val' are blank, the first in pair 1.",
        "1 of 2 references of 'val' are blank, the first in pair 2.",
        "2 of 3 sources of 'test' are blank, the first in pair 2.",
        "1 of 3 references of 'test' are blank, the first in pair 3.",
    ]
    with pytest.warns(UserWarning, match="of 3 (sources|references) of 'test' are"):
        assert read_split(folder, "test", "de", "en") == test


@pytest.mark.parametrize("split", ["val", "test"])
@pytest.mark.parametrize(("language", "side"), [("de", "source"), ("en", "reference")])
def test_a_side_without_text_is_refused(
    tmp_path: Path, split: str, language: str, side: str
) -> None:
    folder = corpus(tmp_path, {f"{split}.{language}": " \n"})
    with pytest.raises(DataError, match=rf"animals: every {side} of '{split}' is blank: nothing"):
        read_parallel(folder, "de", "en")
    with pytest.raises(DataError, match=rf"every {side} of '{split}' is blank"):
        read_split(folder, split, "de", "en")


def test_only_empty_training_pairs(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"train.de": "\nx\n", "train.en": "y\n\n"})
    with pytest.raises(DataError, match=r"every pair of 'train' has an empty side"):
        read_parallel(folder, "de", "en")


def test_missing_folder(tmp_path: Path) -> None:
    corpus(tmp_path)
    with pytest.raises(DataError, match=r"animal does not exist. Did you mean '.*animals'\?"):
        read_parallel(tmp_path / "animal", "de", "en")
    with pytest.raises(DataError, match=r"animals does not exist."):
        read_parallel(tmp_path / "nowhere" / "animals", "de", "en")
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"file is empty"):
        list_test_sets(tmp_path / "file", "de", "en")


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    folder = corpus(tmp_path)
    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(DataError, match=r"animals cannot be read: Permission denied\."):
        read_parallel(folder, "de", "en")


def test_a_folder_without_corpus_files(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"must have files named {train,validation,test}.LANGUAGE"):
        read_parallel(tmp_path, "de", "en")


def test_missing_languages(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    with pytest.raises(DataError, match=r"has the languages de, en. Received: source='fr'"):
        read_parallel(folder, "fr", "en")
    with pytest.raises(DataError, match=r"has the languages de, en. Received: target='ger'"):
        read_split(folder, "test", "de", "ger")
    with pytest.raises(
        DataError, match=r"must be two languages. Received: source='de', target='de'"
    ):
        read_parallel(folder, "de", "de")


def test_missing_training_split(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has train.de but no train.en\[.gz\]"):
        read_parallel(without(tmp_path, "train.en"), "de", "en")


def test_missing_validation_split(tmp_path: Path) -> None:
    expected = r"one validation split .* named validation, valid, val, dev. Found none"
    with pytest.raises(DataError, match=expected):
        read_parallel(without(tmp_path, "val.en"), "de", "en")


def test_two_validation_splits(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"dev.de": "x\n", "dev.en": "y\n"})
    with pytest.raises(DataError, match=r"must have one validation split .* or more: val, dev"):
        read_parallel(folder, "de", "en")


def test_missing_test_split(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"test_2016.de": "x\n", "test_2016.en": "y\n"})
    with pytest.raises(DataError, match=r"no test split 'test_2015' .* Did you mean 'test_2016'\?"):
        read_parallel(folder, "de", "en", test="test_2015")
    with pytest.raises(DataError, match=r"no test split 'train' in both languages"):
        read_parallel(folder, "de", "en", test="train")
    with pytest.raises(DataError, match=r"has no split 'test_2015'. Did you mean 'test_2016'\?"):
        read_split(folder, "test_2015", "de", "en")
    for name in ("test.de", "test_2016.en"):
        (folder / name).unlink()
    with pytest.raises(DataError, match=r"must have one test split in both languages. Found none"):
        read_parallel(folder, "de", "en")


def test_several_test_splits(tmp_path: Path) -> None:
    folder = without(tmp_path, "test.de", "test.en")
    for name in ("test_b.de", "test_b.en", "test_a.de", "test_a.en"):
        (folder / name).write_text("x\n")
    with pytest.raises(DataError, match=r"Choose one with `test`: test_a, test_b"):
        read_parallel(folder, "de", "en")


def test_plain_and_packed(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    (folder / "train.de.gz").write_bytes(gzip.compress(b"x\n"))
    with pytest.raises(DataError, match=r"has both train.de and train.de.gz. Keep one"):
        read_parallel(folder, "de", "en")


def test_unequal_line_counts(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"train.de": "x\n" * 1234, "train.en": "y\n" * 1233})
    with pytest.raises(
        DataError, match=r"animals: train.de has 1,234 lines, train.en 1,233; they must be parallel"
    ):
        read_parallel(folder, "de", "en")


def test_names_of_splits_and_gz_may_have_any_case(tmp_path: Path) -> None:
    for split in ("Train", "VAL", "Test_Flickr"):
        (tmp_path / f"{split}.de").write_bytes(b"a\rb\r")
        (tmp_path / f"{split}.en.GZ").write_bytes(gzip.compress(b"x\ny\n"))
    (tmp_path / "._Train.de").write_bytes(b"\xff")
    read = read_parallel(tmp_path, "de", "en", test="test_Flickr")
    assert [split[1:] for split in read] == [(("a", "b"), ("x", "y"))] * 3


def test_empty_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train.en is empty\."):
        read_parallel(corpus(tmp_path, {"train.en": ""}), "de", "en")


def test_not_utf8(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    (folder / "train.de").write_bytes(b"ok\nd\xe4\n")
    with pytest.raises(DataError, match=r"train.de:2: not UTF-8"):
        read_parallel(folder, "de", "en")


@pytest.fixture
def multi30k() -> Path:
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / "multi30k"
    if not folder.is_dir():
        pytest.skip("Multi30k is not here; SEQTASKS_CORPORA names the folder that holds it.")
    return folder


def test_multi30k(multi30k: Path) -> None:
    train, validation, test = read_parallel(multi30k, "de", "en")
    assert [len(split.source) for split in (train, validation, test)] == [29000, 1014, 1000]
    assert (validation.name, test.name) == ("val", "test_2016_flickr")
    assert train.source[0].startswith("Zwei junge weiße Männer")
    assert train.target[0].startswith("Two young, White males")
    assert list_test_sets(multi30k, "de", "en") == ["test_2016_flickr"]
    with pytest.raises(DataError, match=r"has the languages de, en, fr. Received: target='cs'"):
        read_parallel(multi30k, "de", "cs")


def table(tmp_path: Path, rows: int = 400) -> Path:
    """English, French, a remark; each English sentence twice."""
    lines = [f"go {i // 2}\tva {i}\tCC-BY {i}" for i in range(rows)]
    path = tmp_path / "pairs.tsv.gz"
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    return path


def test_a_table_is_split_by_its_distinct_sentences(tmp_path: Path) -> None:
    path = table(tmp_path)
    train, validation, test = splits = read_parallel(path, "1", "2")
    assert [split.name for split in splits] == ["train", "validation", "test"]
    assert len(train.source) > 350
    assert validation.source
    assert test.source
    assert sum(len(split.source) for split in splits) == 400
    sets = [set(split.source) for split in splits]
    assert len(set.union(*sets)) == sum(map(len, sets)) == 200  # none in two splits
    assert all(pair.source.count(sentence) == 2 for pair in splits for sentence in pair.source)
    back = read_parallel(path, "2", "1")
    assert [(split.target, split.source) for split in back] == [
        (split.source, split.target) for split in splits
    ]
    assert list_test_sets(path, "1", "3") == ["test"]
    assert read_split(path, "test", "1", "3").target[0].startswith("CC-BY")


def test_a_sentence_keeps_its_split_when_the_table_grows(tmp_path: Path) -> None:
    short = read_parallel(table(tmp_path, 300), "1", "2").test.source
    assert read_parallel(table(tmp_path, 400), "1", "2").test.source[: len(short)] == short


def test_a_table_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "pairs.txt"
    path.write_text("".join(f"a {i}\tb\n" for i in range(200)) + "a\n")
    with pytest.raises(DataError, match=r"pairs.txt:201: must have 2 columns or more, sep.*: 1$"):
        read_parallel(path, "1", "2")
    with pytest.raises(DataError, match=r"has the languages 1, 2\. Received: source='en'"):
        read_parallel(path, "en", "2")
    path.write_text("a b\n")
    with pytest.raises(DataError, match="must have two columns or more, separated by tabs. Found"):
        read_parallel(path, "1", "2")
    path.write_text("a\tb\n")
    with pytest.raises(DataError, match="too few sentences to be split: none of 1 fell to 'test'"):
        read_split(path, "test", "1", "2")
    with pytest.raises(DataError, match="has no split 'tset'. Did you mean 'test'"):
        read_split(path, "tset", "1", "2")
