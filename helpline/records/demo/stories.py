"""The households of the callers that the softphone offers, each with its story of this month."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from helpline.records.demo import callers
from helpline.records.demo.draft import Draft, moment
from helpline.records.demo.events import RATION_DAYS
from helpline.records.demo.geography import DemoPlace
from helpline.records.demo.people import MONTH, Member, Population, add_child, add_mother, give_phone
from helpline.records.identification import worker_of
from helpline.records.ration_story import ration_story
from helpline.records.rations import Distribution, Proof
from helpline.records.verification import FaceCheck, Outcome, Status, Verification
from helpline.security.access import SYSTEM


def tell(draft: Draft, people: Population, centres: list[DemoPlace]) -> list[Member]:
    """Add the people of the stories. The ordinary events of this month must leave them alone."""
    # Older than any other mother, and called otherwise: at her centre her month of birth and name fit nobody else.
    apart = date(draft.today.year - 36, 3, 9)
    beneficiary = add_mother(draft, people, centres[0], pregnant=True, name="मालती देवी", born_on=apart)
    give_phone(draft, beneficiary.id, callers.BENEFICIARY)
    _verified_as(draft, beneficiary, Status.MATCH_FAIL)
    draft.add(FaceCheck, **_failed_check(beneficiary.id, centres[0].id, draft.today))

    mother = add_mother(draft, people, centres[1], pregnant=False, name="जानकी देवी")
    give_phone(draft, mother.id, callers.MOTHER)
    child = add_child(draft, people, mother, [(mother.id, "mother")], draft.today - 14 * MONTH, name="तारा")
    _verified_as(draft, child, Status.FACE_OK)
    worker = people.workers[centres[1].id]
    draft.add(Distribution, **_marked_as_given(child.id, centres[1].id, worker, draft.today))

    refused = add_mother(draft, people, centres[-1], pregnant=False, name="झूमा गुर्जर")
    give_phone(draft, refused.id, callers.REFUSED)
    infant = add_child(draft, people, refused, [(refused.id, "mother")], draft.today - 3 * MONTH, name="चिराग")
    _verified_as(draft, refused, Status.MATCH_FAIL)
    draft.add(FaceCheck, **_failed_check(refused.id, centres[-1].id, draft.today))
    return [beneficiary, mother, child, refused, infant]


def renew(session: Session, today: date) -> None:
    """Let the stories be of this month again, in a demo world built in an earlier one; else do nothing."""
    at = moment(today, 12)
    for number, kind in (
        (callers.BENEFICIARY, "face_failed"),
        (callers.MOTHER, "given"),
        (callers.REFUSED, "face_failed"),
    ):
        find = callers.her_child if number == callers.MOTHER else callers.herself
        person = find(session, number)
        story = ration_story(session, SYSTEM, person.id, at, purpose="demo") if person else None
        if person is None or story is None or story.centre_id is None or story.kind == kind:
            continue
        if kind == "given":
            worker = worker_of(session, story.centre_id, at=at)
            session.add(Distribution(**_marked_as_given(person.id, story.centre_id, worker, today)))
        else:
            session.add(FaceCheck(**_failed_check(person.id, story.centre_id, today)))


def _verified_as(draft: Draft, member: Member, status: Status) -> None:
    changed_at = moment(draft.today - timedelta(days=1), 11, 20)
    draft.add(Verification, person_id=member.id, status=status.value, changed_at=changed_at)


def _failed_check(person_id: int, centre_id: int, today: date) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "centre_id": centre_id,
        "checked_at": moment(today - timedelta(days=1), 11, 20),
        "outcome": Outcome.NO_MATCH.value,
        "band": "none",
        "app_version": "25.3",
    }


def _marked_as_given(person_id: int, centre_id: int, worker: int | None, today: date) -> dict[str, Any]:
    month = today.replace(day=1)
    return {
        "person_id": person_id,
        "centre_id": centre_id,
        "month": month,
        "given_at": moment(max(month, today - timedelta(days=3)), 10, 40),
        "days_covered": RATION_DAYS,
        "items": [],
        "proof": Proof.REGISTER.value,
        "recorded_by": worker,
    }
