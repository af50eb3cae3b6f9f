import gzip
from pathlib import Path

import pytest

from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError


def written(tmp_path: Path, content: bytes, name: str = "train.de") -> Path:
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize("name", ["train.de", "train.de.gz"])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a", ["a"]),
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\nb", ["a", "b"]),
        (b"a\n\n \nb\n\n", ["a", "", " ", "b", ""]),
        (b"a\rb\x0bc\x0cd\x85".replace(b"\x85", b"\xc2\x85") + b"\n", ["a\rb\x0bc\x0cd\x85"]),
        ("a\u2028b\u2029c\n".encode(), ["a\u2028b\u2029c"]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n", ["a", "\ufeffb"]),
        (b"\xef\xbb\xbf", []),
        (b"\xef\xbb\xbf\n", [""]),
        ("ä 中 👍\x00\n".encode(), ["ä 中 👍\x00"]),
    ],
)
def test_lines(tmp_path: Path, name: str, content: bytes, expected: list[str]) -> None:
    assert list(read_lines(written(tmp_path, content, name))) == expected


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    assert list(read_lines(str(written(tmp_path, b"a\n")))) == ["a"]


@pytest.mark.parametrize("name", ["train.de", "train.de.gz"])
def test_not_utf8_names_line_byte_and_column(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, b"a\n" * 16 + b"abcd\xffe\n", name)
    expected = rf"{name}:17: not UTF-8 \(byte 0xff at column 5\). Convert it, e.g. with `iconv`."
    with pytest.raises(DataError, match=expected):
        list(read_lines(path))


@pytest.mark.parametrize("content", [b"caf\xc3\n", b"\xc3"])
def test_a_character_cut_off_is_not_utf8(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError, match=r"train.de:1: not UTF-8 \(byte 0xc3"):
        list(read_lines(written(tmp_path, content)))


def test_missing_file_names_the_closest(tmp_path: Path) -> None:
    written(tmp_path, b"", "train.en")
    with pytest.raises(DataError, match=r"train.em does not exist. Did you mean '.*train.en'\?"):
        list(read_lines(tmp_path / "train.em"))
    with pytest.raises(DataError, match=r"train.em does not exist\.$"):
        list(read_lines(tmp_path / "nowhere" / "train.em"))


@pytest.mark.parametrize("name", ["folder", "folder.gz"])
def test_a_directory_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(DataError, match=rf"{name} must be a file. Received: a directory"):
        list(read_lines(tmp_path / name))


def test_broken_gzip_files(tmp_path: Path) -> None:
    path = tmp_path / "train.de.gz"
    path.write_bytes(b"plain text\n")
    with pytest.raises(DataError, match=r"train.de.gz:1: broken gzip file \(Not a gzipped file"):
        list(read_lines(path))
    whole = gzip.compress("".join(f"{i * i}\n" for i in range(5000)).encode())
    path.write_bytes(whole[:-2000])
    with pytest.raises(DataError, match=r"train.de.gz:\d+: broken gzip file \(Compressed file end"):
        list(read_lines(path))
    path.write_bytes(whole[:100] + b"\x00\xff\x00\xff" + whole[104:])
    with pytest.raises(DataError, match=r"train.de.gz:\d+: broken gzip file \("):
        list(read_lines(path))


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, b"a\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=r"train.de cannot be read: Permission denied\."):
        list(read_lines(path))


def test_reading_is_lazy(tmp_path: Path) -> None:
    lines = read_lines(written(tmp_path, b"a\n\xff\n"))
    assert next(lines) == "a"
    with pytest.raises(DataError, match=r"train.de:2"):
        next(lines)
