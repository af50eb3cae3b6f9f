"""What may be written, of every task that writes text."""

import json
import re

import numpy as np
import pytest

import seqtasks as st
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import DataWarning
from seqtasks.tokenizers.word import WordTokenizer
from tests.language import LINES, language_model, ngram_model
from tests.networks import tiny_network, widen

TEXTS = ["der Hund läuft im Haus", "die Katze schläft", "ein Hund", "das Haus", "Katze"]


def writer(kind: str, **rules):
    """A translator or a dialogue of no use, whose head finds `<eos>` likeliest everywhere."""
    tokenizer = WordTokenizer.train(TEXTS)
    network = widen(tiny_network(vocabulary_size=tokenizer.vocabulary_size, context="attention"))
    bias = np.zeros(tokenizer.vocabulary_size)
    bias[3] = 6.0
    network.head.bias.assign(bias)
    settings = {"beam_size": 3, "max_length": 8, **rules}
    if kind == "dialogue":
        return st.Dialogue(network, tokenizer, **settings)
    return st.Translator(network, tokenizer, tokenizer, source="de", target="en", **settings)


@pytest.mark.parametrize("kind", ["translator", "dialogue"])
def test_an_empty_answer_is_none_unless_it_may_be(kind):
    assert writer(kind, min_length=0).predict(TEXTS) == [""] * len(TEXTS)
    for task in (writer(kind), writer(kind, beam_size=1), writer(kind, min_length=3)):
        lengths = [len(text.split()) for text in task.predict(TEXTS)]
        assert min(lengths) >= task.settings["min_length"] >= 1
    drawn = writer(kind).sample(TEXTS, Sampling(temperature=0.3))
    assert all(record[writer(kind).answer] for record in drawn)
    assert writer(kind).predict(["", "  "]) == ["", ""]  # of nothing, nothing


def test_alternatives_and_pictures_keep_to_the_rules():
    task = writer("translator", min_length=4, no_repeat_ngram_size=1)
    for record in task.predict_records(TEXTS, n_best=3):
        for text in record["alternatives"]:
            words = text.split()
            assert len(set(words)) == len(words) >= 4
    assert [found.translation for found in task.align(TEXTS)] == task.predict(TEXTS)


@pytest.mark.parametrize("kind", ["translator", "dialogue"])
def test_rules_are_saved_and_older_runs_answer_as_they_did(kind, tmp_path):
    task = writer(kind, min_length=2, no_repeat_ngram_size=2, repetition_penalty=1.5)
    task.save(tmp_path / "run")
    assert st.load(tmp_path / "run").settings == task.settings
    assert st.load(tmp_path / "run").predict(TEXTS) == task.predict(TEXTS)
    description = json.loads((tmp_path / "run" / "task.json").read_text())
    for name in ("min_length", "no_repeat_ngram_size", "repetition_penalty"):
        del description["settings"][name]
    (tmp_path / "run" / "task.json").write_text(json.dumps(description))
    assert st.load(tmp_path / "run").predict(TEXTS) == [""] * len(TEXTS)


RULES = [
    {"min_length": 4},
    {"no_repeat_ngram_size": 1},
    {"no_repeat_ngram_size": 2, "repetition_penalty": 1.5},
    {"repetition_penalty": 9.0, "min_length": 2},
]


@pytest.mark.parametrize("rules", RULES, ids=str)
@pytest.mark.parametrize("kind", [language_model, ngram_model])
def test_a_language_model_writes_alike_at_once_and_token_by_token(kind, rules):
    """A network's graph against `generate`, which asks for the rules at each token by itself."""
    free, task = kind(), kind().with_search(**rules)
    prompts = ["", "The", "The keys", "Anna (my", "The dog sees the dog sees"]
    likeliest = Sampling(temperature=0.0)
    records = task.predict_records(prompts)
    assert [record["completion"] for record in records] == [
        "".join(task.generate(prompt, sampling=likeliest)) for prompt in prompts
    ]
    assert [record["completion"] for record in records] != free.predict(prompts)
    alone = [task.predict_records([prompt])[0] for prompt in prompts]  # no padding on the left
    assert [record["completion"] for record in alone] == [r["completion"] for r in records]
    np.testing.assert_allclose(
        [record["score"] for record in alone], [r["score"] for r in records], rtol=1e-4
    )


def test_a_line_repeats_nothing_of_its_beginning():
    task = language_model().with_search(no_repeat_ngram_size=1, max_length=4)
    for prompt, text in zip(LINES, task.predict(LINES), strict=True):
        added = text[len(prompt) :].split()
        read = task.tokenizer.tokens([prompt]).to_list()[0]
        assert not {word.encode() for word in added} & set(read), text


def test_a_language_model_has_no_beam():
    with pytest.raises(ValueError, match=r"token by token: it has no beam_size\."):
        language_model().with_search(beam_size=3)


@pytest.mark.parametrize("kind", ["translator", "dialogue"])
def test_answers_that_are_cut_or_stuck_are_counted_in_a_warning(kind):
    with pytest.warns(DataWarning, match=r"5 of 5 answers were cut at 3 tokens"):
        writer(kind, min_length=3, max_length=3).predict(TEXTS)
    task = writer(kind, min_length=2, max_length=3)
    with pytest.warns(DataWarning, match=r"of 5 answers were cut at 3 tokens"):
        task.sample(TEXTS, Sampling(temperature=5.0))
    few = WordTokenizer(["<pad>", "<unk>", "<bos>", "<eos>", "a"])
    network = widen(tiny_network(vocabulary_size=5))
    stuck = st.Translator(
        network, few, few, source="de", target="en", min_length=5, no_repeat_ngram_size=1
    )
    with pytest.warns(DataWarning, match="nothing may follow.*the rules of writing"):
        stuck.predict(["a a"])


@pytest.mark.parametrize("kind", ["translator", "dialogue"])
def test_no_answer_is_longer_than_it_may_be(kind):
    wrong = "`min_length` must be at most `max_length`. Received: min_length=9, max_length=8"
    with pytest.raises(ValueError, match=re.escape(wrong)):
        writer(kind, min_length=9)
    with pytest.raises(ValueError, match="must be at most `max_length`"):
        language_model().with_search(min_length=7)
