"""The webhooks that Twilio calls. Whatever fails behind them, the caller gets an answer in her language.

The order is fixed: signature, then the words are understood (no transaction open), then the turn (one transaction),
then TwiML. Anything that goes wrong, or takes too long, becomes a spoken or written apology that says how to
reach help; nothing that was accepted before is lost.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

import regex
import structlog
from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.orm import Session

from helpline import db, metrics
from helpline.channels import late, twilio, voice, whatsapp, whatsapp_lists
from helpline.conversation import sessions
from helpline.conversation.messages import Incoming, Prompt, Reply
from helpline.security import limits
from helpline.security.routes import SIGNED, mark
from helpline.tickets import messages
from helpline.understanding import SURE_OF_LANGUAGE
from helpline.wiring import Wiring

log = structlog.get_logger()
blueprint = Blueprint("webhooks", __name__)
View = TypeVar("View", bound=Callable[..., Response])

_ERROR_CODE = regex.compile(r"[0-9]{1,6}")
# A caller on the line waits no longer for the database than this; Twilio itself would wait 15 seconds.
TURN_SECONDS = 1.7
# A language with this confidence is offered before others.
POSSIBLE_LANGUAGE = 0.1
# Phrases that are said when a turn failed: sorry, and where help is.
APOLOGY = ("apology", "apology_danger")
_turns = ThreadPoolExecutor(max_workers=64, thread_name_prefix="turn")


def _wiring() -> Wiring:
    wiring: Wiring = current_app.extensions["helpline"]
    return wiring


def signed(view: View) -> View:
    """Only requests that Twilio signed come in; any other is refused and leaves no trace but a line in the log."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Response:
        if not twilio.is_signed(request, _wiring().settings):
            log.warning("unsigned_webhook", path=request.path)
            abort(403)
        return view(*args, **kwargs)

    return mark(SIGNED)(guarded)  # type: ignore[return-value]  # same signature as the view


@blueprint.post("/voice")
@signed
def call() -> Response:
    """A call begins, or its caller pressed, said or did nothing, or the hand-over ended."""
    wiring = _wiring()
    step = request.args.get("step", 0, type=int)
    incoming = Incoming(
        channel="voice",
        sid=_field("CallSid"),
        step=step,
        addresses=voice.addresses(request.form),
        heard=voice.hear(request.form),
        at=db.now(),
    )
    speaker = voice.Voice(wiring.locales, wiring.conversations.flows.phrases, wiring.settings)
    twiml = _answer(wiring, incoming, lambda reply: speaker.speak(reply, step + 1))
    if twiml is None:
        once_more = None if "again" in request.args else step
        twiml = speaker.apologise(_phrase(wiring, incoming, *APOLOGY), once_more)
    return _xml(twiml)


@blueprint.post("/whatsapp")
@signed
def message() -> Response:
    """A WhatsApp message came in."""
    wiring = _wiring()
    heard = whatsapp.hear(request.form)
    incoming = Incoming(
        channel="whatsapp",
        sid=_field("MessageSid"),
        step=0,
        addresses=whatsapp.addresses(request.form),
        heard=heard,
        at=db.now(),
        language=wiring.locales.guess(heard.text),
        letters=whatsapp.letters(heard.text),
    )
    if not incoming.addresses:
        abort(400, "From is missing")
    if whatsapp.cannot_open(request.form):
        return _xml(whatsapp.write(_phrase(wiring, incoming, "cannot_open"), wiring.locales))
    twiml = _answer(wiring, incoming, lambda reply: _write(wiring, incoming, reply))
    return _xml(twiml or whatsapp.write(_phrase(wiring, incoming, *APOLOGY), wiring.locales))


def _write(wiring: Wiring, incoming: Incoming, reply: Reply) -> str:
    """A long menu goes as a list, where there is a template for one; everything else is written as text."""
    if wiring.settings.list_templates:
        choose = wiring.conversations.flows.phrases["choose"]
        button = wiring.locales.words("flows", "phrases.choose", choose, reply.language, latin=reply.latin)
        filled = whatsapp_lists.variables(reply, wiring.locales, button)
        if filled and whatsapp_lists.send(wiring.settings, incoming.addresses[0], filled):
            return whatsapp.write(replace(reply, prompts=()), wiring.locales)
    return whatsapp.write(reply, wiring.locales)


