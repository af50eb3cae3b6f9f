"""Requests with slots and an intent, in three parallel files a split."""

import gzip
import os
from pathlib import Path

import pytest

from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.corpora.slots import (
    FILES,
    find_requests,
    holds_requests,
    read_requests,
    words_of,
)
from seqtasks.corpora.tagged import read_tagged, read_tagged_part, read_tagged_split
from seqtasks.errors import DataError

REQUESTS = ("to oslo\nstop\n", "O B-city\nO\n", "flight\nstop\n")
READ = TaggedSentences((("to", "oslo"), ("stop",)), (("O", "B-city"), ("O",)), ("flight", "stop"))


def requests(folder: Path, texts: tuple[str, ...] = REQUESTS, ending: str = "") -> Path:
    """A split, with its files packed where the ending is `.gz`."""
    folder.mkdir(parents=True)
    for name, text in zip(FILES, texts, strict=True):
        content = text.encode()
        (folder / f"{name}{ending}").write_bytes(gzip.compress(content) if ending else content)
    return folder


def corpus(tmp_path: Path, *splits: str) -> Path:
    for split in splits:
        requests(tmp_path / "travel" / split)
    return tmp_path / "travel"


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_split(tmp_path: Path, ending: str) -> None:
    folder = requests(tmp_path / "train", ending=ending)
    assert read_requests(folder) == READ
    assert read_requests(str(folder)) == READ


@pytest.mark.parametrize(
    "texts",
    [
        tuple(text.removesuffix("\n") for text in REQUESTS),
        tuple(text.replace("\n", "\r\n") for text in REQUESTS),
        tuple(text.replace("\n", " \n") for text in REQUESTS),
        (" to  oslo\nstop\n", "O\tB-city\nO\n", " flight\nstop\t\n"),
        tuple(text.replace("\n", "\r") for text in REQUESTS),
        ("to oslo\nstop\n", "O B-city\u00a0\n\ufeffO\n", "\u00a0flight\nstop\u200b\n"),
    ],
)
def test_white_space_around_words_does_not_matter(tmp_path: Path, texts: tuple[str, ...]) -> None:
    assert read_requests(requests(tmp_path / "train", texts)) == READ


def test_an_intent_may_hold_spaces_and_marks(tmp_path: Path) -> None:
    texts = ("to oslo\n", "O B-city\n", "book flight#atis_fare\n")
    assert read_requests(requests(tmp_path / "train", texts)).intents == ("book flight#atis_fare",)


def test_slots_and_intents_are_in_their_normal_form(tmp_path: Path) -> None:
    texts = ("a b\n", "B-cafe\u0301 B-caf\u00e9\n", "book  cafe\u0301\n")
    read = read_requests(requests(tmp_path / "train", texts))
    assert read.labels == (("B-caf\u00e9", "B-caf\u00e9"),)
    assert read.intents == ("book caf\u00e9",)
    texts = ("a\n", "\u200b\n", "x\n")
    with pytest.raises(DataError, match="seq.out:1: .* Received: 0 labels for 1 words"):
        read_requests(requests(tmp_path / "blank", texts))


def test_names_of_files_and_folders_may_have_any_case(tmp_path: Path) -> None:
    for split in ("Train", "DEV", "test"):
        folder = requests(tmp_path / split)
        (folder / "seq.in").rename(folder / "SEQ.in")
        (folder / "label").write_bytes(gzip.compress(b"flight\nstop\n"))
        (folder / "label").rename(folder / "Label.GZ")
        (folder / ".seq.in.swp").write_text("hidden")
    assert read_tagged(tmp_path) == (READ, READ, READ)


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    folder = requests(tmp_path / "train")
    (folder / "label").unlink()
    (folder / "label").symlink_to("labels.txt")
    with pytest.raises(DataError, match=r"label is a broken link: it leads to labels.txt\."):
        read_requests(folder)


def test_head(tmp_path: Path) -> None:
    read = read_requests(requests(tmp_path / "train"))
    assert read.head(1) == ((("to", "oslo"),), (("O", "B-city"),), ("flight",))
    assert read.head(5) == read


