"""Token embedding."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from seqtasks.blocks.cells.cell import check_rate
from seqtasks.tensors import Tensor

UNKNOWN = 1  # the id of <unk>
NUM_SPECIAL = 4  # <pad>, <unk>, <bos>, <eos> come first


@keras.saving.register_keras_serializable(package="seqtasks")
class TokenEmbedding(keras.layers.Layer):
    """A learnt vector for each token id.

    Masking: ids are looked up whatever they are; what follows gets the mask explicitly
    (`seqtasks.blocks.masks.padding_mask`).

    Args:
        vocabulary_size: int > 0, ids lie in 0 .. vocabulary_size - 1.
        embedding_dim: int > 0, width of the vectors.
        dropout: share of vector components dropped in training, in [0, 1).
        variational: drop the same components at all steps of a sequence (Gal & Ghahramani, 2016).
        embedding_dropout: share of table rows that are zero in a training step, wherever their
            token stands (Gal & Ghahramani, 2016; Merity et al., 2018), in [0, 1).
        word_dropout: share of tokens that are read as `<unk>` in training, so that `<unk>` gets a
            useful vector (Iyyer et al., 2015, there dropped), in [0, 1).

    Call arguments:
        token_ids: int32, any shape.

    Returns:
        float32 (..., embedding_dim).
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_dim: int,
        *,
        dropout: float = 0.0,
        variational: bool = False,
        embedding_dropout: float = 0.0,
        word_dropout: float = 0.0,
        **kwargs: Any,
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
        check_rate("embedding_dropout", embedding_dropout)
        check_rate("word_dropout", word_dropout)
        self.variational = variational
        self.embedding_dropout = embedding_dropout
        self.word_dropout = word_dropout
        self.dropout = dropout_layer(dropout, variational=variational, dtype=self.dtype_policy)
        if embedding_dropout or word_dropout:
            self.seed_generator = keras.random.SeedGenerator()

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
        if training and self.word_dropout:
            token_ids = self._with_unknown_words(token_ids)
        vectors = ops.take(self.embeddings, token_ids, axis=0)
        if training and self.embedding_dropout:
            ones = ops.ones((self.vocabulary_size,), dtype=vectors.dtype)
            rate = self.embedding_dropout
            kept = keras.random.dropout(ones, rate, seed=self.seed_generator)
            vectors *= ops.take(kept, token_ids, axis=0)[..., None]
        return self.dropout(vectors, training=training)

    def _with_unknown_words(self, token_ids: Tensor) -> Tensor:
        """Some of the tokens as `<unk>`; the special tokens stay as they are."""
        chance = keras.random.uniform(ops.shape(token_ids), seed=self.seed_generator)
        unknown = ops.logical_and(chance < self.word_dropout, token_ids >= NUM_SPECIAL)
        return ops.where(unknown, UNKNOWN, token_ids)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "embedding_dim": self.embedding_dim,
            "dropout": self.dropout.rate,
            "variational": self.variational,
            "embedding_dropout": self.embedding_dropout,
            "word_dropout": self.word_dropout,
        }


def dropout_layer(
    rate: float, *, variational: bool = False, dtype: Any = None
) -> keras.layers.Layer:
    """Dropout of components, for each step anew or, variational, the same at all steps."""
    check_rate("dropout", rate)
    layer = keras.layers.SpatialDropout1D if variational else keras.layers.Dropout
    return layer(rate, dtype=dtype)
