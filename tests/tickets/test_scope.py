"""Whoever may not see a ticket cannot find, count, read or move it, whichever door is tried."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpline.security.access import GRANTS, Actor, Forbidden, Permission, Role, caller
from helpline.security.audit import AuditEvent
from helpline.tickets import lifecycle, queues
from helpline.tickets.clock import Calendar
from helpline.tickets.models import Message, Ticket, TicketEvent
from tests.tickets.conftest import AT, Hire, Open

WORKERS = [role for role in Role if Permission.TICKETS_WORK in GRANTS[role]]
FIELD = [role for role in WORKERS if role is not Role.DESK_SUPERVISOR]
# A category that nobody is told of but the queue that owns it, and an ordinary one; both start with the cdpo.
CONFIDENTIAL, ORDINARY = "worker_misbehaviour", "thr_short_quantity"

Move = Callable[[Session, Actor, int, Calendar], object]
MOVES: dict[str, Move] = {
    "take": lambda session, actor, ticket, _: lifecycle.take(session, actor, ticket, AT),
    "hand over": lambda session, actor, ticket, _: lifecycle.hand_over(session, actor, ticket, "helpdesk", AT),
    "note": lambda session, actor, ticket, _: lifecycle.note(session, actor, ticket, "note", AT),
    "answer": lambda session, actor, ticket, _: lifecycle.answer(session, actor, ticket, "answer", AT),
    "resolve": lambda session, actor, ticket, _: lifecycle.resolve(session, actor, ticket, AT),
    "close": lambda session, actor, ticket, _: lifecycle.close(session, actor, ticket, AT),
    "reopen": lambda session, actor, ticket, hours: lifecycle.reopen(session, actor, ticket, "again", hours, AT),
}


def traces(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(kind)) for kind in (TicketEvent, AuditEvent, Message)]


def check_invisible(session: Session, actor: Actor, ticket: Ticket, hours: Calendar) -> None:
    before, status, queue = traces(session), ticket.status, ticket.queue
    if actor.may(Permission.TICKETS_READ):
        assert ticket not in queues.listing(session, actor, statuses=["new", "in_progress", "resolved", "closed"])
        assert ticket not in queues.listing(session, actor, queue=ticket.queue)
        assert sum(queues.counts(session, actor).values()) == len(queues.listing(session, actor))
    assert queues.by_number(session, actor, ticket.number) is None
    with pytest.raises(Forbidden):
        queues.read(session, actor, ticket.id, purpose="work")
    for move in MOVES.values():
        with pytest.raises(Forbidden):
            move(session, actor, ticket.id, hours)
    session.flush()
    session.refresh(ticket)
    assert (traces(session), ticket.status, ticket.queue) == (before, status, queue)


def check_visible(session: Session, actor: Actor, ticket: Ticket) -> None:
    assert ticket in queues.listing(session, actor)
    assert queues.by_number(session, actor, ticket.number) is ticket
    assert queues.read(session, actor, ticket.id, purpose="work") is ticket
    assert lifecycle.take(session, actor, ticket.id, AT).assignee_id == actor.id


@pytest.mark.parametrize("role", WORKERS)
def test_it_shows_a_ticket_to_its_queue_at_its_place(
    role: Role, session: Session, hire: Hire, open_ticket: Open, districts: dict[str, tuple[int, int]]
) -> None:
    district, centre = districts["Rampur"]
    for place_id in (None, district, centre):
        ticket = open_ticket(ORDINARY, centre)
        check_visible(session, hire(role, ("cdpo",), place_id), ticket)


@pytest.mark.parametrize("role", FIELD)
def test_it_hides_a_ticket_of_another_queue(
    role: Role, session: Session, hire: Hire, open_ticket: Open, hours: Calendar, districts: dict[str, tuple[int, int]]
) -> None:
    district, centre = districts["Rampur"]
    ticket = open_ticket(ORDINARY, centre)
    others = tuple(queue for queue in queues.ALL if queue != "cdpo")
    for place_id in (None, district):
        check_invisible(session, hire(role, others, place_id), ticket, hours)


@pytest.mark.parametrize("role", WORKERS)
def test_it_hides_a_ticket_of_another_place(
    role: Role, session: Session, hire: Hire, open_ticket: Open, hours: Calendar, districts: dict[str, tuple[int, int]]
) -> None:
    ticket = open_ticket(ORDINARY, districts["Rampur"][1])
    for place_id in districts["Sitapur"]:
        check_invisible(session, hire(role, queues.ALL, place_id), ticket, hours)


@pytest.mark.parametrize("role", WORKERS)
def test_it_hides_a_ticket_without_a_place_from_whoever_has_one(
    role: Role, session: Session, hire: Hire, open_ticket: Open, hours: Calendar, districts: dict[str, tuple[int, int]]
) -> None:
    check_invisible(session, hire(role, queues.ALL, districts["Rampur"][0]), open_ticket(ORDINARY), hours)


@pytest.mark.parametrize("role", WORKERS)
def test_it_hides_a_confidential_ticket_from_every_other_queue(
    role: Role, session: Session, hire: Hire, open_ticket: Open, hours: Calendar, districts: dict[str, tuple[int, int]]
) -> None:
    ticket = open_ticket(CONFIDENTIAL, districts["Rampur"][1])
    assert ticket.confidential
    others = tuple(queue for queue in queues.ALL if queue != "cdpo")
    check_invisible(session, hire(role, others), ticket, hours)


def test_it_shows_a_desk_supervisor_every_queue_but_what_is_confidential(
    session: Session, hire: Hire, open_ticket: Open, districts: dict[str, tuple[int, int]]
) -> None:
    boss = hire(Role.DESK_SUPERVISOR, ("helpdesk",))
    ordinary, secret = open_ticket(ORDINARY, districts["Rampur"][1]), open_ticket(CONFIDENTIAL, districts["Rampur"][1])
    seen = queues.listing(session, boss)
    assert ordinary in seen
    assert secret not in seen


@pytest.mark.parametrize("queue", queues.ALL)
def test_it_lets_an_auditor_near_no_ticket(
    queue: str, session: Session, hire: Hire, open_ticket: Open, hours: Calendar, districts: dict[str, tuple[int, int]]
) -> None:
    auditor = hire(Role.AUDITOR, (queue,))
    for door in (lambda: queues.listing(session, auditor), lambda: queues.counts(session, auditor)):
        with pytest.raises(Forbidden):
            door()
    check_invisible(session, auditor, open_ticket(ORDINARY, districts["Rampur"][1]), hours)


def test_it_lets_nobody_in_whose_role_has_no_queue(
    session: Session, hire: Hire, open_ticket: Open, hours: Calendar, districts: dict[str, tuple[int, int]]
) -> None:
    check_invisible(session, hire(Role.AGENT), open_ticket(ORDINARY, districts["Rampur"][1]), hours)


def test_it_lets_nobody_in_who_is_nobody(session: Session, open_ticket: Open) -> None:
    ticket = open_ticket(ORDINARY)
    for nobody in (Actor("staff", 1), Actor("stranger"), Actor("")):
        assert queues.by_number(session, nobody, ticket.number) is None
        with pytest.raises(Forbidden):
            lifecycle.held(session, nobody, ticket.id)


def test_it_shows_callers_only_their_own(session: Session, open_ticket: Open, hours: Calendar) -> None:
    mine, hers = open_ticket(ORDINARY), open_ticket(CONFIDENTIAL, phone="+919000000001")
    me = caller(mine.caller_id)
    assert queues.by_number(session, me, mine.number) is mine
    assert list(queues.of_caller(session, mine.caller_id)) == [mine]
    check_invisible(session, me, hers, hours)


def test_it_keeps_a_ticket_with_the_colleague_who_took_it(
    session: Session, hire: Hire, open_ticket: Open, districts: dict[str, tuple[int, int]]
) -> None:
    ticket = open_ticket(ORDINARY, districts["Rampur"][1])
    one, other = hire(Role.CDPO, ("cdpo",)), hire(Role.CDPO, ("cdpo",), districts["Rampur"][0])
    lifecycle.take(session, one, ticket.id, AT)
    with pytest.raises(Forbidden):
        lifecycle.take(session, other, ticket.id, AT)
    assert ticket.assignee_id == one.id
    lifecycle.take(session, one, ticket.id, AT)


def test_it_gives_a_ticket_out_of_sight_when_it_is_handed_over(
    session: Session, hire: Hire, open_ticket: Open, hours: Calendar, districts: dict[str, tuple[int, int]]
) -> None:
    ticket = open_ticket(ORDINARY, districts["Rampur"][1])
    officer = hire(Role.CDPO, ("cdpo",))
    lifecycle.hand_over(session, officer, ticket.id, "dpo", AT)
    check_invisible(session, officer, ticket, hours)


def test_it_says_the_same_of_a_hidden_ticket_and_of_none(session: Session, hire: Hire, open_ticket: Open) -> None:
    hidden = open_ticket(CONFIDENTIAL)
    agent = hire(Role.AGENT, ("emergency",))
    said = []
    for ticket_id in (hidden.id, hidden.id + 1000):
        with pytest.raises(Forbidden) as refused:
            lifecycle.held(session, agent, ticket_id)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_it_grants_nothing_that_is_not_written_down() -> None:
    assert set(GRANTS) == set(Role)
    assert Permission.STAFF_MANAGE not in frozenset().union(*(GRANTS[role] for role in FIELD))
    assert all(Permission.AUDIT_READ not in GRANTS[role] for role in WORKERS)
