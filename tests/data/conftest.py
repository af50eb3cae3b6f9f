"""The generator is no part of the installed package: its folder joins the path here."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "data"))


@pytest.fixture(scope="session")
def corpus():
    """The translation corpus as the generator draws it now."""
    from generator.translate.splits import generate

    return generate()
