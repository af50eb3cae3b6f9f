"""The way from raw text to translations, as one graph."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import tensorflow as tf
from keras import ops

from seqtasks.datasets.rows import cut, late, with_eos
from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.greedy import greedy_search
from seqtasks.decoding.hypotheses import Hypotheses
from seqtasks.decoding.sampled import sample_search
from seqtasks.decoding.sampling import Sampling
from seqtasks.export.saved_model import Signature
from seqtasks.tokenizers.base import EOS_ID, PAD_ID, Tokenizer
from seqtasks.training.losses import token_nats

MARKS = ("is_cut", "is_stuck", "is_long")  # of records: what is warned of, and not exported
NO_SCORE = tf.float32.min  # of an alternative that is none; JSON has no -inf


class Search(NamedTuple):
    """How translations are looked for; the fields are those of `Translator`."""

    beam_size: int
    max_length: int
    length_penalty: float
    coverage_penalty: float


class Translating(NamedTuple):
    """Reads text and writes text, in TensorFlow operations; the parts are those of `Translator`."""

    network: Any
    source_tokenizer: Tokenizer
    target_tokenizer: Any  # a `Tokenizer`, to replace unknown words a `WordTokenizer`
    search: Search
    replace_unknown: bool
    max_source_length: int | None

    def signatures(self, n_best: int) -> dict[str, Signature]:
        """How an export is called; see `Translator.signatures`."""

        def on_text(text: tf.Tensor) -> dict[str, tf.Tensor]:
            return self.of_text(text, n_best)

        def on_token_ids(source: tf.Tensor) -> dict[str, tf.Tensor]:
            hypotheses = self._hypotheses(*self.network.encode(source))
            return {"target": hypotheses.token_ids, "scores": hypotheses.scores}

        text = tf.TensorSpec([None], tf.string, name="text")
        source = tf.TensorSpec([None, None], tf.int32, name="source")
        return {
            "serving_default": Signature(on_text, {"text": text}),
            "token_ids": Signature(on_token_ids, {"source": source}),
        }

    def of_text(self, text: tf.Tensor, n_best: int = 1) -> dict[str, tf.Tensor]:
        """The outputs of `serving_default` for raw texts, string (batch,)."""
        outputs = self.searched(text, n_best)
        return {name: output for name, output in outputs.items() if name not in MARKS}

    def searched(self, text: tf.Tensor, n_best: int = 1) -> dict[str, tf.Tensor]:
        """As `of_text`, with the `MARKS`, bool (batch,)."""
        number = 1 if n_best == 1 else self.search.beam_size  # several of them may be one text
        source, is_long = self.read(text)
        encoded, mask = self.network.encode(source)
        hypotheses = self._hypotheses(encoded, mask, number)
        scores = hypotheses.scores[:, :number]
        token_ids = tf.reshape(hypotheses.token_ids[:, :number], [-1, self.search.max_length])
        encoded, mask = keras.tree.map_structure(
            lambda x: ops.repeat(x, number, axis=0), (encoded, mask)
        )
        translations = self._texts(tf.repeat(text, number), encoded, mask, token_ids)
        translations = tf.reshape(translations, tf.shape(scores))
        outputs = {
            "translation": translations[:, 0],
            "score": scores[:, 0],
            **_ends(hypotheses),
            "is_long": is_long,
        }
        if n_best > 1:
            alternatives = _different(translations, scores, n_best)
            outputs |= dict(zip(("alternatives", "alternative_scores"), alternatives, strict=True))
        return outputs

    def sampled(
        self, text: tf.Tensor, chances: tf.Tensor, sampling: Sampling
    ) -> dict[str, tf.Tensor]:
        """A translation of each text that is drawn; see `sample_search`.

        Returns:
            `translation`, string (batch,), and `score`, float32 (batch,), log p in nats; and the
            `MARKS`.
        """
        source, is_long = self.read(text)
        encoded, mask = self.network.encode(source)
        state = self.network.start(encoded, mask)
        drawn = _nothing_of_blanks(sample_search(self.network, state, chances, sampling), mask)
        translations = self._texts(text, encoded, mask, drawn.token_ids[:, 0])
        return {
            "translation": translations,
            "score": drawn.scores[:, 0],
            **_ends(drawn),
            "is_long": is_long,
        }

    def aligned(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """The best hypothesis of each text with the attention it was written with.

        Returns:
            `translation`, string (batch,), `score`, float32 (batch,); `target_ids`, int32 (batch,
            max_length); `attention_weights`, float32 (batch, max_length, source_time); `is_long`,
            bool (batch,).
        """
        source, is_long = self.read(text)
        encoded, mask = self.network.encode(source)
        hypotheses = self._hypotheses(encoded, mask, 1)
        token_ids = hypotheses.token_ids[:, 0]
        return {
            "translation": self._texts(text, encoded, mask, token_ids),
            "score": hypotheses.scores[:, 0],
            "target_ids": token_ids,
            "attention_weights": self._attention(encoded, mask, token_ids),
            "is_long": is_long,
        }

    def log_probabilities(self, source: tf.Tensor, target: tf.Tensor) -> dict[str, tf.Tensor]:
        """log p(target | source) of raw texts, string (batch,) both.

        Returns:
            `log_probabilities`, float32 (batch, time), of the target's tokens, in nats, and
            `length`, int32 (batch,), how many tokens that are, `<eos>` counted; `is_long`, bool
            (batch,).
        """
        labels = with_eos(self.target_tokenizer.encode(target)).to_tensor()
        source_ids, is_long = self.read(source)
        encoded, mask = self.network.encode(source_ids)
        features = self.network.decode(encoded, mask, late(labels)).features
        real = labels != PAD_ID
        nats = token_nats(
            tf.boolean_mask(features, real), self.network.head, tf.boolean_mask(labels, real)
        )
        length = tf.reduce_sum(tf.cast(real, tf.int32), axis=1)
        rows = tf.RaggedTensor.from_row_lengths(nats, tf.cast(length, tf.int64))
        return {"log_probabilities": -rows.to_tensor(), "length": length, "is_long": is_long}

    def read(self, text: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Token ids, int32 (batch, time), and where a text has more than are read, bool (batch,).

        There is one step at least, also of an empty batch.
        """
        tokens = self.source_tokenizer.encode(text)
        token_ids = with_eos(self._read(tokens)).to_tensor()
        missing = tf.maximum(1 - tf.shape(token_ids)[1], 0)
        lengths = tokens.row_lengths() + 1  # and <eos>
        most = self.max_source_length
        is_long = tf.zeros_like(lengths, tf.bool) if most is None else lengths > most
        return tf.pad(token_ids, [[0, 0], [0, missing]]), is_long

    def source_tokens(self, text: tf.Tensor) -> tf.RaggedTensor:
        """The tokens that are read of raw texts, as they stand there: string (batch, None)."""
        return self._read(self.source_tokenizer.written_tokens(text))

    def _read(self, tokens: tf.RaggedTensor) -> tf.RaggedTensor:
        return cut(tokens, self.max_source_length, "head")

    def _texts(
        self, source: tf.Tensor, encoded: Any, mask: tf.Tensor, token_ids: tf.Tensor
    ) -> tf.Tensor:
        """Hypotheses (batch, time) of raw sources as texts, `<unk>` replaced where asked for."""
        if not self.replace_unknown:
            return self.target_tokenizer.decode(token_ids)
        weights = self._attention(encoded, mask, token_ids)
        unknown = _most_attended(self.source_tokens(source), weights)
        return self.target_tokenizer.decode(token_ids, unknown)

    def _hypotheses(self, encoded: Any, mask: tf.Tensor, n_best: int | None = None) -> Hypotheses:
        """Hypotheses for encoded sources, the first `n_best` of them sure."""
        state = self.network.start(encoded, mask)
        beam_size, max_length, alpha, beta = self.search
        if beam_size == 1:
            found = greedy_search(self.network, state, max_length=max_length, alpha=alpha)
        else:
            found = beam_search(
                self.network,
                state,
                beam_size=beam_size,
                max_length=max_length,
                alpha=alpha,
                beta=beta,
                mask=mask,
                num_best=n_best,
            )
        return _nothing_of_blanks(found, mask)

    def _attention(self, encoded: Any, mask: tf.Tensor, token_ids: tf.Tensor) -> tf.Tensor:
        """The attention weights with which targets (batch, time) are written after the sources."""
        return self.network.attend(encoded, mask, late(token_ids))


