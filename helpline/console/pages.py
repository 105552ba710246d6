"""The console's blueprint, and what all of its pages share."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, session
from flask_wtf import CSRFProtect

from helpline import db
from helpline.console import labels, members, times, words
from helpline.wiring import Wiring

blueprint = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")
csrf = CSRFProtect()
# Views that the browser asks for by itself: they do not count as work, and never lead to the login page.
LIVE = frozenset({"console.live_queue", "console.live_ticket"})
STATIC = "console.static"


def house() -> Wiring:
    """The parts of this process."""
    wiring: Wiring = current_app.extensions["helpline"]
    return wiring


@blueprint.before_request
def _guard() -> None:
    """Forms must come from our own pages. Whoever works is not idle."""
    if request.endpoint == STATIC:
        return
    member = members.present()
    words.choose(house().locales, member.language if member else None)
    csrf.protect()
    if member and request.endpoint not in LIVE:
        members.touch(session, db.now())


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    """Pages about people are not kept in the browser's cache, on a shared computer above all."""
    if request.endpoint != STATIC:
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.context_processor
def _for_templates() -> dict[str, Any]:
    return {
        "_": words.say,
        "page_language": words.language(),
        "page_direction": house().locales.language(words.language()).direction,
        "member": members.present(),
        "label": labels.label,
        "labels": labels,
        "day": times.day,
        "month": times.month,
        "moment": times.moment,
        "relative": times.relative,
        "span": times.span,
        "clock": times.clock,
    }


def problem(title: str, sentence: str, status: int) -> tuple[str, int]:
    """A page that says what went wrong and what can be done."""
    return render_template("problem.html", title=title, sentence=sentence), status
