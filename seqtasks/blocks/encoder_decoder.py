"""The encoder-decoder: a source sequence in, scores of a target sequence out."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
from keras import ops

from seqtasks.blocks.bridge import Bridge
from seqtasks.blocks.cells import Tensor
from seqtasks.blocks.decoder import DecoderState, RecurrentDecoder
from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.blocks.encoder import EncoderState, RecurrentEncoder
from seqtasks.blocks.heads import TiedHead
from seqtasks.blocks.masks import padding_mask, reverse_tokens
from seqtasks.blocks.parts import build_part, from_parts, serialized


class Encoded(NamedTuple):
    """What the decoder gets of a source.

    Attributes:
        memory: float32 (batch, time, encoder.output_dim).
        state: the final state of every encoder layer.
    """

    memory: Tensor
    state: EncoderState


class DecodingState(NamedTuple):
    """What decoding carries from step to step; every tensor has the batch as its first axis.

    Attributes:
        fixed: what stays the same for all steps and hypotheses of a source.
        carried: what each step replaces.
    """

    fixed: Any
    carried: DecoderState


@keras.saving.register_keras_serializable(package="seqtasks")
class EncoderDecoder(keras.Model):
    """A recurrent encoder-decoder (Cho et al., 2014; Sutskever et al., 2014).

    Encoder and decoder have weights of their own; a bridge makes the decoder's first state from
    the encoder's last. The context c is the final output of the encoder's top layer in each
    direction: c = [h→_T ; h←_1].

    Masking: positions with id 0 are padding, on the right; the masks are computed here, once, and
    passed on explicitly.

    Args:
        source_embedding: `TokenEmbedding` of the source.
        encoder: `RecurrentEncoder` with `return_state=True`.
        target_embedding: `TokenEmbedding` of the target.
        decoder: `RecurrentDecoder`.
        head: layer from features to logits; None ties it to the target embedding.
        reverse_source: read each source from its last token to its first (Sutskever et al., 2014).

    Call arguments:
        inputs: dict of `source`, int32 (batch, source_time), and `target`, int32 (batch,
            target_time), the target that starts with `<bos>`.

    Returns:
        logits: float32 (batch, target_time, vocabulary_size), of the token after each position.
    """

    def __init__(
        self,
        *,
        source_embedding: TokenEmbedding,
        encoder: RecurrentEncoder,
        target_embedding: TokenEmbedding,
        decoder: RecurrentDecoder,
        head: keras.layers.Layer | None = None,
        reverse_source: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not encoder.return_state:
            raise ValueError("`encoder` must be made with return_state=True. Received: False")
        if head is None and decoder.output_dim != target_embedding.embedding_dim:
            raise ValueError(
                "A tied head needs features as wide as the target embedding: give a `head`, or "
                f"make the widths equal. Received: features {decoder.output_dim}, embedding "
                f"{target_embedding.embedding_dim}"
            )
        self.source_embedding = source_embedding
        self.encoder = encoder
        self.bridge = Bridge(decoder.cell, num_layers=decoder.num_layers, name="bridge")
        self.target_embedding = target_embedding
        self.decoder = decoder
        self.head = TiedHead(target_embedding, name="tied_head") if head is None else head
        self.reverse_source = reverse_source
        self.build()

    def build(self, input_shape: Any = None) -> None:
        """Creates all weights: every width is known from the parts."""
        source_shape = (None, None, self.source_embedding.embedding_dim)
        target_shape = (None, None, self.target_embedding.embedding_dim)
        context_shape = (None, self.encoder.cell.units * self.encoder.num_directions)
        build_part(self.source_embedding, (None, None))
        build_part(self.encoder, source_shape)
        build_part(self.bridge, self.encoder.state_dim)
        build_part(self.target_embedding, (None, None))
        build_part(self.decoder, target_shape, context_shape)
        build_part(self.head, (None, None, self.decoder.output_dim))
        self.built = True

    def call(self, inputs: dict[str, Tensor], training: bool = False) -> Tensor:
        """The logits after every target position; see the class."""
        return self.head(self.features(inputs, training=training))

    def features(self, inputs: dict[str, Tensor], training: bool = False) -> Tensor:
        """What the head scores: float32 (batch, target_time, decoder.output_dim)."""
        encoded, mask = self.encode(inputs["source"], training=training)
        state = self.start(encoded, mask)
        features, _ = self.decoder(
            self.target_embedding(inputs["target"], training=training),
            initial_state=state.carried,
            context=state.fixed,
            mask=padding_mask(inputs["target"]),
            training=training,
        )
        return features

    def encode(self, source: Tensor, training: bool = False) -> tuple[Encoded, Tensor]:
        """Reads sources once.

        Args:
            source: int32 (batch, source_time), every row with at least one token.
            training: whether dropout is on.

        Returns:
            The encoded sources, and their mask, bool (batch, source_time).
        """
        mask = padding_mask(source)
        token_ids = reverse_tokens(source, mask) if self.reverse_source else source
        vectors = self.source_embedding(token_ids, training=training)
        return Encoded(*self.encoder(vectors, mask=mask, training=training)), mask

    def start(self, memory: Encoded, mask: Tensor) -> DecodingState:
        """The state before the first target token."""
        context = ops.concatenate([state.h for state in memory.state[-1]], axis=-1)
        return DecodingState(fixed=context, carried=self.bridge(memory.state))

    def step(
        self, token_ids: Tensor, state: DecodingState
    ) -> tuple[Tensor, DecodingState, Tensor | None]:
        """One step of writing.

        Args:
            token_ids: int32 (batch,), the token before.
            state: the state before it.

        Returns:
            log p of every next token, float32 (batch, vocabulary_size); the state after; and the
            attention weights over the source, None in a network without attention.
        """
        features, carried = self.decoder.step(
            self.target_embedding(token_ids), state.carried, state.fixed
        )
        return ops.log_softmax(self.head(features)), state._replace(carried=carried), None

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this network again."""
        names = ("source_embedding", "encoder", "target_embedding", "decoder", "head")
        return {
            **super().get_config(),
            **serialized(self, *names),
            "reverse_source": self.reverse_source,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> EncoderDecoder:
        """The network of `get_config`."""
        return from_parts(cls, config, custom_objects)