@pytest.mark.parametrize("validation", ["validation", "valid", "val", "dev"])
def test_three_splits(tmp_path: Path, validation: str) -> None:
    folder = corpus(tmp_path, "train", "test")
    requests(folder / validation, ("x\n", "O\n", "none\n"), ".gz")
    (folder / "SOURCE.txt").write_text("x")
    (folder / "training").mkdir()
    (folder / "my.dev").mkdir()
    read = read_tagged(folder)
    assert read == (READ, ((("x",),), (("O",),), ("none",)), READ)
    assert read_tagged(str(folder)) == read
    assert read_tagged_split(folder, "validation") == read.validation
    assert find_requests(folder, "validation") == folder / validation


def test_folders_that_are_chosen_by_name(tmp_path: Path) -> None:
    folder = corpus(tmp_path, "train", "dev", "test")
    requests(folder / "gold", ("x\n", "O\n", "none\n"))
    files = {"train": "gold", "validation": "train"}
    assert [split.intents for split in read_tagged(folder, files=files)] == [
        ("none",), READ.intents, READ.intents,
    ]  # fmt: skip
    assert read_tagged_part(folder, "gold").intents == ("none",)
    assert read_tagged_part(folder, None, files={"test": "gold"}).intents == ("none",)
    assert read_tagged_part(folder, "validation") == READ
    with pytest.raises(DataError, match="must have one folder silver. Found: none"):
        read_tagged(folder, files={"train": "silver"})


def test_one_split_is_measured_by_itself(tmp_path: Path) -> None:
    folder = requests(tmp_path / "gold", ending=".gz")
    assert read_tagged_part(folder, None) == READ
    with pytest.raises(DataError, match="gold has no splits to choose from"):
        read_tagged_part(folder, "test")


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\x0b", "\x00", "\x85", "\x7f", "\u2028"])
def test_words_stand_between_blanks_of_any_kind(space: str) -> None:
    line = f"{space}a{space}b c{space}"
    assert words_of(line) == ("a", "b", "c")
    assert words_of("a\u200bb\ufeff") == ("a\u200bb\ufeff",)


def test_slots_and_intents_are_in_normal_form(tmp_path: Path) -> None:
    texts = ("to oslo\n", "O B-cite\u0301\n", " book  flight\u00a0\n")
    read = read_requests(requests(tmp_path / "train", texts))
    assert (read.labels, read.intents) == ((("O", "B-cit\u00e9"),), ("book flight",))


@pytest.mark.parametrize("column", ["2", "upos", ""])
def test_a_column_has_no_meaning(tmp_path: Path, column: str) -> None:
    folder = corpus(tmp_path, "test")
    expected = (
        r"travel: `column` must not be given for a corpus of requests: the labels are in seq.out. "
        rf"Received: column='{column}'"
    )
    with pytest.raises(DataError, match=expected):
        read_tagged_split(folder, "test", column)
    assert read_tagged_split(folder, "test") == READ


def test_which_corpora_hold_requests(tmp_path: Path) -> None:
    assert holds_requests(corpus(tmp_path, "test"))
    assert holds_requests(str(tmp_path / "travel"))
    packed = requests(tmp_path / "packed" / "train", ending=".gz").parent
    assert holds_requests(packed)
    other = tmp_path / "other"
    (other / "train").mkdir(parents=True)
    (other / "seq.in").write_text("a\n")
    (other / "train" / "label").write_text("x\n")
    assert not holds_requests(other)


@pytest.mark.parametrize(
    ("missing", "names"),
    [("train", "train"), ("dev", r"validation\|valid\|val\|dev"), ("test", "test")],
)
def test_a_split_that_is_missing(tmp_path: Path, missing: str, names: str) -> None:
    folder = corpus(tmp_path, *{"train", "dev", "test"} - {missing})
    (folder / missing).write_text("a file is no split")
    expected = rf"travel must have one folder {names}\. Found: none\."
    with pytest.raises(DataError, match=expected):
        read_tagged(folder)


def test_a_split_that_is_there_twice(tmp_path: Path) -> None:
    folder = corpus(tmp_path, "train", "dev", "valid", "test")
    with pytest.raises(DataError, match=r"one folder validation\|.*\. Found: dev, valid\."):
        read_tagged(folder)


