import warnings

import pytest

from seqtasks.errors import DataWarning
from seqtasks.metrics.directions import is_better
from seqtasks.metrics.translation import translation_metrics, worst_and_best


def test_perfect_translations_score_100():
    lines = ["The dog is running.", "A cat sleeps in the house."]
    metrics = translation_metrics(lines, lines)
    assert metrics["bleu"] == pytest.approx(100)
    assert metrics["chrf"] == pytest.approx(100)
    assert metrics["ter"] == 0.0
    assert metrics["length_ratio"] == 1.0
    assert metrics["exact_match"] == 1.0
    assert "tok:13a" in metrics["bleu_signature"]


def test_case_counts_unless_lowercase():
    metrics = translation_metrics(["the dog is running ."], ["The dog is running."])
    assert metrics["exact_match"] == 0.0
    lower = translation_metrics(["the dog is  running."], ["The dog is running."], lowercase=True)
    assert lower["exact_match"] == 1.0
    assert lower["bleu"] == pytest.approx(100)
    assert lower["ter"] == 0.0
    assert "case:lc" in lower["bleu_signature"]
    assert "case:lc" in lower["ter_signature"]


def test_edits_and_length_are_counted():
    metrics = translation_metrics(["a dog runs"], ["a big dog runs home today"])
    assert metrics["ter"] == pytest.approx(100 * 3 / 6)
    assert metrics["length_ratio"] == pytest.approx(3 / 6)
    assert "case:mixed" in metrics["ter_signature"]


def test_the_worst_and_the_best_are_told():
    references = ["a dog runs", "the cat sleeps", "the big cat sleeps", "it rains", "no"]
    found = worst_and_best(
        list("abcde"),
        ["a dog runs", "the CAT sleeps", "the big cat sleeps", "xyz", "on"],
        references,
        lowercase=True,
        count=2,
    )
    assert list(found) == ["worst 1", "worst 2", "best 1", "best 2"]
    assert [row["source"] for row in found.values()] == ["d", "e", "c", "b"]
    assert found["worst 1"]["chrf"] == 0.0
    assert found["best 1"] == {
        "chrf": pytest.approx(100.0), "source": "c",
        "translation": "the big cat sleeps", "reference": "the big cat sleeps",
    }  # fmt: skip
    assert worst_and_best(["a"], ["b"], ["c"]) == {}


def test_losses_fall_and_bleu_grows():
    assert is_better("loss", 1.0, 2.0)
    assert is_better("bleu", 2.0, 1.0)
    assert not is_better("perplexity", 2.0, 2.0)


def test_of_references_under_four_tokens_bleu_tells_nothing():
    lines = ["Yes .", "No, thanks", "", "Hello"]
    with pytest.warns(DataWarning, match="^BLEU tells nothing here: no reference has four tokens"):
        metrics = translation_metrics(lines, lines)
    assert (metrics["bleu"], metrics["exact_match"], metrics["ter"]) == (0.0, 1.0, 0.0)
    assert metrics["chrf"] == pytest.approx(100)
    assert metrics["bleu_note"].startswith("no reference has four tokens (13a), and BLEU counts 4-")


def test_of_translations_under_four_tokens_a_warning_is_enough():
    references = ["Yes.", "I do not know."]
    with pytest.warns(DataWarning, match="no translation has four tokens .* 0 whatever they say"):
        metrics = translation_metrics(["Yes.", "No."], references)
    assert (metrics["bleu"], metrics["exact_match"]) == (0.0, 0.5)
    assert "bleu_note" not in metrics


def test_a_short_line_of_chinese_has_four_tokens():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert translation_metrics(["我爱你。"], ["我爱你。"], tokenizer="zh")["bleu"] > 99.9
        assert translation_metrics(["a b c d"], ["a b c d"])["bleu"] > 99.9
    with pytest.warns(DataWarning, match=r"no reference has four tokens \(13a\)"):
        assert translation_metrics(["我爱你。"], ["我爱你。"])["bleu"] == 0.0


def test_nothing_for_nothing_is_perfect():
    translations = ["", " ", "", "a dog runs", "x"]
    references = ["", "\t", "a cat", "a dog runs", ""]
    found = worst_and_best(list("abcde"), translations, references)
    assert [row["source"] for row in found.values()] == ["c", "e", "b", "a"]
    assert found["best 1"]["chrf"] == 100.0
    metrics = translation_metrics(["", "I do not know.", " "], ["", "I do not know.", ""])
    assert (metrics["exact_match"], metrics["ter"]) == (1.0, 0.0)
    assert (metrics["bleu"], metrics["chrf"]) == (pytest.approx(100), pytest.approx(100))
