"""What counts the agreements must itself see a disagreement."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from tests.oracles import __main__ as command
from tests.oracles.comparing import Answer, Oracle, case_of, count, run


def answers(random):
    """Draws a number; of those below a half, ours is wrong by one."""
    number = random.random()
    yield Answer("always", 1, 1)
    yield Answer("number", number + (number < 0.5), number, 1e-6)


def raises(random):
    raise ValueError("no such thing")
    yield


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        ([1.0, 2.0], [1.0, 2.0 + 1e-7], None),
        ([1.0, 2.0], [1.0, 2.1], r"ours 2, theirs 2.1 at \(1,\)"),
        ([1.0], [1.0, 1.0], r"the shape of ours is \(1,\), of theirs \(2,\)"),
        ([1.0, -np.inf], [1.0, -np.inf], None),
        ([1.0, -99.0], [1.0, -np.inf], "ours .-99"),
        ([1.0, -np.inf], [1.0, -99.0], "ours -inf, theirs -99"),
        ([np.nan], [1.0], "ours nan, theirs 1"),
        ([np.nan], [np.nan], None),
        ([1e-9], [2e-9], None),  # nothing, beside the scale of 0.01
        ([], [], None),
    ],
)
def test_numbers_agree_within_a_share_of_the_largest(ours, theirs, message):
    found = Answer("x", ours, theirs, 1e-6).difference
    if message is None:
        assert found is None
    else:
        assert re.search(message, found)


def test_other_answers_must_be_equal():
    assert Answer("x", "a", "a").difference is None
    assert Answer("x", "a", "b").difference == "x: ours 'a', theirs 'b'"


def test_every_answer_is_counted_and_the_first_that_differs_is_named():
    numbers = [case_of(3, "them", i).random() for i in range(20)]
    wrong = [i for i, number in enumerate(numbers) if number < 0.5]
    tally = count(answers, "them", 3, range(20))
    assert (tally.cases, tally.agree, tally.disagree) == (20, 40 - len(wrong), len(wrong))
    assert tally.first.startswith(f"case {wrong[0]}: number: ours 1.")
    assert count(answers, "them", 3, [wrong[0]]).first == tally.first  # whichever others are drawn
    assert count(answers, "them", 4, range(20)) != tally


def test_an_error_is_no_agreement():
    tally = count(raises, "them", 1, range(3))
    assert (tally.agree, tally.disagree) == (0, 3)
    assert tally.first == "case 0: ValueError: no such thing"


def test_a_line_for_each_oracle_and_how_to_see_it_again(capsys):
    here = Oracle("numpy", ("numpy",), 20, f"{__name__}:answers")
    assert not run([here], 1, None)
    line, first, again = capsys.readouterr().out.splitlines()
    assert line.split()[:4] == ["numpy", "numpy", np.__version__, "20"]
    assert first.startswith("  case ")
    assert again.startswith("  Again: python -m tests.oracles numpy --seed 1 --case ")


def test_what_is_not_installed_is_named_before_anything_runs(monkeypatch, capsys):
    there = Oracle("there", ("numpy",), 1, f"{__name__}:answers")
    missing = Oracle("missing", ("no-such-package",), 1, f"{__name__}:answers")
    monkeypatch.setattr(command, "ORACLES", (there, missing))
    monkeypatch.setattr("sys.argv", ["oracles"])
    assert command.main() == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "Missing: no-such-package. Run `make oracles`.\n"


def test_every_oracle_names_a_function_that_is_there():
    for oracle in command.ORACLES:
        module, _, function = oracle.function.partition(":")
        path = Path(__file__).parent / f"{module.rpartition('.')[2]}.py"
        names = {
            node.name
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.FunctionDef)
        }
        assert function in names, oracle.name
