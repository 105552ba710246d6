"""A ticket's life: only legal moves, and every one leaves exactly one event and one audit row."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from helpline.security.access import Role
from helpline.security.audit import AuditEvent
from helpline.tickets import lifecycle, queues
from helpline.tickets.clock import LONGEST, Calendar
from helpline.tickets.lifecycle import IllegalMove
from helpline.tickets.models import Message, Ticket, TicketEvent
from tests.tickets.conftest import AT, Hire, Open

# Written down here a second time, on purpose: what may be done with a ticket, and what it is afterwards.
LEGAL = {
    "new": {"take": "in_progress", "resolve": "resolved", "answer": "new", "hand_over": "new"},
    "in_progress": {
        "take": "in_progress", "resolve": "resolved", "answer": "in_progress", "hand_over": "in_progress",
    },
    "resolved": {"close": "closed", "reopen": "reopened", "answer": "resolved"},
    "closed": {"reopen": "reopened"},
    "reopened": {"take": "in_progress", "resolve": "resolved", "answer": "reopened", "hand_over": "reopened"},
}  # fmt: skip
ACTS = {
    "take": "ticket.taken",
    "hand_over": "ticket.handed_over",
    "note": "ticket.noted",
    "answer": "ticket.answered",
    "resolve": "ticket.resolved",
    "close": "ticket.closed",
    "reopen": "ticket.reopened",
}


class Life(RuleBasedStateMachine):
    """Any moves in any order, by the one who may see the ticket in every queue."""

    session: Session
    open_ticket: Open
    hire: Hire
    hours: Calendar

    @initialize(category=st.sampled_from(["app_login", "data_privacy", "thr_bad_quality", "centre_closed"]))
    def open(self, category: str) -> None:
        self.at = AT
        self.ticket = self.open_ticket(category)
        self.agent = self.hire(Role.AGENT, queues.ALL)
        self.expected = "new"
        self.acts = ["ticket.opened"]
        self.messages = 0

    def move(self, name: str, **given: object) -> None:
        self.at += timedelta(minutes=7)
        door = getattr(lifecycle, name)
        after = self.expected if name == "note" else LEGAL[self.expected].get(name)
        if after is None:
            with pytest.raises(IllegalMove):
                door(self.session, self.agent, self.ticket.id, **given, at=self.at)
            return
        door(self.session, self.agent, self.ticket.id, **given, at=self.at)
        self.expected = after
        self.acts.append(ACTS[name])

    @rule()
    def take(self) -> None:
        self.move("take")

    @rule(queue=st.sampled_from(queues.ALL))
    def hand_over(self, queue: str) -> None:
        self.move("hand_over", queue=queue)

    @rule(name=st.sampled_from(["note", "answer"]))
    def write(self, name: str) -> None:
        before = len(self.acts)
        self.move(name, words="words")
        self.messages += len(self.acts) - before

    @rule()
    def resolve(self) -> None:
        self.move("resolve")

    @rule()
    def close(self) -> None:
        self.move("close")

    @rule(words=st.sampled_from(["", "still closed"]))
    def reopen(self, words: str) -> None:
        before = len(self.acts)
        self.move("reopen", words=words, calendar=self.hours)
        self.messages += len(self.acts) - before if words else 0

    @precondition(lambda self: hasattr(self, "ticket"))
    @rule()
    def hand_over_to_nowhere(self) -> None:
        with pytest.raises(ValueError, match="no queue"):
            lifecycle.hand_over(self.session, self.agent, self.ticket.id, "moon", self.at)

    @invariant()
    def check_written_down(self) -> None:
        if not hasattr(self, "ticket"):
            return
        self.session.flush()
        events = self.session.scalars(
            select(TicketEvent).where(TicketEvent.ticket_id == self.ticket.id).order_by(TicketEvent.id)
        ).all()
        audited = self.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject_kind == "ticket", AuditEvent.subject_id == self.ticket.id)
            .order_by(AuditEvent.id)
        ).all()
        assert [event.act for event in events] == self.acts
        assert [one.act for one in audited] == self.acts
        assert self.ticket.status == self.expected == events[-1].status
        written = self.session.scalars(select(Message.id).where(Message.ticket_id == self.ticket.id)).all()
        assert len(written) == self.messages

    @invariant()
    def check_moments(self) -> None:
        if not hasattr(self, "ticket"):
            return
        ticket = self.ticket
        assert (ticket.closed_at is not None) is (ticket.status == "closed")
        assert (ticket.resolved_at is not None) is (ticket.status in ("resolved", "closed"))
        assert ticket.acknowledged_at is None or "ticket.taken" in self.acts
        assert ticket.resolve_by <= self.at + LONGEST
        assert ticket.queue in queues.ALL


def test_it_lives_as_its_events_say(session: Session, open_ticket: Open, hire: Hire, hours: Calendar) -> None:
    Life.session, Life.open_ticket, Life.hire, Life.hours = (
        session,
        staticmethod(open_ticket),
        staticmethod(hire),
        hours,
    )
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.parametrize("category", ["data_privacy", "centre_building", "pmmvy_wrong_account", "centre_code_changed"])
def test_it_stays_open_no_longer_than_21_days(
    category: str, session: Session, open_ticket: Open, hire: Hire, hours: Calendar
) -> None:
    ticket = open_ticket(category)
    assert ticket.resolve_by <= AT + LONGEST
    agent = hire(Role.AGENT, queues.ALL)
    lifecycle.resolve(session, agent, ticket.id, AT)
    later = AT + timedelta(days=3)
    lifecycle.reopen(session, agent, ticket.id, "", hours, later)
    assert ticket.resolve_by <= later + LONGEST


def test_it_does_not_change_where_a_move_is_illegal(session: Session, open_ticket: Open, hire: Hire) -> None:
    ticket = open_ticket("app_login")
    agent = hire(Role.AGENT, queues.ALL)
    with pytest.raises(IllegalMove):
        lifecycle.close(session, agent, ticket.id, AT)
    assert not session.dirty
    assert session.get_one(Ticket, ticket.id).closed_at is None


def test_it_keeps_its_audit_rows_for_ever(session: Session, open_ticket: Open) -> None:
    open_ticket("app_login")
    for change in ("update audit_events set act = 'x'", "delete from audit_events"):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(text(change))
