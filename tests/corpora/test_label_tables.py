"""Tables of texts and labels: quotes, separators, names of columns."""

import csv
import io
import random

import pytest

from seqtasks.corpora.label_columns import Columns
from seqtasks.corpora.labelled_files import LabelledTexts, read_labelled_file
from seqtasks.errors import DataError, DataWarning

PAIRS = [('"a fine day"', "good"), ('"no, not so"', "bad")]
READ = LabelledTexts(("a fine day", "no, not so"), ("good", "bad"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_csv_has_any_usual_separator(tmp_path, separator, end, quoting):
    texts = ("fine; or, well", 'he said "no"', "a\tb", "two\nlines", "", "x;y,z")
    labels = ("a;b", "c", "a;b", "c", "x", "c")
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting)
    pairs = [pair for pair in zip(texts, labels, strict=True) if pair[0]]
    if end == "\r":
        pairs.pop(3)  # a line end of another kind than the file's
    writer.writerows([("text", "label"), *pairs])
    path = tmp_path / "a.CSV"
    path.write_bytes(stream.getvalue().encode())
    expected = tuple(text.replace("\n", " ") for text, _ in pairs)
    assert read_labelled_file(path) == (expected, tuple(label for _, label in pairs), ())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("hint", ["sep={}", '"sep={}"'])
def test_the_first_line_of_a_csv_may_name_the_separator(tmp_path, separator, hint):
    path = tmp_path / "a.csv"
    rows = [hint.format(separator), *(separator.join(row) for row in [("text", "label"), *PAIRS])]
    path.write_text("\r\n".join(rows))
    assert read_labelled_file(path) == READ
    path.write_text("\r\n".join([*rows, "a text without label"]))
    with pytest.raises(DataError, match=r"a.csv:5: must have 2 columns"):
        read_labelled_file(path)


def test_bars_in_a_csv_are_an_error_that_says_how_to_name_them(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text|label\na fine day|good\nno|bad\n")
    with pytest.raises(
        DataError, match=r"a.csv:1: .*Received: bars. Begin the file with a line `sep=\|`"
    ):
        read_labelled_file(path)


def test_of_several_separators_one_gives_all_lines_as_many_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("good day; fine,neg\nbad day,neg\nso; so; so,neg\n")
    expected = (("good day; fine", "bad day", "so; so; so"), ("neg",) * 3, ())
    assert read_labelled_file(path, Columns("1", "2")) == expected
    path.write_text("good day, fine;neg\nbad day;neg\nso, so, so;neg\n")
    expected = (("good day, fine", "bad day", "so, so, so"), ("neg",) * 3, ())
    assert read_labelled_file(path, Columns("1", "2")) == expected
    path.write_text('a, "b;pos\nbad day;neg\n')
    assert read_labelled_file(path, Columns("1", "2")).texts == ('a, "b', "bad day")


def test_random_csv_is_read_as_it_was_written(tmp_path):
    random_ = random.Random(1)
    path = tmp_path / "a.csv"
    for _ in range(100):
        texts = ["".join(random_.choices('ab,;"\t ', k=9)) + "c" for _ in range(5)]
        with path.open("w", newline="") as file:
            writer = csv.writer(file, delimiter=random_.choice(",;\t"))
            writer.writerows([("label", "text"), *((i % 2, text) for i, text in enumerate(texts))])
        assert read_labelled_file(path).texts == tuple(texts)


def test_quotes_of_a_tsv_are_text_and_warned_of_where_they_are_those_of_csv(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text('text\tlabel\n"Fine!"\tgood\nhe said "no"\tbad\n')
    assert read_labelled_file(path).texts == ('"Fine!"', 'he said "no"')
    path.write_text('text\tlabel\n"a ""fine"" day"\tgood\nx\tbad\n')
    with pytest.warns(
        DataWarning, match=r"a.tsv has cells that are quoted as in CSV, .*name the f"
    ):
        assert read_labelled_file(path).texts[0] == '"a ""fine"" day"'
    assert read_labelled_file(path.rename(tmp_path / "a.csv")).texts[0] == 'a "fine" day'
    path.write_text('text\tlabel\n"a fine\nday"\tgood\n')
    with pytest.raises(
        DataError, match=r"tsv:2: must .* Received: 1\. Nothing is quoted in a .tsv"
    ):
        read_labelled_file(path)


@pytest.mark.parametrize("name", ["r\u00e9sum\u00e9", "re\u0301sume\u0301", "R\u00c9SUM\u00c9"])
@pytest.mark.parametrize("ending", ["tsv", "csv"])
def test_names_of_columns_are_compared_in_their_normal_form(tmp_path, name, ending):
    path = tmp_path / f"a.{ending}"
    between = "\t" if ending == "tsv" else ","
    head = between.join(("\ufeff re\u0301sume\u0301\u00a0", "La\u200bbel "))
    path.write_text(f"{head}\na{between}x\nb{between}y\n")
    assert read_labelled_file(path, Columns(text=name)) == (("a", "b"), ("x", "y"), ())


def test_labels_and_groups_are_in_their_normal_form(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("text\tlabel\tkind\na\tcafe\u0301 \tA  b\nb\tcaf\u00e9\t\u00a0A b\n")
    found = read_labelled_file(path, Columns(group="kind"))
    assert found == (("a", "b"), ("caf\u00e9",) * 2, ("A b",) * 2)
    path.write_text("text\tlabel\na\t\u200b\n")
    with pytest.raises(DataError, match="tsv:2: the label is empty"):
        read_labelled_file(path)


def test_a_first_line_of_known_names_is_not_warned_of(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("text\tlabel\na\tx\nb\ty\nc\ty\n")
    assert read_labelled_file(path).labels == ("x", "y", "y")
