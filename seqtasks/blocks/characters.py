"""A vector for each word from its characters."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import keras
import tensorflow as tf
from keras import ops

from seqtasks.blocks.convolution import ConvolutionEncoder
from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.masks import lengths, padding_mask
from seqtasks.blocks.parts import build_part, from_parts, serialized
from seqtasks.blocks.pooling import SequencePooling
from seqtasks.tensors import Tensor

CharacterReading: TypeAlias = Literal["recurrent", "convolution"]


@keras.saving.register_keras_serializable(package="seqtasks")
class CharacterEncoder(keras.layers.Layer):
    """Reads words by their characters, so that unknown words have a vector, too.

    With a bidirectional `RecurrentEncoder` and `"both"`: Lample et al. (2016); with a
    `ConvolutionEncoder` and `"max"`: Ma & Hovy (2016); `character_encoder` makes them. Each
    distinct word of a batch is read once, so that in a training step a dropout treats all its
    occurrences alike.

    Args:
        embedding: `TokenEmbedding` of the characters.
        encoder: reads float (words, characters, dim) with a mask, such as a `RecurrentEncoder`.
        pooling: makes one vector of what the encoder gives.
        max_characters: of a longer word only its beginning and its end are read, half of this each:
            one long address would slow a whole batch down.

    Call arguments:
        token_ids: int32 (batch, time, characters), 0 for padding, which is on the right of a word;
            words may stand anywhere.

    Returns:
        float32 (batch, time, encoder.output_dim).
    """

    def __init__(
        self,
        embedding: TokenEmbedding,
        encoder: RecurrentEncoder | ConvolutionEncoder,
        pooling: SequencePooling,
        *,
        max_characters: int = 24,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not isinstance(max_characters, int) or max_characters < 2:
            raise ValueError(
                "`max_characters` must be an int above 1. "
                f"Received: max_characters={max_characters!r}"
            )
        self.max_characters = max_characters
        self.embedding = embedding
        self.encoder = encoder
        self.pooling = pooling
        build_part(embedding)
        build_part(encoder, (None, None, embedding.embedding_dim))
        build_part(pooling, (None, None, encoder.output_dim))
        self.built = True

    @property
    def output_dim(self) -> int:
        """Width of a word's vector."""
        return self.encoder.output_dim

    def call(self, token_ids: Tensor, training: bool = False) -> Tensor:
        """The vectors of words."""
        batch_size, time, num_characters = ops.shape(token_ids)
        rows = ops.reshape(token_ids, (-1, num_characters))  # (batch · time, characters)
        words, places = tf.raw_ops.UniqueV2(x=self._shortened(rows), axis=[0])
        first = ops.arange(ops.shape(words)[1])[None, :] == 0
        mask = ops.logical_or(padding_mask(words), first)  # padding is a word of one token
        vectors = self.embedding(words, training=training)
        if isinstance(self.encoder, RecurrentEncoder):
            memory = self.encoder(vectors, mask=mask, training=training)
        else:
            memory = self.encoder(vectors, mask=mask)
        vectors = ops.take(self.pooling(memory, mask=mask), places, axis=0)
        return ops.reshape(vectors, (batch_size, time, self.output_dim))

    def _shortened(self, rows: Tensor) -> Tensor:
        """The characters that are read, int32 (words, at most max_characters)."""
        length = lengths(padding_mask(rows))[:, None]
        width = ops.minimum(ops.shape(rows)[1], self.max_characters)
        places = ops.arange(width)[None, :]
        from_end = ops.logical_and(places >= self.max_characters // 2, length > self.max_characters)
        return ops.take_along_axis(
            rows, ops.where(from_end, length - self.max_characters + places, places), axis=1
        )

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **serialized(self, "embedding", "encoder", "pooling"),
            "max_characters": self.max_characters,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> CharacterEncoder:
        """The layer of `get_config`."""
        return from_parts(cls, config, custom_objects)


def character_encoder(
    reading: CharacterReading | Literal["none"],
    vocabulary_size: int,
    embedding_dim: int,
    output_dim: int,
) -> CharacterEncoder:
    """The usual ways to read characters.

    Args:
        reading: `"recurrent"`, a bidirectional LSTM and where each direction ends; or
            `"convolution"`, windows of three characters and the maximum over them.
        vocabulary_size: of the characters.
        embedding_dim: width of their vectors.
        output_dim: width of a word's vector, even.

    Raises:
        ValueError: for an unknown reading, or an odd width.
    """
    if reading not in get_args(CharacterReading):
        raise ValueError(
            f"`reading` must be one of 'recurrent', 'convolution'. Received: reading={reading!r}"
        )
    if output_dim % 2:
        raise ValueError(f"`output_dim` must be even. Received: output_dim={output_dim!r}")
    embedding = TokenEmbedding(vocabulary_size, embedding_dim)
    if reading == "convolution":
        filters = ConvolutionEncoder(output_dim, kernel_sizes=(3,))
        return CharacterEncoder(embedding, filters, SequencePooling("max"))
    encoder = RecurrentEncoder("lstm", output_dim // 2, bidirectional=True)
    return CharacterEncoder(embedding, encoder, SequencePooling("both"))
