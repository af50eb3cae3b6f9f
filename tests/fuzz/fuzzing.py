"""Files whose meaning is known, and what readers make of them."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from seqtasks.errors import DataError, DataWarning

EXAMPLES = 100  # of a round, after which the clock is looked at
SHOWN = 600  # characters of a file's content, or of what was read


class Case(NamedTuple):
    """Files, and what they mean.

    Attributes:
        form: what kind of file it is.
        done: what was done to it, in words.
        files: their content by their path in the corpus; None for a link that leads nowhere.
        read: what is tested; takes the folder of the corpus.
        meanings: what it may return; none where it must raise a `DataError`.
        place: what the message of that error must hold, such as "train.tsv:3:".
        may_refuse: whether such an error is as right as a meaning.
        must_warn: whether a `DataWarning` must come with the meaning.
        may_warn: whether, where an error is due, a `DataWarning` with any result will do.
    """

    form: str
    done: tuple[str, ...]
    files: Mapping[str, bytes | None]
    read: Callable[[Path], Any]
    meanings: tuple[Any, ...] = ()
    place: str = ""
    may_refuse: bool = False
    must_warn: bool = False
    may_warn: bool = False


class Finding(AssertionError):
    """A file that was not read as it is meant.

    Attributes:
        case: the file.
        kind: in a few words what happened.
        problem: the same with all that is known.
    """

    def __init__(self, case: Case, kind: str, problem: str) -> None:
        super().__init__(kind)
        self.case = case
        self.kind = kind
        self.problem = problem

    def is_alike(self, other: Finding) -> bool:
        """Whether another finding shows nothing new: the same fault, and more was done to it."""
        return self.is_of_kind(other) and {*self.case.done} <= {*other.case.done}

    def is_of_kind(self, other: Finding) -> bool:
        """Whether the same happened to the same kind of file."""
        return (self.case.form, self.kind) == (other.case.form, other.kind)

    def __str__(self) -> str:
        """All that is needed to make a test of it."""
        files = "\n".join(
            f"    {name}: {content!r:.{SHOWN}}" for name, content in self.case.files.items()
        )
        form = ", ".join((self.case.form, *sorted({*self.case.done})))
        return f"{form}: {self.kind}\n    {self.problem}\n{files}"


def check(case: Case) -> None:
    """Reads the files of a case.

    Raises:
        Finding: what was read is not what they mean, or what cannot be read is not refused as it
            should be.
    """
    with TemporaryDirectory(prefix="fuzz-") as folder, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for name, content in case.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.symlink_to(Path(folder, "nowhere"))
            else:
                path.write_bytes(content)
        try:
            found = case.read(Path(folder))
        except DataError as error:
            _check_refusal(case, str(error))
            return
        except Exception as error:
            raise Finding(case, f"raised {type(error).__name__}", str(error)) from error
    others = [warning for warning in told if not issubclass(warning.category, DataWarning)]
    if others:
        raise Finding(case, f"warned with {others[0].category.__name__}", str(others[0].message))
    warned = [str(warning.message) for warning in told]
    if not case.meanings:
        if not (case.may_warn and warned):
            raise Finding(case, "read without a word", f"read {found!r:.{SHOWN}}")
    elif found not in case.meanings:
        meant = " or ".join(f"{meaning!r:.{SHOWN}}" for meaning in case.meanings)
        raise Finding(case, "misread", f"read {found!r:.{SHOWN}}\n    meant {meant}")
    elif case.must_warn and not warned:
        raise Finding(case, "not warned of", f"read {found!r:.{SHOWN}}")


def _check_refusal(case: Case, message: str) -> None:
    if case.meanings and not case.may_refuse:
        raise Finding(case, "refused", message)
    if "\n" in message:
        raise Finding(case, "an error of several lines", message)
    if case.place not in message:
        raise Finding(case, "an error without its place", f"{message}\n    meant {case.place}")


def explore(cases: SearchStrategy[Case], start: int, seconds: float) -> Iterator[Finding | int]:
    """Draws cases as long as there is time.

    Args:
        cases: what they are drawn from.
        start: the seed of the first round; the next one has the next.
        seconds: after which no other round begins.

    Yields:
        After each round the number of its cases; and each kind of finding once, made as small as it
        can be.
    """
    end = time.monotonic() + seconds
    known: list[Finding] = []
    while time.monotonic() < end:
        finding, count = search(cases, start, known)
        if finding is not None:
            known.append(finding)
            yield finding
        yield count
        start += 1


def search(
    cases: SearchStrategy[Case],
    number: int,
    known: Sequence[Finding] = (),
    examples: int = EXAMPLES,
) -> tuple[Finding | None, int]:
    """Draws a round of cases: what was found that is not known yet, and how many they were."""
    count = 0
    first: list[Finding] = []  # while a case is made smaller, it must stay of its kind

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    @given(cases)
    def run(case: Case) -> None:
        nonlocal count
        count += 1
        try:
            check(case)
        except Finding as finding:
            if any(old.is_alike(finding) for old in known):
                return
            first.append(finding)
            if first[0].is_of_kind(finding):
                raise

    try:
        run()
    except Finding as finding:
        return finding, count
    return None, count
