"""Metrics of translations: sacreBLEU's, their length, and exact match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sacrebleu.metrics import BLEU, CHRF, TER


def translation_metrics(
    translations: Sequence[str], references: Sequence[str], *, lowercase: bool = False
) -> dict[str, Any]:
    """Corpus BLEU (13a tokens; Post, 2018), chrF and TER, their signatures, and exact match.

    Args:
        translations: the system's lines.
        references: the untouched reference lines, one for each.
        lowercase: whether sacreBLEU lower-cases both sides.

    Returns:
        `bleu`, `chrf` and `ter` (edits for 100 words of the reference), each with its signature;
        `length_ratio`, of the translations to the references in BLEU's tokens; `exact_match` in
        0-1, of lower-cased lines where BLEU's are.
    """
    scores = {
        "bleu": BLEU(lowercase=lowercase),
        "chrf": CHRF(lowercase=lowercase),
        "ter": TER(case_sensitive=not lowercase),
    }
    found = {
        name: score.corpus_score(list(translations), [list(references)])
        for name, score in scores.items()
    }
    pairs = zip(translations, references, strict=True)
    equal = [_comparable(a, lowercase) == _comparable(b, lowercase) for a, b in pairs]
    return {
        **{name: score.score for name, score in found.items()},
        **{f"{name}_signature": str(score.get_signature()) for name, score in scores.items()},
        "length_ratio": found["bleu"].ratio,
        "exact_match": sum(equal) / len(equal),
    }


def _comparable(text: str, lowercase: bool) -> str:
    text = " ".join(text.split())
    return text.lower() if lowercase else text
