"""How well words are labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from seqtasks.metrics.counts import Counts, f_scores

Sentences = Sequence[Sequence[str]]


def label_metrics(
    words: Sentences, gold: Sentences, predicted: Sentences, known_words: Collection[str]
) -> dict[str, Any]:
    """The metrics of labels, words taken one by one; a label that training never saw is an error.

    Args:
        words: of each sentence.
        gold: a label for each word.
        predicted: likewise.
        known_words: those of the vocabulary.

    Returns:
        Fractions in 0-1: `token_accuracy`, `known_accuracy` and `unknown_accuracy` (of words in the
        vocabulary, and of others, where there are any), `macro_f1` (the mean over labels),
        `sentence_accuracy` (all words right); `labels`, precision, recall, F1, number of words and
        of right ones of each; and `confusions`, [gold, predicted, words], the most frequent first.
    """
    triples = [
        triple
        for rows in zip(words, gold, predicted, strict=True)
        for triple in zip(*rows, strict=True)
    ]
    known = [word in known_words for word, _, _ in triples]
    right = [g == p for _, g, p in triples]
    by_label = label_counts([g for _, g, _ in triples], [p for _, _, p in triples])
    scores = {label: f_scores(counts) for label, counts in by_label.items()}
    sentences = [list(g) == list(p) for g, p in zip(gold, predicted, strict=True)]
    confusions = Counter((g, p) for _, g, p in triples if g != p)
    apart = {
        "known_accuracy": [r for r, k in zip(right, known, strict=True) if k],
        "unknown_accuracy": [r for r, k in zip(right, known, strict=True) if not k],
    }
    return {
        "token_accuracy": share(right),
        **{name: share(some) for name, some in apart.items() if some},
        "macro_f1": sum(score.f1 for score in scores.values()) / max(len(scores), 1),
        "sentence_accuracy": share(sentences),
        "labels": {
            label: {
                **score._asdict(),
                "words": by_label[label].gold,
                "right": by_label[label].right,
            }
            for label, score in scores.items()
        },
        "confusions": [[g, p, count] for (g, p), count in confusions.most_common()],
    }


def label_counts(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, Counts]:
    """Right, predicted and gold occurrences of each label, sorted by its name."""
    wanted, found = Counter(gold), Counter(predicted)
    right = Counter(g for g, p in zip(gold, predicted, strict=True) if g == p)
    return {
        label: Counts(right[label], found[label], wanted[label]) for label in sorted(wanted | found)
    }


def share(right: Sequence[bool]) -> float:
    """The share of what is right, in 0-1; 0 of nothing."""
    return sum(right) / len(right) if right else 0.0
