"""The normal form of labels, and labels that look alike."""

import doctest
import unicodedata
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtasks.corpora import labels
from seqtasks.corpora.labels import normalize_label, warn_of_look_alikes
from seqtasks.errors import DataWarning

CAFE = "caf\u00e9"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (CAFE, CAFE),
        ("cafe\u0301", CAFE),
        ("NOUN ", "NOUN"),
        ("\u00a0NOUN\u3000", "NOUN"),
        ("very  good\tindeed", "very good indeed"),
        ("\ufeffgood", "good"),
        ("go\u200bod\u2060", "good"),
        ("a \u200b b", "a b"),
        ("e\u200b\u0301", "\u00e9"),  # what was between the letter and its accent is gone first
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\uff21", "\uff21"),
        ("Good", "Good"),
        (" \u200b\ufeff\u00a0", ""),
    ],
)
def test_a_label_has_one_normal_form(label, expected):
    assert normalize_label(label) == expected


@given(st.text(max_size=12))
def test_the_normal_form_does_not_depend_on_the_form_before(label):
    expected = normalize_label(label)
    assert normalize_label(expected) == expected
    for form in ("NFC", "NFD"):
        assert normalize_label(unicodedata.normalize(form, label)) == expected


def test_the_example_is_true():
    assert doctest.testmod(labels).failed == 0


def test_labels_that_differ_in_case_or_compatibility_forms_are_warned_of():
    with pytest.warns(DataWarning, match=r"x has classes that differ in case only: 'A' and 'a'\."):
        warn_of_look_alikes("x", ["a", "A", "b"])
    with pytest.warns(
        DataWarning, match="tags that .* compatibility forms .* only: '1' and '\u2460'"
    ):
        warn_of_look_alikes("x", ["1", "\u2460", "b"], "tags")
    with pytest.warns(DataWarning, match="'E' and 'e', and 3 more"):
        warn_of_look_alikes("x", "abcdefghABCDEFGH")


def test_labels_that_differ_are_not_warned_of():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_look_alikes("x", ["a", "b", "\u00e9", "e", "a"])
