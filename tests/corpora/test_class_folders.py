"""Folders whose names are classes."""

import gzip
import unicodedata

import pytest

from seqtasks.corpora.labelled import Layout, read_labelled, read_labelled_split
from seqtasks.errors import DataError, DataWarning


def classes(place, count=30, names=("neg", "pos")):
    """Folders with texts, each with its class and number."""
    for name in names:
        (place / name).mkdir(parents=True)
        for i in range(count):
            (place / name / f"{i}.txt").write_text(f"{name} {i}\n")
    return place


def labelled(place, **layout):
    """How many texts each class has in a folder of classes."""
    found = read_labelled_split(place, "train", Layout(**layout))
    assert all(text.split()[0] == label for text, label in zip(*found[:2], strict=True))
    return {label: found.labels.count(label) for label in found.labels}


def test_endings_may_have_any_case_and_be_packed(tmp_path):
    classes(tmp_path)
    (tmp_path / "pos" / "a.TXT").write_text("pos a\n")
    for name in ("b.txt.GZ", "c.gz"):
        (tmp_path / "pos" / name).write_bytes(gzip.compress(b"pos\r\nb"))
    assert labelled(tmp_path) == {"neg": 30, "pos": 33}


def test_hidden_files_are_no_texts(tmp_path):
    classes(tmp_path)
    for name in (".DS_Store", "._0.txt", ".ipynb_checkpoints"):
        (tmp_path / "pos" / name).write_bytes(b"\x00\xff")
    (tmp_path / "__MACOSX" / "pos").mkdir(parents=True)
    assert labelled(tmp_path) == {"neg": 30, "pos": 30}


@pytest.mark.parametrize(
    "left_out", ["pos/a.md", "pos/more/a.txt", "pos/a.txt~", "pos/7.3f2", "notes/a.md", "empty/"]
)
def test_what_is_left_out_is_warned_of(tmp_path, left_out):
    path = classes(tmp_path) / left_out
    (path.parent if left_out[-1] != "/" else path).mkdir(exist_ok=True)
    if left_out[-1] != "/":
        path.write_text("pos text\n")
    first = "/".join(left_out.split("/")[: 1 if left_out[:3] != "pos" else 2])
    with pytest.warns(DataWarning, match=rf": 1 files or folders are left out, such as {first}\."):
        assert labelled(tmp_path) == {"neg": 30, "pos": 30}


def test_a_broken_link_to_a_text_is_an_error(tmp_path):
    classes(tmp_path)
    (tmp_path / "pos" / "a.txt").symlink_to("nowhere")
    with pytest.raises(DataError, match=r"pos/a.txt is a broken link: it leads to nowhere\."):
        labelled(tmp_path)
    (tmp_path / "pos" / "a.txt").unlink()
    (tmp_path / "pos" / "a.txt").symlink_to("0.txt")
    assert labelled(tmp_path)["pos"] == 31
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.txt").symlink_to("nowhere")  # the only text of its class
    with pytest.raises(DataError, match=r"new/a.txt is a broken link"):
        labelled(tmp_path)


def test_folders_of_splits_may_have_any_case(tmp_path):
    for name in ("Train", "DEV", "test"):
        classes(tmp_path / name)
    found = read_labelled(tmp_path)
    assert [len(split.texts) for split in found] == [60, 60, 60]
    assert set(found.train.labels) == {"neg", "pos"}


def test_two_folders_of_a_split_are_one_error(tmp_path):
    for name in ("train", "val", "valid", "test"):
        classes(tmp_path / name)
    with pytest.raises(DataError, match=r"2 folders of the split validation\. .*=`: val, valid\."):
        read_labelled(tmp_path)
    assert len(read_labelled(tmp_path, Layout(validation="val")).validation.texts) == 60


def test_a_class_has_one_name_in_every_form(tmp_path):
    names = [unicodedata.normalize(form, "caf\u00e9") for form in ("NFC", "NFD")]
    classes(tmp_path, names=["bar", *names])
    found = read_labelled_split(tmp_path, "train")
    assert {label: found.labels.count(label) for label in found.labels} == {
        "bar": 30,
        "caf\u00e9": 60,
    }
