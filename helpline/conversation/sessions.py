"""Conversations and their turns as they are kept: whose, where they stand, what was said.

A conversation belongs to a caller, not to a call: one that broke off can go on in another call or in a chat.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from helpline.conversation.messages import Incoming, Reply
from helpline.db import Base, now
from helpline.security import audit
from helpline.security.access import Actor
from helpline.security.audit import Act
from helpline.security.crypto import EncryptedJSON
from helpline.tickets import lifecycle

# A call whose end was never reported is taken for ended after this.
LONGEST_SILENCE_ON_LINE = timedelta(minutes=3)


class Conversation(Base):
    __tablename__ = "conversations"
    # Without `updated_at`, which changes at every turn: so a turn leaves every index as it is.
    __table_args__ = (Index("ix_conversations_caller", "caller_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    caller_id: Mapped[int] = mapped_column(ForeignKey("callers.id"))
    channel: Mapped[str] = mapped_column(String(10))
    # The call that holds it now; None between calls and in a chat.
    call_sid: Mapped[str | None] = mapped_column(String(40), index=True)
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("conversations.state"))
    # The ticket of the person who has taken it over; the machine is silent then.
    with_agent_ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    started_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Turn(Base):
    """One exchange: what was heard, what was answered. Twilio's repeat of a request finds its answer here."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("sid", "step"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    sid: Mapped[str] = mapped_column(String(40))
    step: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(8))
    heard: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("turns.heard"))
    intent: Mapped[str | None] = mapped_column(String(40))
    confidence: Mapped[float | None]
    reply: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("turns.reply"))


# The statements of every turn are built once: building one costs as much as running it.
_THIS_REQUEST = and_(Turn.sid == bindparam("sid"), Turn.step == bindparam("step"))
_HELD = select(Conversation, Turn.reply).outerjoin(Turn, _THIS_REQUEST).where(Conversation.call_sid == bindparam("sid"))
_ANSWERED = select(Turn.reply).where(_THIS_REQUEST)
_TURNS, _CONVERSATIONS = Base.metadata.tables["turns"], Base.metadata.tables["conversations"]
_KEEP_TURN = insert(_TURNS)
_PUT_DOWN = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("this"))
    .values({name: bindparam(name) for name in ("state", "updated_at", "ended_at")})
)


def standing(session: Session, sid: str, step: int) -> tuple[Conversation | None, dict[str, Any] | None]:
    """The conversation that this call is holding, and what was answered to this very request before, each or None."""
    request = {"sid": sid, "step": step}
    row = session.execute(_HELD, request).first()
    # A message, or a call that is over, holds no conversation, but may have been answered.
    return (row[0], row[1]) if row else (None, session.scalar(_ANSWERED, request))


def put_down(session: Session, conversation: Conversation, state: dict[str, Any], at: datetime, *, over: bool) -> None:
    """Leave a conversation where the turn leaves it."""
    values = {"state": state, "updated_at": at, "ended_at": at if over else None}
    session.connection().execute(_PUT_DOWN, {"this": conversation.id, **values})


def keep(session: Session, conversation: Conversation, incoming: Incoming, reply: Reply) -> None:
    """Keep a turn."""
    understood = incoming.heard.understood
    turn = {
        "conversation_id": conversation.id,
        "sid": incoming.sid,
        "step": incoming.step,
        "at": incoming.at,
        "channel": incoming.channel,
        "language": reply.language,
        "heard": {
            "text": incoming.heard.text,
            "keys": incoming.heard.keys,
            "media": [asdict(one) for one in incoming.heard.media],
        },
        "intent": understood.intent if understood else None,
        "confidence": understood.confidence if understood else None,
        "reply": reply.as_json(),
    }
    session.connection().execute(_KEEP_TURN, turn)


def caller_of(session: Session, sid: str) -> int | None:
    """Whose call or message this is, where it has been answered before; also after it ended."""
    return session.scalar(select(Conversation.caller_id).join(Turn).where(Turn.sid == sid).limit(1))


def of_call(session: Session, call_sid: str) -> Conversation | None:
    """The conversation that a call is holding."""
    return session.scalar(select(Conversation).where(Conversation.call_sid == call_sid))


def unfinished(session: Session, caller_id: int, channel: str, at: datetime, window: timedelta) -> Conversation | None:
    """What a caller's message or new call goes on with: a chat that a person holds, else the latest conversation of
    the last `window`. One that another call is holding just now is left alone, and a call never breaks into a chat
    with a person.
    """
    on_line = and_(Conversation.call_sid.is_not(None), Conversation.updated_at > at - LONGEST_SILENCE_ON_LINE)
    held = Conversation.with_agent_ticket_id.is_not(None)
    lately = Conversation.updated_at >= at - window
    fits = or_(held, lately) if channel == "whatsapp" else and_(not_(held), lately)
    return session.scalar(
        select(Conversation)
        .where(Conversation.caller_id == caller_id, Conversation.ended_at.is_(None), not_(on_line), fits)
        .order_by(held.desc(), Conversation.updated_at.desc())
        .limit(1)
    )


def hung_up(session: Session, call_sid: str, at: datetime) -> None:
    """The call is over; its conversation, if unfinished, waits to be taken up again."""
    conversation = of_call(session, call_sid)
    if conversation:
        conversation.call_sid = None
        conversation.updated_at = at


def with_agent(session: Session, ticket_id: int) -> Conversation | None:
    """The chat that a person holds under this ticket."""
    return session.scalar(select(Conversation).where(Conversation.with_agent_ticket_id == ticket_id))


def give_back(session: Session, actor: Actor, ticket_id: int, at: datetime) -> bool:
    """Leave a ticket's chat to the machine again; False where no person holds it. Raises Forbidden.

    A conversation whose flow had ended is over then, and the caller's next words begin a new one.
    """
    lifecycle.held(session, actor, ticket_id)
    conversation = with_agent(session, ticket_id)
    if conversation is None:
        return False
    conversation.with_agent_ticket_id = None
    conversation.updated_at = at
    conversation.ended_at = None if conversation.state.get("frames") else at
    audit.record(session, actor, Act.CONVERSATION_GIVEN_BACK, conversation.id, purpose="ticket", ticket=ticket_id)
    return True


def expire(session: Session, before: datetime) -> None:
    """End every conversation that nobody has touched since; those with a person stay open."""
    session.execute(
        update(Conversation)
        .where(
            Conversation.ended_at.is_(None),
            Conversation.with_agent_ticket_id.is_(None),
            Conversation.updated_at < before,
        )
        .values(ended_at=before, call_sid=None)
    )
