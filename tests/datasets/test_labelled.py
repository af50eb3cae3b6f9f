import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.datasets.rows import cut
from seqtasks.tokenizers.word import WordTokenizer
from tests.classification import review_corpus


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return st.ClassifiedText(review_corpus(tmp_path_factory.mktemp("corpus")), batch_size=4)


def test_batches_hold_ids_classes_and_a_mask(text):
    assert text.classes == ("negative", "positive")
    seen = 0
    for tokens, classes, mask in text.train.batches.dataset(text.train.batches.plan(0)):
        assert tokens.dtype == classes.dtype == tf.int32
        assert mask.numpy().all()
        lengths = (tokens.numpy() != 0).sum(axis=1)
        assert (tokens.numpy()[np.arange(len(lengths)), lengths - 1] == 3).all()  # <eos>
        seen += len(classes)
    assert seen == len(text.train.texts.texts)


def test_a_class_that_training_never_saw_has_no_loss(text, tmp_path):
    other = review_corpus(tmp_path / "other")
    with (other / "test.tsv").open("a") as file:
        file.write("so so\tThe room was warm.\n")
    split = st.ClassifiedText(other).test
    masks = [m.numpy() for *_, m in split.batches.dataset(split.batches.plan())]
    assert np.concatenate(masks).sum() == len(split.texts.texts) - 1


@pytest.mark.parametrize(
    ("keep", "expected"),
    [("head", [[1, 2, 3], [1, 2], []]), ("tail", [[3, 4, 5], [1, 2], []]),
     ("both", [[1, 4, 5], [1, 2], []])],
)  # fmt: skip
def test_long_texts_are_cut(keep, expected):
    rows = tf.ragged.constant([[1, 2, 3, 4, 5], [1, 2], []], dtype=tf.int32)
    assert cut(rows, 4, keep).to_list() == expected
    assert cut(rows, None, keep) is rows
    assert cut(rows, 100, keep).to_list() == rows.to_list()
    names = tf.ragged.constant([["a", "b", "c", "d", "e"]])
    assert cut(names, 2, "both").to_list() == [[b"e"]]


def test_bad_settings_say_what_was_received(text, tmp_path):
    corpus = review_corpus(tmp_path / "corpus")
    with pytest.raises(ValueError, match="`max_length` must be at least 2, .*Received: 1"):
        st.ClassifiedText(corpus, max_length=1)
    with pytest.raises(ValueError, match="`keep` must be one of 'head', 'tail', 'both'"):
        st.ClassifiedText(corpus, keep="middle")


def test_weights_make_classes_count_alike(text):
    labels = text.train.texts.labels
    weights = text.class_weights
    totals = {name: weights[name] * labels.count(name) for name in text.classes}
    assert totals["negative"] == pytest.approx(totals["positive"])
    assert sum(totals.values()) == pytest.approx(len(labels))


def test_head_and_digests(text, tmp_path):
    assert len(text.head(3).train.texts.texts) == 3
    assert text.head(3).tokenizer is text.tokenizer
    again = st.ClassifiedText(review_corpus(tmp_path / "corpus"))
    assert again.digests == text.digests
    assert text.head(3).digests != text.digests


def test_a_tokenizer_that_was_given_is_told_apart_from_others(tmp_path):
    corpus = review_corpus(tmp_path / "corpus")
    small, large = (WordTokenizer.train(["a film", *more]) for more in ((), ("was good",)))
    digests = [st.ClassifiedText(corpus, tokenizer=one).digests for one in (small, small, large)]
    assert digests[0] == digests[1]
    differing = [name for name, digest in digests[0].items() if digests[2][name] != digest]
    assert differing == ["tokenizer"]
