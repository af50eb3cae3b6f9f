"""The best sequence of labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from keras import ops

from seqtasks.blocks.crf import has_token_before, scan_steps, scores_of_first
from seqtasks.corpora.span_labels import SpanScheme
from seqtasks.tensors import Tensor

FORBIDDEN = -1e9  # the score of what must not be


class Transitions(NamedTuple):
    """What following each other, beginning and ending adds to the score of labels.

    Attributes:
        between: float32 (num_labels, num_labels), from a label to the next.
        start: float32 (num_labels,).
        end: float32 (num_labels,).
    """

    between: Any
    start: Any
    end: Any

    def plus(self, other: Transitions) -> Transitions:
        """The sums."""
        return Transitions(*(a + b for a, b in zip(self, other, strict=True)))


def span_transitions(labels: Sequence[str], scheme: SpanScheme) -> Transitions:
    """Forbids labels to follow each other, to begin or to end a sentence as no scheme has them.

    Args:
        labels: of the network; one that is not written as the scheme has it counts as `O`.
        scheme: of the labels, such as BIO, where `I-x` follows `B-x` or `I-x` only.
    """
    allowed = np.array([[scheme.allows(a, b) for b in (*labels, "O")] for a in (*labels, "O")])
    scores = np.where(allowed, 0.0, FORBIDDEN).astype("float32")  # the last row and column: outside
    return Transitions(scores[:-1, :-1], scores[-1, :-1], scores[:-1, -1])


def viterbi(scores: Tensor, mask: Tensor, transitions: Transitions) -> tuple[Tensor, Tensor]:
    """The sequence of labels with the highest score (Viterbi, 1967).

    Args:
        scores: float32 (batch, time, num_labels), of each label at each step.
        mask: bool (batch, time), True at a token.
        transitions: what is added for two labels that follow each other, and at the ends.

    Returns:
        Labels, int32 (batch, time), at padding those of the token before it, or of the first; and
        scores, float32 (batch,).
    """
    to_label = ops.transpose(ops.convert_to_tensor(transitions.between))  # (to, from)

    def step(best: Tensor, at: tuple[Tensor, ...]) -> Tensor:
        of_step, kept = at
        reached = ops.max(best[:, None, :] + to_label, axis=2) + of_step
        return ops.where(kept[:, None], reached, best)

    def step_back(label: Tensor, at: tuple[Tensor, ...]) -> Tensor:
        best, has_next = at
        before = ops.argmax(best + ops.take(to_label, label, axis=0), axis=1)
        return ops.where(has_next, ops.cast(before, "int32"), label)

    has_before = has_token_before(mask)
    best = scan_steps(step, scores_of_first(scores, mask) + transitions.start, scores, has_before)
    last = best[:, -1] + transitions.end
    best_label = ops.cast(ops.argmax(last, axis=1), "int32")
    has_next = ops.roll(has_before, -1, axis=1)
    labels = scan_steps(step_back, best_label, best, has_next, reverse=True)
    return labels, ops.max(last, axis=1)
