"""Requests to the webhooks as Twilio makes them, one by one or all at once."""

import threading
from collections.abc import Callable, Mapping
from typing import TypeVar

from werkzeug.test import TestResponse

from helpline.channels.softphone.pretend_twilio import new_sid
from tests.line import Line

CALLER = "+919876543210"
# From the first question of a call to a filed complaint: English; list; the centre; it is closed; nothing to tell;
# since today; the centre is not known; send it.
KEYS_TO_A_TICKET = "21311101"

Made = TypeVar("Made")


def at_once(makers: list[Callable[[], Made]]) -> list[Made]:
    """What each of these makes, all started at the same moment, in their order."""
    barrier = threading.Barrier(len(makers))
    made: dict[int, Made] = {}

    def run(place: int) -> None:
        barrier.wait()
        made[place] = makers[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(makers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [made[place] for place in range(len(makers))]


def call_form(sid: str, more: Mapping[str, str] | None = None, caller: str = CALLER) -> dict[str, str]:
    return {"CallSid": sid, "From": caller, "To": "+911515", "CallStatus": "in-progress", **(more or {})}


def chat_form(body: str, sid: str = "", **more: str) -> dict[str, str]:
    return {"MessageSid": sid or new_sid("SM"), "From": f"whatsapp:{CALLER}", "Body": body, **more}


def dial(line: Line, keys: str, caller: str = CALLER, sid: str = "") -> tuple[str, list[TestResponse]]:
    """A call in which these keys are pressed one by one; its SID and every answer."""
    sid = sid or new_sid("CA")
    answers = [line.request("/voice", call_form(sid, caller=caller))]
    for step, key in enumerate(keys, start=1):
        answers.append(line.request(f"/voice?step={step}", call_form(sid, {"Digits": key}, caller)))
    return sid, answers
