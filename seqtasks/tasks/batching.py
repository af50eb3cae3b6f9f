"""Raw lines in batches of similar length, answers in the lines' order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

BATCH_SIZE = 64


def answer_by_length(
    lines: Sequence[str], answer: Callable[[tf.Tensor], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Answers lines in batches of 64 neighbours in length.

    Args:
        lines: raw text.
        answer: from texts, string (batch,), to tensors by name, the batch as first axis.

    Returns:
        For each line a record: `source` and each tensor's row as plain Python values.
    """
    records: list[dict[str, Any]] = [{}] * len(lines)
    by_length = sorted(range(len(lines)), key=lambda i: len(lines[i]))
    for start in range(0, len(lines), BATCH_SIZE):
        batch = by_length[start : start + BATCH_SIZE]
        # A lone surrogate has no UTF-8 form; as an invalid byte the tokenizer replaces it.
        texts = [lines[i].encode("utf-8", "surrogatepass") for i in batch]
        columns = {
            name: tensor.numpy().tolist()
            for name, tensor in sorted(answer(tf.constant(texts, tf.string)).items())
        }
        for i, row in zip(batch, zip(*columns.values(), strict=True), strict=True):
            values = (_plain(value) for value in row)
            records[i] = {"source": lines[i], **dict(zip(columns, values, strict=True))}
    return records


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.decode("utf-8") if isinstance(value, bytes) else value
