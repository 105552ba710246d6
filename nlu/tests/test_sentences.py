"""Training sentences are read as they stand, and none of them is an evaluation line."""

from pathlib import Path

from components.matching import words
from components.sentences import read_sentences
from project import DATA, EVALUATION

FILE = """
version: "3.1"
nlu:
- intent: thr_not_received
  examples: |
    - [Lalpura](centre) me [do](count) mahine se ration nahi
    - राशन नहीं मिला
"""


def said(text: str) -> str:
    """The words of a text without what stands between them."""
    return " ".join(text[start:end].lower() for start, end in words(text))


def test_marks_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "hi").mkdir()
    (tmp_path / "hi" / "all.yml").write_text(FILE, encoding="utf-8")
    first, second = read_sentences(tmp_path.glob("*/*.yml"))
    assert first == ("hi", "thr_not_received", "Lalpura me do mahine se ration nahi")
    assert second.text == "राशन नहीं मिला"


def test_nothing_is_evaluated_that_was_trained_on() -> None:
    trained = {said(sentence.text) for sentence in read_sentences(DATA.glob("*/*.yml"))}
    lines = [
        line.split("\t")
        for path in sorted(EVALUATION.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    # A yes is a yes: what is said in a word or three has no other form.
    both = [text for *_, text in lines if said(text) in trained and len(said(text).split()) > 3]
    assert both == []
