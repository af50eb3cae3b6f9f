"""Beam search: the `beam_size` best hypotheses, step by step, inside the graph."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
from keras import ops

from seqtasks.decoding.hypotheses import (
    Hypotheses,
    Steppable,
    Tensor,
    check_search,
    length_penalty,
    writable,
    write,
)
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID

NEVER = float("-inf")


class _Beam(NamedTuple):
    """Hypotheses that still grow and those that ended; k is the beam size."""

    alive_ids: Tensor  # int32 (batch, k, max_length)
    alive_log_probs: Tensor  # float32 (batch, k)
    last: Tensor  # int32 (batch · k,), the last token of the alive ones
    ended_ids: Tensor  # int32 (batch, k, max_length)
    ended_scores: Tensor  # float32 (batch, k), -inf where there is none yet
    num_ended: Tensor  # int32 (batch,)


def beam_search(
    network: Steppable, state: Any, *, beam_size: int, max_length: int, alpha: float = 0.0
) -> Hypotheses:
    """Keeps the `beam_size` likeliest beginnings at every step.

    A beginning that is extended by `<eos>` while among the best ends and leaves its place; a row
    is done when `beam_size` hypotheses have ended, so that a beam of 1 is greedy search. Rows do
    not influence each other.

    Args:
        network: gives log p of the next token.
        state: the network's state before the first token, from its `start`: a NamedTuple with the
            fields `fixed` and `carried`.
        beam_size: hypotheses kept for each row, k.
        max_length: tokens at most, `<eos>` included.
        alpha: exponent of the length penalty by which ended hypotheses are compared.

    Returns:
        Hypotheses with number = beam_size. Ended ones stand before those that `max_length` cut.

    Raises:
        ValueError: for a `beam_size` or `max_length` below 1 or a negative `alpha`.
    """
    check_search(max_length, alpha, beam_size)
    batch = ops.shape(keras.tree.flatten(state.carried)[0])[0]
    carried = keras.tree.map_structure(lambda x: ops.repeat(x, beam_size, axis=0), state.carried)
    state = state._replace(carried=carried)  # what is fixed stands once for each source

    def going(t: Tensor, beam: _Beam, _state: Any) -> Tensor:
        return ops.logical_and(t < max_length, ops.any(beam.num_ended < beam_size))

    def body(t: Tensor, beam: _Beam, state: Any) -> tuple[Tensor, _Beam, Any]:
        log_probs, state, _ = network.step(beam.last, state)
        beam, parents = _extend(beam, writable(log_probs), t, alpha)
        rows = ops.arange(batch)[:, None] * beam_size + parents  # (batch, k)
        carried = keras.tree.map_structure(
            lambda x: ops.take(x, ops.reshape(rows, (-1,)), axis=0), state.carried
        )
        return t + 1, beam, state._replace(carried=carried)

    _, beam, _ = ops.while_loop(going, body, (0, _first(batch, beam_size, max_length), state))
    return _best(beam, alpha)


def _first(batch: Tensor, k: int, max_length: int) -> _Beam:
    """One alive hypothesis a row: nothing but `<bos>`."""
    nothing = ops.full((batch, k, max_length), PAD_ID, dtype="int32")
    alone = ops.where(ops.equal(ops.arange(k), 0), 0.0, NEVER)  # (k,)
    return _Beam(
        alive_ids=nothing,
        alive_log_probs=ops.zeros((batch, k), dtype="float32") + alone,
        last=ops.full((batch * k,), BOS_ID, dtype="int32"),
        ended_ids=nothing,
        ended_scores=ops.full((batch, k), NEVER, dtype="float32"),
        num_ended=ops.zeros((batch,), dtype="int32"),
    )


def _extend(beam: _Beam, log_probs: Tensor, t: Tensor, alpha: float) -> tuple[_Beam, Tensor]:
    """The beam after one more token, and each new alive hypothesis' parent, int32 (batch, k)."""
    k, vocabulary_size = beam.alive_ids.shape[1], log_probs.shape[-1]
    totals = beam.alive_log_probs[..., None] + ops.reshape(log_probs, (-1, k, vocabulary_size))
    # At most k of the best 2k end, one from each parent: k others are left to go on.
    best, index = ops.top_k(ops.reshape(totals, (-1, k * vocabulary_size)), 2 * k)  # (batch, 2k)
    index = ops.cast(index, "int32")
    parents, tokens = index // vocabulary_size, index % vocabulary_size
    candidates = write(_pick(beam.alive_ids, parents), t, tokens)  # (batch, 2k, max_length)
    is_end = ops.equal(tokens, EOS_ID)

    among_best = ops.arange(2 * k) < k
    open_row = (beam.num_ended < k)[:, None]
    ends = ops.logical_and(ops.logical_and(is_end, among_best), open_row)
    ends = ops.logical_and(ends, best > NEVER)
    scores = ops.where(ends, best / length_penalty(t + 1, alpha), NEVER)
    ended_scores, kept = ops.top_k(ops.concatenate([beam.ended_scores, scores], axis=1), k)
    ended_ids = _pick(ops.concatenate([beam.ended_ids, candidates], axis=1), kept)

    alive_log_probs, kept = ops.top_k(ops.where(is_end, NEVER, best), k)
    tokens = ops.take_along_axis(tokens, kept, axis=1)
    extended = _Beam(
        alive_ids=_pick(candidates, kept),
        alive_log_probs=alive_log_probs,
        last=ops.reshape(tokens, (-1,)),
        ended_ids=ended_ids,
        ended_scores=ended_scores,
        num_ended=beam.num_ended + ops.sum(ops.cast(ends, "int32"), axis=1),
    )
    return extended, ops.take_along_axis(parents, kept, axis=1)


def _best(beam: _Beam, alpha: float) -> Hypotheses:
    """The ended hypotheses, best first, then the cut ones where there are fewer than k."""
    k, max_length = beam.alive_ids.shape[1:]
    cut_scores = beam.alive_log_probs / length_penalty(max_length, alpha)
    scores = ops.concatenate([beam.ended_scores, cut_scores], axis=1)
    token_ids = ops.concatenate([beam.ended_ids, beam.alive_ids], axis=1)
    ended = ops.concatenate([ops.ones((k,), dtype="bool"), ops.zeros((k,), dtype="bool")], axis=0)
    ended_first = ops.where(ended, scores, scores - 1e9)
    _, order = ops.top_k(ended_first, k)
    return Hypotheses(_pick(token_ids, order), ops.take_along_axis(scores, order, axis=1))


def _pick(token_ids: Tensor, index: Tensor) -> Tensor:
    """Hypotheses by their number; token_ids (batch, n, time), index (batch, m)."""
    return ops.take_along_axis(token_ids, ops.cast(index, "int32")[..., None], axis=1)
