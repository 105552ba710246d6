"""What is recorded of a person's ration this month, as it can be told to her."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.records.people import Registration
from helpline.records.rations import Distribution
from helpline.records.reach import local_day, require_reach, running
from helpline.records.verification import FaceCheck, Outcome, Status, Verification
from helpline.security import audit
from helpline.security.access import Actor
from helpline.security.audit import Act

# A face check belongs to a month's ration, which may be given a few days late.
CHECK_COUNTS_FOR = timedelta(days=35)


@dataclass(frozen=True)
class RationStory:
    """This month's ration of one person. `kind`: given, face_failed, not_given, nothing_recorded."""

    kind: str
    status: str
    centre_id: int | None
    given_at: datetime | None
    days_covered: int | None
    checked_at: datetime | None
    check_outcome: str | None


def ration_story(session: Session, actor: Actor, person_id: int, at: datetime, *, purpose: str) -> RationStory:
    """What is recorded of this month's ration and the latest face check of a person; audited.

    The month is the calendar month in India; rations given in parts are added up. Raises Forbidden where the person
    is not within the actor's reach (a caller: verified for her in the last 24 hours and behind her number).
    """
    today = local_day(at)
    require_reach(session, actor, person_id, today)
    audit.record(session, actor, Act.PERSON_READ, person_id, purpose=purpose)
    centre_id = centre_of(session, person_id, today)
    given = _given(session, person_id, today)
    check = _latest_check(session, person_id, at)
    return RationStory(
        kind=_kind(centre_id, given, check),
        status=status_of(session, person_id),
        centre_id=centre_id,
        given_at=given[-1].given_at if given else None,
        days_covered=sum(part.days_covered for part in given) if given else None,
        checked_at=check.checked_at if check else None,
        check_outcome=check.outcome if check else None,
    )


def centre_of(session: Session, person_id: int, today: date) -> int | None:
    """The id of the centre where a person is registered today, the latest if there are several."""
    return session.scalar(
        select(Registration.centre_id)
        .where(Registration.person_id == person_id, running(Registration, today))
        .order_by(Registration.since.desc(), Registration.id.desc())
        .limit(1)
    )


def status_of(session: Session, person_id: int) -> str:
    """How far a person's verification has come."""
    row = session.get(Verification, person_id)
    return row.status if row else Status.NOT_STARTED.value


def _kind(centre_id: int | None, given: list[Distribution], check: FaceCheck | None) -> str:
    if given:
        return "given"
    if centre_id is None:
        return "nothing_recorded"
    return "face_failed" if check and check.outcome != Outcome.MATCH.value else "not_given"


def _given(session: Session, person_id: int, today: date) -> list[Distribution]:
    """What was given for this month, the earliest first."""
    wanted = select(Distribution).where(Distribution.person_id == person_id, Distribution.month == today.replace(day=1))
    return list(session.scalars(wanted.order_by(Distribution.given_at)))


def _latest_check(session: Session, person_id: int, at: datetime) -> FaceCheck | None:
    return session.scalar(
        select(FaceCheck)
        .where(
            FaceCheck.person_id == person_id,
            FaceCheck.checked_at > at - CHECK_COUNTS_FOR,
            FaceCheck.checked_at <= at,
        )
        .order_by(FaceCheck.checked_at.desc(), FaceCheck.id.desc())
        .limit(1)
    )
