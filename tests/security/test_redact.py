"""Aadhaar numbers are masked wherever they are said, written or typed; other numbers stay."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from helpline.channels.softphone.pretend_twilio import new_sid
from helpline.conversation.sessions import Conversation, Turn
from helpline.db import Database
from helpline.security.redact import LONGEST_SAID, is_aadhaar, mask_aadhaar, said
from helpline.settings import Settings
from helpline.tickets.models import Message, Ticket
from helpline.web import create_app
from tests.channels.webhook_talks import CALLER, call_form, chat_form, dial
from tests.doubles import Double, serving
from tests.line import Line
from tests.logged import logged

NUMBER = "234123412346"
GROUPED = "2341 2341 2346"
MASKED = "XXXX XXXX 2346"
# The digit zero of every script in which one of the helpline's languages is written, and two more of telephones.
ZEROS = {
    "Latin": "0", "Devanagari": "०", "Bengali": "০", "Gurmukhi": "੦", "Gujarati": "૦", "Odia": "୦", "Tamil": "௦",
    "Telugu": "౦", "Kannada": "೦", "Malayalam": "൦", "Arabic": "٠", "Urdu": "۰", "Meitei": "꯰", "Ol Chiki": "᱐",
    "full width": "０", "mathematical": "𝟎",
}  # fmt: skip
SEPARATORS = {
    "nothing": "", "space": " ", "two spaces": "  ", "hyphen": "-", "spaced hyphen": " - ", "en dash": "–",
    "em dash": "—", "hyphen of typesetters": "‐", "hyphen that does not break": "‑", "minus": "−", "full stop": ".",
    "slash": "/", "underscore": "_", "comma": ", ", "middle dot": "·", "line end": "\r\n", "tab": "\t",
    "space that does not break": "\xa0", "thin space": "\u2009", "zero width space": "\u200b",
    "zero width joiner": "\u200d", "zero width non-joiner": "\u200c", "byte order mark": "\ufeff",
    "word joiner": "\u2060", "soft hyphen": "\xad", "left to right mark": "\u200e", "embedding": "\u202a",
    "isolate": "\u2066", "keycap": "\ufe0f\u20e3", "spaced keycap": "\ufe0f\u20e3 ",
    "hyphen and zero width spaces": "\u200b - \u200b",
}  # fmt: skip


def check_digit(digits: str) -> str:
    """Verhoeff's check digit, from the definition: the dihedral group of five and his permutation."""

    def times(a: int, b: int) -> int:
        turned = (a + b if a < 5 else a - b) % 5
        return turned + 5 * ((a < 5) == (b >= 5))

    step = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    inverse = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
    check = 0
    for position, digit in enumerate(reversed(digits), start=1):
        value = int(digit)
        for _ in range(position % 8):
            value = step[value]
        check = times(check, value)
    return str(inverse[check])


def written(digits: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in digits)


bodies = st.tuples(st.sampled_from("23456789"), st.text("0123456789", min_size=10, max_size=10)).map("".join)
aadhaars = bodies.map(lambda body: body + check_digit(body))


def test_it_knows_verhoeffs_own_example() -> None:
    assert check_digit("236") == "3"
    assert check_digit(NUMBER[:-1]) == "6"


@given(aadhaars)
def test_it_knows_every_valid_number(number: str) -> None:
    assert is_aadhaar(number)


@given(aadhaars, st.integers(0, 11), st.integers(1, 9))
def test_it_knows_that_a_number_with_a_wrong_digit_is_none(number: str, place: int, more: int) -> None:
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert not is_aadhaar(wrong)
    assert mask_aadhaar(f"number {wrong} here") == f"number {wrong} here"


@given(
    number=aadhaars,
    zero=st.sampled_from(list(ZEROS.values())),
    between=st.lists(st.sampled_from(list(SEPARATORS.values())), min_size=11, max_size=11),
    before=st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="+"), max_size=30),
    after=st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=30),
)
def test_it_masks_a_number_however_it_is_written(
    number: str, zero: str, between: list[str], before: str, after: str
) -> None:
    digits = written(number, zero)
    spelled = digits[0] + "".join(gap + digit for gap, digit in zip(between, digits[1:], strict=True))
    masked = mask_aadhaar(before + spelled + after)
    assert masked == f"{before}XXXX XXXX {number[-4:]}{after}"


@pytest.mark.parametrize("zero", ZEROS.values(), ids=ZEROS)
@pytest.mark.parametrize("between", SEPARATORS.values(), ids=SEPARATORS)
def test_it_masks_a_number_in_groups(zero: str, between: str) -> None:
    digits = written(NUMBER, zero)
    assert mask_aadhaar(between.join((digits[:4], digits[4:8], digits[8:]))) == MASKED


@given(
    number=aadhaars, first=st.text("0123456789", min_size=1, max_size=8), gap=st.sampled_from([" ", ", ", "-", "\n"])
)
def test_it_masks_a_number_that_follows_another_number(number: str, first: str, gap: str) -> None:
    """The centre's number, a year or a PIN stands right before it: its digits are not counted in."""
    said_together = f"{first}{gap}{number[:4]} {number[4:8]} {number[8:]}"
    masked = "".join(c for c in mask_aadhaar(said_together) if c.isdigit())
    assert number not in masked
    assert masked.endswith(number[-4:])


