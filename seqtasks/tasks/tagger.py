"""Taggers: a network that labels words, together with what it reads of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import tensorflow as tf

from seqtasks.baselines.frequent import most_frequent
from seqtasks.baselines.words import WordLabels
from seqtasks.blocks.imported import ImportedNetwork
from seqtasks.blocks.tagging import TaggingNetwork
from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.corpora.span_labels import (
    constrainable_scheme,
    find_scheme,
    warn_of_no_scheme,
)
from seqtasks.corpora.splits import check_files
from seqtasks.corpora.tagged import read_tagged_part
from seqtasks.datasets.tagged import TaggedSet
from seqtasks.errors import DataError
from seqtasks.export.saved_model import Signature
from seqtasks.metrics.classification import calibration_error
from seqtasks.metrics.confusion import draw_confusion
from seqtasks.metrics.spans import scheme_of_gold, span_metrics
from seqtasks.metrics.tagging import label_metrics, share
from seqtasks.storage.task_files import (
    TaskDescription,
    check_vocabulary,
    load_examples,
    load_names,
    load_network,
    load_tokenizers,
)
from seqtasks.tasks.batching import answer_by_length, answer_in_batches
from seqtasks.tasks.tagger_graph import Labelling
from seqtasks.tasks.task import Capability, Task, capped, on_texts
from seqtasks.tasks.uncalibrated import AsTrained, calibration_metrics, is_calibrated
from seqtasks.tasks.unknown_labels import warn_of_scheme, warn_of_unknown
from seqtasks.tokenizers.base import (
    UNK_ID,
    Tokenizer,
    as_ragged_words,
    as_string_tensor,
    check_choice,
)
from seqtasks.tokenizers.raw_words import Splitting, split_raw_words
from seqtasks.training.evaluation import TotalLoss
from seqtasks.training.losses import tagging_loss

_WORDS = tf.RaggedTensorSpec([None, None], tf.string, ragged_rank=1)
_SETTINGS = ("splitting", "constrained", "column", "files")


class Tagger(Task[TaggedSet]):
    """Labels the words of sentences, and sentences as wholes where the network has intents.

    `predict` gives each line as `word/LABEL word/LABEL ...`, after its intent and a tab where it
    has one. A word may hold slashes and, of `tag`, spaces: what stands after the last slash is the
    label. `predict_records` keeps words and labels apart.

    Args:
        network: a `TaggingNetwork` or an `ImportedNetwork`.
        tokenizers: by the name of the network's input, as `TaggedText` has them.
        labels: the names of the label ids.
        intents: the names of the intents' ids; empty where the network has none.
        splitting: how raw lines become words: at `"spaces"`, or as `"words"`, by the rule of
            `seqtasks.tokenizers.word`; see `split_raw_words`.
        constrained: forbid labels of spans to stand where their scheme does not have them, such as
            `I-x` unless it follows `B-x` or `I-x`.
        column: what holds the labels of a corpus, for `evaluate_corpus`.
        files: which files are the splits of a corpus, by the name of the split, likewise.
        examples: raw lines, such as the validation's, on which an export is checked.

    Raises:
        ValueError: for an unknown `splitting`, labels or intents of another number than the
            network's, or `constrained` with labels that any other may follow.
    """

    answer = "tagged"  # of a record: what `predict` returns

    def __init__(
        self,
        network: TaggingNetwork | ImportedNetwork,
        tokenizers: Mapping[str, Tokenizer],
        labels: Sequence[str],
        *,
        intents: Sequence[str] = (),
        splitting: Splitting = "spaces",
        constrained: bool = False,
        column: str | None = None,
        files: Mapping[str, str | None] | None = None,
        examples: Sequence[str] = (),
    ) -> None:
        check_choice("splitting", splitting, get_args(Splitting))
        self.scheme = constrainable_scheme(labels) if constrained else find_scheme(labels)
        _check_sizes(network, labels, intents)
        self._network = network
        self._tokenizers = dict(tokenizers)
        self.labels = tuple(labels)
        self.intents = tuple(intents)
        self.splitting = splitting
        self.constrained = constrained
        self.column = column
        self.files = check_files(files)
        self.examples = capped(examples)
        self._normal = {label: normalize_label(label) for label in (*labels, *intents)}
        self._labelling = Labelling(
            network,
            self.tokenizers,
            self.labels,
            self.intents,
            splitting,
            self.scheme if constrained else None,
        )
        self._as_trained = AsTrained(network, tagging_loss, self._labelling.of_words, _WORDS)

    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line's `source` and what `Labelling.signatures` says of `serving_default`."""
        return answer_by_length(lines, self._serve_text)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        """The records of sentences whose words are known, without `source`."""
        return answer_in_batches(sentences, lambda rows: self._serve_words(as_ragged_words(rows)))

    def with_splitting(self, splitting: Splitting) -> Tagger:
        """The same tagger with another way to find words in raw lines."""
        settings = {**self.settings, "splitting": splitting}
        return Tagger(
            self.network,
            self.tokenizers,
            self.labels,
            intents=self.intents,
            examples=self.examples,
            **settings,
        )

    def evaluate(self, split: TaggedSet) -> dict[str, Any]:
        """The loss, of the sentences that have one (`TaggedSet`), and what `measure` gives.

        Of a calibrated network also what `calibration_metrics` says.
        """
        loss = self._total_loss(split.batches)
        loss.pop("perplexity", None)
        return {**loss, **self.measure(split.sentences), **self._before_calibration(split)}

    def measure(self, sentences: TaggedSentences) -> dict[str, Any]:
        """The metrics of `seqtasks.metrics.tagging`; of labels of spans also `span_metrics`.

        `calibration_error` is that of the words' `probabilities`; with intents there is also their
        `intent_calibration_error`.

        F1 of spans is `span_f1`, or with intents `slot_f1`; intents give `intent_accuracy`, and a
        sentence is right with all its labels and its intent.
        """
        self._warn_of_unknown(sentences.labels, sentences.intents)
        records = self.tag(sentences.words)
        predicted = [[self._normal[label] for label in record["labels"]] for record in records]
        intents = [self._normal[record["intent"]] for record in records] if self.intents else []
        metrics = self._metrics_of(predicted, intents, sentences)
        return metrics | self._calibration_errors(sentences, records)

    def baselines(self, train: TaggedSet, split: TaggedSet) -> dict[str, dict[str, Any]]:
        """What labels reach that need no context, in the metrics of `measure`.

        `one_tag` is the most frequent label of all, for every word; `most_frequent_tag`, that of
        each word, and of the endings of unknown words (`WordLabels`). With intents both also give
        the most frequent one to every sentence, and are called `..._and_intent`.

        Args:
            train: what they learn from.
            split: what is measured.
        """
        sentences = split.sentences
        labels = WordLabels(train.sentences.words, train.sentences.labels)
        predicted = {
            "one_tag": [[labels.commonest] * len(row) for row in sentences.words],
            "most_frequent_tag": labels.of(sentences.words),
        }
        if not self.intents:
            return {name: self._metrics_of(rows, [], sentences) for name, rows in predicted.items()}
        intents = [most_frequent(train.sentences.intents).value] * len(sentences.words)
        return {
            f"{name}_and_intent": self._metrics_of(rows, intents, sentences)
            for name, rows in predicted.items()
        }

    def _metrics_of(
        self, predicted: Sequence[list[str]], intents: Sequence[str], sentences: TaggedSentences
    ) -> dict[str, Any]:
        """What `measure` gives of labels and intents, in normal form, of some sentences."""
        known = self._known_words(sentences.words)
        metrics = label_metrics(sentences.words, sentences.labels, predicted, known)
        if self.intents:
            right = [a == b for a, b in zip(intents, sentences.intents, strict=True)]
            labelled = [list(g) == p for g, p in zip(sentences.labels, predicted, strict=True)]
            metrics["intent_accuracy"] = share(right)
            metrics["sentence_accuracy"] = share(
                [a and b for a, b in zip(right, labelled, strict=True)]
            )
        if self.scheme is not None:
            schemes = (scheme_of_gold(sentences.labels, self.scheme), self.scheme)
            name = "slot_f1" if self.intents else "span_f1"
            metrics |= span_metrics(sentences.labels, predicted, *schemes, name=name)
            warn_of_scheme(*schemes)
        return metrics

    def _calibration_errors(
        self, sentences: TaggedSentences, records: Sequence[Mapping[str, Any]]
    ) -> dict[str, float]:
        """Those of labels, word by word, and of intents."""
        confidences = [value for record in records for value in record["probabilities"]]
        right = [
            self._normal[label] == gold
            for record, row in zip(records, sentences.labels, strict=True)
            for label, gold in zip(record["labels"], row, strict=True)
        ]
        errors = {"calibration_error": calibration_error(confidences, right)}
        if self.intents:
            right = [
                self._normal[record["intent"]] == intent
                for record, intent in zip(records, sentences.intents, strict=True)
            ]
            confidences = [record["intent_probability"] for record in records]
            errors["intent_calibration_error"] = calibration_error(confidences, right)
        return errors

    def _before_calibration(self, split: TaggedSet) -> dict[str, float]:
        """`calibration_metrics`; nothing of a network that was not calibrated."""
        if not is_calibrated(self.network):
            return {}
        total_loss, serve = self._as_trained.graphs()
        words = split.sentences.words
        records = answer_in_batches(words, lambda rows: serve(as_ragged_words(rows)))
        errors = self._calibration_errors(split.sentences, records)
        return calibration_metrics(self.network, {**total_loss(split.batches), **errors})

    def evaluate_corpus(
        self, corpus: str | Path, *, test: str | None = None, column: str | None = None
    ) -> dict[str, Any]:
        """The metrics on another corpus with such labels.

        Args:
            corpus: as `seqtasks.corpora.tagged` reads it; or one file, or one folder of requests.
            test: `"train"`, `"validation"` or `"test"`, or the name of a file or folder; None for
                the test split, or all of one file.
            column: what holds the labels; None for the task's `column`.

        Raises:
            DataError: for a corpus that cannot be used.
        """
        sentences = read_tagged_part(corpus, test, column or self.column, self.files)
        if self.intents and not sentences.intents:
            raise DataError(f"{corpus} has no intents, and this tagger is measured by them, too.")
        warn_of_no_scheme(self.labels, "The tagger")
        return self.evaluate(
            TaggedSet.from_sentences(sentences, self.tokenizers, self.labels, self.intents)
        )

    def draw(self, metrics: Mapping[str, Mapping[str, Any]], directory: Path) -> None:
        """Writes `confusion.png`: which labels of the test set were taken for which.

        Args:
            metrics: what `evaluate` gave, by split.
            directory: of the run.
        """
        test = metrics["test"]
        draw_confusion(test["labels"], test["confusions"], directory / "confusion.png")

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> Tagger:
        """The task that `save` wrote."""
        tokenizers = load_tokenizers(directory, description)
        network = load_network(directory, description, TaggingNetwork, ImportedNetwork)
        for name, size in network.vocabulary_sizes.items():
            sizes = {f"the embedding of {name}": size}
            check_vocabulary(directory, description, name, tokenizers[name], sizes)
        labels = load_names(directory, description, "labels", network.num_labels)
        intents = load_names(directory, description, "intents", network.num_intents)
        return cls(
            network,
            tokenizers,
            labels,
            intents=intents,
            **description.settings,
            examples=load_examples(directory),
        )

    @property
    def capabilities(self) -> frozenset[Capability]:
        """It labels words that are given, and can split lines otherwise."""
        return frozenset({"tag", "split"})

    @property
    def network(self) -> TaggingNetwork | ImportedNetwork:
        """The network."""
        return self._network

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the name of the network's input."""
        return self._tokenizers

    @property
    def names(self) -> dict[str, Sequence[str]]:
        """Labels and intents under the names of their lists."""
        return {"labels": self.labels, "intents": self.intents}

    @property
    def settings(self) -> dict[str, Any]:
        """How lines are split and labels are chosen, as `task.json` keeps it."""
        return {name: getattr(self, name) for name in _SETTINGS}

    @property
    def details(self) -> dict[str, Any]:
        """What `predict` must know: the labels, their column, and whether they are of spans."""
        labels = list(self.labels)
        return {"column": self.column, "bio": self.scheme is not None, "labels": labels}

    def network_inputs(self, line: str) -> dict[str, tf.Tensor]:
        """What the network reads of a line, by the names of its inputs: int32 (1, time, ...)."""
        found = split_raw_words(as_string_tensor([line]), self.splitting)
        return self._labelling.network_inputs(found.words)

    def signatures(self, n_best: int = 1) -> dict[str, Signature]:
        """How an export is called; see `Labelling.signatures`.

        Raises:
            ValueError: `n_best` is not 1.
        """
        self._check_one_answer(n_best)
        return self._labelling.signatures()

    @functools.cached_property
    def _total_loss(self) -> TotalLoss:
        return TotalLoss(self.network, tagging_loss)

    @functools.cached_property
    def _serve_text(self) -> Any:
        return on_texts(self._labelling.of_text)

    @functools.cached_property
    def _serve_words(self) -> Any:
        return tf.function(self._labelling.of_words, input_signature=[_WORDS], autograph=False)

    def _known_words(self, sentences: Sequence[Sequence[str]]) -> set[str]:
        """Those of the words that are in the vocabulary."""
        words = sorted({word for row in sentences for word in row})
        ids = self.tokenizers["words"].encode(words).flat_values.numpy()
        return {word for word, i in zip(words, ids, strict=True) if i != UNK_ID}

    def _warn_of_unknown(self, labels: Sequence[Sequence[str]], intents: Sequence[str]) -> None:
        """One warning that names the labels and intents that training never saw."""
        known_labels, known_intents = (
            {self._normal[name] for name in names} for names in (self.labels, self.intents)
        )
        unknown = sorted({label for row in labels for label in row} - known_labels)
        unknown += sorted({*intents} - known_intents) if self.intents else []
        warn_of_unknown(unknown)


def _check_sizes(
    network: TaggingNetwork | ImportedNetwork, labels: Sequence[str], intents: Sequence[str]
) -> None:
    """Raises ValueError unless there is a name for each label and intent of the network."""
    sizes = {"labels": (network.num_labels, labels), "intents": (network.num_intents, intents)}
    for name, (size, names) in sizes.items():
        if size != len(names):
            raise ValueError(
                f"`{name}` must have a name for each of the network's {size}. "
                f"Received: {len(names)} names"
            )
