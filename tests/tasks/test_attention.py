"""Translators with attention: looked into, scored, and written by several together."""

from __future__ import annotations

import itertools
import math
import xml.etree.ElementTree as ET

import keras
import numpy as np
import pytest
import tensorflow as tf

from seqtasks.datasets.parallel import ParallelText
from seqtasks.decoding.beam import beam_search
from seqtasks.decoding.ensemble import Ensemble
from seqtasks.decoding.hypotheses import length_penalty
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import DataError
from seqtasks.metrics.translation import translation_metrics
from seqtasks.tasks.alignment import Alignment
from seqtasks.tasks.translator import Translator
from seqtasks.tasks.translator_graph import NO_SCORE, _different
from seqtasks.tokenizers.word import WordTokenizer
from tests.networks import random_ids, tiny_network, widen

DE = ["Der Hund läuft.", "Die Katze schläft im Haus.", "Ein Hund, eine Katze!"]
EN = ["The dog runs.", "The cat sleeps in the house.", "A dog, a cat!"]
ATTENTION = {"context": "attention", "score": "additive", "input_feeding": True}


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for split in ("train", "validation", "test"):
        (folder / f"{split}.de").write_text("\n".join(DE) + "\n")
        (folder / f"{split}.en").write_text("\n".join(EN) + "\n")
    return ParallelText(
        folder, source="de", target="en", tokenizer="word", batch_size=2, joint_vocabulary=True
    )


def network(text, seed=1, **settings):
    settings = ATTENTION | settings
    size = text.source_tokenizer.vocabulary_size
    return widen(tiny_network(vocabulary_size=size, seed=seed, **settings))


def translator(text, network, **settings):
    tokenizers = (text.source_tokenizer, text.target_tokenizer)
    settings = {"beam_size": 3, "max_length": 9} | settings
    return Translator(network, *tokenizers, source="de", target="en", **settings)


@pytest.fixture(scope="module")
def task(text):
    return translator(text, network(text))


def test_one_vocabulary_serves_both_sides(text):
    assert text.source_tokenizer is text.target_tokenizer
    assert {"Hund", "dog"} <= set(text.source_tokenizer.vocabulary)


def test_an_alignment_tells_what_was_read_for_each_word(task):
    lines = [*DE, "", "Der Fuchs \u0645\u0631 läuft", "Ｄer la\u0308uft，"]
    alignments = task.align(lines)
    assert [a.translation for a in alignments] == task.predict(lines)
    for line, alignment in zip(lines, alignments, strict=True):
        tokens = task.source_tokenizer.written_tokens([line]).to_list()[0]
        assert alignment.source == (*(token.decode() for token in tokens), "<eos>")
        assert len(alignment.weights) == len(alignment.target) > 0
        for row in alignment.weights:
            assert len(row) == len(alignment.source)
            assert sum(row) == pytest.approx(1.0, abs=1e-5)
    assert alignments[-1].source == ("Ｄer", "la\u0308uft", "￭，", "<eos>")  # as it is written
    assert "Fuchs" in alignments[-2].source  # the text's word, though it is <unk> to the network


def test_a_picture_is_well_formed_and_shows_what_was_read():
    alignment = Alignment(
        source=("<b>", "日本", "مر", "<eos>"),
        target=("a&b", "<eos>"),
        weights=((0.5, 0.25, 0.25, 0.0), (0.0, 0.0, 0.0, 1.0)),
        translation="a&b",
        score=-1.0,
    )
    root = ET.fromstring(alignment.as_svg())
    name = "{http://www.w3.org/2000/svg}"
    squares = [r for r in root.iter(f"{name}rect") if "fill-opacity" in r.attrib]
    assert [float(r.attrib["fill-opacity"]) for r in squares] == [0.5, 0.25, 0.25, 1]
    shown = [t.text for t in root.iter(f"{name}text")]
    assert shown == [*alignment.source, *alignment.target]
    inside = float(root.attrib["width"]), float(root.attrib["height"])
    assert all(float(r.attrib["x"]) + 26 <= inside[0] for r in squares)


