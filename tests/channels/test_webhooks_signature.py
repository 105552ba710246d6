"""Nothing comes in that Twilio did not sign over the public address."""

from collections.abc import Iterator
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from twilio.request_validator import RequestValidator

from helpline.db import Database
from helpline.settings import Settings
from helpline.web import create_app
from tests.conftest import TOKEN
from tests.line import Line
from tests.stored import rows

CALL = {"CallSid": "CA" + "1" * 32, "From": "+919876543210", "To": "+911515", "CallStatus": "in-progress"}
CHAT = {"MessageSid": "SM" + "1" * 32, "From": "whatsapp:+919876543210", "Body": "hello"}
ENDED = {"CallSid": "CA" + "1" * 32, "CallStatus": "completed"}
SENT = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "delivered"}
ROUTES = {"/voice": CALL, "/whatsapp": CHAT, "/voice/status": ENDED, "/whatsapp/status": SENT}
EVERY_ROUTE = pytest.mark.parametrize(("path", "form"), ROUTES.items(), ids=ROUTES)


@EVERY_ROUTE
def test_it_takes_what_twilio_signed(path: str, form: dict[str, str], keys_line: Line) -> None:
    assert keys_line.request(path, form).status_code in (200, 204)


@EVERY_ROUTE
@pytest.mark.parametrize("signature", ["", "nonsense", "=" * 28, "ä"])
def test_it_refuses_what_nobody_signed(path: str, form: dict[str, str], signature: str, keys_line: Line) -> None:
    answer = keys_line.app.test_client().post(path, data=form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    assert rows(keys_line.database) == {}


@EVERY_ROUTE
def test_it_refuses_a_request_without_any_signature(path: str, form: dict[str, str], keys_line: Line) -> None:
    assert keys_line.app.test_client().post(path, data=form).status_code == 403
    assert rows(keys_line.database) == {}


@EVERY_ROUTE
def test_it_refuses_another_accounts_signature(path: str, form: dict[str, str], keys_line: Line) -> None:
    signature = RequestValidator(TOKEN + "x").compute_signature(f"https://helpline.example{path}", form)
    assert keys_line.request(path, form, signature).status_code == 403
    assert rows(keys_line.database) == {}


@EVERY_ROUTE
@pytest.mark.parametrize("change", ["altered", "added", "missing", "doubled"])
def test_it_refuses_a_form_that_was_changed(path: str, form: dict[str, str], change: str, keys_line: Line) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"https://helpline.example{path}", form)
    changed: dict[str, str | list[str]] = dict(form)
    first = next(iter(form))
    match change:
        case "altered":
            changed[first] = form[first] + "2"
        case "added":
            changed["Digits"] = "1"
        case "missing":
            del changed[first]
        case "doubled":
            changed[first] = [form[first], "another"]
    answer = keys_line.app.test_client().post(path, data=changed, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    assert rows(keys_line.database) == {}


@EVERY_ROUTE
@pytest.mark.parametrize("query", ["?step=7", "?language=en", "?step=1&language=hi", "?bodySHA256=" + "0" * 64])
def test_it_refuses_a_query_that_was_changed(path: str, form: dict[str, str], query: str, keys_line: Line) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"https://helpline.example{path}", form)
    assert keys_line.request(path + query, form, signature).status_code == 403
    assert rows(keys_line.database) == {}


def test_it_refuses_another_step_than_the_signed_one(keys_line: Line) -> None:
    signature = RequestValidator(TOKEN).compute_signature("https://helpline.example/voice?step=1", CALL)
    assert keys_line.request("/voice?step=2", CALL, signature).status_code == 403
    assert rows(keys_line.database) == {}


@pytest.mark.parametrize("signed_for", ROUTES)
@pytest.mark.parametrize("replayed_at", ROUTES)
def test_it_refuses_a_replay_on_another_path(signed_for: str, replayed_at: str, keys_line: Line) -> None:
    form = {**CALL, **CHAT}
    signature = RequestValidator(TOKEN).compute_signature(f"https://helpline.example{signed_for}", form)
    refused = keys_line.request(replayed_at, form, signature).status_code == 403
    assert refused is (signed_for != replayed_at)
    if refused:
        assert rows(keys_line.database) == {}


