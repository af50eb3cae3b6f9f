"""Numbers that are not finite, in JSON and on the screen."""

import json
import math

import pytest

from seqtasks.infinity import from_json, shown, to_json

NUMBERS = {math.inf: ("Infinity", "∞"), -math.inf: ("-Infinity", "-∞"), 0.25: (0.25, "0.250")}


@pytest.mark.parametrize("value", NUMBERS)
def test_there_and_back(value):
    written, on_screen = NUMBERS[value]
    assert to_json(value) == written
    assert from_json(json.loads(json.dumps(to_json(value), allow_nan=False))) == value
    assert float(written) == value  # whoever reads the file has no other way
    assert shown(value, ".3f") == on_screen


def test_what_is_no_number():
    assert to_json(math.nan) == shown(math.nan, ".3f") == "NaN"
    assert math.isnan(from_json("NaN"))
    assert [from_json(value) for value in ("13a", None, 3)] == ["13a", None, 3]
    assert [to_json(value) for value in ("Infinity", True, None)] == ["Infinity", True, None]
