"""Every test runs on the words of the project, and none on its model."""

import pytest

from components.lexicon import Lexicon
from project import ROOT


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The words of all languages that the project has."""
    return Lexicon.read(ROOT.glob("data/*/words.toml"))
