"""Twilio's REST API as far as the helpline uses it: takes messages for the chat, keeps and forgets recordings."""

import hmac
import json

from flask import Blueprint, Response, abort, current_app, jsonify, request

from helpline.channels.softphone import memory
from helpline.channels.softphone.pretend_twilio import new_sid
from helpline.security.routes import public
from helpline.wiring import Wiring

blueprint = Blueprint("rest", __name__, url_prefix="/twilio/2010-04-01/Accounts/<account>")


def _wiring() -> Wiring:
    wiring: Wiring = current_app.extensions["helpline"]
    return wiring


@blueprint.get("/Recordings/<sid>")
@public
def recording(account: str, sid: str) -> Response:
    """A recording, as Twilio's REST API gives it out."""
    _check_account()
    sound = memory.sound(_wiring().queue.redis, sid)
    return Response(sound, mimetype="audio/wav") if sound else _twilio_error(20404, "Not found", 404)


@blueprint.delete("/Recordings/<sid>")
@public
def forget_recording(account: str, sid: str) -> Response:
    """Forget a recording, as Twilio does when told to."""
    _check_account()
    memory.forget_sound(_wiring().queue.redis, sid)
    return Response(status=204)


def _check_account() -> None:
    password = (request.authorization and request.authorization.password) or ""
    if not hmac.compare_digest(password.encode(), _wiring().settings.twilio_auth_token.encode()):
        abort(_twilio_error(20003, "Authenticate", 401))


@blueprint.post("/Messages.json")
@public
def twilio_double(account: str) -> Response:
    """Twilio's REST API, as much of it as the helpline uses: takes a message and delivers it to the chat."""
    _check_account()
    to, words = request.form.get("To", ""), request.form.get("Body", "") or _list(request.form.get("ContentVariables"))
    if not to.startswith("whatsapp:") or not words:
        return _twilio_error(21211 if words else 21602, "To and Body are wanted", 400)
    sid = new_sid("SM")
    message = {"sid": sid, "words": words, "report_to": request.form.get("StatusCallback", "")}
    memory.put_message(_wiring().queue.redis, to, message)
    response = jsonify(sid=sid, account_sid=account, to=to, body=words, status="queued", direction="outbound-api")
    response.status_code = 201
    return response


def _list(variables: str | None) -> str:
    """A list message as the chat shows it: its body, then its rows."""
    filled = list(json.loads(variables).values()) if variables else []
    rows = zip(filled[2::2], filled[3::2], strict=True)
    return "\n".join([*filled[:1], *(f"{key}. {label}" for key, label in rows)])


def _twilio_error(code: int, message: str, status: int) -> Response:
    response = jsonify(code=code, message=message, status=status)
    response.status_code = status
    return response
