"""What other models are given and how they are measured."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.curves import alternatives
from seqtasks.datasets.plain import PlainSet
from seqtasks.ngrams.model import NGramModel
from seqtasks.tasks.language_model import LanguageModel
from seqtasks.tokenizers.word import WordTokenizer

TRAIN = ["a b <unk> c", "b a", "c c b a", "<unk> b"]
OTHERS = ["a new word", "<unk> b c", ""]


def test_features_are_those_of_the_word_and_its_neighbours():
    first, second = alternatives._features(["New", "YORK"])
    assert first == {
        "bias": 1.0,
        "word.lower()": "new",
        "word[-3:]": "New",
        "word[-2:]": "ew",
        "word.isupper()": False,
        "word.istitle()": True,
        "word.isdigit()": False,
        "BOS": True,
        "+1:word.lower()": "york",
        "+1:word.istitle()": False,
        "+1:word.isupper()": True,
    }
    assert second["EOS"] is True
    assert second["-1:word.lower()"] == "new"
    assert "BOS" not in second


def test_texts_for_fasttext_are_lower_case_with_marks_apart():
    assert alternatives._plain("Don't  (stop)!\n") == "don ' t ( stop ) !"


class Queried:
    """Answers as `kenlm.Model`, from our own model."""

    def __init__(self, model, tokenizer):
        self.model, self.tokenizer = model, tokenizer

    def full_scores(self, line):
        ids = [*self.tokenizer.encode([line])[0].numpy().tolist(), 3]
        log_p = self.model.log_probabilities(np.array(ids))
        for i, value in zip(ids, log_p, strict=True):
            yield value / math.log(10.0), 1, i == 1


@pytest.mark.filterwarnings("ignore::seqtasks.errors.DataWarning")
def test_kenlm_is_measured_as_our_language_models_are():
    tokenizer = WordTokenizer.train(TRAIN, rule="spaces")
    model = NGramModel(2, vocabulary_size=tokenizer.vocabulary_size)
    model.count(PlainSet.from_lines(TRAIN, tokenizer).ids)
    expected = LanguageModel(model, tokenizer).evaluate(PlainSet.from_lines(OTHERS, tokenizer))
    characters = len({*"".join(TRAIN)})
    got = alternatives._kenlm_metrics(Queried(model, tokenizer), OTHERS, characters)
    assert got["unknown_tokens"] == pytest.approx(2 / 6)
    for name, value in got.items():
        assert value == pytest.approx(expected[name], rel=1e-6), name


def write_requests(folder, splits):
    for name, rows in splits.items():
        (folder / name).mkdir(parents=True)
        for file, column in zip(
            ("seq.in", "seq.out", "label"), zip(*rows, strict=True), strict=True
        ):
            (folder / name / file).write_text("".join(f"{line}\n" for line in column))


ROWS = [("go to Rome", "O O B-place", "travel"), ("eat now", "O B-time", "food")]


@pytest.fixture
def requests(tmp_path):
    others = [("fly to Rome", "O O B-place", "flight")]
    write_requests(tmp_path, {"train": ROWS * 3, "valid": ROWS, "test": others})
    return tmp_path


def test_classes_of_requests_are_their_intents(requests):
    found = alternatives._read_classes(requests)
    assert found["validation"] == (["go to Rome", "eat now"], ("travel", "food"), "intent_accuracy")
    answers = {"validation": ["travel", "travel"], "test": ["travel"]}
    assert alternatives._class_metrics(found, answers) == {
        "validation": {"intent_accuracy": 0.5},
        "test": {"intent_accuracy": 0.0},
    }


def test_tfidf_learns_what_training_shows_and_misses_a_class_that_is_new(requests):
    pytest.importorskip("sklearn")
    assert alternatives.measure_tfidf(requests) == {
        "validation": {"intent_accuracy": 1.0},
        "test": {"intent_accuracy": 0.0},
    }


def test_crfsuite_finds_spans(requests):
    pytest.importorskip("pycrfsuite")
    metrics = alternatives.measure_crfsuite(requests)
    assert metrics["validation"]["slot_f1"] == 1.0
    assert metrics["validation"]["token_accuracy"] == 1.0
    assert metrics["test"]["unknown_accuracy"] == 1.0  # fly, alone


def test_fasttext_answers_with_a_class_of_training(requests):
    pytest.importorskip("fasttext")
    assert alternatives.measure_fasttext(requests)["test"] == {"intent_accuracy": 0.0}


def test_tagging_metrics_fold_case_to_tell_known_words():
    from seqtasks.corpora.sentences import TaggedSentences

    train = TaggedSentences((("Go", "home"),), (("O", "B-x"),))
    split = TaggedSentences((("go", "away"),), (("O", "B-x"),))
    metrics = alternatives._tagging_metrics(train, split, [["O", "O"]])
    assert metrics["known_accuracy"] == 1.0
    assert metrics["unknown_accuracy"] == 0.0
    assert metrics["span_f1"] == 0.0
