"""What a call plays: human recordings by language and context, rendered prompts by hash."""

import re

from flask import Blueprint, Response, abort, current_app, request, send_file

from helpline.channels.sound import spoken
from helpline.security.routes import public
from helpline.wiring import Wiring

blueprint = Blueprint("audio", __name__, url_prefix="/audio")
CONTEXT = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
YEAR = 365 * 24 * 3600


def _wiring() -> Wiring:
    wiring: Wiring = current_app.extensions["helpline"]
    return wiring


@blueprint.get("/<language>/<context>.wav")
@public
def recording(language: str, context: str) -> Response:
    """A human recording. Whoever plays it keeps it for a year: a new take is asked for with another `?v=`."""
    locales = _wiring().locales
    if language not in locales.languages or not CONTEXT.fullmatch(context):
        abort(404)
    file = locales.recording(context, language)
    if file is None:
        abort(404)
    response = send_file(file.absolute(), mimetype="audio/wav", conditional=True, max_age=YEAR)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


@blueprint.get("/spoken/<name>.wav")
@public
def rendered(name: str) -> Response:
    """A rendered prompt. Only who was told its name can ask for it, and no shared cache may keep it."""
    content = spoken.sound(_wiring().settings, name)
    if content is None:
        abort(404)
    response = Response(content, mimetype="audio/wav")
    response.cache_control.private = True
    response.cache_control.max_age = 3600
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response
