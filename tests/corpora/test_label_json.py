"""JSON with a text and a label in each object."""

import json
import random

import pytest

from seqtasks.corpora.label_columns import Columns
from seqtasks.corpora.labelled_files import LabelledTexts, read_labelled_file
from seqtasks.errors import DataError

RECORDS = [{"text": "a fine day", "label": "good"}, {"label": "bad", "text": "no,\nnot so"}]
READ = LabelledTexts(("a fine day", "no, not so"), ("good", "bad"))


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("name", ["a.json", "a.JSON"])
def test_an_array_of_objects_is_read(tmp_path, name, indent):
    path = tmp_path / name
    path.write_text(json.dumps(RECORDS, indent=indent))
    assert read_labelled_file(path) == READ
    path.write_bytes(b"\xef\xbb\xbf \r\n" + json.dumps(RECORDS, indent=1).encode() + b"\r\n\r\n")
    assert read_labelled_file(path) == READ


@pytest.mark.parametrize("ending", ["json", "jsonl", "NDJSON"])
def test_objects_in_lines_are_read(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    path.write_text("\n".join(map(json.dumps, RECORDS)))
    assert read_labelled_file(path) == READ


def test_an_array_means_what_its_lines_mean(tmp_path):
    random_ = random.Random(0)
    records = [
        {"text": f't {i} \u2028 [{{"]', "label": random_.choice("ab"), "more": [{"x": [1]}, None]}
        for i in range(200)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    (tmp_path / "a.json").write_text(json.dumps(records, indent=3, ensure_ascii=False))
    assert read_labelled_file(tmp_path / "a.json") == read_labelled_file(tmp_path / "a.jsonl")


def test_keys_are_compared_in_their_normal_form(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"Re\u0301sume\u0301 ": "x", "LABEL": "y"}')
    assert read_labelled_file(path, Columns("r\u00e9sum\u00e9")).texts == ("x",)
    path.write_text('{"text": "x", "Text": "z", "label": "y"}')
    assert read_labelled_file(path).texts == ("x",)
    path.write_text('{"TEXT": "x", "Text": "z", "label": "y"}')
    with pytest.raises(DataError, match="jsonl:1: two columns are named 'TEXT'"):
        read_labelled_file(path)


BAD = {
    "a key twice": (
        "jsonl",
        '{"text": "a", "label": 1}\n{"text": "a", "label": 1, "text": "b"}',
        r"a.jsonl:2: the key 'text' stands twice in one object\. Keep one",
    ),
    "a key twice within": (
        "jsonl",
        '{"text": "a", "label": 1, "more": {"x": 1, "x": 2}}',
        r"a.jsonl:1: the key 'x' stands twice",
    ),
    "a key twice in an array": (
        "json",
        '[{"text": "a", "label": 1},\n\n{"text": "a", "label": 1,\n"label": 2}]',
        r"a.json:3: the key 'label' stands twice",
    ),
    "null": ("json", '[{"text": null, "label": 1}]', r"json:1: 'text' must be text or .*: None"),
    "a list": ("jsonl", '{"text": "a", "label": ["x"]}', r"'label' must be text or .*: \['x'\]"),
    "no object": ("json", '[{"text": "a", "label": 1},\n3]', r"json:2: an element of the array mu"),
    "an array in lines": (
        "jsonl",
        '[{"text": "a", "label": 1}]',
        r"jsonl:1: a line must be a JSON",
    ),
    "a table of columns": (
        "json",
        '{\n"text": ["a"],\n"label": ["b"]}',
        r"a.json:1: not JSON .* A line must be an object or the file one array of objects",
    ),
    "an empty array": ("json", " [ ] ", "holds no text"),
    "no end": ("json", '[{"text": "a", "label": 1}\n', r"json:1: not JSON\. An array must end in"),
    "no comma": (
        "json",
        '[{"text": "a", "label": 1}\n{}]',
        r"json:2: not JSON\. An array must end",
    ),
    "a comma too many": ("json", '[{"text": "a", "label": 1},\n]', r"json:2: not JSON \(Expecting"),
    "more behind it": (
        "json",
        '[{"text": "a", "label": 1}]\n[]',
        r"json:1: not JSON\. An array mu",
    ),
    "cut": ("json", '[{"text": "a", "label": 1},\n {"text', r"json:2: not JSON \(Unterminated"),
    "deep": ("json", "[" * 100_000, r"json:1: not JSON"),
}


@pytest.mark.parametrize(("ending", "content", "message"), BAD.values(), ids=BAD)
def test_bad_json_is_one_clear_error(tmp_path, ending, content, message):
    (tmp_path / f"a.{ending}").write_text(content)
    with pytest.raises(DataError, match=message):
        read_labelled_file(tmp_path / f"a.{ending}")
