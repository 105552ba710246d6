"""Everything the worker does. Each job takes ids, is safe to run twice, and says which queue it belongs to.

The worker process assembles its parts once (`parts`); a job opens its own short transactions.
"""

from datetime import timedelta
from functools import cache

import structlog

from helpline import callers, db, settings, wiring
from helpline.channels import transcription
from helpline.channels.sound import ahead, spoken
from helpline.channels.twilio import MediaError, MediaStore, Sender, SendError
from helpline.conversation import sessions
from helpline.security.redact import mask_aadhaar
from helpline.tickets import attachments, messages
from helpline.tickets.attachments import Attachment, State
from helpline.tickets.models import Delivery, Message, Ticket
from helpline.wiring import Wiring

log = structlog.get_logger()

# A conversation that nobody took up again for so long is over.
ABANDONED_AFTER = timedelta(hours=24)
# An answer whose job never ran is queued again after this.
OVERLOOKED_AFTER = timedelta(minutes=1)
# Shorter than the time that a stopping worker is given.
SPEAKING_SECONDS = 3
SOUND_KEPT = timedelta(days=30)
OUTSIDE_WINDOW = 63016


@cache
def parts() -> Wiring:
    return wiring.assemble(settings.load())


def deliver(message_id: int) -> None:
    """Send an answer to its caller on WhatsApp. A message is claimed first, so that it is never sent twice."""
    house = parts()
    with house.database.transaction() as session:
        message = messages.claim(session, message_id)
        if message is None:
            return
        ticket = session.get_one(Ticket, message.ticket_id)
        caller = session.get_one(callers.Caller, ticket.caller_id)
        addresses = callers.addresses_of(session, caller.id)
        words = message.words
        reachable = caller.can_be_written_to(db.now())
    if not reachable or not addresses:
        _note(house, message_id, Delivery.FAILED, error=OUTSIDE_WINDOW)
        return
    try:
        sid = Sender(house.settings).send_whatsapp(addresses[0], words)
    except SendError as error:
        log.warning("answer_not_accepted", message_id=message_id, code=error.code, permanent=error.permanent)
        _note(house, message_id, Delivery.FAILED if error.permanent else Delivery.QUEUED, error=error.code)
        return
    _note(house, message_id, Delivery.SENT, sid=sid)


def fetch_attachments() -> None:
    """Bring home what callers recorded or sent, write it down where an engine can, and delete it at the carrier."""
    house = parts()
    with house.database.transaction() as session:
        wanted = attachments.waiting(session)
    for attachment_id in wanted:
        _fetch(house, attachment_id)


def _fetch(house: Wiring, attachment_id: int) -> None:
    """No transaction is open while the carrier is asked. Two workers at once fetch twice and keep one."""
    with house.database.transaction() as session:
        wanted = session.get_one(Attachment, attachment_id)
        language = session.get_one(Ticket, wanted.ticket_id).language
    store, content, state, words = MediaStore(house.settings), None, State.KEPT, None
    try:
        content = store.fetch(wanted.source, attachments.LARGEST)
        words = _transcript(house, wanted, content, language)
    except MediaError as error:
        log.warning("attachment_not_fetched", attachment_id=attachment_id, reason=str(error))
        if not error.permanent and db.now() - wanted.at < attachments.GIVEN_UP_AFTER:
            return
        state = State.LOST
    with house.database.transaction() as session:
        attachment = attachments.claim(session, attachment_id)
        if attachment is None:
            return
        attachment.content, attachment.state, attachment.words = content, state.value, words
    # Only now that it is committed here.
    if content is not None:
        store.delete(wanted.source)


def _transcript(house: Wiring, attachment: Attachment, content: bytes, language: str) -> str | None:
    engine = transcription.configured(house.settings)
    if engine is None or not attachment.is_sound:
        return None
    try:
        return mask_aadhaar(engine.transcribe(content, attachment.content_type, language)) or None
    except Exception as error:  # noqa: BLE001  whatever an engine does, an agent can still listen
        log.warning("not_transcribed", attachment_id=attachment.id, error=type(error).__name__)
        return None


def _note(house: Wiring, message_id: int, state: Delivery, *, sid: str | None = None, error: int | None = None) -> None:
    with house.database.transaction() as session:
        message = session.get_one(Message, message_id, with_for_update=True)
        message.delivery, message.sid, message.error_code = state.value, sid or message.sid, error


def sweep() -> None:
    """Queue every answer whose job was lost, and mark those cut off in mid-sending."""
    house = parts()
    with house.database.transaction() as session:
        messages.give_up_on_lost(session, db.now())
        overlooked = messages.waiting(session, db.now() - OVERLOOKED_AFTER)
    for message_id in overlooked:
        house.queue.put("answers", "deliver", message_id)


def speak_ahead(place: int = 0) -> None:
    """Render fixed prompts that no voice of the carrier says, so that no caller waits for them: a few from a place on,
    the rest when the jobs that came meanwhile are done.
    """
    house = parts()
    rest = ahead.render_fixed(house, place, SPEAKING_SECONDS)
    if rest is not None:
        house.queue.put("upkeep", "speak_ahead", rest)


def forget_sound() -> None:
    """Delete rendered prompts that nobody heard for a month: they can hold a name or a number."""
    spoken.forget(parts().settings, db.now() - SOUND_KEPT)


def expire() -> None:
    """End conversations that nobody took up again within a day."""
    with parts().database.transaction() as session:
        sessions.expire(session, db.now() - ABANDONED_AFTER)
