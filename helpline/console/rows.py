"""The rows of the queue: tickets as they are shown in a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline import db
from helpline.console import labels, words
from helpline.console.pages import house
from helpline.records.places import Place
from helpline.security.staff import Staff
from helpline.tickets import number
from helpline.tickets.models import Status, Ticket

FINISHED = frozenset({Status.RESOLVED.value, Status.CLOSED.value})


@dataclass(frozen=True)
class Due:
    """What is promised next, and until when."""

    at: datetime
    overdue: bool
    what: str


@dataclass(frozen=True)
class Row:
    """One ticket in words."""

    number: str
    spoken: str
    category: str
    severity: int
    severity_label: str
    status: str
    status_label: str
    queue: str
    place: str
    language: str
    opened_at: datetime
    due: Due | None
    assignee_id: int | None
    assignee: str


def rows(session: Session, tickets: Sequence[Ticket]) -> list[Row]:
    """The rows of tickets, with two further queries however many there are."""
    places = place_names(session, (ticket.place_id for ticket in tickets))
    people = staff_names(session, (ticket.assignee_id for ticket in tickets))
    return [
        _row(ticket, places.get(ticket.place_id or 0, ""), people.get(ticket.assignee_id or 0, ""))
        for ticket in tickets
    ]


def due(ticket: Ticket, now: datetime) -> Due | None:
    """A new ticket is to be taken first, then to be resolved; a finished one has nothing due."""
    if ticket.status in FINISHED:
        return None
    if ticket.acknowledged_at is None and ticket.acknowledge_by < ticket.resolve_by:
        return Due(ticket.acknowledge_by, ticket.acknowledge_by < now, words.say("to be taken"))
    return Due(ticket.resolve_by, ticket.resolve_by < now, words.say("to be resolved"))


def place_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Names of places as the page's language writes them."""
    wanted = {place_id for place_id in ids if place_id is not None}
    found = session.execute(select(Place.id, Place.name, Place.local_name).where(Place.id.in_(wanted)))
    return {place_id: name if words.language() == "en" else local for place_id, name, local in found}


def staff_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {staff_id for staff_id in ids if staff_id is not None}
    found = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))
    return {staff_id: name for staff_id, name in found}  # noqa: C416  rows are no pairs to a type checker


def _row(ticket: Ticket, place: str, assignee: str) -> Row:
    locales = house().locales
    return Row(
        number=ticket.number,
        spoken=number.spoken(ticket.number),
        category=labels.category(locales, ticket.category),
        severity=ticket.severity,
        severity_label=words.say(labels.SEVERITIES[ticket.severity]),
        status=ticket.status,
        status_label=labels.label(labels.STATUSES, ticket.status),
        queue=labels.label(labels.QUEUES, ticket.queue),
        place=place,
        language=labels.language_name(locales, ticket.language),
        opened_at=ticket.opened_at,
        due=due(ticket, db.now()),
        assignee_id=ticket.assignee_id,
        assignee=assignee,
    )
