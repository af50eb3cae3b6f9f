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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"learning_rate": 0.0},
            r"^`learning_rate` must be above 0\. Received: learning_rate=0\.0",
        ),
        ({"warmup": 1.0}, r"^`warmup` must lie in \[0, 1\)\. Received: warmup=1\.0$"),
        ({"warmup": -0.1}, r"^`warmup` must lie in \[0, 1\)\. Received: warmup=-0\.1$"),
        ({"epochs": 0}, r"^`epochs` must be at least 1\. Received: epochs=0$"),
        ({"steps_per_epoch": 0}, r"^`steps_per_epoch` must be at least 1\. Received: "),
    ],
)
def test_values_out_of_range(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        st.warmup_cosine(**{"learning_rate": 0.1, "epochs": 1, "steps_per_epoch": 1, **arguments})
