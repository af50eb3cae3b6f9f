"""Taggers as tasks: sentences labelled, measured, saved and exported."""

from __future__ import annotations

import functools
import json
import math

import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.temperatures import divide_scores
from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.datasets.tagged import TaggedSet
from seqtasks.errors import DataError, DataWarning, RunError
from seqtasks.export.exporting import export
from seqtasks.metrics.classification import calibration_error
from tests.tagging import LABELS, request_corpus, tagger, tsv_corpus

STRANGE = ["", "   ", "dog 🗝 runs", "dog " * 60, "\u00ad a", "New York !", "<pad> <eos>"]


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    parts = {"characters": True, "suffixes": True, "shapes": True, "lowercase": True}
    return {
        "tags": st.TaggedText(tsv_corpus(folder / "tsv"), **parts),
        "slots": st.TaggedText(request_corpus(folder / "requests"), characters=True, intents=True),
    }


KINDS = {
    "softmax": ("tags", {}),
    "crf": ("tags", {"crf": True}),
    "joint": ("slots", {"constrained": True}),
    "joint crf": ("slots", {"crf": True, "constrained": True}),
}


@pytest.fixture(scope="module")
def tasks(texts):
    """The tagger of a kind, made once."""

    @functools.cache
    def make(kind):
        text, settings = KINDS[kind]
        return tagger(texts[text], **settings)

    return make


SOME = [
    "softmax",
    "joint crf",
    *(pytest.param(k, marks=pytest.mark.slow) for k in ("crf", "joint")),
]


@pytest.fixture(params=SOME)
def task(request, tasks):
    return tasks(request.param)


def test_every_word_gets_a_label_and_its_probability(task):
    for record in task.predict_records(["a dog runs", *STRANGE]):
        words = record["source"].split()
        assert record["words"] == words
        assert record["length"] == len(words) == len(record["labels"])
        assert set(record["labels"]) <= set(task.labels)
        assert all(0.0 < p <= 1.0 for p in record["probabilities"])
        assert record["score"] <= 0.0
        shown = " ".join(map("/".join, zip(words, record["labels"], strict=True)))
        assert record["tagged"] == (f"{record['intent']}\t{shown}" if task.intents else shown)


def test_an_answer_does_not_depend_on_its_batch(task):
    lines = ["a dog runs", *STRANGE]
    together = task.predict_records(lines)
    for line, record in zip(lines, together, strict=True):
        (alone,) = task.predict_records([line])
        assert alone["labels"] == record["labels"]
        assert alone["probabilities"] == pytest.approx(record["probabilities"], abs=1e-5)
    assert task.predict([]) == []
    assert task.predict(["", ""]) == task.predict([""]) * 2


def test_words_that_are_given_are_labelled_as_the_line_is(task):
    lines = ["a dog runs", "42 !"]
    records = task.tag([line.split() for line in lines])
    assert [record["tagged"] for record in records] == task.predict(lines)


def test_the_score_is_log_p_of_all_labels(tasks):
    task = tasks("softmax")
    (record,) = task.predict_records(["a dog runs !"])
    assert record["score"] == pytest.approx(sum(map(math.log, record["probabilities"])), abs=1e-4)
    with_crf = tasks("crf")
    sentence = TaggedSentences((("a", "dog"),), (tuple(with_crf.tag([["a", "dog"]])[0]["labels"]),))
    split = TaggedSet.from_sentences(sentence, with_crf.tokenizers, with_crf.labels)
    nats = 2 * with_crf.evaluate(split)["loss"]
    assert with_crf.tag([["a", "dog"]])[0]["score"] == pytest.approx(-nats, abs=1e-4)


@pytest.mark.parametrize("kind", ["joint", "joint crf"])
def test_the_score_holds_log_p_of_the_intent(tasks, kind):
    for record in tasks(kind).predict_records(["", "dog"]):
        p = [record["intent_probability"], *record["probabilities"]]
        assert record["score"] == pytest.approx(sum(map(math.log, p)), abs=1e-4)


