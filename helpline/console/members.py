"""Members of staff at the console: who is logged in, for how long.

The session cookie holds only an id and two moments. The account is read again for every request, so that whoever is
deactivated, changed or logged out elsewhere is out at once.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from flask import session as cookie
from flask_login import current_user, login_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline import db
from helpline.security.access import Actor
from helpline.security.audit import Act, AuditEvent
from helpline.security.staff import Staff
from helpline.wiring import Wiring

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# The cookie is written again at most this often.
TOUCH_EVERY = timedelta(minutes=1)
_BEGAN, _SEEN = "began", "seen"


@dataclass(frozen=True)
class Member:
    """A member of staff as flask-login wants its users."""

    id: int
    name: str
    language: str
    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return str(self.id)


def present() -> Member | None:
    """Whoever is logged in."""
    user = current_user._get_current_object()  # noqa: SLF001  werkzeug's way to the object behind its proxy
    return user if isinstance(user, Member) else None


def me() -> Member:
    """Whoever is logged in, in a view that lets nobody else in."""
    member = present()
    assert member is not None, "the view requires a login"
    return member


def admit(staff: Staff, at: datetime) -> None:
    """Begin a session. Whatever the cookie held before is gone: nobody can have planted it."""
    cookie.clear()
    login_user(_member(staff))
    cookie[_BEGAN] = cookie[_SEEN] = at.timestamp()


def touch(kept: MutableMapping[str, Any], at: datetime) -> None:
    """Note that the member works."""
    if at - _moment(kept[_SEEN]) >= TOUCH_EVERY:
        kept[_SEEN] = at.timestamp()


def load(user_id: str) -> Member | None:
    """The member of a session, if it still holds."""
    at = db.now()
    if not _is_in_time(cookie, at):
        return None
    house: Wiring = current_app.extensions["helpline"]
    with house.database.transaction() as session:
        staff = session.get(Staff, int(user_id))
        if staff is None or not staff.active or _ended_since(session, staff.id, _moment(cookie[_BEGAN])):
            return None
        return _member(staff)


def _is_in_time(kept: MutableMapping[str, Any], at: datetime) -> bool:
    if _BEGAN not in kept or _SEEN not in kept:
        return False
    return at - _moment(kept[_SEEN]) < IDLE and at - _moment(kept[_BEGAN]) < LONGEST


def _ended_since(session: Session, staff_id: int, began: datetime) -> bool:
    """Whether the account was logged out or changed since: a copied cookie is worth nothing then."""
    ends = select(AuditEvent.id).where(
        AuditEvent.subject_kind == "staff",
        AuditEvent.subject_id == staff_id,
        AuditEvent.act.in_([Act.STAFF_LOGGED_OUT.value, Act.STAFF_CHANGED.value]),
        AuditEvent.at > began,
    )
    return session.scalar(ends.limit(1)) is not None


def _member(staff: Staff) -> Member:
    return Member(staff.id, staff.name, staff.language, staff.actor())


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
