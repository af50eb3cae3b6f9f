"""Tagged sentences as batches."""

import numpy as np
import pytest

import seqtasks as st
from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.datasets.tagged import TaggedSet
from seqtasks.errors import DataError, DataWarning
from tests.tagging import INTENTS, LABELS, request_corpus, tsv_corpus

PARTS = {"characters": True, "suffixes": True, "shapes": True, "lowercase": True}


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return st.TaggedText(tsv_corpus(tmp_path_factory.mktemp("corpus") / "tsv"), **PARTS)


def whole(split):
    """All batches of a set, one after the other."""
    return list(split.batches.dataset(split.batches.plan()).as_numpy_iterator())


def test_a_batch_holds_every_word_with_its_label_and_features(text):
    found = []
    for inputs, labels, mask in whole(text.test):
        assert set(inputs) == {"words", "characters", "suffixes", "shapes"}
        np.testing.assert_array_equal(mask, inputs["words"] != 0)
        for name in ("characters", "suffixes", "shapes"):
            np.testing.assert_array_equal(inputs[name].any(axis=2), mask)
        found += [
            [text.labels[i] for i in row[kept]] for row, kept in zip(labels, mask, strict=True)
        ]
    gold = [list(row) for row in text.test.sentences.labels]
    assert sorted(map(str, found)) == sorted(map(str, gold))


def test_encoded_in_a_corpus_or_by_itself_a_word_has_the_same_ids(text):
    (inputs, _, _) = whole(text.test)[0]
    order = text.test.batches.plan()[0]
    words = text.test.sentences.words[order[0]]
    alone = TaggedSet.from_sentences(
        TaggedSentences((words,), (("NOUN",) * len(words),)), text.tokenizers, text.labels
    )
    (expected, _, _) = whole(alone)[0]
    for name, ids in expected.items():
        row = inputs[name][0][: len(words)]
        np.testing.assert_array_equal(row[..., : ids.shape[-1]] if row.ndim > 1 else row, ids[0])


def test_labels_and_words_come_from_training(text):
    assert text.labels == tuple(sorted(set(LABELS)))
    assert "dogs" in text.tokenizers["words"].vocabulary
    assert "Dogs" not in text.tokenizers["words"].vocabulary
    assert "D" in text.tokenizers["characters"].vocabulary
    assert set(text.vocabulary_sizes) == {"words", "characters", "suffixes", "shapes"}
    assert text.vocabulary_sizes["words"] == len(text.tokenizers["words"].vocabulary)


def test_a_sentence_with_an_unknown_label_has_no_loss(text):
    sentences = TaggedSentences((("a", "dog"), ("a",)), (("DET", "X"), ("DET",)))
    split = TaggedSet.from_sentences(sentences, text.tokenizers, text.labels)
    masks = {tuple(row) for _, _, mask in whole(split) for row in mask.tolist()}
    assert masks == {(True, False), (False, False)}


def test_intents_stand_beside_the_labels(tmp_path):
    corpus = request_corpus(tmp_path / "requests")
    assert st.TaggedText(corpus).intents == ()
    text = st.TaggedText(corpus, intents=True)
    assert text.intents == tuple(INTENTS)
    sign = text.tokenizers["words"].vocabulary.index("!")
    for inputs, labels, mask in whole(text.train):
        np.testing.assert_array_equal(labels["intents"], (inputs["words"] == sign).any(axis=1))
        assert labels["labels"].shape == mask.shape
    unknown = TaggedSentences((("a",),), (("O",),), ("sing",))
    split = TaggedSet.from_sentences(unknown, text.tokenizers, text.labels, text.intents)
    assert not whole(split)[0][2].any()


def test_a_corpus_without_intents_is_refused_where_they_are_asked_for(tmp_path):
    corpus = tsv_corpus(tmp_path / "tsv")
    with pytest.raises(DataError, match=r"tsv has no intents: folders .* with seq.in, seq.out"):
        st.TaggedText(corpus, intents=True)