def test_a_word_may_be_empty_where_another_follows(tasks):
    task = tasks("softmax")
    words = tf.constant([["a", "", "dog", ""], ["runs", "", "", ""], ["", "", "", ""]])
    answers = task.signatures()["words"].function(words)
    assert answers["length"].numpy().tolist() == [3, 1, 0]
    expected = task.tag([["a", "", "dog"], ["runs"], []])
    for i, record in enumerate(expected):
        names = answers["labels"][i].numpy().astype(str).tolist()
        assert names[: record["length"]] == record["labels"]
        assert not any(names[record["length"] :])
    assert expected[0]["words"] == ["a", "", "dog"]


def test_a_word_need_not_be_unicode(tasks):
    (record,) = tasks("softmax").tag([["a", "d\ud800g"]])
    assert record["length"] == len(record["labels"]) == 2
    assert record["words"][0] == "a"


def test_constrained_labels_are_legal_where_free_ones_are_not(texts, tasks):
    text = texts["slots"]
    free, constrained = tagger(text), tasks("joint")
    sentences = text.train.sentences.words

    def illegal(task):
        return sum(
            label.startswith("I-") and (i == 0 or labels[i - 1][1:] != label[1:])
            for record in task.tag(sentences)
            for labels in [record["labels"]]
            for i, label in enumerate(labels)
        )

    assert illegal(constrained) == 0 < illegal(free)


def test_evaluation_counts_what_is_right(texts, tasks):
    text, task = texts["tags"], tasks("softmax")
    metrics = task.evaluate(text.test)
    gold = [label for row in text.test.sentences.labels for label in row]
    found = [label for r in task.tag(text.test.sentences.words) for label in r["labels"]]
    assert metrics["token_accuracy"] == pytest.approx(np.mean(np.array(gold) == found))
    assert metrics["labels"]["NOUN"]["words"] == gold.count("NOUN")
    assert "span_f1" not in metrics
    assert metrics["loss"] > 0.0


def test_joint_evaluation_counts_intents_slots_and_whole_sentences(texts, tasks):
    text, task = texts["slots"], tasks("joint")
    metrics = task.evaluate(text.test)
    records = task.tag(text.test.sentences.words)
    right = [r["intent"] == i for r, i in zip(records, text.test.sentences.intents, strict=True)]
    assert metrics["intent_accuracy"] == pytest.approx(np.mean(right))
    assert metrics["sentence_accuracy"] <= metrics["intent_accuracy"]
    assert set(metrics["spans"]) == {"pet", "place"}
    assert 0.0 <= metrics["slot_f1"] <= 1.0


def bioes(labels):
    """BIO labels as IOBES writes them."""
    written = []
    for label, after in zip(labels, [*labels[1:], "O"], strict=True):
        is_last = not (after.startswith("I-") and after[2:] == label[2:])
        letter = {"B": "S", "I": "E"}.get(label[0], "O") if is_last else label[0]
        written.append(letter + label[1:])
    return tuple(written)


def test_gold_labels_of_another_scheme_hold_the_same_spans(texts, tasks):
    text, task = texts["slots"], tasks("joint")
    sentences = text.test.sentences
    expected = task.measure(sentences)
    other = sentences._replace(labels=tuple(map(bioes, sentences.labels)))
    assert any(label.startswith("S-") for row in other.labels for label in row)
    with (
        pytest.warns(DataWarning, match=r"gold labels are IOBES \(I-x\), those of the tagger BIO"),
        pytest.warns(DataWarning, match="training never saw"),
    ):
        metrics = task.measure(other)
    assert (expected["span_scheme"], metrics["span_scheme"]) == ("BIO", "IOBES")
    assert metrics["spans"] == expected["spans"]
    assert metrics["slot_f1"] == expected["slot_f1"]


def test_labels_that_training_never_saw_are_errors_and_named_once(tasks):
    task = tasks("softmax")
    foreign = TaggedSentences((("a", "dog"), ("runs",)), (("DET", "X"), ("Y",)))
    split = TaggedSet.from_sentences(foreign, task.tokenizers, task.labels)
    with pytest.warns(DataWarning, match=r"never saw 2 of the labels, .* errors: X, Y"):
        metrics = task.evaluate(split)
    assert metrics["token_accuracy"] <= 1 / 3
    assert "loss" not in metrics  # no sentence has one


