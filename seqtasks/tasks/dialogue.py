"""Dialogue: a sequence-to-sequence network that answers what was said before."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from seqtasks.baselines.frequent import most_frequent
from seqtasks.blocks.encoder_decoder import EncoderDecoder
from seqtasks.corpora.dialogue_files import END_OF_TURN, SEPARATOR, join_turns
from seqtasks.corpora.dialogues import CONTEXT, REPLY, Dialogues
from seqtasks.corpora.headers import QUESTIONS
from seqtasks.corpora.parallel import read_test_set
from seqtasks.datasets.parallel import ParallelSet, ParallelText
from seqtasks.decoding.sampling import Sampling
from seqtasks.export.saved_model import Signature
from seqtasks.metrics.bleu_tokens import BleuTokenizer, choose_bleu_tokenizer
from seqtasks.metrics.diversity import distinct
from seqtasks.metrics.translation import translation_metrics, worst_and_best
from seqtasks.storage.task_files import (
    TaskDescription,
    check_vocabulary,
    load_examples,
    load_network,
    load_tokenizers,
)
from seqtasks.tasks.batching import answer_by_length
from seqtasks.tasks.task import Capability, Task, capped, on_texts
from seqtasks.tasks.translator import (
    OLDER,
    Translator,
    answers_of_nearest,
    vocabulary_sizes,
)
from seqtasks.tokenizers.base import Tokenizer, as_string_tensor

_SETTINGS = (
    "beam_size",
    "max_length",
    "length_penalty",
    "min_length",
    "no_repeat_ngram_size",
    "repetition_penalty",
    "lowercase",
    "bleu_tokenizer",
)


class Dialogue(Task[ParallelSet]):
    """Answers the last turns of a dialogue: a line, `__eou__` or a tab between them.

    No reply holds `<unk>`.

    Args:
        network: an `EncoderDecoder` from contexts to replies.
        tokenizer: of both.
        turns: how many turns of the context are read, the last ones; at least 1.
        beam_size: hypotheses that the search keeps; 1 is greedy search.
        max_length: tokens of a reply at most, `<eos>` included.
        length_penalty: GNMT's alpha.
        min_length: tokens of a reply at least; this and the next two as of `Translator`.
        no_repeat_ngram_size: no sequence of so many tokens stands twice; 0 for any.
        repetition_penalty: log p of what was written already is multiplied by it.
        lowercase: whether metrics compare lower-cased text.
        bleu_tokenizer: what BLEU and distinct-n count; None to choose it by the script of the
            references.
        examples: contexts, such as the validation's, on which an export is checked.

    Raises:
        ValueError: for a number below 1, a negative penalty or `min_length`, or an unknown
            `bleu_tokenizer`.
    """

    answer = "reply"  # of a record: what `predict` returns

    def __init__(
        self,
        network: EncoderDecoder,
        tokenizer: Tokenizer,
        *,
        turns: int = 3,
        beam_size: int = 5,
        max_length: int = 40,
        length_penalty: float = 1.0,
        min_length: int = 1,
        no_repeat_ngram_size: int = 0,
        repetition_penalty: float = 1.0,
        lowercase: bool = False,
        bleu_tokenizer: BleuTokenizer | None = None,
        examples: Sequence[str] = (),
    ) -> None:
        if turns < 1:
            raise ValueError(f"`turns` must be at least 1. Received: turns={turns}")
        self.turns = turns
        self.examples = capped(examples)
        self._translator = Translator(
            network,
            tokenizer,
            tokenizer,
            source=CONTEXT,
            target=REPLY,
            beam_size=beam_size,
            max_length=max_length,
            max_source_length=None,  # `turns` bounds what is read
            length_penalty=length_penalty,
            min_length=min_length,
            no_repeat_ngram_size=no_repeat_ngram_size,
            repetition_penalty=repetition_penalty,
            write_unknown=False,
            lowercase=lowercase,
            bleu_tokenizer=bleu_tokenizer,
        )

    @property
    def capabilities(self) -> frozenset[Capability]:
        """It draws, scores and searches as its translator does."""
        return frozenset({"sample", "score", "search"})

    @property
    def network(self) -> EncoderDecoder:
        """The network."""
        return self._translator.networks[0]

    def predict_records(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Each context as `source` with what `signatures` says of `serving_default`."""
        records = answer_by_length(lines, self._serve)
        self._translator.warn_of_marks(records)
        return records

    def sample(
        self, lines: Sequence[str], sampling: Sampling, *, seed: int = 0, first: int = 0
    ) -> list[dict[str, Any]]:
        """A reply to each context that is drawn; see `Translator.sample`."""
        drawn = self._translator.sample(self._read(lines), sampling, seed=seed, first=first)
        return [
            {"source": line, "reply": record["translation"], "score": record["score"]}
            for line, record in zip(lines, drawn, strict=True)
        ]

    def reply(
        self, turns: Sequence[str], sampling: Sampling | None = None, *, seed: int = 0
    ) -> str:
        """What follows the turns of a dialogue: searched for, or drawn.

        Args:
            turns: what was said, the last turn last; the last `turns` of them are read.
            sampling: how tokens are drawn; None for beam search.
            seed: of the draws, together with the number of turns.
        """
        context = join_turns([turn.replace("\t", " ") for turn in turns])
        if sampling is None:
            return self.predict([context])[0]
        (record,) = self.sample([context], sampling, seed=seed, first=len(turns))
        return str(record[self.answer])

    def score(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """How likely each reply is, given its context; see `Translator.score`.

        Args:
            lines: a context and a reply, separated by a tab.

        Raises:
            DataError: a line is no such pair.
        """
        pairs = [line.partition("\t") for line in lines]
        contexts = self._read([context for context, *_ in pairs])
        given = [
            f"{read}{tab}{reply}" for read, (_, tab, reply) in zip(contexts, pairs, strict=True)
        ]
        records = self._translator.score(given)
        return [
            {**record, "source": context}
            for record, (context, *_) in zip(records, pairs, strict=True)
        ]

    def with_search(self, **changes: Any) -> Dialogue:
        """This dialogue with another `beam_size`, `max_length`, `bleu_tokenizer` and the like.

        Raises:
            ValueError: as of `Dialogue`.
        """
        settings = {**self.settings, **changes}
        return Dialogue(self.network, self._tokenizer, **settings, examples=self.examples)

    def evaluate(self, pairs: ParallelSet) -> dict[str, Any]:
        """The metrics of a translator except TER, and how varied the replies are.

        `distinct_1` and `distinct_2` are of the replies that were searched for; `drawn_distinct_1`
        and `drawn_distinct_2` of replies that were drawn with seed 0, from the whole distribution.
        """
        tokenizer = choose_bleu_tokenizer(self._translator.bleu_tokenizer, pairs.target)
        replies = self.predict(pairs.source)
        drawn = [record[self.answer] for record in self.sample(pairs.source, Sampling())]
        lines = (replies, pairs.target)
        lowercase = self._translator.lowercase
        return {
            **self._translator.loss(pairs),
            **self._reply_metrics(*lines, tokenizer),
            "drawn_distinct_1": distinct(drawn, 1, tokenizer),
            "drawn_distinct_2": distinct(drawn, 2, tokenizer),
            "sentences": worst_and_best(pairs.source, *lines, lowercase=lowercase),
        }

    def baselines(self, train: ParallelSet, split: ParallelSet) -> dict[str, dict[str, Any]]:
        """What predictors without a network reach, in the metrics of `evaluate`.

        `unigram` and `bigram` predict the replies (`Translator.token_baselines`). `last_turn` says
        again what was said last; `nearest_context` replies as the training dialogue did whose
        context is nearest (`answers_of_nearest`), `most_frequent_reply` always the same.

        Args:
            train: what they learn from.
            split: what is measured.
        """
        tokenizer = choose_bleu_tokenizer(self._translator.bleu_tokenizer, split.target)
        replies = {
            "last_turn": [text.split(END_OF_TURN)[-1].strip() for text in split.source],
            "nearest_context": answers_of_nearest(train, split),
            "most_frequent_reply": [most_frequent(train.target).value] * len(split.target),
        }
        return self._translator.token_baselines(train, split) | {
            name: self._reply_metrics(lines, split.target, tokenizer)
            for name, lines in replies.items()
        }

    def _reply_metrics(
        self, replies: Sequence[str], references: Sequence[str], tokenizer: BleuTokenizer
    ) -> dict[str, Any]:
        """The metrics of a translator except TER, and how varied the replies are."""
        lowercase = self._translator.lowercase
        return {
            **translation_metrics(
                replies, references, lowercase=lowercase, edits=False, tokenizer=tokenizer
            ),
            "distinct_1": distinct(replies, 1, tokenizer),
            "distinct_2": distinct(replies, 2, tokenizer),
        }

    def evaluate_corpus(self, corpus: str | Path, *, test: str | None = None) -> dict[str, Any]:
        """The metrics on another corpus of dialogues.

        Args:
            corpus: as `seqtasks.corpora.dialogues.Dialogues` reads it.
            test: `"train"`, `"validation"` or `"test"`, of one file also `"all"`; None for the test
                split.

        Raises:
            DataError: for a corpus that cannot be used.
        """
        lines = read_test_set(Dialogues(corpus, self.turns), test, CONTEXT, REPLY)
        return self.evaluate(ParallelSet.from_lines(lines, self._tokenizer, self._tokenizer))

    def show_samples(self, text: ParallelText, count: int = 3) -> list[tuple[str, str, str]]:
        """Test contexts from all over the set: context, reply and gold reply."""
        contexts, gold = text.test_rows(count)
        return list(zip(contexts, self.predict(contexts), gold, strict=True))

    @classmethod
    def load(cls, directory: Path, description: TaskDescription) -> Dialogue:
        """The task that `save` wrote."""
        tokenizer = load_tokenizers(directory, description)["text"]
        network = load_network(directory, description, EncoderDecoder)
        for sizes in vocabulary_sizes(network).values():
            check_vocabulary(directory, description, "text", tokenizer, sizes)
        examples = load_examples(directory)
        return cls(network, tokenizer, **OLDER | description.settings, examples=examples)

    @property
    def settings(self) -> dict[str, Any]:
        """How replies are looked for, as `task.json` keeps it."""
        return {"turns": self.turns} | {name: self._translator.settings[name] for name in _SETTINGS}

    @property
    def details(self) -> dict[str, Any]:
        """What a reader of tables must know: columns are turns, or one is named as contexts are."""
        return {"names": sorted(QUESTIONS), "turns": True}

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """The tokenizer under the name of its files."""
        return {"text": self._tokenizer}

    @property
    def vocabulary_digest(self) -> str:
        """SHA-256 of the tokens that are predicted: perplexities compare where it is the same."""
        return self._translator.vocabulary_digest

    def network_inputs(self, line: str) -> dict[str, tf.Tensor]:
        """What the network reads to score the first token of a reply: int32 (1, time)."""
        return self._translator.network_inputs(line)

    def signatures(self, n_best: int = 1) -> dict[str, Signature]:
        """How an export is called.

        `serving_default` takes `text`, string (batch,), contexts, and returns `reply`, string
        (batch,), and `score`, float32 (batch,), of `Hypotheses`.

        Raises:
            ValueError: `n_best` is not 1.
        """
        self._check_one_answer(n_best)
        text = tf.TensorSpec([None], tf.string, name="text")
        return {"serving_default": Signature(self._answers, {"text": text})}

    @property
    def _tokenizer(self) -> Tokenizer:
        return self._translator.source_tokenizer

    @functools.cached_property
    def _serve(self) -> Any:
        return on_texts(self._searched)

    def _read(self, contexts: Sequence[str]) -> list[str]:
        """What is read of contexts."""
        cut = last_turns(as_string_tensor(list(contexts)), self.turns).numpy()
        return [text.decode("utf-8", "replace") for text in cut]

    def _answers(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """The outputs of `serving_default`, in TensorFlow operations."""
        found = self._searched(text)
        return {"reply": found["reply"], "score": found["score"]}

    def _searched(self, text: tf.Tensor) -> dict[str, tf.Tensor]:
        """As `_answers`, with the `MARKS` of `Translating`."""
        found = self._translator.translating.searched(last_turns(text, self.turns))
        return {"reply": found.pop("translation"), **found}


def last_turns(contexts: Any, turns: int) -> tf.Tensor:
    """The last turns of contexts, string (batch,), joined as a corpus' contexts are.

    As in a table of dialogues, a tab parts turns, too.
    """
    parts = tf.strings.split(tf.strings.regex_replace(contexts, "\t", END_OF_TURN), END_OF_TURN)
    parts = parts.with_values(tf.strings.strip(parts.values))
    kept = tf.ragged.boolean_mask(parts, parts != "")[:, -turns:]
    return tf.strings.reduce_join(kept, axis=1, separator=SEPARATOR)
