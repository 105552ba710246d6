"""Nobody enters where it is not written down that she may; browsers are told to be careful too."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from helpline.db import Database
from helpline.security import routes
from helpline.security.access import Permission
from helpline.settings import Settings
from helpline.web import create_app

# Whoever adds a public route writes it down here, and says why to whoever reads it over.
PUBLIC = {
    "/healthz", "/readyz", "/metrics", "/console/login", "/console/static/<path:filename>",
    "/audio/<language>/<context>.wav", "/audio/spoken/<name>.wav", "/fonts/fonts.css", "/fonts/<name>.woff2",
}  # fmt: skip
SIGNED = {"/voice", "/voice/status", "/whatsapp", "/whatsapp/status"}
EXAMPLES = {"number": "123456789", "act": "take", "path:anything": "x", "sid": "CA1", "deed": "press"}


def address(rule: Rule) -> str:
    return re.sub(r"<([^>]+)>", lambda part: EXAMPLES.get(part[1], part[1].rpartition(":")[2]), rule.rule)


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


@pytest.fixture(scope="module")
def production(settings: Settings, database: Database) -> Iterator[Flask]:
    changes = {"environment": "production", "nlu_url": "http://127.0.0.1:1", "twilio_account_sid": "AC1"}
    own = Settings(_env_file=None, **{**settings.model_dump(), **changes})
    app = create_app(own)
    yield app
    app.extensions["helpline"].close()


def test_it_has_a_mark_on_every_route(keys_app: Flask) -> None:
    known = {routes.PUBLIC, routes.SIGNED, routes.LOGGED_IN, *Permission}
    unmarked = [rule.rule for rule in keys_app.url_map.iter_rules() if access(keys_app, rule) not in known]
    assert unmarked == [], "mark each with public, signed or requires(...): see helpline/security/routes.py"


def access(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def test_it_is_public_only_where_that_was_decided(production: Flask) -> None:
    public = {rule.rule for rule in production.url_map.iter_rules() if access(production, rule) == routes.PUBLIC}
    assert public <= PUBLIC
    assert {
        rule.rule for rule in production.url_map.iter_rules() if access(production, rule) == routes.SIGNED
    } == SIGNED


def test_it_refuses_everybody_who_is_nobody(keys_app: Flask) -> None:
    tried = 0
    for rule in keys_app.url_map.iter_rules():
        if access(keys_app, rule) == routes.PUBLIC:
            continue
        for method in methods(rule):
            answer = keys_app.test_client().open(address(rule), method=method)
            to_login = answer.status_code in (302, 303) and answer.headers["Location"].startswith("/console/login")
            assert to_login or answer.status_code in (400, 401, 403), f"{method} {rule.rule}: {answer.status}"
            tried += 1
    assert tried >= 8


def test_it_refuses_a_route_that_nobody_marked(settings: Settings, database: Database) -> None:
    app = create_app(settings.model_copy(update={"nlu_url": "http://127.0.0.1:1"}))
    app.add_url_rule("/forgotten", view_func=lambda: "secret", methods=["GET", "POST"], endpoint="forgotten")
    client = app.test_client()
    for answer in (client.get("/forgotten"), client.post("/forgotten"), client.head("/forgotten")):
        assert answer.status_code == 403
        assert "secret" not in answer.text
    app.extensions["helpline"].close()


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/console/login", "/console/", "/nowhere", "/voice", "/metrics"]
)
def test_it_tells_browsers_to_be_careful(path: str, production: Flask) -> None:
    headers = production.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "max-age" in headers["Strict-Transport-Security"]
    assert "microphone=()" in headers["Permissions-Policy"]


def test_it_sets_cookies_that_only_its_own_pages_send(production: Flask) -> None:
    cookies = production.test_client().get("/console/login").headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie


def test_it_takes_no_cookie_that_was_forged(keys_app: Flask) -> None:
    other = Flask("other")
    other.secret_key = "guessed"
    serializer = SecureCookieSessionInterface().get_signing_serializer(other)
    assert serializer
    client = keys_app.test_client()
    client.set_cookie("session", serializer.dumps({"_user_id": "1", "began": 1e12, "seen": 1e12}))
    assert client.get("/console/").status_code == 303


def posts(app: Flask) -> list[str]:
    return [
        address(rule)
        for rule in app.url_map.iter_rules()
        if "POST" in methods(rule) and rule.endpoint.startswith("console.")
    ]


def test_it_takes_no_form_that_does_not_come_from_its_pages(keys_app: Flask) -> None:
    tried = posts(keys_app)
    assert "/console/login" in tried
    for path in tried:
        answer = keys_app.test_client().post(path, data={"login": "x", "password": "x", "code": "x"})
        assert answer.status_code in (302, 303, 400), f"{path}: {answer.status}"
        if answer.status_code != 400:
            assert "/console/login" in answer.headers["Location"]
        forged = keys_app.test_client().post(
            path, data={"csrf_token": "x"}, headers={"Referer": "https://evil.example/"}
        )
        assert forged.status_code in (302, 303, 400)


def test_it_takes_no_login_without_the_pages_token(keys_app: Flask) -> None:
    client: FlaskClient = keys_app.test_client()
    client.get("/console/login")
    assert client.post("/console/login", data={"login": "x", "password": "y", "code": "1"}).status_code == 400


def test_it_shows_no_softphone_in_production(production: Flask, keys_app: Flask) -> None:
    assert any("softphone" in rule.rule for rule in keys_app.url_map.iter_rules()), "there is one to leave out"
    assert not any("softphone" in rule.rule for rule in production.url_map.iter_rules())
    for path in ("/softphone", "/softphone/api/call", "/softphone/twilio/2010-04-01/Accounts/AC1/Messages.json"):
        assert production.test_client().post(path, json={}).status_code == 404


def test_it_says_nothing_of_itself_in_an_error(production: Flask) -> None:
    answer = production.test_client().get("/nowhere")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert not production.debug
