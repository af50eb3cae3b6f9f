"""Perplexity with and without unknown tokens, and what spelling them costs."""

import math

import numpy as np
import pytest

from seqtasks.metrics.perplexity import perplexity_metrics, spelling_nats
from seqtasks.metrics.words import has_words


def test_both_perplexities_by_hand():
    nats = np.log([2.0, 4.0, 8.0, 100.0])
    metrics = perplexity_metrics(nats, np.array([0, 0, 0, 6]), 1)
    assert list(metrics) == ["perplexity", "unknown_tokens", "perplexity_without_unknown"]
    assert metrics["perplexity"] == pytest.approx(6400**0.25)
    assert metrics["unknown_tokens"] == pytest.approx(1 / 3)  # `<eos>` is no token of the text
    assert metrics["perplexity_without_unknown"] == pytest.approx(4.0)


def test_an_impossible_unknown_token_leaves_the_others_their_perplexity():
    metrics = perplexity_metrics(np.array([math.inf, math.log(3.0)]), np.array([2, 0]), 1)
    assert metrics["perplexity"] == math.inf
    assert metrics["perplexity_without_unknown"] == pytest.approx(3.0)
    known = perplexity_metrics(np.array([math.inf, 1.0]), np.array([0, 0]), 1)
    assert known["perplexity_without_unknown"] == math.inf
    assert known["unknown_tokens"] == 0.0


def test_a_blank_line_has_no_unknown_tokens():
    assert perplexity_metrics(np.array([0.5]), np.array([0]), 1)["unknown_tokens"] == 0.0


def test_a_token_is_spelled_with_every_character_and_an_end():
    """A word of three characters and one of a single character, of an alphabet of 9."""
    assert spelling_nats(np.array([0, 4, 0, 2]), 9) == pytest.approx(6 * math.log(10))
    assert spelling_nats(np.zeros(3, int), 9) == 0.0


WITH_WORDS = {
    "English": ["The dog sees the key.", "", "Yes."],
    "German": ["Donaudampfschifffahrtsgesellschaft"],
    "Korean": ["한국어 문장에는 띄어쓰기가 있습니다."],
    "Chinese, split into words": ["明月 明朝 ， 春色 花 时 。", "载 路 溢 欢声 。"],
    "Thai, split into words": ["สวัสดี ชาว โลก", "ผู้ใหญ่ กิน ข้าว"],
    "Chinese among English": ["The character 明 means bright, they say."],
    "nothing": ["", " "],
}
WITHOUT_WORDS = {
    "Chinese": ["明月明朝，春色花时。", "菊边雨白，雨来人散，偏在江山路。"],
    "Chinese verses": ["明月几时有", "把酒问青天"],
    "Japanese": ["東京タワーはどこですか。コーヒーをください。"],
    "Thai": ["สวัสดีชาวโลก ผู้ใหญ่กินข้าวที่บ้านเมื่อวานนี้"],
    "Khmer": ["ខ្ញុំស្រឡាញ់ប្រទេសកម្ពុជា"],
    "letters without end": ["ACGT" * 30],
}


@pytest.mark.parametrize("lines", WITH_WORDS.values(), ids=WITH_WORDS)
def test_text_with_words(lines):
    assert has_words(lines)


@pytest.mark.parametrize("lines", WITHOUT_WORDS.values(), ids=WITHOUT_WORDS)
def test_text_without_words(lines):
    assert not has_words(lines)
