import pytest

from seqtasks.corpora.leaks import warn_of_leaks
from seqtasks.datasets.parallel import ParallelText
from seqtasks.errors import DataWarning


def test_what_stands_in_training_too_is_counted():
    train = [("Ein  Hund", "a dog"), ("Katze", "cat")]
    held_out = {
        "validation": [("Maus", "mouse"), ("katze", "ＣＡＴ")],
        "test": [("Katze", "a cat"), ("Ein Hund", "a cat")],
        "test_2": [("Maus", "mouse"), ("KATZE", "cat"), ("ein Hund ", "A dog")],
    }
    message = (
        "^here: 1 of 2 pairs of 'validation', the first is number 2; "
        "2 of 3 pairs of 'test_2', the first is number 2: they stand in training, too"
    )
    with pytest.warns(DataWarning, match=message) as caught:
        warn_of_leaks("here", "pairs", train, held_out)
    assert len(caught) == 1


def test_nothing_is_said_where_nothing_is_wrong():
    warn_of_leaks("here", "pairs", [("a", "b")], {"test": [("a", "c"), ("ab", "")]})
    warn_of_leaks("here", "pairs", [("a", "b")], {"test": []})


def test_a_folder_of_pairs_is_looked_at(tmp_path):
    for split, lines in (("train", "abc"), ("val", "de"), ("test", "xb"), ("test_2", "yz")):
        for language in ("de", "en"):
            (tmp_path / f"{split}.{language}").write_text("".join(f"{x}\n" for x in lines))
    message = "1 of 2 pairs of 'test', the first is number 2: they stand in training, too"
    with pytest.warns(DataWarning, match=message):
        ParallelText(tmp_path, source="de", target="en", tokenizer="word", batch_size=2)
