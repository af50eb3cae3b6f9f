"""Tests of the learning rate's schedules."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import seqtasks as st


def test_the_rate_rises_to_its_peak_and_falls_to_zero() -> None:
    schedule = st.warmup_cosine(0.4, epochs=4, steps_per_epoch=25, warmup=0.2)
    rates = [float(schedule(step)) for step in range(101)]
    np.testing.assert_allclose(rates[:21], [0.4 * step / 20 for step in range(21)], rtol=1e-6)
    falling = [0.2 * (1 + math.cos(math.pi * step / 80)) for step in range(81)]
    np.testing.assert_allclose(rates[20:], falling, atol=1e-7)


def test_without_warmup_it_starts_at_its_peak() -> None:
    assert float(st.warmup_cosine(0.4, epochs=1, steps_per_epoch=10, warmup=0.0)(0)) == (
        pytest.approx(0.4)
    )


def test_one_step_is_enough() -> None:
    assert float(st.warmup_cosine(0.4, epochs=1, steps_per_epoch=1)(0)) == pytest.approx(0.4)


def peak(schedule: Any, steps: int) -> int:
    return max(range(steps + 1), key=lambda step: float(schedule(step)))


def test_a_short_training_warms_up_for_so_many_steps_at_least() -> None:
    # Three epochs of 15,000 pairs: 5 % are 35 steps.
    sizes = {"epochs": 3, "steps_per_epoch": 235, "warmup": 0.05}
    assert peak(st.warmup_cosine(0.4, **sizes), 705) == 35
    schedule = st.warmup_cosine(0.4, **sizes, min_warmup_steps=200)
    assert peak(schedule, 705) == 200
    assert float(schedule(705)) == pytest.approx(0.0, abs=1e-7)


def test_half_of_the_steps_are_left_for_the_decay() -> None:
    assert peak(st.warmup_cosine(0.4, epochs=1, steps_per_epoch=60, min_warmup_steps=200), 60) == 30


def test_a_long_training_warms_up_by_its_share() -> None:
    sizes = {"epochs": 10, "steps_per_epoch": 1000, "warmup": 0.05}
    with_floor = st.warmup_cosine(0.4, **sizes, min_warmup_steps=200)
    assert with_floor.get_config() == st.warmup_cosine(0.4, **sizes).get_config()


@pytest.mark.parametrize(
    ("steps_per_epoch", "expected"), [(13, 77), (100, 10), (125, 8), (126, 8), (5000, 8)]
)
def test_epochs_are_as_many_as_the_steps_need(steps_per_epoch: int, expected: int) -> None:
    found = st.enough_epochs(8, steps_per_epoch=steps_per_epoch, min_steps=1000)
    assert found == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"epochs": 0}, r"^`epochs` must be at least 1\. Received: epochs=0$"),
        ({"steps_per_epoch": 0}, r"^`steps_per_epoch` must be at least 1\. Received: "),
        ({"min_steps": -1}, r"^`min_steps` must be at least 0\. Received: min_steps=-1$"),
    ],
)
def test_numbers_of_epochs_out_of_range(arguments: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        st.enough_epochs(**{"epochs": 1, "steps_per_epoch": 1, **arguments})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"learning_rate": 0.0},
            r"^`learning_rate` must be above 0\. Received: learning_rate=0\.0",
        ),
        ({"warmup": 1.0}, r"^`warmup` must lie in \[0, 1\)\. Received: warmup=1\.0$"),
        ({"warmup": -0.1}, r"^`warmup` must lie in \[0, 1\)\. Received: warmup=-0\.1$"),
        ({"min_warmup_steps": -1}, r"^`min_warmup_steps` must be at least 0\. Received: "),
        ({"epochs": 0}, r"^`epochs` must be at least 1\. Received: epochs=0$"),
        ({"steps_per_epoch": 0}, r"^`steps_per_epoch` must be at least 1\. Received: "),
    ],
)
def test_values_out_of_range(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        st.warmup_cosine(**{"learning_rate": 0.1, "epochs": 1, "steps_per_epoch": 1, **arguments})
