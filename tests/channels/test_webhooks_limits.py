"""A flood from one caller is slowed down, kindly; nobody else notices."""

from dataclasses import replace
from typing import Any

from flask import Flask

from helpline.channels.softphone.pretend_twilio import Chat
from helpline.wiring import Wiring
from tests.line import Line


def test_it_slows_down_one_flood_and_nobody_else(app: Flask, line: Line, monkeypatch: Any) -> None:
    wiring: Wiring = app.extensions["helpline"]
    slow = wiring.settings.model_copy(update={"caller_rate_limit": "3 per minute"})
    monkeypatch.setitem(app.extensions, "helpline", replace(wiring, settings=slow))
    flood, other = Chat(line.post, phone="+916000077701"), Chat(line.post, phone="+916000077702")
    answers = [flood.write("hello")[0] for _ in range(5)]
    phrases = wiring.conversations.flows.phrases
    hindi = wiring.locales.prompt("phrases.too_fast", phrases["too_fast"], {}, "hi", spoken=False)
    assert answers[-1] == hindi
    assert answers[0] != hindi
    assert other.write("hello")[0] != hindi
