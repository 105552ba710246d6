"""Before anything is measured: the pretended Twilio walks the paths once, and they must lead where they are said to."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

import requests
from twilio.request_validator import RequestValidator

from bench.callers import SENTENCES, THROUGH_MENUS, TO_THE_MENU
from bench.stack import BenchError, Stack
from helpline import i18n, taxonomy
from helpline.channels.softphone.pretend_twilio import Call, Chat
from helpline.conversation import loading
from helpline.conversation.actions import outcomes
from helpline.wiring import ROOT

PHONE = "+919899999999"


class Wire:
    """The way from the pretended Twilio to the stack."""

    def __init__(self, stack: Stack) -> None:
        self._address = stack.address
        self._validator = RequestValidator(stack.settings.twilio_auth_token)
        self._http = requests.Session()

    def post(self, path: str, form: Mapping[str, str]) -> str:
        signature = self._validator.compute_signature(self._address + path, dict(form))
        headers = {"X-Twilio-Signature": signature}
        answer = self._http.post(self._address + path, data=dict(form), headers=headers, timeout=15)
        answer.raise_for_status()
        return answer.text


def apologies() -> list[str]:
    """How the phrases begin that are said instead of a turn, as they stand in an answer; or their recordings."""
    flows = loading.load(ROOT / "flows", outcomes(), frozenset(taxonomy.intents()))
    locales = i18n.load(ROOT / "locales", flows.phrases)
    names = ("apology", "too_fast")
    words = [
        locales.prompt(f"phrases.{name}", flows.phrases[name], {}, code, spoken=False)
        for name in names
        for code in ("hi", "en")
    ]
    return [*(escape(said[:20]) for said in words), *(f"phrases.{name}.wav" for name in names)]


def rehearse(stack: Stack) -> None:
    """Raises BenchError where a path does not come back to where it began, or a sentence ends the conversation."""
    wire = Wire(stack)
    _keys(wire)
    _words(wire)
    chat = Chat(wire.post, phone=PHONE)
    for words in ("hello", *TO_THE_MENU, SENTENCES[0], "1"):
        if not chat.write(words):
            raise BenchError(f"WhatsApp: nothing is answered to {words!r}.")


def _keys(wire: Wire) -> None:
    call = Call(wire.post, PHONE)
    call.dial()
    for key in TO_THE_MENU:
        call.press(key)
    menu = call.heard
    for key in THROUGH_MENUS:
        call.press(key)
    if call.heard != menu:
        raise BenchError("The path through the menus does not end where it began: the flows have changed.")
    call.hang_up()


def _words(wire: Wire) -> None:
    call = Call(wire.post, PHONE + "1")
    call.dial()
    call.press(TO_THE_MENU[0])
    for sentence in SENTENCES:
        call.say(sentence)
        if call.is_over or not call.waiting or not call.waiting.words:
            raise BenchError(f"After the sentence {sentence!r} the call waits for no words.")
    call.hang_up()
