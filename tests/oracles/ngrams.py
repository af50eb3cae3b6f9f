"""N-gram models beside the packages `kenlm` and `arpa`, which read the files that we write."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from seqtasks.errors import DataWarning
from seqtasks.metrics.perplexity import perplexity_metrics
from seqtasks.ngrams.arpa import write_arpa
from seqtasks.ngrams.model import NGramModel
from seqtasks.tokenizers.base import SPECIAL_TOKENS
from tests.oracles.comparing import Answer

SMOOTHINGS = ("maximum_likelihood", "additive", "backoff", "kneser_ney")
AWKWARD = (
    " ", "\\u0020", "\\", "\\u", "\u2028", "\u00a0", "\u3000",
    "<s>", "</s>", "<UNK>", "<unk>x", "<Unk>", "<S>",
    "\\end\\", "\\2-grams:", "ngram", "-1.5", "#", "é", "e\u0301", "狗", "😀",
)  # fmt: skip
TOLERANCE = 1e-5
NEVER = -90.0  # log10: a file says -99 where a model says that something cannot be


class Case(NamedTuple):
    """A model, its file, and sentences that others may score.

    Attributes:
        model: estimated.
        names: how the file spells each id.
        ids: of each sentence, without `<eos>`.
        described: for messages.
    """

    model: NGramModel
    path: Path
    names: list[str]
    ids: list[list[int]]
    described: str

    def log10_p(self, ids: list[int]) -> np.ndarray:
        """Our log10 p of each token of a sentence and of its end."""
        return self.model.log_probabilities(np.array([*ids, 3])) / np.log(10)


@contextmanager
def case(random: np.random.Generator, least_order: int, awkward: tuple[str, ...]) -> Iterator[Case]:
    """A model of random lines, written, and other lines."""
    smoothing = str(random.choice(SMOOTHINGS))
    order = int(random.integers(least_order, 6))
    known = [str(word) for word in random.permutation(awkward)[: random.integers(0, len(awkward))]]
    tokens = (*SPECIAL_TOKENS, *known, *(f"w{i}" for i in range(random.integers(1, 12))))
    lines = [_line(random, len(tokens)) for _ in range(random.integers(1, 60))]
    model = NGramModel(
        order,
        vocabulary_size=len(tokens),
        smoothing=smoothing,
        delta=float(random.choice([0.01, 1.0])),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # too few n-grams for the discounts
        model.count(np.array([token for line in lines for token in (*line, 3)]))
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.arpa")
        write_arpa(path, model, tokens)
        others = [_line(random, len(tokens)) for _ in range(8)]
        described = f"{smoothing}, order {order}, {known}"
        yield Case(model, path, names_in(path), [*others, *lines[:4]], described)


def _line(random: np.random.Generator, num_tokens: int) -> list[int]:
    """Ids of a line, some of them unknown; common tokens are the first ones."""
    ids = random.zipf(1.3, random.integers(0, 12)) % num_tokens
    return [int(i) if i > 3 else 1 for i in ids]


def names_in(path: Path) -> list[str]:
    """How a file spells each id; the unigrams stand in their order, and `<pad>` does not."""
    lines = path.read_text(encoding="utf-8").split("\n")
    first = lines.index("\\1-grams:") + 1
    return ["<pad>", *(line.split("\t")[1] for line in lines[first : lines.index("", first)])]


def compare_kenlm(random: np.random.Generator) -> Iterator[Answer]:
    """log10 p of each token, which tokens are unknown, and perplexity with and without these."""
    import kenlm

    with case(random, 2, AWKWARD) as given, _silent():
        theirs = kenlm.Model(str(given.path))
        yield Answer("order", given.model.order, theirs.order)
        all_rows = []
        for ids in given.ids:
            text = " ".join("never-seen" if i == 1 else given.names[i] for i in ids)
            rows = list(theirs.full_scores(text))
            all_rows += rows
            yield Answer("tokens", [i == 1 for i in ids], [unknown for *_, unknown in rows[:-1]])
            expected = np.array([score for score, *_ in rows])
            yield from _same(f"{ids}, {given.described}", given.log10_p(ids), expected)
        yield from _perplexities(given, all_rows)


def _perplexities(given: Case, rows: list[tuple[float, int, bool]]) -> Iterator[Answer]:
    """Of all sentences together, as KenLM's `query` reports them."""
    nats = -np.log(10) * np.concatenate([given.log10_p(ids) for ids in given.ids])
    unknown = np.array([token == 1 for ids in given.ids for token in (*ids, 3)])
    ours = perplexity_metrics(nats, unknown.astype(int), len(given.ids))
    scores = np.array([score for score, *_ in rows])
    is_unknown = np.array([unknown for *_, unknown in rows])
    num_words = max(len(rows) - len(given.ids), 1)
    yield Answer("unknown tokens", ours["unknown_tokens"], is_unknown.sum() / num_words, 1e-12)
    names = {"perplexity": scores, "perplexity_without_unknown": scores[~is_unknown]}
    for name, of_tokens in names.items():
        expected = np.inf if (of_tokens < NEVER).any() else 10 ** -of_tokens.mean()
        yield Answer(f"{name}, {given.described}", ours[name], expected, 1e-4)


def compare_arpa(random: np.random.Generator) -> Iterator[Answer]:
    """log10 p of each n-gram as a back-off model of any order has it, of all of our spellings."""
    import arpa

    with case(random, 1, AWKWARD) as given:
        _write_exponents_out(given.path)
        theirs = arpa.loadf(str(given.path), encoding="utf-8")[0]
        for ids in given.ids:
            words = ["<s>", *(given.names[i] for i in ids), "</s>"]
            expected = np.array(
                [
                    theirs.log_p(tuple(words[max(0, i + 1 - given.model.order) : i + 1]))
                    for i in range(1, len(words))
                ]
            )
            yield from _same(f"{ids}, {given.described}", given.log10_p(ids), expected)


def _write_exponents_out(path: Path) -> None:
    """Writes -1e-08 as -0.00000001: `arpa` 0.1.0b4 reads a back-off weight without its exponent."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for i, line in enumerate(lines):
        *others, weight = line.split("\t")
        if len(others) == 2 and "e" in weight:
            lines[i] = "\t".join([*others, f"{float(weight):.20f}"])
    path.write_text("\n".join(lines), encoding="utf-8")


def _same(what: str, ours: Any, theirs: Any) -> Iterator[Answer]:
    """Equal but for rounding, or both say never."""
    expected = np.where(theirs < NEVER, -np.inf, theirs)
    yield Answer(f"log10 p of {what}", ours, expected, TOLERANCE)


@contextmanager
def _silent() -> Iterator[None]:
    """Without what KenLM's C++ writes to stderr while it loads."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
