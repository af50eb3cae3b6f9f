"""The way from raw text to a class, and what each word adds to its score, as one graph."""

from __future__ import annotations

from typing import NamedTuple

import tensorflow as tf

from seqtasks.blocks.classification import ClassificationNetwork
from seqtasks.blocks.imported import ImportedNetwork
from seqtasks.blocks.paths import recurrence_path
from seqtasks.datasets.rows import Keep, cut, with_eos
from seqtasks.export.saved_model import Signature
from seqtasks.tokenizers.base import PAD_ID, Tokenizer
from seqtasks.tokenizers.whole_words import words_of_tokens


class Classifying(NamedTuple):
    """Reads texts and names classes, in TensorFlow operations; the parts are `Classifier`'s."""

    network: ClassificationNetwork | ImportedNetwork
    tokenizer: Tokenizer
    classes: tuple[str, ...]
    max_length: int | None
    keep: Keep

    def signatures(self) -> dict[str, Signature]:
        """How an export is called.

        `serving_default` takes `text`, string (batch,), and returns `label`, string (batch,), the
        likeliest class; `score`, float32 (batch,), its log p; and `classes`, string, and
        `probabilities`, float32, both (batch, num_classes). `explain` takes the same and returns
        `label` and `score`; `words`, string (batch, num_words), as they stand in the text, "" for
        padding on the right; `starts` and `ends`, int32 (batch, num_words), their places: word i is
        `text[starts[i]:ends[i]]`, in characters; `weights`, float32 (batch, num_words), what each
        of them adds to the class's score, 0 for words that were not read; and `length`, int32
        (batch,), the number of words. An `ImportedNetwork` has no `explain`.
        """
        text = tf.TensorSpec([None], tf.string, name="text")
        signatures = {"serving_default": Signature(self.of_text, {"text": text})}
        if isinstance(self.network, ClassificationNetwork):
            signatures["explain"] = Signature(self.explained, {"text": text})
        return signatures

    def of_text(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """The outputs of `serving_default`."""
        scores = self.network(self.token_ids(text))
        return self._answers(scores)

    def explained(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """The outputs of `explain`.

        The weight of a token is x_t · ∂s/∂x_t, of its embedding x_t and the score s of the class
        before the softmax, above the mean score of all classes: how much, to the first order, s
        would fall without it (gradient times input: Denil et al., 2014; Ancona et al., 2018). That
        of a word is the sum over its tokens (`words_of_tokens`).
        """
        token_ids = self.token_ids(text)
        vectors = self.network.embedding(token_ids)
        mask = token_ids != PAD_ID
        # Recurrent layers of the path of an export have no gradient.
        with (
            recurrence_path("loop"),
            tf.GradientTape(watch_accessed_variables=False) as tape,
        ):
            tape.watch(vectors)
            scores = self.network.head(self.network.features_of(vectors, mask))
            best = tf.reduce_max(scores, axis=1) - tf.reduce_mean(scores, axis=1)
        of_tokens = tf.reduce_sum(tape.gradient(best, vectors) * vectors, axis=2)
        (words, starts, ends), places = words_of_tokens(self.tokenizer, text)
        answers = self._answers(scores)
        return {
            "label": answers["label"],
            "score": answers["score"],
            "words": words.to_tensor(default_value="", shape=[None, None]),
            "starts": starts.to_tensor(),
            "ends": ends.to_tensor(),
            "weights": self._of_words(tf.cast(of_tokens, tf.float32), words, places),
            "length": tf.cast(words.row_lengths(), tf.int32),
        }

    def _of_words(
        self, of_tokens: tf.Tensor, words: tf.RaggedTensor, places: tf.RaggedTensor
    ) -> tf.Tensor:
        """The sums over the tokens of each word, (batch, num_words), of (batch, time)."""
        read = cut(places, self.max_length, self.keep)
        batch, num_words = tf.unstack(tf.cast(words.bounding_shape(), tf.int32))
        values = tf.RaggedTensor.from_tensor(of_tokens, lengths=read.row_lengths()).values
        rows = tf.cast(read.value_rowids(), tf.int32)
        known = tf.cast(read.values, tf.int64) < tf.gather(words.row_lengths(), rows)
        segments = tf.where(known, rows * num_words + read.values, -1)  # blanks alone are no word
        sums = tf.math.unsorted_segment_sum(values, segments, batch * num_words)
        return tf.reshape(sums, [batch, num_words])

    def token_ids(self, text: tf.Tensor) -> tf.Tensor:
        """What the network reads: int32 (batch, time), with one step at least."""
        rows = with_eos(cut(self.tokenizer.encode(text), self.max_length, self.keep))
        token_ids = rows.to_tensor(PAD_ID)
        missing = tf.maximum(1 - tf.shape(token_ids)[1], 0)
        return tf.pad(token_ids, [[0, 0], [0, missing]])

    def _answers(self, scores: tf.Tensor) -> dict[str, tf.Tensor]:
        log_probs = tf.nn.log_softmax(tf.cast(scores, tf.float32))
        names = tf.constant(self.classes)
        return {
            "label": tf.gather(names, tf.argmax(log_probs, axis=1)),
            "score": tf.reduce_max(log_probs, axis=1),
            "classes": tf.tile(names[None], [tf.shape(log_probs)[0], 1]),
            "probabilities": tf.exp(log_probs),
        }
