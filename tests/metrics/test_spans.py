"""Spans against conlleval, whose counts are written here, and against seqeval."""

import random

import pytest
from seqeval.metrics import classification_report, f1_score
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.metrics.v1 import classification_report as strict_report
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, IOE1, IOE2

from seqtasks.corpora.span_labels import BIO, SpanScheme, find_scheme
from seqtasks.metrics.counts import Counts, FScores, f_scores
from seqtasks.metrics.spans import (
    NO_KIND,
    Span,
    find_spans,
    scheme_of_gold,
    span_counts,
    span_f1,
    span_metrics,
)

LABELS = ["O", "O", "B-a", "I-a", "B-b", "I-b", "B-from-to", "I-from-to"]


def sequence(source, length):
    """Labels in any order: most of such sequences are illegal."""
    return source.choices(LABELS, k=length)


def legal_sequence(source, length):
    labels = sequence(source, length)
    for i, label in enumerate(labels):
        before = labels[i - 1] if i else "O"
        if label[0] == "I" and before[1:] != label[1:]:
            labels[i] = "B" + label[1:]
    return labels


def nearly(source, labels):
    """What a tagger with some errors would answer."""
    return [source.choice(LABELS) if source.random() < 0.2 else label for label in labels]


def corpus(seed, make, sentences=60):
    source = random.Random(seed)
    gold = [make(source, source.randrange(12)) for _ in range(sentences)]
    return gold, [nearly(source, labels) for labels in gold]


@pytest.mark.parametrize("make", [sequence, legal_sequence])
def test_spans_are_those_of_seqeval(make):
    source = random.Random(1)
    for _ in range(2000):
        labels = make(source, source.randrange(15))
        expected = [Span(kind, start, end + 1) for kind, start, end in get_entities(labels)]
        assert find_spans(labels) == expected, labels


@pytest.mark.parametrize("make", [sequence, legal_sequence])
@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_seqeval(make, seed):
    gold, predicted = corpus(seed, make)
    report = classification_report(gold, predicted, output_dict=True, zero_division=0)
    counts = span_counts(gold, predicted)
    assert list(counts) == ["a", "b", "from-to"]
    micro = Counts(*map(sum, zip(*counts.values(), strict=True)))
    for name, of_kind in {**counts, "micro avg": micro}.items():
        theirs, ours = report[name], f_scores(of_kind)
        expected = (theirs["precision"], theirs["recall"], theirs["f1-score"])
        assert ours == pytest.approx(expected), name
        assert of_kind.gold == theirs["support"]
    assert span_f1(counts) == pytest.approx(f1_score(gold, predicted))
    assert 0 < span_f1(counts) < 1


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("", []),
        ("O O", []),
        ("B-x I-x I-x", [("x", 0, 3)]),
        ("O I-x I-x O", [("x", 1, 3)]),  # I- after O begins a span
        ("I-x O I-x", [("x", 0, 1), ("x", 2, 3)]),
        ("B-y I-x", [("y", 0, 1), ("x", 1, 2)]),  # and so after another kind
        ("I-y I-x I-x", [("y", 0, 1), ("x", 1, 3)]),
        ("B-x B-x", [("x", 0, 1), ("x", 1, 2)]),
        ("B-x I-x B-x I-x", [("x", 0, 2), ("x", 2, 4)]),
        ("O B-x-y I-x-y I-x", [("x-y", 1, 3), ("x", 3, 4)]),
    ],
)
def test_spans_as_conlleval_finds_them(labels, expected):
    assert find_spans(labels.split()) == expected


def test_a_span_is_right_when_kind_and_both_ends_are():
    gold = [["B-x", "I-x", "O", "B-y"], ["B-x", "O"]]
    predicted = [["B-x", "O", "O", "B-y"], ["B-y", "O"]]
    counts = span_counts(gold, predicted)
    assert counts == {"x": Counts(0, 1, 2), "y": Counts(1, 2, 1)}
    assert span_f1(counts) == 2 * 1 / (3 + 3)
    assert span_f1(span_counts(gold, gold)) == 1.0


def test_the_same_span_of_another_sentence_is_not_right():
    assert span_counts([["B-x"], ["O"]], [["O"], ["B-x"]]) == {"x": Counts(0, 1, 1)}


