import json
from collections.abc import Callable
from pathlib import Path

import pytest

from seqtasks.errors import DataError
from seqtasks.tokenizers.base import Tokenizer
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.features import SuffixTokenizer, WholeTokenizer
from seqtasks.tokenizers.loading import load_tokenizer
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.unicode_tables import Normalization
from seqtasks.tokenizers.vocabulary import Vocabulary
from seqtasks.tokenizers.word import WordTokenizer

SPECIAL = ["<pad>", "<unk>", "<bos>", "<eos>"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    WordTokenizer.train(["a b c"]).save(tmp_path, "source")
    return tmp_path


def change_settings(folder: Path, **changes: object) -> None:
    path = folder / "source.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def write_vocabulary(folder: Path, *tokens: str) -> None:
    (folder / "source.vocabulary.txt").write_bytes("".join(f"{t}\n" for t in tokens).encode())


def test_files_are_as_documented(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "source.json",
        "source.vocabulary.txt",
    ]
    vocabulary = (folder / "source.vocabulary.txt").read_bytes()
    assert vocabulary == b"<pad>\n<unk>\n<bos>\n<eos>\na\nb\nc\n"
    settings = json.loads((folder / "source.json").read_bytes())
    assert settings == {
        "kind": "word",
        "lowercase": False,
        "normalization": "nfkc",
        "num_characters": 4,  # a, b, c and the space
        "rule": "words",
    }


def test_settings_are_kept(tmp_path: Path) -> None:
    WordTokenizer.train(["A (B)"], lowercase=True, rule="spaces").save(tmp_path, "source")
    assert load_tokenizer(tmp_path, "source").encode(["a (b)"]).to_list() == [[5, 4]]


@pytest.mark.parametrize("kind", ["word", "whole", "character", "sentencepiece", "suffix"])
@pytest.mark.parametrize("form", ["nfkc", "nfc", "none"])
def test_the_normal_form_is_kept(kind: str, form: Normalization, tmp_path: Path) -> None:
    line, limits = "½ e\u0301 \u00bd \uff0c", {"normalization": form}
    trained: dict[str, Callable[[], Tokenizer]] = {
        "word": lambda: WordTokenizer.train([line], **limits),
        "whole": lambda: WholeTokenizer.train([line], **limits),
        "character": lambda: CharacterTokenizer.train([line], **limits),
        "sentencepiece": lambda: SentencePieceTokenizer.train(
            [line] * 3, vocabulary_size=20, **limits
        ),
        "suffix": lambda: SuffixTokenizer.train([line], **limits),
    }
    tokenizer = trained[kind]()
    tokenizer.save(tmp_path, "source")
    loaded = load_tokenizer(tmp_path, "source")
    expected = {"nfkc": "1⁄2 é 1⁄2 ,", "nfc": "½ é ½ ，", "none": line}[form]
    assert loaded.normalize([line]).numpy()[0].decode().lower() == expected
    assert loaded.encode([line]).to_list() == tokenizer.encode([line]).to_list()
    assert 1 not in loaded.encode([line]).to_list()[0]


@pytest.mark.parametrize("kind", ["word", "shape"])
def test_settings_of_before_there_was_a_choice_mean_nfkc(kind: str, folder: Path) -> None:
    path = folder / "source.json"
    settings = json.loads(path.read_text()) | {"kind": kind}
    del settings["normalization"]
    path.write_text(json.dumps(settings))
    assert load_tokenizer(folder, "source").normalize(["½，"]).numpy()[0].decode() == "1⁄2,"


def test_windows_line_ends_are_understood(folder: Path) -> None:
    path = folder / "source.vocabulary.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_tokenizer(folder, "source").encode(["a"]).to_list() == [[4]]


def test_a_failed_save_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match=r"disk full"):
        WordTokenizer.train(["x y z"]).save(folder, "source")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["source.json", "source.vocabulary.txt"])
def test_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataError, match=rf"{name}: a file of a saved tokenizer cannot be read: No"):
        load_tokenizer(folder, "source")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"lowercase": 0, "lowercase": 1}'])
def test_settings_that_are_no_json(folder: Path, content: bytes) -> None:
    (folder / "source.json").write_bytes(content)
    with pytest.raises(DataError, match=r"source.json: a tokenizer's settings must be JSON \("):
        load_tokenizer(folder, "source")


