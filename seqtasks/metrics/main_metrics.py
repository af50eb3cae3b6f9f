"""The metrics that people look at first."""

from __future__ import annotations

MAIN_METRICS = (
    "perplexity",
    "bits_per_character",
    "accuracy",
    "token_accuracy",
    "macro_f1",
    "span_f1",
    "slot_f1",
    "intent_accuracy",
    "sentence_accuracy",
    "bleu",
    "chrf",
    "ter",
    "exact_match",
    "distinct_1",
)
