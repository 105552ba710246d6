"""The softphone's server side goes through the real webhooks, and exists outside production only."""

from typing import Any

import pytest
import requests
from sqlalchemy import select

from helpline import callers, i18n
from helpline.callers import Address, CallerAddress, Kind, phone_address
from helpline.channels.softphone import memory, words
from helpline.channels.softphone import page as softphone
from helpline.channels.softphone.loopback import WebhookFailed, signed_post
from helpline.channels.softphone.pretend_twilio import new_sid
from helpline.channels.twilio import MediaError, MediaStore, Sender
from helpline.conversation.sessions import Conversation, Turn
from helpline.db import Database
from helpline.records.demo import DemoCaller
from helpline.settings import Settings
from helpline.tickets.attachments import Attachment
from helpline.tickets.clock import Calendar
from helpline.web import create_app
from helpline.wiring import ROOT
from tests.channels.served import Served

PHONE = "+916000000019"


def test_a_call_is_heard_and_goes_on(helpline: Served, empty_database: Database) -> None:
    told = helpline.ask("call", phone=PHONE).json()
    assert told["waiting"]["for"] == "keys"
    assert told["happened"]["step"] == 0
    assert "<Gather" in told["happened"]["twiml"]
    for caption in told["heard"]:
        assert caption["words"]
        assert caption["dir"] == "ltr"
        assert requests.get(helpline.address + caption["audio"], timeout=10).content.startswith(b"RIFF")
    told = helpline.ask(f"call/{told['sid']}/press", keys="2").json()
    assert told["happened"]["heard"] == "2"
    assert told["happened"]["step"] == 1
    with empty_database.transaction() as session:
        assert len(session.scalars(select(Turn).where(Turn.sid == told["sid"])).all()) == 2


def test_words_and_silence_are_heard_too(helpline: Served) -> None:
    sid = helpline.ask("call", phone=PHONE).json()["sid"]
    helpline.ask(f"call/{sid}/press", keys="2")
    assert helpline.ask(f"call/{sid}/silence").json()["happened"]["heard"] == ""
    assert helpline.ask(f"call/{sid}/say", words="no ration").json()["happened"]["heard"] == "no ration"


def test_hanging_up_reaches_the_helpline(helpline: Served, empty_database: Database) -> None:
    sid = helpline.ask("call", phone=PHONE).json()["sid"]
    assert helpline.ask(f"call/{sid}/hang_up").json()["waiting"] is None
    with empty_database.transaction() as session:
        assert session.scalars(select(Conversation.call_sid)).one() is None


def test_the_helpdesk_rings(helpline: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Calendar, "is_open", lambda *_: True)
    sid = helpline.ask("call", phone=PHONE).json()["sid"]
    helpline.ask(f"call/{sid}/press", keys="2")
    told = helpline.ask(f"call/{sid}/press", keys="0").json()
    assert told["waiting"]["for"] == "dialled"
    assert told["waiting"]["number"] == helpline.settings.helpdesk_phone
    told = helpline.ask(f"call/{sid}/not_picked_up").json()
    assert told["heard"]


def test_a_chat_with_a_hidden_number_is_known_by_its_user_id(helpline: Served, empty_database: Database) -> None:
    told = helpline.ask("chat", phone=PHONE, hidden=True, words="hello", name="Somebody").json()
    assert told["messages"]
    assert told["address"].startswith("whatsapp:IN.")
    with empty_database.transaction() as session:
        assert session.scalars(select(CallerAddress.kind)).all() == [Kind.WHATSAPP_USER]


