"""What the tests of trainings share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def sketched_curves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty pictures: drawing takes longer than an epoch here."""
    monkeypatch.setattr("seqtasks.training.loop.draw_curves", lambda _, path: path.touch())
