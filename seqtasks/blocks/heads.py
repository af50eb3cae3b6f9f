"""Heads: from features to scores over the vocabulary."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.tensors import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class TiedHead(keras.layers.Layer):
    """Scores tokens with the embedding's own table (Press & Wolf, 2017): logits = features Eᵀ + b.

    Args:
        embedding: the `TokenEmbedding` whose table is shared; its `embedding_dim` is the width of
            the features.

    Call arguments:
        features: float32 (..., embedding_dim).

    Returns:
        float32 (..., vocabulary_size).
    """

    def __init__(self, embedding: TokenEmbedding, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.embedding = embedding
        self.supports_masking = True

    def build(self, features_shape: Any = None) -> None:
        """Creates the bias; the table is the embedding's."""
        if not self.embedding.built:
            self.embedding.build()
        self.bias = self.add_weight(
            name="bias", shape=(self.embedding.vocabulary_size,), initializer="zeros"
        )
        self.built = True

    def call(self, features: Tensor) -> Tensor:
        """The logits of `features`."""
        return ops.matmul(features, ops.transpose(self.embedding.embeddings)) + self.bias

    def compute_output_shape(self, features_shape: tuple[int | None, ...]) -> tuple[Any, ...]:
        """(..., embedding_dim) becomes (..., vocabulary_size)."""
        return (*features_shape[:-1], self.embedding.vocabulary_size)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            "embedding": keras.saving.serialize_keras_object(self.embedding),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> TiedHead:
        """The layer of `get_config`."""
        embedding = keras.saving.deserialize_keras_object(config.pop("embedding"))
        return cls(embedding, **config)