def test_settings_that_are_no_object(folder: Path) -> None:
    (folder / "source.json").write_text("[]")
    with pytest.raises(DataError, match=r"source.json: .* must be a JSON object"):
        load_tokenizer(folder, "source")


def test_bad_settings(folder: Path) -> None:
    change_settings(folder, kind="words")
    with pytest.raises(
        DataError, match=r"unknown kind of tokenizer 'words'. Did you mean 'word'\?"
    ):
        load_tokenizer(folder, "source")
    change_settings(folder, kind="word", num_characters=0)
    with pytest.raises(DataError, match=r"'num_characters' must be at least 1. Received: 0"):
        load_tokenizer(folder, "source")
    change_settings(folder, num_characters="4")
    with pytest.raises(DataError, match=r"'num_characters' must be a int. Received: '4'"):
        load_tokenizer(folder, "source")
    change_settings(folder, num_characters=4, rule="space")
    with pytest.raises(DataError, match=r"unknown rule 'space'. Did you mean 'spaces'\?"):
        load_tokenizer(folder, "source")
    change_settings(folder, rule="words", normalization="nfkd")
    with pytest.raises(DataError, match=r"unknown normalization 'nfkd'. Did you mean 'nfkc'\?"):
        load_tokenizer(folder, "source")
    change_settings(folder, lowercase="no")
    with pytest.raises(DataError, match=r"'lowercase' must be a bool. Received: 'no'"):
        load_tokenizer(folder, "source")


def test_bad_vocabularies(folder: Path) -> None:
    write_vocabulary(folder, "<pad>", "<unk>", "a", "b")
    with pytest.raises(
        DataError, match=r"vocabulary.txt:3: the vocabulary must begin with .* 'a' for <bos>"
    ):
        load_tokenizer(folder, "source")
    write_vocabulary(folder, *SPECIAL, "a", "b", "a")
    with pytest.raises(DataError, match=r"vocabulary.txt:7: .* token once. Received: 'a' again"):
        load_tokenizer(folder, "source")
    write_vocabulary(folder, *SPECIAL, "a", "", "b")
    with pytest.raises(DataError, match=r"vocabulary.txt:6: .* without line breaks. Received: ''"):
        load_tokenizer(folder, "source")
    write_vocabulary(folder)
    with pytest.raises(DataError, match=r"vocabulary.txt:1: .* Received: '' for <pad>"):
        load_tokenizer(folder, "source")
    (folder / "source.vocabulary.txt").write_bytes(b"<pad>\n<unk>\n\xff\n")
    with pytest.raises(DataError, match=r"vocabulary.txt:3: a vocabulary must be UTF-8"):
        load_tokenizer(folder, "source")


def test_bad_sentencepiece_model(tmp_path: Path) -> None:
    SentencePieceTokenizer.train(["a b c"], vocabulary_size=10).save(tmp_path, "source")
    (tmp_path / "source.model").write_bytes(b"no model")
    with pytest.raises(DataError, match=r"source.model: `model` must be a serialised"):
        load_tokenizer(tmp_path, "source")
    (tmp_path / "source.model").unlink()
    with pytest.raises(DataError, match=r"source.model: a file of a saved tokenizer cannot be"):
        load_tokenizer(tmp_path, "source")


def test_a_vocabulary_given_in_python() -> None:
    with pytest.raises(ValueError, match=r"`vocabulary` must begin with .* 'a' for <pad>"):
        Vocabulary(["a"])
    with pytest.raises(ValueError, match=r"Received: 'the end' for <eos>"):
        Vocabulary(SPECIAL[:3])
    with pytest.raises(ValueError, match=r"each token once. Received: 'a' again, id 5"):
        WordTokenizer([*SPECIAL, "a", "a"])
    with pytest.raises(ValueError, match=r"without line breaks"):
        Vocabulary([*SPECIAL, "a\nb"])


def test_a_file_of_an_older_version_has_the_characters_of_its_tokens(folder: Path) -> None:
    assert load_tokenizer(folder, "source").num_characters == 4
    path = folder / "source.json"
    path.write_text('{"kind": "word", "lowercase": false, "rule": "words"}')
    assert load_tokenizer(folder, "source").num_characters == 3
