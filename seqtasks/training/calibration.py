"""Temperature scaling: makes a trained network as sure as it is right."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from seqtasks.blocks.crf import LinearChainCRF
from seqtasks.blocks.temperatures import ScoringNetwork, check_heads, divide_scores
from seqtasks.errors import DataWarning
from seqtasks.training.evaluation import BatchSource
from seqtasks.training.graphs import BatchGraph

LOWEST, HIGHEST = 0.05, 20.0  # temperatures
MAX_SCORES = 2**25  # scores of a head that are kept at most, 128 MiB
_TOLERANCE = 1e-4  # of log T

Array = np.ndarray[Any, Any]
Slope = Callable[[float], float]


class Scored(NamedTuple):
    """What a head says of a batch.

    Attributes:
        scores: float32 (batch, num_classes), or of words (batch, time, num_labels).
        labels: int32 (batch,) or (batch, time).
        mask: bool likewise, True at what counts.
    """

    scores: Any
    labels: Any
    mask: Any


def calibrate(network: ScoringNetwork, validation: BatchSource) -> dict[str, float]:
    """Divides the scores of a network's heads by the temperatures that fit validation best.

    p = softmax(z / T), with the T of each head at which the mean of -log p of the validation labels
    is least (Guo et al., 2017, §4.2). With a CRF all its potentials are divided:
    log p(y | x) = s(x, y) / T - log Σ_y' exp(s(x, y') / T). Answers stay what they are;
    probabilities change. T goes into the weights of the heads (`divide_scores`).

    The loss is convex in 1 / T; T is where its slope is 0, found by bisection in [0.05, 20], exact
    to 1e-4 of itself. Where the validation set does not tell, for example because all its labels
    are right, T stays 1, and a `DataWarning` says why. Of a set with more than 2^25 scores, every
    second batch is used, or every fourth, and so on.

    Args:
        network: a trained `ClassificationNetwork` or `TaggingNetwork` with linear `Dense` heads.
        validation: batches that the network did not learn from.

    Returns:
        The temperatures by name: `temperature`, and with intents `intent_temperature`.

    Raises:
        ValueError: a head is no linear `Dense`.
    """
    check_heads(network)
    crf = getattr(network, "crf", None)
    found = {}
    for name, batches in _scored(network, validation).items():
        if name == "temperature" and crf is not None:
            slope = crf_slope(crf, batches)
        else:
            slope = softmax_slope(batches)
        temperature, obstacle = best_temperature(slope, _kinds(batches))
        if obstacle:
            warnings.warn(
                f"the {name.replace('_', ' ')} stays 1: {obstacle}.", DataWarning, stacklevel=2
            )
        found[name] = temperature
    divide_scores(network, found)
    shown = (f"{name.replace('_', ' ')} {value:.3f}" for name, value in found.items())
    print(f"Calibrated on validation data: {', '.join(shown)}", flush=True)
    return found


def best_temperature(slope: Slope, num_kinds: int = 2) -> tuple[float, str]:
    """The temperature at which a loss is least, and why it is 1 where the data do not tell.

    Args:
        slope: the loss's derivative with respect to 1 / T, at a given 1 / T; it grows with it.
        num_kinds: distinct labels of the data.

    Returns:
        T, and the obstacle in words, empty as a rule.
    """
    if num_kinds < 2:
        return 1.0, f"the validation set has {('no label', 'one label only')[num_kinds]}"
    if not slope(1.0 / LOWEST) > 0.0:
        return 1.0, (
            "all validation labels are right, or nearly, so that a network which is surer fits "
            f"them better, down to {LOWEST} and below"
        )
    if not slope(1.0 / HIGHEST) < 0.0:
        return 1.0, (
            "the scores of the validation labels are no better than chance, so that a network which"
            f" is less sure fits them better, up to {HIGHEST} and above"
        )
    low, high = math.log(LOWEST), math.log(HIGHEST)
    while high - low > _TOLERANCE:
        middle = (low + high) / 2.0
        low, high = (middle, high) if slope(math.exp(-middle)) > 0.0 else (low, middle)
    return math.exp((low + high) / 2.0), ""


def softmax_slope(batches: Sequence[Scored]) -> Slope:
    """The derivative of Σ -log softmax(β z)[label] with respect to β: Σ (E_p[z] - z[label])."""
    rows = [(scores[mask], labels[mask]) for scores, labels, mask in batches]

    def slope(inverse: float) -> float:
        total = 0.0
        for scores, labels in rows:
            below = scores.astype(float) - scores.max(axis=1, keepdims=True)  # the best one's is 0
            weights = np.exp(inverse * below)
            expected = (weights * below).sum(axis=1) / weights.sum(axis=1)
            total += float((expected - below[np.arange(len(labels)), labels]).sum())
        return total

    return slope


def crf_slope(crf: LinearChainCRF, batches: Sequence[Scored]) -> Slope:
    """The derivative of Σ -log p(labels) with all potentials times β, with respect to β."""

    def of_batch(inverse: Any, scores: Any, labels: Any, mask: Any) -> Any:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(inverse)
            scaled = [(weight, weight.value * inverse) for weight in crf.weights]
            with keras.StatelessScope(state_mapping=scaled):
                nats = crf.nats(scores * inverse, labels, mask)
            counts = tf.cast(tf.reduce_any(mask, axis=1), tf.float32)
            total = tf.reduce_sum(nats * counts)
        return tape.gradient(total, inverse)

    graph = BatchGraph(of_batch)

    def slope(inverse: float) -> float:
        beta = tf.constant(inverse, tf.float32)
        return sum(float(graph(beta, *map(tf.convert_to_tensor, batch))) for batch in batches)

    return slope


def _kinds(batches: Sequence[Scored]) -> int:
    """How many labels occur where they count."""
    return len({label for batch in batches for label in np.unique(batch.labels[batch.mask])})


def _scored(network: ScoringNetwork, validation: BatchSource) -> Mapping[str, list[Scored]]:
    """What the heads say of the validation batches, by the name of the head's temperature."""
    graph = BatchGraph(lambda *batch: _of_batch(network, *batch), validation.spec)
    found: dict[str, list[Scored]] = {name: [] for name in network.scoring_layers}
    stride = 1
    for place, batch in enumerate(validation.dataset(validation.plan())):
        if place % stride:
            continue
        for name, tensors in graph(*batch).items():
            found[name].append(Scored(*(tensor.numpy() for tensor in tensors)))
        if any(_size(batches) > MAX_SCORES for batches in found.values()):
            found = {name: batches[::2] for name, batches in found.items()}
            stride *= 2
    return found


def _size(batches: Sequence[Scored]) -> int:
    return sum(batch.scores.size for batch in batches)


def _of_batch(network: ScoringNetwork, inputs: Any, labels: Any, mask: Any) -> dict[str, Scored]:
    features = network.features(inputs)
    has_intents = "intent_temperature" in network.scoring_layers
    of_head = labels["labels"] if has_intents else labels
    scores = {"temperature": Scored(network.head(features), of_head, mask)}
    if has_intents:
        of_intents = network.intent_scores(features, network.mask(inputs))
        counts = tf.reduce_any(mask, axis=1)
        scores["intent_temperature"] = Scored(of_intents, labels["intents"], counts)
    return {
        name: scored._replace(scores=tf.cast(scored.scores, tf.float32))
        for name, scored in scores.items()
    }
