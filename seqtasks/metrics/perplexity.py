"""Perplexity, with and without the tokens that a vocabulary does not know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from seqtasks.metrics.words import has_words

Array = np.ndarray[Any, Any]


def perplexity(nats: float, tokens: int) -> float:
    """exp(total nats / total tokens); infinite where that overflows."""
    try:
        return math.exp(nats / tokens)
    except OverflowError:
        return math.inf


def perplexity_metrics(nats: Array, spelling: Array, num_lines: int) -> dict[str, float]:
    """The perplexity of some tokens, and how much of it is owed to unknown ones.

    A model with few tokens knows few words, and `<unk>`, which stands for all others, is easy to
    predict: perplexities compare where the vocabulary is the same.

    Args:
        nats: float (tokens,), -log p of each, `<eos>` counted.
        spelling: int (tokens,), above 0 where a token is unknown (`seqtasks.datasets.rows.Tokens`).
        num_lines: how many of the tokens are `<eos>`.

    Returns:
        `perplexity`, exp(total nats / total tokens); `unknown_tokens`, the share in 0-1 of the
        text's own tokens, without `<eos>`, that are unknown; `perplexity_without_unknown`, exp(nats
        of the known tokens, `<eos>` counted / their number), as KenLM's `query` has it "excluding
        OOVs".
    """
    known = nats[spelling == 0].astype(float)
    return {
        "perplexity": perplexity(float(nats.sum(dtype=float)), len(nats)),
        "unknown_tokens": (len(nats) - len(known)) / max(len(nats) - num_lines, 1),
        "perplexity_without_unknown": perplexity(float(known.sum()), len(known)),
    }


def spelling_nats(spelling: Array, num_characters: int) -> float:
    """-log p of the unknown tokens' letters, given that `<unk>` stands there.

    Each letter, and the end of a token, has the probability 1 / (C + 1), with C the number of
    distinct characters of the training text; so has a character that is not among them, which
    costs less than it would in a model that knew that it was never seen. With these nats added, a
    text is predicted to the last letter, and models with different vocabularies compare.

    Args:
        spelling: int (tokens,), the characters of each unknown token and 1 for its end, else 0.
        num_characters: C.
    """
    return float(spelling.sum(dtype=float)) * math.log(num_characters + 1)


def text_metrics(
    nats: Array, spelling: Array, lines: Sequence[str], num_characters: int
) -> dict[str, float]:
    """What the -log p of a text's tokens amount to, a token, a character and a word.

    `bits_per_character` and `word_perplexity` compare models with different tokens: they include
    what it costs to spell unknown tokens (`spelling_nats`). The end of a line counts as one
    character and as one word; words stand between spaces, and a text that has none there
    (`has_words`) has no perplexity per word.

    Args:
        nats: float (tokens,), -log p of each, `<eos>` counted.
        spelling: int (tokens,), as of `perplexity_metrics`.
        lines: the text.
        num_characters: as of `spelling_nats`.

    Returns:
        `loss`, what `perplexity_metrics` gives, `bits_per_character`, perhaps `word_perplexity`.
    """
    spelled = float(nats.sum(dtype=float)) + spelling_nats(spelling, num_characters)
    characters = sum(len(line) + 1 for line in lines)
    pieces = sum(len(line.split()) for line in lines)
    by_word = {}
    if has_words(lines, pieces):
        by_word = {"word_perplexity": perplexity(spelled, pieces + len(lines))}
    return {
        "loss": float(nats.mean(dtype=float)),
        **perplexity_metrics(nats, spelling, len(lines)),
        "bits_per_character": spelled / math.log(2.0) / characters,
        **by_word,
    }
