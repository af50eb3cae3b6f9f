"""A text cut into streams: nothing is lost, doubled or out of order."""

import numpy as np
import pytest
import tensorflow as tf

from seqtasks.datasets.streams import WARM_UP, Streams
from seqtasks.tokenizers.base import EOS_ID


def streams(tokens, batch_size=4, segment_length=5, **options):
    """Of a text whose tokens are 10, 11, 12, ..."""
    ids = np.arange(10, 10 + tokens, dtype=np.int32)
    return Streams(ids, batch_size=batch_size, segment_length=segment_length, **options)


def read(batches, plan):
    """Inputs, labels and mask of a plan, its segments side by side: (batch, time)."""
    parts = [[np.asarray(t) for t in batch] for batch in batches.dataset(plan)]
    return [np.concatenate(column, axis=1) for column in zip(*parts, strict=True)]


@pytest.mark.parametrize("epoch", range(8))
def test_training_reads_pieces_of_the_rotated_text(epoch):
    batches = streams(97)
    plan = batches.plan(epoch, seed=3)
    assert len(plan) == 4  # rows of 24 tokens hold four segments of 5
    inputs, labels, mask = read(batches, plan)
    assert labels.shape == (4, 20)
    assert mask.all()
    ring = np.roll(batches.ids, -plan[0].offset)
    for row in range(4):
        np.testing.assert_array_equal(labels[row], ring[24 * row : 24 * row + 20])
    np.testing.assert_array_equal(inputs[:, 1:], labels[:, :-1])
    np.testing.assert_array_equal(inputs[:, 0], np.roll(ring, 1)[[0, 24, 48, 72]])
    assert batches.padding_share(plan) == 0.0


def test_the_token_before_the_first_is_the_last_one():
    batches = streams(40)
    inputs, labels, _ = read(batches, [(0, 0)])
    assert (labels[0, 0], inputs[0, 0]) == (10, 49)


def test_a_plan_is_a_function_of_seed_and_epoch():
    batches = streams(1000)
    plan = batches.plan(2, seed=1)
    assert plan == streams(1000).plan(2, seed=1)
    assert plan != batches.plan(3, seed=1)
    assert plan != batches.plan(2, seed=2)
    assert len({batches.plan(epoch)[0].offset for epoch in range(20)}) > 15
    assert {batches.plan(epoch)[0].column for epoch in range(20)} == {0}


def test_a_part_of_a_plan_gives_the_same_batches():
    batches = streams(100)
    plan = batches.plan(1)
    for whole, rest in zip(read(batches, plan), read(batches, plan[2:]), strict=True):
        np.testing.assert_array_equal(whole[:, 10:], rest)


@pytest.mark.parametrize("tokens", [1, 2, 3, 5, 8, 23, 100, 131])
@pytest.mark.parametrize(
    ("batch_size", "segment_length", "warm_up"),
    [(1, 1, 0), (1, 7, 9), (3, 4, 0), (3, 4, 2), (4, 5, 256), (6, 64, 3), (32, 2, 1), (150, 3, 4)],
)
def test_evaluation_counts_every_token_once(tokens, batch_size, segment_length, warm_up):
    batches = streams(tokens, batch_size, segment_length, warm_up=warm_up)
    plan = batches.plan()
    inputs, labels, mask = read(batches, plan)
    np.testing.assert_array_equal(labels[mask], batches.ids)  # row by row: in the text's order
    before = np.r_[EOS_ID, batches.ids[:-1]]
    np.testing.assert_array_equal(inputs[mask], before)
    assert inputs[0, 0] == EOS_ID
    assert batches.padding_share(plan) == pytest.approx(1.0 - mask.mean())

    warmed_up = min(warm_up, tokens // (2 * batch_size))
    for row in np.flatnonzero(mask.any(axis=1))[1:]:
        start = np.argmax(mask[row])
        first = labels[row, start] - 10
        assert start == warmed_up
        np.testing.assert_array_equal(labels[row, :start], batches.ids[first - warmed_up : first])


def test_evaluation_depends_on_no_seed():
    assert streams(50).plan(seed=1) == streams(50).plan(seed=2)
    assert streams(50).warm_up == WARM_UP == 256


def test_every_batch_has_the_shape_that_is_promised():
    batches = streams(33, 2, 6)
    assert [spec.shape.as_list() for spec in batches.spec] == [[2, 6]] * 3
    assert [spec.dtype for spec in batches.spec] == [tf.int32, tf.int32, tf.bool]
    for plan in (batches.plan(), batches.plan(0)):
        dataset = batches.dataset(plan)
        assert dataset.element_spec == batches.spec
        assert len(list(dataset)) == len(plan)


def test_a_text_must_have_tokens_and_a_batch_of_them_to_train_on():
    with pytest.raises(ValueError, match="`ids` must hold a text. Received: no token"):
        streams(0)
    with pytest.raises(ValueError, match="One batch takes 4 x 5 tokens. Received: a text of 19"):
        streams(19).plan(0)
    assert streams(19).plan()


def test_warm_up_is_no_less_than_nothing():
    with pytest.raises(ValueError, match="`warm_up` must be at least 0. Received: warm_up=-1"):
        streams(9, warm_up=-1)


@pytest.mark.parametrize("name", ["batch_size", "segment_length"])
def test_bad_sizes(name):
    with pytest.raises(ValueError, match=rf"`{name}` must be at least 1. Received: {name}=0"):
        streams(10, **{name: 0})
