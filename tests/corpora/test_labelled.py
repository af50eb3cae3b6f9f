"""Corpora of texts with a label each, in every form that people have them in."""

import gzip
import json

import pytest

from seqtasks.corpora.label_columns import Columns
from seqtasks.corpora.labelled import (
    Layout,
    read_labelled,
    read_labelled_part,
    read_labelled_split,
)
from seqtasks.corpora.labelled_files import LabelledTexts, read_labelled_file
from seqtasks.errors import DataError, DataWarning

READ = LabelledTexts(("a fine day", "no, not so"), ("good", "bad"))
FORMS = {
    "a.tsv": "label\ttext\ngood\ta fine day\n\nbad\tno, not so\n",
    "b.tsv": "id\tSentence\tLabel\n1\ta fine day\tgood\n2\tno, not so\tbad\n",
    "c.csv": 'review,sentiment\na fine day,good\n"no, not so",bad\n',
    "d.jsonl": '{"text": "a fine day", "label": "good"}\n\n'
    '{"label": "bad", "text": "no, not so"}\n',
    "e.txt": "good a fine day\n\nbad no, not so\n",
    "f": "__label__good a fine day\n__label__bad no, not so\n",
}


@pytest.mark.parametrize(("name", "content"), FORMS.items())
def test_every_form_is_read(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert read_labelled_file(tmp_path / name) == READ
    with gzip.open(tmp_path / f"{name}.gz", "wt") as file:
        file.write(content)
    assert read_labelled_file(tmp_path / f"{name}.gz") == READ


def test_columns_have_names_or_numbers(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("7\tgood\ta fine day\n8\tbad\tno,\tnot so\n")
    found = read_labelled_file(path, Columns("3", "2"))
    assert found == LabelledTexts(("a fine day", "no,\tnot so"), ("good", "bad"))
    path.write_text("label\tstars\ttext\nx\tgood\ta fine day\ny\tbad\tno, not so\n")
    assert read_labelled_file(path, Columns(label="stars")) == READ
    assert read_labelled_file(path, Columns("3", "2")) == READ  # the names are no text


def test_the_last_column_may_hold_tabs(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("7\tgood\ta\tfine\n8\tbad\tno\n9\tgood\tx\n1\tbad\ty\n")
    assert read_labelled_file(path, Columns("3", "2")).texts == ("a\tfine", "no", "x", "y")
    path.write_text("text\tlabel\na\tb\tgood\n")
    with pytest.raises(DataError, match=r"tsv:2: must have 2 columns, .* Received: 3"):
        read_labelled_file(path)


def test_a_group_is_read_beside(tmp_path):
    lines = [f"{'ab'[i % 2]}\tk{i % 3}\ttext {i}" for i in range(300)]
    (tmp_path / "a.tsv").write_text("\n".join(["label\tkind\ttext", *lines]) + "\n")
    found = read_labelled(tmp_path / "a.tsv", Layout(group="kind"))
    for split in found:
        for text, group in zip(split.texts, split.groups, strict=True):
            assert group == f"k{int(text.split()[1]) % 3}"
    assert found.test.head(2).groups == found.test.groups[:2]
    path = tmp_path / "b.jsonl"
    path.write_text('{"text": "x", "label": "a", "stars": 5}')
    assert read_labelled_file(path, Columns(group="stars")).groups == ("5",)
    with pytest.raises(DataError, match="no column is named 'start'. Did you mean 'stars'"):
        read_labelled_file(path, Columns(group="start"))


def test_a_first_line_of_names_is_no_text(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("review_body\tlabel\na fine day\tgood\nno, not so\tbad\n")
    assert read_labelled_file(path, Columns("1", "2")) == READ
    path.write_text("review_body\tstars\na\tgood\nb\tbad\nc\tgood\n")
    with pytest.warns(DataWarning, match="the first label, 'stars', occurs nowhere else"):
        read_labelled_file(path, Columns("1", "2"))
    path = tmp_path / "a.txt"
    path.write_text("label\ttext\ngood\ta fine day\nbad\tno, not so\n")
    assert read_labelled_file(path) == READ
    path.write_text("a fine day\tgood\nno, not so\tbad\n")
    assert read_labelled_file(path, Columns("1", "2")) == READ


def test_odd_values(tmp_path):
    path = tmp_path / "a.jsonl"
    rows = [{"Text": "x", "text": "cut \ud83d", "label": label} for label in (1, 1.0, 0, 0)]
    path.write_text("\n".join(map(json.dumps, rows)))
    found = read_labelled_file(path, Columns("text"))
    assert found == LabelledTexts(("cut \ufffd",) * 4, ("1", "1", "0", "0"))
    path = tmp_path / "a.csv"
    long = "word " * 40_000
    path.write_text(f"text,label\n{long},a\n")
    assert read_labelled_file(path).texts == (long,)


def test_a_text_is_one_line(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "a\r\nb\nc", "label": 1}))
    assert read_labelled_file(path) == LabelledTexts(("a b c",), ("1",))
    path = tmp_path / "a.csv"
    path.write_text('text,label\n"a\nb",x\n')
    assert read_labelled_file(path) == LabelledTexts(("a b",), ("x",))


def folder_of_classes(place):
    for name, number in (("pos", 30), ("neg", 30), ("unsup", 5)):
        (place / name).mkdir(parents=True)
        for i in range(number):
            (place / name / f"{i}.txt").write_text(f"{name} text\nnumber {i}\n")
    (place / "urls_pos.txt").write_text("http://example.org\n")
    return place


def test_classes_may_be_folders(tmp_path):
    train = folder_of_classes(tmp_path / "train")
    folder_of_classes(tmp_path / "test")
    found = read_labelled(tmp_path)
    assert set(found.test.labels) == {"pos", "neg"}
    assert len(found.test.texts) == 60
    assert "pos text number 7" in found.test.texts
    assert len(found.train.texts) + len(found.validation.texts) == 60
    without_splits = read_labelled(train)
    assert sum(len(split.texts) for split in without_splits) == 60
    assert not set(without_splits.train.texts) & set(without_splits.test.texts)


def test_files_of_splits_go_before_folders_that_may_be_classes(tmp_path):
    for name in ("raw", "notes", ".git"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("no review\n")
    lines = "".join(f"{'ab'[i % 2]} text {i}\n" for i in range(40))
    for name in ("train", "test"):
        (tmp_path / f"{name}.txt").write_text(lines)
    assert set(read_labelled(tmp_path).train.labels) == {"a", "b"}
    (tmp_path / "train.txt").rename(tmp_path / "mine.txt")
    assert read_labelled(tmp_path, Layout(train="mine")).train.texts[0].startswith("text")
    for path in (tmp_path / "mine.txt", tmp_path / "test.txt"):
        path.unlink()
    assert set(read_labelled_split(tmp_path, "train").labels) == {"raw", "notes"}


def test_lines_and_folders_have_no_group(tmp_path):
    folder_of_classes(tmp_path)
    with pytest.raises(DataError, match="folders of classes, which have no columns. .*'kind'"):
        read_labelled(tmp_path, Layout(group="kind"))
    (tmp_path / "a.txt").write_text("good day\nbad day\n")
    with pytest.raises(DataError, match="a label and a text have no columns. .* group='kind'"):
        read_labelled_file(tmp_path / "a.txt", Columns(group="kind"))


def test_what_is_hardly_a_label_is_warned_of(tmp_path):
    for name in ("train", "validation", "test"):
        lines = "".join(f"w{i}\tsentence {name} {i}\n" for i in range(60))
        (tmp_path / f"{name}.tsv").write_text(f"label\ttext\n{lines}")
    with pytest.warns(DataWarning, match="60 different labels among 60 training texts, such as 'w"):
        read_labelled(tmp_path)


SIX_TEXTS = (
    "This film bores.",
    "We liked it.",
    "I slept.",
    "Go and see it!",
    "No.. no.",
    "Ah, fun.",
)


@pytest.mark.filterwarnings("ignore:.* occurs nowhere else")  # it may be of a line of names
@pytest.mark.parametrize("form", ["{text}", "{text} {label}", "{label},{text}", "{text}\t{i}"])
def test_first_words_are_no_classes(tmp_path, form):
    for name in ("train", "validation", "test"):
        lines = [
            form.format(text=text, label=("neg", "pos")[i % 2], i=f"{name}-{i}")
            for i, text in enumerate(SIX_TEXTS)
        ]
        (tmp_path / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(DataError, match="6 different labels among 6 training texts, .* cannot be"):
        read_labelled(tmp_path)


def test_first_words_of_many_lines_are_no_classes(tmp_path):
    words = [f"w{i}" for i in range(40)] + ["The"] * 30 + ["I"] * 20 + ["It"] * 10
    path = tmp_path / "all.txt"
    path.write_text("".join(f"{word} text {i}\n" for i, word in enumerate(words)))
    with pytest.raises(DataError, match="Most occur once: they cannot be labels"):
        read_labelled(path)


def test_first_words_of_sentences_are_warned_of(tmp_path):
    path = tmp_path / "all.txt"
    for words in (["Hello,", "Good", "Hi!"], [f"Name{i}" for i in range(60)]):
        path.write_text("".join(f"{words[i % len(words)]} text {i}\n" for i in range(900)))
        with pytest.warns(
            DataWarning, match=rf"has {len(words)} different labels among .* If these"
        ):
            read_labelled(path)
        marked = path.read_text().replace("\n", "\n__label__")
        path.write_text(f"__label__{marked.removesuffix('__label__')}")
        assert len(set(read_labelled(path).train.labels)) == len(words)  # and they are said to be


def test_files_of_classes_may_have_no_ending(tmp_path):
    for name in ("sci.space", "rec.autos"):
        (tmp_path / name).mkdir()
        for i in range(30):
            (tmp_path / name / f"{i}").write_text(f"{name} {i}\n")
    assert sum(len(split.texts) for split in read_labelled(tmp_path)) == 60


def test_a_single_folder_of_a_class_is_refused(tmp_path):
    for split in ("train", "test"):
        (tmp_path / split / "pos").mkdir(parents=True)
        for i in range(30):
            (tmp_path / split / "pos" / f"{i}.txt").write_text(f"text {i}\n")
    with pytest.raises(DataError, match="two classes at least. .* only 'pos'"):
        read_labelled(tmp_path)


def test_one_in_ten_is_held_out_by_its_text(tmp_path):
    path = tmp_path / "all.tsv"
    lines = [f"{'ab'[i % 2]}\ttext {i % 400}" for i in range(800)]
    path.write_text("\n".join(["label\ttext", *lines]) + "\n")
    found = read_labelled(path)
    assert [round(len(split.texts), -2) for split in found] == [600, 100, 100]
    texts = [set(split.texts) for split in found]
    assert not texts[0] & texts[1]
    assert not (texts[0] | texts[1]) & texts[2]
    path.write_text("\n".join(["label\ttext", *lines, "a\tnew"]) + "\n")
    assert set(read_labelled(path).test.texts) >= texts[2]  # as the file grows
    path.write_text("label\ttext\na\tb\nb\tc\n")
    with pytest.raises(DataError, match="too few texts to be split: 2"):
        read_labelled(path)


def test_a_corpus_without_splits_has_none_to_choose(tmp_path):
    path = tmp_path / "all.tsv"
    path.write_text("label\ttext\na\tb\nb\tc\n")
    with pytest.raises(DataError, match="no splits to choose from: .* Received: test='other'"):
        read_labelled(path, Layout(test="other"))


def test_a_file_of_several_is_chosen(tmp_path):
    for name in ("phrases-train.tsv", "sst.train.tsv", "sst.dev.tsv", "sst.test.tsv"):
        (tmp_path / name).write_text(f"label\ttext\na\t{name}\nb\tx\n")
    with pytest.raises(DataError, match="2 files of the split train. .*`train=`: phrases-train, s"):
        read_labelled(tmp_path)
    found = read_labelled(tmp_path, Layout(train="phrases-train"))
    assert found.train.texts[0] == "phrases-train.tsv"
    assert read_labelled_split(tmp_path, "test").texts[0] == "sst.test.tsv"
    lines = [f"{'ab'[i % 2]}\ttext {i}" for i in range(100)]
    (tmp_path / "phrases-train.tsv").write_text("\n".join(["label\ttext", *lines]) + "\n")
    swapped = read_labelled(tmp_path, Layout(train="phrases-train", test="sst.dev"))
    assert swapped.test.texts[0] == "sst.dev.tsv"
    assert set(swapped.validation.texts) < {f"text {i}" for i in range(100)}  # held out
    with pytest.raises(DataError, match=r"no file 'sst.tran'\. Did you mean 'sst.train'"):
        read_labelled(tmp_path, Layout(train="sst.tran"))


def test_a_file_is_chosen_by_its_name_in_any_form_of_unicode(tmp_path):
    for name in ("cafe\u0301.tsv", "test.tsv"):
        (tmp_path / name).write_text(
            "label\ttext\n" + "".join(f"{i % 2}\tt {i}\n" for i in range(60))
        )
    (tmp_path / "notes").symlink_to("nowhere")
    assert set(read_labelled(tmp_path, Layout(train="caf\u00e9")).train.labels) == {"0", "1"}
    (tmp_path / "cafe\u0301.tsv").unlink()
    (tmp_path / "cafe\u0301.tsv").symlink_to("nowhere")
    with pytest.raises(DataError, match="is a broken link: it leads to nowhere"):
        read_labelled(tmp_path, Layout(train="caf\u00e9"))


BAD = {
    "broken JSON": ("a.jsonl", '{"text": "a", "label": "b"}\n{"text": \n', r"jsonl:2: not JSON"),
    "no object": ("a.jsonl", "[1]\n", r"jsonl:1: a line must be a JSON object"),
    "a key is missing": (
        "a.jsonl",
        '{"text": "a"}\n',
        "jsonl:1: no column is named label, ",
    ),
    "a value is a list": ("a.jsonl", '{"text": [], "label": 1}\n', "'text' must be text or"),
    "no names": ("a.tsv", "good\tday\n", "tsv:1: no column is named text, .*its number"),
    "a column is missing": ("a.tsv", "label\ttext\ngood\n", "tsv:2: must have 2 columns, .*: 1"),
    "a comma too many": ("a.csv", "label,text\ngood,a,b\n", "csv:2: must have 2 columns, .*: 3"),
    "an open quote": ("a.csv", 'label,text\ngood,"a\n', "csv:2: not CSV"),
    "an empty text": ("a.tsv", "label\ttext\ngood\t \n", "tsv:2: the text is empty"),
    "an empty label": ("a.tsv", "label\ttext\n\tday\n", "tsv:2: the label is empty"),
    "a label alone": ("a.txt", "good day\nbad\n", "txt:2: must be a label, a space and a text"),
    "nothing": ("a.tsv", "", "holds no text"),
    "deep JSON": ("a.jsonl", "[" * 100_000, "jsonl:1: not JSON"),
    "not a number": ("a.jsonl", '{"text": "a", "label": NaN}', "must be text or a number"),
    "two labels": ("a.txt", "__label__a __label__b x\n", "txt:1: must have one label"),
    "a name twice": ("a.tsv", "text\ttext\tlabel\na\tb\tc\n", "two columns are named 'text'"),
    "tabs only": ("a.tsv", "label\ttext\n\t\n", "tsv:2: the text is empty"),
}


@pytest.mark.parametrize(("name", "content", "message"), BAD.values(), ids=BAD)
def test_bad_files_are_one_clear_error(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=message):
        read_labelled_file(tmp_path / name)


def test_bad_columns_are_one_clear_error(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("label\ttext\ngood\tday\n")
    with pytest.raises(DataError, match="'lable'. Did you mean 'label'"):
        read_labelled_file(path, Columns(label="lable"))
    with pytest.raises(DataError, match="must have a column 3 with the label. Received: 2"):
        read_labelled_file(path, Columns("2", "3"))
    with pytest.raises(DataError, match="must be two columns"):
        read_labelled_file(path, Columns("text", "2"))


def test_a_single_class_is_refused_and_case_is_warned_of(tmp_path):
    for name in ("train", "validation", "test"):
        (tmp_path / f"{name}.txt").write_text("a x\na y\n")
    with pytest.raises(DataError, match="two classes at least. .* only 'a'"):
        read_labelled(tmp_path)
    (tmp_path / "train.txt").write_text("Good x\nGood q\ngood y\nbad z\n")
    with pytest.warns(DataWarning, match="differ in case only: 'Good' and 'good'"):
        read_labelled(tmp_path)


def test_case_is_warned_of_across_splits(tmp_path):
    for name, label in (("train", "good"), ("validation", "good"), ("test", "Good")):
        (tmp_path / f"{name}.txt").write_text(f"{label} x\nbad y\n{label} z\nbad q\n")
    with pytest.warns(DataWarning, match="differ in case only: 'Good' and 'good'"):
        read_labelled(tmp_path)


def test_of_a_table_without_names_the_odd_line_is_blamed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("good day,pos\nbad day\n")
    with pytest.raises(DataError, match="csv:2: must have 2 columns, as most lines have. Rec.*: 1"):
        read_labelled_file(path, Columns("1", "2"))
    path = tmp_path / "a.tsv"
    path.write_text("1\tpos\tgood day\t2020\n2\tneg\tbad day\n3\tneg\tsad day\t2021\n")
    with pytest.raises(DataError, match="tsv:2: must have 4 columns, as most lines have. Rec.*: 3"):
        read_labelled_file(path, Columns("3", "2"))
    path.write_text("1\tpos\tgood\tday\n2\tneg\tbad day\n3\tpos\tfine day\n")
    assert read_labelled_file(path, Columns("3", "2")).texts[0] == "good\tday"


def test_a_part_is_found_as_training_finds_it(tmp_path):
    for name in ("train", "dev", "test"):
        (tmp_path / f"stsa.binary.{name}").write_text(f"0 {name} a\n1 {name} b\n")
    (tmp_path / "test-hard.txt").write_text("0 hard\n1 harder\n")
    (tmp_path / "stsa.binary.test").rename(tmp_path / "test.txt")
    assert read_labelled_part(tmp_path, "validation").texts == ("dev a", "dev b")
    assert read_labelled_part(tmp_path, "train").texts == ("train a", "train b")
    assert read_labelled_part(tmp_path, "stsa.binary.train").texts == ("train a", "train b")
    assert read_labelled_part(tmp_path, "test").texts == ("test a", "test b")
    assert read_labelled_part(tmp_path, "test-hard").texts == ("hard", "harder")
    hard = Layout(train="stsa.binary.train", test="test-hard")
    assert read_labelled_part(tmp_path, None, hard).texts == ("hard", "harder")
    assert read_labelled_part(tmp_path, "test", hard).texts == ("test a", "test b")
    (tmp_path / "test.txt").rename(tmp_path / "stsa.binary.test")
    (tmp_path / "test-hard.txt").unlink()
    assert read_labelled_part(tmp_path, "test").texts == ("test a", "test b")
    assert read_labelled_part(tmp_path, None, hard).texts == ("test a", "test b")
    file = tmp_path / "stsa.binary.dev"
    assert read_labelled_part(file, None, hard).texts == ("dev a", "dev b")


def test_a_missing_test_split_is_named(tmp_path):
    (tmp_path / "train.txt").write_text("a x\nb y\n")
    with pytest.raises(DataError, match=r"must have one file \[PREFIX\.\]test"):
        read_labelled(tmp_path)


def test_texts_that_differ_in_spelling_only_stay_in_one_split(tmp_path):
    """Spellings are case, blanks and normal form; a hash of each would part them."""
    texts = [f"caf\u00e9 number {number}" for number in range(60)]
    spellings = (
        str.upper,
        lambda t: t.replace(" ", "  "),
        lambda t: t.replace("\u00e9", "e\u0301"),
    )
    rows = [(text, "ab"[i % 2]) for i, text in enumerate(texts)]
    rows += [(spell(text), label) for spell in spellings for text, label in rows[:60]]
    path = tmp_path / "reviews.tsv"
    path.write_text("text\tlabel\n" + "".join(f"{t}\t{label}\n" for t, label in rows), "utf-8")
    splits = read_labelled(path)
    assert sum(len(split.texts) for split in splits) == len(rows)
    for split in splits:
        numbers = [text.split()[-1] for text in split.texts]
        assert all(numbers.count(number) == 4 for number in numbers)