def test_known_words_are_measured_apart(tasks):
    task = tasks("softmax")
    found = task.tag([["dog", "zebra"]])[0]["labels"]
    gold = (found[0], "DET" if found[1] != "DET" else "NUM")
    one = TaggedSentences((("dog", "zebra"),), (gold,))
    metrics = task.evaluate(TaggedSet.from_sentences(one, task.tokenizers, task.labels))
    assert (metrics["known_accuracy"], metrics["unknown_accuracy"]) == (1.0, 0.0)


def test_raw_text_can_be_split_by_the_word_rule(tasks):
    by_spaces = tasks("softmax")
    task = by_spaces.with_splitting("words")
    (record,) = task.predict_records(["(Dogs run!)"])
    assert record["words"] == ["(", "Dogs", "run", "!", ")"]
    assert record["labels"] == by_spaces.tag([record["words"]])[0]["labels"]
    assert by_spaces.predict_records(["(Dogs run!)"])[0]["words"] == ["(Dogs", "run!)"]
    assert task.settings == by_spaces.settings | {"splitting": "words"}
    joint = tasks("joint").with_splitting("words")
    assert joint.intents == tasks("joint").intents
    assert (joint.constrained, joint.examples) == (True, tasks("joint").examples)


def test_words_are_those_of_the_text_and_read_in_one_spelling(tasks):
    task = tasks("softmax").with_splitting("words")
    plain, typed = task.predict_records(["a dog, runs!", " a\u200bｄog，  run\u00ads！ "])
    assert typed["words"] == ["a\u200b", "ｄog", "，", "run\u00ads", "！"]
    assert plain["labels"] == typed["labels"]
    assert plain["probabilities"] == pytest.approx(typed["probabilities"], abs=1e-5)
    assert typed["tagged"].startswith("a\u200b/")
    source = typed["source"]
    places = zip(typed["starts"], typed["ends"], strict=True)
    assert [source[a:b] for a, b in places] == typed["words"]
    assert "starts" not in task.tag([["a"]])[0]


def test_the_picture_shows_the_test_set(texts, tasks, tmp_path):
    text, task = texts["tags"], tasks("softmax")
    task.draw({"test": task.evaluate(text.test)}, tmp_path)
    assert (tmp_path / "confusion.png").stat().st_size > 1000


def test_another_corpus_is_measured(texts, tasks, tmp_path):
    task = tasks("softmax")
    corpus = tsv_corpus(tmp_path / "other")
    assert task.evaluate_corpus(corpus)["token_accuracy"] == pytest.approx(
        task.evaluate(texts["tags"].test)["token_accuracy"]
    )
    assert task.evaluate_corpus(corpus, test="train")["labels"]["NOUN"]["words"] > 12


def test_a_corpus_without_intents_does_not_measure_them(tasks, tmp_path):
    with pytest.raises(DataError, match=r"other has no intents, and this tagger is measured"):
        tasks("joint").evaluate_corpus(tsv_corpus(tmp_path / "other"))


def test_arguments_that_do_not_fit(texts, tasks):
    text, task = texts["tags"], tasks("softmax")
    network = task.network
    with pytest.raises(ValueError, match=r"`splitting` must be one of 'spaces', 'words'"):
        st.Tagger(network, text.tokenizers, text.labels, splitting="space")
    with pytest.raises(ValueError, match=r"`constrained` needs labels of .* Received: DET, NOUN"):
        st.Tagger(network, text.tokenizers, text.labels, constrained=True)
    others = ["O", "I-y", "I-x", "E-x", "E-y", "I-z"]
    with pytest.raises(ValueError, match=r"Received: E-x, E-y, .* \(IOE2\)"):
        st.Tagger(network, text.tokenizers, others, constrained=True)
    with pytest.raises(ValueError, match=r"`labels` must have a name for each .*'s 6.* 5 names"):
        st.Tagger(network, text.tokenizers, text.labels[1:])
    with pytest.raises(ValueError, match=r"`intents` must have a name for each .* 1 names"):
        st.Tagger(network, text.tokenizers, text.labels, intents=["ask"])
    with pytest.raises(ValueError, match=r"has one answer. Received: n_best=2"):
        task.signatures(2)


