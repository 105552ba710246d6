"""Vectors are kept by their text's hash, nearly as they were, and dropped when unneeded."""

from pathlib import Path

import numpy as np
import pytest

from components import vectors
from components.vectors import as_embedded, embed, embed_cached, embed_known, forget_others

TEXTS = ["राशन नहीं मिला", "app me login nahi ho raha", "the centre is closed"]


def test_they_are_kept_nearly_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = embed_cached(TEXTS, tmp_path)
    cosines = (kept * embed(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.999
    monkeypatch.setattr(vectors, "embed", lambda _: pytest.fail("embedded again"))
    assert np.array_equal(embed_cached(TEXTS, tmp_path), kept)
    assert np.array_equal(embed_known(TEXTS[:1], tmp_path), kept[:1])


def test_what_nobody_needs_is_dropped_and_the_rest_stays_the_same(tmp_path: Path) -> None:
    embed_cached(TEXTS, tmp_path)
    forget_others(TEXTS[:2], tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    embed_cached(TEXTS[:2], tmp_path)
    forget_others(TEXTS[:2], tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_capitals_and_line_breaks_say_nothing() -> None:
    assert as_embedded("  My\nRation ") == "my ration"
