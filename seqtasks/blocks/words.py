"""What a network reads of a word: its vector, its characters, its endings, its shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import keras
from keras import ops

from seqtasks.blocks.characters import CharacterEncoder, CharacterReading, character_encoder
from seqtasks.blocks.embedding import TokenEmbedding, dropout_layer
from seqtasks.blocks.masks import padding_mask
from seqtasks.blocks.parts import build_part, from_parts, serialized
from seqtasks.tensors import Tensor

PARTS = ("words", "characters", "suffixes", "shapes")
FEATURE_DIMS = {"suffixes": 32, "shapes": 8}


@keras.saving.register_keras_serializable(package="seqtasks")
class WordRepresentation(keras.layers.Layer):
    """[e(word) ; c(characters) ; Σ e(ending) ; e(shape)], of the parts that it is given.

    Args:
        words: `TokenEmbedding` of the words as wholes.
        characters: `CharacterEncoder`.
        suffixes: `TokenEmbedding` of endings.
        shapes: `TokenEmbedding` of shapes.
        dropout: share of components dropped in training, in [0, 1).
        variational: drop the same components at all steps of a sequence (Gal & Ghahramani, 2016).

    Call arguments:
        inputs: int32 by part: `words` (batch, time), the others (batch, time, ·), 0 for padding.

    Returns:
        float32 (batch, time, output_dim).
    """

    def __init__(
        self,
        words: TokenEmbedding,
        *,
        characters: CharacterEncoder | None = None,
        suffixes: TokenEmbedding | None = None,
        shapes: TokenEmbedding | None = None,
        dropout: float = 0.0,
        variational: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.words = words
        self.characters = characters
        self.suffixes = suffixes
        self.shapes = shapes
        self.variational = variational
        self.dropout = dropout_layer(dropout, variational=variational, dtype=self.dtype_policy)
        for embedding in (words, suffixes, shapes):
            if embedding is not None:
                build_part(embedding)
        self.built = True

    @property
    def output_dim(self) -> int:
        """Width of a word's vector."""
        embeddings = (self.words, self.suffixes, self.shapes)
        dims = [embedding.embedding_dim for embedding in embeddings if embedding is not None]
        return sum(dims) + (self.characters.output_dim if self.characters is not None else 0)

    def mask(self, inputs: Mapping[str, Tensor]) -> Tensor:
        """True at a word, False at padding: bool (batch, time)."""
        return padding_mask(inputs["words"])

    def call(self, inputs: Mapping[str, Tensor], training: bool = False) -> Tensor:
        """The vectors of words."""
        vectors = [self.words(inputs["words"], training=training)]
        if self.characters is not None:
            vectors.append(self.characters(inputs["characters"], training=training))
        for embedding, name in ((self.suffixes, "suffixes"), (self.shapes, "shapes")):
            if embedding is not None:
                ids = inputs[name]
                kept = ops.cast(padding_mask(ids), self.compute_dtype)[..., None]
                vectors.append(ops.sum(embedding(ids, training=training) * kept, axis=2))
        return self.dropout(ops.concatenate(vectors, axis=-1), training=training)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            **serialized(self, *PARTS),
            "dropout": self.dropout.rate,
            "variational": self.variational,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> WordRepresentation:
        """The layer of `get_config`."""
        return from_parts(cls, config, custom_objects)


def word_representation(
    vocabulary_sizes: Mapping[str, int],
    embedding_dim: int,
    *,
    characters: CharacterReading | Literal["none"] = "recurrent",
    character_dim: int = 32,
    character_units: int = 64,
    word_dropout: float = 0.0,
    dropout: float = 0.0,
) -> WordRepresentation:
    """The usual representation of words: of the parts that have a vocabulary.

    Args:
        vocabulary_sizes: by part, as `TaggedText` has them; `words` is one of them.
        embedding_dim: width of the vectors of words.
        characters: how `character_encoder` reads them, where they have a vocabulary.
        character_dim: width of the vectors of characters.
        character_units: width of what is read of a word's characters.
        word_dropout: share of words that are read as `<unk>` in training, in [0, 1).
        dropout: share of all components dropped in training, the same at all steps, in [0, 1).

    Raises:
        ValueError: for an unknown part, or none of words.
    """
    if "words" not in vocabulary_sizes or not set(vocabulary_sizes) <= set(PARTS):
        raise ValueError(
            f"`vocabulary_sizes` must be those of words, and of others of {', '.join(PARTS)}. "
            f"Received: {', '.join(vocabulary_sizes)}"
        )
    sizes = dict(vocabulary_sizes)
    words = TokenEmbedding(sizes.pop("words"), embedding_dim, word_dropout=word_dropout)
    parts: dict[str, Any] = {}
    if "characters" in sizes:
        parts["characters"] = character_encoder(
            characters, sizes.pop("characters"), character_dim, character_units
        )
    for name, size in sizes.items():
        parts[name] = TokenEmbedding(size, FEATURE_DIMS[name])
    return WordRepresentation(words, **parts, dropout=dropout, variational=True)