def _nothing_of_blanks(found: Hypotheses, mask: tf.Tensor) -> Hypotheses:
    """`found`, but for a source of `<eos>` alone nothing, with a score of 0: no network knows what
    a blank line means.

    Args:
        found: hypotheses (batch, number, max_length).
        mask: the source's, bool (batch, source_time).
    """
    is_blank = (tf.math.count_nonzero(mask, axis=1) < 2)[:, None]
    nothing = tf.one_hot(0, found.token_ids.shape[-1], EOS_ID, PAD_ID, dtype=tf.int32)
    return Hypotheses(
        tf.where(is_blank[:, :, None], nothing, found.token_ids),
        tf.where(is_blank, 0.0, found.scores),
    )


def _ends(found: Hypotheses) -> dict[str, tf.Tensor]:
    """The `ENDS` of the best hypotheses, bool (batch,).

    Without `<eos>` one was cut by `max_length`, or nothing could follow it.
    """
    unended = tf.reduce_all(found.token_ids[:, 0] != EOS_ID, axis=1)
    is_full = found.token_ids[:, 0, -1] != PAD_ID
    return {"is_cut": unended & is_full, "is_stuck": unended & ~is_full}


def _different(texts: tf.Tensor, scores: tf.Tensor, number: int) -> tuple[tf.Tensor, tf.Tensor]:
    """The first different texts of each row and their scores, (batch, number) both.

    Pieces can spell a text in several ways. Where there are fewer, "" and `NO_SCORE` follow.

    Args:
        texts: string (batch, n), best first.
        scores: float32 (batch, n), -inf where there is no text.
        number: how many are asked for, n at most.
    """
    same = texts[:, :, None] == texts[:, None, :]
    earlier = tf.linalg.band_part(same, -1, 0) & ~tf.eye(texts.shape[1], dtype=tf.bool)
    again = tf.reduce_any(earlier, axis=2) | (scores == float("-inf"))
    order = tf.argsort(tf.cast(again, tf.int32), axis=1, stable=True)[:, :number]
    texts, scores, again = (tf.gather(x, order, batch_dims=1) for x in (texts, scores, again))
    return tf.where(again, "", texts), tf.where(again, NO_SCORE, scores)


def _most_attended(tokens: tf.RaggedTensor, weights: tf.Tensor) -> tf.Tensor:
    """The source token that each target token looked at most, string (batch, time).

    `<eos>`, after the last token, is not looked at; of a source without tokens it is "".
    """
    real = tf.sequence_mask(tokens.row_lengths(), tf.shape(weights)[2])
    places = tf.argmax(tf.where(real[:, None], weights, -1.0), axis=2)
    dense = tf.pad(tokens.to_tensor(default_value=""), [[0, 0], [0, 1]])
    return tf.gather(dense, places, batch_dims=1)
