"""The network of classifiers: a text in, a score for each class out."""

from __future__ import annotations

from typing import Any, TypeAlias

import keras

from seqtasks.blocks.convolution import ConvolutionEncoder
from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.masks import padding_mask
from seqtasks.blocks.parts import build_part, from_parts, serialized
from seqtasks.blocks.pooling import SequencePooling
from seqtasks.tensors import Tensor

Encoder: TypeAlias = RecurrentEncoder | ConvolutionEncoder


@keras.saving.register_keras_serializable(package="seqtasks")
class ClassificationNetwork(keras.Model):
    """Scores the classes of a text.

    token ids → `embedding` → `encoder` → memory → `pooling` → `head` → scores. With a bidirectional
    recurrent encoder this is the usual BiLSTM, with a `ConvolutionEncoder` and `"max"` the network
    of Kim (2014), and without encoder a bag of embeddings (Iyyer et al., 2015; Joulin et al.,
    2017).

    Masking: padding is where ids are 0.

    Args:
        embedding: `TokenEmbedding`.
        encoder: `RecurrentEncoder`, `ConvolutionEncoder`, or None.
        pooling: `SequencePooling`, from the memory to one vector.
        head: layer from this vector to the scores.
        dropout: share of the vector's components dropped in training, in [0, 1).
        temperature: what the weights of `head` have been divided by (`seqtasks.calibrate`), for the
            record.

    Call arguments:
        inputs: int32 (batch, time), each row with one token at least.

    Returns:
        Scores of classes, float32 (batch, num_classes).

    Raises:
        ValueError: for pooling `"both"` of an encoder that does not read in both directions, and
            `"last"` of none.
    """

    def __init__(
        self,
        *,
        embedding: TokenEmbedding,
        encoder: Encoder | None,
        pooling: SequencePooling,
        head: keras.layers.Layer,
        dropout: float = 0.0,
        temperature: float = 1.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if pooling.method == "both" and not getattr(encoder, "bidirectional", False):
            raise ValueError(
                "`pooling` of both directions needs a bidirectional `RecurrentEncoder`. "
                f"Received: encoder={encoder!r}"
            )
        if pooling.method == "last" and encoder is None:
            raise ValueError(
                "`pooling` to the last of the embeddings would see one token, <eos>. Give an "
                "`encoder`, or another pooling. Received: encoder=None"
            )
        self.embedding = embedding
        self.encoder = encoder
        self.pooling = pooling
        self.head = head
        self.temperature = temperature
        self.dropout = keras.layers.Dropout(dropout, dtype=self.dtype_policy)
        build_part(embedding, (None, None))
        vectors_shape = (None, None, embedding.embedding_dim)
        if encoder is not None:
            build_part(encoder, vectors_shape)
        build_part(pooling, (None, None, self.feature_dim))
        build_part(head, (None, self.feature_dim))
        self.built = True

    @property
    def feature_dim(self) -> int:
        """Width of the vector that the head scores."""
        encoder = self.encoder
        return self.embedding.embedding_dim if encoder is None else int(encoder.output_dim)

    @property
    def num_classes(self) -> int:
        """The scores that the head gives."""
        return int(self.head.compute_output_shape((None, self.feature_dim))[-1])

    @property
    def vocabulary_size(self) -> int:
        """The tokens that the embedding knows."""
        return int(self.embedding.vocabulary_size)

    @property
    def scoring_layers(self) -> dict[str, tuple[keras.layers.Layer, ...]]:
        """By the name of each temperature the layers whose scores it divides."""
        return {"temperature": (self.head,)}

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """The scores; see the class."""
        return self.head(self.features(inputs, training=training))

    def features(self, inputs: Tensor, training: bool = False) -> Tensor:
        """What the head scores: float32 (batch, feature_dim)."""
        vectors = self.embedding(inputs, training=training)
        return self.features_of(vectors, padding_mask(inputs), training=training)

    def features_of(self, vectors: Tensor, mask: Tensor, training: bool = False) -> Tensor:
        """The features of texts whose embeddings, (batch, time, embedding_dim), are at hand."""
        memory = vectors
        if self.encoder is not None:
            memory = self.encoder(vectors, mask=mask, training=training)
            if getattr(self.encoder, "return_state", False):
                memory, _ = memory
        return self.dropout(self.pooling(memory, mask=mask), training=training)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this network again."""
        return {
            **super().get_config(),
            **serialized(self, "embedding", "encoder", "pooling", "head"),
            "dropout": self.dropout.rate,
            "temperature": self.temperature,
        }

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: Any = None
    ) -> ClassificationNetwork:
        """The network of `get_config`."""
        return from_parts(cls, config, custom_objects)
