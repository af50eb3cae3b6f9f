"""Tests of the streams of `seqtasks predict`."""

from __future__ import annotations

import gzip
import io
import os
import sys
import threading
from pathlib import Path

import pytest

from seqtasks.cli.lines import check_lines, check_output_file, chunks, open_output, read_lines
from seqtasks.errors import DataError


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_standard_input_is_read_by_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, b"\xef\xbb\xbfein Hund\n\nl\xc3\xa4uft\r\nja\xe2\x80\xa8nein")
    check_lines(None)
    assert list(read_lines(None)) == ["ein Hund", "", "läuft", "ja\u2028nein"]


def test_standard_input_that_is_not_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, b"a\nb\xff\n")
    with pytest.raises(DataError, match=r"^standard input:2: not UTF-8 \(byte 0xff at column 2\)"):
        list(read_lines(None))


def test_standard_input_ends_its_lines_as_a_file_does(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, b"a\rb\r\rc")
    assert list(read_lines(None)) == ["a", "b", "", "c"]
    give(monkeypatch, b"a\r\nb\r\n")
    assert list(read_lines(None, keep_returns=True)) == ["a\r", "b\r"]
    give(monkeypatch, gzip.compress(b"a\n"))
    with pytest.raises(DataError, match="standard input must be plain UTF-8 text. Received: gzip"):
        list(read_lines(None))


def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def readline(self, *_: object) -> bytes:
            raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Broken()))
    with pytest.raises(DataError, match="standard input cannot be read: Is a directory"):
        list(read_lines(None))


def test_a_line_is_there_before_the_next_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with open(reading) as stdin, open(writing, "wb", buffering=0) as keyboard:
        monkeypatch.setattr(sys, "stdin", stdin)
        lines = read_lines(None)
        for line in ("hello", "", "again"):
            keyboard.write(f"{line}\n".encode())
            assert next(lines) == line


def test_files_are_read_and_checked(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x\n\ny")
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"x\n"))
    check_lines(tmp_path / "a")
    assert list(read_lines(tmp_path / "a")) == ["x", "", "y"]
    assert list(read_lines(tmp_path / "b.gz")) == ["x"]


@pytest.mark.parametrize("name", ["missing", "folder", "latin1", "cut.gz"])
def test_files_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin1").write_bytes(b"a\n\xe4\n")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"x\n" * 100)[:-9])
    with pytest.raises(DataError, match=name):
        check_lines(tmp_path / name)


def test_a_pipe_is_read_only_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a\nb\n",))
    writer.start()
    check_lines(pipe)
    assert list(read_lines(pipe)) == ["a", "b"]
    writer.join()


def test_chunks_keep_order_and_count() -> None:
    lines = [str(number) for number in range(2500)]
    assert [len(chunk) for chunk in chunks(lines)] == [1024, 1024, 452]
    assert [line for chunk in chunks(lines) for line in chunk] == lines
    assert list(chunks([])) == []


def test_an_output_appears_once_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with open_output(path) as stream:
        stream.write(b"new")
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    with pytest.raises(ZeroDivisionError), open_output(path) as stream:
        stream.write(bytes(1 // 0))
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_device_is_not_replaced() -> None:
    with open_output(Path("/dev/null")) as stream:
        stream.write(b"x")
    assert Path("/dev/null").is_char_device()


def test_outputs_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_output_file(None)
    check_output_file(tmp_path / "new")
    with pytest.raises(DataError, match="is a directory"):
        check_output_file(tmp_path)
    with pytest.raises(DataError, match="its folder does not exist"):
        check_output_file(tmp_path / "a" / "b")
    with (
        pytest.raises(DataError, match="cannot be written: No such file"),
        open_output(tmp_path / "a" / "b"),
    ):
        pass
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(DataError, match="cannot be written: permission denied"):
        check_output_file(tmp_path / "new")