def test_it_masks_every_number_of_a_family() -> None:
    other = "500012344" + "12"
    other += check_digit(other)
    assert mask_aadhaar(f"{GROUPED}, {other} and {NUMBER}") == f"{MASKED}, XXXX XXXX {other[-4:]} and {MASKED}"


@pytest.mark.parametrize("phone", ["+919876543210", "+91 98765 43210", "+91-98765-43210", "+91 9876543210, 25 days"])
def test_it_leaves_a_telephone_number(phone: str) -> None:
    assert mask_aadhaar(phone) == phone


@given(st.text("0123456789", min_size=10, max_size=10), st.text("0123456789", max_size=3))
def test_it_leaves_every_telephone_number(number: str, after: str) -> None:
    assert mask_aadhaar(f"call +91 {number}. {after}") == f"call +91 {number}. {after}"


@pytest.mark.parametrize(
    "number", ["1" + NUMBER, NUMBER + "0", "134123412346", "034123412346", "23412341234", "123456789", "110001"]
)
def test_it_leaves_a_number_that_is_no_aadhaar(number: str) -> None:
    assert mask_aadhaar(f"no. {number}!") == f"no. {number}!"


@pytest.mark.parametrize("cut", range(15))
def test_it_leaves_no_half_of_a_number_where_words_are_cut(cut: int) -> None:
    kept = said("x" * (LONGEST_SAID - cut) + GROUPED)
    assert len(kept) <= LONGEST_SAID
    assert "2341" not in kept


def test_it_masks_a_very_long_text_at_once() -> None:
    hostile = "2 " * 30_000
    assert len(mask_aadhaar(hostile)) > 1000


@pytest.fixture(scope="module")
def nlu_double() -> Iterator[Double]:
    """In place of the NLU at the HTTP edge: it is sure of nothing, and keeps what it was asked."""
    nothing = json.dumps({"intent_ranking": [{"name": "out_of_scope", "confidence": 0.3}], "entities": []}).encode()
    with serving(lambda *_: (200, nothing)) as double:
        yield double


@pytest.fixture(scope="module")
def overheard(settings: Settings, database: Database, nlu_double: Double) -> Iterator[Flask]:
    app = create_app(settings.model_copy(update={"nlu_url": nlu_double.address}))
    yield app
    app.extensions["helpline"].close()


def test_it_masks_before_anything_else_is_done(
    overheard: Flask,
    settings: Settings,
    empty_database: Database,
    nlu_double: Double,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At every question, by voice, by key and in writing: nowhere in the database, in the queue, in the logs, and
    nothing of it reaches the NLU.
    """
    line = Line(overheard, settings, empty_database)
    own = written(NUMBER, "୦")
    with logged() as logs:
        sid, _ = dial(line, "2131")
        for step, words in enumerate((f"my Aadhaar is {GROUPED} please", "1", f"centre {NUMBER}", "1"), start=5):
            form = {"Digits": words} if len(words) == 1 else {"SpeechResult": words}
            line.request(f"/voice?step={step}", call_form(sid, form))
        typed = new_sid("CA")
        for step, keys in enumerate(("", "2", NUMBER, "0"), start=0):
            line.request(f"/voice?step={step}", call_form(typed, {"Digits": keys}, "+919000000001"))
        for words in (f"आधार {own}", "2", f"{NUMBER}", "1", "1", f"{own[:4]}-{own[4:8]}-{own[8:]}"):
            line.request("/whatsapp", chat_form(words, From="whatsapp:+919000000002", ProfileName=NUMBER))
        line.request("/whatsapp", chat_form("", From="whatsapp:+919000000002", ButtonPayload=NUMBER))
        held = chat_form("hello", From="whatsapp:+919000000003")
        line.request("/whatsapp", held)
        with empty_database.transaction() as session:
            conversation = session.scalars(select(Conversation).order_by(Conversation.id.desc()).limit(1)).one()
            conversation.with_agent_ticket_id = session.scalars(select(Ticket.id).limit(1)).one()
        line.request("/whatsapp", chat_form(f"to the person: {GROUPED}", From="whatsapp:+919000000003"))
    with empty_database.transaction() as session:
        turns = session.scalars(select(Turn)).all()
        tickets = session.scalars(select(Ticket)).all()
        messages = session.scalars(select(Message)).all()
        states = session.scalars(select(Conversation)).all()
        kept = [json.dumps([turn.heard, turn.reply], ensure_ascii=False) for turn in turns]
        kept += [json.dumps([ticket.words, ticket.said], ensure_ascii=False) for ticket in tickets]
        kept += [message.words for message in messages]
        kept += [json.dumps(one.state, ensure_ascii=False) for one in states]
    assert tickets
    assert messages
    heard = [asked for _, asked in nlu_double.asked]
    queue = overheard.extensions["helpline"].queue.redis
    queued = [str(queue.dump(key)) for key in queue.keys("rq:*")]
    everything = [*kept, *map(json.loads, heard), *map(str, logs), caplog.text, *queued]
    assert any(MASKED in str(one) for one in everything)
    for one in map(str, everything):
        digits = "".join(c for c in one if c.isalnum())
        assert NUMBER not in digits
        assert own not in digits
    assert any(MASKED in asked for asked in heard)
    assert any("2346" in ticket.words and CALLER not in ticket.words for ticket in tickets)
