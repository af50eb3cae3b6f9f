"""Networks that write no `<unk>`."""

from __future__ import annotations

from typing import Any

from keras import ops

from seqtasks.tensors import Tensor
from seqtasks.tokenizers.base import UNK_ID


class WithoutUnknown:
    """A network whose every other token may be written; in all else it is that network.

    log p of the other tokens stays as it is: they do not sum to one.

    Args:
        network: an `EncoderDecoder` or an `Ensemble`.
    """

    def __init__(self, network: Any) -> None:
        self._network = network

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)

    def step(self, token_ids: Tensor, state: Any) -> tuple[Tensor, Any, Tensor | None]:
        """As of `Steppable`, with -inf for `<unk>`."""
        log_probs, state, weights = self._network.step(token_ids, state)
        unknown = ops.equal(ops.arange(log_probs.shape[-1]), UNK_ID)
        return ops.where(unknown, float("-inf"), log_probs), state, weights
