"""Actions on tickets: open one, find one, say where it stands, open it again."""

from typing import Any

from helpline.conversation.actions.registry import Scene, action
from helpline.conversation.messages import Outcome
from helpline.security import audit
from helpline.security.audit import Act
from helpline.tickets import attachments, lifecycle, queues
from helpline.tickets.lifecycle import Complaint, IllegalMove
from helpline.tickets.models import Status, Ticket

# Of what was said, what a ticket keeps beside the words.
_SAID = ("month", "count", "when", "centre_said", "phone", "reason")
_IN_WORK = {Status.IN_PROGRESS.value, Status.REOPENED.value}


@action("tickets.open", "opened")
def open_(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Open a ticket in the caller's name."""
    ticket = lifecycle.open_(
        scene.session,
        scene.actor,
        Complaint(
            category=given["category"],
            caller_id=scene.caller.id,
            channel=scene.channel,
            language=scene.language,
            words=given.get("words") or "",
            conversation_id=scene.conversation.id,
            person_id=given.get("person"),
            place_id=given.get("place"),
            said={name: given[name] for name in _SAID if given.get(name)},
        ),
        scene.calendar,
        scene.at,
    )
    return Outcome("opened", answers={**_facts(ticket), **_attached(scene, ticket, given)})


@action("tickets.find", "one", "several", "none")
def find(scene: Scene, given: dict[str, Any]) -> Outcome:
    """The caller's own tickets: the number of the only one, or a list to choose from."""
    mine = queues.of_caller(scene.session, scene.caller.id)
    if not mine:
        return Outcome("none")
    if len(mine) == 1:
        return Outcome("one", answers={"ticket": mine[0].number})
    rows = [{"value": ticket.number, "label": f"category.{ticket.category}"} for ticket in mine]
    return Outcome("several", answers={"tickets": rows})


@action("tickets.status", "waiting", "working", "resolved", "closed", "unknown")
def status(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Where the caller's ticket stands. Another caller's ticket is unknown to her."""
    ticket = queues.by_number(scene.session, scene.actor, str(given["ticket"]))
    if ticket is None:
        return Outcome("unknown")
    audit.record(scene.session, scene.actor, Act.TICKET_STATUS_TOLD, ticket.id, purpose="ticket_status")
    if ticket.status in (Status.RESOLVED.value, Status.CLOSED.value):
        return Outcome(ticket.status, answers=_facts(ticket))
    return Outcome("working" if ticket.status in _IN_WORK else "waiting", answers=_facts(ticket))


@action("tickets.reopen", "reopened", "still_open", "unknown")
def reopen(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Open a resolved or closed ticket of the caller again."""
    ticket = queues.by_number(scene.session, scene.actor, str(given["ticket"]))
    if ticket is None:
        return Outcome("unknown")
    words = given.get("still_wrong") or ""
    try:
        ticket = lifecycle.reopen(scene.session, scene.actor, ticket.id, words, scene.calendar, scene.at)
    except IllegalMove:
        return Outcome("still_open", answers={**_facts(ticket), **_attached(scene, ticket, given)})
    return Outcome("reopened", answers={**_facts(ticket), **_attached(scene, ticket, given)})


@action("tickets.note", "noted", "unknown")
def note(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Add words, or what was sent instead of words, to a ticket that this conversation opened."""
    ticket = queues.by_number(scene.session, scene.actor, str(given["ticket_number"]))
    if ticket is None or not (given.get("words") or given.get("media")):
        return Outcome("unknown")
    if given.get("words"):
        lifecycle.caller_wrote(scene.session, ticket, str(given["words"]), scene.at)
    return Outcome("noted", answers=_attached(scene, ticket, given))


@action("tickets.take_over_chat", "taken", "on_a_call")
def take_over_chat(scene: Scene, given: dict[str, Any]) -> Outcome:
    """In a chat, leave the conversation to the people who work on its ticket; a call is handed over by dialling."""
    if scene.channel == "voice":
        return Outcome("on_a_call")
    ticket = queues.by_number(scene.session, scene.actor, str(given["ticket_number"]))
    assert ticket is not None, "the flow opened it in this conversation"
    scene.conversation.with_agent_ticket_id = ticket.id
    return Outcome("taken")


def _attached(scene: Scene, ticket: Ticket, given: dict[str, Any]) -> dict[str, Any]:
    """Sounds and pictures sent so far go on this ticket, and on no other."""
    attachments.add(scene.session, ticket.id, given.get("media") or [], scene.at)
    return {"media": None}


def _facts(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket_number": ticket.number,
        "ticket_category": f"category.{ticket.category}",
        "due": ticket.resolve_by.isoformat(),
    }
