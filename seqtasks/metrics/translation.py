"""Metrics of translations: sacreBLEU's, and exact match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sacrebleu.metrics import BLEU, CHRF


def translation_metrics(
    translations: Sequence[str], references: Sequence[str], *, lowercase: bool = False
) -> dict[str, Any]:
    """Corpus BLEU (13a tokens; Post, 2018) with its signature, chrF, and exact match.

    Args:
        translations: the system's lines.
        references: the untouched reference lines, one for each.
        lowercase: whether sacreBLEU lower-cases both sides.

    Returns:
        `bleu` and `chrf` in 0-100, `bleu_signature`, `exact_match` in 0-1 (lower-cased as BLEU).
    """
    bleu, chrf = BLEU(lowercase=lowercase), CHRF(lowercase=lowercase)
    pairs = zip(translations, references, strict=True)
    equal = [_comparable(a, lowercase) == _comparable(b, lowercase) for a, b in pairs]
    return {
        "bleu": bleu.corpus_score(list(translations), [list(references)]).score,
        "bleu_signature": str(bleu.get_signature()),
        "chrf": chrf.corpus_score(list(translations), [list(references)]).score,
        "exact_match": sum(equal) / len(equal),
    }


def _comparable(text: str, lowercase: bool) -> str:
    text = " ".join(text.split())
    return text.lower() if lowercase else text
