"""Which tickets an actor sees, and in which order: the one place where scope is decided."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from helpline.records.places import Place
from helpline.records.reach import within
from helpline.security import audit
from helpline.security.access import Actor, Forbidden, Permission, Role, require
from helpline.security.audit import Act
from helpline.tickets.models import Status, Ticket

ALL = (
    "emergency",
    "helpdesk",
    "block_coordinator",
    "district_coordinator",
    "supervisor",
    "cdpo",
    "dpo",
    "state_cell",
    "data_officer",
)
UNFINISHED = (Status.NEW.value, Status.IN_PROGRESS.value, Status.REOPENED.value)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which `actor` sees a ticket: the caller's own; a member of staff's queues, in her place.

    A desk supervisor sees every queue but not the confidential tickets of others.
    """
    if actor.kind == "system":
        return true()
    if actor.kind == "caller":
        return Ticket.caller_id == actor.id
    if actor.role is None or not actor.may(Permission.TICKETS_READ):
        return false()
    mine: ColumnElement[bool] = Ticket.queue.in_(actor.queues)
    if actor.role is Role.DESK_SUPERVISOR:
        mine = or_(mine, Ticket.confidential.is_(False))
    if actor.place_id is None:
        return mine
    return and_(mine, Ticket.place_id.in_(select(Place.id).where(within(actor.place_id))))


def listing(
    session: Session,
    actor: Actor,
    *,
    queue: str | None = None,
    mine: bool = False,
    unassigned: bool = False,
    statuses: Sequence[str] = UNFINISHED,
    limit: int = 50,
) -> Sequence[Ticket]:
    """Tickets that the actor sees, the gravest and soonest due first; unfinished unless `statuses` says otherwise."""
    require(actor, Permission.TICKETS_READ)
    wanted = [visible_to(actor), Ticket.status.in_(statuses)]
    if queue:
        wanted.append(Ticket.queue == queue)
    if mine:
        wanted.append(Ticket.assignee_id == actor.id)
    if unassigned:
        wanted.append(Ticket.assignee_id.is_(None))
    return session.scalars(
        select(Ticket).where(*wanted).order_by(Ticket.severity, Ticket.resolve_by, Ticket.id).limit(limit)
    ).all()


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many unfinished tickets the actor sees in each queue."""
    require(actor, Permission.TICKETS_READ)
    rows = session.execute(
        select(Ticket.queue, func.count())
        .where(visible_to(actor), Ticket.status.in_(UNFINISHED))
        .group_by(Ticket.queue)
    )
    return {queue: count for queue, count in rows}  # noqa: C416  rows are no pairs to a type checker


def read(session: Session, actor: Actor, ticket_id: int, *, purpose: str) -> Ticket:
    """The ticket, for reading; audited. Raises Forbidden, also where there is no such ticket."""
    require(actor, Permission.TICKETS_READ)
    ticket = session.scalar(select(Ticket).where(Ticket.id == ticket_id, visible_to(actor)))
    if ticket is None:
        raise Forbidden("no such ticket in this actor's queues")
    audit.record(session, actor, Act.TICKET_READ, ticket.id, purpose=purpose)
    return ticket


def by_number(session: Session, actor: Actor, number: str) -> Ticket | None:
    """The actor's ticket of that number, or None."""
    return session.scalar(select(Ticket).where(Ticket.number == number, visible_to(actor)))


def of_caller(session: Session, caller_id: int, limit: int = 9) -> Sequence[Ticket]:
    """A caller's tickets, the newest first."""
    return session.scalars(
        select(Ticket).where(Ticket.caller_id == caller_id).order_by(Ticket.opened_at.desc()).limit(limit)
    ).all()
