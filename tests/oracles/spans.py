"""Spans and their F1 beside seqeval, which counts as conlleval does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from seqeval.metrics import classification_report, f1_score
from seqeval.metrics.sequence_labeling import get_entities

from seqtasks.corpora.span_labels import SpanScheme, find_scheme
from seqtasks.metrics.counts import Counts, f_scores
from seqtasks.metrics.spans import NO_KIND, Span, find_spans, span_counts, span_f1
from tests.oracles.comparing import Answer

KINDS = ("a", "b", "from-to", "ORG")
LETTERS = {  # of B, I, E and S in each scheme
    "BIO": "BI",
    "IO": " I",
    "IOE2": " IE",
    "IOBES": "BIES",
    "BILOU": "BILU",
    "BMES": "BMES",
    "BMEWO": "BMEW",
}
Word = tuple[str, str] | None  # one of B, I, E and S, and a kind; None outside of spans


class Writing(NamedTuple):
    """How labels are written.

    Attributes:
        scheme: its name.
        separator: between letter and kind.
        kind_first: whether the kind stands first.
    """

    scheme: str
    separator: str
    kind_first: bool

    @property
    def roles(self) -> str:
        """Which of B, I, E and S the scheme has."""
        letters = LETTERS[self.scheme]
        return "".join(r for r, x in zip("BIES", letters, strict=False) if x != " ")

    def label(self, word: Word) -> str:
        """The label of a word."""
        if word is None:
            return "O"
        letter = LETTERS[self.scheme]["BIES".index(word[0])]
        if not self.separator:
            return letter
        parts = (word[1], letter) if self.kind_first else (letter, word[1])
        return self.separator.join(parts)


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """The spans of each sentence, and precision, recall and F1 of each kind, however ill formed.

    Gold and predicted labels may be of two schemes, as those of a corpus and of a tagger.
    """
    writings = [_writing(random) for _ in range(2)]
    has_kinds = all(writing.separator for writing in writings)
    kinds = KINDS[: random.integers(1, len(KINDS) + 1)] if has_kinds else (NO_KIND,)
    schemes = []
    for writing in writings:
        inventory = [writing.label((role, kind)) for role in writing.roles for kind in kinds]
        scheme = find_scheme({"O", *inventory})
        yield Answer(f"scheme of {inventory}", scheme and scheme.name, writing.scheme)
        schemes.append(scheme or SpanScheme(*writing))
    gold, predicted = _corpus(random, writings, kinds)
    for rows, writing, scheme in zip((gold, predicted), writings, schemes, strict=True):
        for row in rows:
            labels = [writing.label(word) for word in row]
            expected = [Span(k, start, end + 1) for k, start, end in get_entities(_bies(row))]
            yield Answer(f"spans of {labels}", find_spans(labels, scheme), expected)
    ours = [
        [[writing.label(word) for word in row] for row in rows]
        for rows, writing in zip((gold, predicted), writings, strict=True)
    ]
    yield from _scores(span_counts(*ours, *schemes), *(list(map(_bies, x)) for x in
                                                       (gold, predicted)))  # fmt: skip


def _writing(random: np.random.Generator) -> Writing:
    scheme = str(random.choice(list(LETTERS)))
    separator = str(random.choice(["-", "-", "-", "_", ":", "|", "/", ".", ""]))
    if not separator and scheme in ("IO", "BMES", "BMEWO"):  # I alone, or M, may be anything
        separator = "-"
    return Writing(scheme, separator, bool(separator) and bool(random.integers(3) == 0))


def _corpus(
    random: np.random.Generator, writings: list[Writing], kinds: tuple[str, ...]
) -> tuple[list[list[Word]], list[list[Word]]]:
    """Random gold words of sentences, and predicted ones, some of which are the same."""

    def word(writing: Writing) -> Word:
        if random.random() < 0.3:
            return None
        return str(random.choice(list(writing.roles))), str(random.choice(kinds))

    lengths = random.integers(1, 15, random.integers(1, 20))
    gold = [[word(writings[0]) for _ in range(length)] for length in lengths]
    errors = random.random()
    predicted = [
        [w if _has(writings[1], w) and random.random() > errors else word(writings[1]) for w in row]
        for row in gold
    ]
    return gold, predicted


def _has(writing: Writing, word: Word) -> bool:
    return word is None or word[0] in writing.roles


def _bies(row: list[Word]) -> list[str]:
    """Labels as seqeval knows them."""
    return ["O" if word is None else "-".join(word) for word in row]


def _scores(
    counts: dict[str, Counts], gold: list[list[str]], predicted: list[list[str]]
) -> Iterator[Answer]:
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
