"""Spans in BIO labels, counted as `conlleval` counts them (Tjong Kim Sang & Buchholz, 2000)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from seqtasks.metrics.counts import Counts, f_scores


class Span(NamedTuple):
    """A run of words with one meaning: from word `start` to before word `end`."""

    kind: str
    start: int
    end: int


def is_bio(labels: Collection[str]) -> bool:
    """Whether labels are those of spans: `B-x` and `I-x`, or only one of the two, and `O`."""
    prefixes = {label if label == "O" else label[:2] for label in labels}
    return bool(prefixes & {"B-", "I-"}) and prefixes <= {"O", "B-", "I-"}


def can_be_constrained(labels: Collection[str]) -> bool:
    """Whether labels are those of spans that all begin with `B-x`, so that `I-x` alone is wrong."""
    return is_bio(labels) and any(label.startswith("B-") for label in labels)


def find_illegal(labels: Sequence[str]) -> int | None:
    """Where `I-x` stands that follows neither `B-x` nor `I-x`; None where all is legal BIO."""
    for i, (before, label) in enumerate(zip(["O", *labels], labels, strict=False)):
        if label.startswith("I-") and (before[:2] not in ("B-", "I-") or before[2:] != label[2:]):
            return i
    return None


def find_spans(labels: Sequence[str]) -> list[Span]:
    """The spans of a sentence.

    `B-x` begins one; so does `I-x` that does not follow `B-x` or `I-x`.

    >>> find_spans(["B-place", "I-place", "O", "I-time"])
    [Span(kind='place', start=0, end=2), Span(kind='time', start=3, end=4)]
    """
    spans: list[Span] = []
    kind, start = "", 0
    for i, label in enumerate([*labels, "O"]):
        prefix, _, found = label.partition("-")
        inside = prefix in ("B", "I")
        if kind and (not inside or prefix == "B" or found != kind):
            spans.append(Span(kind, start, i))
            kind = ""
        if inside and not kind:
            kind, start = found, i
    return spans


def span_counts(
    gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]
) -> dict[str, Counts]:
    """How many spans of each kind are right, predicted and gold, over all sentences."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for gold_row, predicted_row in zip(gold, predicted, strict=True):
        golden, ours = set(find_spans(gold_row)), set(find_spans(predicted_row))
        right.update(span.kind for span in golden & ours)
        found.update(span.kind for span in ours)
        wanted.update(span.kind for span in golden)
    return {kind: Counts(right[kind], found[kind], wanted[kind]) for kind in sorted(found | wanted)}


def span_f1(counts: Mapping[str, Counts]) -> float:
    """F1 of all spans, in 0-1; a span is right when its kind and both ends are."""
    totals = (sum(column) for column in zip(*counts.values(), strict=True))
    return f_scores(Counts(*totals)).f1 if counts else 0.0
