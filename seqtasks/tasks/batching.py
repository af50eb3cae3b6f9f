"""Raw lines in batches of similar length, answers in the lines' order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tensorflow as tf

from seqtasks.tokenizers.base import as_string_tensor

BATCH_SIZE = 64


def batches_by_length(lines: Sequence[str]) -> Iterator[tuple[list[int], tf.Tensor]]:
    """The places of 64 lines of like length, and their texts, string (batch,), batch by batch."""
    by_length = sorted(range(len(lines)), key=lambda i: len(lines[i]))
    for start in range(0, len(lines), BATCH_SIZE):
        batch = by_length[start : start + BATCH_SIZE]
        yield batch, as_string_tensor([lines[i] for i in batch])


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
    for batch, texts in batches_by_length(lines):
        columns = {name: tensor.numpy().tolist() for name, tensor in sorted(answer(texts).items())}
        for i, row in zip(batch, zip(*columns.values(), strict=True), strict=True):
            values = (_plain(value) for value in row)
            records[i] = {"source": lines[i], **dict(zip(columns, values, strict=True))}
    return records


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.decode("utf-8") if isinstance(value, bytes) else value
