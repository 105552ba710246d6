"""The card of a person as the console shows it: masked until somebody says why she must see more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import regex
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.db import now
from helpline.records.categories import Category, category, months_between
from helpline.records.centres import CentreCard, centre
from helpline.records.people import Guardian, LifeEvent, Person, PersonPhone
from helpline.records.ration_story import centre_of, status_of
from helpline.records.rations import Distribution
from helpline.records.reach import local_day, require_reach
from helpline.records.verification import FaceCheck
from helpline.security import audit
from helpline.security.access import Actor
from helpline.security.audit import Act

SHOWN = 6
DOTS = "•••"


@dataclass(frozen=True)
class GuardianCard:
    """Who is responsible for a child: `relation` is mother, father or another word of the register."""

    person_id: int
    relation: str
    name: str
    phone: str | None


@dataclass(frozen=True)
class Given:
    """A ration marked as given for a month (its first day)."""

    month: date
    given_at: datetime
    days_covered: int
    proof: str


@dataclass(frozen=True)
class Checked:
    """A face check and what it came to."""

    checked_at: datetime
    outcome: str
    band: str


@dataclass(frozen=True)
class PersonCard:
    """One person. Names and phones are masked unless `revealed`; rations and checks are the latest first."""

    id: int
    revealed: bool
    name: str
    phone: str | None
    sex: str
    born_on: date | None
    age_months: int | None
    category: Category | None
    centre: CentreCard | None
    guardians: tuple[GuardianCard, ...]
    status: str
    distributions: tuple[Given, ...]
    checks: tuple[Checked, ...]


def person_card(
    session: Session,
    actor: Actor,
    person_id: int,
    *,
    purpose: str,
    reveal: bool = False,
    at: datetime | None = None,
) -> PersonCard:
    """The card of a person within the actor's reach; audited, a revealed one as such. `at` is now unless given.

    The phone is her own; masked, the day of birth is left out. Raises Forbidden.
    """
    today = local_day(at or now())
    require_reach(session, actor, person_id, today)
    audit.record(session, actor, Act.PERSON_REVEALED if reveal else Act.PERSON_READ, person_id, purpose=purpose)
    person = session.get_one(Person, person_id)
    return PersonCard(
        id=person.id,
        revealed=reveal,
        name=_name(person.name, reveal),
        phone=_phone(session, person_id, reveal),
        sex=person.sex,
        born_on=person.born_on if reveal else None,
        age_months=months_between(person.born_on, today) if person.born_on else None,
        category=category(today, person.born_on, person.sex, _events(session, person_id)),
        centre=centre(session, centre_of(session, person_id, today)),
        guardians=tuple(_guardians(session, person_id, reveal)),
        status=status_of(session, person_id),
        distributions=tuple(_distributions(session, person_id)),
        checks=tuple(_checks(session, person_id)),
    )


def _name(name: str, reveal: bool) -> str:
    """The name, or its first letter with its vowel sign (a grapheme: 'सु' of सुनीता) and dots."""
    return name if reveal else "".join(regex.findall(r"\X", name)[:1]) + DOTS


def _phone(session: Session, person_id: int, reveal: bool) -> str | None:
    """Her number, or its last two digits; None where none is known."""
    number = session.scalar(
        select(PersonPhone.number).where(PersonPhone.person_id == person_id).order_by(PersonPhone.index).limit(1)
    )
    return number if number is None or reveal else DOTS + number[-2:]


def _events(session: Session, person_id: int) -> list[tuple[str, date]]:
    rows = session.execute(select(LifeEvent.kind, LifeEvent.on).where(LifeEvent.person_id == person_id))
    return [(kind, on) for kind, on in rows]


def _guardians(session: Session, child_id: int, reveal: bool) -> Iterable[GuardianCard]:
    rows = session.execute(
        select(Guardian.relation, Person)
        .join(Person, Person.id == Guardian.guardian_id)
        .where(Guardian.child_id == child_id)
        .order_by(Guardian.relation, Person.id)
    )
    for relation, person in rows.all():
        yield GuardianCard(person.id, relation, _name(person.name, reveal), _phone(session, person.id, reveal))


def _distributions(session: Session, person_id: int) -> Iterable[Given]:
    wanted = select(Distribution).where(Distribution.person_id == person_id)
    for row in session.scalars(wanted.order_by(Distribution.given_at.desc(), Distribution.id.desc()).limit(SHOWN)):
        yield Given(row.month, row.given_at, row.days_covered, row.proof)


def _checks(session: Session, person_id: int) -> Iterable[Checked]:
    wanted = select(FaceCheck).where(FaceCheck.person_id == person_id)
    for row in session.scalars(wanted.order_by(FaceCheck.checked_at.desc(), FaceCheck.id.desc()).limit(SHOWN)):
        yield Checked(row.checked_at, row.outcome, row.band)
