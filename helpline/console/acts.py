"""What can be done with a ticket from its page. Whatever cannot be done loses nothing that was typed."""

from collections.abc import Callable
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline import db
from helpline.console import labels, members, queue_page, ticket_page, ticket_view, words
from helpline.console.pages import blueprint, house
from helpline.conversation import sessions
from helpline.security.access import Actor, Forbidden, Permission
from helpline.security.redact import mask_aadhaar
from helpline.security.routes import requires
from helpline.tickets import attachments, lifecycle, queues
from helpline.tickets import number as numbers
from helpline.tickets.lifecycle import IllegalMove
from helpline.tickets.models import Message, Ticket

# WhatsApp refuses a longer message (error 21617).
LONGEST_ANSWER = 1600
LONGEST_NOTE = 5000
# The same words of the same person within this are one button pressed twice.
TWICE_WITHIN = timedelta(minutes=1)


class Refused(Exception):
    """It cannot be done; the text is a sentence for whoever tried, in her language."""


Doing = Callable[[Session, Actor, Ticket], str]


@blueprint.post("/tickets/<number>/<act>")
@requires(Permission.TICKETS_WORK)
def perform(number: str, act: str) -> ResponseReturnValue:
    """Do it and show the ticket again, or say why not."""
    doing, actor = ACTS.get(act), members.me().actor
    if doing is None:
        abort(404)
    try:
        with house().database.transaction() as session:
            done = doing(session, actor, ticket_page.seen(session, actor, number))
            still_seen = queues.by_number(session, actor, queue_page.digits(number)) is not None
    except (Refused, IllegalMove, Forbidden) as error:
        flash(_why_not(error), "error")
        return ticket_page.show(number, typed={"act": act, **request.form}, status=409)
    flash(done, "done")
    return redirect(url_for("console.ticket", number=number) if still_seen else url_for("console.queue"), code=303)


def _why_not(error: Exception) -> str:
    if isinstance(error, Refused):
        return str(error)
    return words.say("The ticket has changed meanwhile: this is not possible any more. Here is how it stands now.")


def _take(session: Session, actor: Actor, ticket: Ticket) -> str:
    try:
        lifecycle.take(session, actor, ticket.id, db.now())
    except Forbidden:
        raise Refused(words.say("A colleague has taken this ticket already.")) from None
    return words.say("The ticket is yours.")


def _hand_over(session: Session, actor: Actor, ticket: Ticket) -> str:
    """To another queue, with a note for those who will take it."""
    queue = request.form.get("queue", "")
    if queue not in queues.ALL or queue == ticket.queue:
        raise Refused(words.say("Please choose the queue that it goes to."))
    if _words():
        lifecycle.note(session, actor, ticket.id, _words(), db.now())
    lifecycle.hand_over(session, actor, ticket.id, queue, db.now())
    spoken, where = numbers.spoken(ticket.number), labels.label(labels.QUEUES, queue)
    return words.say("Ticket {number} is handed over. It is now with: {queue}.", number=spoken, queue=where)


def _note(session: Session, actor: Actor, ticket: Ticket) -> str:
    written = _written(LONGEST_NOTE)
    if not _is_repeated(session, actor, ticket, "note", written):
        lifecycle.note(session, actor, ticket.id, written, db.now())
    return words.say("The note is written.")


def _answer(session: Session, actor: Actor, ticket: Ticket) -> str:
    """Queue the answer for delivery, once the transaction stands."""
    written = _written(LONGEST_ANSWER)
    if _is_repeated(session, actor, ticket, "answer", written):
        return words.say("The answer is on its way.")
    why_not = ticket_view.cannot_answer(session, ticket, db.now())
    if why_not:
        raise Refused(why_not)
    message = lifecycle.answer(session, actor, ticket.id, written, db.now())
    house().queue.put_after_commit(session, "answers", "deliver", message.id)
    return words.say("The answer is on its way.")


def _write_down(session: Session, actor: Actor, ticket: Ticket) -> str:
    """What is said in one of the ticket's recordings."""
    written, which = _written(LONGEST_NOTE), request.form.get("attachment", "")
    if which not in {str(one.id) for one in attachments.of_ticket(session, ticket.id)}:
        raise Refused(words.say("There is no such recording on this ticket."))
    attachments.write_down(session, actor, int(which), written)
    return words.say("What was said is written down.")


def _resolve(session: Session, actor: Actor, ticket: Ticket) -> str:
    """Resolved; a chat that a person held goes back to the machine."""
    lifecycle.resolve(session, actor, ticket.id, db.now())
    if sessions.give_back(session, actor, ticket.id, db.now()):
        return words.say("The ticket is resolved, and the chat is given back to the machine.")
    return words.say("The ticket is resolved.")


def _close(session: Session, actor: Actor, ticket: Ticket) -> str:
    lifecycle.close(session, actor, ticket.id, db.now())
    return words.say("The ticket is closed.")


def _reopen(session: Session, actor: Actor, ticket: Ticket) -> str:
    lifecycle.reopen(session, actor, ticket.id, "", house().calendar, db.now())
    return words.say("The ticket is open again.")


def _give_back(session: Session, actor: Actor, ticket: Ticket) -> str:
    if not sessions.give_back(session, actor, ticket.id, db.now()):
        raise Refused(words.say("The chat is with the machine already."))
    return words.say("The chat is given back to the machine.")


def _words() -> str:
    """What was typed. Aadhaar numbers are masked here as they are everywhere."""
    return mask_aadhaar(request.form.get("words", "")).replace("\r\n", "\n").strip()


def _written(longest: int) -> str:
    written = _words()
    if not written:
        raise Refused(words.say("Please write something first."))
    if len(written) > longest:
        raise Refused(words.say("This is too long: at most {longest} characters.", longest=longest))
    return written


def _is_repeated(session: Session, actor: Actor, ticket: Ticket, kind: str, written: str) -> bool:
    """Whether this was written a moment ago: a button pressed twice must not reach the caller twice."""
    lifecycle.held(session, actor, ticket.id)
    recent = select(Message).where(
        Message.ticket_id == ticket.id,
        Message.kind == kind,
        Message.staff_id == actor.id,
        Message.at > db.now() - TWICE_WITHIN,
    )
    return any(message.words == written for message in session.scalars(recent))


ACTS: dict[str, Doing] = {
    "take": _take,
    "hand-over": _hand_over,
    "note": _note,
    "answer": _answer,
    "write-down": _write_down,
    "resolve": _resolve,
    "close": _close,
    "reopen": _reopen,
    "give-back": _give_back,
}
