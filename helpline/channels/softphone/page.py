"""The softphone: a page that is a telephone and a chat, for development and demonstration; never in production.

It goes through the real webhooks with signed requests, as Twilio would (`pretend_twilio.py`, `loopback.py`), so
what is heard here is what a caller hears.
"""

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, send_from_directory
from redis.exceptions import RedisError

from helpline.callers import phone_address
from helpline.channels.softphone import answers, memory, rest
from helpline.channels.softphone.loopback import WebhookFailed, signed_post
from helpline.channels.softphone.pretend_twilio import Call, Chat, Post, new_sid, resume_call
from helpline.channels.softphone.twiml import TwimlError
from helpline.channels.softphone.words import DOMAIN, SAID
from helpline.channels.sound import spoken
from helpline.channels.twilio import TWILIO
from helpline.i18n import SOURCE_LANGUAGE
from helpline.records.demo import demo_callers
from helpline.security.routes import public
from helpline.wiring import Wiring

STATIC = Path(__file__).parent / "static"
LONGEST_WORDS = 2000
blueprint = Blueprint("softphone", __name__, url_prefix="/softphone", template_folder="templates")
blueprint.register_blueprint(rest.blueprint)
Given = dict[str, Any]
View = Callable[..., dict[str, Any]]


def _wiring() -> Wiring:
    wiring: Wiring = current_app.extensions["helpline"]
    return wiring


def _post() -> Post:
    return signed_post(_wiring().settings)


def api(view: View) -> Callable[..., Response]:
    """A view that the page calls: only from our own origin, JSON in and out, failures as one sentence."""

    @wraps(view)
    def called(**path: str) -> Response:
        # No cookie guards these views, so another site's page must not be able to use the browser to call them.
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            abort(403)
        if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
            abort(403)
        given = request.get_json(silent=True)
        try:
            return jsonify(view(given if isinstance(given, dict) else {}, **path))
        except (WebhookFailed, TwimlError) as error:
            return _problem(str(error), 502)
        except RedisError:
            return _problem("Redis is away, and the softphone remembers its calls there.", 503)

    return public(called)


def _problem(sentence: str, status: int) -> Response:
    response = jsonify(problem=sentence)
    response.status_code = status
    return response


def _words(given: Given, name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_WORDS:
        abort(400)
    return value.strip()


def _phone(given: Given) -> str:
    """The number that calls or writes, as Twilio would send it; empty where it is withheld."""
    typed = _words(given, "phone")
    address = phone_address(typed)
    if typed and address is None:
        abort(400, "no telephone number")
    return address.value if address else ""


@blueprint.get("")
@public
def page() -> str:
    """The telephone and the chat."""
    locales = _wiring().locales
    known = [SOURCE_LANGUAGE, *(code for code, words in locales.catalogues[DOMAIN].items() if words)]
    language = request.accept_languages.best_match(known) or SOURCE_LANGUAGE

    def say(english: str) -> str:
        return locales.words(DOMAIN, "", english, language)

    said = {name: say(english) for name, english in SAID.items()}
    return render_template("softphone.html", _=say, words=said, language=language)


@blueprint.get("/static/<path:name>")
@public
def static(name: str) -> Response:
    """The page's own scripts and styles."""
    return send_from_directory(STATIC, name)


@blueprint.post("/api/people")
@api
def people(_: Given) -> dict[str, Any]:
    """Whom one can be: the callers of the demo world."""
    with _wiring().database.transaction() as session:
        return {"people": [vars(person) for person in demo_callers(session)]}


@blueprint.post("/api/call")
@api
def call(given: Given) -> dict[str, Any]:
    """Dial the helpline."""
    return _go_on(Call(_post(), _phone(given)), lambda line: line.dial())


# What can be done on a line, and what it takes.
DEEDS: dict[str, Callable[[Call, Given], object]] = {
    "press": lambda line, given: line.press(_words(given, "keys")),
    "say": lambda line, given: line.say(_words(given, "words")),
    "record": lambda line, given: line.record(_aloud(line.account, _words(given, "words"), line.sid)),
    "silence": lambda line, _: line.stay_silent(),
    "picked_up": lambda line, _: line.picked_up(),
    "not_picked_up": lambda line, _: line.not_picked_up(),
    "hang_up": lambda line, _: line.hang_up(),
}


@blueprint.post("/api/call/<sid>/<deed>")
@api
def act(given: Given, sid: str, deed: str) -> dict[str, Any]:
    """Do something in a call: press, say, silence, picked_up, not_picked_up, hang_up."""
    kept = memory.call(_wiring().queue.redis, sid)
    if kept is None or deed not in DEEDS:
        abort(404)
    return _go_on(resume_call(_post(), kept), lambda line: DEEDS[deed](line, given))


def _go_on(line: Call, deed: Callable[[Call], object]) -> dict[str, Any]:
    started = time.perf_counter()
    deed(line)
    took = round((time.perf_counter() - started) * 1000)
    wiring = _wiring()
    memory.keep_call(wiring.queue.redis, line.sid, line.as_json())
    return answers.of_call(wiring, line, took)


@blueprint.post("/api/chat")
@api
def chat(given: Given) -> dict[str, Any]:
    """Write a WhatsApp message."""
    talk = _chat(given)
    started = time.perf_counter()
    words = _words(given, "words")
    if given.get("aloud"):
        messages = talk.write("", [(_aloud(talk.account, words, talk.sid), "audio/wav")])
    else:
        messages = talk.write(words)
    took = round((time.perf_counter() - started) * 1000)
    return answers.of_chat(_wiring(), talk, messages, took)


@blueprint.post("/api/inbox")
@api
def inbox(given: Given) -> dict[str, Any]:
    """The messages that came later, by REST: from an agent or from a job. Their delivery is reported."""
    messages = memory.take_messages(_wiring().queue.redis, _chat(given).address)
    post = _post()
    for message in messages:
        for status in ("sent", "delivered") if message["report_to"] else ():
            post(message["report_to"], {"MessageSid": message["sid"], "MessageStatus": status})
    return {"messages": [{"words": message["words"]} for message in messages]}


def _chat(given: Given) -> Chat:
    """The chat of a number, or of a WhatsApp user id where the number is hidden."""
    phone = _phone(given)
    if phone and not given.get("hidden"):
        return Chat(_post(), phone=phone, name=_words(given, "name"))
    digits = int.from_bytes(hashlib.sha256(f"softphone {phone}".encode()).digest()[:7], "big")
    return Chat(_post(), user_id=f"IN.{digits:017d}", name=_words(given, "name"))


def _aloud(account: str, words: str, sid: str) -> str:
    """Words read aloud, and where the pretended carrier keeps the sound: nobody needs a microphone here."""
    wiring = _wiring()
    turn = answers.last_turn(wiring, sid)
    language = wiring.locales.language(turn.language if turn else None)
    try:
        sound = spoken.speak(language.espeak or wiring.locales.language(None).espeak, words)
    except spoken.CannotSpeak:
        abort(400, "nothing to be read aloud")
    name = new_sid("RE")
    memory.keep_sound(wiring.queue.redis, name, sound)
    return f"{TWILIO}/2010-04-01/Accounts/{account}/Recordings/{name}"