@EVERY_ROUTE
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_it_knows_no_other_method(path: str, form: dict[str, str], method: str, keys_line: Line) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"https://helpline.example{path}", {})
    headers = {"X-Twilio-Signature": signature}
    assert keys_line.app.test_client().open(path, method=method, headers=headers).status_code == 405
    assert rows(keys_line.database) == {}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_it_refuses_a_form_in_another_shape(kind: str, keys_line: Line) -> None:
    signature = RequestValidator(TOKEN).compute_signature("https://helpline.example/voice", CALL)
    headers = {"X-Twilio-Signature": signature}
    answer = keys_line.app.test_client().post("/voice", data=b'{"CallSid": "CA1"}', content_type=kind, headers=headers)
    assert answer.status_code == 403
    assert rows(keys_line.database) == {}


def test_it_takes_a_message_that_came_through_a_messaging_service(keys_line: Line) -> None:
    form = {**CHAT, "MessagingServiceSid": "MG" + "1" * 32, "ProfileName": "सुनीता", "NumMedia": "0"}
    assert "<Message>" in keys_line.request("/whatsapp", form).text


def test_it_takes_a_field_that_comes_twice_when_signed_so(keys_line: Line) -> None:
    body = "CallSid=CA1&From=%2B919876543210&Tag=b&Tag=a"
    signed = "https://helpline.example/voiceCallSidCA1From+919876543210TagaTagb"
    signature = RequestValidator(TOKEN).compute_signature(signed, {})
    kind = "application/x-www-form-urlencoded"
    headers = {"X-Twilio-Signature": signature}
    answer = keys_line.app.test_client().post("/voice", data=body, content_type=kind, headers=headers)
    assert answer.status_code == 200


@pytest.fixture(params=["https://help.example:8443", "https://help.example/line/1515/", "http://help.example"])
def proxied(request: pytest.FixtureRequest, settings: Settings, empty_database: Database) -> Iterator[Line]:
    """A helpline behind a proxy that takes the prefix of PUBLIC_URL off and calls it by a name of its own."""
    behind = settings.model_copy(update={"public_url": request.param, "nlu_url": "http://127.0.0.1:1"})
    app = create_app(behind)
    yield Line(app, behind.model_copy(update={"public_url": request.param.rstrip("/")}), empty_database)
    app.extensions["helpline"].close()


@EVERY_ROUTE
def test_it_checks_the_signature_over_the_public_address(path: str, form: dict[str, str], proxied: Line) -> None:
    signed = RequestValidator(TOKEN).compute_signature(proxied.settings.public_url + path, form)
    headers = {"X-Twilio-Signature": signed, "Host": "10.0.0.7:8000", "X-Forwarded-Host": "evil.example"}
    assert proxied.app.test_client().post(path, data=form, headers=headers).status_code in (200, 204)
    inside = RequestValidator(TOKEN).compute_signature(f"http://10.0.0.7:8000{path}", form)
    headers["X-Twilio-Signature"] = inside
    assert proxied.app.test_client().post(path, data=form, headers=headers).status_code == 403


def test_it_sends_a_call_on_within_the_public_address(proxied: Line) -> None:
    """Twilio follows an address in TwiML from the one that it called; the prefix must survive."""
    called = f"{proxied.settings.public_url}/voice"
    gather = ET.fromstring(proxied.request("/voice", CALL).text).find("Gather")
    assert gather is not None
    following = urljoin(called, gather.get("action", ""))
    assert following.startswith(f"{called}?step=1")
    inside = following.removeprefix(proxied.settings.public_url)
    assert proxied.request(inside, {**CALL, "Digits": "2"}).status_code == 200


def test_it_is_not_moved_by_a_forged_host(keys_line: Line, keys_app: Flask) -> None:
    forged = RequestValidator(TOKEN).compute_signature("https://evil.example/voice", CALL)
    headers = {"X-Twilio-Signature": forged, "Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert keys_app.test_client().post("/voice", data=CALL, headers=headers).status_code == 403
    assert rows(keys_line.database) == {}
