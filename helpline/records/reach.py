"""Who stands behind a number, and whose record an actor may read: the fence around everything personal.

A caller reaches the people of her own numbers and the children they guard; a worker in post also the people of her
centre. To read, a caller must have proved whom she asks about. Staff read within their place.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from helpline.callers import Address, Kind, addresses_of
from helpline.db import now
from helpline.records.people import Guardian, LifeEvent, Person, PersonPhone, Post, PostRole, Registration
from helpline.records.places import Place
from helpline.security.access import Actor, Forbidden, Permission, require
from helpline.security.audit import Act, AuditEvent

INDIA = ZoneInfo("Asia/Kolkata")
# How long a caller who proved whom she asks about may hear that record.
PROOF_HOLDS = timedelta(hours=24)


def local_day(at: datetime) -> date:
    """The day that it is in India at a moment."""
    return at.astimezone(INDIA).date()


def running(time: type[Registration | Post], today: date) -> ColumnElement[bool]:
    """The condition that a registration or post holds today; `until` is its last day."""
    return and_(time.since <= today, or_(time.until.is_(None), time.until >= today))


def within(place_id: int | None) -> ColumnElement[bool]:
    """The condition that a place is this place or lies in it (None: the whole country)."""
    if place_id is None:
        return true()
    levels = (Place.id, Place.sector_id, Place.project_id, Place.district_id, Place.state_id)
    return or_(*(level == place_id for level in levels))


def phone_indexes(numbers: Sequence[str]) -> list[bytes]:
    """The blind indexes under which E.164 numbers are kept."""
    return [Address(Kind.PHONE, number).index for number in numbers]


def behind(numbers: Sequence[str]) -> Select[int]:
    """The ids of the people who have one of these numbers."""
    return select(PersonPhone.person_id).where(PersonPhone.index.in_(phone_indexes(numbers)))


def family(numbers: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a living person has one of these numbers or is a child of somebody who has."""
    children = select(Guardian.child_id).where(Guardian.guardian_id.in_(behind(numbers)))
    dead = exists().where(LifeEvent.person_id == Person.id, LifeEvent.kind == "death")
    return and_(or_(Person.id.in_(behind(numbers)), Person.id.in_(children)), ~dead)


def worked_at(numbers: Sequence[str], today: date) -> Select[int]:
    """The ids of the centres where somebody with one of these numbers is worker in post."""
    return select(Post.place_id).where(
        Post.person_id.in_(behind(numbers)), Post.role == PostRole.WORKER.value, running(Post, today)
    )


def registered_at(centres: Select[int], today: date) -> ColumnElement[bool]:
    """The condition that a living person is registered at one of these centres."""
    here = exists().where(
        Registration.person_id == Person.id, Registration.centre_id.in_(centres), running(Registration, today)
    )
    dead = exists().where(LifeEvent.person_id == Person.id, LifeEvent.kind == "death")
    return and_(here, ~dead)


def require_reach(session: Session, actor: Actor, person_id: int, today: date) -> None:
    """Raise Forbidden unless `actor` may read this person's record; also where there is no such person."""
    require(actor, Permission.RECORDS_READ)
    if actor.kind == "caller":
        allowed = _proved(session, actor, person_id) and _is(session, person_id, _of_caller(session, actor, today))
    elif actor.kind == "system" or (actor.role is not None and actor.place_id is None):
        allowed = _is(session, person_id, true())
    else:
        allowed = actor.role is not None and _is(session, person_id, _of_place(actor.place_id, today))
    if not allowed:
        raise Forbidden("no such person within this actor's reach")


def _is(session: Session, person_id: int, condition: ColumnElement[bool]) -> bool:
    return session.scalar(select(Person.id).where(Person.id == person_id, condition)) is not None


def _proved(session: Session, actor: Actor, person_id: int) -> bool:
    """Whether this caller proved lately that she may hear of this person. Measured on the clock of the audit rows."""
    return (
        session.scalar(
            select(AuditEvent.id)
            .where(
                AuditEvent.subject_kind == "person",
                AuditEvent.subject_id == person_id,
                AuditEvent.act == Act.PERSON_VERIFIED.value,
                AuditEvent.actor_kind == actor.kind,
                AuditEvent.actor_id == actor.id,
                AuditEvent.at > now() - PROOF_HOLDS,
            )
            .limit(1)
        )
        is not None
    )


def _of_caller(session: Session, actor: Actor, today: date) -> ColumnElement[bool]:
    assert actor.id is not None, "a caller has an id"
    numbers = [address.value for address in addresses_of(session, actor.id) if address.kind is Kind.PHONE]
    return or_(family(numbers), registered_at(worked_at(numbers, today), today))


def _of_place(place_id: int | None, today: date) -> ColumnElement[bool]:
    """Registered or in post within a place, or guarding a child who is registered there."""
    inside = select(Place.id).where(within(place_id))
    registered = select(Registration.person_id).where(Registration.centre_id.in_(inside), running(Registration, today))
    posted = select(Post.person_id).where(Post.place_id.in_(inside), running(Post, today))
    guards = select(Guardian.guardian_id).where(Guardian.child_id.in_(registered))
    return or_(Person.id.in_(registered), Person.id.in_(posted), Person.id.in_(guards))
