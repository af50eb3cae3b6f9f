"""The training of a model that only counts."""

from __future__ import annotations

import time
from typing import Any, Protocol

from seqtasks.training.run import TrainingReport


class Counter(Protocol):
    """A model that is estimated in one pass, such as `seqtasks.ngrams.model.NGramModel`."""

    @property
    def num_ngrams(self) -> int:
        """N-grams of all orders."""

    def count(self, ids: Any) -> None:
        """Estimates the model on a text."""


def count_ngrams(model: Counter, train: Any) -> TrainingReport:
    """Estimates an n-gram model on a training split.

    Args:
        model: an `NGramModel`.
        train: a split with `ids`, the training text.

    Returns:
        The report that `results.json` keeps; its parameters are the n-grams of all orders.

    Raises:
        DataError: the text is empty.
    """
    started = time.perf_counter()
    model.count(train.ids)
    seconds = time.perf_counter() - started
    return TrainingReport(
        epochs=1,
        seconds=seconds,
        tokens_per_second=len(train.ids) / max(seconds, 1e-9),
        padding_share=0.0,
        parameters=model.num_ngrams,
    )