@blueprint.post("/voice/status")
@signed
def call_status() -> Response:
    """A call ended: its conversation, if unfinished, waits to be taken up again."""
    sid = _field("CallSid")
    if request.form.get("CallStatus") not in ("completed", "busy", "failed", "no-answer", "canceled"):
        return Response(status=204)
    return _noted(_wiring(), lambda session: sessions.hung_up(session, sid, db.now()))


@blueprint.post("/whatsapp/status")
@signed
def message_status() -> Response:
    """How far an answer has come on its way to the caller."""
    sid, status = _field("MessageSid"), request.form.get("MessageStatus", "")
    code = request.form.get("ErrorCode", "")
    error = int(code) if _ERROR_CODE.fullmatch(code) else None
    return _noted(_wiring(), lambda session: messages.note_delivery(session, sid, status, error))


def _noted(wiring: Wiring, note: Callable[[Session], None]) -> Response:
    """A report is written down, or Twilio is told to try later; a database that hangs holds no thread of the server."""
    try:
        _turns.submit(wiring.database.do, note).result(TURN_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever fails, Twilio is answered
        log.error("report_failed", path=request.path, error=type(error).__name__)
        return Response(status=503)
    return Response(status=204)


def _field(name: str) -> str:
    value = request.form.get(name, "")
    if not value or len(value) > 40 or not value.isprintable():
        abort(400, f"{name} is missing or no id")
    return value


def _answer(wiring: Wiring, incoming: Incoming, render: Callable[[Reply], str]) -> str | None:
    """The turn's reply as TwiML; None, and an apology is due, whatever fails."""
    try:
        if _begins(incoming) and limits.is_over(wiring.settings.caller_rate_limit, _who(incoming)):
            return render(_phrase(wiring, incoming, "too_fast"))
        incoming = _understood(wiring, incoming)
        return render(_taken(wiring, incoming))
    except Exception as error:  # noqa: BLE001  whatever fails, the caller is answered
        where = {"channel": incoming.channel, "sid": incoming.sid, "step": incoming.step}
        log.error("turn_failed", error=type(error).__name__, **where)
        metrics.APOLOGIES.labels(incoming.channel).inc()
        return None


def _taken(wiring: Wiring, incoming: Incoming) -> Reply:
    """The turn's reply; raises TimeoutError when it is too late for this request, and a chat gets it afterwards."""
    turn = _turns.submit(wiring.conversations.take, incoming)
    try:
        return turn.result(TURN_SECONDS)
    except TimeoutError:
        if incoming.channel == "whatsapp":
            late.send_when_done(turn, incoming.addresses[0], wiring.locales, wiring.settings)
        raise


def _begins(incoming: Incoming) -> bool:
    """What a flood is made of: messages and new calls. Within a call, a request comes when the last was spoken."""
    return incoming.channel != "voice" or incoming.step == 0


def _who(incoming: Incoming) -> str:
    """Whose acts are counted: the caller's blind index, or the call of a caller without a number."""
    return incoming.addresses[0].index.hex() if incoming.addresses else incoming.sid


def _understood(wiring: Wiring, incoming: Incoming) -> Incoming:
    heard = incoming.heard
    if not any(letter.isalpha() for letter in heard.text):
        return incoming
    understood = wiring.understanding.hear(heard.text)
    if understood is None:
        metrics.NLU_SILENT.inc()
    incoming = replace(incoming, heard=replace(heard, understood=understood))
    return _in_its_language(wiring, incoming) if incoming.channel == "whatsapp" else incoming


def _in_its_language(wiring: Wiring, incoming: Incoming) -> Incoming:
    """What a message is written in: as its script tells, else as the language model is sure, else the likeliest."""
    understood = incoming.heard.understood
    ranking = understood.languages if understood else ()
    sure = [name for name, confidence in ranking if confidence >= SURE_OF_LANGUAGE and incoming.letters]
    likely = tuple(name for name, confidence in ranking if confidence >= POSSIBLE_LANGUAGE)
    return replace(incoming, language=incoming.language or next(iter(sure), None), likely_languages=likely)


def _phrase(wiring: Wiring, incoming: Incoming, *names: str) -> Reply:
    """Fixed phrases instead of a turn, in the language of the last answer where it is known."""
    language = request.args.get("language") or incoming.language or wiring.locales.default
    phrases = wiring.conversations.flows.phrases
    prompts = tuple(Prompt(f"phrases.{name}", phrases[name]) for name in names)
    return Reply(prompts, language, latin=incoming.letters == "latin")


def _xml(twiml: str) -> Response:
    return Response(twiml, mimetype="text/xml")
