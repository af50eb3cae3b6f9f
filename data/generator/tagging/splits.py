"""The corpus: which sentences are drawn for training, validation and test."""

from __future__ import annotations

from functools import cache

from generator.corpus import Choice
from generator.tagging.conllu import document, text_of
from generator.tagging.sentences import Sentence, sentence
from generator.tagging.suffixes import WITHHELD

SEED = 2028
SIZES = {"train": 3_000, "validation": 400, "test": 400}


def _is_withheld(tokens: Sentence) -> bool:
    """Whether a sentence has a word that training must not show."""
    return any(token.word.lemma in WITHHELD for token in tokens)


@cache
def generate() -> dict[str, list[Sentence]]:
    """Draws the sentences of every split; the same ones each time, and none twice."""
    choice, seen = Choice(SEED), set[str]()
    splits: dict[str, list[Sentence]] = {name: [] for name in SIZES}
    for name, size in SIZES.items():
        while len(splits[name]) < size:
            drawn = sentence(choice)
            text = text_of(drawn)
            if text in seen or (name == "train" and _is_withheld(drawn)):
                continue
            seen.add(text)
            splits[name].append(drawn)
    return splits


@cache
def files() -> dict[str, str]:
    """The contents of all generated files by name."""
    return {f"{name}.conllu": document(name, drawn) for name, drawn in generate().items()}
