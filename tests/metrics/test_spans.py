"""Spans of BIO labels against seqeval, which counts as conlleval does."""

import random

import pytest
from seqeval.metrics import classification_report, f1_score
from seqeval.metrics.sequence_labeling import get_entities

from seqtasks.metrics.counts import Counts, FScores, f_scores
from seqtasks.metrics.spans import (
    Span,
    can_be_constrained,
    find_illegal,
    find_spans,
    is_bio,
    span_counts,
    span_f1,
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


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["O", "B-x", "I-x"], True),
        (["B-x"], True),
        (["O"], False),
        (["O", "I-x"], True),
        (["I-x", "I-y"], True),
        (["I", "O"], False),
        (["O", "B-x", "NOUN"], False),
        (["O", "B-x", "E-x"], False),
        (["NOUN", "VERB"], False),
        ([], False),
    ],
)
def test_which_labels_follow_the_scheme(labels, expected):
    assert is_bio(labels) is expected
    assert can_be_constrained(labels) is (expected and any(x.startswith("B-") for x in labels))


@pytest.mark.parametrize(
    ("labels", "place"),
    [
        ("", None),
        ("O NOUN", None),
        ("B-x I-x I-x O B-y B-y I-y", None),
        ("I-x", 0),
        ("O I-x I-x", 1),
        ("B-x O I-x", 2),
        ("B-x I-x B-y I-x", 3),
        ("B-x I-x I-y I-z", 2),  # the first of two
    ],
)
def test_where_labels_break_the_scheme(labels, place):
    assert find_illegal(labels.split()) == place


@pytest.mark.parametrize("make", [sequence, legal_sequence])
def test_labels_are_legal_where_their_spans_give_them_again(make):
    source = random.Random(2)
    for _ in range(500):
        labels = make(source, source.randrange(10))
        again = ["O"] * len(labels)
        for kind, start, end in find_spans(labels):
            again[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
        differing = [
            i for i, pair in enumerate(zip(labels, again, strict=True)) if len({*pair}) > 1
        ]
        assert find_illegal(labels) == (differing[0] if differing else None), labels
