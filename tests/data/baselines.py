"""What needs no understanding of a sentence: a dictionary, and the nearest training sentence.

Prints the BLEU scores of both in both directions: `PYTHONPATH=data python tests/data/baselines.py`.
"""

import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import sacrebleu
from generator.corpus import tokens

FOLDER = Path(__file__).parents[2] / "data/translate"


def read(split, language):
    """The sentences of a file."""
    return (FOLDER / f"{split}.{language}").read_text(encoding="utf-8").splitlines()


def bleu(hypotheses, references):
    """BLEU in 0–100, as SacreBLEU has it by default: mixed case, tokenised as 13a."""
    return sacrebleu.corpus_bleu(hypotheses, [references]).score


def dictionary(sources, targets, num_iterations=5):
    """The most likely translation of each word by IBM model 1 (Brown et al., 1993)."""
    source_ids, target_ids = defaultdict(), defaultdict()
    source_ids.default_factory = source_ids.__len__
    target_ids.default_factory = target_ids.__len__
    rows, columns, positions, position = [], [], [], 0
    for source, target in zip(sources, targets, strict=True):
        words = [source_ids[word] for word in tokens(source)]
        for word in tokens(target):
            rows += words
            columns += [target_ids[word]] * len(words)
            positions += [position] * len(words)
            position += 1
    pairs, links = np.unique(
        np.array(rows) * len(target_ids) + np.array(columns), return_inverse=True
    )
    pair_sources, positions = pairs // len(target_ids), np.array(positions)
    probabilities = np.ones(len(pairs))
    for _ in range(num_iterations):
        weights = probabilities[links]
        totals = np.bincount(positions, weights)
        counts = np.bincount(links, weights / totals[positions])
        probabilities = counts / np.bincount(pair_sources, counts)[pair_sources]
    source_words, target_words = list(source_ids), list(target_ids)
    order = np.argsort(probabilities, kind="stable")  # the most likely one is written last
    return {
        source_words[pair // len(target_ids)]: target_words[pair % len(target_ids)]
        for pair in pairs[order]
    }


def word_by_word(translations, source):
    """Each word replaced by its translation, unknown ones left out."""
    words = [translations[word] for word in tokens(source) if word in translations]
    return re.sub(r" ([.,?!])", r"\1", " ".join(words))


class NearestSentence:
    """Finds the training sentence with most words and pairs of words in common (Dice)."""

    def __init__(self, sources, targets):
        self.targets = targets
        grams = [self._grams(source) for source in sources]
        self.sizes = np.array([len(found) for found in grams])
        index = defaultdict(list)
        for row, found in enumerate(grams):
            for gram in found:
                index[gram].append(row)
        self.index = {gram: np.array(rows) for gram, rows in index.items()}

    @staticmethod
    def _grams(source):
        words = tokens(source)
        return {*words, *pairwise(words)}

    def translate(self, source):
        """The translation of the nearest sentence, copied as it is."""
        grams = self._grams(source)
        shared = np.zeros(len(self.targets))
        for gram in grams & self.index.keys():
            shared[self.index[gram]] += 1
        return self.targets[int(np.argmax(shared / (self.sizes + len(grams))))]


def scores(source_language, target_language, split, num_pairs=6000):
    """BLEU of both baselines; the dictionary is learnt from the first `num_pairs` pairs."""
    sources, targets = read("train", source_language), read("train", target_language)
    translations = dictionary(sources[:num_pairs], targets[:num_pairs])
    nearest = NearestSentence(sources, targets)
    lines, references = read(split, source_language), read(split, target_language)
    return {
        "word_by_word": bleu([word_by_word(translations, line) for line in lines], references),
        "nearest_sentence": bleu([nearest.translate(line) for line in lines], references),
    }


def statistics(language):
    """Sizes of one side of the training set."""
    words = [tokens(line) for line in read("train", language)]
    types = Counter(word for line in words for word in line)
    lengths = [len(line) for line in words]
    return {
        "types": len(types),
        "mean length": round(float(np.mean(lengths)), 1),
        "lengths": (min(lengths), max(lengths)),
    }


if __name__ == "__main__":
    for language in ("de", "en"):
        print(language, statistics(language))
    for pair in (("de", "en"), ("en", "de")):
        for name in ("test", "test_combinations"):
            found = scores(*pair, name)
            print(*pair, name, {key: round(value, 1) for key, value in found.items()})
