"""A confidential ticket never comes to those whom it may be about."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from helpline import callers, taxonomy
from helpline.callers import Address, Kind
from helpline.security.access import SYSTEM, Forbidden
from helpline.tickets import lifecycle, queues
from helpline.tickets.clock import calendar
from helpline.tickets.lifecycle import Complaint
from helpline.tickets.models import Ticket

AT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
HOURS = calendar("Mon-Sat 09:00-18:00", "Asia/Kolkata")


def opened(session: Session, category: str) -> Ticket:
    caller = callers.hold(session, [Address(Kind.PHONE, "+916000066601")])
    return lifecycle.open_(session, SYSTEM, Complaint(category, caller.id, "voice", "hi", ""), HOURS, AT)


@pytest.mark.parametrize(
    ("category", "queue"),
    [
        ("worker_harassment", "supervisor"),
        ("worker_harassment", "cdpo"),
        ("worker_harassment", "block_coordinator"),
        ("bribe_or_diversion", "supervisor"),
        ("worker_misbehaviour", "supervisor"),
    ],
)
def test_it_is_not_handed_to_the_chain_below(session: Session, category: str, queue: str) -> None:
    ticket = opened(session, category)
    assert ticket.confidential
    with pytest.raises(Forbidden):
        lifecycle.hand_over(session, SYSTEM, ticket.id, queue, AT)
    assert ticket.queue != queue


@pytest.mark.parametrize("category", [name for name in taxonomy.intents() if name.startswith("worker_mis")])
def test_it_goes_to_its_first_owner(session: Session, category: str) -> None:
    owner = taxonomy.intents()[category].first_owner
    assert lifecycle.hand_over(session, SYSTEM, opened(session, category).id, owner, AT).queue == owner


def test_any_other_ticket_goes_to_every_queue(session: Session) -> None:
    ticket = opened(session, "centre_closed")
    for queue in queues.ALL:
        assert lifecycle.hand_over(session, SYSTEM, ticket.id, queue, AT).queue == queue
