"""Attention: which parts of a memory a query looks at."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import keras
from keras import ops

from seqtasks.blocks.masks import masked_softmax
from seqtasks.tensors import Tensor

Score: TypeAlias = Literal["additive", "dot", "general"]


class AttentionMemory(NamedTuple):
    """What is looked at, made ready once for all queries.

    Attributes:
        keys: float (batch, time, key_dim), what queries are compared with.
        values: float (batch, time, dim), what is summed.
        mask: bool (batch, time), True at a token.
    """

    keys: Tensor
    values: Tensor
    mask: Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class Attention(keras.layers.Layer):
    """c = Σ_j α_j m_j with α = softmax_j score(q, m_j), of a memory m and a query q.

    | score | score(q, m_j) | |
    |---|---|---|
    | `"additive"` | v tanh(q W + m_j U) | Bahdanau et al. (2015) |
    | `"dot"` | q · m_j, q and m_j of one width | Luong et al. (2015) |
    | `"general"` | q W · m_j | Luong et al. (2015) |

    The part that does not depend on the query, m_j U or W m_j, is made once, by `prepare`, for
    which the layer must be built. Additive scores take memory: batch × queries × time × units
    numbers.

    Masking: padding gets a weight of exactly zero; the weights of the tokens sum to one.

    Args:
        score: one of the table.
        units: int > 0, width of v, with `"additive"`; None for the width of the query.

    Call arguments:
        query: float (batch, queries, query_dim).
        memory: `AttentionMemory`, of `prepare`.

    Returns:
        The contexts c, float (batch, queries, dim), and the weights α, float32 (batch, queries,
        time).

    Raises:
        ValueError: for an unknown score, `units` that is no positive int or not of `"additive"`;
            with `"dot"`, for a query and a memory of different widths.
    """

    def __init__(self, score: Score = "general", units: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if score not in get_args(Score):
            known = ", ".join(map(repr, get_args(Score)))
            raise ValueError(f"`score` must be one of {known}. Received: score={score!r}")
        if units is not None and (score != "additive" or not isinstance(units, int) or units < 1):
            raise ValueError(
                "`units` must be a positive int, with the score 'additive'. "
                f"Received: score={score!r}, units={units!r}"
            )
        self.score = score
        self.supports_masking = True
        self.units = units

    def build(
        self, query_shape: tuple[int | None, ...], memory_shape: tuple[int | None, ...]
    ) -> None:
        """Creates the weights for queries (..., query_dim) and memories (..., dim)."""
        query_dim, memory_dim = query_shape[-1] or 0, memory_shape[-1] or 0
        if self.score == "dot" and query_dim != memory_dim:
            raise ValueError(
                "The score 'dot' needs queries as wide as the memory: make the widths equal, or "
                f"take 'general'. Received: query {query_dim}, memory {memory_dim}"
            )
        if self.score != "dot":
            width = self.units or query_dim
            self.memory_kernel = self.add_weight(name="memory_kernel", shape=(memory_dim, width))
            if self.score == "additive":
                self.query_kernel = self.add_weight(name="query_kernel", shape=(query_dim, width))
                self.scale = self.add_weight(name="scale", shape=(width, 1))
        self.built = True

    def prepare(self, memory: Tensor, mask: Tensor) -> AttentionMemory:
        """Makes a memory, float (batch, time, dim) with its mask, ready to be looked at.

        Raises:
            ValueError: the layer is not built.
        """
        if not self.built:
            raise ValueError("Build the layer first: build(query_shape, memory_shape).")
        keys = memory if self.score == "dot" else ops.matmul(memory, self.memory_kernel)
        return AttentionMemory(keys, memory, mask)

    def call(self, query: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        """Contexts and weights; see the class."""
        if self.score == "additive":
            of_query = ops.matmul(query, self.query_kernel)[:, :, None]
            hidden = ops.tanh(of_query + memory.keys[:, None])  # (batch, queries, time, units)
            scores = ops.matmul(hidden, self.scale)[..., 0]
        else:
            scores = ops.matmul(query, ops.transpose(memory.keys, (0, 2, 1)))
        weights = masked_softmax(scores, memory.mask[:, None])
        return ops.matmul(ops.cast(weights, memory.values.dtype), memory.values), weights

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {**super().get_config(), "score": self.score, "units": self.units}
