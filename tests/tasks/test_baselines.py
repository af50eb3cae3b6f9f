"""What trivial predictors reach, in the metrics of each task."""

from __future__ import annotations

import math

import numpy as np
import pytest

import seqtasks as st
from seqtasks.corpora.labelled_files import LabelledTexts
from seqtasks.corpora.parallel_lines import ParallelLines
from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.datasets.labelled import ClassifiedSet
from seqtasks.datasets.parallel import ParallelSet
from seqtasks.datasets.plain import PlainSet
from seqtasks.datasets.tagged import TaggedSet
from seqtasks.errors import DataWarning
from seqtasks.tokenizers.word import WordTokenizer
from tests.classification import classification_network
from tests.language import LINES, language_model, ngram_model
from tests.networks import tiny_network
from tests.tagging import request_corpus, tagger, tsv_corpus

pytestmark = pytest.mark.filterwarnings("ignore:Too few n-grams")


def numbers(metrics):
    return {name for name, value in metrics.items() if isinstance(value, float)}


def test_the_most_frequent_class_is_as_sure_as_it_is_frequent():
    tokenizer = WordTokenizer.train(["good", "bad"])
    task = st.Classifier(classification_network(6), tokenizer, ["no", "yes"])
    train, test = (
        ClassifiedSet.from_texts(LabelledTexts(("good",) * len(labels), labels), tokenizer, labels)
        for labels in (("yes", "no", "yes", "yes"), ("no", "yes", "never seen"))
    )
    (found,) = task.baselines(train, test).values()
    assert found["accuracy"] == pytest.approx(1 / 3)
    assert found["macro_f1"] == pytest.approx((0 + 0 + 0.5) / 3)
    assert found["calibration_error"] == pytest.approx(0.75 - 1 / 3)
    with pytest.warns(DataWarning, match="never saw 1 of the labels"):
        assert set(found) == set(task.measure(test.texts))


def without_confidences(metrics):
    """The names of metrics that a baseline without probabilities has, too."""
    return {name for name in metrics if not name.endswith("calibration_error")}


def measured_tags(text, train, test):
    task = tagger(text)
    parts = (task.tokenizers, task.labels, task.intents)
    sets = [TaggedSet.from_sentences(sentences, *parts) for sentences in (train, test)]
    return task, sets[1], task.baselines(*sets)


def test_tags_of_words_are_measured_as_those_of_a_tagger(tmp_path):
    text = st.TaggedText(tsv_corpus(tmp_path / "corpus"))
    train = TaggedSentences(
        (("a", "dog", "runs"), ("a", "run")), (("DET", "NOUN", "VERB"), ("DET", "NOUN"))
    )
    test = TaggedSentences((("a", "dog"), ("Dogs", "run")), (("DET", "NOUN"), ("VERB", "VERB")))
    task, split, found = measured_tags(text, train, test)
    assert list(found) == ["one_tag", "most_frequent_tag"]
    assert found["one_tag"]["token_accuracy"] == 0.25  # all DET
    assert found["most_frequent_tag"]["token_accuracy"] == 0.75  # "Dogs" ends as "runs" does
    assert found["most_frequent_tag"]["sentence_accuracy"] == 0.5
    assert set(found["one_tag"]) == without_confidences(task.measure(split.sentences))


def test_slots_and_the_intent_come_from_one_baseline(tmp_path):
    text = st.TaggedText(request_corpus(tmp_path / "corpus"), intents=True)
    train = TaggedSentences(
        (("a", "dog"), ("a", "!"), ("runs",)),
        (("O", "B-pet"), ("O", "O"), ("O",)),
        ("tell", "ask", "tell"),
    )
    test = TaggedSentences(
        (("dog",), ("dog",), ("a",)), (("B-pet",), ("O",), ("O",)), ("tell",) * 3
    )
    task, split, found = measured_tags(text, train, test)
    words = found["most_frequent_tag_and_intent"]
    assert (words["intent_accuracy"], words["sentence_accuracy"]) == (1.0, pytest.approx(2 / 3))
    assert words["slot_f1"] == pytest.approx(2 / 3)  # two found, one of one right
    constant = found["one_tag_and_intent"]
    assert (constant["slot_f1"], constant["sentence_accuracy"]) == (0.0, pytest.approx(2 / 3))
    assert set(words) == without_confidences(task.measure(split.sentences))


