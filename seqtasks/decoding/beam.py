"""Beam search: the `beam_size` best hypotheses, step by step, inside the graph."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
from keras import ops

from seqtasks.decoding.hypotheses import (
    NEVER,
    UNWRITABLE,
    Hypotheses,
    Steppable,
    check_search,
    is_writable,
    length_penalty,
    write,
)
from seqtasks.decoding.selection import pick, top_k
from seqtasks.tensors import Tensor
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID


class _Beam(NamedTuple):
    """Hypotheses that still grow and those that ended; k is the beam size."""

    alive_ids: Tensor  # int32 (batch, k, max_length)
    alive_log_probs: Tensor  # float32 (batch, k)
    last: Tensor  # int32 (batch · k,), the last token of the alive ones
    coverage: Tensor  # float32 (batch · k, source_time), attention on each source token; or width 0
    ended_ids: Tensor  # int32 (batch, k, max_length)
    ended_scores: Tensor  # float32 (batch, k), -inf where there is none yet
    num_ended: Tensor  # int32 (batch,)
    is_open: Tensor  # bool (batch,), whether a row still looks for hypotheses


class _Step(NamedTuple):
    """What can follow each hypothesis."""

    gains: Tensor  # float32 (batch · k, n), log p of the likeliest tokens
    tokens: Tensor  # int32 (batch · k, n)
    weights: Tensor | None  # float32 (batch · k, source_time), attention, if it is asked for


class _Ranking(NamedTuple):
    """How ended hypotheses are compared, and how many of them are asked for."""

    alpha: float
    beta: float
    mask: Tensor | None  # bool (batch, source_time), with `beta`
    num_best: int

    def scores(self, log_probs: Tensor, length: Tensor | int, coverage: Tensor) -> Tensor:
        """Of hypotheses (batch, n); coverage: float32 (batch, n, source_time)."""
        scores = log_probs / length_penalty(length, self.alpha)
        if self.mask is None:
            return scores
        missed = ops.log(ops.clip(coverage, 1e-6, 1.0)) * ops.cast(self.mask[:, None], "float32")
        return scores + self.beta * ops.sum(missed, axis=-1)


def beam_search(
    network: Steppable,
    state: Any,
    *,
    beam_size: int,
    max_length: int,
    alpha: float = 0.0,
    beta: float = 0.0,
    mask: Tensor | None = None,
    num_best: int | None = None,
) -> Hypotheses:
    """Keeps the `beam_size` likeliest beginnings at every step.

    A beginning that is extended by `<eos>` while among the best ends and leaves its place. A row is
    done when no beginning can become one of the `num_best`, or when `beam_size` hypotheses have
    ended and the best of them scores as well as every beginning would, ended where it stands; so a
    beam of 1 is greedy search. It is done, too, where nothing can follow any beginning: these are
    hypotheses as they stand. Rows do not influence each other.

    Args:
        network: gives log p of the next token, and with `beta` the attention weights.
        state: the network's state before the first token, from its `start`: a NamedTuple with the
            fields `fixed` and `carried`.
        beam_size: hypotheses kept for each row, k.
        max_length: tokens at most, `<eos>` included.
        alpha: exponent of the length penalty by which ended hypotheses are compared.
        beta: weight of the coverage penalty, Σ_j log min(Σ_t α_tj, 1) over the source's tokens j,
            which is added to that (Wu et al., 2016, eq. 14); 0 for none.
        mask: with `beta`, the source's, bool (batch, source_time).
        num_best: how many hypotheses of a row are asked for; the others may be any. None for all.

    Returns:
        Hypotheses with number = beam_size. Ended ones stand before those that `max_length` cut or
        that nothing can follow; where there are fewer, `<pad>` with a score of -inf follows.

    Raises:
        ValueError: for a `beam_size` or `max_length` below 1, a negative `alpha` or `beta`, a
            `num_best` beyond the beam, or `beta` without `mask` or without attention.
    """
    check_search(max_length, alpha, beam_size, beta)
    if num_best is not None and not 1 <= num_best <= beam_size:
        raise ValueError(
            f"`num_best` must lie between 1 and the beam size, {beam_size}. "
            f"Received: num_best={num_best}"
        )
    if beta and mask is None:
        raise ValueError(f"`beta` needs the source's `mask`. Received: beta={beta!r}, mask=None")
    ranking = _Ranking(alpha, beta, mask if beta else None, num_best or beam_size)
    batch = ops.shape(keras.tree.flatten(state.carried)[0])[0]

    def step(last: Tensor, state: Any) -> tuple[_Step, Any]:
        """The likeliest tokens after each hypothesis, and the states after it."""
        log_probs, state, weights = network.step(last, state)
        if beta and weights is None:
            raise ValueError(f"`beta` needs a network with attention. Received: beta={beta!r}")
        return _Step(*_likeliest(log_probs, 2 * beam_size), weights if beta else None), state

    def advance(
        t: Tensor | int, beam: _Beam, found: _Step, state: Any
    ) -> tuple[Tensor | int, _Beam, Any]:
        if beta:
            is_open = ops.repeat(beam.is_open, beam_size)[:, None]  # what is done reads no more
            weights = ops.where(is_open, found.weights, 0.0)
            beam = beam._replace(coverage=beam.coverage + weights)
        beam, parents = _extend(beam, found, t, max_length, ranking)
        rows = ops.reshape(ops.arange(batch)[:, None] * beam_size + parents, (-1,))
        carried = keras.tree.map_structure(lambda x: ops.take(x, rows, axis=0), state.carried)
        beam = beam._replace(coverage=ops.take(beam.coverage, rows, axis=0))
        return t + 1, beam, state._replace(carried=carried)

    def going(t: Tensor, beam: _Beam, _state: Any) -> Tensor:
        return ops.logical_and(t < max_length, ops.any(beam.is_open))

    def body(t: Tensor, beam: _Beam, state: Any) -> tuple[Tensor | int, _Beam, Any]:
        return advance(t, beam, *step(beam.last, state))

    def for_each(structure: Any) -> Any:
        """What stands once for a source as it stands for each of its hypotheses."""
        return keras.tree.map_structure(lambda x: ops.repeat(x, beam_size, axis=0), structure)

    source_time = ops.shape(mask)[1] if beta else 0
    beam = _first(batch, beam_size, max_length, source_time)
    # A source has one beginning at first; what is fixed for it stands once all the way.
    found, state = step(beam.last[::beam_size], state)
    state = state._replace(carried=for_each(state.carried))
    found = _Step(
        for_each(found.gains),
        for_each(found.tokens),
        None if found.weights is None else for_each(found.weights),
    )
    _, beam, _ = ops.while_loop(going, body, advance(0, beam, found, state))
    return _best(beam, ranking)


def _first(batch: Tensor, k: int, max_length: int, source_time: Tensor | int) -> _Beam:
    """One alive hypothesis a row: nothing but `<bos>`."""
    nothing = ops.full((batch, k, max_length), PAD_ID, dtype="int32")
    alone = ops.where(ops.equal(ops.arange(k), 0), 0.0, NEVER)  # (k,)
    return _Beam(
        alive_ids=nothing,
        alive_log_probs=ops.zeros((batch, k), dtype="float32") + alone,
        last=ops.full((batch * k,), BOS_ID, dtype="int32"),
        coverage=ops.zeros((batch * k, source_time), dtype="float32"),
        ended_ids=nothing,
        ended_scores=ops.full((batch, k), NEVER, dtype="float32"),
        num_ended=ops.zeros((batch,), dtype="int32"),
        is_open=ops.ones((batch,), dtype="bool"),
    )


def _extend(
    beam: _Beam, found: _Step, t: Tensor | int, max_length: int, ranking: _Ranking
) -> tuple[_Beam, Tensor]:
    """The beam after one more token, and each new alive hypothesis' parent, int32 (batch, k)."""
    k = beam.alive_ids.shape[1]
    gains, tokens, _ = found
    n = tokens.shape[-1]
    totals = beam.alive_log_probs[..., None] + ops.reshape(gains, (-1, k, n))
    # At most k of the best 2k end, one from each parent: k others are left to go on.
    best, index = top_k(ops.reshape(totals, (-1, k * n)), 2 * k)  # (batch, 2k)
    parents = index // n
    tokens = pick(ops.reshape(tokens, (-1, k * n)), index)
    candidates = write(pick(beam.alive_ids, parents), t, tokens)  # (batch, 2k, max_length)
    is_end = ops.equal(tokens, EOS_ID)

    among_best = ops.arange(2 * k) < k
    ends = ops.logical_and(ops.logical_and(is_end, among_best), beam.is_open[:, None])
    ends = ops.logical_and(ends, best > NEVER)
    coverage = pick(_by_row(beam.coverage, k), parents)  # (batch, 2k, source_time)
    scores = ops.where(ends, ranking.scores(best, t + 1, coverage), NEVER)
    ended_scores, kept = top_k(ops.concatenate([beam.ended_scores, scores], axis=1), k)
    ended_ids = pick(ops.concatenate([beam.ended_ids, candidates], axis=1), kept)
    num_ended = beam.num_ended + ops.sum(ops.cast(ends, "int32"), axis=1)

    alive_log_probs, kept = top_k(ops.where(is_end, NEVER, best), k)
    tokens = pick(tokens, kept)
    # No penalty falls below that of the longest hypothesis, and no log p rises.
    hope = alive_log_probs[:, 0] / length_penalty(max_length, ranking.alpha)
    can_win = hope > ended_scores[:, ranking.num_best - 1]
    standing = ranking.scores(alive_log_probs, t + 1, pick(coverage, kept))
    leads = ops.max(standing, axis=1, initial=NEVER) > ended_scores[:, 0]
    goes_on = ops.logical_and(can_win, ops.logical_or(num_ended < k, leads))
    # A row that is done, or that nothing can follow, stays as it is.
    moves = ops.logical_and(beam.is_open, best[:, 0] > NEVER)[:, None]
    extended = _Beam(
        alive_ids=ops.where(moves[:, :, None], pick(candidates, kept), beam.alive_ids),
        alive_log_probs=ops.where(moves, alive_log_probs, beam.alive_log_probs),
        last=ops.reshape(tokens, (-1,)),
        coverage=beam.coverage,
        ended_ids=ended_ids,
        ended_scores=ended_scores,
        num_ended=num_ended,
        is_open=ops.logical_and(beam.is_open, goes_on),
    )
    return extended, ops.where(moves, pick(parents, kept), ops.arange(k))