def test_a_missing_corpus(tmp_path: Path) -> None:
    folder = corpus(tmp_path, "train")
    with pytest.raises(DataError, match=r"travels does not exist. Did you mean '.*travel'\?"):
        read_tagged(folder.with_name("travels"))
    with pytest.raises(DataError, match=r"label is a file, not a folder"):
        holds_requests(folder / "train" / "label")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    folder = requests(tmp_path / "train")
    (folder / name).unlink()
    with pytest.raises(DataError, match=rf"train must have one file {name}\[.gz\]. Found: none\."):
        read_requests(folder)


@pytest.mark.parametrize("name", FILES)
def test_plain_and_packed(tmp_path: Path, name: str) -> None:
    folder = requests(tmp_path / "train")
    (folder / f"{name}.gz").write_bytes(gzip.compress(b"x\n"))
    expected = rf"train must have one file {name}\[.gz\]. Found: {name} and {name}.gz\."
    with pytest.raises(DataError, match=expected):
        read_requests(folder)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("", "", ""), "seq.in 0, seq.out 0, label 0"),
        (("a\n" * 1234, "O\n" * 1233, "x\n" * 1234), "seq.in 1,234, seq.out 1,233, label 1,234"),
        (("a\n", "O\n", "x\ny\n"), "seq.in 1, seq.out 1, label 2"),
        (("a\n\n", "O\n", "x\n"), "seq.in 2, seq.out 1, label 1"),
    ],
)
def test_line_counts(tmp_path: Path, texts: tuple[str, ...], found: str) -> None:
    expected = rf"train: the files must have as many lines, at least one. Found: {found}\."
    with pytest.raises(DataError, match=expected):
        read_requests(requests(tmp_path / "train", texts))


@pytest.mark.parametrize(
    ("words", "slots", "received"),
    [
        ("a b", "O", "1 labels for 2 words"),
        ("a", "O O", "2 labels for 1 words"),
        ("", "", "0 labels for 0 words"),
        (" ", "O", "1 labels for 0 words"),
        ("a", "", "0 labels for 1 words"),
    ],
)
def test_labels_do_not_fit_words(tmp_path: Path, words: str, slots: str, received: str) -> None:
    texts = (f"a\n{words}\n", f"O\n{slots}\n", "x\nx\n")
    expected = rf"seq.out:2: must have a label for each word of seq.in, .* Received: {received}\."
    with pytest.raises(DataError, match=expected):
        read_requests(requests(tmp_path / "train", texts))


def test_a_packed_file_is_named_as_it_is(tmp_path: Path) -> None:
    folder = requests(tmp_path / "train", ("a b\n", "O\n", "x\n"), ".gz")
    with pytest.raises(DataError, match=r"seq.out.gz:1: .* each word of seq.in.gz, one at least"):
        read_requests(folder)


@pytest.mark.parametrize("intent", ["", " \t"])
def test_no_intent(tmp_path: Path, intent: str) -> None:
    folder = requests(tmp_path / "train", ("a\nb\n", "O\nO\n", f"x\n{intent}\n"))
    with pytest.raises(DataError, match=r"label:2: must name an intent. Received: an empty line"):
        read_requests(folder)


def test_not_utf8(tmp_path: Path) -> None:
    folder = requests(tmp_path / "train")
    (folder / "seq.in").write_bytes(b"ok\nd\xe4\n")
    with pytest.raises(DataError, match=r"seq.in:2: not UTF-8"):
        read_requests(folder)


@pytest.fixture
def atis() -> Path:
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SEQTASKS_CORPORA", beside)) / "atis"
    if not folder.is_dir():
        pytest.skip("ATIS is not here; SEQTASKS_CORPORA names the folder that holds it.")
    return folder


def test_atis(atis: Path) -> None:
    read = read_tagged(atis)
    assert [len(split.words) for split in read] == [4_478, 500, 893]
    assert [sum(map(len, split.words)) for split in read] == [50_497, 5_703, 9_164]
    assert [len(set(split.intents)) for split in read] == [21, 16, 20]
    slots = [{label for labels in split.labels for label in labels} for split in read]
    assert list(map(len, slots)) == [120, 96, 101]
    first = dict(zip(read.train.words[0], read.train.labels[0], strict=True))
    assert first["baltimore"] == "B-fromloc.city_name"
    assert read.train.intents[0] == "atis_flight"