def test_a_picture_holds_what_no_xml_may_hold_as_a_sign_for_it():
    alignment = Alignment(("a\uffff", "<eos>"), ("\x01b",), ((1.0, 0.0),), "\ufffe", -1.0)
    shown = [element.text for element in ET.fromstring(alignment.as_svg()).iter()]
    assert {"a\ufffd", "\ufffdb", "\ufffd"} <= set(shown)


def test_the_best_of_several_are_sorted_and_the_first_is_the_answer(task):
    records = task.predict_records(DE, n_best=3)
    for line, record in zip(DE, records, strict=True):
        assert record["alternatives"][0] == record["translation"] == task.predict([line])[0]
        assert record["alternative_scores"] == sorted(record["alternative_scores"], reverse=True)
        assert record["alternative_scores"][0] == pytest.approx(record["score"])
    with pytest.raises(ValueError, match="between 1 and the beam size, 3. Received: n_best=4"):
        task.predict_records(DE, n_best=4)


def test_pairs_are_scored_by_log_p_of_the_target(task, text):
    lines = [f"{source}\t{target}" for source, target in zip(DE, EN, strict=True)]
    records = task.score([*lines, "\t"])
    nats = -sum(record["log_probability"] for record in records[:3])
    tokens = sum(record["num_tokens"] for record in records[:3])
    assert nats / tokens == pytest.approx(task.evaluate(text.test)["loss"], rel=1e-5)
    assert [record["target"] for record in records] == [*EN, ""]
    assert records[3]["num_tokens"] == 1  # <eos>
    first = records[0]
    assert first["perplexity"] == pytest.approx(
        math.exp(-first["log_probability"] / first["num_tokens"])
    )
    assert task.score(lines[1:2])[0]["log_probability"] == pytest.approx(
        records[1]["log_probability"], rel=1e-5
    )
    with pytest.raises(DataError, match=r"separated by a tab. Received: 'no pair'"):
        task.score(["no pair"])


def with_unknown_words(text, replace_unknown, **settings):
    """A translator that writes `<unk>` wherever it can, or what it read then."""
    model = network(text)
    bias = model.head.bias.numpy()
    bias[1] = 90.0  # <unk>
    model.head.bias.assign(bias)
    return translator(text, model, max_length=3, replace_unknown=replace_unknown, **settings)


def test_unknown_words_become_what_attention_points_at(text):
    plain, replacing = (with_unknown_words(text, replace) for replace in (False, True))
    lines = ["Zebra", "Der Uhu ruft laut", ""]
    for line, alignment in zip(lines, plain.align(lines), strict=True):
        expected = [
            alignment.source[int(np.argmax(row[:-1]))]
            for token, row in zip(alignment.target, alignment.weights, strict=True)
            if token == "<unk>"
        ]
        assert ("<unk>" in alignment.target) == bool(line)
        assert replacing.predict([line]) == [" ".join(expected)]


def test_a_word_that_is_copied_is_that_of_the_source(tmp_path):
    for name, lines in {"de": DE, "en": EN}.items():
        for split in ("train", "validation", "test"):
            (tmp_path / f"{split}.{name}").write_text("\n".join(lines) + "\n")
    text = ParallelText(
        tmp_path, source="de", target="en", tokenizer="word", batch_size=2,
        joint_vocabulary=True, lowercase=True, normalization="nfkc",
    )  # fmt: skip
    replacing = with_unknown_words(text, True, beam_size=1)
    for word in ("ＺEBRA", "Ze\u0301\u00adbra", "㎏", "Ǆ"):
        assert set(replacing.predict([word])[0].split()) == {word}
    assert set(replacing.predict(["…"])[0]) == {"…"}  # three tokens of one character
    assert set(replacing.predict(["￭"])[0].split()) == {"■"}  # U+FFED joins words


