import numpy as np
import pytest
import tensorflow as tf

from seqtasks.datasets.batches import Batches
from tests.networks import reversal_batches


def rows_of(plan):
    return np.concatenate(plan).tolist()


def ragged(lengths):
    return tf.ragged.constant([[5] * n for n in lengths], dtype=tf.int32)


def token_batches(lengths, budget):
    return Batches(
        {"a": ragged(lengths)},
        lambda c: (c["a"], c["a"], c["a"] != 0),
        sort_by=("a",),
        batch_tokens=budget,
    )


def test_an_epoch_holds_every_row_once_in_an_order_of_seed_and_epoch():
    batches = reversal_batches(300)
    plan = batches.plan(0, seed=1)
    assert sorted(rows_of(plan)) == list(range(300))
    assert rows_of(plan) == rows_of(batches.plan(0, seed=1))
    assert rows_of(plan) != rows_of(batches.plan(1, seed=1))
    assert rows_of(plan) != rows_of(batches.plan(0, seed=2))
    assert rows_of(batches.plan()) == rows_of(batches.plan())


def test_skipping_batches_gives_the_rest_of_the_epoch():
    batches = reversal_batches(200)
    plan = batches.plan(3, seed=1)
    whole = list(batches.dataset(plan))
    rest = list(batches.dataset(plan[4:]))
    assert len(rest) == len(whole) - 4
    for (ours, _, _), (theirs, _, _) in zip(rest, whole[4:], strict=True):
        np.testing.assert_array_equal(ours["source"], theirs["source"])


def test_buckets_hold_rows_of_similar_length():
    batches = reversal_batches(2000)
    shuffled = [np.arange(2000)[i : i + 32] for i in range(0, 2000, 32)]
    assert batches.padding_share(batches.plan(0)) < 0.25 * batches.padding_share(shuffled)


def test_the_target_is_read_one_token_late():
    batches = reversal_batches(40)
    inputs, labels, mask = next(iter(batches.dataset(batches.plan())))
    np.testing.assert_array_equal(inputs["target"][:, 0], 2)
    np.testing.assert_array_equal(
        np.where(mask[:, 1:], inputs["target"][:, 1:], 0),
        np.where(mask[:, 1:], labels[:, :-1], 0),
    )
    np.testing.assert_array_equal(mask, np.asarray(labels) != 0)


def test_batches_by_tokens_keep_the_budget():
    lengths = np.random.default_rng(0).integers(1, 20, 500)
    batches = token_batches(lengths, 100)
    for epoch in (None, 0):
        plan = batches.plan(epoch)
        assert sorted(rows_of(plan)) == list(range(500))
        assert max(lengths[rows].max() * len(rows) for rows in plan) <= 100
    assert np.mean([lengths[rows].sum() for rows in plan]) > 80  # and they are full


def test_a_row_above_the_budget_is_a_batch_of_its_own():
    plan = token_batches([3, 50, 4], 10).plan()
    assert [rows.tolist() for rows in plan] == [[0, 2], [1]]


def test_bad_sizes_say_what_was_received():
    for sizes in ({}, {"batch_size": 3, "batch_tokens": 4}, {"batch_size": 0}):
        with pytest.raises(ValueError, match="Give exactly one of `batch_size` and `batch_tokens`"):
            Batches({"a": ragged([1])}, lambda c: c, sort_by=("a",), **sizes)
