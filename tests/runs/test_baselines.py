"""What baselines leave in results and on the screen, with tasks that do nothing."""

from __future__ import annotations

import doctest
import logging
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from seqtasks.errors import DataWarning
from seqtasks.runs import baselines as baseline_results
from seqtasks.runs.baselines import measure_baselines, summary_lines

TEXT = SimpleNamespace(train=10, evaluation_sets={"validation": 2, "test": 3})


def task(function: Any) -> Any:
    return SimpleNamespace(baselines=function)


def test_the_example_holds() -> None:
    assert doctest.testmod(baseline_results).failed == 0


def test_only_numbers_of_the_evaluated_splits_are_kept() -> None:
    def measured(train: int, split: int) -> dict[str, dict[str, Any]]:
        return {"sum": {"loss": float(train + split), "note": "13a", "classes": {"a": 1}}}

    found = measure_baselines(task(measured), TEXT, ["test", "another"])
    assert found == {"test": {"sum": {"loss": 13.0}}}


@pytest.mark.parametrize(
    "text",
    [object(), SimpleNamespace(train=1)],
)
def test_texts_of_ones_own_need_no_baselines(text: Any) -> None:
    assert measure_baselines(task(print), text, ["test"]) == {}


def test_a_baseline_that_fails_costs_a_warning_and_not_the_run() -> None:
    with pytest.warns(DataWarning, match="baselines were not measured: KeyError: 'ids'"):
        assert measure_baselines(task(lambda *_: {}["ids"]), TEXT, ["test"]) == {}


def test_warnings_about_a_baseline_are_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    def warn(train: int, split: int) -> dict[str, Any]:
        logging.getLogger("sacrebleu").warning("a tokenized period")
        warnings.warn("BLEU tells nothing", DataWarning, stacklevel=1)
        return {}

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert measure_baselines(task(warn), TEXT, ["test"]) == {"test": {}}
    assert not caplog.text
    logging.getLogger("sacrebleu").warning("heard again")
    assert "heard again" in caplog.text


def test_the_screen_shows_the_main_numbers_of_baselines_under_their_split() -> None:
    metrics = {"validation": {"loss": 1.0}, "test": {"loss": 2.0, "bleu": 30.0}}
    copy = {"bleu": 3.5, "length_ratio": 1.0, "chrf": float("inf")}
    baselines = {"test": {"copy_source": copy, "odd": {"distance": 2.0}}}
    assert summary_lines(metrics, baselines, "runs/a") == [
        "validation     loss 1",
        "test           loss 2  bleu 30",
        "  copy_source  bleu 3.5  chrf ∞",
        "  odd          distance 2",
        "run            runs/a",
    ]
