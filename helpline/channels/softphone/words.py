"""What the softphone's page says: English stands in the template and here, `softphone.po` has the other languages."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

DOMAIN = "softphone"
# What the page's scripts say, by the names under which they know it.
SAID = {
    "ready": "Ready",
    "ended": "The call has ended",
    "ringing": "Ringing the helpdesk",
    "listening": "Listening",
    "onTheLine": "On the line",
    "keysOnly": "This question takes keys only",
    "afterTheTone": "What you say after the tone",
    "reaches": "This telephone reaches 1515 and 14408 only.",
    "silence": "(silence)",
    "answered": "(the helpdesk answers, you talk, it hangs up)",
    "notAnswered": "(nobody answers)",
    "refused": "The server could not do this.",
    "away": "The server cannot be reached.",
    "withheld": "Number withheld",
    "noNumber": "The helpline sees no number.",
    "other": "Another number",
    "itsNumber": "Its number",
    "anyNumber": "any number you type",
    "notSent": "no number is sent",
    "numberHidden": "WhatsApp, number hidden",
}


def texts() -> Iterator[tuple[str, str]]:
    """("", English) of every text that a catalogue of the softphone must translate."""
    found = extract_from_dir(Path(__file__).parent, [("**.html", "jinja2")], keywords={"_": None})
    for text in dict.fromkeys([*(str(message) for _, _, message, _, _ in found), *SAID.values()]):
        yield "", text
