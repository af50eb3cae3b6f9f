"""From counts to probabilities: the classic ways to smooth an n-gram model.

Each is written as the tables of a back-off model, as an ARPA file holds them: p(w | h) is that of
the longest n-gram hw that is there, times the back-off weights of the longer histories.

Notation: c(·) is a count, h a history, h' the history without its first token, N_k(h) the number
of tokens that follow h exactly k times, V the number of tokens that can be predicted: all but
`<pad>` and `<bos>`.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from seqtasks.errors import DataWarning
from seqtasks.ngrams.tables import Array, Counted, Table
from seqtasks.tokenizers.base import BOS_ID, PAD_ID

Smoothing: TypeAlias = Literal["maximum_likelihood", "additive", "backoff", "kneser_ney"]

NEVER = -99.0  # log10 of zero in an ARPA file


def estimate(counted: Sequence[Counted], smoothing: Smoothing, delta: float = 1.0) -> list[Table]:
    """The tables of a model.

    | smoothing | p(w given h) |
    |---|---|
    | `"maximum_likelihood"` | c(hw) / c(h) |
    | `"additive"` | (c(hw) + δ) / (c(h) + δ V), with δ = 1 Laplace's |
    | `"backoff"` | (c(hw) - D) / c(h) where c(hw) > 0, else α(h) p(w given h') |
    | `"kneser_ney"` | interpolated modified Kneser-Ney, three discounts an order |

    Back-off is Katz's (1987) with the absolute discount D of Ney et al. (1994); modified Kneser-Ney
    is Chen & Goodman's (1999).

    Args:
        counted: the n-grams of each order.
        smoothing: one of the four.
        delta: δ of additive smoothing, above 0.

    Returns:
        A table for each order.
    """
    if smoothing == "kneser_ney":
        return _kneser_ney(counted)
    if smoothing == "backoff":
        return _absolute_backoff(counted)
    return _additive(counted, delta if smoothing == "additive" else 0.0)


def predictable(vocabulary_size: int) -> Array:
    """bool (vocabulary_size,): the tokens that can be predicted."""
    return ~np.isin(np.arange(vocabulary_size), [PAD_ID, BOS_ID])


def _kneser_ney(counted: Sequence[Counted]) -> list[Table]:
    """p(w|h) = (a(hw) - D(a(hw))) / Σ_x a(hx) + γ(h) p(w|h'), Chen & Goodman (1999), (20) to (26).

    a is the count in the highest order and for n-grams from `<bos>`, elsewhere the number of
    different tokens before the n-gram; unigrams are interpolated with 1 / V. γ(h) is the back-off
    weight.
    """
    probabilities: list[Array] = []
    backoffs: list[Array] = []
    for n, grams in enumerate(counted, start=1):
        above = counted[n] if n < len(counted) else None
        adjusted = grams.counts
        if above is not None:
            different = np.bincount(above.suffixes, minlength=len(grams.keys))
            adjusted = np.where(grams.from_start, grams.counts, different)
        if n == 1:
            adjusted = np.where(predictable(grams.vocabulary_size), adjusted, 0)
        discounts = np.r_[0.0, kneser_ney_discounts(adjusted, n)][np.minimum(adjusted, 3)]
        if n == 1:
            total, freed = adjusted.sum(), discounts.sum()
            lower = predictable(grams.vocabulary_size) / predictable(grams.vocabulary_size).sum()
            probabilities.append((adjusted - discounts + freed * lower) / total)
            continue
        histories = len(counted[n - 2].keys)
        total = np.bincount(grams.prefixes, adjusted, histories)
        freed = np.bincount(grams.prefixes, discounts, histories)
        backoffs.append(np.divide(freed, total, out=np.ones(histories), where=total > 0))
        lower = probabilities[-1][grams.suffixes]
        seen = (adjusted - discounts) / total[grams.prefixes]
        probabilities.append(seen + backoffs[-1][grams.prefixes] * lower)
    return _tables(counted, probabilities, backoffs)


def kneser_ney_discounts(adjusted: Array, order: int) -> Array:
    """D_1, D_2, D_3+ of one order, Chen & Goodman (1999), (26): D_k = k - (k + 1) Y n_{k+1} / n_k.

    Y = n_1 / (n_1 + 2 n_2), n_k the number of n-grams with an adjusted count of k. Where the
    formula is not defined, because no n-gram has a count of 1, 2 or 3, as in a small text or among
    few characters, or where a discount falls outside [0, k], the discounts are 0.5, 1 and 1.5, with
    one warning. KenLM's `lmplz --discount_fallback` does the same; n_4 = 0 alone gives D_3+ = 3.
    """
    n = np.bincount(np.minimum(adjusted, 5), minlength=6).astype(float)
    if n[1:4].all():
        y = n[1] / (n[1] + 2.0 * n[2])
        discounts = np.array([k - (k + 1) * y * n[k + 1] / n[k] for k in (1, 2, 3)])
        if (discounts >= 0.0).all() and (discounts <= [1.0, 2.0, 3.0]).all():
            return discounts
    warnings.warn(
        f"Too few n-grams of order {order} occur 1 to 3 times to estimate the Kneser-Ney "
        "discounts: 0.5, 1 and 1.5 are taken.",
        DataWarning,
        stacklevel=2,
    )
    return np.array([0.5, 1.0, 1.5])


def _absolute_backoff(counted: Sequence[Counted]) -> list[Table]:
    """D = n_1 / (n_1 + 2 n_2) an order; unigrams share what is freed evenly."""
    probabilities: list[Array] = []
    backoffs: list[Array] = []
    for n, grams in enumerate(counted, start=1):
        counts = grams.counts
        if n == 1:
            counts = np.where(predictable(grams.vocabulary_size), counts, 0)
        once, twice = (counts == 1).sum(), (counts == 2).sum()
        discount = once / (once + 2.0 * twice) if once and twice else 0.5
        discounts = np.where(counts > 0, discount, 0.0)
        if n == 1:
            even = predictable(grams.vocabulary_size) / predictable(grams.vocabulary_size).sum()
            probabilities.append((counts - discounts + discounts.sum() * even) / counts.sum())
            continue
        histories = len(counted[n - 2].keys)
        total = np.bincount(grams.prefixes, counts, histories)
        covered = np.bincount(grams.prefixes, probabilities[-1][grams.suffixes], histories)
        left = 1.0 - covered  # of the lower order, for tokens that never follow the history
        usable = (total > 0) & (left > 1e-12)
        discounts = np.where(usable[grams.prefixes], discounts, 0.0)  # else nothing is left to free
        freed = np.bincount(grams.prefixes, discounts, histories)
        freed_share = np.divide(freed, total, out=np.zeros(histories), where=total > 0)
        weights = np.divide(freed_share, left, out=np.ones(histories), where=usable)
        backoffs.append(weights)
        probabilities.append((counts - discounts) / total[grams.prefixes])
    return _tables(counted, probabilities, backoffs)


def _additive(counted: Sequence[Counted], delta: float) -> list[Table]:
    """The highest order alone; the others only lead from a token to 1 / V."""
    highest = counted[-1]
    tokens = predictable(highest.vocabulary_size)
    size = tokens.sum()
    if len(counted) == 1:
        counts = np.where(tokens, highest.counts, 0)
        return _tables(counted, [(counts + delta * tokens) / (counts.sum() + delta * size)], [])
    probabilities, backoffs = [tokens / size], []
    for below, grams in itertools.pairwise(counted):
        # A line's first tokens have a shorter context: all of it, from `<bos>` on.
        whole = grams.from_start | (grams is highest)
        histories = len(below.keys)
        total = np.bincount(grams.prefixes, np.where(whole, grams.counts, 0), histories)
        seen = (grams.counts + delta) / np.maximum(total + delta * size, 1e-300)[grams.prefixes]
        probabilities.append(np.where(whole, seen, 1.0 / size))
        ones = np.ones(histories)
        backoffs.append(np.divide(delta * size, total + delta * size, out=ones, where=total > 0))
    return _tables(counted, probabilities, backoffs)


def _tables(
    counted: Sequence[Counted], probabilities: Sequence[Array], backoffs: Sequence[Array]
) -> list[Table]:
    highest = np.ones(len(counted[-1].keys))
    return [
        Table(grams.keys, _log10(p), _log10(backoff))
        for grams, p, backoff in zip(counted, probabilities, [*backoffs, highest], strict=True)
    ]


def _log10(values: Array) -> Array:
    logs = np.full(len(values), NEVER, np.float32)
    np.log10(values, out=logs, where=values > 0, casting="same_kind")
    return logs
