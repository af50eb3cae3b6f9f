"""The hyperparameter `normalization`: of every recipe, kept in its run, the same in its export."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

import seqtasks as st
from seqtasks.runs.recipe import load_recipe
from tests.classification import review_corpus
from tests.tagging import request_corpus, tsv_corpus

RECIPES = Path(__file__).parents[1] / "recipes"
WRITING = ["translate", "dialogue", "language_model", "ngram"]
READING = ["sentiment", "pos_tagging", "nlu"]
TEXT = "你好，世界！½ ﬁne？"


def module(name):
    return load_recipe(str(RECIPES / f"{name}.py"))[0].module


@pytest.mark.parametrize("name", [*WRITING, *READING])
def test_what_is_written_keeps_its_spelling_and_published_settings_theirs(name):
    recipe = module(name)
    expected = "nfc" if name in WRITING else "nfkc"
    assert recipe.Config().normalization == expected
    settings = {n: v for n, v in vars(recipe).items() if isinstance(v, recipe.Config)}
    on_own_data = {"STORIES"}  # data/ is the same in every normal form
    assert all(
        setting.normalization == ("nfc" if n in on_own_data else "nfkc")
        for n, setting in settings.items()
    )


def corpus_of(name, folder):
    if name in ("pos_tagging", "nlu", "sentiment"):
        make = {"pos_tagging": tsv_corpus, "nlu": request_corpus, "sentiment": review_corpus}[name]
        return make(folder / "corpus")
    for split in ("train", "validation", "test"):
        lines = {
            "translate": {f"{split}.de": f"{TEXT}\n", f"{split}.en": f"{TEXT}\n"},
            "dialogue": {f"{split}.txt": f"{TEXT} __eou__ {TEXT} __eou__\n"},
        }.get(name, {f"{split}.txt": f"{TEXT}\n" * 200})
        for file, content in lines.items():
            (folder / file).write_text(content, encoding="utf-8")
    return folder


def tokenizers_of(text):
    if hasattr(text, "tokenizers"):
        return list(text.tokenizers.values())
    sides = ("tokenizer", "source_tokenizer", "target_tokenizer")
    return [getattr(text, side) for side in sides if hasattr(text, side)]


@pytest.mark.parametrize("name", [*WRITING, *READING])
def test_the_normal_form_goes_to_every_tokenizer(name, tmp_path):
    recipe = module(name)
    corpus = corpus_of(name, tmp_path)
    features = {"suffixes": True, "shapes": True} if name in ("pos_tagging", "nlu") else {}
    for form in ("nfc", "nfkc", "none"):
        config = recipe.Config(corpus=corpus, normalization=form, **features)
        tokenizers = tokenizers_of(recipe.data(config))
        assert {t.settings["normalization"] for t in tokenizers} == {form}
        assert len(tokenizers) == {"pos_tagging": 4, "nlu": 4, "translate": 2, "dialogue": 2}.get(
            name, 1
        )
        if name in WRITING:
            texts = tokenizers[-1].decode(tokenizers[-1].encode([TEXT])).numpy()
            assert (texts[0].decode() == TEXT) == (form != "nfkc")


def test_a_run_of_before_there_was_a_choice_reads_nfkc(tmp_path):
    recipe = module("ngram")
    config = recipe.Config(
        corpus=corpus_of("ngram", tmp_path), normalization="nfkc", order=2, smoothing="additive"
    )
    text = recipe.data(config)
    model = recipe.model(config, text)
    st.count_ngrams(model, text.train)
    task = recipe.task(config, model, text)
    task.save(tmp_path / "run")
    settings = tmp_path / "run" / "assets" / "text.json"
    kept = json.loads(settings.read_text())
    assert kept.pop("normalization") == "nfkc"
    settings.write_text(json.dumps(kept))
    loaded = st.load(tmp_path / "run")
    assert loaded.score([TEXT]) == task.score([TEXT])
    assert loaded.tokenizer.normalize(["½，"]).numpy()[0].decode() == "1⁄2,"
    other = dataclasses.replace(config, normalization="nfc")
    assert recipe.data(other).tokenizer.vocabulary != text.tokenizer.vocabulary
