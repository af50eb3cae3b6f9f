"""The network of taggers: a label for each word, and perhaps one for the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from seqtasks.blocks.crf import LinearChainCRF
from seqtasks.blocks.embedding import dropout_layer
from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.parts import build_part, from_parts, serialized
from seqtasks.blocks.pooling import SequencePooling
from seqtasks.blocks.words import WordRepresentation
from seqtasks.tensors import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class TaggingNetwork(keras.Model):
    """Scores labels of words, and with an `intent_head` also of the whole sentence.

    words → `representation` → `encoder` → `head` → scores of labels, whose best sequence a `crf`
    scores as a whole (Huang et al., 2015); the encoder's memory → `pooling` → `intent_head` →
    scores of intents (joint understanding: Liu & Lane, 2016).

    Masking: padding is where the ids of `words` are 0.

    Args:
        representation: `WordRepresentation`.
        encoder: `RecurrentEncoder`, as a rule bidirectional.
        head: layer from the memory to the scores of labels.
        crf: `LinearChainCRF`; None where each label is decided by itself.
        pooling: `SequencePooling`, with an intent head.
        intent_head: layer from the pooled memory to the scores of intents.
        dropout: share of the memory's components dropped in training, in [0, 1).
        variational: drop the same components at all steps of a sequence.
        temperature: what the weights of `head` and `crf` have been divided by
            (`seqtasks.calibrate`), for the record.
        intent_temperature: likewise those of `intent_head`.

    Call arguments:
        inputs: int32 by name, as the representation takes them.

    Returns:
        Scores of labels, float32 (batch, time, num_labels); with an intent head a dict of these as
        `labels` and of `intents`, float32 (batch, num_intents).

    Raises:
        ValueError: one of `pooling` and `intent_head` without the other.
    """

    def __init__(
        self,
        representation: WordRepresentation,
        encoder: RecurrentEncoder,
        head: keras.layers.Layer,
        *,
        crf: LinearChainCRF | None = None,
        pooling: SequencePooling | None = None,
        intent_head: keras.layers.Layer | None = None,
        dropout: float = 0.0,
        variational: bool = False,
        temperature: float = 1.0,
        intent_temperature: float = 1.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if (pooling is None) != (intent_head is None):
            raise ValueError(
                "`pooling` and `intent_head` go together. Received: "
                f"pooling={pooling!r}, intent_head={intent_head!r}"
            )
        self.representation = representation
        self.encoder = encoder
        self.head = head
        self.crf = crf
        self.pooling = pooling
        self.intent_head = intent_head
        self.variational = variational
        self.temperature = temperature
        self.intent_temperature = intent_temperature
        self.dropout = dropout_layer(dropout, variational=variational, dtype=self.dtype_policy)
        memory_shape = (None, None, encoder.output_dim)
        build_part(encoder, (None, None, representation.output_dim))
        build_part(head, memory_shape)
        if crf is not None:
            build_part(crf)
        if pooling is not None and intent_head is not None:
            build_part(pooling, memory_shape)
            build_part(intent_head, (None, encoder.output_dim))
        self.built = True

    @property
    def feature_dim(self) -> int:
        """Width of what the heads read."""
        return int(self.encoder.output_dim)

    @property
    def num_labels(self) -> int:
        """The scores that the head gives."""
        return int(self.head.compute_output_shape((None, self.feature_dim))[-1])

    @property
    def num_intents(self) -> int:
        """The scores that the intent head gives, none where there is no such head."""
        if self.intent_head is None:
            return 0
        return int(self.intent_head.compute_output_shape((None, self.feature_dim))[-1])

    @property
    def vocabulary_sizes(self) -> dict[str, int]:
        """The tokens that the parts of the representation know, by the tokenizer's name."""
        representation = self.representation
        embeddings = {
            "words": representation.words,
            "characters": representation.characters and representation.characters.embedding,
            "suffixes": representation.suffixes,
            "shapes": representation.shapes,
        }
        return {name: e.vocabulary_size for name, e in embeddings.items() if e is not None}

    @property
    def scoring_layers(self) -> dict[str, tuple[keras.layers.Layer, ...]]:
        """By the name of each temperature the layers whose scores it divides."""
        of_labels = (self.head,) if self.crf is None else (self.head, self.crf)
        of_intents = {} if self.intent_head is None else {"intent_temperature": (self.intent_head,)}
        return {"temperature": of_labels, **of_intents}

    def call(self, inputs: Mapping[str, Tensor], training: bool = False) -> Any:
        """The scores; see the class."""
        memory = self.features(inputs, training=training)
        labels = self.head(memory)
        if self.intent_head is None:
            return labels
        return {"labels": labels, "intents": self.intent_scores(memory, self.mask(inputs))}

    def mask(self, inputs: Mapping[str, Tensor]) -> Tensor:
        """True at a word, False at padding: bool (batch, time)."""
        return self.representation.mask(inputs)

    def features(self, inputs: Mapping[str, Tensor], training: bool = False) -> Tensor:
        """What the heads read: float32 (batch, time, encoder.output_dim)."""
        vectors = self.representation(inputs, training=training)
        memory = self.encoder(vectors, mask=self.mask(inputs), training=training)
        return self.dropout(memory, training=training)

    def intent_scores(self, memory: Tensor, mask: Tensor) -> Tensor:
        """The scores of intents, float32 (batch, num_intents)."""
        if self.pooling is None or self.intent_head is None:
            raise ValueError("Scores of intents need `pooling` and `intent_head`. Received: None")
        return self.intent_head(self.pooling(memory, mask=mask))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this network again."""
        parts = ("representation", "encoder", "head", "crf", "pooling", "intent_head")
        return {
            **super().get_config(),
            **serialized(self, *parts),
            "dropout": self.dropout.rate,
            "variational": self.variational,
            "temperature": self.temperature,
            "intent_temperature": self.intent_temperature,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> TaggingNetwork:
        """The network of `get_config`."""
        return from_parts(cls, config, custom_objects)
