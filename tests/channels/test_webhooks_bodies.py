"""Whatever a stranger types, says or presses, she is answered; no byte of it breaks anything."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from helpline.channels.softphone.pretend_twilio import new_sid
from helpline.channels.softphone.twiml import body, parse
from helpline.conversation.sessions import Turn
from helpline.tickets.models import Ticket
from tests.channels.webhook_talks import call_form, chat_form, dial
from tests.conftest import TOKEN
from tests.line import Line
from tests.stored import rows

BODIES = {
    "ten thousand letters": "राशन " * 2000,
    "more than is kept": "x" * 60_000,
    "one long word": "a" * 10_000,
    "nothing": "",
    "spaces": " \t\r\n ",
    "emoji": "😀👩🏽‍🍼🇮🇳",
    "right to left": "\u202eراشن نہیں ملا\u202c",
    "a null byte": "ration\x00not given",
    "only null bytes": "\x00\x00",
    "control characters": "\x01\x02\x0b\x1b[31mred\x7f\x85\ufffe\uffff",
    "a tag": "</Message><Redirect>http://evil.example</Redirect>&amp;",
    "a placeholder": "{ticket_number:digits} {0} {} %s ${x} $words",
    "a quote": "'; drop table tickets; --",
    "letters from outside the plane": "𝟚𝟛 𐍈 \U0010ffff",
    "combining marks": "ा" * 500,
    "digits without end": "9" * 10_000,
    "spaced digits without end": "1 " * 5_000,
}
EVERY_BODY = pytest.mark.parametrize("words", BODIES.values(), ids=BODIES)


def contexts(line: Line, sid: str) -> set[str]:
    return set(line.hears(sid))


@EVERY_BODY
def test_it_answers_a_first_message(words: str, keys_line: Line) -> None:
    form = chat_form(words)
    answer = keys_line.request("/whatsapp", form)
    assert answer.status_code == 200
    assert [body(message) for message in parse(answer.text)]
    assert keys_line.hears(form["MessageSid"]), "a turn, no apology"


@EVERY_BODY
def test_it_answers_in_the_middle_of_a_chat_and_keeps_the_words(words: str, keys_line: Line) -> None:
    for key in ("hello", "2", "1", "3", "1"):
        keys_line.request("/whatsapp", chat_form(key))
    form = chat_form(words)
    answer = keys_line.request("/whatsapp", form)
    assert all(len(body(message)) <= 1600 for message in parse(answer.text))
    heard = contexts(keys_line, form["MessageSid"])
    assert heard & {"grievance.when", "grievance.centre_said", "phrases.silence"}, heard
    for _ in range(6):
        keys_line.request("/whatsapp", chat_form("1"))
    parse(keys_line.request("/whatsapp", chat_form("hello")).text)


@EVERY_BODY
def test_it_answers_what_recognition_heard_on_the_phone(words: str, keys_line: Line) -> None:
    sid, _ = dial(keys_line, "2131")
    answer = keys_line.request("/voice?step=5", call_form(sid, {"SpeechResult": words, "Confidence": "0.4"}))
    parse(answer.text)
    assert contexts(keys_line, sid) & {"grievance.when", "grievance.words", "phrases.silence"}


@EVERY_BODY
def test_it_answers_a_centre_of_any_name(words: str, keys_line: Line) -> None:
    """The name is looked for in the database, where a null byte is no text."""
    sid, _ = dial(keys_line, "213111")
    parse(keys_line.request("/voice?step=7", call_form(sid, {"SpeechResult": words})).text)
    heard = contexts(keys_line, sid)
    assert heard & {"grievance.confirm", "grievance.which_centre", "grievance.centre_said"}, heard


@pytest.mark.parametrize("field", ["ProfileName", "ButtonPayload", "ListId", "ExternalUserId", "WaId", "MediaUrl0"])
@EVERY_BODY
def test_it_answers_whatever_the_other_fields_hold(field: str, words: str, keys_line: Line) -> None:
    form = chat_form("hello", **{field: words})
    assert parse(keys_line.request("/whatsapp", form).text).find("Message") is not None
    assert keys_line.hears(form["MessageSid"]), "a turn, no apology"


@pytest.mark.parametrize("sid", ["CA\x00" + "1" * 10, "CA😀", "CA'; --", "../../etc"])
def test_it_answers_or_refuses_a_sid_of_any_letters(sid: str, keys_line: Line) -> None:
    answer = keys_line.request("/voice", call_form(sid))
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        parse(answer.text)
    assert keys_line.request("/voice/status", call_form(sid, {"CallStatus": "completed"})).status_code in (204, 400)
    status = keys_line.request("/whatsapp/status", {"MessageSid": sid, "MessageStatus": "sent\x00"})
    assert status.status_code in (204, 400)


@pytest.mark.parametrize("code", ["", "x", "63016", "-1", "9" * 30, "\x00"])
def test_it_takes_any_error_code_in_a_report(code: str, keys_line: Line) -> None:
    form = {"MessageSid": new_sid("SM"), "MessageStatus": "failed", "ErrorCode": code}
    assert keys_line.request("/whatsapp/status", form).status_code == 204


def test_it_refuses_a_form_of_300_kilobytes(keys_line: Line) -> None:
    assert keys_line.request("/whatsapp", chat_form("x" * 300_000)).status_code == 413
    assert rows(keys_line.database) == {}


def test_it_takes_a_form_with_a_thousand_fields(keys_line: Line) -> None:
    form = chat_form("hello", **{f"Field{place}": "x" for place in range(1000)})
    assert keys_line.request("/whatsapp", form).status_code == 200


def test_it_refuses_a_signed_body_of_another_kind(keys_line: Line) -> None:
    """Signed over no fields at all, as somebody would who has the token and not the format."""
    signature = RequestValidator(TOKEN).compute_signature("https://helpline.example/voice", {})
    headers = {"X-Twilio-Signature": signature}
    for kind in ("application/json", "text/xml", "application/octet-stream"):
        posted = keys_line.app.test_client().post("/voice", data=b'{"CallSid": 1}', content_type=kind, headers=headers)
        assert posted.status_code == 400
    assert rows(keys_line.database) == {}


@pytest.mark.parametrize("body", ["%ED%A0%80", "%FF+%E0%A4", "a%00b", "%F4%90%80%80", "%"])
def test_it_stands_letters_that_are_no_utf_8(body: str, keys_line: Line) -> None:
    """A lone surrogate or a cut letter: read in whichever way, it is answered and breaks nothing."""
    sid = new_sid("SM")
    data = f"Body={body}&From=whatsapp%3A%2B919876543210&MessageSid={sid}"
    kind = "application/x-www-form-urlencoded"
    with keys_line.app.test_request_context("/whatsapp", method="POST", data=data, content_type=kind) as context:
        form = context.request.form
    signature = RequestValidator(TOKEN).compute_signature("https://helpline.example/whatsapp", form)
    headers = {"X-Twilio-Signature": signature}
    answer = keys_line.app.test_client().post("/whatsapp", data=data, content_type=kind, headers=headers)
    assert parse(answer.text).find("Message") is not None
    assert keys_line.hears(sid)


def test_it_refuses_a_form_of_bytes_that_are_no_text(keys_line: Line) -> None:
    kind = "application/x-www-form-urlencoded"
    headers = {"X-Twilio-Signature": "nonsense"}
    answer = keys_line.app.test_client().post("/voice", data=b"CallSid=\xff\xfe", content_type=kind, headers=headers)
    assert answer.status_code in (400, 403)
    assert rows(keys_line.database) == {}


DIGITS = ["2", "୨", "२", "২", "౨", "௨", "૨", "೨", "൨", "۲", "٢", "꯲", "２", "2️⃣", "(2)", "2."]


@pytest.mark.parametrize("digit", [*DIGITS, " 2 "])
def test_it_takes_a_digit_of_any_script_for_the_key(digit: str, keys_line: Line) -> None:
    keys_line.request("/whatsapp", chat_form("hello"))
    form = chat_form(digit)
    keys_line.request("/whatsapp", form)
    assert "change_language.ready" in keys_line.hears(form["MessageSid"])


@pytest.mark.parametrize("digit", ["22", "²", "②", "½", "二", "2 2", "-2x", "\U0001e4f2", "\U00011f52"])
def test_it_takes_no_other_sign_for_a_key(digit: str, keys_line: Line) -> None:
    keys_line.request("/whatsapp", chat_form("hello"))
    form = chat_form(digit)
    keys_line.request("/whatsapp", form)
    assert keys_line.hears(form["MessageSid"])
    assert "change_language.ready" not in keys_line.hears(form["MessageSid"])


@pytest.mark.parametrize("keys", ["A", "B", "C", "D", "ABCD", "w", "2D", "#", "##", "", "९", "\x00"])
def test_it_answers_any_key(keys: str, keys_line: Line) -> None:
    """A few telephones have keys A to D: they mean nothing here and take nothing away."""
    sid, _ = dial(keys_line, "")
    parse(keys_line.request("/voice?step=1", call_form(sid, {"Digits": keys})).text)
    heard = contexts(keys_line, sid)
    assert ("change_language.ready" in heard) is (keys == "2D")
    assert heard & {"change_language.ready", "phrases.silence", "phrases.missed"}


def test_it_takes_the_key_when_words_came_too(keys_line: Line) -> None:
    """Somebody talked in the background while she pressed."""
    sid, _ = dial(keys_line, "")
    keys_line.request("/voice?step=1", call_form(sid, {"Digits": "2", "SpeechResult": "हिन्दी"}))
    assert "change_language.ready" in keys_line.hears(sid)


def test_it_never_keeps_a_null_byte_from_anybody(keys_line: Line) -> None:
    for key in ("hello", "2", "1", "3", "1", "ra\x00tion", "\x001", "0", "1"):
        keys_line.request("/whatsapp", chat_form(key))
    with keys_line.database.transaction() as session:
        assert all("\x00" not in turn.heard["text"] + turn.heard["keys"] for turn in session.scalars(select(Turn)))
        assert all("\x00" not in ticket.words for ticket in session.scalars(select(Ticket)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    place=st.sampled_from(["", "2", "21", "2131", "21311", "213111", "217"]),
)
def test_it_answers_any_text_at_any_question(words: str, place: str, keys_line: Line) -> None:
    caller = f"+9198{new_sid('')[:8].translate(str.maketrans('abcdef', '123456'))}"
    sid, _ = dial(keys_line, place, caller)
    answer = keys_line.request(f"/voice?step={len(place) + 1}", call_form(sid, {"SpeechResult": words}, caller))
    verbs = {verb.tag for verb in parse(answer.text)}
    assert verbs & {"Gather", "Dial"}, "the call goes on: no apology, no hang-up"
