"""Dialogues as tasks and in the terminal."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

import seqtasks as st
from seqtasks.datasets.parallel import ParallelText
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import DataError, DataWarning
from seqtasks.tasks.dialogue import Dialogue, last_turns
from tests.networks import tiny_network, widen

LINES = [
    "Hello! __eou__ Hi! __eou__ Who are you? __eou__ I am Anna. __eou__",
    "A tea, please. __eou__ Here you are. __eou__ Thank you! __eou__",
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for split in ("train", "validation", "test"):
        (folder / f"{split}.txt").write_text("\n".join(LINES) + "\n")
    return folder


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    """A table of questions and answers in one file."""
    numbers = "零一二三四五六七八九"
    rows = [f"你有{a}{b}吗？\t我有{b}{a}。" for a in numbers for b in numbers]
    path = tmp_path_factory.mktemp("tables") / "faq.tsv.gz"
    path.write_bytes(gzip.compress("\n".join(["question\tanswer", *rows, ""]).encode()))
    return path


@pytest.fixture(scope="module")
def text(corpus):
    return ParallelText(
        st.Dialogues(corpus, 2),
        source="context",
        target="reply",
        tokenizer="word",
        joint_vocabulary=True,
        batch_size=2,
    )


@pytest.fixture(scope="module")
def task(text):
    size = text.source_tokenizer.vocabulary_size
    network = widen(
        tiny_network(context="attention", vocabulary_size=size, shared_embeddings=True, tied=True)
    )
    return Dialogue(
        network,
        text.source_tokenizer,
        turns=2,
        beam_size=2,
        max_length=6,
        examples=text.validation.source,
    )


@pytest.fixture(scope="module")
def run(task, tmp_path_factory):
    directory = tmp_path_factory.mktemp("runs") / "run"
    task.save(directory)
    return directory


def test_the_end_of_a_turn_is_one_token(text):
    assert "__eou__" in text.source_tokenizer.vocabulary
    assert text.train.source[1] == "Hello! __eou__ Hi!"


def test_the_last_turns_are_read(task):
    contexts = ["a __eou__ b __eou__ c", "b __eou__ c __eou__", " c", "", "__eou__", "a\tb\t c\t"]
    found = [text.decode() for text in last_turns(contexts, 2).numpy()]
    assert found == ["b __eou__ c", "b __eou__ c", "c", "", "", "b __eou__ c"]  # as of a table
    assert task.predict(contexts[:1]) == task.predict(contexts[1:2]) == task.predict(contexts[5:])
    assert task.reply(["a\tb", "c"]) == task.reply(["a b", "c"])  # a turn is one turn


def test_replies_are_searched_for_or_drawn(task):
    turns = ["Hello!", "Hi!", "Who are you?"]
    assert task.reply(turns) == task.predict([" __eou__ ".join(turns)])[0]
    assert task.reply(turns) == task.reply(["something else", *turns[1:]])
    hot = Sampling(temperature=3.0)
    drawn = {task.reply(turns, hot, seed=seed) for seed in range(9)}
    assert len(drawn) > 3
    assert task.reply(turns, hot, seed=1) == task.reply(turns, hot, seed=1)
    context = " __eou__ ".join(turns)
    records = task.sample(["Hi!", context, context], hot, seed=4)
    assert [record["source"] for record in records] == ["Hi!", context, context]
    assert records[1]["reply"] != records[2]["reply"]  # each line has its own chances
    (alone,) = task.sample([context], hot, seed=4, first=1)
    assert alone == records[1] | {"score": pytest.approx(records[1]["score"], rel=1e-5)}
    assert all(record["score"] < 0 for record in records)
    assert len(task.sample(["a \ud800 b"], hot)) == 1  # half a surrogate pair, as of a broken file


def test_evaluation_tells_of_perplexity_and_variety(task, text, corpus):
    metrics = task.evaluate(text.test)
    assert {"loss", "perplexity", "bleu", "sentences", "exact_match", "distinct_2"} <= set(metrics)
    assert metrics["perplexity"] == pytest.approx(np.exp(metrics["loss"]))
    assert list(metrics)[1:4] == ["perplexity", "unknown_tokens", "perplexity_without_unknown"]
    assert 0 < metrics["distinct_1"] <= 1
    assert metrics["drawn_distinct_2"] > metrics["distinct_2"]
    assert task.evaluate_corpus(corpus) == metrics
    folded = Dialogue(task.network, task.tokenizers["text"], **task.settings | {"lowercase": True})
    assert "case:lc" in folded.evaluate(text.test)["bleu_signature"]


def test_a_table_in_one_file_is_measured_in_its_own_tokens(task, chinese):
    metrics = task.evaluate_corpus(chinese, test="all")
    assert "tok:zh" in metrics["bleu_signature"]
    assert metrics["sentences"]["worst 1"]["reference"].startswith("我有")
    with pytest.warns(DataWarning, match="measured are the 4 of its 100 pairs"):
        assert len(task.evaluate_corpus(chinese)["sentences"]) == 4 < len(metrics["sentences"])


def test_a_reply_is_scored_after_what_is_read_of_its_context(task):
    turns = ["a", "Hello!", "Hi!"]
    long, short = (task.score([f"{' __eou__ '.join(t)}\tThank you!"]) for t in (turns, turns[1:]))
    assert long[0]["log_probability"] == pytest.approx(short[0]["log_probability"], abs=1e-5)
    assert (long[0]["source"], long[0]["target"]) == (" __eou__ ".join(turns), "Thank you!")
    (strange,) = task.score(["Hi!\tZorb blarg!"])
    assert (strange["unknown"], strange["unknown_tokens"]) == (["Zorb", "blarg"], 2 / 3)
    with pytest.raises(DataError, match="must hold a source and a target"):
        task.score(["no tab"])


def test_bad_settings_say_what_was_received(task):
    with pytest.raises(ValueError, match="`turns` must be at least 1. Received: turns=0"):
        Dialogue(task.network, task.tokenizers["text"], turns=0)
    with pytest.raises(ValueError, match="A Dialogue has one answer. Received: n_best=2"):
        task.signatures(2)


@pytest.fixture
def talk(monkeypatch, seqtasks, run):
    """Says some lines to `seqtasks chat`."""

    def say(lines, *options):
        stream = io.TextIOWrapper(io.BytesIO("".join(f"{x}\n" for x in lines).encode()))
        monkeypatch.setattr(sys, "stdin", stream)
        return seqtasks("chat", run, *options)

    return say


def test_a_conversation_in_the_terminal(talk, task):
    status, output, error = talk(["Hello!", "Who are you?", "", "Hello!"])
    first = task.reply(["Hello!"])
    second = task.reply(["Hello!", first, "Who are you?"])
    assert (status, output.splitlines(), error) == (0, [first, second, first], "")
    hot = ("--temperature", 3, "--seed", 5)
    assert talk(["Hello!"] * 3, *hot) == talk(["Hello!"] * 3, *hot)
    assert talk(["Hello!"] * 3, *hot)[1] != talk(["Hello!"] * 3)[1]
    assert "--seed requires sampling" in talk(["Hello!"], "--seed", 5)[2]


def test_chat_is_for_dialogues(seqtasks, tmp_path):
    (tmp_path / "task.json").write_text('{"task": "Translator"}')
    status, _, error = seqtasks("chat", tmp_path)
    assert (status, "must hold a Dialogue. Received: Translator" in error) == (1, True)


def test_lines_are_answered_by_drawing(seqtasks, run, task, tmp_path):
    (tmp_path / "lines").write_text("Hello!\nWho are you?\n")
    options = ("predict", run, "--input", tmp_path / "lines", "--top-p", 0.9, "--seed", 3)
    expected = task.sample(["Hello!", "Who are you?"], Sampling(top_p=0.9), seed=3)
    status, output, _ = seqtasks(*options)
    assert (status, output.splitlines()) == (0, [record["reply"] for record in expected])
    records = [json.loads(line) for line in seqtasks(*options, "--format", "json")[1].splitlines()]
    assert [record["reply"] for record in records] == output.splitlines()
    status, _, error = seqtasks(*options, "--n-best", 2)
    assert (status, "cannot be combined with --n-best" in error) == (2, True)
    status, _, error = seqtasks("predict", run, "--attention", tmp_path / "pictures")
    assert (status, "are for the run of a translator" in error) == (2, True)


RECIPE = Path(__file__).parents[2] / "recipes" / "dialogue.py"


def test_the_recipe_runs_from_end_to_end_on_a_table_of_chinese(chinese, seqtasks, tmp_path):
    sizes = ("embedding_dim=8", "encoder_units=8", "decoder_units=8", "max_length=5")
    status, output, error = seqtasks(
        "run", RECIPE, f"corpus={chinese}", *sizes, "--smoke", "--output", tmp_path / "run"
    )
    assert status == 0, error
    assert "distinct_1" in output
    assert st.load(tmp_path / "run").settings["bleu_tokenizer"] == "zh"
    (tmp_path / "pairs").write_text("Hello!\tHi!\n")
    pairs = ("--input", tmp_path / "pairs")
    status, output, _ = seqtasks("score", tmp_path / "run", *pairs)
    assert (status, output.split("\t")[2:4]) == (0, ["Hello!", "Hi!"])
    status, output, _ = seqtasks("predict", tmp_path / "run", *pairs, "--max-length", 1)
    assert (status, len(output.split()) <= 1) == (0, True)
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    assert "tok:zh" in results["metrics"]["test"]["bleu_signature"]
    assert results["metrics"]["test"]["perplexity"] > 1
    assert len(st.load(tmp_path / "run").predict(["Hello!"])) == 1
