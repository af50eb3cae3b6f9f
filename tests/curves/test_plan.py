"""Which points there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.curves.alternatives import ALTERNATIVES
from benchmarks.curves.plan import (
    CURVES,
    NAMES,
    OURS,
    RECIPES,
    SIZES,
    Measure,
    chosen_curves,
    points_of,
    sizes_of,
)
from benchmarks.curves.subsets import CORPORA


@pytest.mark.parametrize(
    ("full", "wanted", "largest", "expected"),
    [
        (29_000, SIZES, None, [100, 300, 1_000, 3_000, 10_000, 29_000]),
        (42_068, SIZES, None, [100, 300, 1_000, 3_000, 10_000, 30_000]),
        (4_478, SIZES, None, [100, 300, 1_000, 3_000, 4_478]),
        (25_000, SIZES, 3_000, [100, 300, 1_000, 3_000]),
        (50, [300, 100], None, [50]),
    ],
)
def test_sizes_end_with_all_there_is(full, wanted, largest, expected):
    assert sizes_of(full, wanted, largest) == expected


def test_every_recipe_has_a_curve():
    recipes = {path.stem for path in (Path(__file__).parents[2] / "recipes").glob("*.py")}
    assert {*RECIPES} == recipes


def test_curves_name_what_there_is():
    assert {curve.corpus for curve in CURVES} <= {*CORPORA}
    assert {name for curve in CURVES for name in curve.alternatives} == {*ALTERNATIVES} == {*NAMES}


def test_a_recipe_with_two_corpora_has_two_curves():
    assert [curve.corpus for curve in chosen_curves(["sentiment"])] == ["sst", "imdb"]


def test_our_model_comes_before_the_one_that_reads_it():
    (ngram,) = chosen_curves(["ngram"])
    assert [point.model for point in points_of(ngram, 100)] == [OURS, "kenlm"]


def test_less_is_better_where_a_measure_says_so():
    assert Measure("loss", "loss", lower_is_better=True).best([2.0, 1.0]) == 1.0
    assert Measure("bleu", "BLEU").best([2.0, 1.0]) == 2.0
