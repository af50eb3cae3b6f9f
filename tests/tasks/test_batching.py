"""Rows in batches of similar length."""

import numpy as np
import pytest
import tensorflow as tf

from seqtasks.tasks.batching import (
    BATCH_POSITIONS,
    BATCH_SIZE,
    answer_by_length,
    answer_in_batches,
    batches_by_length,
)


def rows(*lengths):
    return ["x" * length for length in lengths]


def sizes(*lengths):
    return [len(batch) for _, batch in batches_by_length(rows(*lengths))]


@pytest.mark.parametrize("scale", [1, 30, 1000, 20_000])
@pytest.mark.parametrize("count", [1, 64, 65, 300])
def test_every_row_is_in_one_batch_that_is_not_too_large(count, scale):
    random = np.random.default_rng(count)
    given = rows(*(scale * random.exponential(size=count)).astype(int))
    batches = list(batches_by_length(given))
    assert sorted(i for places, _ in batches for i in places) == list(range(count))
    for places, batch in batches:
        assert batch == [given[i] for i in places]
        assert len(batch) <= BATCH_SIZE
        assert len(batch) == 1 or len(batch) * max(map(len, batch)) <= BATCH_POSITIONS
    lengths = [len(row) for _, batch in batches for row in batch]
    assert lengths == sorted(lengths)  # neighbours are of like length


def test_short_rows_come_64_at_a_time():
    assert (BATCH_SIZE, BATCH_POSITIONS) == (64, 2**15)
    assert sizes(*[5] * 130) == [64, 64, 2]
    assert sizes(*[512] * 130) == [64, 64, 2]
    assert sizes(*[0] * 65) == [64, 1]


def test_of_long_rows_there_are_fewer():
    assert sizes(*[513] * 64) == [63, 1]
    assert sizes(*[2**14] * 5) == [2, 2, 1]
    assert sizes(*[1] * 60, 2**15, 2**16) == [60, 1, 1]  # short rows are not padded to long ones
    assert sizes(2**20) == [1]


def test_without_rows_there_is_no_batch():
    assert list(batches_by_length([])) == []
    assert answer_in_batches([], pytest.fail) == []
    assert answer_by_length([], pytest.fail) == []


def test_answers_come_in_the_order_of_the_rows_and_end_with_them():
    given = [list("abc"), [], list("de"), *[["f"] for _ in range(100)]]

    def answer(batch):
        words = tf.ragged.constant(batch, tf.string, ragged_rank=1)
        return {"words": words.to_tensor(""), "length": words.row_lengths()}

    assert [record["words"] for record in answer_in_batches(given, answer)] == given


def test_a_record_holds_its_line_and_plain_values():
    records = answer_by_length(
        ["bb\u00e4", "a"], lambda texts: {"text": texts, "size": tf.strings.length(texts)}
    )
    assert records == [
        {"source": "bb\u00e4", "text": "bb\u00e4", "size": 4},
        {"source": "a", "text": "a", "size": 1},
    ]
