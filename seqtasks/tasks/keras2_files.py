"""`.h5` files that Keras 2 wrote, in the form that Keras 3 reads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import h5py
import keras

# What configurations of Keras 2 hold and Keras 3 refuses, with the only value that it computes.
_DROPPED = {"time_major": False, "noise_shape": None}
_WRAPPED = ("layer", "backward_layer", "cell", "cells")  # where a layer holds others


@contextmanager
def in_form_of_keras_3(path: Path) -> Iterator[Path]:
    """The file, or while it is read a copy of it without what Keras 3 no longer knows.

    Layers of Keras 2 tell of `time_major` and `noise_shape`, a SpatialDropout whether it is
    trainable, and those in a wrapper not which module they are of; Keras 3.15 refuses such files.

    Raises:
        ValueError: a layer has another `time_major` or `noise_shape` than all have.
        OSError, KeyError: it is no such file.
    """
    with h5py.File(path) as file:
        config, version = (file.attrs.get(name) for name in ("model_config", "keras_version"))
    if config is None or not _text(version or "").startswith(("1", "2")):
        yield path
        return
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        with h5py.File(copy, "r+") as file:
            file.attrs["model_config"] = json.dumps(_known(json.loads(_text(config))))
        yield copy


def _known(part: Any, is_wrapped: bool = False) -> Any:
    """A part of a configuration as Keras 3 reads it; `is_wrapped`: a layer of a wrapper."""
    if isinstance(part, list):
        return [_known(item, is_wrapped) for item in part]
    if not isinstance(part, dict):
        return part
    for name, value in _DROPPED.items():
        if part.get(name, value) != value:
            raise ValueError(f"Keras 3 has no {name}={part[name]!r}, which a layer of it has.")
    known = {
        name: _known(value, name in _WRAPPED)
        for name, value in part.items()
        if name not in _DROPPED
    }
    if str(known.get("class_name")).startswith("SpatialDropout"):
        known["config"].pop("trainable", None)
    if is_wrapped and hasattr(keras.layers, str(part.get("class_name"))):
        known["config"].pop("batch_input_shape", None)
        return {"module": "keras.layers", "registered_name": None, **known}
    return known


def _text(value: str | bytes) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else value
