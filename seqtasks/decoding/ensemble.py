"""Several networks that write together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from keras import ops

from seqtasks.blocks.encoder_decoder import DecodingState, EncoderDecoder
from seqtasks.tensors import Tensor


class Ensemble:
    """Encoder-decoders of the same vocabularies as one: the mean of their probabilities.

    p(y_t | y_<t, x) = 1/n Σ_i p_i(y_t | y_<t, x). Their attention weights are averaged likewise,
    where they have any. It can be searched as one of them can.

    Args:
        networks: one at least.

    Raises:
        ValueError: there is none, or they write different vocabularies.
    """

    def __init__(self, networks: Sequence[EncoderDecoder]) -> None:
        self.networks = list(networks)
        sizes = sorted({network.target_embedding.vocabulary_size for network in self.networks})
        if len(sizes) != 1:
            raise ValueError(
                "`networks` must be one or more that write the same vocabulary. Received: "
                f"vocabularies of {sizes or 'none'}"
            )

    def encode(self, source: Tensor) -> tuple[Any, Tensor]:
        """What each network makes of sources, int32 (batch, source_time), and their mask."""
        encoded = [network.encode(source) for network in self.networks]
        return tuple(memory for memory, _ in encoded), encoded[0][1]

    def start(self, memory: Any, mask: Tensor) -> DecodingState:
        """The states before the first target token."""
        pairs = zip(self.networks, memory, strict=True)
        states = [network.start(of_network, mask) for network, of_network in pairs]
        return DecodingState(
            tuple(state.fixed for state in states), tuple(state.carried for state in states)
        )

    def step(
        self, token_ids: Tensor, state: DecodingState
    ) -> tuple[Tensor, DecodingState, Tensor | None]:
        """One step of writing; see `EncoderDecoder.step`."""
        steps = [
            network.step(token_ids, DecodingState(*of_network))
            for network, *of_network in zip(self.networks, state.fixed, state.carried, strict=True)
        ]
        log_probs, states, weights = zip(*steps, strict=True)
        mean = ops.logsumexp(ops.stack(log_probs), axis=0) - math.log(len(steps))
        carried = tuple(after.carried for after in states)
        return mean, state._replace(carried=carried), _mean(weights)

    def attend(self, encoded: Any, mask: Tensor, target: Tensor) -> Tensor | None:
        """The attention weights of whole targets; see `EncoderDecoder.attend`."""
        pairs = zip(self.networks, encoded, strict=True)
        return _mean([network.attend(of_network, mask, target) for network, of_network in pairs])


def _mean(weights: Sequence[Tensor | None]) -> Tensor | None:
    """The mean of those that there are."""
    found = [of_network for of_network in weights if of_network is not None]
    return ops.mean(ops.stack(found), axis=0) if found else None
