"""What trivial predictors reach on the sets of a run, for its results and for the screen."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from seqtasks.errors import DataWarning
from seqtasks.infinity import shown
from seqtasks.metrics.main_metrics import MAIN_METRICS

if TYPE_CHECKING:
    from seqtasks.tasks.task import Task

Baselines: TypeAlias = Mapping[str, Mapping[str, Mapping[str, float]]]  # by split, then by name


def measure_baselines(task: Task[Any], text: Any, splits: Iterable[str]) -> Baselines:
    """What the baselines of a task reach on the same splits as the task itself.

    A run is not lost for its baselines: where they cannot be measured, one warning says why. What
    tasks warn of was said of the answers that count, and is not repeated for those of a baseline.

    Args:
        task: of the run.
        text: of the run; with `train` and `evaluation_sets` by name, or without.
        splits: those that were evaluated.

    Returns:
        By split and baseline the numbers, named as those of the task; nothing where task or text
        know no baselines.
    """
    sets = getattr(text, "evaluation_sets", None)
    if not (hasattr(text, "train") and isinstance(sets, Mapping)):
        return {}
    try:
        with _quiet():
            return {
                split: {
                    name: _numbers(metrics)
                    for name, metrics in task.baselines(text.train, sets[split]).items()
                }
                for split in splits
                if split in sets
            }
    except Exception as error:  # whatever it is: the network is trained and measured
        reason = f"{type(error).__name__}: {error}"
        warnings.warn(f"The baselines were not measured: {reason}", DataWarning, stacklevel=2)
        return {}


@contextmanager
def _quiet() -> Iterator[None]:
    """Neither our own warnings nor what sacreBLEU logs of tokenised text."""
    logger = logging.getLogger("sacrebleu")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            yield
    finally:
        logger.setLevel(level)


def summary_lines(metrics: Mapping[str, Any], baselines: Baselines, directory: str) -> list[str]:
    """The numbers of each split, under them the main ones of its baselines, and the directory.

    >>> baselines = {"test": {"bigram": {"loss": 3.8, "perplexity": 46.1}}}
    >>> lines = summary_lines({"test": {"loss": 3.0, "perplexity": 20.1}}, baselines, "runs/a")
    >>> for line in lines:
    ...     print(line)
    test      loss 3  perplexity 20.1
      bigram  perplexity 46.1
    run       runs/a
    """
    rows: list[tuple[str, str]] = []
    for split, values in metrics.items():
        rows.append((split, _shown(_numbers(values))))
        for name, reached in baselines.get(split, {}).items():
            main = {metric: reached[metric] for metric in MAIN_METRICS if metric in reached}
            rows.append((f"  {name}", _shown(main or reached)))
    rows.append(("run", directory))
    width = max(len(name) for name, _ in rows)
    return [f"{name:{width}}  {text}" for name, text in rows]


def _numbers(metrics: Mapping[str, Any]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if isinstance(value, int | float)}


def _shown(numbers: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {shown(value, '.4g')}" for name, value in numbers.items())