def test_a_run_whose_files_do_not_fit_is_refused(tasks, tmp_path):
    tasks("softmax").save(tmp_path)
    labels = tmp_path / "assets" / "labels.txt"
    labels.write_text("".join(f"{label}\n" for label in sorted(set(LABELS))[1:]))
    with pytest.raises(
        RunError, match=r"labels.txt has .* labels, but the network in .*model.keras scores 6"
    ):
        st.load(tmp_path)
    labels.unlink()
    with pytest.raises(RunError, match=r"labels.txt cannot be read: No such file or directory"):
        st.load(tmp_path)


def test_a_vocabulary_of_another_run_is_refused(tasks, tmp_path):
    tasks("softmax").save(tmp_path)
    path = tmp_path / "assets" / "words.vocabulary.txt"
    path.write_text(path.read_text() + "more\n")
    with pytest.raises(RunError, match=r"words.vocabulary.txt has \d+ tokens, but the embedding"):
        st.load(tmp_path)
    description = json.loads((tmp_path / "task.json").read_text())
    assert description["task"] == "Tagger"


@pytest.mark.parametrize("kind", SOME)
def test_a_calibrated_tagger_answers_the_same_with_other_probabilities(texts, tmp_path, kind):
    name, settings = KINDS[kind]
    text, task = texts[name], tagger(texts[name], **settings)
    words = text.test.sentences.words
    metrics, records = task.evaluate(text.test), task.tag(words)
    by = {"temperature": 0.5, "intent_temperature": 2.0}
    by = {name: by[name] for name in task.network.scoring_layers}
    divide_scores(task.network, by)
    for new, old in zip(task.tag(words), records, strict=True):
        assert new["tagged"] == old["tagged"]
        assert new["probabilities"] != pytest.approx(old["probabilities"], abs=1e-3)
        if kind == "softmax":
            assert new["score"] == pytest.approx(np.log(new["probabilities"]).sum(), abs=1e-4)
    found = task.evaluate(text.test)
    before = {name.removesuffix("_uncalibrated"): v for name, v in found.items() if "_unc" in name}
    assert set(before) == {"loss"} | {name for name in metrics if "calibration_error" in name}
    assert before == pytest.approx({name: metrics[name] for name in before}, rel=1e-4)
    assert {name: found[name] for name in by} == by
    task.save(tmp_path)
    assert st.load(tmp_path).evaluate(text.test) == found


def test_the_calibration_error_is_that_of_words_and_of_intents(tasks, texts):
    task, text = tasks("joint crf"), texts["slots"]
    sentences, found = text.test.sentences, task.measure(text.test.sentences)
    records = task.tag(sentences.words)
    right = [
        a == b
        for record, row in zip(records, sentences.labels, strict=True)
        for a, b in zip(record["labels"], row, strict=True)
    ]
    confidences = [p for record in records for p in record["probabilities"]]
    assert found["calibration_error"] == calibration_error(confidences, right)
    right = [r["intent"] == gold for r, gold in zip(records, sentences.intents, strict=True)]
    confidences = [record["intent_probability"] for record in records]
    assert found["intent_calibration_error"] == calibration_error(confidences, right)


@pytest.mark.slow
def test_exports_of_a_calibrated_tagger_have_its_probabilities(texts, tmp_path):
    task = tagger(texts["slots"], crf=True, constrained=True)
    divide_scores(task.network, {"temperature": 0.5, "intent_temperature": 2.0})
    export(task, tmp_path / "export", results={})  # compares them
    found = st.load(tmp_path / "export").predict_records(STRANGE)
    for ours, theirs in zip(task.predict_records(STRANGE), found, strict=True):
        assert theirs["probabilities"] == pytest.approx(ours["probabilities"], abs=1e-4)
        assert theirs["intent_probability"] == pytest.approx(ours["intent_probability"], abs=1e-4)
