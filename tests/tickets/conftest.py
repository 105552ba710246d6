"""Tickets, places and people of the staff, in a transaction that is rolled back."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpline import callers, jobs
from helpline.callers import phone_address
from helpline.db import Database
from helpline.records.places import Level, Place
from helpline.security.access import SYSTEM, Actor, Role
from helpline.security.staff import Staff
from helpline.settings import Settings
from helpline.tickets import lifecycle
from helpline.tickets.clock import Calendar, calendar
from helpline.tickets.lifecycle import Complaint
from helpline.tickets.models import Ticket
from tests.doubles import Double, serving

AT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
Hire = Callable[..., Actor]
Open = Callable[..., Ticket]


ACCOUNT = "AC" + "1" * 32


@dataclass
class Cloud:
    """Twilio's messages: what is answered next; without anything, each message is accepted."""

    double: Double
    answers: list[tuple[int, dict[str, object]]] = field(default_factory=list)

    def sent(self) -> list[dict[str, str]]:
        return [{name: values[0] for name, values in parse_qs(body).items()} for _, body in self.double.asked]


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    made: list[Cloud] = []

    def answer(path: str, body: str) -> tuple[int, bytes]:
        given = made[0].answers
        status, said = given.pop(0) if given else (201, {"sid": f"SM{len(made[0].double.asked):032}"})
        return status, json.dumps(said).encode()

    with serving(answer) as double:
        made.append(Cloud(double))
        yield made[0]


@pytest.fixture
def worker(
    settings: Settings,
    cloud: Cloud,
    empty_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    """This process is the worker; its settings come from the environment, as a worker's do."""
    monkeypatch.chdir(tmp_path_factory.mktemp("worker"))
    own = {**settings.model_dump(), "twilio_api_url": cloud.double.address, "twilio_account_sid": ACCOUNT}
    for name, value in own.items():
        monkeypatch.setenv(name.upper(), str(value))
    jobs.parts.cache_clear()
    yield empty_database
    jobs.parts().close()
    jobs.parts.cache_clear()


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
