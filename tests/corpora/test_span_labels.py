"""Which labels are those of spans, how they are written, and which may follow which."""

import itertools
import random
import warnings

import pytest

from seqtasks.corpora.span_labels import (
    BIO,
    SpanLabel,
    SpanScheme,
    constrainable_scheme,
    find_scheme,
    refined,
    warn_of_no_scheme,
)
from seqtasks.errors import DataWarning
from seqtasks.metrics.spans import find_spans


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("O B-x I-x", "BIO (I-x)"),
        ("B-x", "BIO (I-x)"),
        ("B-x I-x B-a-b", "BIO (I-x)"),
        ("O I-x", "IO (I-x)"),
        ("I-x I-y", "IO (I-x)"),
        ("O I-x E-x", "IOE2 (I-x)"),
        ("O B-x I-x E-x S-x", "IOBES (I-x)"),
        ("O B-x I-x E-x", "IOBES (I-x)"),
        ("O B-x I-x S-x", "IOBES (I-x)"),
        ("O S-x", "IOBES (I-x)"),
        ("O B-x I-x L-x U-x", "BILOU (I-x)"),
        ("O U-x", "BILOU (I-x)"),
        ("O B-x M-x E-x S-x", "BMES (M-x)"),
        ("O B-x M-x E-x W-x", "BMEWO (M-x)"),
        ("O B_x I_x", "BIO (I_x)"),
        ("O B_x-y I_x-y", "BIO (I_x)"),
        ("O B:x I:x", "BIO (I:x)"),
        ("O x-B x-I", "BIO (x-I)"),
        ("O x-y-B x-y-I", "BIO (x-I)"),
        ("O x_B x_I x_E x_S", "IOBES (x_I)"),
        ("B I O", "BIO (I)"),
        ("I O", "IO (I)"),
        ("B M E S", "BMES (M)"),
        ("B I L U O", "BILOU (I)"),
    ],
)
def test_schemes_are_told_by_their_labels(labels, expected):
    assert str(find_scheme(labels.split())) == expected


@pytest.mark.parametrize(
    "labels",
    [
        "",
        "O",
        "NOUN VERB",
        "O B-x NOUN",
        "O B-x I_x",  # written two ways
        "O B-x I",
        "O b-x i-x",
        "O B-x I-x E-x L-x",  # letters of two schemes
        "S O",
        "E S",
        "B",
        "NN-B VB-I",
        "S-x E-x",
        "O -x B-",
        "O - _",
    ],
)
def test_other_labels_have_no_scheme(labels):
    assert find_scheme(labels.split()) is None


def test_what_a_label_says():
    scheme = SpanScheme("BILOU", "_")
    assert scheme.read("L_a_b") == SpanLabel("E", "a_b")
    assert scheme.read("O") == SpanLabel("O", "")
    assert [scheme.read(label) for label in ("L-x", "L_", "X_x", "L", "")] == [None] * 5
    assert SpanScheme("BIO", "-", kind_first=True).read("a-b-I") == SpanLabel("I", "a-b")
    assert SpanScheme("BIO", "").read("B") == SpanLabel("B", "")


@pytest.mark.parametrize(
    ("name", "labels", "place"),
    [
        ("BIO", "B-x I-x I-x O B-y B-y I-y", None),
        ("BIO", "I-x", 0),
        ("BIO", "O I-x I-x", 1),
        ("BIO", "B-x I-x B-y I-x", 3),
        ("BIO", "B-x I-x I-y I-z", 2),  # the first of two
        ("IOB1", "I-x I-x B-x O I-y I-x", None),
        ("IOB1", "B-x", 0),
        ("IOB1", "I-x B-y", 1),
        ("IOE2", "I-x E-x E-x O E-y", None),
        ("IOE2", "E-x I-x", 1),  # no end
        ("IOE2", "I-x I-y E-y", 1),
        ("IOE1", "I-x E-x I-x O I-y", None),
        ("IOE1", "I-x E-x", 1),
        ("IOE1", "E-x I-y", 1),
        ("IOBES", "S-x B-x E-x B-x I-x E-x S-y O", None),
        ("IOBES", "B-x S-x", 1),
        ("IOBES", "O I-x E-x", 1),
        ("IOBES", "B-x I-x", 1),  # no end
        ("IOBES", "B-x E-y", 1),
        ("BILOU", "U-x B-x L-x", None),
        ("BILOU", "B-x U-x", 1),
        ("IO", "I-x O I-y I-x", None),
        ("BIO", "", None),
        ("IOBES", "NOUN NOUN", None),
    ],
)
def test_where_labels_break_their_scheme(name, labels, place):
    assert SpanScheme(name).find_illegal(labels.split()) == place


