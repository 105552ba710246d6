"""The audit trail: who did what to whom and why, written in the transaction of the act itself.

Rows hold ids and codes, never names, numbers or words. The table refuses UPDATE and DELETE (a trigger).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from helpline.db import Base, now
from helpline.security.access import Actor


class Act(StrEnum):
    """Every act that is audited; its value names the subject before the dot."""

    TICKET_OPENED = "ticket.opened"
    TICKET_READ = "ticket.read"
    TICKET_TAKEN = "ticket.taken"
    TICKET_HANDED_OVER = "ticket.handed_over"
    TICKET_NOTED = "ticket.noted"
    TICKET_ANSWERED = "ticket.answered"
    TICKET_RESOLVED = "ticket.resolved"
    TICKET_CLOSED = "ticket.closed"
    TICKET_REOPENED = "ticket.reopened"
    TICKET_STATUS_TOLD = "ticket.status_told"
    TICKET_WRITTEN_DOWN = "ticket.written_down"
    TICKET_HEARD = "ticket.heard"
    PERSON_VERIFIED = "person.verified"
    PERSON_NOT_VERIFIED = "person.not_verified"
    PERSON_READ = "person.read"
    PERSON_REVEALED = "person.revealed"
    CALLER_REVEALED = "caller.revealed"
    CONVERSATION_GIVEN_BACK = "conversation.given_back"
    STAFF_LOGGED_IN = "staff.logged_in"
    STAFF_REFUSED = "staff.refused"
    STAFF_LOGGED_OUT = "staff.logged_out"
    STAFF_CHANGED = "staff.changed"


class AuditEvent(Base):
    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    act: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


def record(
    session: Session, actor: Actor, act: Act, subject_id: int | None, *, purpose: str, **details: int | str
) -> None:
    """Add one audit row to this transaction. `details` are ids and codes only."""
    session.add(
        AuditEvent(
            actor_kind=actor.kind,
            actor_id=actor.id,
            act=act.value,
            subject_kind=act.value.split(".")[0],
            subject_id=subject_id,
            purpose=purpose,
            details=details,
        )
    )
