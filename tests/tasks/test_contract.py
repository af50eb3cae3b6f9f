"""What every task does alike: a task that is new supplies its own example here, and no test."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import RunError
from seqtasks.tasks.task import Task
from seqtasks.tokenizers.word import WordTokenizer
from tests.classification import classification_network, review_corpus
from tests.language import language_model, ngram_model
from tests.networks import tiny_network, widen
from tests.tagging import request_corpus, tagger

LINES = ["der Hund läuft im Haus", "die Katze schläft", "ein Hund", "das Haus", "", "🗝 ?"]


def translator(folder: Path) -> st.Translator:
    words = WordTokenizer.train(LINES)
    network = widen(tiny_network(vocabulary_size=words.vocabulary_size, context="attention"))
    settings = {"beam_size": 3, "max_length": 9, "examples": LINES[:3]}
    return st.Translator(network, words, words, source="de", target="en", **settings)


def dialogue(folder: Path) -> st.Dialogue:
    words = WordTokenizer.train([*LINES, "__eou__"])
    network = widen(tiny_network(vocabulary_size=words.vocabulary_size))
    return st.Dialogue(network, words, turns=2, beam_size=2, max_length=9, examples=LINES[:3])


def classifier(folder: Path) -> st.Classifier:
    text = st.ClassifiedText(review_corpus(folder))
    network = classification_network(text.tokenizer.vocabulary_size)
    settings = {"max_length": 20, "keep": "both", "examples": LINES[:3]}
    return st.Classifier(network, text.tokenizer, text.classes, **settings)


def tagger_with_intents(folder: Path) -> st.Tagger:
    text = st.TaggedText(request_corpus(folder), intents=True, characters=True)
    return tagger(text, crf=True)


class Case(NamedTuple):
    """A task by example.

    Attributes:
        make: from an empty folder to the task.
        network: what `__repr__` says of its network.
        exported: the capabilities that an export keeps; None where there is no export.
    """

    make: Callable[[Path], Task]
    network: str
    exported: frozenset[str] | None = frozenset()


CASES = {
    "classifier": Case(classifier, "ClassificationNetwork of", frozenset({"explain"})),
    "dialogue": Case(dialogue, "EncoderDecoder of"),
    "language model": Case(lambda _: language_model(), "NextTokenNetwork of"),
    "n-gram model": Case(lambda _: ngram_model(), "NGramModel of order 3", None),
    "tagger": Case(tagger_with_intents, "TaggingNetwork of", frozenset({"tag"})),
    "translator": Case(translator, "EncoderDecoder of"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Each task once, so that its graphs are traced once."""
    tasks = {}

    def make(kind):
        if kind not in tasks:
            tasks[kind] = CASES[kind].make(tmp_path_factory.mktemp("corpus"))
        return tasks[kind]

    return make


@pytest.fixture(params=CASES)
def kind(request):
    return request.param


@pytest.fixture
def task(made, kind):
    return made(kind)


def test_one_text_has_one_answer(task):
    answers = task.predict(LINES)
    assert [type(answer) for answer in answers] == [str] * len(LINES)
    assert task.predict(LINES[0]) == answers[0]
    assert task.predict([]) == []
    assert [record[task.answer] for record in task.predict_records(LINES)] == answers
    assert [record["source"] for record in task.predict_records(LINES)] == LINES
    with pytest.raises(ValueError, match="Several texts are expected: put it in a list. Received"):
        task.predict_records(LINES[0])


def test_it_says_what_it_is(task, kind):
    assert repr(task).startswith(f"{type(task).__name__}({CASES[kind].network}")
    for name, tokenizer in task.tokenizers.items():
        assert f"{name}={type(tokenizer).__name__} of {tokenizer.vocabulary_size:,}" in repr(task)


def test_a_saved_task_is_the_same_task(task, tmp_path):
    task.save(str(tmp_path / "run"))
    loaded = st.load(tmp_path / "run")
    assert isinstance(loaded, Task)
    assert repr(loaded) == repr(task)
    assert loaded.predict(LINES) == task.predict(LINES)
    assert loaded.settings == task.settings
    assert loaded.capabilities == task.capabilities
    assert {name: list(names) for name, names in loaded.names.items()} == {
        name: list(names) for name, names in task.names.items()
    }
    assert list(loaded.examples) == list(task.examples)


def test_a_process_without_seqtasks_gets_the_same_answers(task, kind, fresh_process, tmp_path):
    if CASES[kind].exported is None:
        with pytest.raises(RunError, match="not exported: model.arpa in its run is what KenLM"):
            task.export(tmp_path / "export")
        assert not (tmp_path / "export").exists()
        return
    with fresh_process():
        assert task.export(str(tmp_path / "export")).lines == len(task.examples) + 6
    exported = st.load(tmp_path / "export")
    assert isinstance(exported, Task)
    assert exported.predict(LINES) == task.predict(LINES)
    assert exported.predict(LINES[0]) == task.predict(LINES[0])
    assert exported.details == task.details
    assert exported.capabilities == CASES[kind].exported
    if "explain" in exported.capabilities:
        for ours, theirs in zip(task.explain(LINES), exported.explain(LINES), strict=True):
            assert theirs["words"] == ours["words"]
            np.testing.assert_allclose(theirs["weights"], ours["weights"], atol=1e-5)
    if "tag" in exported.capabilities:
        rows = [["a", "dog", "runs"], ["New York"]]
        words = tf.constant([rows[0], [*rows[1], "", ""]])
        answers = tf.saved_model.load(str(tmp_path / "export")).signatures["words"](words=words)
        expected = [record["labels"] for record in task.tag(rows)]
        for got, labels in zip(answers["labels"].numpy(), expected, strict=True):
            assert got.astype(str).tolist()[: len(labels)] == labels
    with pytest.raises(RunError, match="An? ExportedTask cannot evaluate"):
        exported.evaluate_corpus(tmp_path)
    with pytest.raises(RunError, match="cannot be saved again: copy its directory"):
        exported.save(tmp_path / "again")


DOORS = {
    "explain": lambda task: task.explain(LINES[:1]),
    "sample": lambda task: task.sample(LINES[:1], Sampling()),
    "score": lambda task: task.score(["der Hund\tdas Haus"]),
    "search": lambda task: task.with_search(max_length=4),
    "split": lambda task: task.with_splitting("words"),
    "tag": lambda task: task.tag([["der", "Hund"]]),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_capability_is_declared_or_refused(task, door):
    if door in task.capabilities:
        assert DOORS[door](task) is not None
    else:
        with pytest.raises(RunError, match=rf"^An? {type(task).__name__} cannot \w+"):
            DOORS[door](task)


def test_alternatives_are_for_those_who_have_them(task, kind):
    if kind == "translator":
        assert "serving_default" in task.signatures(3)
    message = re.escape("Received: n_best=9")
    with pytest.raises(ValueError, match=message):
        task.signatures(9)


def test_a_task_keeps_two_hundred_examples(made):
    many = [f"line {number}" for number in range(300)]
    words = WordTokenizer.train(many)
    network = tiny_network(vocabulary_size=words.vocabulary_size)
    assert list(st.Dialogue(network, words, examples=many).examples) == many[:200]
