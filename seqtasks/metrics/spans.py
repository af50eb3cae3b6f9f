"""Spans of labels, counted as `conlleval` counts them (Tjong Kim Sang & Buchholz, 2000)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from seqtasks.corpora.span_labels import BIO, OUTSIDE, SpanScheme, find_scheme, refined
from seqtasks.metrics.counts import Counts, f_scores

NO_KIND = "span"  # what spans are called whose labels name no kind


class Span(NamedTuple):
    """A run of words with one meaning: from word `start` to before word `end`."""

    kind: str
    start: int
    end: int


def find_spans(labels: Sequence[str], scheme: SpanScheme = BIO) -> list[Span]:
    """The spans of a sentence.

    One rule reads all schemes: `I` and `E` continue what `B` or `I` of their kind began right
    before them; else they begin a span, as `B` and `S` always do. Of spans of one kind that touch,
    the script of 2004 knows only those of BIO, IOB1, IOE1 and IOE2; like its successors this one
    keeps those of IOBES apart, too.

    Args:
        labels: of the words; one that is not written as the scheme has it is outside of spans.
        scheme: how labels are written.

    >>> find_spans(["B-place", "I-place", "O", "I-time"])
    [Span(kind='place', start=0, end=2), Span(kind='time', start=3, end=4)]
    """
    spans: list[Span] = []
    before = OUTSIDE
    for place, text in enumerate(labels):
        label = scheme.read(text) or OUTSIDE
        goes_on = before.role in ("B", "I") and label.role in ("I", "E")
        if goes_on and label.kind == before.kind:
            spans[-1] = spans[-1]._replace(end=place + 1)
        elif label.role != "O":
            spans.append(Span(label.kind or NO_KIND, place, place + 1))
        before = label
    return spans


def span_counts(
    gold: Sequence[Sequence[str]],
    predicted: Sequence[Sequence[str]],
    gold_scheme: SpanScheme = BIO,
    predicted_scheme: SpanScheme = BIO,
) -> dict[str, Counts]:
    """How many spans of each kind are right, predicted and gold, over all sentences."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for gold_row, predicted_row in zip(gold, predicted, strict=True):
        golden = set(find_spans(gold_row, gold_scheme))
        ours = set(find_spans(predicted_row, predicted_scheme))
        right.update(span.kind for span in golden & ours)
        found.update(span.kind for span in ours)
        wanted.update(span.kind for span in golden)
    return {kind: Counts(right[kind], found[kind], wanted[kind]) for kind in sorted(found | wanted)}


def span_f1(counts: Mapping[str, Counts]) -> float:
    """F1 of all spans, in 0-1; a span is right when its kind and both ends are."""
    totals = (sum(column) for column in zip(*counts.values(), strict=True))
    return f_scores(Counts(*totals)).f1 if counts else 0.0


def span_metrics(
    gold: Sequence[Sequence[str]],
    predicted: Sequence[Sequence[str]],
    gold_scheme: SpanScheme,
    predicted_scheme: SpanScheme,
    *,
    name: str = "span_f1",
) -> dict[str, Any]:
    """How well spans are found.

    Args:
        gold: labels of each sentence.
        predicted: labels of each sentence, as many.
        gold_scheme: of the gold labels.
        predicted_scheme: of the others.
        name: of the F1.

    Returns:
        `name`, F1 of all spans in 0-1; `span_scheme`, the name of the gold labels' scheme; and
        `spans`, precision, recall, F1 and number of gold spans of each kind.
    """
    counts = span_counts(gold, predicted, gold_scheme, predicted_scheme)
    by_kind = {
        kind: {**f_scores(of_kind)._asdict(), "spans": of_kind.gold}
        for kind, of_kind in counts.items()
    }
    return {name: span_f1(counts), "span_scheme": gold_scheme.name, "spans": by_kind}


def scheme_of_gold(gold: Sequence[Sequence[str]], scheme: SpanScheme) -> SpanScheme:
    """The scheme of gold labels: that of a tagger's labels, unless another one fits better."""
    labels = {label for row in gold for label in row}
    if scheme.has(labels) and all(scheme.find_illegal(row) is None for row in gold):
        return scheme
    own = find_scheme(labels)
    return scheme if own is None else refined(own, gold)
