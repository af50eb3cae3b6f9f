"""The way from words to labels, as one graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import tensorflow as tf

from seqtasks.blocks.imported import ImportedNetwork
from seqtasks.blocks.tagging import TaggingNetwork
from seqtasks.corpora.span_labels import SpanScheme
from seqtasks.datasets.tagged import encode_words
from seqtasks.decoding.viterbi import Transitions, span_transitions, viterbi
from seqtasks.export.saved_model import Signature
from seqtasks.tokenizers.base import Tokenizer
from seqtasks.tokenizers.normalization import valid_utf8
from seqtasks.tokenizers.raw_words import Splitting, split_raw_words


class Labelling(NamedTuple):
    """Reads words and names labels, in TensorFlow operations; the parts are those of `Tagger`.

    With a `scheme` labels stand only where it has them.
    """

    network: TaggingNetwork | ImportedNetwork
    tokenizers: Mapping[str, Tokenizer]
    labels: tuple[str, ...]
    intents: tuple[str, ...]
    splitting: Splitting
    scheme: SpanScheme | None

    def signatures(self) -> dict[str, Signature]:
        """How an export is called.

        `serving_default` takes `text`, string (batch,); `words` takes `words`, string (batch,
        time), "" for padding on the right. Both return `tagged`, string (batch,), what
        `Tagger.predict` gives; `words` and `labels`, string (batch, time), "" for padding;
        `probabilities`, float32 (batch, time), of the labels, 0 for padding; `length`, int32
        (batch,), the number of words; `score`, float32 (batch,), log p of all labels and of the
        intent; and of a network with intents `intent`, string (batch,), and `intent_probability`,
        float32 (batch,). The words are those of the text, nothing of them normalised: that of
        place i is `text[starts[i]:ends[i]]`, where `starts` and `ends`, int32 (batch, time), count
        characters, 0 for padding; `words` has neither.
        """

        def on_words(words: tf.Tensor) -> dict[str, tf.Tensor]:
            places = tf.where(words != "", tf.range(1, tf.shape(words)[1] + 1), 0)
            length = tf.reduce_max(tf.pad(places, [[0, 0], [0, 1]]), axis=1)
            return self.of_words(tf.RaggedTensor.from_tensor(words, lengths=length))

        text = tf.TensorSpec([None], tf.string, name="text")
        words = tf.TensorSpec([None, None], tf.string, name="words")
        return {
            "serving_default": Signature(self.of_text, {"text": text}),
            "words": Signature(on_words, {"words": words}),
        }

    def of_text(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """What is said of raw texts, string (batch,)."""
        found = split_raw_words(text, self.splitting)
        starts, ends = found.starts.to_tensor(), found.ends.to_tensor()
        return {**self.of_words(found.words), "starts": starts, "ends": ends}

    def of_words(self, words: tf.RaggedTensor) -> dict[str, tf.Tensor]:
        """What is said of words, string (batch, None); bytes that are not UTF-8 become U+FFFD."""
        words = words.with_values(valid_utf8(words.values))
        length = tf.cast(words.row_lengths(), tf.int32)
        inputs = self.network_inputs(words)
        memory = self.network.features(inputs)
        mask = self.network.mask(inputs)
        labels, log_probs, score = self._best_labels(memory, mask)
        place = tf.range(tf.shape(labels)[1])
        real = place < length[:, None]
        names = tf.where(real, tf.gather(tf.constant(self.labels), labels), "")
        texts = words.to_tensor("", shape=tf.stack([-1, tf.size(place)]))
        before = tf.where(real & (place > 0), " ", "")
        pairs = tf.strings.join([before, texts, "/", names])
        tagged = tf.strings.reduce_join(tf.where(real, pairs, ""), axis=1)
        intents = self._best_intents(memory, mask)
        log_p_intent = tf.math.log(intents["intent_probability"]) if intents else 0.0
        return {
            "tagged": tf.strings.join([intents["intent"], tagged], "\t") if intents else tagged,
            "words": texts,
            "labels": names,
            "probabilities": tf.where(real, tf.exp(log_probs), 0.0),
            "length": length,
            "score": tf.where(length > 0, score, 0.0) + log_p_intent,
            **intents,
        }

    def network_inputs(self, words: tf.RaggedTensor) -> dict[str, tf.Tensor]:
        """What the network reads of words, string (batch, None): int32 by name, 0 for padding."""
        missing = words.row_lengths() == 0
        words = tf.cond(tf.reduce_any(missing), lambda: _with_a_word(words, missing), lambda: words)
        columns = encode_words(words, self.tokenizers)
        return {name: ids.to_tensor(0) for name, ids in columns.items()}

    def _best_labels(
        self, memory: tf.Tensor, mask: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """The likeliest labels, int32 (batch, time), log p of each, and log p of all."""
        scores = tf.cast(self.network.head(memory), tf.float32)
        crf = self.network.crf
        transitions = span_transitions(self.labels, self.scheme) if self.scheme else None
        if crf is None:
            log_probs = tf.nn.log_softmax(scores)
            if transitions is None:
                labels = tf.argmax(scores, axis=2, output_type=tf.int32)
            else:
                labels, _ = viterbi(log_probs, mask, transitions)
            log_probs = tf.gather(log_probs, labels, axis=2, batch_dims=2)
            return labels, log_probs, tf.reduce_sum(tf.where(mask, log_probs, 0.0), axis=1)
        weights = Transitions(*map(tf.convert_to_tensor, (crf.transitions, crf.start, crf.end)))
        labels, best = viterbi(scores, mask, weights.plus(transitions) if transitions else weights)
        log_probs = tf.gather(crf(scores, mask), labels, axis=2, batch_dims=2)
        return labels, log_probs, tf.minimum(best - crf.log_total(scores, mask), 0.0)

    def _best_intents(self, memory: tf.Tensor, mask: tf.Tensor) -> dict[str, tf.Tensor]:
        if not self.intents:
            return {}
        scores = tf.cast(self.network.intent_scores(memory, mask), tf.float32)
        probabilities = tf.nn.softmax(scores)
        return {
            "intent": tf.gather(tf.constant(self.intents), tf.argmax(scores, axis=1)),
            "intent_probability": tf.reduce_max(probabilities, axis=1),
        }


def _with_a_word(words: tf.RaggedTensor, missing: tf.Tensor) -> tf.RaggedTensor:
    """A word in each row that has none: the empty one, which is unknown to every tokenizer."""
    empty = tf.RaggedTensor.from_row_lengths(
        tf.fill([tf.reduce_sum(tf.cast(missing, tf.int32))], ""), tf.cast(missing, tf.int64)
    )
    return tf.concat([words, empty], axis=1)
