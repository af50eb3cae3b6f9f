"""Metrics of translations: sacreBLEU's, their length, exact match, and the worst and the best."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sacrebleu.metrics import BLEU, CHRF, TER

from seqtasks.errors import DataWarning
from seqtasks.metrics.bleu_tokens import bleu_tokens, check_bleu_tokenizer, script_of

_ORDER = 4  # of the longest n-grams that BLEU counts


def translation_metrics(
    translations: Sequence[str],
    references: Sequence[str],
    *,
    lowercase: bool = False,
    edits: bool = True,
    tokenizer: str = "13a",
) -> dict[str, Any]:
    """Corpus BLEU (Post, 2018), chrF and TER, their signatures, and exact match.

    Where no reference has four tokens, BLEU tells nothing: sacreBLEU gives perfect translations 0.
    Its number is kept, and `bleu_note` and a warning say so; a warning alone where no translation
    has four tokens.

    Args:
        translations: the system's lines.
        references: the untouched reference lines, one for each.
        lowercase: whether sacreBLEU lower-cases both sides.
        edits: whether TER is computed, which takes long.
        tokenizer: what BLEU counts, one of `seqtasks.metrics.bleu_tokens.BLEU_TOKENIZERS`.

    Returns:
        `bleu`, `chrf` and `ter` (edits for 100 words of the reference; see `_ter` for what is a
        word), each with its signature; `length_ratio`, of the translations to the references in
        BLEU's tokens; `exact_match` in 0-1, of lower-cased lines where BLEU's are; `answers`, how
        alike they are (`answer_shares`); perhaps `bleu_note`.

    Raises:
        ConfigError: packages that the tokenizer needs are not installed.
        ValueError: there is no such tokenizer.
    """
    check_bleu_tokenizer(tokenizer)
    lines = (list(translations), list(references))
    scores = {
        "bleu": _score(BLEU(lowercase=lowercase, tokenize=tokenizer), *lines),
        "chrf": _score(CHRF(lowercase=lowercase), *lines),
    }
    if edits:
        scores["ter"] = _ter(*lines, lowercase=lowercase, tokenizer=tokenizer)
    bleu = scores["bleu"].result
    pairs = zip(*lines, strict=True)
    equal = [_comparable(a, lowercase) == _comparable(b, lowercase) for a, b in pairs]
    return {
        **{name: score.result.score for name, score in scores.items()},
        **{f"{name}_signature": score.signature for name, score in scores.items()},
        "length_ratio": bleu.ratio,
        "exact_match": sum(equal) / len(equal),
        "answers": answer_shares(*lines),
        **_note(*lines, tokenizer=tokenizer),
    }


def answer_shares(answers: Sequence[str], references: Sequence[str]) -> dict[str, Any]:
    """How often one and the same answer is given, and how often it is right to.

    Args:
        answers: at least one.
        references: one for each.

    Returns:
        `text`, the most frequent answer that is not blank, `share`, of the answers that are so, and
        `reference_share`, of the references that are; `empty` and `reference_empty`, the shares of
        blank ones. All in 0-1.
    """
    found, wanted = (Counter(map(str.strip, lines)) for lines in (answers, references))
    empty, reference_empty = found.pop("", 0), wanted.pop("", 0)
    text, count = found.most_common(1)[0] if found else ("", 0)
    return {
        "text": text,
        "share": count / len(answers),
        "reference_share": wanted[text] / len(references),
        "empty": empty / len(answers),
        "reference_empty": reference_empty / len(references),
    }


class _Score(NamedTuple):
    """What sacreBLEU found, and how it counted."""

    result: Any
    signature: str


def _score(metric: Any, translations: list[str], references: list[str]) -> _Score:
    result = metric.corpus_score(translations, [references])
    return _Score(result, str(metric.get_signature()))


def _ter(
    translations: list[str], references: list[str], *, lowercase: bool, tokenizer: str
) -> _Score:
    """TER, whose words stand between spaces; those of Chinese and Japanese are tercom's.

    sacreBLEU's `asian_support` is one of `normalized`: without that it changes nothing. Tercom
    parts Han characters and leaves runs of kana whole. It knows no Thai and the like: where BLEU
    counts characters, TER does, and the signature says `tok:char`.
    """
    if tokenizer not in ("zh", "ja-mecab", "char"):
        return _score(TER(case_sensitive=not lowercase), translations, references)
    if tokenizer != "char" or script_of(references) in ("zh", "ja"):
        asian = TER(normalized=True, asian_support=True, case_sensitive=not lowercase)
        return _score(asian, translations, references)
    parted = ([" ".join(line) for line in lines] for lines in (translations, references))
    result, signature = _score(TER(case_sensitive=not lowercase), *parted)
    return _Score(result, signature.replace("tok:tercom", "tok:char"))


def _note(translations: list[str], references: list[str], *, tokenizer: str) -> dict[str, str]:
    """`bleu_note`, where no reference has a 4-gram; a warning, where one side has none."""

    def has_none(lines: list[str]) -> bool:
        return all(len(tokens) < _ORDER for tokens in bleu_tokens(lines, tokenizer))

    if has_none(references):
        note = (
            f"no reference has four tokens ({tokenizer}), and BLEU counts 4-grams: a perfect "
            "system has 0. Read chrf and exact_match."
        )
        warnings.warn(f"BLEU tells nothing here: {note}", DataWarning, stacklevel=3)
        return {"bleu_note": note}
    if has_none(translations):
        warnings.warn(
            f"BLEU tells nothing here: no translation has four tokens ({tokenizer}), and BLEU "
            "counts 4-grams: it is 0 whatever they say. Read chrf and exact_match.",
            DataWarning,
            stacklevel=3,
        )
    return {}


def worst_and_best(
    sources: Sequence[str],
    translations: Sequence[str],
    references: Sequence[str],
    *,
    lowercase: bool = False,
    count: int = 5,
) -> dict[str, dict[str, Any]]:
    """The sentences whose translations have the least and the most in common with the reference.

    Nothing for a blank reference is a perfect answer, though sacreBLEU's chrF of it is 0.

    Args:
        sources: one for each of the others, which are as in `translation_metrics`.
        count: of each kind, at most; no sentence is of both.

    Returns:
        By `worst 1`, the worst of all, `worst 2`, ..., then `best 1`, ...: the sentence's `chrf`,
        `source`, `translation` and `reference`. Of sentences alike the longer is the better one.
    """
    chrf = CHRF(lowercase=lowercase)
    rows: list[dict[str, Any]] = [
        {
            "chrf": _sentence_score(chrf, translation, reference),
            "source": source,
            "translation": translation,
            "reference": reference,
        }
        for source, translation, reference in zip(sources, translations, references, strict=True)
    ]
    rows.sort(key=lambda row: (row["chrf"], not row["reference"].strip(), len(row["reference"])))
    count = min(count, len(rows) // 2)
    groups = {"worst": rows[:count], "best": rows[::-1][:count]}
    return {
        f"{name} {number}": row
        for name, group in groups.items()
        for number, row in enumerate(group, start=1)
    }


def _sentence_score(chrf: CHRF, translation: str, reference: str) -> float:
    if not translation.strip() and not reference.strip():
        return 100.0
    return float(chrf.sentence_score(translation, [reference]).score)


def _comparable(text: str, lowercase: bool) -> str:
    text = " ".join(text.split())
    return text.lower() if lowercase else text
