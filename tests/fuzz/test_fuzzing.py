"""What judges readers must itself see a file that is misread; and a few files for each reader."""

import warnings

import pytest
from hypothesis import strategies as st

from seqtasks.errors import DataError, DataWarning
from tests.fuzz.__main__ import readers
from tests.fuzz.fuzzing import Case, Finding, check, explore, search

EXAMPLES = 12


def case(read, *meanings, content=b"a\n", **options):
    return Case("a file", (), {"a.txt": content}, read, meanings, **options)


def text(folder):
    return (folder / "a.txt").read_text()


def refuses(message):
    def read(folder):
        raise DataError(message)

    return read


def warns(category, value="a\n"):
    def read(folder):
        warnings.warn("hm", category, stacklevel=1)
        return value

    return read


@pytest.mark.parametrize(
    "right",
    [
        case(text, "a\n"),
        case(text, "b\n", "a\n"),  # either will do
        case(warns(DataWarning), "a\n"),
        case(warns(DataWarning), "a\n", must_warn=True),
        case(refuses("a.txt:1: no"), place="a.txt:1:"),
        case(refuses("a.txt: no"), "a\n", may_refuse=True),
        case(warns(DataWarning), may_warn=True),
    ],
)
def test_what_is_read_as_it_is_meant_is_no_finding(right):
    check(right)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (case(text, "b\n"), "misread"),
        (case(refuses("no"), "a\n"), "refused"),
        (case(text, place="a.txt:1:"), "read without a word"),
        (case(text, "a\n", must_warn=True), "not warned of"),
        (case(text, may_warn=True), "read without a word"),
        (case(refuses("a.txt:2: no"), place="a.txt:1:"), "an error without its place"),
        (case(refuses("a.txt:1:\nno"), place="a.txt:1:"), "an error of several lines"),
        (case(lambda folder: [][1], "a\n"), "raised IndexError"),
        (case(lambda folder: [][1]), "raised IndexError"),
        (case(warns(UserWarning), "a\n"), "warned with UserWarning"),
    ],
)
def test_what_is_not_is_one(wrong, kind):
    with pytest.raises(Finding, match=kind) as found:
        check(wrong)
    assert found.value.kind == kind
    assert str(found.value).startswith(f"a file: {kind}\n")
    assert str(found.value).endswith("a.txt: b'a\\n'")


@st.composite
def numbers(draw):
    """A reader that misreads 7, and everything from 50 on."""
    number = draw(st.integers(0, 99))

    def read(folder):
        found = int(text(folder))
        return 0 if found == 7 or found >= 50 else found

    done = ("large",) if number >= 50 else ()
    return Case("a number", done, {"a.txt": str(number).encode()}, read, (number,))


def test_a_finding_is_made_small_and_told_once():
    finding, count = search(numbers(), 1)
    assert finding.case.files["a.txt"] in (b"7", b"50")
    assert count >= 1
    told = [event for event in explore(numbers(), 1, 0.5) if isinstance(event, Finding)]
    assert {finding.case.files["a.txt"] for finding in told} == {b"7", b"50"}
    assert search(numbers(), 1, told, examples=500)[0] is None


@pytest.mark.parametrize("name", list(readers()))
def test_files_are_read_as_they_are_meant(name):
    finding, count = search(readers()[name], 7, examples=EXAMPLES)
    if finding is not None:
        pytest.fail(str(finding))
    assert count > EXAMPLES // 2
