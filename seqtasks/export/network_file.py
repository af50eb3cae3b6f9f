"""The network on token ids as one file, in formats that others run; each proved by running it."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from seqtasks.blocks.paths import recurrence_path
from seqtasks.errors import RunError
from seqtasks.export.directory import check_new
from seqtasks.export.saved_model import ExportDescription, Signature, write_saved_model

Format: TypeAlias = Literal["keras", "litert", "onnx"]
Inputs: TypeAlias = Mapping[str, Any]  # int32 by name, of one text: the batch is 1
Run: TypeAlias = Callable[[Inputs], Any]

ENDINGS: Mapping[Format, str] = {"keras": ".keras", "litert": ".tflite", "onnx": ".onnx"}
OPSET = 18
TOLERANCE = 1e-4  # of a score, relative to the largest or to 1


def write_network(path: Path, style: Format, network: keras.Model, texts: Sequence[Inputs]) -> int:
    """Writes a network as one file, and keeps it only if it scores as the network does.

    A file for LiteRT takes one text at a time, of any length, since the converter wants to know the
    batch; the others take batches, padded on the right with 0.

    Args:
        path: of the file; does not exist yet.
        style: `"keras"`, a file that `keras.saving.load_model` reads where seqtasks is imported;
            `"litert"` (.tflite); or `"onnx"`.
        network: from token ids to scores.
        texts: inputs on which the file is compared with the network, one by one and where it takes
            batches all together: `token_ids`, which is the only one then and given as it is, or
            several in a dict.

    Returns:
        How many texts were compared.

    Raises:
        RunError: the file exists or cannot be written, a converter is not installed or does not
            manage the network, or a score differs.
    """
    check_new(path)
    writers: dict[Format, Callable[..., Run]] = {
        "keras": _write_keras,
        "litert": _write_litert,
        "onnx": _write_onnx,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            partial = Path(folder) / f"network{ENDINGS[style]}"
            run = writers[style](partial, network, texts[0])
            for inputs in texts if style == "litert" else (*texts, together(texts)):
                found = _converted(style, functools.partial(run, inputs))
                _compare(style, scores(network, inputs), found)
            partial.rename(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(f"The output {path} cannot be written: {reason}") from error
    return len(texts)


def scores(network: keras.Model, inputs: Inputs) -> Any:
    """What a network gives for inputs by name."""
    return network(inputs["token_ids"] if list(inputs) == ["token_ids"] else dict(inputs))


def together(texts: Sequence[Inputs]) -> Inputs:
    """The inputs of all texts as one batch, padded on the right with 0."""

    def batch(tensors: Sequence[np.ndarray]) -> np.ndarray:
        shape = np.max([tensor.shape for tensor in tensors], axis=0)
        widths = ([(0, n - m) for n, m in zip(shape, t.shape, strict=True)] for t in tensors)
        return np.concatenate([np.pad(t, w) for t, w in zip(tensors, widths, strict=True)])

    return {name: batch([np.asarray(inputs[name]) for inputs in texts]) for name in texts[0]}


def _compare(style: Format, ours: Any, theirs: Any) -> None:
    for one, other in zip(keras.tree.flatten(ours), keras.tree.flatten(theirs), strict=True):
        one, other = np.asarray(one), np.asarray(other)
        if one.shape != other.shape:
            raise RunError(
                f"The {style} file gives scores of the shape {other.shape} and is removed: the "
                f"network's have {one.shape}."
            )
        scale = max(1.0, float(np.abs(one).max(initial=0.0)))
        if not np.allclose(one, other, rtol=0.0, atol=TOLERANCE * scale):
            raise RunError(
                f"The {style} file scores otherwise than the network and is removed: by up to "
                f"{np.abs(one - other).max():.3g}."
            )


def _write_keras(path: Path, network: keras.Model, inputs: Inputs) -> Run:
    network.save(path)
    return functools.partial(scores, keras.saving.load_model(path, compile=False))


def _write_litert(path: Path, network: keras.Model, inputs: Inputs) -> Run:
    interpreter = _import("ai_edge_litert.interpreter", "litert")
    signature = Signature(lambda **inputs: _named(scores(network, inputs)), _specs(inputs, batch=1))
    with TemporaryDirectory() as folder:
        write_saved_model(
            Path(folder),
            network=network,
            resources=(),
            signatures={"serving_default": signature},
            description=ExportDescription("network", "scores", tensorflow_text=False),
            path="loop",
        )
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        path.write_bytes(_converted("litert", converter.convert))
    # It reads the file once, and lives as long as the runner.
    runner = _converted(
        "litert",
        lambda: interpreter.Interpreter(model_path=str(path)).get_signature_runner(
            "serving_default"
        ),
    )
    return lambda inputs: _unnamed(runner(**{name: np.asarray(x) for name, x in inputs.items()}))


def _write_onnx(path: Path, network: keras.Model, inputs: Inputs) -> Run:
    tf2onnx, onnxruntime = _import("tf2onnx", "onnx"), _import("onnxruntime", "onnx")
    names, specs = list(inputs), list(_specs(inputs, batch=None).values())
    function = tf.function(
        lambda *tensors: _named(scores(network, dict(zip(names, tensors, strict=True)))),
        input_signature=specs,
        autograph=False,
    )
    with recurrence_path("loop"):
        _converted(
            "onnx",
            lambda: tf2onnx.convert.from_function(
                function, input_signature=specs, opset=OPSET, output_path=str(path)
            ),
        )
    session = _converted("onnx", lambda: onnxruntime.InferenceSession(str(path)))
    outputs = [output.name for output in session.get_outputs()]

    def run(inputs: Inputs) -> Any:
        given = {name: np.asarray(x) for name, x in inputs.items()}
        return _unnamed(dict(zip(outputs, session.run(outputs, given), strict=True)))

    return run


def _specs(inputs: Inputs, batch: int | None) -> dict[str, tf.TensorSpec]:
    """Texts of any length."""
    return {
        name: tf.TensorSpec((batch, *[None] * (len(x.shape) - 1)), tf.int32, name=name)
        for name, x in inputs.items()
    }


def _named(scores: Any) -> dict[str, Any]:
    return dict(scores) if isinstance(scores, Mapping) else {"scores": scores}


def _unnamed(scores: Mapping[str, Any]) -> Any:
    return scores["scores"] if list(scores) == ["scores"] else dict(scores)


def _converted(style: Format, convert: Callable[[], Any]) -> Any:
    """What a converter makes.

    Raises:
        RunError: it does not manage; the message names the obstacle.
    """
    try:
        return convert()
    except Exception as error:  # converters raise whatever their insides do
        raise RunError(
            f"The network cannot be converted for {style}: {_obstacle(error)}"
        ) from error


def _obstacle(error: Exception) -> str:
    """The operation that a converter names, or the first line of what it says."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    found = (re.search(r"'tf\.\w+' op .*|No Op registered for \w+", line) for line in lines)
    return next((match[0] for match in found if match), lines[0])[:200]


def _import(module: str, extra: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise RunError(
            f"The format {extra} needs more packages: pip install 'seqtasks[{extra}]'."
        ) from error