@pytest.mark.parametrize("make", [language_model, ngram_model])
def test_counts_predict_a_text_in_the_metrics_of_a_language_model(make):
    task = make()
    train, test = (PlainSet.from_lines(lines, task.tokenizer) for lines in (LINES * 9, LINES[:2]))
    found = task.baselines(train, test)
    assert list(found) == ["unigram", "bigram"]
    counts = np.bincount(train.ids)
    total = len(train.ids) + task.tokenizer.vocabulary_size - 2
    nats = -np.log((counts[test.ids] + 1) / total)
    assert found["unigram"]["loss"] == pytest.approx(nats.mean(), rel=1e-6)
    assert found["unigram"]["perplexity"] == pytest.approx(math.exp(nats.mean()), rel=1e-6)
    assert found["bigram"]["perplexity"] < found["unigram"]["perplexity"] / 3
    assert set(found["bigram"]) == set(task.evaluate(test))


def parallel_sets(tokenizer, train, test):
    columns = (tuple(zip(*pairs, strict=True)) for pairs in (train, test))
    return [
        ParallelSet.from_lines(ParallelLines("x", *sides), tokenizer, tokenizer)
        for sides in columns
    ]


@pytest.fixture(scope="module")
def words():
    return WordTokenizer.train(["a dog runs", "the cat sleeps well", "eu we __eou__"])


def test_a_translator_is_compared_with_copies_and_the_nearest_source(words):
    network = tiny_network(vocabulary_size=words.vocabulary_size)
    task = st.Translator(network, words, words, source="x", target="y", lowercase=True)
    train = [("a dog runs", "runs dog a the"), ("the cat sleeps", "sleeps cat the a")]
    test = [
        ("the cat sleeps well", "sleeps cat the A"),
        ("a dog a dog", "a dog a dog"),
        ("zz", "a"),
    ]
    found = task.baselines(*parallel_sets(words, train, test))
    assert list(found) == ["unigram", "bigram", "copy_source", "nearest_source"]
    assert found["copy_source"]["exact_match"] == pytest.approx(1 / 3)
    assert found["nearest_source"]["exact_match"] == pytest.approx(1 / 3)
    assert found["nearest_source"]["length_ratio"] == pytest.approx(8 / 9)  # nothing for "zz"
    assert "case:lc" in found["copy_source"]["bleu_signature"]
    total = 10 + words.vocabulary_size - 2
    twice, once, never = (-math.log(n / total) for n in (3, 2, 1))  # by their counts in training
    # sleeps, cat, the, <unk>, <eos>; a, dog, a, dog, <eos>; a, <eos>
    nats = (2 * once + 2 * twice + never) + (2 * once + 3 * twice) + 2 * twice
    assert found["unigram"]["loss"] == pytest.approx(nats / 12, rel=1e-6)


def test_a_translator_and_its_baselines_have_the_same_metrics(words):
    network = tiny_network(vocabulary_size=words.vocabulary_size)
    task = st.Translator(network, words, words, source="x", target="y", max_length=4)
    pairs = [("a dog runs well", "the cat sleeps well")] * 3
    train, test = parallel_sets(words, pairs, pairs)
    found = task.baselines(train, test)
    assert numbers(found["bigram"] | found["nearest_source"]) == numbers(task.evaluate(test))
    assert found["nearest_source"]["bleu"] == pytest.approx(100.0)


def test_a_dialogue_is_compared_with_replies_that_read_nothing(words):
    network = tiny_network(
        context="attention", vocabulary_size=words.vocabulary_size, shared_embeddings=True
    )
    task = st.Dialogue(network, words, max_length=4)
    train = [
        ("the cat", "a dog runs well"),
        ("we we", "cat cat cat cat"),
        ("eu", "a dog runs well"),
    ]
    test = [("eu __eou__ we", "cat cat cat cat"), ("eu __eou__ a dog runs well", "a dog runs well")]
    train, test = parallel_sets(words, train, test)
    found = task.baselines(train, test)
    names = ["last_turn", "nearest_context", "most_frequent_reply"]
    assert list(found) == ["unigram", "bigram", *names]
    assert [found[name]["exact_match"] for name in names] == [0.5, 1.0, 0.5]
    assert found["most_frequent_reply"]["distinct_1"] == 0.5
    own = {name for name in numbers(task.evaluate(test)) if not name.startswith("drawn")}
    assert numbers(found["bigram"] | found["last_turn"]) == own
