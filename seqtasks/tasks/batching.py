"""Lines and sentences in batches of similar length, answers in their order."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

import tensorflow as tf

from seqtasks.tokenizers.base import as_string_tensor

BATCH_SIZE = 64
BATCH_POSITIONS = 2**15  # padded to the longest row: characters of lines, words of sentences
_MAX_THREADS = 8
Row = TypeVar("Row", bound=Sized)


def batches_by_length(rows: Sequence[Row]) -> Iterator[tuple[list[int], list[Row]]]:
    """The places of rows of like length, and these rows, batch by batch.

    A batch has 64 rows, or fewer where they are long.
    """
    by_length = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    places: list[int] = []
    for i in by_length:
        if len(places) == BATCH_SIZE or len(rows[i]) * (len(places) + 1) > BATCH_POSITIONS:
            if places:
                yield places, [rows[i] for i in places]
            places = []
        places.append(i)
    if places:
        yield places, [rows[i] for i in places]


def answer_by_length(
    lines: Sequence[str], answer: Callable[[tf.Tensor], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Answers lines in batches of neighbours in length.

    Args:
        lines: raw text.
        answer: from texts, string (batch,), to tensors by name, the batch as first axis.

    Returns:
        For each line a record: `source` and what `answer_in_batches` gives.
    """
    records = answer_in_batches(lines, lambda batch: answer(as_string_tensor(batch)))
    return [{"source": line, **record} for line, record in zip(lines, records, strict=True)]


def answer_in_batches(
    rows: Sequence[Row],
    answer: Callable[..., dict[str, Any]],
    *more: Sequence[Any],
) -> list[dict[str, Any]]:
    """Answers rows in batches of neighbours in length.

    Several batches are answered side by side, after one row alone with which graphs are traced.

    Args:
        rows: lines, or sentences of words.
        answer: from a list of them, and a list of each of `more`, to tensors by name, the batch as
            first axis.
        more: what else belongs to each row.

    Returns:
        For each row a record: each tensor's row as plain Python values; where there is a `length`,
        lists end there.

    Raises:
        ValueError: `rows` is one text.
    """
    check_several(rows)
    records: list[dict[str, Any]] = [{}] * len(rows)

    def answer_batch(places: list[int], batch: list[Row]) -> None:
        found = answer(batch, *([column[i] for i in places] for column in more))
        columns = {name: tensor.numpy().tolist() for name, tensor in sorted(found.items())}
        for i, row in zip(places, zip(*columns.values(), strict=True), strict=True):
            values = dict(zip(columns, map(_plain, row), strict=True))
            records[i] = {name: _cut(value, values) for name, value in values.items()}

    batches = list(batches_by_length(rows))
    if len(batches) == 1:
        answer_batch(*batches[0])
    elif batches:
        places, batch = batches[0]
        answer_batch(places[:1], batch[:1])
        side_by_side(answer_batch, batches[::-1])  # the longest first, so that none is left over
    return records


def check_several(texts: Sequence[Any]) -> None:
    """Raises ValueError for one text, which is a sequence, too: of characters."""
    if isinstance(texts, str):
        raise ValueError(f"Several texts are expected: put it in a list. Received: {texts[:80]!r}")


def side_by_side(function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> None:
    """Calls a function with each of some arguments, on as many threads as there are cores.

    One batch, step by step, leaves cores idle: its operations are small, and wait for each other
    (docs/decisions/0012). There are eight threads at most, for the sake of memory.
    """
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MAX_THREADS)) as pool:
        calls = [
            pool.submit(copy_context().run, functools.partial(function, *some))
            for some in arguments
        ]
        try:
            for call in calls:
                call.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _cut(value: Any, values: dict[str, Any]) -> Any:
    """A list without its padding."""
    return value[: values["length"]] if isinstance(value, list) and "length" in values else value


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.decode("utf-8") if isinstance(value, bytes) else value
