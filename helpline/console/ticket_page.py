"""The page of one ticket: everything about it on one screen."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from helpline.console import labels, members, ticket_view
from helpline.console.pages import blueprint, house
from helpline.console.queue_page import digits
from helpline.console.timeline import timeline
from helpline.security import audit
from helpline.security.access import Actor, Forbidden, Permission
from helpline.security.audit import Act
from helpline.security.routes import requires
from helpline.tickets import attachments, queues
from helpline.tickets.models import Ticket

PURPOSE = "work"


@blueprint.get("/tickets/<number>")
@requires(Permission.TICKETS_READ)
def ticket(number: str) -> ResponseReturnValue:
    """The page."""
    return show(number)


@blueprint.get("/tickets/<number>/live")
@requires(Permission.TICKETS_READ)
def live_ticket(number: str) -> ResponseReturnValue:
    """The time line where it has changed since; 204 where it has not. Only a changed one is read, and audited."""
    actor = members.me().actor
    with house().database.transaction() as session:
        found = seen(session, actor, number)
        entries, state = timeline(session, found), ticket_view.state(found)
        version = ticket_view.version(entries)
        if (version, state) == (request.args.get("version"), request.args.get("state")):
            return Response(status=204)
        queues.read(session, actor, found.id, purpose=PURPOSE)
    return render_template("_timeline.html", entries=entries, version=version, state=state)


@blueprint.post("/tickets/<number>/reveal")
@requires(Permission.RECORDS_READ)
def reveal(number: str) -> ResponseReturnValue:
    """The page with names and telephone numbers; who asked for them is audited."""
    return show(number, reveal=True)


@blueprint.get("/attachments/<int:attachment_id>")
@requires(Permission.TICKETS_READ)
def attachment(attachment_id: int) -> ResponseReturnValue:
    """A sound or picture of a ticket, for its page alone: audited, and kept by no cache."""
    try:
        with house().database.transaction() as session:
            found = attachments.play(session, members.me().actor, attachment_id)
            content, content_type = found.content or b"", found.content_type
    except Forbidden:
        abort(404)
    response = Response(content, mimetype=content_type)
    response.cache_control.no_store = True
    response.headers["Content-Disposition"] = "inline"
    return response.make_conditional(request, accept_ranges=True, complete_length=len(content))


@blueprint.get("/tickets/<number>/<act>")
@requires(Permission.TICKETS_READ)
def after_act(number: str, act: str) -> ResponseReturnValue:
    """The address of an act, opened as a page (by reloading it after a login): the ticket."""
    return redirect(url_for("console.ticket", number=number))


def show(
    number: str, *, reveal: bool = False, typed: dict[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page, with what was `typed` where it could not be done."""
    actor = members.me().actor
    with house().database.transaction() as session:
        found = queues.read(session, actor, seen(session, actor, number).id, purpose=PURPOSE)
        if reveal:
            audit.record(session, actor, Act.CALLER_REVEALED, found.caller_id, purpose=f"ticket {found.id}")
        page = ticket_view.page(session, actor, found, reveal=reveal)
    others = {name: labels.label(labels.QUEUES, name) for name in queues.ALL if name != found.queue}
    return render_template("ticket.html", page=page, queues=others, typed=typed or {}), status


def seen(session: Session, actor: Actor, number: str) -> Ticket:
    """The ticket of a number; one that the actor may not see is as good as none."""
    found = queues.by_number(session, actor, digits(number))
    if found is None:
        abort(404)
    return found
