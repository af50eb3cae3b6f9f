"""What a training fell short of: each warning where it belongs, and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from seqtasks.metrics.translation import answer_shares as shares_of_texts
from seqtasks.runs.shortfalls import (
    Training,
    answer_shares,
    below_baselines,
    overconfident,
    repeated_answers,
    shortfalls,
    still_improving,
)


def command(changes: Mapping[str, Any]) -> str:
    given = (f"{name}={value}" for name, value in changes.items() if value is not None)
    return " ".join(["run", *given])


def training(*rows: tuple[float, ...], monitor: str = "loss", **config: Any) -> Training:
    """A training whose rows hold the validation loss and, where there is one, accuracy."""
    names = ("validation_loss", "validation_accuracy")
    history = [
        {"epoch": number, **dict(zip(names, row, strict=False))}
        for number, row in enumerate(rows, start=1)
    ]
    values = [row.get(f"validation_{monitor}") for row in history]
    choose = min if monitor == "loss" else max
    known = [value for value in values if value is not None]
    best = values.index(choose(known)) + 1 if known else 0
    return Training(history, monitor, best, {"epochs": 3, **config}, command)


def test_a_perplexity_above_a_bigram_model_is_said() -> None:
    baselines = {"unigram": {"perplexity": 188.0}, "bigram": {"perplexity": 46.1}}
    (found,) = below_baselines({"perplexity": 127.6}, baselines, training((4.9,), (4.85,)))
    assert found.kind == "below_baseline"
    assert found.message == (
        "The perplexity on validation data, 127.6, is no better than that of the baseline bigram, "
        "46.1."
    )
    assert found.suggestion == "train longer: run epochs=6"
    assert below_baselines({"perplexity": 46.0}, baselines, training((3.8,))) == []


def test_as_good_as_the_baseline_is_not_better() -> None:
    baselines = {"most_frequent_tag": {"token_accuracy": 0.736}}
    assert below_baselines({"token_accuracy": 0.736}, baselines, training((1.0,)))
    assert not below_baselines({"token_accuracy": 0.737}, baselines, training((1.0,)))


def test_longer_is_never_shorter_than_what_was_asked_or_the_recipe_has() -> None:
    def longer(own: int = 0, /, **config: Any) -> str:
        rows = [{"epoch": number, "steps": 7} for number in range(1, 13)]
        return Training(rows, "loss", 12, config, command, own).longer

    assert longer(epochs=12, min_steps=0) == "train longer: run epochs=24"
    assert longer(epochs=4, min_steps=80) == "train longer: run epochs=24"  # 12 epochs of 7 steps
    # What was asked for is below the recipe's own floor: that is tried first.
    assert longer(1000, epochs=12, min_steps=0) == "train longer: run"
    # Patience ended it: more epochs would change nothing.
    assert longer(epochs=40, min_steps=0, patience=1) == "train longer: run patience=2"
    assert longer(2000, epochs=9, min_steps=2000, patience=3) == "train longer: run patience=6"


def test_what_cannot_be_better_is_not_warned_of() -> None:
    for name, best in (("token_accuracy", 1.0), ("perplexity", 1.0), ("bleu", 100.0)):
        assert not below_baselines({name: best}, {"same": {name: best}}, training((1.0,)))


def test_a_bleu_that_tells_nothing_is_not_compared() -> None:
    baselines = {"copy_source": {"bleu": 8.0}}
    assert below_baselines({"bleu": 1.7}, baselines, training((1.0,)))
    assert not below_baselines({"bleu": 0.0, "bleu_note": "..."}, baselines, training((1.0,)))


def test_each_metric_has_its_own_warning() -> None:
    baselines = {"words": {"span_f1": 0.4, "token_accuracy": 0.9, "chrf": 99.0, "labels": {}}}
    measured = {"span_f1": 0.3, "token_accuracy": 0.8, "chrf": 1.0, "labels": {}}
    found = below_baselines(measured, baselines, training((1.0,)))
    assert [warning.message.split(" on ")[0] for warning in found] == [
        "The token accuracy",
        "The span f1",
    ]


def test_an_infinite_perplexity_is_no_better_than_any() -> None:
    baselines = {"unigram": {"perplexity": 188.0}}
    assert below_baselines({"perplexity": math.inf}, baselines, training((1.0,)))


def test_a_count_without_epochs_is_told_nothing_to_try() -> None:
    of = Training((), "loss", 0, {"order": 1}, command)
    (found,) = below_baselines({"perplexity": 9.0}, {"unigram": {"perplexity": 8.0}}, of)
    assert found.suggestion == ""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(5.02,), (4.88,), (4.85,)], True),  # the 152, 131.9, 127.6: 3 % of the perplexity
        ([(5.02,), (4.86,), (4.85,)], False),  # 1 %: the rate has fallen to 0
        ([(5.02,), (4.80,), (4.85,)], False),  # the last epoch is not the best
        ([(5.02,)], False),  # nothing to compare with
        ([(5.02,), (), (4.85,)], True),  # an epoch that was not validated
        ([(math.inf,), (4.85,)], True),
    ],
)
def test_a_loss_that_was_still_falling(rows: list[tuple[float, ...]], expected: bool) -> None:
    assert bool(still_improving(training(*rows))) is expected


def test_an_accuracy_that_was_still_rising_is_judged_by_its_errors() -> None:
    nearly = training((1.0, 0.950), (1.0, 0.9505), monitor="accuracy")
    assert still_improving(nearly) == []
    (found,) = still_improving(training((1.0, 0.60), (1.0, 0.644), monitor="accuracy"))
    assert found.message == (
        "The accuracy on validation data was still improving in the last epoch, from 0.6 to 0.644."
    )
    assert found.suggestion == "train longer: run epochs=6"


def test_a_loss_that_rose_while_accuracy_rose() -> None:
    rows = [(0.50, 0.80), (0.45, 0.81), (0.60, 0.83)]
    of = training(*rows, monitor="accuracy", calibrate=False)
    (found,) = overconfident({"calibration_error": 0.134}, of)
    assert found.message == (
        "From epoch 2 to 3 the accuracy on validation data rose from 0.81 to 0.83 while the loss "
        "rose from 0.45 to 0.6: its probabilities are too sure. The calibration error is 0.134."
    )
    assert found.suggestion == "calibrate the probabilities: run calibrate=true"


def test_no_word_of_a_loss_that_rose_after_the_best_epoch() -> None:
    rows = [(0.50, 0.80), (0.45, 0.84), (0.90, 0.83)]
    assert overconfident({}, training(*rows, monitor="accuracy", calibrate=False)) == []


def test_calibrated_probabilities_need_no_warning() -> None:
    rows = [(0.45, 0.81), (0.60, 0.83)]
    of = training(*rows, monitor="accuracy", calibrate=True)
    assert overconfident({"temperature": 1.3}, of) == []
    assert overconfident({}, of)[0].suggestion == ""  # the data did not tell a temperature


def test_one_translation_for_nearly_every_source() -> None:
    answers = ["a man ."] * 6 + ["b", "c", "", ""]
    measured = {"answers": shares_of_texts(answers, [str(number) for number in range(10)])}
    assert measured["answers"] == {
        "text": "a man .",
        "share": 0.6,
        "reference_share": 0.0,
        "empty": 0.2,
        "reference_empty": 0.0,
    }
    (found,) = repeated_answers(measured, training((1.0,)))
    assert (found.kind, found.message) == (
        "same_answers",
        "60% of the answers to validation data are the same, 'a man .', which 0% of the references "
        "are.",
    )


@pytest.mark.parametrize(
    ("classes", "share", "expected"),
    [(2, 0.63, False), (2, 0.95, True), (3, 0.7, False), (3, 0.75, True), (20, 0.55, True)],
)
def test_one_of_few_classes_may_have_most_texts(classes: int, share: float, expected: bool) -> None:
    gold = 1000 // classes
    rows = {f"{n}": {"texts": gold, "right": gold if n == 0 else 0} for n in range(classes)}
    missing = round(share * 1000) - gold
    left = 1000 - gold - missing
    measured = {"classes": rows, "confusions": [("1", "0", missing), ("0", "1", left)]}
    if left > share * 1000:
        measured["confusions"][1:] = [("0", "1", left // 2), ("0", "2", left - left // 2)]
    found = repeated_answers(measured, training((1.0,), class_weights=False))
    assert bool(found) is expected
    if found:
        assert found[0].suggestion == "give rare classes more weight: run class_weights=true"


def test_mostly_empty_answers() -> None:
    measured = {"answers": shares_of_texts(["", " ", "a"], ["x", "y", "z"])}
    (found,) = repeated_answers(measured, training((1.0,)))
    assert (found.kind, found.message) == (
        "empty_answers",
        "67% of the answers to validation data are empty.",
    )


def test_an_answer_that_is_right_as_often_is_no_fault() -> None:
    measured = {"answers": shares_of_texts(["yes"] * 7 + ["no"] * 3, ["yes"] * 6 + ["no"] * 4)}
    assert repeated_answers(measured, training((1.0,))) == []


def classes(pairs: list[tuple[str, str]], unit: str = "texts") -> dict[str, Any]:
    """`classes` and `confusions` as the metrics give them, of (gold, predicted)."""
    names = sorted({name for pair in pairs for name in pair})
    rows = {
        name: {unit: sum(g == name for g, _ in pairs), "right": pairs.count((name, name))}
        for name in names
    }
    wrong = [[g, p, pairs.count((g, p))] for g, p in dict.fromkeys(pairs) if g != p]
    return {"classes" if unit == "texts" else "labels": rows, "confusions": wrong}


def test_a_classifier_that_knows_one_class() -> None:
    measured = classes([("pos", "pos")] * 9 + [("neg", "pos")])
    assert answer_shares(measured) == ("pos", 1.0, 0.9, 0.0, 0.0, 2)
    (found,) = repeated_answers(measured, training((1.0,)))
    assert found.kind == "same_answers"
    assert not repeated_answers(classes([("pos", "pos")] * 9 + [("neg", "neg")]), training((1.0,)))


def test_a_tagger_that_gives_every_word_one_label() -> None:
    measured = classes([("NOUN", "NOUN")] * 3 + [("VERB", "NOUN")] * 7, unit="words")
    assert answer_shares(measured) == ("NOUN", 1.0, 0.3, 0.0, 0.0, 2)


def test_only_validation_is_looked_at() -> None:
    of = training((5.0,), (1.0,), (1.01,))
    numbers = {"perplexity": 9.0}
    assert not shortfalls({"test": numbers}, {"test": {"unigram": {"perplexity": 1.0}}}, of)
    found = shortfalls({"validation": numbers}, {"validation": {"unigram": numbers}}, of)
    assert [warning.kind for warning in found] == ["below_baseline"]