def bio_corpus(folder, **splits):
    """A corpus of splits whose sentences are given by their labels."""
    folder.mkdir()
    for name in ("train", "validation", "test"):
        blocks = splits.get(name, ["B-ORG I-ORG O", "O B-PER"])
        rows = ("".join(f"w\t{label}\n" for label in labels.split()) for labels in blocks)
        (folder / f"{name}.tsv").write_text("\n".join(rows))
    return folder


@pytest.mark.parametrize(
    ("split", "labels", "label"),
    [
        ("train", "O I-PER", "I-PER"),
        ("train", "B-ORG I-ORG I-PER", "I-PER"),
        ("validation", "I-ORG I-ORG O", "I-ORG"),
    ],
)
def test_labels_that_break_bio_are_refused_where_it_is_asked_for(tmp_path, split, labels, label):
    corpus = bio_corpus(tmp_path / "iob1", **{split: ["O B-ORG", "B-PER", labels]})
    expected = rf"iob1, {split}, sentence 3, word \d: BIO has no {label} between .*=false"
    with pytest.raises(DataError, match=expected):
        st.TaggedText(corpus, constrained=True)
    assert len(st.TaggedText(corpus).labels) >= 3  # labels that are free are taken


def test_labels_that_are_bio_are_taken(tmp_path):
    # The test split is only measured, and there conlleval knows what I-x after O is.
    corpus = bio_corpus(tmp_path / "bio", test=["O I-PER"])
    assert st.TaggedText(corpus, constrained=True).labels == ("B-ORG", "B-PER", "I-ORG", "O")


def test_labels_of_iobes_are_taken_where_they_are_legal(tmp_path):
    rows = ["B_x E_x S_x O", "B_x I_x E_x"]
    legal = {"train": rows, "validation": rows, "test": rows}
    assert len(st.TaggedText(bio_corpus(tmp_path / "iobes", **legal), constrained=True).labels) == 5
    corpus = bio_corpus(tmp_path / "cut", **legal | {"train": ["S_x O", "O B_x I_x"]})
    expected = "cut, train, sentence 2, word 3: IOBES has no I_x between B_x and the end"
    with pytest.raises(DataError, match=expected):
        st.TaggedText(corpus, constrained=True)


def test_labels_that_no_decoder_can_keep_to_are_refused_where_it_should(tmp_path):
    corpus = bio_corpus(tmp_path / "ioe", train=["I-x E-x O", "O E-x"])
    with pytest.raises(DataError, match=r"ioe: `constrained` needs .* \(IOE2\)"):
        st.TaggedText(corpus, constrained=True)


def test_labels_that_look_like_spans_but_have_no_scheme_are_named(tmp_path):
    corpus = bio_corpus(tmp_path / "odd", train=["b-x i-x O", "b-x"])
    with pytest.warns(DataWarning, match=r"odd: the labels look like .* Such as: b-x, i-x\."):
        st.TaggedText(corpus)


def test_a_corpus_with_one_label_has_nothing_to_teach(tmp_path):
    corpus = bio_corpus(tmp_path / "one", train=["O O", "O"])
    expected = r"one must have two labels at least. .* have only 'O': choose another `column`"
    with pytest.raises(DataError, match=expected):
        st.TaggedText(corpus)


def test_words_are_told_apart_to_their_last_byte(text):
    words = ("dog", "dog\0", "")
    split = TaggedSet.from_sentences(
        TaggedSentences((words,), (("NOUN",) * 3,)), text.tokenizers, text.labels
    )
    ((inputs, _, _),) = whole(split)
    assert inputs["words"][0].tolist() == [text.tokenizers["words"].vocabulary.index("dog"), 1, 1]


def test_the_head_keeps_what_training_taught(text):
    head = text.head(3)
    assert len(head.train.sentences.words) == len(head.train.batches) == 3
    assert head.labels == text.labels
    assert head.digests != text.digests
    assert set(text.digests) == {"train", "validation", "test"}
