"""Logs tell what failed and where, by ids and codes; never a word, a name or a number."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, StatementError

from helpline.callers import CallerAddress
from helpline.channels.softphone.pretend_twilio import new_sid
from helpline.db import Database
from helpline.settings import Settings
from helpline.stores import free_port
from helpline.web import create_app
from tests.channels.webhook_talks import call_form, chat_form
from tests.doubles import serving
from tests.line import Line
from tests.logged import logged

PHONE = "+919812345670"
SECRETS = [PHONE.lstrip("+"), PHONE[3:], "Phoolwati", "फूलवती", "Rukmini", "998877665544332211", "IN.4443332221"]
SAID = "Phoolwati फूलवती 998877665544332211"


def everything(line: Line) -> None:
    """A call and a chat, signed and unsigned, whole and broken, with secrets in every field."""
    sid = new_sid("CA")
    line.request("/voice", call_form(sid, caller=PHONE))
    for step, more in enumerate(({"Digits": "2"}, {"SpeechResult": SAID}, {"Digits": "998877665544332211"}), start=1):
        line.request(f"/voice?step={step}", call_form(sid, more, caller=PHONE))
    line.request("/voice?step=99999999999", call_form(sid, {"SpeechResult": SAID}, caller=PHONE))
    line.request("/voice", {"From": PHONE, "SpeechResult": SAID})
    line.request("/voice", call_form(sid, {"SpeechResult": SAID}, caller=PHONE), "forged")
    line.request("/voice/status", call_form(sid, {"CallStatus": "completed"}, caller=PHONE))
    own = {"From": f"whatsapp:{PHONE}", "ProfileName": "Rukmini", "ExternalUserId": "IN.4443332221"}
    for body in (SAID, "2", SAID, "x" * 5000 + SAID, "\0" + SAID):
        line.request("/whatsapp", chat_form(body, **own))
    line.request("/whatsapp", chat_form("y" * 300_000 + SAID, **own))
    line.request("/whatsapp", {"Body": SAID, **own})
    line.request("/whatsapp", chat_form(SAID, **own), "forged")
    line.request("/whatsapp/status", {"MessageSid": new_sid("SM"), "MessageStatus": "failed", "To": PHONE})
    client = line.app.test_client()
    client.post("/console/login", data={"login": "Rukmini", "password": SAID, "code": "1"})
    client.get(f"/console/tickets/{SAID}")
    client.get(f"/nowhere?{SAID}")


@pytest.fixture(params=["well", "without a database", "without Redis", "with an NLU that raves"])
def helpline(request: pytest.FixtureRequest, settings: Settings, empty_database: Database) -> Iterator[Line]:
    changes: dict[str, Callable[[], dict[str, str]]] = {
        "well": dict,
        "without a database": lambda: {"database_url": f"postgresql://127.0.0.1:{free_port()}/none"},
        "without Redis": lambda: {"redis_url": f"redis://127.0.0.1:{free_port()}/0"},
        "with an NLU that raves": lambda: {
            "nlu_url": stack.enter_context(serving(lambda _, asked: (500, asked.encode()))).address
        },
    }
    with ExitStack() as stack:
        own = {"nlu_url": "http://127.0.0.1:1", **changes[request.param]()}
        app = create_app(settings.model_copy(update=own))
        yield Line(app, settings, empty_database)
        app.extensions["helpline"].close()


def test_it_logs_what_fails_and_nothing_that_was_said(helpline: Line, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    with logged() as entries:
        everything(helpline)
    events = {entry["event"] for entry in entries}
    assert "unsigned_webhook" in events, "failures are logged"
    written = "\n".join(map(str, entries)) + caplog.text
    assert [secret for secret in SECRETS if secret in written] == []
    assert "x" * 100 not in written


def test_it_says_of_a_failed_turn_which_one_it_was(settings: Settings, empty_database: Database) -> None:
    nowhere = {"database_url": f"postgresql://127.0.0.1:{free_port()}/none", "nlu_url": "http://127.0.0.1:1"}
    app = create_app(settings.model_copy(update=nowhere))
    form = call_form(new_sid("CA"), {"Digits": "2"})
    with logged() as entries:
        Line(app, settings, empty_database).request("/voice?step=3", form)
    app.extensions["helpline"].close()
    failed = [entry for entry in entries if entry["event"] == "turn_failed"]
    assert [(entry["channel"], entry["sid"], entry["step"]) for entry in failed] == [("voice", form["CallSid"], 3)]


def test_it_names_no_value_in_a_database_error(empty_database: Database) -> None:
    """Whoever logs such an error by accident logs the statement only."""
    with pytest.raises(DBAPIError) as refused, empty_database.transaction() as session:
        session.execute(text("insert into callers (id) values (:phone)"), {"phone": PHONE})
    assert PHONE[3:] not in str(refused.value).replace(str(refused.value.orig), "")
    unsendable = insert(CallerAddress).values(caller_id=1, kind="phone", value=f"{PHONE}\ud800", index=b"1")
    with pytest.raises(StatementError) as unsent, empty_database.transaction() as session:
        session.execute(unsendable)
    assert PHONE not in str(unsent.value)


def test_it_counts_nothing_personal(keys_line: Line) -> None:
    everything(keys_line)
    client = keys_line.app.test_client()
    shown = "".join(client.get(probe).text for probe in ("/metrics", "/healthz", "/readyz"))
    assert "helpline_request_seconds" in shown
    assert [secret for secret in SECRETS if secret in shown] == []
    assert "CA" + "0" not in shown
    assert "/console/tickets/<number>" in shown or "/console/tickets/" not in shown, "routes, never addresses"
