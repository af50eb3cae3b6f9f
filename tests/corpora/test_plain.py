"""Folders and files of plain text."""

import gzip
from pathlib import Path

import pytest

from seqtasks.corpora.plain import ENDINGS, read_plain, read_text
from seqtasks.corpora.splits import find_split
from seqtasks.errors import DataError, DataWarning

FILES = {"train.txt": "a b\n\nc\n", "validation.txt": "d\n", "test.txt": "e\n\n"}


def corpus(tmp_path: Path, files: dict[str, str]) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    for name, text in files.items():
        content = text.encode()
        (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder


def numbered(tmp_path: Path, count: int) -> Path:
    path = tmp_path / "all.txt"
    path.write_text("".join(f"{i}\n" for i in range(count)))
    return path


@pytest.mark.parametrize(
    "names",
    [
        ("train.txt", "validation.txt", "test.txt"),
        ("ptb.train.txt.gz", "ptb.valid.txt.gz", "ptb.test.txt.gz"),
        ("wiki.train.tokens", "wiki.valid.tokens", "wiki.test.tokens"),
        ("en-train.raw", "en_dev.raw.gz", "a.b_test.raw"),
        ("train.txt", "my.val.txt", "test.txt.gz"),
    ],
)
def test_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = corpus(tmp_path, dict(zip(names, FILES.values(), strict=True)))
    assert read_plain(folder) == (("a b", "", "c"), ("d",), ("e", ""))
    assert read_plain(str(folder)).validation == ("d",)
    for split, name in zip(("train", "validation", "test"), names, strict=True):
        assert find_split(folder, split, ENDINGS).name == name


def test_other_files_do_not_matter(tmp_path: Path) -> None:
    others = ("SOURCE.txt", "train.txt.bak", "mytrain.txt", "train.en", "latest.txt", "README")
    folder = corpus(tmp_path, FILES | dict.fromkeys(others, "x\n"))
    assert read_plain(folder).train == ("a b", "", "c")


def test_a_folder_is_no_split(tmp_path: Path) -> None:
    folder = corpus(tmp_path, FILES)
    for name in ("train", "my.train.txt", "test.txt.gz"):
        (folder / name).mkdir()
    assert read_plain(folder).train == ("a b", "", "c")
    (folder / "train.txt").unlink()
    with pytest.raises(DataError, match=r"must have one file \[PREFIX\.\]train.* Found: none\."):
        read_plain(folder)


@pytest.mark.parametrize(
    ("lines", "ends"), [(20, (18, 19)), (39, (37, 38)), (40, (36, 38)), (200, (180, 190))]
)
def test_a_single_file_is_cut_in_three(tmp_path: Path, lines: int, ends: tuple[int, int]) -> None:
    train, validation, test = read_plain(numbered(tmp_path, lines))
    assert train + validation + test == tuple(map(str, range(lines)))
    assert (len(train), len(train) + len(validation)) == ends


def test_a_single_file_that_is_too_short(tmp_path: Path) -> None:
    expected = r"all.txt must have at least 20 lines with text to .* Received: 19"
    with pytest.raises(DataError, match=expected):
        read_plain(numbered(tmp_path, 19))
    path = tmp_path / "blank.txt"
    path.write_text("a\n\n" * 19)
    with pytest.raises(DataError, match=expected):
        read_plain(path.rename(tmp_path / "all.txt"))


def test_blank_lines_do_not_count_where_a_file_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "all.txt"
    path.write_text("".join(f"{i}\n" for i in range(400)) + "\n" * 80)
    train, validation, test = read_plain(path)
    assert train == tuple(map(str, range(360)))
    assert validation == tuple(map(str, range(360, 380)))
    assert test == tuple(map(str, range(380, 400)))
    path.write_text("\n\n" + "".join(f"{i}\n\n" for i in range(40)) + " \n")
    train, validation, test = read_plain(path)
    assert train == tuple(line for i in range(36) for line in (str(i), ""))
    assert validation == ("36", "", "37", "")
    assert test == ("38", "", "39")


def test_mostly_blank_lines_are_warned_of(tmp_path: Path) -> None:
    folder = corpus(tmp_path, FILES | {"test.txt": "a\n\n\n \n"})
    with pytest.warns(
        DataWarning, match=r"test.txt has 3 blank lines of 4\. Each counts as a line"
    ):
        assert read_plain(folder).test == ("a", "", "", " ")


@pytest.mark.parametrize(
    ("head", "column"),
    [("id\ttext", 2), ("id\tText ", 2), ("\ufeffsentence\tx", 1), ("title\tauthor\tbody", 1)],
)
def test_a_line_of_names_is_no_text(tmp_path: Path, head: str, column: int) -> None:
    path = tmp_path / "all.tsv"
    path.write_text(f"{head}\na\ta\ta\n")
    assert read_text(path, column=column) == ("a",)


def test_a_first_line_of_text_stays(tmp_path: Path) -> None:
    path = tmp_path / "all.tsv"
    path.write_text("7\tA text\nid\tb\n")
    assert read_text(path, column=2) == ("A text", "b")
    path.write_text("text\nb\n")
    with pytest.warns(
        DataWarning, match="all.tsv is read as plain text, although it is named .tsv"
    ):
        assert read_text(path) == ("text", "b")


@pytest.mark.parametrize("ending", ["tsv", "CSV", "jsonl.gz", "conllu"])
def test_another_form_than_text_is_warned_of(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"all.{ending}"
    path.write_text("a,b\n")
    with pytest.warns(
        DataWarning, match=r"although it is named \.\w+: all that stands in its lines"
    ):
        read_text(path)


def test_lines_may_end_in_carriage_returns(tmp_path: Path) -> None:
    path = tmp_path / "all.TXT"
    path.write_bytes(b"".join(b"%d\r" % i for i in range(40)))
    assert read_plain(path).test == ("38", "39")


def test_a_column(tmp_path: Path) -> None:
    path = tmp_path / "all.tsv"
    path.write_text("1\tx y\ta\n2\t\tb\n")
    assert read_text(path, column=2) == ("x y", "")
    assert read_text(path, column=3) == ("a", "b")
    assert read_text(path.rename(tmp_path / "all.txt")) == ("1\tx y\ta", "2\t\tb")
    folder = corpus(tmp_path, dict.fromkeys(FILES, "1\ta b\n"))
    assert read_plain(folder, column=2) == (("a b",),) * 3


@pytest.mark.parametrize("column", [0, 3, -1])
def test_a_column_that_is_not_there(tmp_path: Path, column: int) -> None:
    path = tmp_path / "all.tsv"
    path.write_text("a\tb\tc\n" * 20 + "d\te\n")
    line, count = (21, 2) if column == 3 else (1, 3)
    expected = rf"all.tsv:{line}: must have a column {column}. Received: {count} tab-separated"
    with pytest.raises(DataError, match=expected):
        read_plain(path, column=column)


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_a_file_without_text(tmp_path: Path, text: str) -> None:
    folder = corpus(tmp_path, FILES | {"test.txt": text})
    with pytest.raises(DataError, match=r"test.txt is empty: a language model needs text"):
        read_plain(folder)


def test_a_column_without_text(tmp_path: Path) -> None:
    folder = corpus(tmp_path, dict.fromkeys(FILES, "1\t\n"))
    with pytest.raises(DataError, match=r"train.txt is empty: a language model needs text"):
        read_plain(folder, column=2)


def test_missing_folder(tmp_path: Path) -> None:
    corpus(tmp_path, FILES)
    expected = r"letter does not exist. Did you mean '.*letters'\?"
    with pytest.raises(DataError, match=expected):
        read_plain(tmp_path / "letter")
    with pytest.raises(DataError, match=r"The corpus .*letters does not exist\.$"):
        read_plain(tmp_path / "nowhere" / "letters")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"al.txt does not exist. Did you mean '.*all.txt'"):
        read_text(numbered(tmp_path, 20).with_name("al.txt"))


@pytest.mark.parametrize(
    ("missing", "names"),
    [
        ("train.txt", "train"),
        ("validation.txt", r"\(validation\|valid\|val\|dev\)"),
        ("test.txt", "test"),
    ],
)
def test_a_split_that_is_missing(tmp_path: Path, missing: str, names: str) -> None:
    folder = corpus(tmp_path, FILES)
    (folder / missing).unlink()
    form = r"\(\.txt\|\.tokens\|\.raw\)\[\.gz\]"
    with pytest.raises(DataError, match=rf"one file \[PREFIX\.\]{names}{form}\. Found: none\."):
        read_plain(folder)


def test_a_split_that_is_there_twice(tmp_path: Path) -> None:
    folder = corpus(tmp_path, FILES | {"my.dev.txt": "x\n", "train.txt.gz": "x\n"})
    with pytest.raises(
        DataError, match=r"one file \[PREFIX\.\]train.* Found: train.txt, train.txt.gz\."
    ):
        read_plain(folder)
    with pytest.raises(
        DataError, match=r"one file \[PREFIX\.\]\(valid.* Found: my.dev.txt, validation.txt\."
    ):
        find_split(folder, "validation", ENDINGS)


def test_not_utf8(tmp_path: Path) -> None:
    folder = corpus(tmp_path, FILES)
    (folder / "train.txt").write_bytes(b"ok\nd\xe4\n")
    with pytest.raises(DataError, match=r"train.txt:2: not UTF-8"):
        read_plain(folder)
