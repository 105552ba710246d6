"""All that the page of one ticket shows, gathered in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline import db
from helpline.callers import Caller, Kind, addresses_of
from helpline.console import labels, rows, said, words
from helpline.console.pages import house
from helpline.console.rows import Row
from helpline.console.speech import Tongue, tongue
from helpline.console.timeline import Entry, timeline
from helpline.console.words import N_
from helpline.conversation import sessions
from helpline.records.lookup import CentreCard, PersonCard, centre, person_card
from helpline.security.access import Actor, Forbidden, Permission
from helpline.security.audit import Act
from helpline.tickets import attachments
from helpline.tickets.lifecycle import MOVES
from helpline.tickets.models import Status, Ticket, TicketEvent

DOTS = "•••"
NEVER_WROTE = N_("The caller has not written on WhatsApp, so an answer cannot be sent there. Please call back.")
TOO_LONG_AGO = N_(
    "The caller last wrote on WhatsApp more than 24 hours ago; WhatsApp takes no answer after that. Please call back."
)
NO_ADDRESS = N_("The number was withheld, so an answer cannot be sent.")
FINISHED = N_("The ticket is closed. Reopen it to answer.")


@dataclass(frozen=True)
class Moved:
    """One event of the history in words."""

    at: datetime
    what: str
    who: str
    where: str


@dataclass(frozen=True)
class Attached:
    """A sound or picture that the caller sent. `writer` is who wrote down its words; empty: a machine."""

    id: int
    at: datetime
    is_sound: bool
    state: str
    words: str
    tongue: Tongue
    writer: str


@dataclass(frozen=True)
class Page:
    """The page of a ticket as one member of staff sees it now."""

    ticket: Ticket
    row: Row
    words: str
    tongue: Tongue
    said: list[tuple[str, str]]
    entries: list[Entry]
    person: PersonCard | None
    person_is_out_of_reach: bool
    centre: CentreCard | None
    centre_name: str
    attachments: list[Attached]
    phones: list[str]
    revealed: bool
    moves: frozenset[str]
    colleague: str
    is_mine: bool
    has_chat: bool
    cannot_answer: str
    history: list[Moved]
    version: str
    state: str


def page(session: Session, actor: Actor, ticket: Ticket, *, reveal: bool) -> Page:
    """Gather the page. What it tells about a person is audited by the door it comes through."""
    row = rows.rows(session, [ticket])[0]
    person, hidden = _person(session, actor, ticket, reveal=reveal)
    where = centre(session, ticket.place_id) or (person.centre if person else None)
    is_mine, entries = ticket.assignee_id == actor.id, timeline(session, ticket)
    return Page(
        ticket=ticket,
        row=row,
        words=ticket.words,
        tongue=tongue(house().locales, ticket.words, ticket.language),
        said=said.facts(house(), ticket, reveal=reveal),
        entries=entries,
        person=person,
        person_is_out_of_reach=hidden,
        centre=where,
        centre_name=where.title(house().locales.language(words.language())) if where else "",
        attachments=_attachments(session, ticket),
        phones=_phones(session, ticket.caller_id, reveal=reveal),
        revealed=reveal,
        moves=_moves(actor, ticket),
        colleague="" if is_mine else row.assignee,
        is_mine=is_mine,
        has_chat=sessions.with_agent(session, ticket.id) is not None,
        cannot_answer=cannot_answer(session, ticket, db.now()),
        history=_history(session, ticket),
        version=version(entries),
        state=state(ticket),
    )


def _attachments(session: Session, ticket: Ticket) -> list[Attached]:
    found = attachments.of_ticket(session, ticket.id)
    names = rows.staff_names(session, (one.writer_id for one in found))
    return [
        Attached(
            id=one.id,
            at=one.at,
            is_sound=one.is_sound,
            state=one.state,
            words=one.words or "",
            tongue=tongue(house().locales, one.words or "", ticket.language),
            writer=names.get(one.writer_id or 0, ""),
        )
        for one in found
    ]


def cannot_answer(session: Session, ticket: Ticket, at: datetime) -> str:
    """Why the caller cannot be answered on WhatsApp now; empty where she can."""
    caller = session.get_one(Caller, ticket.caller_id)
    if Status(ticket.status) not in MOVES[Act.TICKET_ANSWERED][0]:
        return words.say(FINISHED)
    if not addresses_of(session, caller.id):
        return words.say(NO_ADDRESS)
    if caller.whatsapp_at is None:
        return words.say(NEVER_WROTE)
    return "" if caller.can_be_written_to(at) else words.say(TOO_LONG_AGO)


def version(entries: list[Entry]) -> str:
    """Changes whenever the time line does."""
    return "|".join(entry.mark for entry in entries[-12:]) or "empty"


def state(ticket: Ticket) -> str:
    """Changes whenever somebody moves the ticket."""
    return f"{ticket.status}:{ticket.queue}:{ticket.assignee_id or 0}"


def _person(session: Session, actor: Actor, ticket: Ticket, *, reveal: bool) -> tuple[PersonCard | None, bool]:
    """The card of the person it is about, and whether it lies outside the actor's reach."""
    if ticket.person_id is None or not actor.may(Permission.RECORDS_READ):
        return None, False
    try:
        return person_card(session, actor, ticket.person_id, purpose=f"ticket {ticket.id}", reveal=reveal), False
    except Forbidden:
        return None, True


def _phones(session: Session, caller_id: int, *, reveal: bool) -> list[str]:
    numbers = [address.value for address in addresses_of(session, caller_id) if address.kind is Kind.PHONE]
    return numbers if reveal else [DOTS + number[-2:] for number in numbers]


def _moves(actor: Actor, ticket: Ticket) -> frozenset[str]:
    """The acts that the ticket's state allows this member of staff, without the word before the dot."""
    if not actor.may(Permission.TICKETS_WORK):
        return frozenset()
    possible = {act.partition(".")[2] for act, (states, _) in MOVES.items() if ticket.status in states}
    return frozenset(possible if ticket.assignee_id is None else possible - {"taken"})


def _history(session: Session, ticket: Ticket) -> list[Moved]:
    events = session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.at, TicketEvent.id)
    ).all()
    staff = (event.actor_id for event in events if event.actor_kind == "staff")
    names = rows.staff_names(session, staff)
    return [_moved(event, names) for event in events]


def _moved(event: TicketEvent, names: dict[int, str]) -> Moved:
    others = {"caller": words.say("Caller"), "system": words.say("Helpline")}
    queue = event.details.get("queue")
    return Moved(
        at=event.at,
        what=labels.label(labels.ACTS, event.act),
        who=names.get(event.actor_id or 0, "") if event.actor_kind == "staff" else others.get(event.actor_kind, ""),
        where=labels.label(labels.QUEUES, queue) if queue else "",
    )
