import numpy as np

from seqtasks.blocks.masks import lengths, padding_mask, reverse_tokens


def test_padding_is_where_the_id_is_zero():
    mask = padding_mask(np.array([[5, 6, 0], [7, 0, 0]]))
    np.testing.assert_array_equal(mask, [[True, True, False], [True, False, False]])
    np.testing.assert_array_equal(lengths(mask), [2, 1])


def test_reversal_moves_the_tokens_and_leaves_the_padding():
    token_ids = np.array([[5, 6, 7, 3, 0], [8, 3, 0, 0, 0], [4, 5, 6, 7, 8]], "int32")
    reversed_ids = reverse_tokens(token_ids, padding_mask(token_ids))
    np.testing.assert_array_equal(reversed_ids, [[3, 7, 6, 5, 0], [3, 8, 0, 0, 0], [8, 7, 6, 5, 4]])
