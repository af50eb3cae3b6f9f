"""Proves that an export answers as the task does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from seqtasks.errors import RunError
from seqtasks.export.saved_model import ExportDescription

Records = list[dict[str, Any]]

BATCH_SIZE = 64
TIE = 1e-5  # two answers whose scores differ by less are equally good
ROUNDING = 1e-3  # of one answer's score, relative

STRANGE_LINES = ["", " ", "🐕 \u0000\u200b ￭ ▁", "<eos> <pad>", "word " * 100, ""]


def check_parity(
    directory: Path,
    description: ExportDescription,
    functions: Mapping[str, Callable[[Sequence[str]], Records]],
    lines: Sequence[str],
) -> int:
    """Compares an export in a fresh process that cannot import seqtasks with the task itself.

    Every line is answered by the export alone and in batches; lines that are strange and empty
    join them, as does a batch of empty lines only.

    Args:
        directory: the export.
        description: of the export.
        functions: the task's own answers, by the signature that must give the same.
        lines: raw inputs.

    Returns:
        How many lines were compared.

    Raises:
        RunError: the export cannot be loaded, or one of its answers differs.
    """
    lines = [*lines, *STRANGE_LINES]
    batches = [lines[i : i + BATCH_SIZE] for i in range(0, len(lines), BATCH_SIZE)]
    alone = [[line] for line in lines]
    asked = [*batches, *alone, ["", ""]]
    answers = answers_of_clean_process(directory, description, list(functions), asked)
    for function, of_batches in zip(functions.values(), answers, strict=True):
        expected = function([*lines, *lines, "", ""])
        found = [record for batch in of_batches for record in batch]
        for ours, theirs in zip(expected, found, strict=True):
            if not same_answer(ours, theirs, description.answer):
                raise RunError(
                    "The export answers otherwise than the run and is removed. For "
                    f"{ours['source']!r} the run gives {ours[description.answer]!r}, the export "
                    f"{theirs[description.answer]!r}."
                )
    return len(lines)


def same_answer(ours: dict[str, Any], theirs: dict[str, Any], answer: str) -> bool:
    """Whether two records agree, or give two answers of the same score."""
    if ours[answer] != theirs[answer]:
        return abs(ours["score"] - theirs["score"]) < TIE
    skipped = {"source", "weights"} if _repeats_one_word(ours) else {"source"}
    return all(_same(value, theirs[name]) for name, value in ours.items() if name not in skipped)


def _repeats_one_word(record: Mapping[str, Any]) -> bool:
    """Whether all words are one, over and over.

    Many steps are equally large then, and rounding chooses at which a pooling by maximum points.
    """
    words = record.get("words", ())
    return len(words) > 2 and len(set(words)) == 1


def _same(ours: Any, theirs: Any) -> bool:
    """Whether two values agree, numbers but for rounding."""
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(ours, int | float):
        return abs(ours - theirs) <= ROUNDING * max(1.0, abs(ours))
    return bool(ours == theirs)


def answers_of_clean_process(
    directory: Path,
    description: ExportDescription,
    signatures: Sequence[str],
    batches: Sequence[Sequence[str]],
) -> list[list[Records]]:
    """What an export answers in a process without seqtasks, for each signature and batch.

    Raises:
        RunError: the process fails.
    """
    script = Path(__file__).with_name("clean_process.py")
    flags = ["--tensorflow-text"] if description.tensorflow_text else []
    result = subprocess.run(
        [sys.executable, "-I", str(script), str(directory), *signatures, *flags],
        input=json.dumps(batches),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no message"])[-1]
        raise RunError(f"The export cannot be used without seqtasks and is removed: {reason}")
    return json.loads(result.stdout)
