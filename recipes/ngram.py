"""Predicts the next token from counts: n-gram models, smoothed in the classic ways."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import seqtasks as st


@dataclass(frozen=True, kw_only=True)
class Config:
    corpus: Path = Path("data/language_model")
    column: int | None = None  # that holds the text, in files with tab-separated columns
    unit: Literal["word", "space", "character", "sentencepiece"] = "word"  # space: tokenised text
    vocabulary_size: int = 10_002  # entries at most, the four special ones included
    minimum_frequency: int = 1  # rarer words are <unk>
    lowercase: bool = False
    order: int = 5
    smoothing: Literal["maximum_likelihood", "additive", "backoff", "kneser_ney"] = "kneser_ney"
    delta: float = 0.01  # of additive smoothing
    seed: int = 1


PTB = Config(unit="space")


def data(config: Config) -> st.PlainText:
    return st.PlainText(
        config.corpus,
        column=config.column,
        unit=config.unit,
        vocabulary_size=config.vocabulary_size,
        minimum_frequency=config.minimum_frequency,
        lowercase=config.lowercase,
    )


def model(config: Config, text: st.PlainText) -> st.NGramModel:
    return st.NGramModel(
        config.order,
        vocabulary_size=text.tokenizer.vocabulary_size,
        smoothing=config.smoothing,
        delta=config.delta,
    )


def train(
    config: Config, model: st.NGramModel, text: st.PlainText, run: st.Run
) -> st.TrainingReport:
    return st.count_ngrams(model, text.train)


def task(config: Config, model: st.NGramModel, text: st.PlainText) -> st.LanguageModel:
    return st.LanguageModel(model, text.tokenizer, examples=text.validation.lines)


def evaluate(
    config: Config, task: st.LanguageModel, text: st.PlainText
) -> dict[str, dict[str, float]]:
    return {name: task.evaluate(split) for name, split in text.evaluation_sets.items()}
