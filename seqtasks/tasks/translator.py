"""Translation: a sequence-to-sequence network together with its two tokenizers."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

import keras
import tensorflow as tf

from seqtasks.blocks.encoder_decoder import EncoderDecoder
from seqtasks.corpora.parallel import default_test_set, read_split
from seqtasks.datasets.parallel import ParallelSet, ParallelText
from seqtasks.datasets.rows import with_eos
from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.greedy import greedy_search
from seqtasks.decoding.hypotheses import Hypotheses, check_search
from seqtasks.export.saved_model import Signature
from seqtasks.metrics.translation import translation_metrics
from seqtasks.tasks.batching import answer_by_length
from seqtasks.tasks.files import (
    NETWORK_FILE,
    TaskDescription,
    check_vocabulary,
    load_examples,
    load_network,
    load_tokenizers,
    save_task,
)
from seqtasks.tokenizers.base import Tokenizer
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.training.evaluation import TotalLoss

_SETTINGS = ("source", "target", "beam_size", "max_length", "length_penalty", "lowercase")


class _Limits(TypedDict):
    max_length: int
    alpha: float


class Translator:
    """Translates raw lines.

    Args:
        network: an `EncoderDecoder`.
        source_tokenizer: of the language that is read.
        target_tokenizer: of the language that is written.
        source: the source language, as corpus files are named.
        target: the target language.
        beam_size: hypotheses that the search keeps; 1 is greedy search.
        max_length: target tokens at most, `<eos>` included.
        length_penalty: GNMT's alpha; 0 compares hypotheses by log p alone.
        lowercase: whether metrics compare lower-cased text.
        examples: raw source lines, such as the validation's, on which an export is checked.

    Raises:
        ValueError: for a `beam_size` or `max_length` below 1 or a negative `length_penalty`.
    """

    answer = "translation"  # of a record: what `predict` returns

    def __init__(
        self,
        network: keras.Model,
        source_tokenizer: Tokenizer,
        target_tokenizer: Tokenizer,
        *,
        source: str,
        target: str,
        beam_size: int = 5,
        max_length: int = 100,
        length_penalty: float = 1.0,
        lowercase: bool = False,
        examples: Sequence[str] = (),
    ) -> None:
        check_search(max_length, length_penalty, beam_size)
        self.network = network
        self.source_tokenizer = source_tokenizer
        self.target_tokenizer = target_tokenizer
        self.source = source
        self.target = target
        self.beam_size = beam_size
        self.max_length = max_length
        self.length_penalty = length_penalty
        self.lowercase = lowercase
        self.examples = examples

    def predict(self, lines: Sequence[str]) -> list[str]:
        """The best translation of each line."""
        return [record[self.answer] for record in self.predict_records(lines)]

    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line's `source`, `translation` and `score`, log p over the length penalty."""
        return answer_by_length(lines, self._serve)

    def evaluate(self, pairs: ParallelSet) -> dict[str, Any]:
        """Loss and perplexity of the references, BLEU, chrF and exact match of translations."""
        translations = self.predict(pairs.source)
        metrics = translation_metrics(translations, pairs.target, lowercase=self.lowercase)
        return {**self._total_loss(pairs.batches), **metrics}

    def evaluate_corpus(self, corpus: str | Path, *, test: str | None = None) -> dict[str, Any]:
        """The metrics on a test set of another folder with the same languages.

        Args:
            corpus: a folder as `seqtasks.corpora.parallel` reads it; a training split is not
                needed.
            test: the stem of the files, such as `test` or `validation`; None for
                `test`, or the only test set.

        Raises:
            DataError: for a corpus that cannot be used.
        """
        if test is None:
            test = default_test_set(corpus, self.source, self.target)
        lines = read_split(corpus, test, self.source, self.target)
        return self.evaluate(
            ParallelSet.from_lines(lines, self.source_tokenizer, self.target_tokenizer)
        )

    def show_samples(self, text: ParallelText, count: int = 3) -> list[tuple[str, str, str]]:
        """Test lines from all over the set: source, translation and reference."""
        total = len(text.test.source)
        rows = [total * i // count for i in range(min(count, total))]
        sources = [text.test.source[row] for row in rows]
        references = [text.test.target[row] for row in rows]
        return list(zip(sources, self.predict(sources), references, strict=True))

    def save(self, directory: Path) -> None:
        """Writes `model.keras`, `assets/` and `task.json`: all that `load` needs."""
        save_task(
            directory,
            task="Translator",
            network=NETWORK_FILE,
            write_network=self.network.save,
            tokenizers=self.tokenizers,
            settings=self.settings,
            examples=self.examples,
        )

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> Translator:
        """The task that `save` wrote."""
        tokenizers = load_tokenizers(directory, description)
        network = load_network(directory, description, EncoderDecoder)
        for name, sizes in _vocabulary_sizes(network).items():
            check_vocabulary(directory, description, name, tokenizers[name], sizes)
        return cls(
            network,
            tokenizers["source"],
            tokenizers["target"],
            **description.settings,
            examples=load_examples(directory),
        )

    @functools.cached_property
    def _total_loss(self) -> TotalLoss:
        return TotalLoss(self.network)

    @property
    def settings(self) -> dict[str, Any]:
        """The languages and the decoding, as `task.json` keeps them."""
        return {name: getattr(self, name) for name in _SETTINGS}

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """Both tokenizers by the name of their side."""
        return {"source": self.source_tokenizer, "target": self.target_tokenizer}

    @property
    def needs_tensorflow_text(self) -> bool:
        """Whether the graph holds SentencePiece's operations."""
        return any(
            isinstance(tokenizer, SentencePieceTokenizer) for tokenizer in self.tokenizers.values()
        )

    @functools.cached_property
    def _serve(self) -> Any:
        """The whole way from strings to strings as one graph."""
        texts = tf.TensorSpec([None], tf.string)
        return tf.function(self._answers, input_signature=[texts], autograph=False)

    def signatures(self, n_best: int = 1) -> dict[str, Signature]:
        """How an export is called.

        `serving_default` takes `text`, string (batch,), and returns `translation`, string
        (batch,), and `score`, float32 (batch,); with `n_best` > 1 also `alternatives` and
        `alternative_scores`, (batch, n_best), best first. `token_ids` takes `source`, int32
        (batch, time), each row with `<eos>`, and returns `target`, int32 (batch, beam_size,
        max_length), and `scores`, float32 (batch, beam_size).

        Raises:
            ValueError: the search keeps fewer than `n_best` hypotheses.
        """
        if not 1 <= n_best <= self.beam_size:
            raise ValueError(
                f"`n_best` must lie between 1 and the beam size, {self.beam_size}. "
                f"Received: n_best={n_best}"
            )

        def on_text(text: tf.Tensor) -> dict[str, tf.Tensor]:
            return self._answers(text, n_best)

        def on_token_ids(source: tf.Tensor) -> dict[str, tf.Tensor]:
            hypotheses = self._search(source)
            return {"target": hypotheses.token_ids, "scores": hypotheses.scores}

        text = tf.TensorSpec([None], tf.string, name="text")
        source = tf.TensorSpec([None, None], tf.int32, name="source")
        return {
            "serving_default": Signature(on_text, {"text": text}),
            "token_ids": Signature(on_token_ids, {"source": source}),
        }

    def _answers(self, text: tf.Tensor, n_best: int = 1) -> dict[str, tf.Tensor]:
        """The outputs of `serving_default`, in TensorFlow ops."""
        hypotheses = self._search(with_eos(self.source_tokenizer.encode(text)).to_tensor())
        scores = hypotheses.scores[:, :n_best]
        token_ids = hypotheses.token_ids[:, :n_best]  # (batch, n_best, max_length)
        translations = self.target_tokenizer.decode(tf.reshape(token_ids, [-1, self.max_length]))
        translations = tf.reshape(translations, tf.shape(scores))
        outputs = {"translation": translations[:, 0], "score": scores[:, 0]}
        if n_best > 1:
            outputs |= {"alternatives": translations, "alternative_scores": scores}
        return outputs

    def _search(self, source: tf.Tensor) -> Hypotheses:
        """Hypotheses for source token ids, int32 (batch, time)."""
        state = self.network.start(*self.network.encode(source))
        limits: _Limits = {"max_length": self.max_length, "alpha": self.length_penalty}
        if self.beam_size == 1:
            return greedy_search(self.network, state, **limits)
        return beam_search(self.network, state, beam_size=self.beam_size, **limits)


def _vocabulary_sizes(network: keras.Model) -> dict[str, dict[str, int]]:
    """The tokens that the network's parts know, by tokenizer and part."""
    logits = network.head(tf.zeros([1, 1, network.decoder.output_dim]))
    return {
        "source": {"the source embedding": network.source_embedding.vocabulary_size},
        "target": {
            "the target embedding": network.target_embedding.vocabulary_size,
            "the head": logits.shape[-1],
        },
    }
