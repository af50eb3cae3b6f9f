"""Translation: a sequence-to-sequence network together with its two tokenizers."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

import keras
import tensorflow as tf

from seqtasks.corpora.parallel import list_test_sets, read_split
from seqtasks.datasets.parallel import ParallelSet, ParallelText, with_eos
from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.greedy import greedy_search
from seqtasks.errors import DataError
from seqtasks.metrics.translation import translation_metrics
from seqtasks.tasks.files import TaskDescription, load_network, load_tokenizers, save_task
from seqtasks.tokenizers.base import Tokenizer
from seqtasks.training.evaluation import TotalLoss

BATCH_SIZE = 64
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
    """

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
    ) -> None:
        self.network = network
        self.source_tokenizer = source_tokenizer
        self.target_tokenizer = target_tokenizer
        self.source = source
        self.target = target
        self.beam_size = beam_size
        self.max_length = max_length
        self.length_penalty = length_penalty
        self.lowercase = lowercase

    def predict(self, lines: Sequence[str]) -> list[str]:
        """The best translation of each line."""
        return [record["translation"] for record in self.predict_records(lines)]

    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line's `source`, `translation` and `score`, log p over the length penalty."""
        records: list[dict[str, Any]] = [{}] * len(lines)
        by_length = sorted(range(len(lines)), key=lambda i: len(lines[i]))
        for start in range(0, len(lines), BATCH_SIZE):
            batch = by_length[start : start + BATCH_SIZE]
            # A lone surrogate has no UTF-8 form; as an invalid byte the tokenizer replaces it.
            texts = [lines[i].encode("utf-8", "surrogatepass") for i in batch]
            translations, scores = self._translate(tf.constant(texts, tf.string))
            for i, translation, score in zip(
                batch, translations.numpy(), scores.numpy(), strict=True
            ):
                records[i] = {
                    "source": lines[i],
                    "translation": translation.decode(),
                    "score": float(score),
                }
        return records

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
            test: the stem of the files, such as `test` or `validation`; the only test set if None.

        Raises:
            DataError: for a corpus that cannot be used.
        """
        if test is None:
            names = list_test_sets(corpus, self.source, self.target)
            test = "test" if "test" in names else names[0] if len(names) == 1 else None
            if test is None:
                raise DataError(
                    f"{corpus} must have one test set. Found: {', '.join(names) or 'none'}. "
                    "Choose with --test."
                )
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
            network=self.network,
            tokenizers={"source": self.source_tokenizer, "target": self.target_tokenizer},
            settings={name: getattr(self, name) for name in _SETTINGS},
        )

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> Translator:
        """The task that `save` wrote."""
        tokenizers = load_tokenizers(directory, description)
        return cls(
            load_network(directory, description),
            tokenizers["source"],
            tokenizers["target"],
            **description.settings,
        )

    @functools.cached_property
    def _total_loss(self) -> TotalLoss:
        return TotalLoss(self.network)

    @functools.cached_property
    def _translate(self) -> Any:
        """The whole way from strings to strings as one graph."""
        return tf.function(self.translate, input_signature=[tf.TensorSpec([None], tf.string)])

    def translate(self, texts: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Translations and scores of a batch, in TensorFlow ops.

        Args:
            texts: string (batch,).

        Returns:
            The translations, string (batch,), and their scores, float32 (batch,).
        """
        token_ids = with_eos(self.source_tokenizer.encode(texts)).to_tensor()
        state = self.network.start(*self.network.encode(token_ids))
        limits: _Limits = {"max_length": self.max_length, "alpha": self.length_penalty}
        if self.beam_size == 1:
            hypotheses = greedy_search(self.network, state, **limits)
        else:
            hypotheses = beam_search(self.network, state, beam_size=self.beam_size, **limits)
        return self.target_tokenizer.decode(hypotheses.token_ids[:, 0]), hypotheses.scores[:, 0]
