"""Token embedding."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from seqtasks.blocks.cells import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class TokenEmbedding(keras.layers.Layer):
    """A learnt vector for each token id.

    Masking: ids are looked up whatever they are; what follows gets the mask explicitly
    (`seqtasks.blocks.masks.padding_mask`).

    Args:
        vocabulary_size: int > 0, ids lie in 0 .. vocabulary_size - 1.
        embedding_dim: int > 0, width of the vectors.
        dropout: share of vector components dropped in training, in [0, 1).

    Call arguments:
        token_ids: int32, any shape.

    Returns:
        float32 (..., embedding_dim).
    """

    def __init__(
        self, vocabulary_size: int, embedding_dim: int, *, dropout: float = 0.0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        for name, value in (
            ("vocabulary_size", vocabulary_size),
            ("embedding_dim", embedding_dim),
        ):
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"`{name}` must be a positive int. Received: {name}={value!r}")
        self.vocabulary_size = vocabulary_size
        self.embedding_dim = embedding_dim
        self.dropout = dropout_layer(dropout)

    def build(self, input_shape: Any = None) -> None:
        """Creates the table."""
        self.embeddings = self.add_weight(
            name="embeddings",
            shape=(self.vocabulary_size, self.embedding_dim),
            initializer=keras.initializers.RandomNormal(stddev=self.embedding_dim**-0.5),
        )
        self.built = True

    def call(self, token_ids: Tensor, training: bool = False) -> Tensor:
        """The vectors of `token_ids`."""
        vectors = ops.take(self.embeddings, token_ids, axis=0)
        return self.dropout(vectors, training=training)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "embedding_dim": self.embedding_dim,
            "dropout": self.dropout.rate,
        }


def dropout_layer(rate: float) -> keras.layers.Dropout:
    """A dropout layer, after a check that its rate lies in [0, 1)."""
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"`dropout` must lie in [0, 1). Received: dropout={rate!r}")
    return keras.layers.Dropout(rate)
