"""Which recipes are trained on what, at which sizes, and what they are compared with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000)
OURS = "seqtasks"


class Measure(NamedTuple):
    """A number by which models of one panel are compared.

    Attributes:
        metric: its name in `results.json`.
        title: its name for people.
        digits: decimals in tables.
        lower_is_better: whether less is better.
    """

    metric: str
    title: str
    digits: int = 3
    lower_is_better: bool = False

    def best(self, values: Iterable[float]) -> float:
        """The best of some values."""
        return min(values) if self.lower_is_better else max(values)


class Curve(NamedTuple):
    """A recipe on a corpus.

    Attributes:
        name: of the curve; that of the recipe, and of the corpus where a recipe has several.
        recipe: stem of the file in `recipes/`.
        corpus: a name of `subsets.CORPORA`.
        examples: what the corpus is counted in.
        measures: how models are compared, each in a panel.
        settings: `key=value` texts that say how the corpus is to be read; all else is default.
        alternatives: names of `alternatives.ALTERNATIVES`.
        largest: training examples at most unless sizes are given, for what would take too long.
        held_out: examples of validation and of test that are measured; all when None.
        panel: the curve in whose panels this one is drawn, if not in panels of its own.
    """

    name: str
    recipe: str
    corpus: str
    examples: str
    measures: tuple[Measure, ...]
    settings: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    largest: int | None = None
    held_out: int | None = None
    panel: str | None = None


_BITS = Measure("bits_per_character", "bits a character", lower_is_better=True)
_ACCURACY = Measure("accuracy", "accuracy")
CURVES = (
    Curve("translate", "translate", "multi30k", "pairs", (Measure("bleu", "BLEU", 1), _BITS)),
    # Perplexities of different vocabularies do not compare; bits that spell unknown words do.
    Curve(
        "dialogue",
        "dialogue",
        "dailydialog",
        "dialogues",
        (_BITS,),
        largest=1_000,
        held_out=200,
    ),
    Curve(
        "pos_tagging",
        "pos_tagging",
        "ud-en-ewt",
        "sentences",
        (Measure("token_accuracy", "token accuracy"),),
        alternatives=("crfsuite",),
    ),
    Curve(
        "nlu",
        "nlu",
        "atis",
        "requests",
        (Measure("slot_f1", "slot F1"), Measure("intent_accuracy", "intent accuracy")),
        alternatives=("crfsuite", "fasttext", "tfidf"),
    ),
    Curve(
        "sentiment_sst",
        "sentiment",
        "sst",
        "sentences",
        (_ACCURACY,),
        alternatives=("fasttext", "tfidf"),
    ),
    Curve(
        "sentiment_imdb",
        "sentiment",
        "imdb",
        "reviews",
        (_ACCURACY,),
        settings=("label=2", "text=4"),
        alternatives=("fasttext", "tfidf"),
        largest=3_000,
        held_out=1_000,
    ),
    Curve(
        "language_model",
        "language_model",
        "ptb",
        "lines",
        (_BITS,),
        settings=("unit=space",),
    ),
    Curve(
        "ngram",
        "ngram",
        "ptb",
        "lines",
        (_BITS,),
        settings=("unit=space",),
        alternatives=("kenlm",),
        panel="language_model",
    ),
)
RECIPES = tuple(dict.fromkeys(curve.recipe for curve in CURVES))
NAMES = {
    "crfsuite": "CRFsuite",
    "fasttext": "fastText",
    "tfidf": "TF-IDF, logistic regression",
    "kenlm": "KenLM 5-gram",
}


class Point(NamedTuple):
    """A model of a curve, trained on the first `size` examples."""

    curve: Curve
    size: int
    model: str

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells it from others, in records."""
        return self.curve.name, self.size, self.model


def sizes_of(full: int, wanted: Iterable[int], largest: int | None = None) -> list[int]:
    """The sizes of a corpus of `full` training examples: in place of what it lacks, all it has.

    >>> sizes_of(4_478, SIZES)
    [100, 300, 1000, 3000, 4478]
    >>> sizes_of(42_068, [100, 30_000], largest=10_000)
    [100]
    """
    sizes = sorted({min(size, full) for size in wanted})
    return [size for size in sizes if largest is None or size <= largest]


def chosen_curves(recipes: Collection[str] | None) -> list[Curve]:
    """The curves of some recipes; all when None."""
    return [curve for curve in CURVES if recipes is None or curve.recipe in recipes]


def points_of(curve: Curve, size: int) -> list[Point]:
    """All models of a size: ours first, since KenLM reads what our n-gram model writes."""
    return [Point(curve, size, model) for model in (OURS, *curve.alternatives)]
