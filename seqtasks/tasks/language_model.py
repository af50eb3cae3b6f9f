"""Language models: what predicts the next token, together with its tokenizer."""

from __future__ import annotations

import dataclasses
import functools
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from seqtasks.baselines.ngrams import ngram_nats
from seqtasks.blocks.imported_language import ImportedLanguageNetwork
from seqtasks.blocks.next_token import NextTokenNetwork
from seqtasks.corpora.labelled import Layout, read_labelled_part
from seqtasks.corpora.lines import digest_of
from seqtasks.corpora.plain import ENDINGS, read_plain, read_text
from seqtasks.corpora.splits import SPLITS, find_file
from seqtasks.datasets.plain import PlainSet
from seqtasks.datasets.rows import with_eos
from seqtasks.decoding.greedy import greedy_search
from seqtasks.decoding.hypotheses import check_search
from seqtasks.decoding.rules import Reading, Ruled, Rules, visible_tokens
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import DataError, DataWarning, RunError
from seqtasks.export.saved_model import Signature
from seqtasks.metrics.perplexity import text_metrics
from seqtasks.ngrams.arpa import read_arpa, write_arpa
from seqtasks.ngrams.model import NGramModel
from seqtasks.storage.task_files import (
    ARPA_FILE,
    NETWORK_FILE,
    TaskDescription,
    check_vocabulary,
    load_examples,
    load_network,
    load_tokenizers,
)
from seqtasks.tasks.batching import answer_by_length, check_several
from seqtasks.tasks.language_model_graph import completed
from seqtasks.tasks.likelihood import likelihood, unknown_as_written
from seqtasks.tasks.predictors import (
    LinePredictor,
    NetworkPredictor,
    NGramPredictor,
    Predictor,
    token_strings,
    tokens_before,
)
from seqtasks.tasks.task import Capability, Task, capped, on_texts
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, Tokenizer, as_string_tensor, unknown_by_text
from seqtasks.training.losses import token_nats

Array = np.ndarray[Any, Any]

MAX_LINE_LENGTH = 20_000  # characters


class Read(NamedTuple):
    """What a network has read of texts.

    Attributes:
        last: the last token of each, int32 (batch,).
        state: the network's state before it.
        log_probability: log p of each text as a whole line, float32 (batch,), in nats; None where
            it was not asked for.
    """

    last: tf.Tensor
    state: Any
    log_probability: tf.Tensor | None


