"""From the description of a model of Keras 2 to a model of Keras 3 that computes the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import keras

from seqtasks.blocks.imported import EachStep
from seqtasks.blocks.keras2 import (
    WITHOUT_MASK,
    Merge,
    ThresholdedReLU,
    WithInitialState,
    hard_sigmoid_of_keras_2,
)
from seqtasks.errors import RunError

Config = dict[str, Any]

NETWORKS = ("Sequential", "Functional", "Model")
_OWN = {"ThresholdedReLU": ThresholdedReLU, "TimeDistributed": EachStep, **WITHOUT_MASK}
_MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
# What Keras 3 computes as Keras 2 did (tests/oracles/test_keras2_layers.py). No other layer is
# made: some read files or hold code.
_SAME = """
InputLayer Embedding Dense EinsumDense Activation Masking Flatten Reshape Permute RepeatVector Dot
SimpleRNN GRU LSTM RNN SimpleRNNCell GRUCell LSTMCell StackedRNNCells Bidirectional ConvLSTM1D
Conv1D Conv1DTranspose SeparableConv1D DepthwiseConv1D Conv2D SeparableConv2D DepthwiseConv2D
UpSampling1D ZeroPadding1D Cropping1D MaxPooling1D AveragePooling1D GlobalMaxPooling1D
GlobalAveragePooling1D MaxPooling2D AveragePooling2D GlobalMaxPooling2D GlobalAveragePooling2D
BatchNormalization LayerNormalization UnitNormalization GroupNormalization SpectralNormalization
Normalization Attention AdditiveAttention MultiHeadAttention ReLU LeakyReLU ELU PReLU Softmax
Dropout SpatialDropout1D GaussianDropout GaussianNoise AlphaDropout ActivityRegularization
Hashing IntegerLookup CategoryEncoding
"""
SAME = frozenset(_SAME.split())
_WITH_STATES = (keras.layers.RNN, keras.layers.Bidirectional)

# What weights were made by and trained with: they are read from the file.
_OF_TRAINING = re.compile(r".*_(initializer|regularizer|constraint)")
# Settings that Keras 3 has dropped, with the only value that it computes.
_DROPPED = {
    "time_major": False,
    "groups": 1,
    "renorm": False,
    "causal": False,
    "softmax_robust_masking": False,
}
_IRRELEVANT = """
batch_input_shape input_length ragged sparse optional fused virtual_batch_size synchronized
query_shape key_shape value_shape
""".split()  # noqa: SIM905
_KEPT_GROUPS = ("Conv1D", "Conv2D", "GroupNormalization")
_OPERATION = "a TensorFlow operation outside of its layers: put a layer in its place"
_READS_STRINGS = (
    "what reads strings: save what comes after it, and give its vocabulary as --tokenizer"
)
_GPU_ONLY = "a layer for GPUs only: load its weights into the plain one with Keras 2"
_REASONS = {
    "Lambda": "code (a Lambda layer), which would run here: put a layer of Keras in its place",
    "TFOpLambda": _OPERATION,
    "SlicingOpLambda": _OPERATION,
    "TextVectorization": _READS_STRINGS,
    "StringLookup": _READS_STRINGS,
    "CuDNNLSTM": _GPU_ONLY,
    "CuDNNGRU": _GPU_ONLY,
}


def model_of(config: Config) -> keras.Model:
    """Rebuilds a model, with weights of no meaning.

    Args:
        config: `class_name` and `config` of a Sequential or functional model, as `.h5` and `.keras`
            files of Keras 2 hold them.

    Raises:
        RunError: it holds code, or a layer that Keras 3 or this project do not have.
        ValueError, KeyError, TypeError: Keras 3 cannot build it.
    """
    kind = config["class_name"]
    if kind not in NETWORKS:
        raise RunError(f"its model is a {kind!r}, which is no Sequential or functional model")
    if kind == "Sequential":
        return _sequential(config["config"])
    return _Graph(config["config"]).model


def layers_of(config: Config) -> list[Config]:
    """The descriptions of the layers of a model, in their order."""
    inner = config["config"]
    return inner if isinstance(inner, list) else inner["layers"]  # a list before Keras 2.2.3


def _sequential(config: Any) -> keras.Model:
    layers = layers_of({"config": config})
    given = layers[0]["config"].get("batch_input_shape") if layers else None
    made = [_layer(layer) for layer in layers]
    if given is not None and layers[0]["class_name"] != "InputLayer":
        made.insert(0, keras.Input(batch_shape=given, dtype=_input_dtype(layers[0])))
    name = config.get("name") if isinstance(config, dict) else None
    return keras.Sequential(made, name=name)


def _input_dtype(layer: Config) -> str:
    """That of a Sequential model's input, which Keras 2 does not write."""
    return "int32" if layer["class_name"] == "Embedding" else "float32"


def _layer(described: Config) -> Any:
    """A layer of Keras 3, or of ours, that computes what the described one does."""
    kind = described["class_name"]
    if kind in NETWORKS:
        return model_of(described)
    config = _arguments(kind, described["config"])
    if kind == "InputLayer":
        return keras.layers.InputLayer(
            batch_shape=described["config"]["batch_input_shape"], **config
        )
    if kind in _MERGES:
        return Merge(kind.lower(), **config)
    if kind in _OWN:
        return _OWN[kind](**config)
    if kind not in SAME:
        unlike = f"a layer {kind!r}, which Keras 3 does not have or may compute otherwise"
        raise RunError(f"it holds {_REASONS.get(kind, unlike)}")
    if isinstance(config.get("vocabulary"), str):
        raise RunError("a layer of it reads its vocabulary from another file: give it the words")
    return getattr(keras.layers, kind)(**config)


