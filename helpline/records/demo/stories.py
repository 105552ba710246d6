"""The households of the callers that the softphone offers, each with its story of this month."""

from datetime import date, timedelta

from helpline.records.demo import callers
from helpline.records.demo.draft import Draft, moment
from helpline.records.demo.geography import DemoPlace
from helpline.records.demo.people import MONTH, Member, Population, add_child, add_mother, give_phone
from helpline.records.rations import Distribution, Proof
from helpline.records.verification import FaceCheck, Outcome, Status, Verification


def tell(draft: Draft, people: Population, centres: list[DemoPlace]) -> list[Member]:
    """Add the people of the stories. The ordinary events of this month must leave them alone."""
    # Older than any other mother, and called otherwise: at her centre her month of birth and name fit nobody else.
    apart = date(draft.today.year - 36, 3, 9)
    beneficiary = add_mother(draft, people, centres[0], pregnant=True, name="मालती देवी", born_on=apart)
    give_phone(draft, beneficiary.id, callers.BENEFICIARY)
    _check_failed(draft, beneficiary)

    mother = add_mother(draft, people, centres[1], pregnant=False, name="जानकी देवी")
    give_phone(draft, mother.id, callers.MOTHER)
    child = add_child(draft, people, mother, [(mother.id, "mother")], draft.today - 14 * MONTH, name="तारा")
    _marked_as_given(draft, people, child)

    refused = add_mother(draft, people, centres[-1], pregnant=False, name="झूमा गुर्जर")
    give_phone(draft, refused.id, callers.REFUSED)
    infant = add_child(draft, people, refused, [(refused.id, "mother")], draft.today - 3 * MONTH, name="चिराग")
    _check_failed(draft, refused)
    return [beneficiary, mother, child, refused, infant]


def _check_failed(draft: Draft, member: Member) -> None:
    yesterday = moment(draft.today - timedelta(days=1), 11, 20)
    draft.add(Verification, person_id=member.id, status=Status.MATCH_FAIL.value, changed_at=yesterday)
    draft.add(
        FaceCheck,
        person_id=member.id,
        centre_id=member.centre.id,
        checked_at=yesterday,
        outcome=Outcome.NO_MATCH.value,
        band="none",
        app_version="25.3",
    )


def _marked_as_given(draft: Draft, people: Population, child: Member) -> None:
    month = draft.today.replace(day=1)
    day = max(month, draft.today - timedelta(days=3))
    draft.add(Verification, person_id=child.id, status=Status.FACE_OK.value, changed_at=moment(day, 0))
    draft.add(
        Distribution,
        person_id=child.id,
        centre_id=child.centre.id,
        month=month,
        given_at=moment(day, 10, 40),
        days_covered=25,
        items=[],
        proof=Proof.REGISTER.value,
        recorded_by=people.workers[child.centre.id],
    )
