"""Who is calling: a hint from the number, and the proof that opens a record.

A number is never a proof: families share one and numbers are recycled. The proof is a month of birth or a first name
that fits exactly one person behind the number; guessing is bounded, and every try is audited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import regex
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from helpline.db import now
from helpline.records import names
from helpline.records.people import Person, Post, PostRole, Registration
from helpline.records.places import PlaceCode
from helpline.records.reach import behind, family, local_day, registered_at, running, worked_at
from helpline.security import audit
from helpline.security.access import Actor
from helpline.security.audit import Act, AuditEvent
from helpline.security.redact import ascii_digits

FAILURES_ALLOWED = 5
FAILURES_COUNT_FOR = timedelta(hours=24)
_PURPOSE = "identification"
_MONTH_OF_BIRTH = regex.compile(r"(\d{4})-(\d{2})")
_LAST_DIGITS = regex.compile(r"\d{4}")


@dataclass(frozen=True)
class Hint:
    """Whom a phone number hints at: `kind` is worker or beneficiary."""

    kind: str
    centre_id: int


def by_phone(session: Session, numbers: Sequence[str], *, at: datetime | None = None) -> Hint | None:
    """Whom these E.164 numbers hint at: a worker in post before a registered beneficiary or her guardian.

    The longest post or registration counts where there are several. `at` is now unless given.
    """
    today = local_day(at or now())
    post = session.scalar(
        select(Post.place_id)
        .where(Post.person_id.in_(behind(numbers)), Post.role == PostRole.WORKER.value, running(Post, today))
        .order_by(Post.since, Post.id)
        .limit(1)
    )
    if post is not None:
        return Hint("worker", post)
    centre = session.scalar(
        select(Registration.centre_id)
        .join(Person, Person.id == Registration.person_id)
        .where(family(numbers), running(Registration, today))
        .order_by(Registration.since, Registration.id)
        .limit(1)
    )
    return None if centre is None else Hint("beneficiary", centre)


def verify(
    session: Session,
    actor: Actor,
    numbers: Sequence[str],
    *,
    proof: str,
    code: str | None,
    at: datetime | None = None,
) -> int | None:
    """The id of the person whose record the caller may hear, or None; audited either way.

    `proof` is a month of birth (YYYY-MM) or a first name in any script; it must fit exactly one person among those
    whom the numbers reach (herself, or her children). With `code`, the last four digits of the caller's own
    centre's code, a worker in post is meant, and the people of her centre are searched. After five failures within
    24 hours the answer is always None. `at` is now unless given.
    """
    if _failures(session, actor) >= FAILURES_ALLOWED:
        audit.record(session, actor, Act.PERSON_NOT_VERIFIED, None, purpose=_PURPOSE, reason="too_many_failures")
        return None
    today = local_day(at or now())
    whom = _people_of_worker(numbers, code, today) if code else family(numbers)
    fitting = [] if whom is None else _fitting(session, whom, ascii_digits(proof).strip())
    if len(fitting) != 1:
        reason = "several_fit" if fitting else "none_fits"
        audit.record(session, actor, Act.PERSON_NOT_VERIFIED, None, purpose=_PURPOSE, reason=reason)
        return None
    audit.record(session, actor, Act.PERSON_VERIFIED, fitting[0], purpose=_PURPOSE, by="worker" if code else "family")
    return fitting[0]


def worker_of(session: Session, centre_id: int, *, at: datetime | None = None) -> int | None:
    """The id of the worker in post at a centre, or None where the post is vacant. `at` is now unless given."""
    return session.scalar(
        select(Post.person_id)
        .where(
            Post.place_id == centre_id,
            Post.role == PostRole.WORKER.value,
            running(Post, local_day(at or now())),
        )
        .order_by(Post.since.desc(), Post.id)
        .limit(1)
    )


def _failures(session: Session, actor: Actor) -> int:
    """This actor's failures that still count, by the clock of the audit rows. Tries refused unseen do not count."""
    return (
        session.scalar(
            select(func.count())
            .select_from(AuditEvent)
            .where(
                AuditEvent.act == Act.PERSON_NOT_VERIFIED.value,
                AuditEvent.actor_kind == actor.kind,
                AuditEvent.actor_id == actor.id,
                AuditEvent.at > now() - FAILURES_COUNT_FOR,
                AuditEvent.details["reason"].astext != "too_many_failures",
            )
        )
        or 0
    )


def _people_of_worker(numbers: Sequence[str], code: str, today: date) -> ColumnElement[bool] | None:
    """The people of the centres with a code ending in `code`, where the caller is worker in post; None: no such."""
    digits = ascii_digits(code).strip()
    if not _LAST_DIGITS.fullmatch(digits):
        return None
    fitting = select(PlaceCode.place_id).where(
        PlaceCode.place_id.in_(worked_at(numbers, today)), PlaceCode.code.endswith(digits)
    )
    return registered_at(fitting, today)


def _fitting(session: Session, whom: ColumnElement[bool], proof: str) -> list[int]:
    """The ids of the people whom the proof fits; where a first name fits several, more of the name decides."""
    people = session.scalars(select(Person).where(whom).order_by(Person.id)).all()
    month = _MONTH_OF_BIRTH.fullmatch(proof)
    if month:
        born = (int(month[1]), int(month[2]))
        return [p.id for p in people if p.born_on and (p.born_on.year, p.born_on.month) == born]
    fitting = [person for person in people if names.is_said(proof, person.name)]
    if len(fitting) > 1:
        fitting = [person for person in fitting if names.is_said(proof, person.name, words=3)]
    return [person.id for person in fitting]
