"""Files whose ending does not tell their form: `LABEL text`, fastText's, tables without names."""

import pytest

from seqtasks.corpora.label_columns import BY_NAME, Columns
from seqtasks.corpora.label_lines import form_of
from seqtasks.corpora.label_tables import read_tabs
from seqtasks.corpora.labelled import Layout, read_labelled
from seqtasks.corpora.labelled_files import LabelledTexts, read_labelled_file
from seqtasks.errors import DataError, DataWarning

TEXTS = ("a fine day", "no, not so", "what fun", "it is dull", "I like it", "never again")
LABELS = ("pos", "neg") * 3
READ = LabelledTexts(TEXTS, LABELS)
CAFES = ("caf\u00e9", "cafe\u0301")  # in NFC and NFD


def written(tmp_path, form, name="train.txt", texts=TEXTS, labels=LABELS):
    """A file with a line of a form for each text."""
    path = tmp_path / name
    pairs = zip(texts, labels, strict=True)
    lines = [form.format(text=text, label=label) for text, label in pairs]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.mark.parametrize("name", ["train.txt", "train", "TRAIN.TXT"])
@pytest.mark.parametrize(
    ("form", "is_named"),
    [
        ("{label} {text}", "lines"),
        ("__label__{label} {text}", "fastText"),
        ("{text} __label__{label}", "fastText"),
        ("__label__{label}\t{text}", "fastText"),
        (" {text}\t__label__{label} ", "fastText"),
        ("__label__{label} {text} __label__{label}", "fastText"),
        ("{label}\t{text}", "table"),
        ("{text}\t{label}", "table"),
        ("{text}\t{label} ", "table"),
    ],
)
def test_every_form_is_told_by_its_lines(tmp_path, name, form, is_named):
    path = written(tmp_path, form, name)
    assert form_of(read_tabs(path), BY_NAME) == is_named
    assert read_labelled_file(path) == READ
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert read_labelled_file(path) == READ


def test_a_label_of_fasttext_may_stand_within_the_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "a __label__good  fine day\nx__label__y is no\t__label__bad __label__bad  label\n"
    )
    assert read_labelled_file(path) == (
        ("a fine day", "x__label__y is no label"),
        ("good", "bad"),
        (),
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "This is a fine film",
            r"txt:7: must have a label __label__NAME, as line 1 has. Received: 'T",
        ),
        ("__label__pos __label__neg so so", r"txt:7: must have one label. Received: neg, pos"),
        ("__label__ nothing", r"txt:7: the label is empty"),
        ("__label__pos", r"txt:7: the text is empty"),
    ],
)
def test_every_line_of_fasttext_has_one_label_and_a_text(tmp_path, line, message):
    path = written(tmp_path, "__label__{label} {text}")
    with path.open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(DataError, match=message):
        read_labelled_file(path)


def test_an_unlabelled_first_line_is_no_class(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("This is fine\n__label__neg no\n__label__pos yes\n")
    with pytest.raises(DataError, match=r"txt:1: must have a label __label__NAME, as line 2 has"):
        read_labelled_file(path)


def test_labels_of_a_table_are_few_and_short(tmp_path):
    texts = [f"text {i}" for i in range(40)]
    labels = [("very good", "not so good")[i % 2] for i in range(40)]
    for form in ("{label}\t{text}", "{text}\t{label}"):
        path = written(tmp_path, form, texts=texts, labels=labels)
        assert read_labelled_file(path) == (tuple(texts), tuple(labels), ())
    texts = [f"\u597d\u4e66{i}" for i in range(40)]  # Chinese has no spaces
    path = written(tmp_path, "{text}\t{label}", texts=texts, labels=labels)
    assert read_labelled_file(path).labels == tuple(labels)


def test_a_text_behind_a_label_may_hold_tabs(tmp_path):
    texts = [f"text\t{i}" if i % 3 else f"text {i}" for i in range(40)]
    labels = [("a", "b")[i % 2] for i in range(40)]
    path = written(tmp_path, "{label}\t{text}", texts=texts, labels=labels)
    assert read_labelled_file(path) == (tuple(texts), tuple(labels), ())


def test_a_few_tabs_in_texts_make_no_table(tmp_path):
    texts = ("a\tfine day", *TEXTS[1:])
    assert read_labelled_file(written(tmp_path, "{label} {text}", texts=texts)).texts == texts


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["good\tyes", "bad\tno"], r"txt: which of the 2 columns between tabs .*`text=1 label=2`"),
        (["a b\tc d", "e f\tg h"], r"txt: which of the 2 columns"),
        ([f"a\t{i}\ttext {i}" for i in range(20)], r"txt: which of the 3 columns"),
        (["a fine day\tx\tpos", "bad day\tneg"] * 9, r"txt: which of the 3 columns"),
        (
            ["a fine day\tpos", "so\tneg", "a bad day"],
            r"txt:3: must have a tab between text and la",
        ),
        (["a fine day\tpos", "b c\tneg", "b b\tneg", "\tpos"], r"txt:4: the text is empty"),
        (["a fine day\tpos", "b c\tneg", "b d\tneg", "b b\t"], r"txt:4: the label is empty"),
        (["text\tstars", "a fine day\t1", "b c\t2"], r"txt:1: no column is named label, "),
        (["body\tlabel", "a fine day\t1", "b c\t2"], r"txt:1: no column is named text, "),
    ],
)
def test_a_table_that_cannot_be_told_is_one_clear_error(tmp_path, lines, message):
    path = tmp_path / "a.txt"
    path.write_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(DataError, match=message):
        read_labelled_file(path)


def test_numbers_tell_the_columns_of_any_table(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("good\tyes\nbad\tno\n")
    assert read_labelled_file(path, Columns("2", "1")) == (("yes", "no"), ("good", "bad"), ())
    path.write_text("good\tyes\nbad\n")
    with pytest.raises(DataError, match=r"txt:2: must have 2 columns, as most lines have"):
        read_labelled_file(path, Columns("2", "1"))
    path.write_text("good\nbad\tno\nbad\tso\n")
    with pytest.raises(DataError, match=r"txt:1: must have a column 2 with the text"):
        read_labelled_file(path, Columns("2", "1"))


def test_json_lines_have_another_ending(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text('{"text": "a", "label": "x"}\n')
    with pytest.raises(DataError, match=r"txt:1: .* Received JSON: name the file .jsonl"):
        read_labelled_file(path)


def test_marks_that_are_glued_to_the_text_are_warned_of(tmp_path):
    for name in ("train", "validation", "test"):
        written(tmp_path, "__label__{label},{text} {text}", f"{name}.txt")
    with pytest.warns(
        DataWarning, match="6 different labels among 6 training texts, such as 'neg,it'"
    ):
        read_labelled(tmp_path)


def test_a_first_line_of_unknown_names_is_warned_of(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("opinion\tstars\n" + "".join(f"text {i}\t{i % 2}\n" for i in range(20)))
    with pytest.warns(DataWarning, match="the first label, 'stars', occurs nowhere else"):
        read_labelled_file(path)


def test_one_class_in_several_forms_is_one(tmp_path):
    lines = [f"__label__{CAFES[i % 2]} text {i}" for i in range(40)]
    lines += [f"__label__bar\u200b text {i}" for i in range(40, 80)]
    path = tmp_path / "a.txt"
    path.write_text("".join(f"{line}\n" for line in lines))
    assert set(read_labelled(path, Layout()).train.labels) == {"caf\u00e9", "bar"}
