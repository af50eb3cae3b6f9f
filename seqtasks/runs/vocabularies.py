"""Whether the perplexities of runs may be compared: only where the same tokens are predicted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Results = Mapping[str, Any]

MARK = " †"
PER_TOKEN = ("loss", "perplexity", "perplexity_without_unknown")
PER_TEXT = ("bits_per_character", "word_perplexity")  # whatever the tokens are

# The hyperparameters that tell which tokens are predicted, where a run does not name its
# vocabulary, and their values from before they were hyperparameters.
_FIELDS: dict[str, Any] = {
    "target": None,
    "unit": None,
    "tokenizer": None,
    "vocabulary_size": None,
    "minimum_frequency": None,
    "lowercase": None,
    "joint_vocabulary": False,
    "normalization": "nfkc",
}


def incomparable(runs: Sequence[Results], split: str) -> tuple[str, ...]:
    """The metrics that do not compare: those per token, where the vocabularies differ.

    Args:
        runs: what each `results.json` holds.
        split: whose metrics are compared.
    """
    runs = [run for run in runs if "perplexity" in run["metrics"].get(split, {})]
    if all(run.get("vocabulary") for run in runs):
        vocabularies = {run["vocabulary"] for run in runs}
    else:  # a run of an older version is among them
        vocabularies = {_fields(run) for run in runs}
    return PER_TOKEN if len(vocabularies) > 1 else ()


def explanation(runs: Sequence[Results], split: str) -> str | None:
    """What the mark on metrics that do not compare means; None where all compare."""
    if not incomparable(runs, split):
        return None
    found = [
        name for name in PER_TEXT if any(name in run["metrics"].get(split, {}) for run in runs)
    ]
    instead = f" {' and '.join(found)} may be compared." if found else ""
    return (
        f"{MARK.strip()} Not comparable: the runs predict tokens of different vocabularies, and "
        f"their loss and perplexity are per token.{instead}"
    )


def _fields(run: Results) -> str:
    """What a vocabulary was made from: hyperparameters and training data."""
    fields = {name: run["config"].get(name, before) for name, before in _FIELDS.items()}
    return json.dumps([fields, (run.get("digests") or {}).get("train")])
