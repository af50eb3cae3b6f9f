"""Names and numbers; surnames, towns and numbers are composed, so that most are new in a test."""

from __future__ import annotations

from generator.language_model.words import rows

_NAMES = rows("""
name: Rose May Grace Hope Joy Faith Dawn Iris Ivy Penny Sue Pat Anna Clara Nora Ruth Will Mark \
Bill Frank Rob Jack Drew Art Grant Chase Max Paul Peter Hugo
title: Mr. Mrs. Ms. Dr.
plain_surname: Cook Baker Bell Brown Young Long Fisher Hill Wood Rice Park Bush Light Walker
month: January March April May June August October December
weekday: Monday Tuesday Wednesday Thursday Friday Saturday Sunday
""")
_PARTS = rows("""
first: Ash Brad Bran Bur Chat Cran Dal El Fair Farn Glen Hal Hart Hol Kirk Lang Lin Mar Mill Nor \
Oak Pem Rad Sand Shel Stan Thorn Wal West Whit Win
second: bourne brook bury combe dale den field ford ham ley more stead ton wick wood worth
""")


def _proper(names: list[str]) -> list[str]:
    return [f"{name}/NNP" for name in names]


def _numbers(numbers: range) -> list[str]:
    return [f"{number}/CD" for number in numbers]


NAMES = {kind: _proper(names) for kind, names in _NAMES.items()} | {
    "composed_name": _proper([a + b for a in _PARTS["first"] for b in _PARTS["second"]]),
    "weekday": [f"{day}/NNP|{day}s/NNPS" for day in _NAMES["weekday"]],
    "year": _numbers(range(1901, 2021)),
    "digits": _numbers(range(11, 400)),
    "age": _numbers(range(11, 90)),
    "price": [f"{pounds}.{pence}/CD" for pounds in range(2, 60) for pence in (25, 50, 75, 95)],
    "few": ["two", "three", "four", "five", "six"],
    "hour": ["five", "six", "seven", "eight", "nine", "ten", "eleven"],
}