def test_an_answer_sent_by_rest_arrives_and_its_delivery_is_reported(
    helpline: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    sid = Sender(helpline.settings).send_whatsapp(Address(Kind.PHONE, PHONE), "हमने देख लिया")
    reported: list[tuple[str, dict[str, str]]] = []

    def report(path: str, form: dict[str, str]) -> str:
        reported.append((path, form))
        return ""

    monkeypatch.setattr(softphone, "signed_post", lambda _: report)
    assert helpline.ask("inbox", phone=PHONE).json() == {"messages": [{"words": "हमने देख लिया"}]}
    assert [(form["MessageSid"], form["MessageStatus"]) for _, form in reported] == [(sid, "sent"), (sid, "delivered")]
    assert helpline.ask("inbox", phone=PHONE).json() == {"messages": []}


def test_the_reports_are_signed(helpline: Served) -> None:
    Sender(helpline.settings).send_whatsapp(Address(Kind.PHONE, PHONE), "one")
    assert helpline.ask("inbox", phone=PHONE).status_code == 200


def test_the_double_takes_no_message_without_the_token(helpline: Served) -> None:
    address = f"{helpline.address}/softphone/twilio/2010-04-01/Accounts/AC0/Messages.json"
    form = {"To": f"whatsapp:{PHONE}", "Body": "x"}
    assert requests.post(address, data=form, timeout=5).status_code == 401
    right = ("AC0", helpline.settings.twilio_auth_token)
    assert requests.post(address, data=form, auth=right, timeout=5).status_code == 201
    assert requests.post(address, data={"To": PHONE, "Body": "x"}, auth=right, timeout=5).status_code == 400
    helpline.ask("inbox", phone=PHONE)


def test_the_webhooks_check_the_signature(helpline: Served) -> None:
    form = {"CallSid": new_sid("CA"), "From": PHONE}
    forger = helpline.settings.model_copy(update={"twilio_auth_token": "another"})
    with pytest.raises(WebhookFailed, match="403"):
        signed_post(forger)("/voice", form)
    assert "<Response>" in signed_post(helpline.settings)("/voice", form)


def test_a_webhook_that_does_not_answer_is_one_sentence(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = served.settings.model_copy(update={"web_port": 1})
    monkeypatch.setattr(softphone, "signed_post", lambda _: signed_post(nowhere))
    answer = served.ask("call", phone=PHONE)
    assert answer.status_code == 502
    assert "did not answer" in answer.json()["problem"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "OWN", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "OWN", "Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["people", "call", "call/CA0/press", "chat", "inbox"])
def test_no_other_site_can_use_it(served: Served, path: str, headers: dict[str, str]) -> None:
    sent = {name: value.replace("OWN", served.address) for name, value in headers.items()}
    assert served.ask(path, headers=sent).status_code == 403


def test_only_its_own_calls_can_be_acted_on(helpline: Served) -> None:
    assert helpline.ask(f"call/{new_sid('CA')}/press", keys="1").status_code == 404
    sid = helpline.ask("call", phone=PHONE).json()["sid"]
    assert helpline.ask(f"call/{sid}/explode").status_code == 404


@pytest.mark.parametrize("given", [{"phone": "words"}, {"phone": 5}, {"phone": "1" * 3000}])
def test_nonsense_is_refused(helpline: Served, given: dict[str, Any]) -> None:
    assert helpline.ask("call", **given).status_code == 400


def test_it_offers_the_people_of_the_demo_world(helpline: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert helpline.ask("people").json() == {"people": []}
    tara = DemoCaller("mother", PHONE, "A mother", "Her story", ("A hint",))
    monkeypatch.setattr(softphone, "demo_callers", lambda _: [tara])
    assert helpline.ask("people").json()["people"][0]["hints"] == ["A hint"]


def test_what_it_remembers_does_not_stay(helpline: Served) -> None:
    redis = helpline.app.extensions["helpline"].queue.redis
    sid = helpline.ask("call", phone=PHONE).json()["sid"]
    memory.put_message(redis, "whatsapp:+91", {"sid": "SM1", "words": "x", "report_to": ""})
    keys = list(redis.scan_iter("softphone:*"))
    assert any(sid in key.decode() for key in keys)
    assert all(0 < redis.ttl(key) <= memory.INBOX_SECONDS for key in keys)
    assert not any(b"+91" in key for key in keys)
    memory.take_messages(redis, "whatsapp:+91")


@pytest.mark.parametrize("name", ["softphone.js", "phone.js", "softphone.css", "icon.svg"])
def test_its_page_uses_its_own_files_only(served: Served, name: str) -> None:
    with served.app.test_client().get(f"/softphone/static/{name}") as answer:
        assert answer.status_code == 200
    page = served.app.test_client().get("/softphone")
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert "<style" not in page.text
    assert "style=" not in page.text
    assert "Set-Cookie" not in page.headers


def test_no_file_outside_is_served(served: Served) -> None:
    for name in ("../../softphone.py", "..%2f..%2fsoftphone.py", "none.js"):
        assert served.app.test_client().get(f"/softphone/static/{name}").status_code == 404


@pytest.fixture
def in_production(audible: Settings) -> Settings:
    return audible.model_copy(update={"environment": "production"})


def test_it_does_not_exist_in_production(in_production: Settings, database: Database) -> None:
    app = create_app(in_production)
    client = app.test_client()
    assert not [rule for rule in app.url_map.iter_rules() if "softphone" in rule.rule]
    assert client.get("/softphone").status_code == 404
    assert client.post("/softphone/api/call", json={}).status_code == 404
    app.extensions["helpline"].close()


def test_what_is_said_after_the_tone_is_read_aloud_and_kept_as_the_carrier_does(
    helpline: Served, empty_database: Database
) -> None:
    speak(empty_database, PHONE, "or")
    told = helpline.ask("call", phone=PHONE).json()
    assert (told["waiting"]["words"], told["waiting"]["tone"]) == (False, True)
    assert told["heard"][0]["audio"].startswith("/audio/spoken/")
    told = helpline.ask(f"call/{told['sid']}/record", words="ରାସନ ମିଳିଲା ନାହିଁ").json()
    assert told["waiting"]["for"] == "keys"
    check_sound(helpline, empty_database)


def test_words_can_be_sent_as_a_voice_note(helpline: Served, empty_database: Database) -> None:
    speak(empty_database, PHONE, "hi")
    told = helpline.ask("chat", phone=PHONE, words="राशन नहीं मिला", aloud=True).json()
    assert told["messages"]
    check_sound(helpline, empty_database)


def speak(database: Database, phone: str, language: str) -> None:
    """This number has chosen its language."""
    address = phone_address(phone)
    assert address
    with database.transaction() as session:
        callers.hold(session, [address]).language = language


def check_sound(helpline: Served, database: Database) -> None:
    """What was attached can be fetched with our token, by nobody else, and is gone once deleted."""
    with database.transaction() as session:
        source = session.scalars(select(Attachment.source)).one()
    path = "/softphone/twilio" + source.removeprefix("https://api.twilio.com")
    assert requests.get(helpline.address + path, timeout=10).status_code == 401
    store = MediaStore(helpline.settings)
    assert store.fetch(source, 1_000_000).startswith(b"RIFF")
    store.delete(source)
    with pytest.raises(MediaError):
        store.fetch(source, 1_000_000)


def test_its_page_speaks_hindi_to_a_browser_that_does(served: Served) -> None:
    hindi = requests.get(served.address + "/softphone", headers={"Accept-Language": "hi"}, timeout=10).text
    assert '<html lang="hi">' in hindi
    assert "फोन रखिए" in hindi
    assert "Hang up" not in hindi
    english = requests.get(served.address + "/softphone", headers={"Accept-Language": "ta"}, timeout=10).text
    assert "Hang up" in english


def test_hindi_has_every_text_of_the_page() -> None:
    known = i18n.load(ROOT / "locales", {}).catalogues[words.DOMAIN]["hi"]
    assert [text for text in words.texts() if text not in known] == []
