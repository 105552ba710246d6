"""Reads the TwiML that the helpline answers with: what is heard, what is waited for."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element


class TwimlError(Exception):
    """An answer that is no TwiML, or uses what this telephone does not know."""


@dataclass(frozen=True)
class Utterance:
    """One thing that the caller hears: words to be read aloud in a language, or a recording's address."""

    words: str = ""
    language: str = ""
    voice: str = ""
    play: str = ""


@dataclass(frozen=True)
class Waiting:
    """What a `<Gather>`, `<Record>` or `<Dial>` waits for. `keys` is the most keys it takes, None for any number."""

    verb: str
    action: str
    keys: int | None = None
    finish: str = "#"
    words: bool = False
    seconds: int = 5
    answers_silence: bool = False
    number: str = ""
    # The verbs after it, for when it ends without an action.
    rest: str = ""


def parse(twiml: str) -> Element:
    """The `<Response>` of an answer. Raises TwimlError."""
    try:
        root = ET.fromstring(twiml)  # noqa: S314  our own answers, no stranger's
    except ET.ParseError as error:
        raise TwimlError(f"an answer is no XML: {error}") from None
    if root.tag != "Response":
        raise TwimlError(f"an answer is <{root.tag}>, not <Response>")
    return root


def utterances(verbs: list[Element]) -> list[Utterance]:
    """What is heard of these verbs, in order."""
    found = []
    for verb in verbs:
        if verb.tag == "Say":
            found.append(Utterance(verb.text or "", verb.get("language", ""), verb.get("voice", "")))
        elif verb.tag == "Play":
            found.append(Utterance(play=(verb.text or "").strip()))
    return found


def waiting(verb: Element, after: list[Element]) -> Waiting:
    """What a `<Gather>`, `<Record>` or `<Dial>` waits for, with Twilio's defaults."""
    rest = Element("Response")
    rest.extend(after)
    keys = verb.get("numDigits")
    return Waiting(
        verb=verb.tag,
        action=verb.get("action", ""),
        keys=int(keys) if keys else None,
        finish=verb.get("finishOnKey", "#"),
        words="speech" in verb.get("input", "dtmf"),
        seconds=int(verb.get("timeout", "5")),
        answers_silence=verb.get("actionOnEmptyResult") == "true",
        number="".join(child.text or "" for child in verb if child.tag == "Number") or (verb.text or "").strip(),
        rest=ET.tostring(rest, encoding="unicode"),
    )


def body(message: Element) -> str:
    body = message.find("Body")
    return (message.text if body is None else body.text) or ""
