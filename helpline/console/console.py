"""The console put onto the application: wiring only. Importing the pages registers their views."""

from pathlib import Path

from flask import Flask, Response, abort, send_from_directory
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError

from helpline.console import acts, login, members, queue_page, ticket_page, words
from helpline.console.pages import blueprint, csrf, problem
from helpline.security.access import Forbidden
from helpline.security.routes import public, requires

__all__ = ["acts", "queue_page", "register", "ticket_page"]

STATIC = Path(__file__).parent / "static"
# Static files may be kept by browsers for an hour: they carry nothing personal.
STATIC_AGE = 3600


def register(app: Flask) -> None:
    """Add the console. CSRF is checked by its own blueprint: Twilio's webhooks are signed instead."""
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)
    # A page may stay open all day; its token is bound to the session, which ends by itself.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    csrf.init_app(app)
    manager = LoginManager(app)
    manager.session_protection = "strong"
    manager.user_loader(members.load)
    manager.unauthorized_handler(login.ask_to_log_in)
    app.register_blueprint(blueprint)


@blueprint.get("/static/<path:filename>")
@public
def static(filename: str) -> Response:
    """Style sheet and script."""
    response = send_from_directory(STATIC, filename)
    response.cache_control.max_age = STATIC_AGE
    return response


@blueprint.get("/<path:anything>")
@requires(None)
def nowhere(anything: str) -> ResponseReturnValue:
    """An address that leads nowhere."""
    abort(404)


@blueprint.errorhandler(404)
def _not_found(error: Exception) -> ResponseReturnValue:
    return problem(words.say("Not found"), words.say("There is no such page, or no such ticket in your queues."), 404)


@blueprint.errorhandler(403)
@blueprint.errorhandler(Forbidden)
def _forbidden(error: Exception) -> ResponseReturnValue:
    return problem(words.say("Not allowed"), words.say("Your account may not see or do this."), 403)


@blueprint.errorhandler(429)
def _too_often(error: Exception) -> ResponseReturnValue:
    return problem(words.say("Too many tries"), words.say("Please wait a minute and try again."), 429)


@blueprint.errorhandler(500)
def _broken(error: Exception) -> ResponseReturnValue:
    """Said without a template: whatever broke may be what templates need."""
    return Response("Something is not working here. Please try again in a minute.\n", 500, mimetype="text/plain")


@blueprint.errorhandler(CSRFError)
def _not_from_here(error: Exception) -> ResponseReturnValue:
    sentence = words.say("This page was too old or came from elsewhere. Nothing was changed. Please try again.")
    return problem(words.say("Please try again"), sentence, 400)