@pytest.mark.slow
def test_unknown_words_are_replaced_however_a_translation_is_found(text):
    plain, replacing = (with_unknown_words(text, replace) for replace in (False, True))
    lines = ["Zebra", "Der Uhu ruft laut", ""]
    drawn = replacing.sample(lines, Sampling(temperature=0.0))
    assert [record["translation"] for record in drawn] == [
        a.translation for a in with_unknown_words(text, True, beam_size=1).align(lines)
    ]
    assert [a.translation for a in replacing.align(lines)] == replacing.predict(lines)
    assert replacing.predict(["Zebra"])[0].split() == ["Zebra"] * len(
        plain.predict(["Zebra"])[0].split()
    )
    best = replacing.predict_records(lines[:2], n_best=2)
    assert [record["translation"] for record in best] == replacing.predict(lines[:2])


def test_an_ensemble_of_one_is_its_network_and_of_two_their_mean(text, task):
    one, two = task.network, network(text, seed=2, context="every_step", input_feeding=False)
    source = random_ids(4, 5, high=text.source_tokenizer.vocabulary_size, seed=3)
    both = Ensemble([one, two])
    states = [n.start(*n.encode(source)) for n in (one, two, both)]
    tokens = np.array([2, 2, 2, 2], "int32")
    for _ in range(3):
        steps = [n.step(tokens, s) for n, s in zip((one, two, both), states, strict=True)]
        log_probs, states, weights = zip(*steps, strict=True)
        mean = np.log((np.exp(log_probs[0]) + np.exp(log_probs[1])) / 2)
        np.testing.assert_allclose(log_probs[2], mean, atol=1e-5)
        np.testing.assert_allclose(weights[2], weights[0], atol=1e-6)  # the only one that has any
        tokens = np.asarray(log_probs[2]).argmax(axis=1).astype("int32")
    reading = WordTokenizer(text.source_tokenizer.vocabulary, normalization="nfkc")
    other = Translator(one, reading, reading, source="de", target="en")
    with pytest.raises(ValueError, match="alike can translate together. The source .*'nfc'.*nfkc"):
        task.joined([other])
    assert translator(text, Ensemble([one])).predict(DE) == task.predict(DE)
    together = translator(text, both)
    assert together.predict(DE) == [together.predict([line])[0] for line in DE]
    assert [a.translation for a in together.align(DE)] == together.predict(DE)
    for what in (
        lambda: together.save(None),
        lambda: together.score(["a\tb"]),
        lambda: together.loss(text.test),
        lambda: together.signatures(),
    ):
        with pytest.raises(ValueError, match="An ensemble only translates.*an Ensemble of 2"):
            what()
    metrics = together.evaluate(text.test)
    assert metrics["bleu"] == translation_metrics(together.predict(DE), EN)["bleu"]
    together.bleu_tokenizer = "char"
    assert "tok:char" in together.evaluate(text.test)["bleu_signature"]
    assert "perplexity" not in metrics
    turned = Translator(one, *task.tokenizers.values(), **task.settings | {"source": "fr"})
    with pytest.raises(ValueError, match="from de to en. Number 2 of the others .* from fr to en"):
        task.joined([task, turned])
    with pytest.raises(ValueError, match="one or more that write the same vocabulary"):
        Ensemble([])
    with pytest.raises(ValueError, match="one or more that write the same vocabulary"):
        Ensemble([one, tiny_network(vocabulary_size=5)])


def test_alternatives_are_different_texts():
    texts = [["a", "b", "a", "c"], ["a", "a", "a", "a"], ["a", "b", "b", "c"]]
    scores = [[-1.0, -2.0, -3.0, -4.0], [-1.0, -2.0, -3.0, -4.0], [-1.0, -2.0, -3.0, -np.inf]]
    kept, kept_scores = _different(tf.constant(texts), tf.constant(scores), 3)
    assert kept.numpy().astype(str).tolist() == [["a", "b", "c"], ["a", "", ""], ["a", "b", ""]]
    assert kept_scores.numpy().tolist() == [
        [-1.0, -2.0, -4.0], [-1.0, NO_SCORE, NO_SCORE], [-1.0, -2.0, NO_SCORE]
    ]  # fmt: skip