def test_kinds_of_one_side_only_count():
    assert span_counts([["B-x"]], [["B-z"]]) == {"x": Counts(0, 0, 1), "z": Counts(0, 1, 0)}


def test_without_spans_the_score_is_zero():
    assert span_counts([["O"]], [["O"]]) == {}
    assert span_f1({}) == 0.0
    assert span_f1(span_counts([["B-x"]], [["O"]])) == 0.0


def test_both_sides_have_the_same_sentences():
    with pytest.raises(ValueError, match="shorter than argument 1"):
        span_counts([["O"], ["O"]], [["O"]])


def test_scores_of_counts():
    assert f_scores(Counts(right=3, predicted=4, gold=6)) == FScores(0.75, 0.5, 0.6)
    assert f_scores(Counts(0, 0, 0)) == FScores(0.0, 0.0, 0.0)
    assert f_scores(Counts(0, 2, 0)) == FScores(0.0, 0.0, 0.0)


# What conlleval.pl (version of 2004-01-26) prints of `corpus_of(letters, seed)`: correct phrases,
# found ones, and those of the gold labels.
CONLLEVAL = {
    "BI": [(110, 136, 142), (121, 143, 148), (102, 116, 116), (105, 138, 135), (108, 135, 135)],
    "IE": [(112, 138, 140), (118, 140, 144), (106, 120, 121), (106, 140, 138), (103, 132, 132)],
    "I": [(80, 104, 104), (84, 104, 103), (83, 95, 91), (74, 99, 98), (70, 84, 95)],
}


def corpus_of(letters, seed):
    """Labels in any order, and what a tagger with some errors would answer."""
    source = random.Random(seed)
    labels = ["O", "O", *(f"{letter}-{kind}" for letter in letters for kind in "ab")]
    gold = [source.choices(labels, k=source.randrange(1, 12)) for _ in range(40)]
    predicted = [
        [source.choice(labels) if source.random() < 0.2 else label for label in row] for row in gold
    ]
    return gold, predicted


@pytest.mark.parametrize("letters", CONLLEVAL)
def test_counts_are_those_of_conlleval(letters):
    for seed, expected in enumerate(CONLLEVAL[letters]):
        counts = span_counts(*corpus_of(letters, seed)).values()
        assert tuple(map(sum, zip(*counts, strict=True))) == expected


WRITTEN = {  # by scheme: seqeval's name, and how spans of one, two and three words are written
    "IOB1": (IOB1, ["I-", "I- I-", "I- I- I-"]),
    "BIO": (IOB2, ["B-", "B- I-", "B- I- I-"]),
    "IOE1": (IOE1, ["I-", "I- I-", "I- I- I-"]),
    "IOE2": (IOE2, ["E-", "I- E-", "I- I- E-"]),
    "IOBES": (IOBES, ["S-", "B- E-", "B- I- E-"]),
    "BILOU": (BILOU, ["U-", "B- L-", "B- I- L-"]),
}


def spans_of(source):
    """The number of a sentence's words, and its spans in their order; some touch."""
    spans, length = [], source.randrange(12)
    place = source.randrange(3)
    while place < length:
        end = min(place + source.randint(1, 3), length)
        spans.append(Span(source.choice(["a", "b", "a-b"]), place, end))
        place = end + source.choice([0, 1, 1, 2])
    return length, spans


def written(length, spans, scheme):
    """The labels of spans, as their scheme writes them."""
    labels = ["O"] * length
    for before, span, after in zip([None, *spans], spans, [*spans[1:], None], strict=False):
        letters = WRITTEN[scheme][1][span.end - span.start - 1].split()
        touches = [one is not None and one.kind == span.kind for one in (before, after)]
        if scheme == "IOB1" and touches[0] and before.end == span.start:
            letters[0] = "B-"
        if scheme == "IOE1" and touches[1] and after.start == span.end:
            letters[-1] = "E-"
        labels[span.start : span.end] = [letter + span.kind for letter in letters]
    return labels


@pytest.mark.parametrize("name", WRITTEN)
def test_spans_of_every_scheme_are_those_that_were_written(name):
    source = random.Random(3)
    sentences = [spans_of(source) for _ in range(300)]
    rows = [written(*sentence, name) for sentence in sentences]
    scheme = find_scheme({label for row in rows for label in row})
    assert [find_spans(row, scheme) for row in rows] == [spans for _, spans in sentences]
    assert scheme_of_gold(rows, scheme).name == name


