"""Spans and their F1 beside seqeval, which counts as conlleval does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from seqeval.metrics import classification_report, f1_score
from seqeval.metrics.sequence_labeling import get_entities

from seqtasks.metrics.counts import Counts, f_scores
from seqtasks.metrics.spans import Span, find_spans, span_counts, span_f1
from tests.oracles.comparing import Answer

KINDS = ("a", "b", "from-to", "ORG")
SCHEMES = {"BIO": "BI"}  # scheme: what stands before the kind


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """The spans of each sentence, and precision, recall and F1 of each kind, however ill formed."""
    scheme = str(random.choice(list(SCHEMES)))
    kinds = KINDS[: random.integers(1, len(KINDS) + 1)]
    labels = ["O", *(f"{prefix}-{kind}" for prefix in SCHEMES[scheme] for kind in kinds)]
    gold = [_sentence(random, labels) for _ in range(random.integers(1, 20))]
    errors = random.random()
    predicted = [
        [str(random.choice(labels)) if random.random() < errors else label for label in row]
        for row in gold
    ]
    for row in (*gold, *predicted):
        expected = [Span(kind, start, end + 1) for kind, start, end in get_entities(row)]
        yield Answer(f"spans of {row}, {scheme}", find_spans(row), expected)
    counts = span_counts(gold, predicted)
    yield Answer("F1", span_f1(counts), f1_score(gold, predicted, zero_division=0), 1e-12)
    if not counts:
        return
    report = classification_report(gold, predicted, output_dict=True, zero_division=0)
    micro = Counts(*map(sum, zip(*counts.values(), strict=True)))
    yield Answer("kinds", set(counts), set(report) - {"micro avg", "macro avg", "weighted avg"})
    for name, of_kind in {**counts, "micro avg": micro}.items():
        theirs = report[name]
        expected = [theirs["precision"], theirs["recall"], theirs["f1-score"], theirs["support"]]
        yield Answer(f"scores of {name}", [*f_scores(of_kind), of_kind.gold], expected, 1e-12)


def _sentence(random: np.random.Generator, labels: list[str]) -> list[str]:
    return [str(label) for label in random.choice(labels, random.integers(1, 15))]
