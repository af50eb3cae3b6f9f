"""What predicts the next token of a text, a network or counts, behind one interface."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import tensorflow as tf

from seqtasks.blocks.imported_language import ImportedLanguageNetwork
from seqtasks.blocks.next_token import NextTokenNetwork
from seqtasks.datasets.plain import PlainSet, encode_lines
from seqtasks.datasets.rows import with_eos
from seqtasks.ngrams.model import NGramModel
from seqtasks.tasks.batching import batches_by_length
from seqtasks.tasks.task import on_texts
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, Tokenizer, as_string_tensor
from seqtasks.training.evaluation import TokenNats
from seqtasks.training.losses import token_nats

Array = np.ndarray[Any, Any]


class Predictor(Protocol):
    """p(w_t | the tokens before it), for whole texts, for lines, and step by step."""

    def token_nats(self, split: PlainSet) -> Array:
        """-log p of each token of a text, `<eos>` counted: float (tokens,)."""

    def line_log_probabilities(self, lines: Sequence[str]) -> list[Array]:
        """log p of the tokens of each line, `<eos>` last, in nats; lines are independent."""

    def start(self, token_ids: Sequence[int]) -> tuple[Array, Any]:
        """log p of every token after the first tokens of a line, and the state there."""

    def step(self, token_id: int, state: Any) -> tuple[Array, Any]:
        """log p of every token after one more, and the state there."""


class NetworkPredictor:
    """A network that reads a text as one stream; before a line it reads `<eos>`.

    Args:
        network: reads token ids.
        tokenizer: of the text.
    """

    def __init__(
        self, network: NextTokenNetwork | ImportedLanguageNetwork, tokenizer: Tokenizer
    ) -> None:
        self.network = network
        self.tokenizer = tokenizer

    def token_nats(self, split: PlainSet) -> Array:
        """-log p of each token of a text, read from its beginning to its end."""
        return self._token_nats(split.batches)

    def line_log_probabilities(self, lines: Sequence[str]) -> list[Array]:
        """log p of the tokens of each line in nats."""
        found: list[Array] = [np.zeros(0)] * len(lines)
        for batch, texts in batches_by_length(lines):
            for i, row in zip(batch, self._of_texts(as_string_tensor(texts)), strict=True):
                found[i] = row.numpy()
        return found

    def start(self, token_ids: Sequence[int]) -> tuple[Array, Any]:
        """Reads the first tokens of a line."""
        state = self.network.zero_state(1)
        log_probs, state = self._read(tf.constant([[EOS_ID, *token_ids]], tf.int32), state)
        return log_probs.numpy()[0], state

    def step(self, token_id: int, state: Any) -> tuple[Array, Any]:
        """Reads one token more."""
        log_probs, state = self._read(tf.constant([[token_id]], tf.int32), state)
        return log_probs.numpy()[0], state

    def log_probabilities(self, token_ids: tf.RaggedTensor) -> tf.RaggedTensor:
        """log p of each token of rows that end in `<eos>`, in TensorFlow ops.

        Args:
            token_ids: int32 (batch, None).

        Returns:
            float32 (batch, None), nats.
        """
        labels = token_ids.to_tensor()  # (batch, time)
        features = self.network.features(tokens_before(labels))
        mask = tf.sequence_mask(token_ids.row_lengths(), tf.shape(labels)[1])
        nats = token_nats(tf.boolean_mask(features, mask), self.network.head, token_ids.values)
        return token_ids.with_values(-nats)

    @functools.cached_property
    def _token_nats(self) -> TokenNats:
        return TokenNats(self.network)

    @functools.cached_property
    def _of_texts(self) -> Any:
        def of_texts(texts: tf.Tensor) -> tf.RaggedTensor:
            return self.log_probabilities(with_eos(self.tokenizer.encode(texts)))

        return on_texts(of_texts)

    @functools.cached_property
    def _read(self) -> Any:
        def read(token_ids: tf.Tensor, state: Any) -> tuple[tf.Tensor, Any]:
            """log p of every token after the last one, and the state after it."""
            features, state = self.network.read(token_ids, state)
            logits = tf.cast(self.network.head(features[:, -1]), tf.float32)
            return tf.nn.log_softmax(logits), state

        return tf.function(read, autograph=False, reduce_retracing=True)


class LinePredictor(NetworkPredictor):
    """A network that reads each line by itself, as one that was trained elsewhere does."""

    def token_nats(self, split: PlainSet) -> Array:
        """-log p of each token of a text, line by line."""
        return -np.concatenate(self.line_log_probabilities(split.lines))


class NGramPredictor:
    """Counts; lines are independent of each other.

    Args:
        model: estimated.
        tokenizer: of the text.
    """

    def __init__(self, model: NGramModel, tokenizer: Tokenizer) -> None:
        self.model = model
        self.tokenizer = tokenizer

    def token_nats(self, split: PlainSet) -> Array:
        """-log p of each token of a text, line by line."""
        return -self.model.log_probabilities(split.ids)

    def line_log_probabilities(self, lines: Sequence[str]) -> list[Array]:
        """log p of the tokens of each line in nats."""
        ids = encode_lines(lines, self.tokenizer)
        ends = np.flatnonzero(ids == EOS_ID) + 1
        return np.split(self.model.log_probabilities(ids), ends[:-1]) if lines else []

    def start(self, token_ids: Sequence[int]) -> tuple[Array, Any]:
        """Reads the first tokens of a line."""
        log_probs, state = self.step(BOS_ID, self.model.start(1))
        for token_id in token_ids:
            log_probs, state = self.step(token_id, state)
        return log_probs, state

    def step(self, token_id: int, state: Any) -> tuple[Array, Any]:
        """Reads one token more."""
        log_probs, state, _ = self.model.step(np.array([token_id]), state)
        return log_probs[0], state


def tokens_before(labels: tf.Tensor) -> tf.Tensor:
    """What a network reads to predict `labels`, int32 (batch, time): `<eos>`, then all but one."""
    starts = tf.fill([tf.shape(labels)[0], 1], tf.constant(EOS_ID, labels.dtype))
    return tf.concat([starts, labels[:, :-1]], axis=1)


def token_strings(lines: Sequence[str], tokenizer: Tokenizer) -> list[list[str]]:
    """The tokens of each line in its own spelling, `<eos>` not among them."""
    rows = tokenizer.written_tokens(lines).to_list()
    return [[token.decode() for token in row] for row in rows]
