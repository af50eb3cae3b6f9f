"""The encoder-decoder: a source sequence in, scores of a target sequence out."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
from keras import ops

from seqtasks.blocks.bridge import Bridge
from seqtasks.blocks.cells.cell import check_rate
from seqtasks.blocks.decoder import Decoded, DecoderState, RecurrentDecoder
from seqtasks.blocks.embedding import UNKNOWN, TokenEmbedding
from seqtasks.blocks.encoder import EncoderState, RecurrentEncoder
from seqtasks.blocks.heads import TiedHead
from seqtasks.blocks.masks import padding_mask, reverse_tokens
from seqtasks.blocks.parts import build_part, from_parts, serialized
from seqtasks.tensors import Tensor


class Encoded(NamedTuple):
    """What the decoder gets of a source.

    Attributes:
        memory: float32 (batch, time, encoder.output_dim).
        state: the final state of every encoder layer.
    """

    memory: Tensor
    state: EncoderState


class DecodingState(NamedTuple):
    """What decoding carries from step to step.

    Attributes:
        fixed: what stays the same for all steps of a source, one row a source.
        carried: what each step replaces, one row a hypothesis.
    """

    fixed: Any
    carried: DecoderState


@keras.saving.register_keras_serializable(package="seqtasks")
class EncoderDecoder(keras.Model):
    """A recurrent encoder-decoder (Cho et al., 2014; Sutskever et al., 2014).

    A bridge makes the decoder's first state from the encoder's last. What the decoder reads at
    every step is its own choice: nothing of the source; the context c = [h→_T ; h←_1], the final
    output of the encoder's top layer in each direction; or, with attention, the memory.

    Masking: positions with id 0 are padding; the masks are computed here, once, and passed on
    explicitly.

    Args:
        source_embedding: `TokenEmbedding` of the source.
        encoder: `RecurrentEncoder` with `return_state=True`.
        target_embedding: `TokenEmbedding` of the target; None where both sides have one vocabulary
            and share the source's.
        decoder: `RecurrentDecoder`.
        head: layer from features to logits; None ties it to the target embedding.
        reverse_source: read each source from its last token to its first (Sutskever et al., 2014).
        share_recurrence: read and write with one set of recurrent weights.
        scheduled_sampling: share of target tokens that training replaces by what the network itself
            finds likeliest there, in [0, 1) (Bengio et al., 2015). The network is run twice: it
            finds these tokens after the gold ones (Mihaylova & Martins, 2019).

    Call arguments:
        inputs: dict of `source`, int32 (batch, source_time), and `target`, int32 (batch,
            target_time), the target that starts with `<bos>`.

    Returns:
        logits: float32 (batch, target_time, vocabulary_size), of the token after each position.

    Raises:
        ValueError: for an encoder that does not return its state, parts whose widths do not fit, or
            a share out of its range.
    """

    def __init__(
        self,
        *,
        source_embedding: TokenEmbedding,
        encoder: RecurrentEncoder,
        target_embedding: TokenEmbedding | None = None,
        decoder: RecurrentDecoder,
        head: keras.layers.Layer | None = None,
        reverse_source: bool = True,
        share_recurrence: bool = False,
        scheduled_sampling: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not encoder.return_state:
            raise ValueError("`encoder` must be made with return_state=True. Received: False")
        check_rate("scheduled_sampling", scheduled_sampling)
        self.source_embedding = source_embedding
        self.encoder = encoder
        self.bridge = Bridge(decoder.cell, num_layers=decoder.num_layers, name="bridge")
        self.target_embedding = source_embedding if target_embedding is None else target_embedding
        self.decoder = decoder
        dims = (self.source_embedding.embedding_dim, self.target_embedding.embedding_dim)
        if head is None and decoder.output_dim != dims[1]:
            raise ValueError(
                "A tied head needs features as wide as the target embedding: give a `head`, or "
                f"make the widths equal. Received: features {decoder.output_dim}, embedding "
                f"{dims[1]}"
            )
        if share_recurrence:
            if dims[0] != dims[1]:
                raise ValueError(
                    "A shared recurrence needs embeddings of one width. Received: source "
                    f"{dims[0]}, target {dims[1]}"
                )
            decoder.share(encoder)
        self.head = TiedHead(self.target_embedding, name="tied_head") if head is None else head
        self.reverse_source = reverse_source
        self.share_recurrence = share_recurrence
        self.scheduled_sampling = scheduled_sampling
        if scheduled_sampling:
            self.seed_generator = keras.random.SeedGenerator()
        self.build()

    def build(self, input_shape: Any = None) -> None:
        """Creates all weights: every width is known from the parts."""
        source_shape = (None, None, self.source_embedding.embedding_dim)
        target_shape = (None, None, self.target_embedding.embedding_dim)
        context_dim = self.encoder.cell.units * self.encoder.num_directions
        if self.decoder.context == "attention":
            context_dim = self.encoder.output_dim
        build_part(self.source_embedding, (None, None))
        build_part(self.encoder, source_shape)
        build_part(self.bridge, self.encoder.state_dim)
        build_part(self.target_embedding, (None, None))
        build_part(self.decoder, target_shape, (None, context_dim))
        build_part(self.head, (None, None, self.decoder.output_dim))
        self.built = True

    def call(self, inputs: dict[str, Tensor], training: bool = False) -> Tensor:
        """The logits after every target position; see the class."""
        return self.head(self.features(inputs, training=training))

    def features(self, inputs: dict[str, Tensor], training: bool = False) -> Tensor:
        """What the head scores: float32 (batch, target_time, decoder.output_dim)."""
        encoded, mask = self.encode(inputs["source"], training=training)
        target = inputs["target"]
        if training and self.scheduled_sampling:
            target = self._partly_its_own(target, self.decode(encoded, mask, target).features)
        return self.decode(encoded, mask, target, training=training).features

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
        memory, state = self.encoder(vectors, mask=mask, training=training)
        if self.reverse_source and self.decoder.attention is not None:
            memory = reverse_tokens(memory, mask)  # m_j is of the source's token j
        return Encoded(memory, state), mask

    def decode(
        self, encoded: Encoded, mask: Tensor, target: Tensor, training: bool = False
    ) -> Decoded:
        """Reads whole targets after their sources.

        Args:
            encoded: the sources, as `encode` returns them.
            mask: theirs, bool (batch, source_time).
            target: int32 (batch, target_time), each starts with `<bos>`.
            training: whether dropout is on.

        Returns:
            The features, and with attention the weights: those of row i, column j, say how much
            of the source's token j was read for the token after position i.
        """
        start = self.start(encoded, mask)
        return self.decoder(
            self.target_embedding(target, training=training),
            initial_state=start.carried,
            context=start.fixed,
            mask=padding_mask(target),
            training=training,
        )

    def attend(self, encoded: Encoded, mask: Tensor, target: Tensor) -> Tensor | None:
        """The attention weights of `decode`, None without attention."""
        return self.decode(encoded, mask, target).attention_weights

    def start(self, memory: Encoded, mask: Tensor) -> DecodingState:
        """The state before the first target token."""
        fixed: Any = ()
        if self.decoder.attention is not None:
            fixed = self.decoder.attention.prepare(memory.memory, mask)
        elif self.decoder.reads_context:
            fixed = ops.concatenate([state.h for state in memory.state[-1]], axis=-1)
        return DecodingState(fixed, self.decoder.first_state(self.bridge(memory.state)))

    def step(
        self, token_ids: Tensor, state: DecodingState
    ) -> tuple[Tensor, DecodingState, Tensor | None]:
        """One step of writing, of one or more hypotheses for each source.

        Args:
            token_ids: int32 (hypotheses,), the token before; those of a source stand side by side.
            state: the state before it.

        Returns:
            log p of every next token, float32 (hypotheses, vocabulary_size); the state after; and
            the attention weights, float32 (hypotheses, source_time), None without attention.
        """
        decoded = self.decoder.step(self.target_embedding(token_ids), state.carried, state.fixed)
        log_probs = ops.log_softmax(ops.cast(self.head(decoded.features), "float32"))
        return log_probs, state._replace(carried=decoded.state), decoded.attention_weights

    def _partly_its_own(self, target: Tensor, features: Tensor) -> Tensor:
        """The target with some tokens replaced by the likeliest after the tokens before them."""
        found = ops.cast(ops.argmax(self.head(ops.stop_gradient(features)), axis=-1), target.dtype)
        found = ops.maximum(found, UNKNOWN)  # never padding
        late = ops.concatenate([target[:, :1], found[:, :-1]], axis=1)  # `<bos>` stays
        chance = keras.random.uniform(ops.shape(target), seed=self.seed_generator)
        own = ops.logical_and(padding_mask(target), chance < self.scheduled_sampling)
        return ops.where(own, late, target)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this network again."""
        parts = serialized(
            self, "source_embedding", "encoder", "target_embedding", "decoder", "head"
        )
        if self.target_embedding is self.source_embedding:
            parts["target_embedding"] = None
        return {
            **super().get_config(),
            **parts,
            "reverse_source": self.reverse_source,
            "share_recurrence": self.share_recurrence,
            "scheduled_sampling": self.scheduled_sampling,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> EncoderDecoder:
        """The network of `get_config`."""
        return from_parts(cls, config, custom_objects)
