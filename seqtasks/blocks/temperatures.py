"""Temperatures: what the scores of a network's heads are divided by after training."""

from __future__ import annotations

from collections.abc import Mapping

import keras

from seqtasks.blocks.classification import ClassificationNetwork
from seqtasks.blocks.crf import LinearChainCRF
from seqtasks.blocks.imported import ImportedNetwork
from seqtasks.blocks.tagging import TaggingNetwork

ScoringNetwork = ClassificationNetwork | TaggingNetwork | ImportedNetwork


def temperatures(network: ScoringNetwork) -> dict[str, float]:
    """The temperatures of a network's heads by name; 1 where nothing was divided."""
    return {name: getattr(network, name) for name in network.scoring_layers}


def divide_scores(network: ScoringNetwork, by: Mapping[str, float]) -> None:
    """Divides the scores of heads, and with them the potentials of a CRF, for good.

    The divisor goes into the weights, which the scores are proportional to, so that whatever is
    made of the network (answers, files, exports) has the divided scores; the network keeps it
    for the record.

    Args:
        network: a `ClassificationNetwork` or a `TaggingNetwork`.
        by: temperatures above 0 by name, of `network.scoring_layers`.

    Raises:
        ValueError: the scores of a head are not proportional to its weights: it is no linear
            `Dense`; or a temperature is not above 0.
    """
    check_heads(network)
    for name, temperature in by.items():
        if not temperature > 0.0:
            raise ValueError(f"`{name}` must be above 0. Received: {name}={temperature!r}")
        for weight in _weights(network, name):
            weight.assign(weight / temperature)
        setattr(network, name, getattr(network, name) * temperature)


def check_heads(network: ScoringNetwork) -> None:
    """Raises ValueError unless the scores of every head are proportional to its weights."""
    if not network.scoring_layers:
        raise ValueError(f"Only networks with heads have temperatures. Received: {network!r}")
    for layers in network.scoring_layers.values():
        for layer in layers:
            if not (isinstance(layer, LinearChainCRF) or _is_linear(layer)):
                raise ValueError(f"A head must be a linear `Dense` layer. Received: {layer!r}")


def as_trained(network: ScoringNetwork) -> keras.StatelessScope:
    """A scope in which a network's graph scores as it did before `divide_scores`."""
    return keras.StatelessScope(
        state_mapping=[
            (weight, weight * temperature)
            for name, temperature in temperatures(network).items()
            for weight in _weights(network, name)
        ]
    )


def _weights(network: ScoringNetwork, name: str) -> list[keras.Variable]:
    return [weight for layer in network.scoring_layers[name] for weight in layer.weights]


def _is_linear(layer: keras.layers.Layer) -> bool:
    return isinstance(layer, keras.layers.Dense) and layer.activation is keras.activations.linear
