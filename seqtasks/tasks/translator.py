"""Translation: a sequence-to-sequence network together with its two tokenizers."""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from seqtasks.baselines.nearest import NONE, NearestRows, Rows
from seqtasks.baselines.ngrams import ngram_nats
from seqtasks.blocks.encoder_decoder import EncoderDecoder
from seqtasks.corpora.lines import digest_of
from seqtasks.corpora.parallel import read_test_set
from seqtasks.datasets.parallel import ParallelSet, ParallelText
from seqtasks.datasets.rows import check_cut
from seqtasks.decoding.ensemble import Ensemble
from seqtasks.decoding.hypotheses import check_search
from seqtasks.decoding.known import WithoutUnknown
from seqtasks.decoding.rules import Ruled, Rules
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import DataError, DataWarning
from seqtasks.export.saved_model import Signature
from seqtasks.metrics.bleu_tokens import BLEU_TOKENIZERS, BleuTokenizer, choose_bleu_tokenizer
from seqtasks.metrics.perplexity import perplexity_metrics, spelling_nats
from seqtasks.metrics.translation import translation_metrics, worst_and_best
from seqtasks.storage.task_files import (
    TaskDescription,
    check_vocabulary,
    load_examples,
    load_network,
    load_tokenizers,
)
from seqtasks.tasks.alignment import Alignment
from seqtasks.tasks.batching import answer_by_length, answer_in_batches
from seqtasks.tasks.likelihood import likelihood, unknown_as_written
from seqtasks.tasks.task import Capability, Task, capped, on_texts
from seqtasks.tasks.translator_graph import MARKS, NO_SCORE, Search, Translating
from seqtasks.tokenizers.base import (
    BOS_ID,
    EOS_ID,
    Tokenizer,
    as_string_tensor,
    check_choice,
    unknown_by_text,
)
from seqtasks.training.evaluation import TokenNats

_SETTINGS = (
    "source",
    "target",
    "beam_size",
    "max_length",
    "max_source_length",
    "length_penalty",
    "coverage_penalty",
    "min_length",
    "no_repeat_ngram_size",
    "repetition_penalty",
    "write_unknown",
    "replace_unknown",
    "lowercase",
    "bleu_tokenizer",
)
OLDER: dict[str, Any] = {"bleu_tokenizer": "13a", "min_length": 0}  # of runs that do not name them
_TEXTS = tf.TensorSpec([None], tf.string)

Array = np.ndarray[Any, Any]


