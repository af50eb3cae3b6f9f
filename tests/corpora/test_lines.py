"""The lines of text files, whatever ends them and however they are packed."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from seqtasks.corpora.lines import read_lines, read_stream
from seqtasks.errors import DataError, DataWarning


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
        (b"a\r\r\nb\r\r\n", ["a", "b"]),  # what Windows makes of "\\r\\n" in text mode
        (b"\r\n\r\n", ["", ""]),
        (b"a\x0bb\x0cc\xc2\x85d\x1ee\n", ["a\x0bb\x0cc\x85d\x1ee"]),
        ("a\u2028b\u2029c\n".encode(), ["a\u2028b\u2029c"]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n", ["a", "\ufeffb"]),
        (b"\xef\xbb\xbf", []),
        (b"\xef\xbb\xbf\n", [""]),
        ("ä 中 👍\x00\n".encode(), ["ä 中 👍\x00"]),
    ],
)
def test_lines(tmp_path: Path, name: str, content: bytes, expected: list[str]) -> None:
    assert list(read_lines(written(tmp_path, content, name))) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a\rb\rc\r", ["a", "b", "c"]),
        (b"a\rb", ["a", "b"]),
        (b"a\r", ["a"]),
        (b"\r\ra", ["", "", "a"]),
        (b"a\r\r", ["a", ""]),
        (b"\xef\xbb\xbfa\rb\r", ["a", "b"]),
        ("ä\u2028b\r中\r".encode(), ["ä\u2028b", "中"]),
    ],
)
@pytest.mark.parametrize("name", ["train.de", "train.de.gz"])
def test_carriage_returns_end_the_lines_of_old_macs(
    tmp_path: Path, name: str, content: bytes, expected: list[str]
) -> None:
    assert list(read_lines(written(tmp_path, content, name))) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("length", [(1 << 16) - 2, (1 << 16) - 1, 1 << 16, 200_000])
def test_long_lines_are_read_whole_whatever_ends_them(
    tmp_path: Path, end: str, length: int
) -> None:
    lines = ["ab" * (length // 2) + "c" * (length % 2), "", "d" * length, "e"]
    path = written(tmp_path, "".join(line + end for line in lines).encode())
    assert list(read_lines(path)) == lines
    assert list(read_lines(written(tmp_path, end.join(lines).encode()))) == lines


def test_only_a_line_of_a_stream_is_held(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        """Lines without end."""

        end: bytes

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            buffer[: 1 << 10] = (b"x" * 63 + self.end) * 16
            return 1 << 10

    for end in (b"\n", b"\r"):
        endless = Endless()
        endless.end = end
        lines = read_stream(io.BufferedReader(endless), "stream")
        assert [next(lines) for _ in range(5000)] == ["x" * 63] * 5000


@pytest.mark.parametrize(
    ("content", "number"), [(b"a\rb\n", 2), (b"a\rb\r\nc", 2), (b"a\rb\rc\rd\n", 4)]
)
def test_carriage_returns_and_newlines_do_not_end_lines_of_one_file(
    tmp_path: Path, content: bytes, number: int
) -> None:
    with pytest.raises(DataError, match=rf"train.de:{number}: must end in a carriage return, as"):
        list(read_lines(written(tmp_path, content)))
    long = b"".join(b"%d\r" % i for i in range(30_000)) + b"x\n"
    with pytest.raises(DataError, match=r"train.de:30001: must end in a carriage return, as"):
        list(read_lines(written(tmp_path, long)))


def test_a_carriage_return_within_a_line_stays_and_is_warned_of(tmp_path: Path) -> None:
    path = written(tmp_path, b"a\nb\rc\nd\re\rf\r\n")
    with pytest.warns(DataWarning, match=r"train.de:2: a carriage return .* in 2 line\(s\) of the"):
        assert list(read_lines(path)) == ["a", "b\rc", "d\re\rf"]


def test_kept_returns_are_those_of_windows_ends(tmp_path: Path) -> None:
    path = written(tmp_path, b"a\r\nb\n\r\n")
    assert list(read_lines(path, keep_returns=True)) == ["a\r", "b", "\r"]
    with pytest.raises(DataError, match=r"train.de: lines must end in newlines, to be written"):
        list(read_lines(written(tmp_path, b"a\rb\r"), keep_returns=True))


def test_gzip_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    plain = tmp_path / "a.gz"
    plain.write_bytes(b"a\nb\n")
    packed = tmp_path / "b.txt"
    packed.write_bytes(gzip.compress(b"a\n") + gzip.compress(b"b\n"))
    upper = tmp_path / "C.GZ"
    upper.write_bytes(gzip.compress(b"a\nb\n"))
    for path in (plain, packed, upper):
        assert list(read_lines(path)) == ["a", "b"]
    packed.write_bytes(gzip.compress(gzip.compress(b"a\n")))
    with pytest.raises(DataError, match=r"b.txt must be plain UTF-8 text. Received: gzip. Unpack"):
        list(read_lines(packed))


def other_formats() -> dict[str, bytes]:
    """A file of each format that people have text in, by what it is called."""
    packed, archive = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.txt", "a\n")
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("a.txt"))
    return {
        "a zip archive": packed.getvalue(),
        "a tar archive": archive.getvalue(),
        "bzip2": bz2.compress(b"a\n"),
        "xz": lzma.compress(b"a\n"),
        "zstd": b"\x28\xb5\x2f\xfd\x04\x00",
        "PDF": b"%PDF-1.4\n",
        "Parquet": b"PAR1\x15\x04",
        "UTF-16. Convert it: `iconv -f UTF-16`": "ab\n".encode("utf-16"),
        "UTF-16. Convert it: `iconv -f UTF-16LE`": "ab\n".encode("utf-16-le"),
        "UTF-16. Convert it: `iconv -f UTF-16BE`": "ab\n".encode("utf-16-be"),
        "UTF-32": "ab\n".encode("utf-32"),
    }


@pytest.mark.parametrize(("name", "content"), other_formats().items())
def test_other_formats_are_named(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(DataError, match=f"train.de must be plain UTF-8 text. Received: {name}"):
        list(read_lines(written(tmp_path, content)))
    with pytest.raises(DataError, match=f"train.de.gz must be plain UTF-8 text. Received: {name}"):
        list(read_lines(written(tmp_path, content, "train.de.gz")))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["1\nthe dog\n", "\nthe dog\n", "Собака\nлает\n", "1\n2\n3\n"])
def test_wide_characters_are_told_without_a_byte_order_mark(
    tmp_path: Path, codec: str, text: str
) -> None:
    expected = rf"Received: {codec[:6].upper()}. Convert it: `iconv -f {codec.upper()[:6]}"
    with pytest.raises(DataError, match=expected):
        list(read_lines(written(tmp_path, text.encode(codec))))


@pytest.mark.parametrize("line", ["\0 \0 dog", "a\0b\0 dog", "\0", "a\0"])
def test_a_few_nuls_are_characters(tmp_path: Path, line: str) -> None:
    assert list(read_lines(written(tmp_path, f"{line}\n".encode()))) == [line]


@pytest.mark.parametrize("content", [b"BZhang\n", b"PARIS\n", b"PK, he said\n", b"a\0b\n"])
def test_text_that_begins_like_another_format_is_text(tmp_path: Path, content: bytes) -> None:
    assert list(read_lines(written(tmp_path, content))) == [content.decode().rstrip("\n")]


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


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "train.de").symlink_to("nowhere.de")
    with pytest.raises(DataError, match=r"train.de is a broken link: it leads to nowhere.de\.$"):
        list(read_lines(tmp_path / "train.de"))
    (tmp_path / "round.de").symlink_to("round.de")
    with pytest.raises(DataError, match=r"round.de cannot be read: Too many levels"):
        list(read_lines(tmp_path / "round.de"))


@pytest.mark.parametrize("name", ["folder", "folder.gz"])
def test_a_directory_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(DataError, match=rf"{name} must be a file. Received: a directory"):
        list(read_lines(tmp_path / name))


def test_broken_gzip_files(tmp_path: Path) -> None:
    path = tmp_path / "train.de.gz"
    path.write_bytes(b"\x1f\x8b plain text\n")
    with pytest.raises(DataError, match=r"train.de.gz:1: broken gzip file \(Unknown compression"):
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
