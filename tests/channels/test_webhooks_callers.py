"""A caller is whoever owns an address; an address is a phone number or a WhatsApp id, and some have neither."""

import pytest
from sqlalchemy import select

from helpline import callers
from helpline.callers import CallerAddress, Kind, phone_address
from helpline.channels.softphone.pretend_twilio import WITHHELD, Chat, new_sid
from helpline.db import Database
from helpline.tickets.models import Ticket
from tests.channels.webhook_talks import CALLER, KEYS_TO_A_TICKET, at_once, call_form, chat_form, dial
from tests.line import Line
from tests.stored import rows

USER = "IN.1234567890"


def of_ticket(database: Database) -> list[int]:
    with database.transaction() as session:
        return list(session.scalars(select(Ticket.caller_id).order_by(Ticket.id)))


def kinds(database: Database) -> list[tuple[int, str]]:
    with database.transaction() as session:
        found = session.scalars(select(CallerAddress).order_by(CallerAddress.id))
        return [(address.caller_id, address.kind) for address in found]


def test_it_knows_a_sender_by_her_id_alone(keys_line: Line) -> None:
    chat = Chat(keys_line.post, user_id=USER)
    chat.write("hello")
    chat.write("2")
    assert "welcome.open" in keys_line.hears(chat.sid)
    assert kinds(keys_line.database) == [(1, Kind.WHATSAPP_USER)]


def test_it_opens_a_ticket_for_a_sender_without_a_phone(keys_line: Line) -> None:
    chat = Chat(keys_line.post, user_id=USER)
    chat.write("hello")
    for key in KEYS_TO_A_TICKET:
        chat.write(key)
    assert of_ticket(keys_line.database) == [1]


def test_it_knows_her_again_when_she_hides_her_number_later(keys_line: Line) -> None:
    Chat(keys_line.post, phone=CALLER, user_id=USER).write("hello")
    alone = Chat(keys_line.post, user_id=USER)
    alone.write("2")
    assert "welcome.open" in keys_line.hears(alone.sid), "her chat went on"
    assert kinds(keys_line.database) == [(1, Kind.PHONE), (1, Kind.WHATSAPP_USER)]


def test_it_knows_her_again_when_she_shows_her_number_later(keys_line: Line) -> None:
    Chat(keys_line.post, user_id=USER).write("hello")
    both = Chat(keys_line.post, phone=CALLER, user_id=USER)
    both.write("2")
    assert "welcome.open" in keys_line.hears(both.sid)
    dial(keys_line, "")
    assert {caller for caller, _ in kinds(keys_line.database)} == {1}


def test_it_joins_two_callers_who_turn_out_to_be_one(keys_line: Line) -> None:
    """She called by phone, and wrote with her number hidden; then a message bears both: it is one person."""
    dial(keys_line, KEYS_TO_A_TICKET)
    hidden = Chat(keys_line.post, user_id=USER)
    hidden.write("hello")
    for key in KEYS_TO_A_TICKET:
        hidden.write(key)
    assert len(set(of_ticket(keys_line.database))) == 2
    Chat(keys_line.post, phone=CALLER, user_id=USER).write("hello")
    assert {caller for caller, _ in kinds(keys_line.database)} == {1}
    assert of_ticket(keys_line.database) == [1, 1]
    assert rows(keys_line.database)["callers"] == 1


def test_it_makes_one_caller_of_messages_at_once_with_and_without_the_number(keys_line: Line) -> None:
    forms = [
        chat_form("hello", ExternalUserId=USER),
        {**chat_form("hello"), "From": f"whatsapp:{USER}", "ExternalUserId": USER},
        chat_form("hello"),
    ]
    at_once([lambda form=form: keys_line.request("/whatsapp", form) for form in forms])  # type: ignore[misc]
    keys_line.request("/whatsapp", chat_form("hello", ExternalUserId=USER))
    assert len({caller for caller, _ in kinds(keys_line.database)}) == 1
    assert rows(keys_line.database)["callers"] == 1


@pytest.mark.parametrize("sender", ["whatsapp:", "whatsapp: ", " "])
def test_it_refuses_a_sender_who_is_nobody(sender: str, keys_line: Line) -> None:
    assert keys_line.request("/whatsapp", {**chat_form("hello"), "From": sender}).status_code == 400
    assert rows(keys_line.database) == {}


@pytest.mark.parametrize("number", [WITHHELD, "", "anonymous", "Restricted", "+7378742883", "+2562533", "+86282452253"])
def test_it_keeps_a_withheld_call_together_and_apart_from_others(number: str, keys_line: Line) -> None:
    first, _ = dial(keys_line, "21", number)
    second, _ = dial(keys_line, "2", number)
    assert "welcome.menu" in keys_line.hears(first)
    assert "welcome.open" in keys_line.hears(second), "not the first one's call taken up"
    keys_line.request("/voice?step=3", call_form(first, {"Digits": "3"}, number))
    assert "welcome.centre_matters" in keys_line.hears(first)
    stored = rows(keys_line.database)
    assert (stored["callers"], stored["conversations"]) == (2, 2)
    assert "caller_addresses" not in stored


def test_it_never_tells_one_withheld_caller_of_anothers_ticket(keys_line: Line) -> None:
    dial(keys_line, KEYS_TO_A_TICKET, WITHHELD)
    sid, _ = dial(keys_line, "217", WITHHELD)
    assert "ticket_status.ticket" in keys_line.hears(sid), "asked for a number, offered none"
    assert len(set(of_ticket(keys_line.database))) == 1


@pytest.mark.parametrize("written", ["+919876543210", "09876543210", "9876543210", "00919876543210", "+91 98765-43210"])
def test_it_knows_a_number_however_it_is_written(written: str) -> None:
    address = phone_address(written)
    assert address
    assert address.value == CALLER


def test_it_never_takes_a_phone_for_a_user_id(keys_line: Line) -> None:
    """An id that looks like another one's phone does not open her record."""
    dial(keys_line, "")
    form = {**chat_form("hello"), "From": f"whatsapp:{CALLER.lstrip('+')}"}
    keys_line.request("/whatsapp", form)
    assert len({caller for caller, _ in kinds(keys_line.database)}) == 2


def test_it_lists_phones_first(keys_line: Line) -> None:
    Chat(keys_line.post, user_id=USER).write("hello")
    Chat(keys_line.post, phone=CALLER, user_id=USER).write("hello")
    with keys_line.database.transaction() as session:
        assert [address.kind for address in callers.addresses_of(session, 1)] == [Kind.PHONE, Kind.WHATSAPP_USER]


def test_it_takes_a_dropped_call_up_by_number_only(keys_line: Line) -> None:
    sid, _ = dial(keys_line, "2131")
    keys_line.post("/voice/status", {"CallSid": sid, "CallStatus": "completed"})
    stranger, _ = dial(keys_line, "", "+919876500000")
    again = new_sid("CA")
    keys_line.request("/voice", call_form(again))
    assert "resume.where" in keys_line.hears(again)
    assert "resume.where" not in keys_line.hears(stranger)
