import numpy as np
import pytest
import tensorflow as tf

from seqtasks.decoding.selection import BLOCK, pick, top_k


@pytest.mark.parametrize("size", [3, 30 * BLOCK, 30 * BLOCK + 1, 31 * BLOCK - 1])
@pytest.mark.parametrize("values", [4, 10**6])  # many equal numbers, or none
def test_the_largest_are_found_in_rows_of_any_length(size, values):
    random = np.random.default_rng(size)
    rows = random.integers(0, values, (7, size)).astype("float32")
    rows[2] = -np.inf
    rows[3, : size // 2] = -np.inf
    expected = tf.math.top_k(rows, 3)
    found, index = top_k(tf.constant(rows), 3)
    np.testing.assert_array_equal(found, expected.values)
    np.testing.assert_array_equal(pick(rows, index), expected.values)
    assert index.dtype == tf.int32
    assert index.numpy().max() < size
