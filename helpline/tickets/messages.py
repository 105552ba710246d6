"""The ledger of answers on their way to callers: claimed before they are sent, never sent twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.tickets.models import Delivery, Message

# Twilio's message states that say something new; all others are on the way.
_STATES = {
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "failed": Delivery.FAILED,
    "undelivered": Delivery.FAILED,
}
_ORDER = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNSURE, Delivery.SENT, Delivery.DELIVERED, Delivery.READ)
# A late report of a failure does not unmake these.
_ARRIVED = frozenset({Delivery.DELIVERED.value, Delivery.READ.value})
# A message still `sending` after this was cut off between the request and its note: it may have gone out.
LOST_AFTER = timedelta(minutes=5)


def claim(session: Session, message_id: int) -> Message | None:
    """Take a queued answer for sending; None if another worker has it or had it."""
    message = session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.delivery == Delivery.QUEUED.value)
        .with_for_update(skip_locked=True)
    )
    if message:
        message.delivery = Delivery.SENDING.value
    return message


def note_delivery(session: Session, sid: str, status: str, error: int | None) -> None:
    """What Twilio says of a message. Reports may come late and out of order: a message never goes backwards."""
    message = session.scalar(select(Message).where(Message.sid == sid).with_for_update())
    state = _STATES.get(status)
    if message is None or state is None or message.delivery in (None, Delivery.FAILED.value):
        return
    if state is Delivery.FAILED and message.delivery not in _ARRIVED:
        message.delivery, message.error_code = state.value, error
    elif state is not Delivery.FAILED and _ORDER.index(state) > _ORDER.index(Delivery(message.delivery or "")):
        message.delivery = state.value


def waiting(session: Session, before: datetime) -> Sequence[int]:
    """Answers queued before a moment and not yet claimed: their job was lost, or Redis was away."""
    return session.scalars(
        select(Message.id).where(Message.delivery == Delivery.QUEUED.value, Message.at < before).order_by(Message.id)
    ).all()


def give_up_on_lost(session: Session, at: datetime) -> None:
    """Messages cut off while being sent are marked unsure and shown so; they are not sent again by themselves."""
    lost = select(Message).where(Message.delivery == Delivery.SENDING.value, Message.at < at - LOST_AFTER)
    for message in session.scalars(lost.with_for_update(skip_locked=True)):
        message.delivery = Delivery.UNSURE.value
