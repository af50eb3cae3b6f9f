"""Each task with each of its tokenizers: the run, its export and its network say the same.

`export` asks a process that cannot import seqtasks about every line, alone and in batches, a batch
of empty lines among them, and fails where an answer differs; `export_network` compares the scores
of the network that a `.keras` file gives back, and here all lines are asked of it, too.
"""

from __future__ import annotations

import keras
import numpy as np
import pytest

import seqtasks as st
from seqtasks.export.exporting import export, export_network
from seqtasks.export.network_file import scores, together
from seqtasks.export.parity import STRANGE_LINES, same_answer
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.word import WordTokenizer
from tests.classification import classification_network
from tests.language import language_network
from tests.networks import tiny_network, widen
from tests.tagging import request_corpus, tagger, tsv_corpus

TEXTS = ["The dog sees the key.", "Anna (my friend) has 42 keys!", "猫は寝る。 Naïve cafés."]
TOKENIZERS = {
    "words": lambda: WordTokenizer.train(TEXTS),
    "lower-cased": lambda: WordTokenizer.train(TEXTS, lowercase=True),
    "spaces": lambda: WordTokenizer.train(TEXTS, rule="spaces"),
    "characters": lambda: CharacterTokenizer.train(TEXTS),
    "sentencepiece": lambda: SentencePieceTokenizer.train(TEXTS, vocabulary_size=50),
    "bpe": lambda: SentencePieceTokenizer.train(TEXTS, vocabulary_size=50, model_type="bpe"),
}


def lines(count: int) -> list[str]:
    """Lines of known and unknown words, empty ones, emoji, and some of 5,000 characters."""
    random = np.random.default_rng(0)
    words = [*" ".join(TEXTS).split(), "zebra", "🐕", "👩‍👩‍👧", "a/b", "\u200b", "NEW"]
    rows = [" ".join(random.choice(words, random.integers(1, 12))) for _ in range(count)]
    rows[3::25] = [""] * len(rows[3::25])
    rows[7::50] = [(" ".join(random.choice(words, 2000)))[:5000] for _ in rows[7::50]]
    return rows


def translator(tokenizer, folder):
    network = widen(tiny_network(context="attention", vocabulary_size=tokenizer.vocabulary_size))
    settings = {"beam_size": 2, "max_length": 5, "no_repeat_ngram_size": 2}
    return st.Translator(network, tokenizer, tokenizer, source="de", target="en", **settings)


def dialogue(tokenizer, folder):
    size = tokenizer.vocabulary_size
    network = tiny_network(vocabulary_size=size, shared_embeddings=True, tied=True)
    return st.Dialogue(widen(network), tokenizer, beam_size=2, max_length=5)


def language_model(tokenizer, folder):
    network = widen(language_network(tokenizer.vocabulary_size))
    return st.LanguageModel(network, tokenizer, max_length=5)


def classifier(tokenizer, folder):
    network = classification_network(tokenizer.vocabulary_size)
    return st.Classifier(network, tokenizer, ["no", "yes"])


def words_alone(folder):
    return tagger(st.TaggedText(tsv_corpus(folder)))


def whole_words(folder):
    """All that a word can be read by, raw text, a CRF."""
    text = st.TaggedText(tsv_corpus(folder), characters=True, suffixes=True, shapes=True)
    return tagger(text, crf=True).with_splitting("words")


def requests(folder):
    text = st.TaggedText(request_corpus(folder), intents=True, characters=True)
    return tagger(text, constrained=True)


TASKS = {
    **{
        f"{make.__name__}, {name}": lambda folder, make=make, name=name: make(
            TOKENIZERS[name](), folder
        )
        for make in (translator, dialogue, language_model, classifier)
        for name in TOKENIZERS
    },
    **{make.__name__: make for make in (words_alone, whole_words, requests)},
}


def check(make, folder, count):
    """Saves and loads the task, exports it, and writes its network."""
    made = make(folder / "corpus")
    made.examples = lines(count)
    (folder / "run").mkdir()
    made.save(folder / "run")
    loaded = st.load(folder / "run")
    asked = [*made.examples, "", ""]
    for ours, theirs in zip(
        made.predict_records(asked), loaded.predict_records(asked), strict=True
    ):
        assert same_answer(ours, theirs, made.answer)
    assert list(loaded.examples) == made.examples
    assert export(loaded, folder / "1", results={}).lines == count + len(STRANGE_LINES)
    assert export_network(loaded, folder / "network.keras", "keras") > 20
    network = keras.saving.load_model(folder / "network.keras", compile=False)
    for batch in (made.examples, ["", ""]):
        inputs = together([made.network_inputs(line) for line in batch])
        found = (keras.tree.flatten(scores(model, inputs)) for model in (network, made.network))
        for one, other in zip(*found, strict=True):
            scale = max(1.0, np.abs(other).max())
            np.testing.assert_allclose(one, other, rtol=0.0, atol=1e-4 * scale)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.* sources have more than:seqtasks.errors.DataWarning")
@pytest.mark.parametrize("kind", TASKS)
def test_the_same_answers_everywhere(kind, tmp_path):
    check(TASKS[kind], tmp_path, 200)


def test_the_same_answers_on_a_few_lines(tmp_path):
    check(TASKS["words_alone"], tmp_path, 26)
