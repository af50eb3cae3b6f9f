"""Files of word vectors, as word2vec, fastText, GloVe and others write them."""

import gzip
import random

import numpy as np
import pytest

from seqtasks.corpora.vectors import read_vectors
from seqtasks.errors import DataError, DataWarning

VECTORS = {
    "New York": [0.1, -0.2, 3.0, 4e-3],
    "the": [1.0, 2.0, 3.0, 4.0],
    "42": [5.0, 6.0, 7.0, 8.0],
    "Route 66": [9.0, 9.0, 9.0, 9.0],
    "a\u00a0b": [0.0, 0.0, 0.0, 1.0],
}
LINES = [f"{word} {' '.join(map(str, vector))}" for word, vector in VECTORS.items()]


def read(tmp_path, lines, words=tuple(VECTORS), end="\n", name="vectors.txt"):
    """What a file with some lines says of some words."""
    content = "".join(f"{line}{end}" for line in lines).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.lower().endswith(".gz") else content)
    return {word: vector.tolist() for word, vector in read_vectors(path, words).items()}


def near(vectors):
    return {word: pytest.approx(vector) for word, vector in vectors.items()}


@pytest.mark.parametrize("header", [[], ["5 4"], ["5\t4 "]])
@pytest.mark.parametrize("end", ["\n", "\r\n", " \n", "\r", "\n\n"])
@pytest.mark.parametrize("name", ["a.txt", "a.vec.gz", "A.VEC.GZ"])
def test_a_word_may_hold_spaces_wherever_it_stands(tmp_path, header, end, name):
    for shift in range(len(LINES)):
        lines = [*header, *LINES[shift:], *LINES[:shift]]
        assert read(tmp_path, lines, end=end, name=name) == near(VECTORS)


def test_cells_may_be_apart_by_tabs_or_several_spaces(tmp_path):
    for between in ("\t", "  ", " \t "):
        lines = [f"{word}{between}{between.join(map(str, v))}" for word, v in VECTORS.items()]
        assert read(tmp_path, lines) == near(VECTORS)
    assert read(tmp_path, ["the\t1 2", "a\t3 4"], ["the"]) == {"the": [1, 2]}


def test_without_a_first_line_of_counts_most_lines_tell_the_width(tmp_path):
    phrases = [f"San {name} 1 2 3" for name in ("Jose", "Marino", "Diego", "Antonio")]
    assert read(tmp_path, phrases, ["San Jose"]) == {"San Jose": [1, 2, 3]}
    numbers = ["Route 66 1 2 3", "Area 51 1 2 3", "Paris 1 2 3", "Rome 4 5 6", "Oslo 1 2 3"]
    assert read(tmp_path, numbers, ["Route 66", "Rome"]) == {
        "Route 66": [1, 2, 3],
        "Rome": [4, 5, 6],
    }
    with pytest.raises(
        DataError, match=r"txt:4: must be a word and 3 numbers, .*Received: 'cut 1'"
    ):
        read(tmp_path, ["a 1 2 3", "b 1 2 3", "c 1 2 3", "cut 1"])


def test_a_first_line_of_counts_is_trusted(tmp_path):
    assert read(tmp_path, ["1 2", "Route 66 1 2"], ["Route 66"]) == {"Route 66": [1, 2]}
    with pytest.raises(
        DataError, match=r"txt:2: must be a word and 4 numbers, .*: 'New York 1 2 3'"
    ):
        read(tmp_path, ["2 4", "New York 1 2 3", "the 1 2 3 4"], ["the"])
    with pytest.raises(
        DataError, match=r"txt:1: says that a vector has 2 numbers. Received: 3 in m"
    ):
        read(tmp_path, ["3 2", "a 1 2 3", "b 1 2 3", "c 1 2 3"])
    with pytest.raises(DataError, match=r"txt:1: says that a vector has 0 numbers"):
        read(tmp_path, ["3 0", "a 1 2 3"])


def test_words_that_end_in_numbers_do_not_belie_the_counts(tmp_path):
    """Found by the fuzzer: two lines of five have a number more, which is no majority."""
    lines = ["5 3", "New 0 .5 .5 .5", "New 0 .5 .5 .5", "dog .5 .5", "a .5 .5 .5", "b .5 .5 .5"]
    with pytest.raises(DataError, match=r"vectors\.txt:4: "):
        read(tmp_path, lines, ["New 0"])
    lines[3] = "dog .5 .5 .5"
    assert read(tmp_path, lines, ["New 0", "dog"]) == near(
        dict.fromkeys(["New 0", "dog"], [0.5] * 3)
    )


