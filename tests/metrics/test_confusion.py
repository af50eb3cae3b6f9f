"""Which labels are taken for which: the matrix by hand, and its picture."""

import numpy as np
from matplotlib.axes import Axes

from seqtasks.metrics.confusion import MAX_LABELS, confusion_matrix, draw_confusion
from seqtasks.metrics.tagging import label_metrics

GOLD = list("aaaabbbccd")
PREDICTED = list("aaabbbcaxd")


def metrics_of(gold, predicted):
    metrics = label_metrics([gold], [gold], [predicted], ())
    return metrics["labels"], metrics["confusions"]


def size_of(path):
    """Width and height of a PNG."""
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def test_gold_labels_are_down_and_predicted_ones_across():
    matrix = confusion_matrix(list("abcdx"), *metrics_of(GOLD, PREDICTED))
    expected = [
        [3, 1, 0, 0, 0],  # a
        [0, 2, 1, 0, 0],  # b
        [1, 0, 0, 0, 1],  # c
        [0, 0, 0, 1, 0],  # d
        [0, 0, 0, 0, 0],  # x, which is predicted only
    ]
    np.testing.assert_array_equal(matrix, expected)


def test_only_labels_that_are_shown_count_in_their_order():
    matrix = confusion_matrix(["c", "a"], *metrics_of(GOLD, PREDICTED))
    np.testing.assert_array_equal(matrix, [[0, 1], [0, 3]])


def test_it_counts_the_words_of_random_labels():
    random = np.random.default_rng(0)
    gold, predicted = random.integers(0, 8, (2, 5000))
    matrix = confusion_matrix(
        [str(i) for i in range(8)], *metrics_of([str(i) for i in gold], [str(i) for i in predicted])
    )
    expected = np.zeros((8, 8), int)
    np.add.at(expected, (gold, predicted), 1)
    np.testing.assert_array_equal(matrix, expected)


def test_the_picture_grows_with_the_labels(tmp_path):
    draw_confusion(*metrics_of(GOLD, PREDICTED), tmp_path / "five.png")
    draw_confusion(*metrics_of(list("ab"), list("bb")), tmp_path / "two.png")
    width, height = size_of(tmp_path / "five.png")
    assert width == height > size_of(tmp_path / "two.png")[0] > 200


def test_of_many_labels_those_with_the_most_errors_are_shown(tmp_path, monkeypatch):
    # Of 40 labels, number i is i times taken for the next: 39 and 0 share an error fewer.
    names = [f"{i:02}" for i in range(40)]
    gold = [name for i, name in enumerate(names) for _ in range(i + 1)]
    predicted = [
        names[i + 1] if repeat < i and i < 39 else name
        for i, name in enumerate(names)
        for repeat in range(i + 1)
    ]
    seen = []

    def spy(shown, *arguments):
        seen.extend(shown)
        return confusion_matrix(shown, *arguments)

    monkeypatch.setattr("seqtasks.metrics.confusion.confusion_matrix", spy)
    draw_confusion(*metrics_of(gold, predicted), tmp_path / "many.png")
    assert seen == names[-MAX_LABELS:]
    assert size_of(tmp_path / "many.png")[0] == 1400


def test_shares_are_of_all_words_of_a_label_also_of_those_that_are_not_shown(tmp_path, monkeypatch):
    seen = []
    imshow = Axes.imshow
    monkeypatch.setattr("seqtasks.metrics.confusion.MAX_LABELS", 2)
    monkeypatch.setattr(Axes, "imshow", lambda *a, **k: (seen.append(a[1]), imshow(*a, **k))[1])
    draw_confusion(*metrics_of(list("aaaabbb"), list("abbcbbb")), tmp_path / "labels.png")
    np.testing.assert_allclose(seen[0], [[1 / 4, 2 / 4], [0, 1]])  # of a and b


def test_as_many_as_the_limit_are_all_shown(tmp_path):
    names = [f"{i:02}" for i in range(MAX_LABELS)]
    draw_confusion(*metrics_of(names, names[::-1]), tmp_path / "labels.png")
    assert size_of(tmp_path / "labels.png")[0] == 100 * (2.0 + 0.4 * 30)


def test_labels_may_hold_dollar_signs(tmp_path):
    draw_confusion(*metrics_of(["$", "$$"], ["$$", "PRP$"]), tmp_path / "labels.png")
