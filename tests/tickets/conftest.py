"""Tickets, places and people of the staff, in a transaction that is rolled back."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpline import callers
from helpline.callers import phone_address
from helpline.records.places import Level, Place
from helpline.security.access import SYSTEM, Actor, Role
from helpline.security.staff import Staff
from helpline.tickets import lifecycle
from helpline.tickets.clock import Calendar, calendar
from helpline.tickets.lifecycle import Complaint
from helpline.tickets.models import Ticket

AT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
Hire = Callable[..., Actor]
Open = Callable[..., Ticket]


@pytest.fixture(scope="session")
def hours() -> Calendar:
    return calendar("Mon-Sat 09:00-18:00", "Asia/Kolkata")


@pytest.fixture
def districts(session: Session) -> dict[str, tuple[int, int]]:
    """Two districts of one state by name, each with a centre."""
    state = place(session, Level.STATE, "State")
    found = {}
    for name in ("Rampur", "Sitapur"):
        district = place(session, Level.DISTRICT, name, state_id=state)
        found[name] = (district, place(session, Level.CENTRE, f"{name} 1", district_id=district, state_id=state))
    return found


def place(session: Session, level: Level, name: str, **above: int) -> int:
    made = Place(level=level.value, name=name, local_name=name, name_key=name.lower(), **above)
    session.add(made)
    session.flush()
    return made.id


@pytest.fixture
def hire(session: Session) -> Hire:
    """Employ somebody: her role, her queues, her place."""

    def hired(role: Role, queues: tuple[str, ...] = (), place_id: int | None = None) -> Actor:
        count = session.scalar(select(func.count()).select_from(Staff))
        person = Staff(
            login=f"{role.value}{count}", name="Somebody", password_hash="", totp_secret="", role=role.value,
            queues=list(queues), place_id=place_id,
        )  # fmt: skip
        session.add(person)
        session.flush()
        return person.actor()

    return hired


@pytest.fixture
def open_ticket(session: Session, hours: Calendar) -> Open:
    """Open a ticket of a category, at a place, of a caller."""

    def opened(category: str, place_id: int | None = None, phone: str = "+919811111111") -> Ticket:
        address = phone_address(phone)
        assert address
        caller = callers.hold(session, [address])
        complaint = Complaint(category, caller.id, "voice", "hi", "words of the caller", place_id=place_id)
        ticket = lifecycle.open_(session, SYSTEM, complaint, hours, AT)
        session.flush()
        return ticket

    return opened
