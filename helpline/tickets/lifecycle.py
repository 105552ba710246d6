"""The life of a ticket: the doors through which it is opened, worked on, answered, resolved and closed.

Every door checks the actor's permission and scope, refuses a move that the ticket's state does not allow, and
writes the event and the audit row in the caller's transaction.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from helpline import taxonomy
from helpline.security import audit
from helpline.security.access import Actor, Forbidden, Permission, require
from helpline.security.audit import Act
from helpline.tickets import number, queues, routing
from helpline.tickets.clock import LONGEST, Calendar
from helpline.tickets.models import Delivery, Message, Status, Ticket, TicketEvent

_OPEN = frozenset({Status.NEW, Status.IN_PROGRESS, Status.REOPENED})
# From which states each act is possible, and the state after it (None: unchanged).
MOVES: dict[Act, tuple[frozenset[Status], Status | None]] = {
    Act.TICKET_TAKEN: (_OPEN, Status.IN_PROGRESS),
    Act.TICKET_HANDED_OVER: (_OPEN, None),
    Act.TICKET_NOTED: (frozenset(Status), None),
    Act.TICKET_ANSWERED: (_OPEN | {Status.RESOLVED}, None),
    Act.TICKET_RESOLVED: (_OPEN, Status.RESOLVED),
    Act.TICKET_CLOSED: (frozenset({Status.RESOLVED}), Status.CLOSED),
    Act.TICKET_REOPENED: (frozenset({Status.RESOLVED, Status.CLOSED}), Status.REOPENED),
}


class IllegalMove(Exception):
    """The ticket's state does not allow this act."""


@dataclass(frozen=True)
class Complaint:
    """What a caller wants to be put right: everything from which a ticket is opened."""

    category: str
    caller_id: int
    channel: str
    language: str
    words: str
    conversation_id: int | None = None
    person_id: int | None = None
    place_id: int | None = None
    said: dict[str, Any] = field(default_factory=dict)


def open_(session: Session, actor: Actor, complaint: Complaint, calendar: Calendar, at: datetime) -> Ticket:
    """Open a ticket in its first queue with the service times that its category promises."""
    intent = taxonomy.intents()[complaint.category]
    resolve_by = calendar.due(at, intent.resolve) if intent.resolve else at + LONGEST
    ticket = Ticket(
        category=intent.name,
        severity=intent.severity,
        queue=routing.first_queue(intent, complaint.place_id),
        confidential=routing.is_confidential(intent),
        channel=complaint.channel,
        language=complaint.language,
        caller_id=complaint.caller_id,
        conversation_id=complaint.conversation_id,
        person_id=complaint.person_id,
        place_id=complaint.place_id,
        words=complaint.words,
        said=complaint.said,
        status=Status.NEW.value,
        opened_at=at,
        acknowledge_by=calendar.due(at, intent.acknowledge) if intent.acknowledge else resolve_by,
        resolve_by=min(resolve_by, at + LONGEST),
    )
    _number(session, ticket)
    _write(session, actor, ticket, Act.TICKET_OPENED, purpose="grievance", at=at, details={"queue": ticket.queue})
    return ticket


def _number(session: Session, ticket: Ticket) -> None:
    """Give the ticket a number that no other has, and insert it."""
    while True:
        ticket.number = number.new()
        try:
            with session.begin_nested():
                session.add(ticket)
                session.flush()
        except IntegrityError as error:
            if "uq_tickets_number" not in str(error.orig):
                raise
        else:
            return


