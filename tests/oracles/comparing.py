"""Random cases that we and another implementation answer, and how often both agree."""

from __future__ import annotations

import importlib
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import numpy as np


class Answer(NamedTuple):
    """One thing that both were asked.

    Attributes:
        what: its name, shown where they differ.
        ours: our answer.
        theirs: the oracle's, of the same shape where it is an array.
        tolerance: the largest difference allowed, as a share of the largest of `theirs`; 0 for
            answers that must be equal.
        scale: what the share is of at least, where answers are differences of larger numbers.
    """

    what: str
    ours: Any
    theirs: Any
    tolerance: float = 0.0
    scale: float = 0.01

    @property
    def difference(self) -> str | None:
        """What differs; None where both agree."""
        if not self.tolerance:
            same = self.ours == self.theirs
            return None if same else f"{self.what}: ours {self.ours!r}, theirs {self.theirs!r}"
        ours, theirs = (np.asarray(value, "float64") for value in (self.ours, self.theirs))
        if ours.shape != theirs.shape:
            return f"{self.what}: the shape of ours is {ours.shape}, of theirs {theirs.shape}"
        finite = np.isfinite(theirs)
        if not np.array_equal(ours[~finite], theirs[~finite], equal_nan=True):
            return f"{self.what}: ours {ours[~finite]}, theirs {theirs[~finite]}"
        if not finite.any():
            return None
        ours, theirs = (np.where(finite, value, 0.0) for value in (ours, theirs))
        furthest = np.abs(ours - theirs)
        largest = max(np.abs(theirs).max(), self.scale)
        if furthest.max() <= self.tolerance * largest:  # not where one of ours is nan
            return None
        at = np.unravel_index(furthest.argmax(), furthest.shape)
        return f"{self.what}: ours {ours[at]:.9g}, theirs {theirs[at]:.9g} at {(*map(int, at),)}"


Compare = Callable[[np.random.Generator], Iterator[Answer]]


class Oracle(NamedTuple):
    """An implementation that is not ours.

    Attributes:
        name: how it is chosen.
        packages: what it needs, as they are named where they are installed; the first is shown.
        cases: how many are drawn by default.
        function: `MODULE:FUNCTION`; draws a case from a generator and yields its answers.
    """

    name: str
    packages: tuple[str, ...]
    cases: int
    function: str

    def load(self) -> Compare:
        """The function."""
        module, _, function = self.function.partition(":")
        return getattr(importlib.import_module(module), function)

    def missing(self) -> list[str]:
        """The packages that are not installed."""
        return [package for package in self.packages if installed_version(package) is None]


class Tally(NamedTuple):
    """How often both agreed."""

    cases: int
    agree: int
    disagree: int
    first: str | None


def installed_version(package: str) -> str | None:
    """The version of a package; None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def case_of(seed: int, name: str, number: int) -> np.random.Generator:
    """What draws one case, whichever others are drawn."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), number])


def count(compare: Compare, name: str, seed: int, numbers: Sequence[int]) -> Tally:
    """Draws cases and counts the answers that agree.

    A case that raises an error counts as one answer that does not.
    """
    agree = disagree = 0
    first = None
    for number in numbers:
        try:
            found = [answer.difference for answer in compare(case_of(seed, name, number))]
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"]
        differences = [difference for difference in found if difference]
        agree += len(found) - len(differences)
        disagree += len(differences)
        if differences and first is None:
            first = f"case {number}: {differences[0]}"
    return Tally(len(numbers), agree, disagree, first)


def run(oracles: Sequence[Oracle], seed: int, cases: int | None) -> bool:
    """Asks every oracle, prints a line for each; whether all answers agree."""
    right = True
    for oracle in oracles:
        start = time.monotonic()
        numbers = range(cases or oracle.cases)
        tally = count(oracle.load(), oracle.name, seed, numbers)
        package = f"{oracle.packages[0]} {installed_version(oracle.packages[0])}"
        print(
            f"{oracle.name:16}{package:24}{tally.cases:5} cases{tally.agree:8} answers agree"
            f"{tally.disagree:6} disagree{time.monotonic() - start:7.0f} s",
            flush=True,
        )
        if tally.first:
            right = False
            number = tally.first.partition(":")[0]
            print(f"  {tally.first}")
            print(f"  Again: python -m tests.oracles {oracle.name} --seed {seed} --{number}")
    return right
