"""Which files of a folder are which splits."""

import os
from pathlib import Path

import pytest

from seqtasks.corpora.conllu import is_conllu
from seqtasks.corpora.splits import ending_of, entries, find_split, split_files, without_gz
from seqtasks.errors import DataError

ENDINGS = ("txt", "tsv", "")


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text("x\n")
    return folder


@pytest.mark.parametrize(
    ("file", "split"),
    [
        ("train.TXT", "train"),
        ("Train.txt", "train"),
        ("my.Train.Tsv", "train"),
        ("TRAIN.TSV.GZ", "train"),
        ("Valid.txt.gz", "validation"),
        ("DEV", "validation"),
        ("Test.gz", "test"),
    ],
)
def test_names_may_have_any_case(tmp_path: Path, file: str, split: str) -> None:
    touch(tmp_path, file)
    assert find_split(tmp_path, split, ENDINGS).name == file


def test_files_that_differ_in_case_are_two(tmp_path: Path) -> None:
    touch(tmp_path, "train.txt", "Train.txt")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("This file system does not tell case.")
    with pytest.raises(DataError, match=r"one file .* Found: Train.txt, train.txt\."):
        find_split(tmp_path, "train", ENDINGS)


def test_hidden_and_backup_files_are_not_of_the_corpus(tmp_path: Path) -> None:
    touch(tmp_path, "train.txt", "._train.txt", ".train.txt.swp", "train.txt~", "#train.txt#")
    touch(tmp_path, ".DS_Store", "train.txt.bak", "train.txt.orig")
    assert find_split(tmp_path, "train", ENDINGS).name == "train.txt"
    assert "._train.txt" not in {path.name for path in entries(tmp_path)}


def test_a_broken_link_is_an_error_where_it_is_a_split(tmp_path: Path) -> None:
    touch(tmp_path, "train.txt")
    for name in ("notes", "test.txt"):
        (tmp_path / name).symlink_to("nowhere")
    assert split_files(tmp_path, "train", ENDINGS) == [tmp_path / "train.txt"]
    with pytest.raises(DataError, match=r"test.txt is a broken link: it leads to nowhere\.$"):
        find_split(tmp_path, "test", ENDINGS)
    (tmp_path / "test.txt").unlink()
    (tmp_path / "test.txt").symlink_to("train.txt")
    assert find_split(tmp_path, "test", ENDINGS).name == "test.txt"


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(DataError, match="cannot be read: its permissions show names only"):
        entries(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(DataError, match="cannot be read: Permission denied"):
        entries(tmp_path)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.txt", "txt"),
        ("a.TXT", "txt"),
        ("a.b.Tsv.Gz", "tsv"),
        ("a", ""),
        ("a.gz", ""),
        (".txt", ""),
        ("a.", ""),
    ],
)
def test_an_ending_is_told_in_lower_case(name: str, ending: str) -> None:
    assert ending_of(Path(name)) == ending


def test_gz_is_taken_off_once() -> None:
    assert [without_gz(name) for name in ("a.gz", "a.GZ", "a.gz.gz", "gz")] == [
        "a",
        "a",
        "a.gz",
        "gz",
    ]


def test_conllu_is_told_by_its_ending_in_any_case() -> None:
    for name in ("a.conllu", "a.CONLLU", "a.Conllu.GZ"):
        assert is_conllu(Path(name))
    for name in ("conllu", "a.conll", "a.conllu.txt"):
        assert not is_conllu(Path(name))