def _likeliest(log_probs: Tensor, number: int) -> tuple[Tensor, Tensor]:
    """The best tokens of each hypothesis that a text can hold, and log p of them.

    A few more are looked at, so that nothing as large as the vocabulary is written.
    """
    number = min(number + len(UNWRITABLE), log_probs.shape[-1])
    found, tokens = top_k(log_probs, number)
    can_be = ops.logical_and(is_writable(tokens), found > NEVER)  # also not NaN
    return ops.where(can_be, found, NEVER), tokens


def _best(beam: _Beam, ranking: _Ranking) -> Hypotheses:
    """The ended hypotheses, best first, then the cut ones where there are fewer than k."""
    k = beam.alive_ids.shape[1]
    coverage = _by_row(beam.coverage, k)
    length = ops.sum(ops.cast(ops.not_equal(beam.alive_ids, PAD_ID), "int32"), axis=-1)
    cut_scores, order = top_k(ranking.scores(beam.alive_log_probs, length, coverage), k)
    scores = ops.concatenate([beam.ended_scores, cut_scores], axis=1)
    token_ids = ops.concatenate([beam.ended_ids, pick(beam.alive_ids, order)], axis=1)
    # Ended ones first: both halves are sorted, so it is enough to know where the first one ends.
    first_cut = ops.minimum(beam.num_ended, k)[:, None]
    places = ops.arange(k)[None]
    places = ops.where(places < first_cut, places, k + places - first_cut)
    token_ids, scores = pick(token_ids, places), pick(scores, places)
    return Hypotheses(ops.where(scores[:, :, None] > NEVER, token_ids, PAD_ID), scores)


def _by_row(vectors: Tensor, k: int) -> Tensor:
    """Vectors (batch · k, dim) as (batch, k, dim)."""
    return ops.reshape(vectors, (-1, k, ops.shape(vectors)[-1]))
