"""Logging in and out: name, password and one-time code in one form; a wrong one never says which part was wrong."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user
from werkzeug.wrappers import Response

from helpline import db
from helpline.console import members, words
from helpline.console.pages import LIVE, blueprint, house
from helpline.console.words import N_
from helpline.security import audit, staff
from helpline.security.audit import Act
from helpline.security.limits import limiter
from helpline.security.redact import ascii_digits
from helpline.security.routes import public, requires

WRONG = N_("This name, password and code do not fit together. Please try again.")
HOME = "console.queue"


def _rate() -> str:
    return house().settings.login_rate_limit


def _login_name() -> str:
    return request.form.get("login", "").replace("\0", "").strip()


def _account_tried() -> str:
    """Guesses at one account are counted together, wherever they come from."""
    return f"login:{_login_name().casefold()}"


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """The form, unless somebody is logged in already."""
    return redirect(_next()) if members.present() else render_template("login.html", next=_next(), login="")


@blueprint.post("/login")
@public
@limiter.limit(_rate)
@limiter.limit(_rate, key_func=_account_tried)
def log_in() -> ResponseReturnValue:
    """Admit whoever knows name, password and code."""
    code = "".join(ascii_digits(request.form.get("code", "")).split())
    at = db.now()
    with house().database.transaction() as session:
        person = staff.log_in(session, _login_name(), request.form.get("password", ""), code, at)
    if person is None:
        page = render_template("login.html", next=_next(), login=_login_name(), wrong=words.say(WRONG))
        return page, 401
    members.admit(person, at)
    return redirect(_next(), code=303)


@blueprint.post("/logout")
@requires(None)
def log_out() -> ResponseReturnValue:
    """End every session of this account."""
    member = members.me()
    with house().database.transaction() as session:
        audit.record(session, member.actor, Act.STAFF_LOGGED_OUT, member.id, purpose="logout")
    logout_user()
    return redirect(url_for("console.login"), code=303)


def ask_to_log_in() -> ResponseReturnValue:
    """Nobody is logged in: to the login page and back again; a page that refreshes itself is only told so."""
    if request.endpoint in LIVE:
        return Response(status=401)
    wanted = request.full_path.removesuffix("?") if request.method == "GET" else _page_of_form()
    return redirect(url_for("console.login", next=wanted), code=303)


def _page_of_form() -> str:
    number = (request.view_args or {}).get("number")
    return url_for("console.ticket", number=number) if number else url_for(HOME)


def _next() -> str:
    """Where to go after the login: a page of the console and nothing else."""
    wanted = request.values.get("next", "")
    inside = wanted.startswith(url_for(HOME)) and "\\" not in wanted and not any(c < " " for c in wanted)
    return wanted if inside and ".." not in wanted else url_for(HOME)
