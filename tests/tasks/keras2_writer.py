"""Writes files as Keras 2 did, from descriptions of layers and arrays: no Keras is needed."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import h5py
import numpy as np


def layer(kind: str, name: str, *inbound: Any, **config: Any) -> dict[str, Any]:
    """A layer as Keras 2 describes it; `inbound`: the names of what its only call reads."""
    settings = {"name": name, "trainable": True, "dtype": "float32", **config}
    described: dict[str, Any] = {"class_name": kind, "config": settings}
    if kind == "InputLayer":
        settings |= {"batch_input_shape": [None, None], "sparse": False, "ragged": False}
    return {
        **described,
        "name": name,
        "inbound_nodes": [[[source, 0, 0, {}] for source in inbound]] if inbound else [],
    }


def sequential(*layers: dict[str, Any], name: str = "theirs") -> dict[str, Any]:
    return {"class_name": "Sequential", "config": {"name": name, "layers": list(layers)}}


def functional(*layers: dict[str, Any], name: str = "theirs") -> dict[str, Any]:
    """A model from the first layer to the last."""
    first, last = layers[0]["name"], layers[-1]["name"]
    ends = {"input_layers": [[first, 0, 0]], "output_layers": [[last, 0, 0]]}
    return {"class_name": "Functional", "config": {"name": name, "layers": list(layers), **ends}}


def write_h5(path, model, weights, *, version="2.11.0", backend="tensorflow") -> None:
    """weights: arrays by the name of the layer."""
    with h5py.File(path, "w") as file:
        if version is not None:
            file.attrs["keras_version"] = version
        file.attrs["model_config"] = json.dumps(model)
        group = file.create_group("model_weights")
        group.attrs["backend"] = backend
        for described in model["config"]["layers"]:
            name = described["config"]["name"]
            arrays = weights.get(name, [])
            stored = group.create_group(name)
            names = [f"{name}/weight_{number}:0" for number in range(len(arrays))]
            stored.attrs["weight_names"] = [n.encode() for n in names]
            for key, array in zip(names, arrays, strict=True):
                stored[key] = np.asarray(array, "float32")


def write_archive(path, model, weights, *, version="2.13.1") -> None:
    """weights: arrays by the place of the layer, such as `layers/lstm/cell`."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for place, arrays in weights.items():
            for number, array in enumerate(arrays):
                file[f"{place}/vars/{number}"] = np.asarray(array, "float32")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": version}))
        archive.writestr("config.json", json.dumps(model))
        archive.writestr("model.weights.h5", content.getvalue())
