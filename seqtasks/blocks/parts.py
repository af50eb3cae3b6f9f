"""Networks made of blocks: how the parts are built, written into a config, and made again."""

from __future__ import annotations

from typing import Any, TypeVar

import keras

from seqtasks.blocks.heads import TiedHead

Network = TypeVar("Network", bound=keras.Model)


def build_part(layer: keras.layers.Layer, *shapes: Any) -> None:
    """Builds a part that has not been built yet (one that was loaded has been)."""
    if not layer.built:
        layer.build(*shapes)


def serialized(network: keras.Model, *names: str) -> dict[str, Any]:
    """The configs of a network's parts by name; None for a tied head, which the network makes."""
    parts = {name: getattr(network, name) for name in names}
    return {
        name: None if isinstance(part, TiedHead) else keras.saving.serialize_keras_object(part)
        for name, part in parts.items()
    }


def from_parts(cls: type[Network], config: dict[str, Any], custom_objects: Any = None) -> Network:
    """The network of a config that holds the configs of its parts."""
    return cls(
        **{
            name: keras.saving.deserialize_keras_object(value, custom_objects=custom_objects)
            if isinstance(value, dict) and "class_name" in value
            else value
            for name, value in config.items()
        }
    )