def take(session: Session, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """Make the ticket the actor's own. Raises Forbidden where a colleague has it already."""
    ticket = held(session, actor, ticket_id)
    if ticket.assignee_id not in (None, actor.id):
        raise Forbidden("a colleague has this ticket")
    _move(session, actor, ticket, Act.TICKET_TAKEN, at)
    ticket.assignee_id = actor.id
    ticket.acknowledged_at = ticket.acknowledged_at or at
    return ticket


def hand_over(session: Session, actor: Actor, ticket_id: int, queue: str, at: datetime) -> Ticket:
    """Move the ticket to another queue, where it waits to be taken. Raises ValueError for an unknown queue.

    Raises Forbidden where a confidential ticket would come to those whom it may be about.
    """
    if queue not in queues.ALL:
        raise ValueError(f"there is no queue {queue!r}")
    ticket = held(session, actor, ticket_id)
    if ticket.confidential and not routing.may_hold(queue, taxonomy.intents()[ticket.category]):
        raise Forbidden("a confidential ticket does not go to those whom it may be about")
    _move(session, actor, ticket, Act.TICKET_HANDED_OVER, at, queue=queue)
    ticket.queue, ticket.assignee_id = queue, None
    return ticket


def note(session: Session, actor: Actor, ticket_id: int, words: str, at: datetime) -> Message:
    """A remark for colleagues; the caller never sees it."""
    ticket = held(session, actor, ticket_id)
    _move(session, actor, ticket, Act.TICKET_NOTED, at)
    return _message(session, ticket, "note", words, at, staff_id=actor.id)


def answer(session: Session, actor: Actor, ticket_id: int, words: str, at: datetime) -> Message:
    """An answer to the caller, queued for delivery; the worker sends it."""
    ticket = held(session, actor, ticket_id)
    _move(session, actor, ticket, Act.TICKET_ANSWERED, at)
    return _message(session, ticket, "answer", words, at, staff_id=actor.id, delivery=Delivery.QUEUED.value)


def caller_wrote(session: Session, ticket: Ticket, words: str, at: datetime) -> Message:
    """Words from the caller while a person has her conversation."""
    return _message(session, ticket, "caller", words, at)


def resolve(session: Session, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """The matter is settled in the actor's eyes; the caller may say otherwise and reopen it."""
    ticket = held(session, actor, ticket_id)
    _move(session, actor, ticket, Act.TICKET_RESOLVED, at)
    ticket.resolved_at = at
    return ticket


def close(session: Session, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    ticket = held(session, actor, ticket_id)
    _move(session, actor, ticket, Act.TICKET_CLOSED, at)
    ticket.closed_at = at
    return ticket


def reopen(session: Session, actor: Actor, ticket_id: int, words: str, calendar: Calendar, at: datetime) -> Ticket:
    """Back into its queue, with the category's service time from now; `words` say what is still wrong."""
    ticket = held(session, actor, ticket_id)
    _move(session, actor, ticket, Act.TICKET_REOPENED, at)
    intent = taxonomy.intents()[ticket.category]
    resolve_by = calendar.due(at, intent.resolve) if intent.resolve else at + LONGEST
    ticket.resolve_by = min(resolve_by, at + LONGEST)
    ticket.resolved_at = ticket.closed_at = None
    if words:
        _message(session, ticket, "caller", words, at)
    return ticket


def held(session: Session, actor: Actor, ticket_id: int) -> Ticket:
    """The ticket, locked, if the actor may work on it. Raises Forbidden, also where there is no such ticket."""
    require(actor, Permission.TICKETS_WORK)
    ticket = session.scalar(
        select(Ticket).where(Ticket.id == ticket_id, queues.visible_to(actor)).with_for_update(of=Ticket)
    )
    if ticket is None:
        raise Forbidden("no such ticket in this actor's queues")
    return ticket


def _move(session: Session, actor: Actor, ticket: Ticket, act: Act, at: datetime, **details: Any) -> None:
    possible, after = MOVES[act]
    if Status(ticket.status) not in possible:
        raise IllegalMove(f"{act} is not possible while a ticket is {ticket.status}")
    if after is not None:
        ticket.status = after.value
    _write(session, actor, ticket, act, purpose="ticket", at=at, details=details)


def _write(
    session: Session, actor: Actor, ticket: Ticket, act: Act, *, purpose: str, at: datetime, details: dict[str, Any]
) -> None:
    session.add(
        TicketEvent(
            ticket_id=ticket.id,
            at=at,
            act=act.value,
            actor_kind=actor.kind,
            actor_id=actor.id,
            status=ticket.status,
            details=details,
        )
    )
    audit.record(session, actor, act, ticket.id, purpose=purpose, **details)


def _message(session: Session, ticket: Ticket, kind: str, words: str, at: datetime, **fields: Any) -> Message:
    message = Message(ticket_id=ticket.id, kind=kind, words=words, at=at, **fields)
    session.add(message)
    session.flush()
    return message