def test_an_empty_batch_is_answered(task):
    answers = task.signatures(3)["serving_default"].function(tf.constant([], tf.string))
    assert answers["translation"].shape == (0,)
    assert answers["alternatives"].shape == (0, 3)


def log_p(network, source, ids):
    """log p of a hypothesis, and the attention it was written with."""
    late = np.concatenate([[2], ids[:-1]])[None].astype("int32")
    encoded, mask = network.encode(source)
    decoded = network.decode(encoded, mask, late)
    log_probs = np.asarray(keras.ops.log_softmax(network.head(decoded.features)))[0]
    return log_probs[np.arange(len(ids)), ids].sum(), np.asarray(decoded.attention_weights)[0]


@pytest.mark.parametrize("input_feeding", [False, True])
def test_coverage_counts_what_was_left_unread(input_feeding):
    model = widen(tiny_network(context="attention", input_feeding=input_feeding), 4.0)
    model.head.bias.assign([0.0] * 3 + [3.0] + [0.0] * 8)
    source = random_ids(3, 5, seed=4)
    encoded, mask = model.encode(source)
    search = {"beam_size": 4, "alpha": 0.7, "beta": 0.4, "mask": mask}
    found = beam_search(model, model.start(encoded, mask), max_length=6, **search)
    cut = np.asarray(beam_search(model, model.start(encoded, mask), max_length=1, **search).scores)
    assert (np.diff(cut[:, 1:], axis=1) <= 0).all()  # none or one ended, the others are sorted, too
    without = beam_search(model, model.start(encoded, mask), beam_size=4, max_length=6, alpha=0.7)
    assert (np.asarray(found.scores) < np.asarray(without.scores) - 1e-3).any()
    for row, k in itertools.product(range(3), range(4)):
        ids = [int(i) for i in found.token_ids[row, k] if i]
        length = int((source[row] != 0).sum())
        total, weights = log_p(model, source[row : row + 1, :length], ids)
        coverage = np.log(np.clip(weights.sum(axis=0), 1e-6, 1.0)).sum()
        expected = total / float(length_penalty(len(ids), 0.7)) + 0.4 * coverage
        np.testing.assert_allclose(found.scores[row, k], expected, rtol=1e-4)


def test_settings_that_need_attention_say_so(text):
    plain = network(text, context="every_step", input_feeding=False)
    with pytest.raises(ValueError, match="needs a beam and attention.*attention=False"):
        translator(text, plain, coverage_penalty=0.1)
    with pytest.raises(ValueError, match="needs a beam and attention.*beam_size=1"):
        translator(text, network(text), coverage_penalty=0.1, beam_size=1)
    with pytest.raises(ValueError, match="needs words and attention. Received: WordTokenizer, Wo"):
        translator(text, plain, replace_unknown=True)
    with pytest.raises(ValueError, match="Only a translator with attention"):
        translator(text, plain).align(DE)
    with pytest.raises(ValueError, match="must be finite and >= 0. Received: coverage_penalty=-1"):
        translator(text, plain, coverage_penalty=-1)
    source = random_ids(2, 3)
    state = plain.start(*plain.encode(source))
    with pytest.raises(ValueError, match="`num_best` must lie between 1 and the beam size, 2. Rec"):
        beam_search(plain, state, beam_size=2, max_length=3, num_best=3)
    with pytest.raises(ValueError, match="`beta` needs the source's `mask`"):
        beam_search(plain, state, beam_size=2, max_length=3, beta=0.1)
    with pytest.raises(ValueError, match="`beta` needs a network with attention"):
        beam_search(plain, state, beam_size=2, max_length=3, beta=0.1, mask=source != 0)
