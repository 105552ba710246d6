"""Sounds and pictures on a ticket: what a caller said after the tone, a voice note, a photo of a spoiled packet.

They come as an address at the carrier. The worker fetches each one, keeps it here encrypted, and has the carrier
delete its own. Nobody but a person understands a recording, so an agent writes down what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from helpline.db import Base, now
from helpline.security import audit
from helpline.security.access import Actor, Forbidden
from helpline.security.audit import Act
from helpline.security.crypto import Encrypted, EncryptedBytes
from helpline.tickets import lifecycle, queues

# What browsers play and show, and what WhatsApp sends (https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages).
PLAYABLE = frozenset(
    {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/wav", "audio/x-wav",
     "image/jpeg", "image/png", "image/webp"}
)  # fmt: skip
# WhatsApp itself takes no more.
LARGEST = 16 * 1024 * 1024
# The carrier may need a moment to have a recording ready; after this it never will.
GIVEN_UP_AFTER = timedelta(hours=24)


class State(StrEnum):
    WAITING = "waiting"
    KEPT = "kept"
    LOST = "lost"


class Attachment(Base):
    """One sound or picture. `words` are what is said in it, by `writer_id`, or by a machine where that is None."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_state", "state", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    content_type: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(Encrypted("attachments.source"))
    state: Mapped[str] = mapped_column(String(8), default=State.WAITING.value)
    content: Mapped[bytes | None] = mapped_column(EncryptedBytes("attachments.content"), deferred=True)
    words: Mapped[str | None] = mapped_column(Encrypted("attachments.words"))
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    @property
    def is_sound(self) -> bool:
        return self.content_type.startswith("audio/")


def add(session: Session, ticket_id: int, media: Iterable[Mapping[str, str]], at: datetime) -> None:
    """Put what was sent (`url`, `content_type`) on a ticket; the worker fetches it."""
    for one in media:
        session.add(Attachment(ticket_id=ticket_id, at=at, content_type=one["content_type"], source=one["url"]))


def waiting(session: Session) -> Sequence[int]:
    """Those still to be fetched, the oldest first."""
    wanted = select(Attachment.id).where(Attachment.state == State.WAITING.value)
    return session.scalars(wanted.order_by(Attachment.at)).all()


def claim(session: Session, attachment_id: int) -> Attachment | None:
    """The attachment, locked, if it is still to be fetched and no other worker is at it."""
    return session.scalar(
        select(Attachment)
        .where(Attachment.id == attachment_id, Attachment.state == State.WAITING.value)
        .with_for_update(skip_locked=True)
    )


def of_ticket(session: Session, ticket_id: int) -> Sequence[Attachment]:
    """All of a ticket, without their content, the oldest first."""
    wanted = select(Attachment).where(Attachment.ticket_id == ticket_id)
    return session.scalars(wanted.order_by(Attachment.at, Attachment.id)).all()


def play(session: Session, actor: Actor, attachment_id: int) -> Attachment:
    """One attachment with its content, for somebody who may see its ticket; audited. Raises Forbidden."""
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment.state != State.KEPT.value:
        raise Forbidden("no such attachment")
    queues.read(session, actor, attachment.ticket_id, purpose="attachment")
    audit.record(session, actor, Act.TICKET_HEARD, attachment.ticket_id, purpose="work", attachment=attachment.id)
    return attachment


def write_down(session: Session, actor: Actor, attachment_id: int, words: str) -> Attachment:
    """What an agent heard in a recording, for all who work on the ticket. Raises Forbidden."""
    attachment = session.get(Attachment, attachment_id)
    if attachment is None:
        raise Forbidden("no such attachment")
    lifecycle.held(session, actor, attachment.ticket_id)
    attachment.words, attachment.writer_id = words, actor.id
    audit.record(
        session, actor, Act.TICKET_WRITTEN_DOWN, attachment.ticket_id, purpose="work", attachment=attachment.id
    )
    return attachment