@pytest.mark.parametrize(("name", "letters"), [("BIO", "BI"), ("IOBES", "BIES")])
def test_labels_are_legal_where_their_spans_give_them_again(name, letters):
    source = random.Random(2)
    labels = ["O", "O", *(f"{letter}-{kind}" for letter in letters for kind in "ab")]
    for _ in range(1000):
        row = source.choices(labels, k=source.randrange(6))
        again = ["O"] * len(row)
        for kind, start, end in find_spans(row):
            inner = ["B", *["I"] * (end - start - 1)]
            if name == "IOBES":
                inner[-1] = "E" if end - start > 1 else "S"
            again[start:end] = [f"{letter}-{kind}" for letter in inner]
        assert (SpanScheme(name).find_illegal(row) is None) == (row == again), row


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["B-x I-x", "O B-x"], "BIO"),
        (["I-x I-x O", "I-x B-x"], "IOB1"),
        (["B-x", "O I-x"], "BIO"),  # neither
        (["I-x E-x", "E-x"], "IOE2"),
        (["I-x I-x O I-x", "I-x E-x I-x"], "IOE1"),
        (["B-x E-x", "S-x"], "IOBES"),
    ],
)
def test_sentences_tell_what_labels_do_not(rows, expected):
    sentences = [row.split() for row in rows]
    scheme = find_scheme(set(itertools.chain(*sentences)))
    assert refined(scheme, sentences).name == expected


def test_schemes_that_a_set_of_labels_may_have():
    assert BIO.is_like(SpanScheme("IOB1"))
    assert SpanScheme("IO").is_like(BIO)
    assert not BIO.is_like(SpanScheme("BIO", "_"))
    assert not BIO.is_like(SpanScheme("IOBES"))
    assert not SpanScheme("BILOU").is_like(SpanScheme("IOBES"))


@pytest.mark.parametrize(
    "labels", ["O B-x I-x", "O B_x I_x E_x S_x", "x-B x-I x-L x-U O", "B M E S"]
)
def test_schemes_that_decoding_can_keep_to(labels):
    assert constrainable_scheme(labels.split()) == find_scheme(labels.split())


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("NOUN VERB", r"scheme BIO, IOBES, BILOU, .* Received: NOUN, VERB \(no scheme\)"),
        ("O I-x", r"Received: I-x, O \(IO\). Convert the labels"),
        ("O I-x E-x", r"\(IOE2\). Convert the labels, or leave them free: constrained=false"),
    ],
)
def test_schemes_that_decoding_cannot_keep_to(labels, expected):
    with pytest.raises(ValueError, match=expected):
        constrainable_scheme(labels.split())


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        ("O b-x i-x", "b-x, i-x"),
        ("O B-x I_x", "I_x"),
        ("O B-x I-x E-x L-x", "B-x, E-x, I-x, L-x"),
        ("o B-x I-x", "o"),
        ("O B-x I-x 0", "0"),
        ("0 x-b x-i", "0, x-b, x-i"),
    ],
)
def test_labels_that_look_like_spans_but_are_not_counted_are_named(labels, named):
    with pytest.warns(DataWarning, match=rf"train: .* not measured\. Such as: {named}\.$"):
        warn_of_no_scheme(labels.split(), "train")


@pytest.mark.parametrize("labels", ["", "O", "NOUN VERB X", "O B-x I-x", "NN VB I-x", "B I O"])
def test_nothing_is_said_of_other_labels(labels):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_no_scheme(labels.split(), "train")
