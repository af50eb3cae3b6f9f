"""Metrics of translations: sacreBLEU's, their length, exact match, and the worst and the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sacrebleu.metrics import BLEU, CHRF, TER


def translation_metrics(
    translations: Sequence[str],
    references: Sequence[str],
    *,
    lowercase: bool = False,
    edits: bool = True,
) -> dict[str, Any]:
    """Corpus BLEU (13a tokens; Post, 2018), chrF and TER, their signatures, and exact match.

    Args:
        translations: the system's lines.
        references: the untouched reference lines, one for each.
        lowercase: whether sacreBLEU lower-cases both sides.
        edits: whether TER is computed, which takes long.

    Returns:
        `bleu`, `chrf` and `ter` (edits for 100 words of the reference), each with its signature;
        `length_ratio`, of the translations to the references in BLEU's tokens; `exact_match` in
        0-1, of lower-cased lines where BLEU's are.
    """
    scores = {
        "bleu": BLEU(lowercase=lowercase),
        "chrf": CHRF(lowercase=lowercase),
    }
    if edits:
        scores["ter"] = TER(case_sensitive=not lowercase)
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


def worst_and_best(
    sources: Sequence[str],
    translations: Sequence[str],
    references: Sequence[str],
    *,
    lowercase: bool = False,
    count: int = 5,
) -> dict[str, dict[str, Any]]:
    """The sentences whose translations have the least and the most in common with the reference.

    Args:
        sources: one for each of the others, which are as in `translation_metrics`.
        count: of each kind, at most; no sentence is of both.

    Returns:
        By `worst 1`, the worst of all, `worst 2`, ..., then `best 1`, ...: the sentence's `chrf`,
        `source`, `translation` and `reference`. Of sentences alike the longer is the better one.
    """
    chrf = CHRF(lowercase=lowercase)
    rows = [
        {
            "chrf": chrf.sentence_score(translation, [reference]).score,
            "source": source,
            "translation": translation,
            "reference": reference,
        }
        for source, translation, reference in zip(sources, translations, references, strict=True)
    ]
    rows.sort(key=lambda row: (row["chrf"], len(row["reference"])))
    count = min(count, len(rows) // 2)
    groups = {"worst": rows[:count], "best": rows[::-1][:count]}
    return {
        f"{name} {number}": row
        for name, group in groups.items()
        for number, row in enumerate(group, start=1)
    }


def _comparable(text: str, lowercase: bool) -> str:
    text = " ".join(text.split())
    return text.lower() if lowercase else text