def test_a_first_line_of_two_numbers_may_be_a_vector(tmp_path):
    assert read(tmp_path, ["7 3", "8 4", "nine 5"], ["7", "nine"]) == {"7": [3], "nine": [5]}
    assert read(tmp_path, ["2 1", "8 4", "nine 5"], ["8", "2"]) == {"8": [4]}


def test_a_no_break_space_may_be_the_first_word(tmp_path):
    assert read(tmp_path, ["\u00a0 1 2", "b 3 4"], ["\u00a0", "b"]) == {
        "\u00a0": [1, 2],
        "b": [3, 4],
    }
    assert read(tmp_path, ["\u2009 1", "b 3"], ["\u2009"]) == {"\u2009": [1]}


@pytest.mark.parametrize("count", [1, 3])
def test_a_count_of_other_words_than_there_are_is_warned_of(tmp_path, count):
    with pytest.warns(
        DataWarning, match=rf"has 2 vectors, but its first line counts {count}\. It m"
    ):
        assert read(tmp_path, [f"{count} 2", "a 1 2", "b 3 4"], ["b"]) == {"b": [3, 4]}


def test_of_a_word_that_occurs_twice_the_first_counts(tmp_path):
    assert read(tmp_path, ["a 1 2", "b 3 4", "a 5 6"], ["a"]) == {"a": [1, 2]}


def test_a_word_of_blanks_is_none(tmp_path):
    assert read(tmp_path, ["2 2", " 1 2", "b 3 4"], ["b", ""]) == {"": [1, 2], "b": [3, 4]}


def test_random_words_and_vectors_are_read_as_they_were_written(tmp_path):
    random_ = random.Random(0)
    generator = np.random.default_rng(0)
    for _ in range(50):
        words = {
            " ".join(
                random_.choices(["a", "7", "b.", "\u4e2d", "-"], k=random_.choice([1, 1, 1, 2]))
            )
            for _ in range(30)
        }
        vectors = {word: generator.normal(size=5).round(4).tolist() for word in words}
        lines = [f"{word} {' '.join(map(str, vector))}" for word, vector in vectors.items()]
        header = [f"{len(lines)} 5"] if random_.random() < 0.5 else []
        assert read(tmp_path, [*header, *lines], words) == near(vectors)


BAD = {
    "commas": (
        ["the 0,1 0,2"],
        r"txt:1: must be a word and 2 numbers, with a point for decimals",
    ),
    "infinite": (["the 1 inf"], r"txt:1: numbers must be finite. Received: 'the 1 inf'"),
    "not a number": (["a 1 2", "the nan 1"], r"txt:2: numbers must be finite"),
    "too large": (["the 1 1e39"], r"txt:1: numbers must be finite"),
    "words alone": (["the"], r"txt:1: must be a word and its numbers"),
    "nothing": ([], r"holds no vector"),
    "counts alone": (["400000 300"], r"holds no vector"),
    "blank lines": (["", " "], r"holds no vector"),
    "no number": (["2 2", "the 1 2", "a x 2"], r"txt:3: must be a word and 2 numbers"),
}


@pytest.mark.parametrize(("lines", "message"), BAD.values(), ids=BAD)
def test_bad_vectors_are_one_clear_error(tmp_path, lines, message):
    with pytest.raises(DataError, match=message):
        read(tmp_path, lines)


@pytest.mark.parametrize("name", ["a.bin", "a.bin.gz"])
def test_binary_files_are_named(tmp_path, name):
    content = b"2 3\nthe " + np.array([1e9, -2, 3], "<f4").tobytes() + b"\nof " + b"\xff" * 12
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    with pytest.raises(
        DataError, match=r"a.bin\S*:2: not UTF-8 .* Vectors are read from text: save"
    ):
        read_vectors(path, ["the"])


def test_a_first_line_that_counts_the_others_is_no_vector(tmp_path):
    with pytest.raises(DataError, match=r"txt:2: must be a word and 2 numbers"):
        read(tmp_path, ["1 2", "dog 0.5"], ["dog"])