class LanguageModel(Task[PlainSet]):
    """Measures, scores and continues raw lines.

    Networks and n-gram models answer alike, but for what stands before a line: a network reads a
    corpus as one text, each line after the one before, and a line that is scored by itself after
    `<eos>`; for an n-gram model and an imported network all lines are independent.

    Args:
        model: a `NextTokenNetwork`, an `ImportedLanguageNetwork` or an `NGramModel`.
        tokenizer: of the text.
        max_length: tokens of a continuation at most, `<eos>` included.
        min_length: tokens of it at least, `<eos>` and what cannot be seen not counted; see `Rules`.
        no_repeat_ngram_size: no sequence of so many tokens stands twice in a line, its beginning
            included; 0 for any.
        repetition_penalty: log p of what the line holds already is multiplied by it.
        column: of files with tab-separated columns, the one that holds the text, for
            `evaluate_corpus`.
        layout: of corpora of labelled texts, whose texts are read, likewise.
        examples: raw lines, such as the validation's, on which an export is checked.

    Raises:
        ValueError: for a `max_length` below 1, or rules that cannot be.
    """

    answer = "completion"  # of a record: what `predict` returns

    def __init__(
        self,
        model: NextTokenNetwork | ImportedLanguageNetwork | NGramModel,
        tokenizer: Tokenizer,
        *,
        max_length: int = 50,
        min_length: int = 0,
        no_repeat_ngram_size: int = 0,
        repetition_penalty: float = 1.0,
        column: int | None = None,
        layout: Mapping[str, str | None] | None = None,
        examples: Sequence[str] = (),
    ) -> None:
        self.rules = Rules(
            min_length=min_length,
            no_repeat_ngram_size=no_repeat_ngram_size,
            repetition_penalty=repetition_penalty,
        )
        check_search(max_length, min_length=min_length)
        self.model = model
        self.tokenizer = tokenizer
        self.max_length = max_length
        self.column = column
        self.layout = None if layout is None else dict(layout)
        self.examples = capped(examples)
        self.predictor: Predictor
        if isinstance(model, NGramModel):
            self.predictor = NGramPredictor(model, tokenizer)
        elif isinstance(model, ImportedLanguageNetwork):
            self.predictor = LinePredictor(model, tokenizer)
        else:
            self.predictor = NetworkPredictor(model, tokenizer)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """It scores and continues texts."""
        return frozenset({"generate", "score", "search"})

    def with_search(self, **changes: Any) -> LanguageModel:
        """This model with another `max_length`, `repetition_penalty` and the like.

        Raises:
            ValueError: as of `LanguageModel`, or for what it does not have, such as a beam.
        """
        settings = self.settings
        if other := changes.keys() - settings.keys():
            raise ValueError(
                f"A language model goes on token by token: it has no {', '.join(sorted(other))}."
            )
        return LanguageModel(
            self.model, self.tokenizer, **{**settings, **changes}, examples=self.examples
        )

    def evaluate(self, split: PlainSet) -> dict[str, float]:
        """Loss and perplexity per token, bits per character and perplexity per word.

        Beside the perplexity stand `unknown_tokens` and `perplexity_without_unknown`; all are those
        of `seqtasks.metrics.perplexity.text_metrics`.
        """
        return self._metrics_of(self.predictor.token_nats(split), split)

    def baselines(self, train: PlainSet, split: PlainSet) -> dict[str, dict[str, float]]:
        """What `unigram` and `bigram` reach (`ngram_nats`), in the metrics of `evaluate`.

        Args:
            train: what they learn from.
            split: what is measured.
        """
        nats = ngram_nats(train.ids, split.ids, self.tokenizer.vocabulary_size)
        return {name: self._metrics_of(of_tokens, split) for name, of_tokens in nats.items()}

    def _metrics_of(self, nats: Array, split: PlainSet) -> dict[str, float]:
        """What `evaluate` gives of -log p of each token of a text, float (tokens,)."""
        characters = self.tokenizer.num_characters
        return text_metrics(nats, split.spelling, split.lines, characters)

    def evaluate_corpus(self, corpus: str | Path, *, test: str | None = None) -> dict[str, Any]:
        """The metrics on another text.

        Args:
            corpus: a file, or a folder with `[NAME.]test.txt[.gz]`; with `layout` a corpus of
                `seqtasks.corpora.labelled`.
            test: `"train"`, `"validation"` or `"test"`, the split of a folder, or of a file as
                training splits it; or the name of a file in a folder. None for the test split, or
                all of a file.

        Raises:
            DataError: for a text that cannot be used.
        """
        path = Path(corpus)
        if self.layout is not None:
            lines = read_labelled_part(corpus, test, Layout(**self.layout)).texts
        elif path.is_file() and test in SPLITS:
            lines = getattr(read_plain(path, column=self.column), test)
        elif path.is_file() and test is not None:
            raise DataError(
                f"{path} has the splits {', '.join(SPLITS)}, as training would cut it. "
                f"Received: {test!r}"
            )
        else:
            file = path if path.is_file() else find_file(path, test or "test", ENDINGS)
            lines = read_text(file, column=self.column)
        return self.evaluate(PlainSet.from_lines(lines, self.tokenizer))

    def score(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """How likely each line is.

        Returns:
            For each line `source`, what `likelihood` gives of it, `tokens` with their
            `token_log_probabilities`, `<eos>` among them, and the `unknown` ones of these; all as
            they are written in the line.

        Raises:
            DataError: a line is too long.
        """
        self._check_lengths(lines)
        rows = self.predictor.line_log_probabilities(lines)
        unknown = unknown_by_text(self.tokenizer.encode_with_unknown(lines))
        shown = unknown_as_written(lines, unknown, self.tokenizer)
        written = token_strings(lines, self.tokenizer)
        num_characters = self.tokenizer.num_characters
        return [
            {
                "source": line,
                **likelihood(row, unknown_in_line, num_characters),
                "unknown": unknown_tokens,
                "tokens": [*tokens, self.tokenizer.vocabulary[EOS_ID]],
                "token_log_probabilities": row.tolist(),
            }
            for line, row, tokens, unknown_in_line, unknown_tokens in zip(
                lines, rows, written, unknown, shown, strict=True
            )
        ]

    def generate(
        self,
        prompt: str = "",
        *,
        sampling: Sampling | None = None,
        max_length: int | None = None,
        seed: int | Sequence[int] = 0,
    ) -> Iterator[str]:
        """Continues a prompt; yields the prompt as it is, then what each token adds to the text.

        The task's rules hold.

        Args:
            prompt: the beginning of a line.
            sampling: how tokens are drawn; by temperature 1 from all of them when None.
            max_length: tokens at most; that of the task when None.
            seed: of NumPy's generator; the same seed draws the same text.

        Raises:
            DataError: the prompt has tokens that the model does not know.
        """
        sampling = sampling or Sampling()
        random = np.random.default_rng(seed)
        ids = self._prompt_ids(prompt)
        start = len(ids)
        read = self._decode(ids)
        log_probs, state = self.predictor.start(ids)
        written = ""
        for _ in range(max_length or self.max_length):
            text = self._with_prompt(prompt, read, ids)
            if text != written and text.startswith(written):
                yield text[len(written) :]
                written = text
            token = sampling.draw(self._ruled(log_probs, ids, start), random)
            if token is None:
                _warn_of_dead_end(text)
            if token is None or token == EOS_ID:
                return
            ids.append(token)
            log_probs, state = self.predictor.step(token, state)
        yield self._with_prompt(prompt, read, ids)[len(written) :]

    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each line's `source`, `completion`, `score`, `log_probability` and `num_tokens`."""
        self._check_lengths(lines)
        if isinstance(self.predictor, NetworkPredictor):
            return answer_by_length(lines, self._serve)
        scored = self.predictor.line_log_probabilities(lines)
        return [
            {
                "source": line,
                **self._completed(line),
                "log_probability": float(row.sum()),
                "num_tokens": len(row),
            }
            for line, row in zip(lines, scored, strict=True)
        ]

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> LanguageModel:
        """The task that `save` wrote."""
        tokenizer = load_tokenizers(directory, description)["text"]
        arguments = {**description.settings, "examples": load_examples(directory)}
        if description.network == ARPA_FILE:
            model = read_arpa(directory / ARPA_FILE, tokenizer.vocabulary).model
            return cls(model, tokenizer, **arguments)
        network = load_network(directory, description, NextTokenNetwork, ImportedLanguageNetwork)
        sizes = {"the embedding": network.vocabulary_size}
        check_vocabulary(directory, description, "text", tokenizer, sizes)
        return cls(network, tokenizer, **arguments)

    @property
    def settings(self) -> dict[str, Any]:
        """How lines are continued and texts are read, as `task.json` keeps it."""
        return {
            "max_length": self.max_length,
            **dataclasses.asdict(self.rules),
            "column": self.column,
            "layout": self.layout,
        }

    @property
    def details(self) -> dict[str, Any]:
        """What a reader of tables must know: the column of the text."""
        named = (self.layout or {}).get("text")
        return {"text": named if self.column is None else str(self.column)}

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """The tokenizer under the name of its files."""
        return {"text": self.tokenizer}

    @property
    def vocabulary_digest(self) -> str:
        """SHA-256 of the tokens that are predicted: perplexities compare where it is the same."""
        return digest_of(self.tokenizer.vocabulary)

    @property
    def network(self) -> NextTokenNetwork | ImportedLanguageNetwork:
        """The network, for an export.

        Raises:
            RunError: it is an n-gram model.
        """
        if isinstance(self.model, NGramModel):
            raise RunError(
                f"An n-gram model is not exported: {ARPA_FILE} in its run is what KenLM, SRILM and "
                "others read."
            )
        return self.model

    def network_inputs(self, line: str) -> dict[str, tf.Tensor]:
        """What the network reads of a line, its only input: `<eos>`, then the text, (1, time)."""
        labels = with_eos(self.tokenizer.encode([line])).to_tensor()
        return {"token_ids": tokens_before(labels)}

    def signatures(self, n_best: int = 1) -> dict[str, Signature]:
        """How an export is called.

        Both take `text`, string (batch,). `serving_default` returns `completion`, string (batch,),
        the text as it is with its likeliest continuation, and `score`, float32 (batch,), the
        continuation's log p in nats; `log_probability`, float32 (batch,), that of the text as a
        whole line; and `num_tokens`, int32 (batch,), its tokens with `<eos>`.
        `next_token` returns `probabilities`, float32 (batch, vocabulary_size), of the token after
        the text, and `tokens`, string (vocabulary_size,).

        Raises:
            ValueError: `n_best` is not 1: there is one likeliest continuation.
            RunError: for an n-gram model.
        """
        self._check_one_answer(n_best)
        network = self.network

        def next_token(text: tf.Tensor) -> dict[str, tf.Tensor]:
            read = self._read(self.tokenizer.encode(text))
            log_probs, _, _ = network.step(read.last, read.state)
            return {
                "probabilities": tf.exp(log_probs),
                "tokens": tf.constant(self.tokenizer.vocabulary),
            }

        text = {"text": tf.TensorSpec([None], tf.string, name="text")}
        return {
            "serving_default": Signature(self._answers, text),
            "next_token": Signature(next_token, text),
        }

    @functools.cached_property
    def _serve(self) -> Any:
        return on_texts(self._answers)

    def _answers(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """The outputs of `serving_default`, in TensorFlow ops."""
        prompts = self.tokenizer.encode(text)
        read = self._read(prompts, scored=True)
        last, state = read.last, read.state
        network: Any = self.network
        if self.rules != Rules():
            network = Ruled(Reading(network), self.rules, self.tokenizer, self.max_length)
            state = network.after(state, prompts[:, :-1], last)
        written = greedy_search(network, state, max_length=self.max_length, last=last)
        ids = tf.RaggedTensor.from_tensor(written.token_ids[:, 0])
        return {
            "completion": completed(
                text,
                self.tokenizer.decode(prompts),
                self.tokenizer.decode(tf.concat([prompts, ids], axis=1)),
            ),
            "score": written.scores[:, 0],
            "log_probability": read.log_probability,
            "num_tokens": tf.cast(prompts.row_lengths() + 1, tf.int32),
        }

    def _read(self, prompts: tf.RaggedTensor, *, scored: bool = False) -> Read:
        """Reads the tokens of texts, int32 (batch, None), once: to score them, and to go on."""
        labels = with_eos(prompts)
        lengths = labels.row_lengths()
        inputs = tokens_before(labels.to_tensor())  # `<eos>`, then the text
        before_last = tf.sequence_mask(lengths - 1, tf.shape(inputs)[1])
        zeros = self.network.zero_state(tf.shape(inputs)[0])
        features, state = self.network.read(inputs, zeros, mask=before_last)
        last = tf.gather(inputs, lengths - 1, axis=1, batch_dims=1)
        if not scored:
            return Read(last, state, None)
        of_last, _ = self.network.read(last[:, None], state)
        rows = tf.concat(
            [
                tf.RaggedTensor.from_tensor(features, lengths=lengths - 1),
                tf.RaggedTensor.from_tensor(of_last),
            ],
            axis=1,
        )
        nats = token_nats(rows.values, self.network.head, labels.values)
        return Read(last, state, -tf.reduce_sum(labels.with_values(nats), axis=1))

    def _completed(self, line: str) -> dict[str, Any]:
        """A line's completion and score, as the graph of a network gives them."""
        ids = self.tokenizer.encode([line])[0].numpy().tolist()
        start = len(ids)
        read = self._decode(ids)
        log_probs, state = self.predictor.start(ids)
        score = 0.0
        for _ in range(self.max_length):
            log_probs = self._ruled(log_probs, ids, start)
            probabilities = Sampling(temperature=0.0).probabilities(log_probs)
            if not probabilities.any():
                _warn_of_dead_end(self._decode(ids))
                break
            token = int(np.argmax(probabilities))
            score += float(log_probs[token])
            if token == EOS_ID:
                break
            ids.append(token)
            log_probs, state = self.predictor.step(token, state)
        return {"completion": self._with_prompt(line, read, ids), "score": score}

    def _ruled(self, log_probs: Array, ids: Sequence[int], start: int) -> Array:
        """log p of the next token as the rules leave it; from `start` on the ids were written."""
        if self.rules == Rules():
            return log_probs
        visible = 0
        if self.rules.min_length:
            visible = int(np.count_nonzero(self._is_visible[list(ids[start:])]))
        written = tf.constant([[BOS_ID, *ids]], tf.int32)
        ruled = self.rules.apply(
            tf.constant(log_probs[None], tf.float32), written, tf.constant([visible], tf.int32)
        )
        return np.asarray(ruled[0])

    @functools.cached_property
    def _is_visible(self) -> Array:
        return visible_tokens(self.tokenizer)

    def _prompt_ids(self, prompt: str) -> list[int]:
        """The ids of a prompt; every token must be known, or be `<unk>` as some corpora have it."""
        self._check_lengths([prompt])
        encoded = self.tokenizer.encode_with_unknown([prompt])
        unknown = unknown_as_written([prompt], unknown_by_text(encoded), self.tokenizer)[0]
        if unknown:
            if self.needs_tensorflow_text:  # they are parts of words
                words = [word for word in prompt.split() if any(part in word for part in unknown)]
                unknown = words or unknown
            raise DataError(
                f"The prompt has tokens that the model does not know: {' '.join(unknown)}. Write "
                "others: it has never seen what follows them."
            )
        return list(encoded.token_ids[0].numpy().tolist())

    def _check_lengths(self, lines: Sequence[str]) -> None:
        """Raises DataError for a line that would take all memory, ValueError for one text alone."""
        check_several(lines)
        long = next((line for line in lines if len(line) > MAX_LINE_LENGTH), None)
        if long is not None:
            raise DataError(
                f"The line that begins {long[:30]!r} has {len(long):,} characters; a line may have "
                f"{MAX_LINE_LENGTH:,}. Cut it into sentences."
            )

    def _decode(self, ids: Sequence[int]) -> str:
        return self.tokenizer.decode([list(ids)]).numpy()[0].decode() if ids else ""

    def _with_prompt(self, prompt: str, read: str, ids: Sequence[int]) -> str:
        """The prompt, of which `read` was read, with what further ids add to that."""
        texts = map(as_string_tensor, ([prompt], [read], [self._decode(ids)]))
        return str(completed(*texts).numpy()[0].decode())

    @property
    def network_file(self) -> str:  # type: ignore[override]
        """An ARPA file of an n-gram model."""
        return ARPA_FILE if isinstance(self.model, NGramModel) else NETWORK_FILE

    def write_network(self, path: Path) -> None:
        """Writes the network's file, or the n-gram model's."""
        if isinstance(self.model, NGramModel):
            write_arpa(path, self.model, self.tokenizer.vocabulary)
        else:
            super().write_network(path)

    def _shown_network(self) -> str:
        if isinstance(self.model, NGramModel):
            return f"NGramModel of order {self.model.order}"
        return super()._shown_network()


def _warn_of_dead_end(text: str) -> None:
    warnings.warn(
        f"Nothing can follow {text[-40:]!r}: the model gives every token p = 0, or the rules of "
        "writing forbid it. The text ends there, without `<eos>`.",
        DataWarning,
        stacklevel=3,
    )
