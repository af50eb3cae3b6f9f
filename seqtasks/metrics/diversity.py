"""How varied a model's answers are."""

from __future__ import annotations

from collections.abc import Sequence

from seqtasks.metrics.bleu_tokens import bleu_tokens


def distinct(lines: Sequence[str], order: int, tokenizer: str = "13a") -> float:
    """Distinct-n: the share of n-grams that are different ones (Li et al., 2016), in 0-1.

    Tokens are those of BLEU; case does not count.

    Args:
        lines: the answers, all of a test set together.
        order: n, at least 1.
        tokenizer: one of `seqtasks.metrics.bleu_tokens.BLEU_TOKENIZERS`.

    >>> distinct(["I don't know.", "I do."], 1)
    0.7142857142857143
    """
    rows = bleu_tokens([line.lower() for line in lines], tokenizer)
    ngrams = [tuple(row[i : i + order]) for row in rows for i in range(len(row) - order + 1)]
    return len(set(ngrams)) / len(ngrams) if ngrams else 0.0
