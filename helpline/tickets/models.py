"""What a ticket is made of: the ticket, its events, the messages of its thread."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from helpline.db import Base, now
from helpline.security.crypto import Encrypted, EncryptedJSON


class Status(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


class Ticket(Base):
    """One matter of one caller. `queue` says who works on it now, `place_id` where it is (usually a centre)."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_queue", "queue", "status", "severity", "resolve_by"),
        Index("ix_tickets_caller", "caller_id", "opened_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[str] = mapped_column(String(9), unique=True)
    category: Mapped[str] = mapped_column(String(40))
    severity: Mapped[int]
    queue: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(16), default=Status.NEW.value)
    confidential: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(8))
    caller_id: Mapped[int] = mapped_column(ForeignKey("callers.id"))
    conversation_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    # The beneficiary it is about, where the caller was verified.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    # In the caller's words, and what else she said: centre as said, since when, how many.
    words: Mapped[str] = mapped_column(Encrypted("tickets.words"))
    said: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("tickets.said"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    acknowledge_by: Mapped[datetime]
    resolve_by: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class TicketEvent(Base):
    """One move in a ticket's life. The ticket's status is what its events say."""

    __tablename__ = "ticket_events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    act: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class Delivery(StrEnum):
    """How far an answer has come on its way to the caller. `unsure`: it may or may not have been sent."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNSURE = "unsure"


class Message(Base):
    """An entry of a ticket's thread: a note among staff, an answer to the caller, words from the caller.

    For answers it is also the ledger of sending: a row is claimed before Twilio is called, so that a retry
    never sends twice.
    """

    __tablename__ = "ticket_messages"
    __table_args__ = (Index("ix_ticket_messages_delivery", "delivery", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    words: Mapped[str] = mapped_column(Encrypted("ticket_messages.words"))
    delivery: Mapped[str | None] = mapped_column(String(10))
    sid: Mapped[str | None] = mapped_column(String(40), unique=True)
    error_code: Mapped[int | None]
