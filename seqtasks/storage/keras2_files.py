"""Files that Keras 2 wrote, `.h5` and `.keras`: their description and their weights.

Keras 3.15 refuses many of them, and reads others with another meaning (KERAS_NOTES 17 and 18): the
model is rebuilt from its description (`seqtasks.storage.keras2_configs`), and the weights are given
to its layers one by one.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import keras
import numpy as np

from seqtasks.blocks.keras2 import WithInitialState
from seqtasks.errors import RunError
from seqtasks.storage.keras2_configs import Config, layers_of, model_of

Array = np.ndarray[Any, Any]

_OLD_LAYERS = "_layer_checkpoint_dependencies/"  # what Keras 2.12 called "layers/"


def load_keras_2(path: Path) -> keras.Model | None:
    """The model of a file that Keras 2 wrote; None for another file.

    Raises:
        RunError: it cannot be rebuilt, or the weights are not those of its description.
        OSError, KeyError, ValueError, TypeError: it is damaged.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if not _is_of_keras_2(json.loads(archive.read("metadata.json"))["keras_version"]):
                return None
            config = json.loads(archive.read("config.json"))
            model = model_of(config)
            with h5py.File(BytesIO(archive.read("model.weights.h5"))) as weights:
                _read_archive(model, config, weights)
        return _finished(model)
    with h5py.File(path) as file:
        description, version = (file.attrs.get(n) for n in ("model_config", "keras_version"))
        version = _text(version or "")
        if description is None:
            raise RunError("it holds weights only: save the whole model")
        if version.startswith("1") or not version:
            raise RunError("Keras 1 wrote it: load it with Keras 2, and save it again")
        if not _is_of_keras_2(version):
            return None
        config = json.loads(_text(description))
        model = model_of(config)
        _read_h5(model, config, file["model_weights"])
    return _finished(model)


def _finished(model: keras.Model) -> keras.Model:
    """The model, whose layers have seen that their weights are there."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            _finished(layer)
        elif isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    return model


def _is_of_keras_2(version: str) -> bool:
    return version.startswith("2.")


class _Leaf(NamedTuple):
    """A layer's own weights, without those of the layers inside of it.

    Attributes:
        trainable: weights that training moves, unless the layer is frozen.
        others: all other weights.
        frozen: whether the layer, or one around it, is not trainable.
        place: where an archive keeps them.
    """

    trainable: list[keras.Variable]
    others: list[keras.Variable]
    frozen: bool
    place: str


def _read_h5(model: keras.Model, config: Config, group: Any) -> None:
    """Gives each layer its weights: in the file those that training moves stand before others."""
    backend = _text(group.attrs.get("backend", "tensorflow"))
    if backend != "tensorflow":
        raise RunError(f"Keras ran on {backend} when it was trained, which computes otherwise")
    for described in layers_of(config):
        name = _name(described)
        if described["class_name"] == "InputLayer":
            continue
        leaves = list(_leaves(model.get_layer(name), described))
        moved = [weight for leaf in leaves if not leaf.frozen for weight in leaf.trainable]
        frozen = [leaf.trainable if leaf.frozen else [] for leaf in leaves]
        others = [
            weight
            for leaf, weights in zip(leaves, frozen, strict=True)
            for weight in (*weights, *leaf.others)
        ]
        stored = group[name]
        _assign(name, moved + others, [stored[key] for key in _list_in(stored, "weight_names")])


def _read_archive(model: keras.Model, config: Config, file: Any) -> None:
    """Gives each layer its weights: the file keeps them by kind and number of the layer."""
    for leaf in _leaves(model, config):
        weights = leaf.trainable + leaf.others
        place = leaf.place if leaf.place in file else leaf.place.replace("layers/", _OLD_LAYERS)
        if weights and place not in file:
            raise RunError(
                f"it has no weights of {leaf.place!r}. Of a layer that stands in two models .keras "
                "files of Keras 2 keep them once: save it as .h5"
            )
        if weights:
            stored = file[place]["vars"]
            values = [stored[str(number)] for number in range(len(stored))]
            _assign(leaf.place, weights, values)


def _leaves(
    layer: keras.layers.Layer, described: Config | None, place: str = "", frozen: bool = False
) -> Iterator[_Leaf]:
    """A layer's own weights and those of the layers inside of it, in the order of Keras 2."""
    frozen = frozen or not layer.trainable
    inside = _inside(layer, described)
    of_others = {id(weight) for _, part, _ in inside for weight in part.weights}
    own = [weight for weight in layer.weights if id(weight) not in of_others]
    for name, part, description in inside:
        yield from _leaves(part, description, f"{place}{name}/", frozen)
    trainable = [weight for weight in own if weight.trainable]
    yield _Leaf(trainable, [weight for weight in own if not weight.trainable], frozen, place)


def _inside(
    layer: keras.layers.Layer, described: Config | None
) -> list[tuple[str, keras.layers.Layer, Config | None]]:
    """The layers inside of one, each with its place in an archive and its description."""
    inner = described["config"] if described else {}
    if isinstance(layer, keras.Model) and described:
        layers = [part for part in layers_of(described) if part["class_name"] != "InputLayer"]
        names = _numbered([part["class_name"] for part in layers])
        return [
            (f"layers/{name}", layer.get_layer(_name(part)), part)
            for name, part in zip(names, layers, strict=True)
        ]
    if isinstance(layer, WithInitialState):
        return _inside(layer.layer, described)
    if isinstance(layer, keras.layers.Bidirectional):
        return [
            ("forward_layer", layer.forward_layer, inner["layer"]),
            ("backward_layer", layer.backward_layer, inner.get("backward_layer")),
        ]
    if isinstance(layer, keras.layers.Wrapper):
        return [("layer", layer.layer, inner["layer"])]
    if isinstance(layer, keras.layers.RNN):
        return [("cell", layer.cell, None)]
    if isinstance(layer, keras.layers.StackedRNNCells):
        names = _numbered([type(cell).__name__ for cell in layer.cells])
        return [
            (f"cells/{name}", cell, None) for name, cell in zip(names, layer.cells, strict=True)
        ]
    if isinstance(layer, keras.layers.MultiHeadAttention):
        parts = (layer.query_dense, layer.key_dense, layer.value_dense, layer.output_dense)
        names = ["_query_dense", "_key_dense", "_value_dense", "_output_dense"]
        return [(name, part, None) for name, part in zip(names, parts, strict=True)]
    return []


def _numbered(kinds: Sequence[str]) -> list[str]:
    """The places of layers in an archive: dense, dense_1, ..."""
    names: list[str] = []
    for kind in kinds:
        name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
        name = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
        count = sum(before == kind for before in kinds[: len(names)])
        names.append(f"{name}_{count}" if count else name)
    return names


def _assign(name: str, weights: Sequence[keras.Variable], values: Sequence[Any]) -> None:
    shapes = [tuple(weight.shape) for weight in weights]
    given = [tuple(value.shape) for value in values]
    if shapes != given:
        raise RunError(f"the weights of {name!r} must have the shapes {shapes}. Received: {given}")
    for weight, value in zip(weights, values, strict=True):
        weight.assign(np.asarray(value))


def _name(described: Config) -> str:
    return str(described.get("name") or described["config"]["name"])


def _list_in(group: Any, name: str) -> list[str]:
    """A list in one attribute, or, where that is too small for it, in several."""
    parts = [name] if name in group.attrs else [n for n in group.attrs if n.startswith(name)]
    parts.sort(key=lambda part: int(part[len(name) :] or 0))
    return [_text(value) for part in parts for value in group.attrs[part]]


def _text(value: str | bytes) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else value
