"""The contract of tasks: what the runner, the command line and `load` know of each of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, NoReturn, Self, TypeVar, overload

import keras
import tensorflow as tf

from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import RunError
from seqtasks.export.exporting import Exported, FewerBits, export
from seqtasks.export.saved_model import Signature
from seqtasks.storage.task_files import NETWORK_FILE, TaskDescription, save_task
from seqtasks.tokenizers.base import Tokenizer
from seqtasks.tokenizers.raw_words import Splitting
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer

Split = TypeVar("Split", contravariant=True)  # a set of examples, such as `ParallelSet`

Capability = Literal[
    "align",  # tell which source words each word of an answer was read from
    "explain",  # tell what each word adds to an answer
    "generate",  # continue a text token by token
    "join",  # answer together with others, as an ensemble
    "sample",  # draw answers
    "score",  # tell how likely a text is
    "search",  # answer with other settings of the search, by `with_search`
    "split",  # find words in lines otherwise, by `with_splitting`
    "tag",  # label words that are given
]

_MAX_EXAMPLES = 200
_TEXTS = tf.TensorSpec([None], tf.string)


class Task(ABC, Generic[Split]):
    """A network together with its text side: raw items in, answers out, measured and saved.

    An item is what `predict` answers: a line of text in all tasks so far. A task declares by its
    `capabilities` what it can do beyond this contract; a method that it lacks raises RunError.

    Attributes:
        answer: the name in a record of what `predict` returns.
        examples: raw items, such as the validation's, on which an export is checked.
    """

    answer: str
    examples: Sequence[str] = ()
    network_file: ClassVar[str] = NETWORK_FILE

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the task can do beyond this contract."""
        return frozenset()

    @overload
    def predict(self, items: str) -> str: ...  # type: ignore[overload-overlap]

    @overload
    def predict(self, items: Sequence[str]) -> list[str]: ...

    def predict(self, items: str | Sequence[str]) -> str | list[str]:
        """The answer to one item, or the answers to several."""
        if isinstance(items, str):
            return self.predict([items])[0]
        return [str(record[self.answer]) for record in self.predict_records(items)]

    @abstractmethod
    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line as `source`, with what `signatures` says of `serving_default`."""

    def evaluate(self, split: Split) -> dict[str, Any]:
        """The metrics on a set of examples, by name."""
        self._refuse("evaluate")

    def evaluate_corpus(self, corpus: str | Path, *, test: str | None = None) -> dict[str, Any]:
        """The metrics on another corpus, by name."""
        self._refuse("evaluate")

    def baselines(self, train: Split, split: Split) -> dict[str, dict[str, Any]]:
        """What predictors without a network reach, in the metrics of `evaluate`; none by default.

        Args:
            train: what they learn from.
            split: what is measured.
        """
        return {}

    def draw(self, metrics: Mapping[str, Mapping[str, Any]], directory: Path) -> None:
        """Writes the figures of a run; none by default.

        Args:
            metrics: what `evaluate` gave, by split.
            directory: of the run.
        """

    def show_samples(self, text: Any, count: int = 3) -> list[tuple[str, str, str]]:
        """Items of the test set, each with its answer and its reference; none by default."""
        return []

    def with_search(self, **changes: Any) -> Self:
        """The task with other settings of its search."""
        self._refuse("search")

    def with_splitting(self, splitting: Splitting) -> Self:
        """The task with another way to find words in lines."""
        self._refuse("find words otherwise")

    def sample(
        self, lines: Sequence[str], sampling: Sampling, *, seed: int = 0, first: int = 0
    ) -> list[dict[str, Any]]:
        """A drawn answer to each line, the first of which has the number `first`."""
        self._refuse("draw answers")

    def explain(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line as `source`, with its answer and the weight of every word."""
        self._refuse("explain")

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        """The records of sentences whose words are known, without `source`."""
        self._refuse("tag")

    def score(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """How likely each line is, or what stands behind its first tab, given the rest."""
        self._refuse("score")

    def save(self, directory: str | Path) -> None:
        """Writes the network, `assets/` and `task.json`: all that `load` needs."""
        save_task(
            Path(directory),
            task=type(self).__name__,
            network=self.network_file,
            write_network=self.write_network,
            tokenizers=self.tokenizers,
            settings=self.settings,
            examples=self.examples,
            lists=self.names,
        )

    def export(
        self,
        directory: str | Path,
        *,
        results: Mapping[str, Any] | None = None,
        n_best: int = 1,
        data_licence: str = "not stated",
        fewer_bits: FewerBits | None = None,
    ) -> Exported:
        """Writes a SavedModel that answers raw items; see `seqtasks.export.exporting.export`."""
        return export(
            self,
            Path(directory),
            results=dict(results or {}),
            n_best=n_best,
            data_licence=data_licence,
            fewer_bits=fewer_bits,
        )

    @classmethod
    @abstractmethod
    def load(cls, directory: Path, description: TaskDescription) -> Self:
        """The task that `save` wrote, as `task.json` describes it."""

    @property
    def network(self) -> Any:
        """The network: a Keras model."""
        self._refuse("show its network")

    def write_network(self, path: Path) -> None:
        """Writes the network's file."""
        self.network.save(path)

    @property
    def tokenizers(self) -> Mapping[str, Tokenizer]:
        """The tokenizers by the names of their files; none where items are not text."""
        return {}

    @property
    def names(self) -> Mapping[str, Sequence[str]]:
        """The names of labels and the like, by the name of their list; none by default."""
        return {}

    @property
    def settings(self) -> dict[str, Any]:
        """The task's other arguments, as `task.json` keeps them."""
        return {}

    @property
    def details(self) -> Mapping[str, Any]:
        """What a reader of tables must know of the task, and of its exports."""
        return {}

    @property
    def vocabulary_digest(self) -> str | None:
        """SHA-256 of the tokens that are predicted; None of a task without a perplexity."""
        return None

    @property
    def needs_tensorflow_text(self) -> bool:
        """Whether the graph holds SentencePiece's operations."""
        return any(isinstance(t, SentencePieceTokenizer) for t in self.tokenizers.values())

    def network_inputs(self, line: str) -> dict[str, tf.Tensor]:
        """What the network reads of a line, by the names of its inputs."""
        self._refuse("show what its network reads")

    def signatures(self, n_best: int = 1) -> dict[str, Signature]:
        """How an export is called."""
        self._refuse("export")

    def __repr__(self) -> str:
        parts = [f"{name}={self._shown(tokenizer)}" for name, tokenizer in self.tokenizers.items()]
        return f"{type(self).__name__}({', '.join([self._shown_network(), *parts])})"

    def _shown_network(self) -> str:
        network = self.network
        count = network.count_params() if isinstance(network, keras.Model) else 0
        return f"{type(network).__name__} of {count:,} parameters"

    @staticmethod
    def _shown(tokenizer: Tokenizer) -> str:
        return f"{type(tokenizer).__name__} of {tokenizer.vocabulary_size:,} tokens"

    def _refuse(self, what: str) -> NoReturn:
        raise RunError(f"{_with_article(type(self).__name__)} cannot {what}.")

    def _check_one_answer(self, n_best: int) -> None:
        """Raises ValueError unless one answer is asked for."""
        if n_best != 1:
            kind = _with_article(type(self).__name__)
            raise ValueError(f"{kind} has one answer. Received: n_best={n_best}")


def capped(examples: Sequence[str]) -> Sequence[str]:
    """As many raw items as a task keeps: exports are checked on all of them."""
    return examples[:_MAX_EXAMPLES]


def on_texts(function: Callable[..., Any], *more: tf.TensorSpec) -> Any:
    """A graph of texts, string (batch,), and of what else it takes."""
    return tf.function(function, input_signature=[_TEXTS, *more], autograph=False)


def _with_article(kind: str) -> str:
    return f"{'An' if kind[0] in 'AEIOU' else 'A'} {kind}"
