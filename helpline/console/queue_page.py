"""The queue: what waits, the gravest and soonest due first; and finding a ticket by its number."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from helpline.console import labels, members, words
from helpline.console.pages import blueprint, house
from helpline.console.rows import rows
from helpline.console.words import N_
from helpline.security.access import Actor, Permission
from helpline.security.redact import ascii_digits
from helpline.security.routes import requires
from helpline.tickets import number, queues
from helpline.tickets.models import Status

PAGE, MOST = 50, 500
# What a list can be narrowed to, as `queues.listing` takes it.
WHOSE: dict[str, tuple[str, dict[str, Any]]] = {
    "all": (N_("All open"), {}),
    "mine": (N_("Mine"), {"mine": True}),
    "unassigned": (N_("Nobody's yet"), {"unassigned": True}),
    "resolved": (N_("Resolved"), {"statuses": (Status.RESOLVED.value,)}),
}


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to."""

    queue: str
    whose: str
    show: int

    def but(self, **changes: Any) -> dict[str, Any]:
        """The address's arguments for the same list with something changed; defaults are left out."""
        arguments = {"queue": self.queue, "whose": self.whose, **changes}
        return {name: value for name, value in arguments.items() if value not in ("", "all")}


@blueprint.get("/")
@requires(Permission.TICKETS_READ)
def queue() -> ResponseReturnValue:
    """The whole page."""
    return render_template("queue.html", **_view())


@blueprint.get("/live/queue")
@requires(Permission.TICKETS_READ)
def live_queue() -> ResponseReturnValue:
    """The part of the page that changes, for a page that refreshes itself."""
    return render_template("_queue_live.html", **_view())


@blueprint.get("/find")
@requires(Permission.TICKETS_READ)
def find() -> ResponseReturnValue:
    """To the ticket of a number, typed in any script's digits, with or without spaces."""
    wanted = digits(request.args.get("number", ""))
    if not number.is_valid(wanted):
        flash(words.say("A ticket number has nine digits. Please check the digits: this is not one."), "error")
        return redirect(url_for("console.queue"))
    with house().database.transaction() as session:
        found = queues.by_number(session, members.me().actor, wanted)
    if found is None:
        flash(words.say("You have no ticket {number}.", number=number.spoken(wanted)), "error")
        return redirect(url_for("console.queue"))
    return redirect(url_for("console.ticket", number=wanted))


def digits(text: str) -> str:
    """The digits of a typed number as 0-9."""
    return "".join(c for c in ascii_digits(text) if c.isascii() and c.isdigit())


def _view() -> dict[str, Any]:
    actor, chosen = members.me().actor, _chosen()
    with house().database.transaction() as session:
        narrowed = WHOSE[chosen.whose][1]
        found = queues.listing(session, actor, queue=chosen.queue or None, limit=chosen.show + 1, **narrowed)
        counts = _counts(session, actor)
        shown = rows(session, found[: chosen.show])
    return {
        "chosen": chosen,
        "rows": shown,
        "more": min(chosen.show + PAGE, MOST) if len(found) > chosen.show and chosen.show < MOST else 0,
        "counts": counts,
        "total": sum(count for _, _, count in counts),
        "whose": {name: words.say(english) for name, (english, _) in WHOSE.items()},
    }


def _chosen() -> Choice:
    queue_, whose = request.args.get("queue", ""), request.args.get("whose", "all")
    show = request.args.get("show", PAGE, type=int)
    return Choice(
        queue=queue_ if queue_ in queues.ALL else "",
        whose=whose if whose in WHOSE else "all",
        show=min(max(show, PAGE), MOST),
    )


def _counts(session: Session, actor: Actor) -> list[tuple[str, str, int]]:
    """Name, words and number of open tickets of each queue: the actor's own, and others where she sees any."""
    counted = queues.counts(session, actor)
    seen = [name for name in queues.ALL if name in actor.queues or counted.get(name)]
    return [(name, labels.label(labels.QUEUES, name), counted.get(name, 0)) for name in seen]
