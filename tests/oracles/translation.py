"""Metrics of translations beside sacreBLEU's command line."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from seqtasks.errors import DataWarning
from seqtasks.metrics.bleu_tokens import script_of
from seqtasks.metrics.translation import translation_metrics
from tests.oracles.comparing import Answer

WORDS = {
    "Latin": "The dog Ärger naïve don't U.S. 3,5 5-year-old ½ e\u0301té «oui» A&B (b) ... !",
    "Greek": "Ο σκύλος τρέχει στο πάρκο · τι ; Σας",
    "Cyrillic": "Собака бежит по парку — да ? Ещё №5",
    "Han": "狗在公园里跑。 我 喜欢 ， 它 １２ 年 “好” ！",
    "Kana": "犬 が 公園 を はしる 。 それは パーティー です か ？",
    "Hangul": "개가 공원 에서 달린다 . 그것 은 좋아 !",
    "Arabic": "الكلب يركض في الحديقة ، نعم ؟ ٣",
    "Thai": "สุนัขวิ่ง ใน สวน ๑๒ ครับ",
    "Devanagari": "कुत्ता पार्क में दौड़ता है । हाँ",
}
TOKENIZERS = ("13a", "intl", "zh", "char")  # those that need no further package
TOLERANCE = 1e-9


def compare(random: np.random.Generator) -> Iterator[Answer]:
    """BLEU, chrF and TER with their signatures, of lines in a script, or in several."""
    scripts = [str(s) for s in random.permutation(list(WORDS))[: random.choice([1, 1, 1, 3])]]
    words = [word for script in scripts for word in WORDS[script].split()]
    references = [_line(random, words) for _ in range(random.integers(1, 12))]
    translations = [_changed(random, line, words) for line in references]
    lowercase = bool(random.integers(2))
    tokenizer = str(random.choice(TOKENIZERS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # of texts too short for BLEU
        ours = translation_metrics(
            translations, references, lowercase=lowercase, tokenizer=tokenizer
        )
    described = f"{scripts}, {tokenizer}, {lowercase=}"
    options = ["--tokenize", tokenizer, *(["--lowercase", "--chrf-lowercase"] if lowercase else [])]
    theirs = _command_line(translations, references, ["bleu", "chrf"], options)
    theirs |= _edits(translations, references, lowercase, tokenizer)
    for name, (score, signature) in theirs.items():
        yield Answer(f"{name}, {described}", ours[name], score, TOLERANCE)
        yield Answer(f"signature of {name}", ours[f"{name}_signature"], signature)


def _edits(
    translations: list[str], references: list[str], lowercase: bool, tokenizer: str
) -> dict[str, tuple[float, str]]:
    """TER in words; of Chinese and Japanese as tercom parts them, else in BLEU's characters."""
    options = [] if lowercase else ["--ter-case-sensitive"]
    is_asian = tokenizer == "zh" or script_of(references) in ("zh", "ja")
    if tokenizer not in ("zh", "char"):
        return _command_line(translations, references, ["ter"], options)
    if is_asian:
        options += ["--ter-normalized", "--ter-asian-support"]
        return _command_line(translations, references, ["ter"], options)
    parted = ([" ".join(line) for line in lines] for lines in (translations, references))
    score, signature = _command_line(*parted, ["ter"], options)["ter"]
    return {"ter": (score, signature.replace("tok:tercom", "tok:char"))}


def _line(random: np.random.Generator, words: list[str]) -> str:
    return " ".join(map(str, random.choice(words, random.integers(0, 16))))


def _changed(random: np.random.Generator, line: str, words: list[str]) -> str:
    """A translation of a reference: some words dropped, doubled, moved, changed, or in capitals."""
    found = line.split()
    for _ in range(random.integers(0, 6)):
        at = int(random.integers(0, len(found) + 1))
        found[at : at + 1] = [
            [],
            [str(random.choice(words))],
            2 * found[at : at + 1],
            [word.swapcase() for word in found[at : at + 1]],
            found[at : at + 1][::-1],
        ][random.integers(5)]
        if found and random.random() < 0.3:
            found.insert(int(random.integers(0, len(found))), found.pop())
    return ("" if random.random() < 0.1 else " ").join(found)


def _command_line(
    translations: list[str], references: list[str], metrics: list[str], options: list[str]
) -> dict[str, tuple[float, str]]:
    """Score and signature of each metric, as `sacrebleu` prints them."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("references", "translations")]
        for path, lines in zip(paths, (references, translations), strict=True):
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        command = [sys.executable, "-m", "sacrebleu", str(paths[0]), "-i", str(paths[1])]
        command += ["-m", *metrics, "--width", "14", "--force", *options]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(printed)
    names = {"BLEU": "bleu", "chrF2": "chrf", "TER": "ter"}
    rows = found if isinstance(found, list) else [found]
    return {names[row["name"]]: (row["score"], row["signature"]) for row in rows}
