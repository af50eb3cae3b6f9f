"""Writes a network with its text side as a SavedModel."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import keras
import tensorflow as tf

from seqtasks.blocks.paths import recurrence_path
from seqtasks.export.quantization import QuantizedWeight, restoring

DESCRIPTION = "assets.extra/seqtasks.json"  # TensorFlow Serving leaves this folder to the user


class Signature(NamedTuple):
    """One way to call an export.

    Attributes:
        function: from tensors by name to a dict of tensors by name.
        inputs: what it takes; the batch is the first axis.
    """

    function: Callable[..., dict[str, Any]]
    inputs: Mapping[str, tf.TensorSpec]


class ExportDescription(NamedTuple):
    """What whoever loads an export must know beyond its signatures.

    Attributes:
        task: the class of the task.
        answer: the output of `serving_default` that is the answer in text.
        tensorflow_text: whether `import tensorflow_text` must come before the export is loaded.
        details: what else the task's commands ask for.
        assets: the files that lie in `assets/`.
    """

    task: str
    answer: str
    tensorflow_text: bool
    details: Mapping[str, Any] = {}
    assets: Sequence[str] = ()


def write_saved_model(
    directory: Path,
    *,
    network: keras.Model,
    resources: Sequence[tf.Module],
    signatures: Mapping[str, Signature],
    description: ExportDescription,
    assets: Sequence[Path] = (),
    quantized: Mapping[int, QuantizedWeight] | None = None,
    path: Literal["loop", "serving"] = "serving",
) -> dict[str, dict[str, str]]:
    """Writes a SavedModel with named signatures.

    Args:
        directory: does not exist yet.
        network: its variables are saved.
        resources: modules with the lookup tables and models that the signatures use.
        signatures: among them `serving_default`.
        description: kept in `assets.extra/seqtasks.json`.
        assets: files to be copied to `assets/`: what the graph's tables were made from.
        quantized: the network's matrices in fewer bits, as `quantize` returns them.
        path: the form of recurrent layers; neither is compiled, neither needs cuDNN.

    Returns:
        For each signature its inputs and outputs by name, as `dtype (shape)`.

    Raises:
        OSError: the files cannot be written.
    """
    module = tf.Module()
    # A Keras network as an attribute would do for tf.saved_model.load, but saved_model_cli and
    # TensorFlow Serving would not find its variables (github.com/keras-team/keras/issues/20095).
    variables, quantized = network.variables, quantized or {}
    module.variables_of_the_network = [
        variable.value for place, variable in enumerate(variables) if place not in quantized
    ]
    module.quantized = list(quantized.values())
    module.resources = list(resources)
    module.assets = [tf.saved_model.Asset(str(path)) for path in assets]
    with recurrence_path(path):  # it serves on other machines
        functions = {
            name: tf.function(
                functools.partial(_call, signature.function, variables, quantized), autograph=False
            ).get_concrete_function(**signature.inputs)
            for name, signature in signatures.items()
        }
    module.functions = list(functions.values())
    try:
        tf.saved_model.save(module, str(directory), signatures=functions)
        (directory / DESCRIPTION).parent.mkdir(exist_ok=True)
        named = description._replace(assets=sorted(path.name for path in assets))
        text = json.dumps(named._asdict(), indent=2)
        (directory / DESCRIPTION).write_text(f"{text}\n", encoding="utf-8")
    except tf.errors.OpError as error:
        raise OSError(str(error).strip().splitlines()[0]) from error
    return {
        name: _tensors(signatures[name].inputs, function.structured_outputs)
        for name, function in functions.items()
    }


def _call(
    function: Callable[..., dict[str, Any]],
    variables: Sequence[Any],
    quantized: Mapping[int, QuantizedWeight],
    **inputs: Any,
) -> dict[str, Any]:
    """What a signature returns, its network's matrices restored where they are quantized."""
    if not quantized:
        return function(**inputs)
    with restoring(variables, quantized):
        return function(**inputs)


def _tensors(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, str]:
    """What a signature takes and returns, for people."""
    return {
        f"{kind} `{name}`": _kind(spec)
        for kind, specs in (("input", inputs), ("output", outputs))
        for name, spec in sorted(specs.items())
    }


def _kind(spec: Any) -> str:
    first, *others = spec.shape
    sizes = ["batch" if first is None else str(first)]
    sizes += ["time" if size is None else str(size) for size in others]
    return f"{spec.dtype.name} ({', '.join(sizes)})"
