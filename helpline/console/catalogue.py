"""What a catalogue of the console must translate: every English text in its templates and modules."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

_WHERE = [("**.py", "python"), ("**.html", "jinja2")]
_MARKED = {"_": None, "say": None, "N_": None}


def texts() -> Iterator[tuple[str, str]]:
    """("", English) of every text, in the order of the files."""
    found = extract_from_dir(Path(__file__).parent, _WHERE, keywords=_MARKED)
    for message in dict.fromkeys(str(message) for _, _, message, _, _ in found):
        yield "", message
