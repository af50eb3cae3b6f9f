"""The network of a language model: tokens in, scores of the next token out."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from seqtasks.blocks.embedding import TokenEmbedding, dropout_layer
from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.heads import TiedHead
from seqtasks.blocks.parts import build_part, from_parts, serialized
from seqtasks.blocks.window import WindowEncoder
from seqtasks.tensors import Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class NextTokenNetwork(keras.Model):
    """Predicts each token from those before it: p(w_t | w_1 ... w_{t-1}).

    With a `RecurrentEncoder` this is the recurrent language model (Mikolov et al., 2010), with a
    `WindowEncoder` the feed-forward one (Bengio et al., 2003). The state goes in and comes out, so
    that a text may be read in segments.

    Causal, so that padding on the right changes nothing before it: no mask is needed. Padding
    before or between the tokens would be read as they are, unless `read` is given a mask.

    Args:
        embedding: `TokenEmbedding`.
        encoder: `RecurrentEncoder` in one direction with `return_state=True`, or `WindowEncoder`.
        head: layer from features to logits; None ties it to the embedding (Press & Wolf, 2017).
        dropout: share of components of the features dropped in training, in [0, 1).
        variational: drop the same components at all steps (Gal & Ghahramani, 2016).

    Call arguments:
        inputs: int32 (batch, time), each row from the token before its first label on.

    Returns:
        logits: float32 (batch, time, vocabulary_size), of the token after each position.

    Raises:
        ValueError: for an encoder that reads ahead or keeps its state to itself, or features of
            another width than the embedding a tied head shares.
    """

    def __init__(
        self,
        *,
        embedding: TokenEmbedding,
        encoder: RecurrentEncoder | WindowEncoder,
        head: keras.layers.Layer | None = None,
        dropout: float = 0.0,
        variational: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if isinstance(encoder, RecurrentEncoder):
            if encoder.bidirectional:
                raise ValueError(
                    "`encoder` must read in one direction: the other sees what is to be "
                    "predicted. Received: bidirectional=True"
                )
            if not encoder.return_state:
                raise ValueError("`encoder` must be made with return_state=True. Received: False")
        self.embedding = embedding
        self.encoder = encoder
        self.dropout = dropout_layer(dropout, variational=variational)
        self.variational = variational
        build_part(embedding, (None, None))
        build_part(encoder, (None, None, embedding.embedding_dim))
        if head is None and encoder.output_dim != embedding.embedding_dim:
            raise ValueError(
                "A tied head needs features as wide as the embedding: give a `head`, or make the "
                f"widths equal. Received: features {encoder.output_dim}, embedding "
                f"{embedding.embedding_dim}"
            )
        self.head = TiedHead(embedding, name="tied_head") if head is None else head
        build_part(self.head, (None, None, encoder.output_dim))
        self.built = True

    @property
    def vocabulary_size(self) -> int:
        """The tokens that the network knows."""
        return int(self.embedding.vocabulary_size)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """The logits after every position; see the class."""
        return self.head(self.features(inputs, training=training))

    def features(self, inputs: Tensor, training: bool = False) -> Tensor:
        """What the head scores, from the state of zeros: float32 (batch, time, feature_dim)."""
        return self.read(inputs, self.zero_state(ops.shape(inputs)[0]), training=training)[0]

    def read(
        self, inputs: Tensor, state: Any, *, mask: Tensor | None = None, training: bool = False
    ) -> tuple[Tensor, Any]:
        """Reads a segment of texts.

        Args:
            inputs: int32 (batch, time).
            state: the state before it.
            mask: bool (batch, time), True at a token: the state after the segment is that after
                each row's last token; None where every position is one.
            training: whether dropout is on.

        Returns:
            Features, float32 (batch, time, feature_dim), and the state after the segment.
        """
        vectors = self.embedding(inputs, training=training)
        memory, state = self.encoder(vectors, mask=mask, initial_state=state, training=training)
        return self.dropout(memory, training=training), state

    def zero_state(self, batch_size: Tensor | int) -> Any:
        """The state before a text; every tensor has the batch as its first axis."""
        return self.encoder.zero_state(batch_size)

    def step(self, token_ids: Tensor, state: Any) -> tuple[Tensor, Any, None]:
        """One step of reading or writing.

        Args:
            token_ids: int32 (batch,), the token before.
            state: the state before it.

        Returns:
            log p of every next token, float32 (batch, vocabulary_size); the state after; and None,
            where networks with attention give its weights.
        """
        features, state = self.read(token_ids[:, None], state)
        logits = ops.cast(self.head(features[:, 0]), "float32")
        return ops.log_softmax(logits), state, None

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this network again."""
        return {
            **super().get_config(),
            **serialized(self, "embedding", "encoder", "head"),
            "dropout": self.dropout.rate,
            "variational": self.variational,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> NextTokenNetwork:
        """The network of `get_config`."""
        return from_parts(cls, config, custom_objects)