# Of IOE1 seqeval 1.2.2 says that it misses cases: the first word of E-x I-x is a span to conlleval.
@pytest.mark.parametrize("name", sorted(WRITTEN.keys() - {"IOE1"}))
def test_scores_of_every_scheme_are_those_of_seqeval_in_strict_mode(name):
    source = random.Random(4)
    sentences = [spans_of(source) for _ in range(100)]
    gold = [written(*sentence, name) for sentence in sentences]
    some = [(length, [s for s in spans if source.random() < 0.7]) for length, spans in sentences]
    predicted = [written(*sentence, name) for sentence in some]
    scheme = find_scheme({label for row in gold for label in row})
    metrics = span_metrics(gold, predicted, scheme, scheme)
    theirs = strict_report(gold, predicted, scheme=WRITTEN[name][0], output_dict=True)
    assert metrics["span_f1"] == pytest.approx(theirs["micro avg"]["f1-score"])
    for kind, values in metrics["spans"].items():
        assert values["f1"] == pytest.approx(theirs[kind]["f1-score"])
        assert values["spans"] == theirs[kind]["support"]


@pytest.mark.parametrize("of_gold", WRITTEN)
@pytest.mark.parametrize("of_tagger", ["BIO", "IOBES"])
def test_gold_of_another_scheme_is_read_as_its_own(of_gold, of_tagger):
    source = random.Random(5)
    sentences = [spans_of(source) for _ in range(60)]
    predicted = [written(*sentence, of_tagger) for sentence in sentences]
    gold = [written(*sentence, of_gold) for sentence in sentences]
    scheme = find_scheme({label for row in predicted for label in row})
    metrics = span_metrics(gold, predicted, scheme_of_gold(gold, scheme), scheme)
    assert (metrics["span_f1"], metrics["span_scheme"]) == (1.0, of_gold)


def test_labels_in_any_order_are_read_as_seqeval_reads_them():
    source = random.Random(6)
    labels = ["O", "O", *(f"{letter}-{kind}" for letter in "BIES" for kind in ("a", "b"))]
    for _ in range(2000):
        row = source.choices(labels, k=source.randrange(15))
        expected = [Span(kind, start, end + 1) for kind, start, end in get_entities(row)]
        assert find_spans(row) == expected, row


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("S-x S-x O", [("x", 0, 1), ("x", 1, 2)]),  # conlleval.pl of 2004 knows no S: one span
        ("B-x E-x B-x E-x", [("x", 0, 2), ("x", 2, 4)]),  # and here it sees no end
        ("B_x I_x O", [("x", 0, 2)]),
        ("x-B x-I x-B O", [("x", 0, 2), ("x", 2, 3)]),
        ("B I O B", [(NO_KIND, 0, 2), (NO_KIND, 3, 4)]),
        ("B M E S S", [(NO_KIND, 0, 3), (NO_KIND, 3, 4), (NO_KIND, 4, 5)]),
        ("O U-x B-x L-x", [("x", 1, 2), ("x", 2, 4)]),
        ("O W-x B-x M-x E-x", [("x", 1, 2), ("x", 2, 5)]),
        ("B:x I:x O", [("x", 0, 2)]),
    ],
)
def test_ways_to_write_spans(labels, expected):
    row = labels.split()
    assert find_spans(row, find_scheme(set(row))) == expected


def test_a_label_that_is_written_otherwise_is_outside():
    assert find_spans(["B-x", "NOUN", "I-x"]) == [("x", 0, 1), ("x", 2, 3)]
    gold = [["B-x", "NOUN", "O"]]
    assert scheme_of_gold(gold, BIO) == BIO
    assert scheme_of_gold([["NOUN"]], SpanScheme("BIO", "_")) == SpanScheme("BIO", "_")


def test_the_tagger_s_own_scheme_is_the_gold_s_where_it_fits():
    bilou = SpanScheme("BILOU")
    assert scheme_of_gold([["B-x", "L-x", "O"]], bilou) == bilou
    assert scheme_of_gold([["O"]], bilou) == bilou
    assert scheme_of_gold([["B-x", "I-x"]], bilou).name == "BIO"
    assert scheme_of_gold([["B_x", "I_x"]], BIO) == SpanScheme("BIO", "_")
