"""Which conversation a message or a new call goes on with."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from helpline import callers
from helpline.callers import Address, Kind
from helpline.conversation import sessions
from helpline.conversation.sessions import Conversation
from helpline.security.access import caller as as_caller
from helpline.tickets import lifecycle
from helpline.tickets.clock import calendar
from helpline.tickets.lifecycle import Complaint

AT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=30)


@pytest.fixture
def caller_id(session: Session) -> int:
    return callers.hold(session, [Address(Kind.PHONE, "+916000055501")]).id


def begun(
    session: Session, caller_id: int, channel: str, minutes_ago: int, call_sid: str | None = None
) -> Conversation:
    made = Conversation(caller_id=caller_id, channel=channel, state={}, call_sid=call_sid)
    made.updated_at = AT - timedelta(minutes=minutes_ago)
    session.add(made)
    session.flush()
    return made


def with_person(session: Session, caller_id: int) -> Conversation:
    chat = begun(session, caller_id, "whatsapp", 500)
    hours = calendar("Mon-Sat 09:00-18:00", "Asia/Kolkata")
    complaint = Complaint("talk_to_agent", caller_id, "whatsapp", "hi", "")
    chat.with_agent_ticket_id = lifecycle.open_(session, as_caller(caller_id), complaint, hours, AT).id
    session.flush()
    return chat


def goes_on(session: Session, caller_id: int, channel: str) -> Conversation | None:
    return sessions.unfinished(session, caller_id, channel, AT, WINDOW)


def test_it_goes_on_with_the_latest(session: Session, caller_id: int) -> None:
    begun(session, caller_id, "whatsapp", 20)
    call = begun(session, caller_id, "voice", 10)
    assert goes_on(session, caller_id, "whatsapp") is call
    assert goes_on(session, caller_id, "voice") is call


def test_it_lets_an_old_one_rest(session: Session, caller_id: int) -> None:
    begun(session, caller_id, "whatsapp", 31)
    assert goes_on(session, caller_id, "whatsapp") is None
    assert goes_on(session, caller_id, "voice") is None


def test_it_leaves_a_call_on_the_line_alone(session: Session, caller_id: int) -> None:
    chat = begun(session, caller_id, "whatsapp", 10)
    begun(session, caller_id, "voice", 1, call_sid="CA1")
    assert goes_on(session, caller_id, "whatsapp") is chat


def test_it_takes_up_a_call_whose_end_was_never_reported(session: Session, caller_id: int) -> None:
    lost = begun(session, caller_id, "voice", 5, call_sid="CA1")
    assert goes_on(session, caller_id, "voice") is lost


def test_it_keeps_a_chat_with_a_person_before_everything(session: Session, caller_id: int) -> None:
    chat = with_person(session, caller_id)
    call = begun(session, caller_id, "voice", 5)
    assert goes_on(session, caller_id, "whatsapp") is chat
    assert goes_on(session, caller_id, "voice") is call


def test_it_never_breaks_into_a_chat_with_a_person_by_a_call(session: Session, caller_id: int) -> None:
    with_person(session, caller_id)
    assert goes_on(session, caller_id, "voice") is None