def _arguments(kind: str, config: Config) -> Config:
    """The arguments of a layer as Keras 3 knows them."""
    known = {}
    for name, value in config.items():
        is_groups = name == "groups" and kind in _KEPT_GROUPS
        if name in _DROPPED and not is_groups:
            if value != _DROPPED[name]:
                raise RunError(
                    f"{config['name']!r} has {name}={value!r}, which Keras 3 does not compute"
                )
        elif not (_OF_TRAINING.fullmatch(name) or name in _IRRELEVANT):
            known[name] = _value(name, value)
    if kind.startswith("Spatial"):
        known = {n: v for n, v in known.items() if n not in ("noise_shape", "trainable")}
    if kind in ("GRU", "GRUCell"):
        known.setdefault("reset_after", False)  # the only form before Keras 2.1
    if kind == "LeakyReLU" and "alpha" in known:
        known["negative_slope"] = known.pop("alpha")
    if "axis" in known and isinstance(known["axis"], list) and len(known["axis"]) == 1:
        known["axis"] = known["axis"][0]
    return known


def _value(name: str, value: Any) -> Any:
    """An argument: layers, activations and policies are made, all else is as it was."""
    if name in ("layer", "backward_layer", "cell"):
        return value and _layer(value)
    if name == "cells":
        return [_layer(cell) for cell in value]
    if name.endswith("activation"):
        return _activation(value)
    if name == "dtype" and isinstance(value, dict):
        return value["config"]["name"]
    return value


def _activation(given: Any) -> Any:
    """An activation function, or a layer in its place."""
    if isinstance(given, dict):
        if given["class_name"] != "function":
            return _layer(given)
        given = given["config"]
    if given == "hard_sigmoid":
        return hard_sigmoid_of_keras_2
    return given


class _Graph:
    """A functional model, rebuilt call by call.

    Args:
        config: of a functional model.
    """

    def __init__(self, config: Config) -> None:
        self._described = {layer["name"]: layer for layer in config["layers"]}
        self._layers = {name: _layer(layer) for name, layer in self._described.items()}
        for name, layer in self._layers.items():
            nodes = self._described[name]["inbound_nodes"]
            if isinstance(layer, _WITH_STATES) and any(len(node) > 1 for node in nodes):
                self._layers[name] = WithInitialState(layer, name=name)
        self._made: dict[tuple[str, int], list[Any]] = {}  # tensors of each call of a layer
        waiting = [
            (name, number, node)
            for name, layer in self._described.items()
            for number, node in enumerate(layer["inbound_nodes"], start=self._first(name))
        ]
        for name, layer in self._layers.items():
            if isinstance(layer, keras.layers.InputLayer):
                self._made[name, 0] = [layer.output]
        while waiting:
            later = [call for call in waiting if not self._has_called(*call)]
            if len(later) == len(waiting):
                raise ValueError(f"nothing leads to its layer {waiting[0][0]!r}")
            waiting = later
        inputs, outputs = (
            _alone(self._tensors(config[side])) for side in ("input_layers", "output_layers")
        )
        self.model = keras.Model(inputs, outputs, name=config["name"])

    def _first(self, name: str) -> int:
        """The number of a layer's first call: a model has one, its own, before it is a layer."""
        return int(self._described[name]["class_name"] in NETWORKS)

    def _has_called(self, name: str, number: int, node: Any) -> bool:
        """Calls a layer, if all that it reads is there."""
        read = list(self._references(node))
        keywords: Config = next((reference[3] for reference in read if reference[3:]), {})
        read += self._references(keywords)
        if any((before, call) not in self._made for before, call, *_ in read):
            return False
        layer = self._layers[name]
        inputs = _alone(self._tensors(node))
        keywords = {n: self._tensors(v) for n, v in keywords.items() if n != "training"}
        outputs = layer(inputs, **keywords)
        self._made[name, number] = keras.tree.flatten(outputs)
        return True

    def _tensors(self, structure: Any) -> Any:
        """A structure with tensors in place of the references to them."""
        if self._is_reference(structure):
            name, call, place = structure[:3]
            return self._made[name, call][place]
        if isinstance(structure, dict):
            return {name: self._tensors(value) for name, value in structure.items()}
        if isinstance(structure, list):
            return [self._tensors(value) for value in structure]
        return structure

    def _references(self, structure: Any) -> Iterator[list[Any]]:
        """The references in a structure: name, call, place of the tensor, and perhaps keywords."""
        if self._is_reference(structure):
            yield structure
        elif isinstance(structure, (dict, list)):
            parts = structure.values() if isinstance(structure, dict) else structure
            for part in parts:
                yield from self._references(part)

    def _is_reference(self, structure: Any) -> bool:
        return (
            isinstance(structure, list)
            and len(structure) in (3, 4)
            and isinstance(structure[0], str)
            and structure[0] in self._described
        )


def _alone(tensors: Any) -> Any:
    """The only one of a list, or the list."""
    return tensors[0] if isinstance(tensors, list) and len(tensors) == 1 else tensors
