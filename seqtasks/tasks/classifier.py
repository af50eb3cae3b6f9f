"""Classifiers: a network that gives a text a label, together with what it reads of the text."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from seqtasks.baselines.frequent import most_frequent
from seqtasks.blocks.classification import ClassificationNetwork
from seqtasks.blocks.imported import ImportedNetwork
from seqtasks.corpora.labelled import Layout, read_labelled_part
from seqtasks.corpora.labelled_files import LabelledTexts
from seqtasks.datasets.labelled import ClassifiedSet
from seqtasks.datasets.rows import Keep, check_cut
from seqtasks.export.saved_model import Signature
from seqtasks.metrics.classification import class_metrics
from seqtasks.metrics.confusion import draw_confusion
from seqtasks.storage.task_files import (
    TaskDescription,
    check_vocabulary,
    load_examples,
    load_names,
    load_network,
    load_tokenizers,
)
from seqtasks.tasks.batching import answer_by_length
from seqtasks.tasks.classifier_graph import Classifying
from seqtasks.tasks.task import Capability, Task, capped, on_texts
from seqtasks.tasks.uncalibrated import AsTrained, calibration_metrics, is_calibrated
from seqtasks.tasks.unknown_labels import warn_of_unknown
from seqtasks.tokenizers.base import Tokenizer, as_string_tensor
from seqtasks.training.evaluation import TotalLoss
from seqtasks.training.losses import class_loss

_TEXTS = tf.TensorSpec([None], tf.string)


class Classifier(Task[ClassifiedSet]):
    """Gives texts a label.

    Args:
        network: a `ClassificationNetwork`, or an `ImportedNetwork`, which explains nothing.
        tokenizer: of the texts.
        classes: the names of the network's classes.
        max_length: tokens of a text that are read at most, `<eos>` included; None for all.
        keep: which part of longer texts: `"head"`, `"tail"` or `"both"`.
        layout: the fields of a `Layout`: which columns of a corpus hold text and label, and which
            files its splits, for `evaluate_corpus`.
        examples: raw texts, such as the validation's, on which an export is checked.

    Raises:
        ValueError: for a `max_length` below 2, an unknown `keep`, or classes of another number
            than the network's.
    """

    answer = "label"  # of a record: what `predict` returns

    def __init__(
        self,
        network: ClassificationNetwork | ImportedNetwork,
        tokenizer: Tokenizer,
        classes: Sequence[str],
        *,
        max_length: int | None = None,
        keep: Keep = "head",
        layout: Mapping[str, str | None] | None = None,
        examples: Sequence[str] = (),
    ) -> None:
        check_cut(max_length, keep)
        if network.num_classes != len(classes):
            raise ValueError(
                f"`classes` must have a name for each of the network's {network.num_classes}. "
                f"Received: {len(classes)} names"
            )
        self._network = network
        self.tokenizer = tokenizer
        self.classes = tuple(classes)
        self.max_length = max_length
        self.keep: Keep = keep
        self.layout = dict(layout or {})
        self.examples = capped(examples)
        self._classifying = Classifying(network, tokenizer, self.classes, max_length, keep)
        self._as_trained = AsTrained(network, class_loss, self._classifying.of_text, _TEXTS)

    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each text's `source` and what `Classifying.signatures` says of `serving_default`."""
        return answer_by_length(lines, self._serve)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """`explain` needs a network that shows its embeddings."""
        own = isinstance(self.network, ClassificationNetwork)
        return frozenset({"explain"} if own else ())

    @property
    def network(self) -> ClassificationNetwork | ImportedNetwork:
        """The network."""
        return self._network

    @property
    def names(self) -> dict[str, Sequence[str]]:
        """The classes under the name of their list."""
        return {"classes": self.classes}

    def explain(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each text's `source` and what `Classifying.signatures` says of `explain`."""
        return answer_by_length(lines, self._serve_explained)

    def evaluate(self, split: ClassifiedSet) -> dict[str, Any]:
        """The loss, of the texts that have one (`ClassifiedSet`), and what `measure` gives.

        Of a calibrated network also what `calibration_metrics` says.
        """
        loss = self._total_loss(split.batches)
        loss.pop("perplexity", None)
        return {**loss, **self.measure(split.texts), **self._before_calibration(split)}

    def measure(self, texts: LabelledTexts) -> dict[str, Any]:
        """The metrics of `seqtasks.metrics.classification`."""
        warn_of_unknown(sorted(set(texts.labels) - set(self.classes)))
        return self._metrics(texts, self.predict_records(texts.texts))

    def _metrics(
        self, texts: LabelledTexts, records: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        return class_metrics(
            texts.labels,
            [record["label"] for record in records],
            [math.exp(record["score"]) for record in records],
            texts.groups,
        )

    def baselines(self, train: ClassifiedSet, split: ClassifiedSet) -> dict[str, dict[str, Any]]:
        """What `most_frequent_class` reaches: always that of training, as sure as it is frequent.

        Args:
            train: what it learns from.
            split: what is measured, in the metrics of `measure`.
        """
        name, share = most_frequent(train.texts.labels)
        gold, groups = split.texts.labels, split.texts.groups
        answers = [name] * len(gold), [share] * len(gold)
        return {"most_frequent_class": class_metrics(gold, *answers, groups)}

    def _before_calibration(self, split: ClassifiedSet) -> dict[str, float]:
        """`calibration_metrics`; nothing of a network that was not calibrated."""
        if not is_calibrated(self.network):
            return {}
        total_loss, serve = self._as_trained.graphs()
        metrics = self._metrics(split.texts, answer_by_length(split.texts.texts, serve))
        return calibration_metrics(self.network, {**total_loss(split.batches), **metrics})

    def evaluate_corpus(
        self,
        corpus: str | Path,
        *,
        test: str | None = None,
        text: str | None = None,
        label: str | None = None,
        group: str | None = None,
    ) -> dict[str, Any]:
        """The metrics on another corpus with such labels.

        Args:
            corpus: as `seqtasks.corpora.labelled` reads it.
            test: the file or the split to measure, as training would split the corpus; None for
                the test split, or all of a corpus without splits.
            text: the column with the text; None for that of the task's `layout`.
            label: the column with the label; likewise.
            group: the column whose values are measured apart; None for none.

        Raises:
            DataError: for a corpus that cannot be used.
        """
        columns = {name: value for name, value in (("text", text), ("label", label)) if value}
        layout = Layout(**{**self.layout, "group": group, **columns})
        texts = read_labelled_part(corpus, test, layout)
        return self.evaluate(
            ClassifiedSet.from_texts(
                texts,
                self.tokenizer,
                self.classes,
                max_length=self.max_length,
                keep=self.keep,
            )
        )

    def draw(self, metrics: Mapping[str, Mapping[str, Any]], directory: Path) -> None:
        """Writes `confusion.png`: which classes of the test set were taken for which.

        Args:
            metrics: what `evaluate` gave, by split.
            directory: of the run.
        """
        test = metrics["test"]
        path = directory / "confusion.png"
        draw_confusion(test["classes"], test["confusions"], path, of="texts")

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> Classifier:
        """The task that `save` wrote."""
        tokenizer = load_tokenizers(directory, description)["text"]
        network = load_network(directory, description, ClassificationNetwork, ImportedNetwork)
        sizes = {"the embedding": network.vocabulary_size}
        check_vocabulary(directory, description, "text", tokenizer, sizes)
        return cls(
            network,
            tokenizer,
            load_names(directory, description, "classes", network.num_classes),
            **description.settings,
            examples=load_examples(directory),
        )

    @property
    def settings(self) -> dict[str, Any]:
        """What is read of texts, and of corpora, as `task.json` keeps it."""
        return {"max_length": self.max_length, "keep": self.keep, "layout": self.layout}

    @property
    def details(self) -> dict[str, Any]:
        """What a reader of tables must know: the column of the text."""
        return {"text": self.layout.get("text")}

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """The tokenizer under the name of its files."""
        return {"text": self.tokenizer}

    def network_inputs(self, line: str) -> dict[str, tf.Tensor]:
        """What the network reads of a text, which is its only input: int32 (1, time)."""
        return {"token_ids": self._classifying.token_ids(as_string_tensor([line]))}

    def signatures(self, n_best: int = 1) -> dict[str, Signature]:
        """How an export is called; see `Classifying.signatures`.

        Raises:
            ValueError: `n_best` is not 1.
        """
        self._check_one_answer(n_best)
        return self._classifying.signatures()

    @functools.cached_property
    def _total_loss(self) -> TotalLoss:
        return TotalLoss(self.network, class_loss)

    @functools.cached_property
    def _serve(self) -> Any:
        return on_texts(self._classifying.of_text)

    @functools.cached_property
    def _serve_explained(self) -> Any:
        return on_texts(self._classifying.explained)