class Translator(Task[ParallelSet]):
    """Translates raw lines; of a blank one, nothing is written, with a score of 0.

    Args:
        network: an `EncoderDecoder`, or several as an `Ensemble`.
        source_tokenizer: of the language that is read.
        target_tokenizer: of the language that is written.
        source: the source language, as corpus files are named.
        target: the target language.
        beam_size: hypotheses that the search keeps; 1 is greedy search.
        max_length: target tokens at most, `<eos>` included.
        max_source_length: source tokens that are read at most, `<eos>` included, the first ones;
            a warning counts the lines that have more. None for all.
        length_penalty: GNMT's alpha; 0 compares hypotheses by log p alone.
        coverage_penalty: GNMT's beta; above 0 hypotheses that leave source tokens unattended count
            less, in beam search with attention.
        min_length: target tokens at least, `<eos>` and what cannot be seen not counted; see
            `Rules`.
        no_repeat_ngram_size: no sequence of so many tokens stands twice; 0 for any.
        repetition_penalty: log p of what was written already is multiplied by it.
        write_unknown: whether `<unk>` may be written.
        replace_unknown: write, in place of `<unk>`, the source word that attention looked at most
            (Luong et al., 2015b); of word models.
        lowercase: whether metrics compare lower-cased text.
        bleu_tokenizer: what BLEU counts; None to choose it by the script of the references.
        examples: raw source lines, such as the validation's, on which an export is checked.

    Raises:
        ValueError: for a `beam_size` or `max_length` below 1, a `max_source_length` below 2, a
            negative penalty or `min_length`, an unknown `bleu_tokenizer`, or a setting that needs
            attention, a beam or word tokenizers where there is none.
    """

    answer = "translation"  # of a record: what `predict` returns

    def __init__(
        self,
        network: EncoderDecoder | Ensemble,
        source_tokenizer: Tokenizer,
        target_tokenizer: Tokenizer,
        *,
        source: str,
        target: str,
        beam_size: int = 5,
        max_length: int = 100,
        max_source_length: int | None = 1000,
        length_penalty: float = 1.0,
        coverage_penalty: float = 0.0,
        min_length: int = 1,
        no_repeat_ngram_size: int = 0,
        repetition_penalty: float = 1.0,
        write_unknown: bool = True,
        replace_unknown: bool = False,
        lowercase: bool = False,
        bleu_tokenizer: BleuTokenizer | None = None,
        examples: Sequence[str] = (),
    ) -> None:
        rules = Rules(
            min_length=min_length,
            no_repeat_ngram_size=no_repeat_ngram_size,
            repetition_penalty=repetition_penalty,
        )
        check_search(max_length, length_penalty, beam_size, coverage_penalty, min_length=min_length)
        if bleu_tokenizer is not None:
            check_choice("bleu_tokenizer", bleu_tokenizer, BLEU_TOKENIZERS)
        check_cut(max_source_length, name="max_source_length")
        self._network = network
        self.source_tokenizer = source_tokenizer
        self.target_tokenizer = target_tokenizer
        self.source = source
        self.target = target
        self.beam_size = beam_size
        self.max_length = max_length
        self.max_source_length = max_source_length
        self.length_penalty = length_penalty
        self.coverage_penalty = coverage_penalty
        self.min_length = min_length
        self.no_repeat_ngram_size = no_repeat_ngram_size
        self.repetition_penalty = repetition_penalty
        self.write_unknown = write_unknown
        self.replace_unknown = replace_unknown
        self.lowercase = lowercase
        self.bleu_tokenizer = bleu_tokenizer
        self.examples = capped(examples)
        if coverage_penalty and (beam_size == 1 or not self.has_attention):
            raise ValueError(
                "`coverage_penalty` needs a beam and attention. Received: coverage_penalty="
                f"{coverage_penalty}, beam_size={beam_size}, attention={self.has_attention}"
            )
        kinds = [type(tokenizer).__name__ for tokenizer in self.tokenizers.values()]
        if replace_unknown and not (set(kinds) == {"WordTokenizer"} and self.has_attention):
            raise ValueError(
                "`replace_unknown` needs words and attention. Received: "
                f"{', '.join(kinds)}, attention={self.has_attention}"
            )
        self._graphs: dict[int | Sampling, Any] = {}
        search = Search(beam_size, max_length, length_penalty, coverage_penalty)
        writer: Any = network if write_unknown else WithoutUnknown(network)
        if rules != Rules():
            writer = Ruled(writer, rules, target_tokenizer, max_length)
        self.translating = Translating(
            writer,
            source_tokenizer,
            target_tokenizer,
            search,
            replace_unknown,
            max_source_length,
        )

    @property
    def capabilities(self) -> frozenset[Capability]:
        """`align` needs attention."""
        found: set[Capability] = {"join", "sample", "score", "search"}
        return frozenset(found | {"align"} if self.has_attention else found)

    @property
    def network(self) -> EncoderDecoder | Ensemble:
        """The network, or several as one."""
        return self._network

    @property
    def has_attention(self) -> bool:
        """Whether it can be seen what was read for each word."""
        return any(network.decoder.attention is not None for network in self.networks)

    @property
    def networks(self) -> list[EncoderDecoder]:
        """The network, or the members of an ensemble."""
        return self.network.networks if isinstance(self.network, Ensemble) else [self.network]

    def with_search(self, **changes: Any) -> Translator:
        """This translator with another `beam_size`, `max_length`, `bleu_tokenizer` and the like.

        Raises:
            ValueError: as of `Translator`.
        """
        return self._with(self.network, **changes)

    def joined(self, others: Sequence[Translator]) -> Translator:
        """This translator and others as one, with the settings of this one; see `Ensemble`.

        Raises:
            ValueError: another has other languages or vocabularies, or reads text otherwise.
        """
        for number, other in enumerate(others, start=1):
            for side, tokenizer in self.tokenizers.items():
                settings = other.tokenizers[side].settings
                if settings != tokenizer.settings:
                    raise ValueError(
                        "Only translators that read and write text alike can translate together. "
                        f"The {side} of this one has {tokenizer.settings}, that of number {number} "
                        f"of the others {settings}."
                    )
                if other.tokenizers[side].vocabulary != tokenizer.vocabulary:
                    raise ValueError(
                        "Only translators of the same vocabularies can translate together. That "
                        f"of the {side} differs in number {number} of the others."
                    )
            if (other.source, other.target) != (self.source, self.target):
                raise ValueError(
                    "Only translators of the same languages can translate together: from "
                    f"{self.source} to {self.target}. Number {number} of the others translates "
                    f"from {other.source} to {other.target}."
                )
        members = [network for task in (self, *others) for network in task.networks]
        return self._with(Ensemble(members))

    def predict_records(self, lines: Sequence[str], n_best: int = 1) -> list[dict[str, Any]]:
        """Each line's `source` and what `signatures` says of `serving_default`.

        Of the alternatives there are fewer than `n_best` where the search found no more.

        Raises:
            ValueError: the search keeps fewer than `n_best` hypotheses.
        """
        serve = self._serve(self._checked(n_best))
        warn_of_tabs(lines)
        records = answer_by_length(lines, serve)
        self.warn_of_marks(records)
        if n_best > 1:
            for record in records:
                count = sum(score > NO_SCORE for score in record["alternative_scores"])
                for name in ("alternatives", "alternative_scores"):
                    record[name] = record[name][:count]
        return records

    def sample(
        self, lines: Sequence[str], sampling: Sampling, *, seed: int = 0, first: int = 0
    ) -> list[dict[str, Any]]:
        """A translation of each line that is drawn, with log p as its `score`, in nats.

        Args:
            lines: raw text.
            sampling: from which part of the distribution tokens are drawn.
            seed: of the draws; those of a line depend on it and on the line's number only.
            first: the number of the first line.
        """
        if sampling not in self._graphs:
            draw = functools.partial(self.translating.sampled, sampling=sampling)
            chances = tf.TensorSpec([None, self.max_length], tf.float32)
            self._graphs[sampling] = on_texts(draw, chances)
        graph = self._graphs[sampling]
        warn_of_tabs(lines)
        numbers = [
            np.random.default_rng((seed, number)).random(self.max_length, np.float32)
            for number in range(first, first + len(lines))
        ]
        records = answer_in_batches(
            lines,
            lambda texts, chances: graph(as_string_tensor(texts), np.stack(chances)),
            numbers,
        )
        self.warn_of_marks(records)
        return [{"source": line, **record} for line, record in zip(lines, records, strict=True)]

    def align(self, lines: Sequence[str]) -> list[Alignment]:
        """What was read of each line for each word of its translation.

        Raises:
            ValueError: the network has no attention.
        """
        if not self.has_attention:
            raise ValueError("Only a translator with attention can be looked into.")
        warn_of_tabs(lines)
        sources = self.translating.source_tokens(as_string_tensor(list(lines))).to_list()
        records = answer_by_length(lines, self._serve_aligned)
        self.warn_of_marks(records)
        known = self.target_tokenizer.vocabulary
        eos = known[EOS_ID]
        alignments = []
        for record, tokens in zip(records, sources, strict=True):
            ids = [i for i in record["target_ids"] if i]
            alignments.append(
                Alignment(
                    source=(*(token.decode() for token in tokens), eos),
                    target=tuple(known[i] for i in ids),
                    weights=tuple(
                        tuple(row[: len(tokens) + 1])
                        for row in record["attention_weights"][: len(ids)]
                    ),
                    translation=record["translation"],
                    score=record["score"],
                )
            )
        return alignments

    def score(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """How likely each target is, given its source.

        Args:
            lines: a source and a target, separated by a tab.

        Returns:
            For each line `source`, `target`, what `likelihood` gives of the target, and `unknown`,
            the tokens of the target that the model does not know, as they are written there.

        Raises:
            DataError: a line is no pair.
            ValueError: the network is an `Ensemble`.
        """
        self._check_single("score")
        pairs = [line.split("\t") for line in lines]
        for pair in pairs:
            if len(pair) != 2:
                shown = "\t".join(pair)
                raise DataError(
                    "A line must hold a source and a target, separated by a tab. "
                    f"Received: {shown[:80]!r}"
                )
        warn_of_tabs([source for source, _ in pairs])
        records = answer_in_batches(lines, self._score_lines)
        self.warn_of_marks(records)
        targets = [target for _, target in pairs]
        unknown_of = unknown_by_text(self.target_tokenizer.encode_with_unknown(targets))
        written = unknown_as_written(targets, unknown_of, self.target_tokenizer)
        num_characters = self.target_tokenizer.num_characters
        return [
            {
                "source": source,
                "target": target,
                **likelihood(np.array(record["log_probabilities"]), unknown, num_characters),
                "unknown": shown,
            }
            for (source, target), record, unknown, shown in zip(
                pairs, records, unknown_of, written, strict=True
            )
        ]

    def evaluate(self, pairs: ParallelSet) -> dict[str, Any]:
        """Loss and perplexity of the references, and the metrics of their translations.

        An `Ensemble` has the metrics only. Of the `sentences`, `worst_and_best` tells.
        """
        tokenizer = choose_bleu_tokenizer(self.bleu_tokenizer, pairs.target)
        lines = (self.predict(pairs.source), pairs.target)
        return {
            **({} if isinstance(self.network, Ensemble) else self.loss(pairs)),
            **translation_metrics(*lines, lowercase=self.lowercase, tokenizer=tokenizer),
            "sentences": worst_and_best(pairs.source, *lines, lowercase=self.lowercase),
        }

    def loss(self, pairs: ParallelSet) -> dict[str, float]:
        """Loss and perplexity of the references.

        Beside the perplexity stand `unknown_tokens` and `perplexity_without_unknown`
        (`seqtasks.metrics.perplexity`); `bits_per_character`, in which unknown tokens are spelled
        (`spelling_nats`) and the end of a line is one character, compares different vocabularies.

        Raises:
            ValueError: the network is an `Ensemble`.
        """
        self._check_single("measure the loss")
        return self._loss_of(self._token_nats(pairs.batches), pairs)

    def baselines(self, train: ParallelSet, split: ParallelSet) -> dict[str, dict[str, Any]]:
        """What predictors without a network reach, in the metrics of `evaluate`.

        `unigram` and `bigram` predict the references (`token_baselines`); `copy_source` gives the
        source back, and `nearest_source` the translation of the training sentence whose source is
        nearest (`answers_of_nearest`).

        Args:
            train: what they learn from.
            split: what is measured.
        """
        tokenizer = choose_bleu_tokenizer(self.bleu_tokenizer, split.target)
        answers = {
            "copy_source": split.source,
            "nearest_source": answers_of_nearest(train, split),
        }
        return self.token_baselines(train, split) | {
            name: translation_metrics(
                lines, split.target, lowercase=self.lowercase, tokenizer=tokenizer
            )
            for name, lines in answers.items()
        }

    def token_baselines(
        self, train: ParallelSet, split: ParallelSet
    ) -> dict[str, dict[str, float]]:
        """What `loss` gives where the targets of training predict those of a split.

        They do so by counts, as `unigram` and as `bigram` (`ngram_nats`); nothing is read of the
        sources.
        """
        taught, asked = (pairs.batches.columns["target"].values.numpy() for pairs in (train, split))
        nats = ngram_nats(taught, asked, self.target_tokenizer.vocabulary_size)
        return {name: self._loss_of(of_tokens, split) for name, of_tokens in nats.items()}

    def _loss_of(self, nats: Array, pairs: ParallelSet) -> dict[str, float]:
        """What `loss` gives of -log p of each target token, float (tokens,)."""
        total = float(nats.sum(dtype=float))
        spelled = total + spelling_nats(pairs.spelling, self.target_tokenizer.num_characters)
        characters = sum(len(line) + 1 for line in pairs.target)
        return {
            "loss": total / len(nats),
            **perplexity_metrics(nats, pairs.spelling, len(pairs.target)),
            "bits_per_character": spelled / math.log(2.0) / characters,
        }

    def evaluate_corpus(self, corpus: str | Path, *, test: str | None = None) -> dict[str, Any]:
        """The metrics on a test set of another folder with the same languages.

        Args:
            corpus: as `seqtasks.corpora.parallel` reads it; a training split is not needed.
            test: the stem of the files, such as `test` or `validation`, or `all` of a table; None
                for `test`, or the only test set.

        Raises:
            DataError: for a corpus that cannot be used.
        """
        lines = read_test_set(corpus, test, self.source, self.target)
        return self.evaluate(
            ParallelSet.from_lines(lines, self.source_tokenizer, self.target_tokenizer)
        )

    def show_samples(self, text: ParallelText, count: int = 3) -> list[tuple[str, str, str]]:
        """Test lines from all over the set: source, translation and reference."""
        sources, gold = text.test_rows(count)
        return list(zip(sources, self.predict(sources), gold, strict=True))

    def save(self, directory: str | Path) -> None:
        """As of `Task`.

        Raises:
            ValueError: the network is an `Ensemble`, whose members are saved each by itself.
        """
        self._check_single("save")
        super().save(directory)

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> Translator:
        """The task that `save` wrote."""
        tokenizers = load_tokenizers(directory, description)
        network = load_network(directory, description, EncoderDecoder)
        for name, sizes in vocabulary_sizes(network).items():
            check_vocabulary(directory, description, name, tokenizers[name], sizes)
        return cls(
            network,
            tokenizers["source"],
            tokenizers["target"],
            **OLDER | description.settings,
            examples=load_examples(directory),
        )

    @functools.cached_property
    def _token_nats(self) -> TokenNats:
        return TokenNats(self.network)

    @property
    def settings(self) -> dict[str, Any]:
        """The languages and the decoding, as `task.json` keeps them."""
        return {name: getattr(self, name) for name in _SETTINGS}

    @property
    def details(self) -> dict[str, Any]:
        """What a reader of tables must know: the column of the source, or its likely names."""
        if self.source.isdecimal() and self.target.isdecimal():
            return {"text": self.source, "other": self.target}
        return {"names": [self.source, "source"]}

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """Both tokenizers by the name of their side."""
        return {"source": self.source_tokenizer, "target": self.target_tokenizer}

    @property
    def vocabulary_digest(self) -> str:
        """SHA-256 of the tokens that are predicted: perplexities compare where it is the same."""
        return digest_of(self.target_tokenizer.vocabulary)

    def network_inputs(self, line: str) -> dict[str, tf.Tensor]:
        """What the network reads to score the first token of a translation: int32 (1, time)."""
        source, _ = self.translating.read(as_string_tensor([line]))
        return {"source": source, "target": tf.constant([[BOS_ID]])}

    def signatures(self, n_best: int = 1) -> dict[str, Signature]:
        """How an export is called.

        `serving_default` takes `text`, string (batch,), and returns `translation`, string
        (batch,), and `score`, float32 (batch,), of `Hypotheses`; with `n_best` > 1 also
        `alternatives` and `alternative_scores`, (batch, n_best), different texts, best first, those
        that `max_length` cut behind the others; where the search found fewer, the last are ""
        with the lowest float32. `token_ids` takes
        `source`, int32 (batch, time), each row with `<eos>`, and returns `target`, int32 (batch,
        beam_size, max_length), and `scores`, float32 (batch, beam_size).

        Raises:
            ValueError: the search keeps fewer than `n_best` hypotheses, or the network is an
                `Ensemble`.
        """
        self._check_single("export")
        return self.translating.signatures(self._checked(n_best))

    def _with(self, network: EncoderDecoder | Ensemble, **changes: Any) -> Translator:
        """A translator like this one, with another network or other settings."""
        return Translator(
            network,
            self.source_tokenizer,
            self.target_tokenizer,
            **{**self.settings, **changes},
            examples=self.examples,
        )

    def warn_of_marks(self, records: Sequence[dict[str, Any]]) -> None:
        """Takes the `MARKS` out of records, and warns of those where one holds."""
        reasons = {
            "is_cut": f"answers were cut at {self.max_length:,} tokens (`max_length`)",
            "is_stuck": "answers stop where nothing may follow: the network gives every other "
            "token p = 0 or no number, or the rules of writing (`no_repeat_ngram_size`) forbid it",
            "is_long": f"sources have more than {self.max_source_length:,} tokens "
            "(`max_source_length`): what comes after these is not read"
            if self.max_source_length
            else "",
        }
        for name in MARKS:
            if count := sum(record.pop(name, False) for record in records):
                message = f"{count:,} of {len(records):,} {reasons[name]}."
                warnings.warn(message, DataWarning, stacklevel=3)

    def _check_single(self, what: str) -> None:
        """Raises ValueError for an ensemble, which translates only."""
        if isinstance(self.network, Ensemble):
            raise ValueError(
                f"An ensemble only translates: {what} its members, each by itself. Received: an "
                f"Ensemble of {len(self.network.networks)}"
            )

    def _checked(self, n_best: int) -> int:
        if not 1 <= n_best <= self.beam_size:
            raise ValueError(
                f"`n_best` must lie between 1 and the beam size, {self.beam_size}. "
                f"Received: n_best={n_best}"
            )
        return n_best

    def _serve(self, n_best: int) -> Any:
        """The whole way from strings to strings as one graph, made once for each `n_best`."""
        if n_best not in self._graphs:
            answer = functools.partial(self.translating.searched, n_best=n_best)
            self._graphs[n_best] = on_texts(answer)
        return self._graphs[n_best]

    @functools.cached_property
    def _serve_aligned(self) -> Any:
        return on_texts(self.translating.aligned)

    @functools.cached_property
    def _log_probabilities(self) -> Any:
        return on_texts(self.translating.log_probabilities, _TEXTS)

    def _score_lines(self, lines: list[str]) -> dict[str, Any]:
        columns = zip(*(line.split("\t") for line in lines), strict=True)
        return self._log_probabilities(*map(as_string_tensor, map(list, columns)))


def warn_of_tabs(sources: Sequence[str]) -> None:
    """Warns of sources that look like rows of a table."""
    tabs = sum("\t" in source.strip() for source in sources)
    if tabs:
        warnings.warn(
            f"{tabs:,} of {len(sources):,} sources hold a tab and are translated as a whole: "
            "of a table give the source column only, or its number to `predict`: --text.",
            DataWarning,
            stacklevel=3,
        )


def answers_of_nearest(train: ParallelSet, split: ParallelSet) -> list[str]:
    """For each source the target of the training pair whose source is nearest (`NearestRows`).

    It is "" where no training source shares a known token.
    """
    taught, asked = (
        Rows(ids.values.numpy(), ids.row_splits.numpy())
        for ids in (pairs.batches.columns["source"] for pairs in (train, split))
    )
    nearest = NearestRows(taught).of(asked)
    return ["" if row == NONE else train.target[row] for row in nearest]


def vocabulary_sizes(network: keras.Model) -> dict[str, dict[str, int]]:
    """The tokens that the network's parts know, by tokenizer and part."""
    logits = network.head(tf.zeros([1, 1, network.decoder.output_dim]))
    return {
        "source": {"the source embedding": network.source_embedding.vocabulary_size},
        "target": {
            "the target embedding": network.target_embedding.vocabulary_size,
            "the head": logits.shape[-1],
        },
    }
