"""What a calibrated network would reach as it was trained, for comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from seqtasks.blocks.temperatures import ScoringNetwork, as_trained, temperatures
from seqtasks.training.evaluation import TotalLoss
from seqtasks.training.losses import Loss

_COMPARED = ("loss", "calibration_error", "intent_calibration_error")


def is_calibrated(network: ScoringNetwork) -> bool:
    """Whether the scores of a head were divided after training."""
    return any(temperature != 1.0 for temperature in temperatures(network).values())


class AsTrained:
    """Graphs of a network with the scores as they were before they were divided.

    Args:
        network: of a task.
        loss: of its batches.
        function: gives records of what `spec` says.
        spec: of the function's only argument.
    """

    def __init__(
        self,
        network: ScoringNetwork,
        loss: Loss,
        function: Callable[[Any], dict[str, Any]],
        spec: tf.TypeSpec,
    ) -> None:
        self._network = network
        self._loss = loss
        self._function = function
        self._spec = spec
        self._divisors: dict[str, float] = {}
        self._graphs: tuple[TotalLoss, Any]

    def graphs(self) -> tuple[TotalLoss, Any]:
        """The loss of a set, and the function; traced once for the same temperatures."""
        divisors = temperatures(self._network)
        if divisors != self._divisors:
            served = tf.function(self._serve, input_signature=[self._spec], autograph=False)
            self._graphs = TotalLoss(self._network, self._of_batch), served
            self._divisors = divisors
        return self._graphs

    def _of_batch(self, network: Any, *batch: Any, **options: Any) -> Any:
        with as_trained(network):
            return self._loss(network, *batch, **options)

    def _serve(self, inputs: Any) -> dict[str, Any]:
        with as_trained(self._network):
            return self._function(inputs)


def calibration_metrics(network: ScoringNetwork, metrics: Mapping[str, Any]) -> dict[str, float]:
    """What results say of a calibration.

    Args:
        network: a calibrated one.
        metrics: those of the network as it was trained.

    Returns:
        `loss_uncalibrated`, `calibration_error_uncalibrated` and, of taggers with intents,
        `intent_calibration_error_uncalibrated`; `temperature` and `intent_temperature`, what the
        scores were divided by.
    """
    before = {f"{name}_uncalibrated": metrics[name] for name in _COMPARED if name in metrics}
    return {**before, **temperatures(network)}
