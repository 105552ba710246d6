"""A number is a hint, a proof opens one record, guessing is bounded, everything is audited."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from helpline.db import now
from helpline.records import lookup
from helpline.records.people import LifeEvent
from helpline.records.places import PlaceCode
from helpline.security.audit import AuditEvent
from tests.records.village import Village, Whose

PHONE = "+916000099001"
OTHER = "+916000099002"
WORKER = "+916000099003"


def test_it_takes_a_worker_in_post_before_a_mother(session: Session, village: Village, at: datetime) -> None:
    village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    village.worker(PHONE)
    assert lookup.by_phone(session, [PHONE], at=at) == lookup.Hint("worker", village.centre.id)


def test_it_takes_a_worker_whose_post_ended_for_no_worker(session: Session, village: Village, at: datetime) -> None:
    village.worker(PHONE, until=date(2026, 3, 16))
    assert lookup.by_phone(session, [PHONE], at=at) is None


def test_it_knows_the_guardian_of_a_registered_child(session: Session, village: Village, at: datetime) -> None:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE, registered=False)
    village.child(mother, "तारा", date(2024, 11, 3))
    assert lookup.by_phone(session, [OTHER, PHONE], at=at) == lookup.Hint("beneficiary", village.centre.id)


def test_it_has_no_hint_for_a_stranger_or_no_number(session: Session, at: datetime) -> None:
    assert lookup.by_phone(session, [OTHER], at=at) is None
    assert lookup.by_phone(session, [], at=at) is None


@pytest.mark.parametrize("proof", ["1998-05", "१९९८-०५", "Sunita", "सुनीता", "suneeta devi"])
def test_it_verifies_a_mother_by_month_or_name(session: Session, village: Village, whose: Whose, proof: str) -> None:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    village.child(mother, "तारा", date(2024, 11, 3))
    actor = whose.caller(PHONE)
    assert lookup.verify(session, actor, [PHONE], proof=proof, code=None) == mother
    (row,) = whose.audited("person.verified")
    assert (row.actor_kind, row.actor_id, row.subject_id, row.purpose) == ("caller", actor.id, mother, "identification")


def test_it_verifies_a_child_through_its_mother(session: Session, village: Village, whose: Whose) -> None:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE, registered=False)
    child = village.child(mother, "तारा", date(2024, 11, 3))
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="2024-11", code=None) == child
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="tara", code=None) == child


def test_it_tells_the_people_of_a_shared_phone_apart(session: Session, village: Village, whose: Whose) -> None:
    sunita = village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    rekha = village.person("रेखा देवी", date(2001, 5, 9), PHONE)
    actor = whose.caller(PHONE)
    assert lookup.verify(session, actor, [PHONE], proof="Rekha", code=None) == rekha
    assert lookup.verify(session, actor, [PHONE], proof="1998-05", code=None) == sunita


def test_it_refuses_what_fits_two_of_a_shared_phone(session: Session, village: Village, whose: Whose) -> None:
    village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    village.person("रेखा देवी", date(1998, 5, 30), PHONE)
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="1998-05", code=None) is None
    (row,) = whose.audited("person.not_verified")
    assert (row.subject_id, row.details) == (None, {"reason": "several_fit"})


def test_it_lets_more_of_the_name_decide(session: Session, village: Village, whose: Whose) -> None:
    village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    khatun = village.person("सुनीता खातून", date(1999, 5, 2), PHONE)
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="sunita", code=None) is None
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="sunita khatoon", code=None) == khatun


@pytest.mark.parametrize("proof", ["1998-06", "Manju", "", "देवी", "1998", "%"])
def test_it_refuses_a_wrong_proof(session: Session, village: Village, whose: Whose, proof: str) -> None:
    village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof=proof, code=None) is None
    assert [row.details["reason"] for row in whose.audited("person.not_verified")] == ["none_fits"]


def test_it_refuses_the_right_proof_from_another_phone(session: Session, village: Village, whose: Whose) -> None:
    village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    assert lookup.verify(session, whose.caller(OTHER), [OTHER], proof="1998-05", code=None) is None
    assert lookup.verify(session, whose.caller(OTHER), [], proof="1998-05", code=None) is None


def test_it_opens_no_record_of_the_dead(session: Session, village: Village, whose: Whose) -> None:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    session.add(LifeEvent(person_id=mother, kind="death", on=date(2026, 1, 1)))
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="1998-05", code=None) is None


def test_it_verifies_the_people_of_a_workers_centre(session: Session, village: Village, whose: Whose) -> None:
    village.worker(WORKER)
    mother = village.person("झुनिया देवी", date(1979, 5, 2))
    code = code_of(session, village)
    actor = whose.caller(WORKER)
    assert lookup.verify(session, actor, [WORKER], proof="1979-05", code=code[-4:]) == mother
    assert lookup.verify(session, actor, [WORKER], proof="jhuniya", code=code[-4:]) == mother


def test_it_refuses_a_worker_who_does_not_know_her_code(session: Session, village: Village, whose: Whose) -> None:
    village.worker(WORKER)
    village.person("झुनिया देवी", date(1979, 5, 2))
    wrong = f"{(int(code_of(session, village)[-4:]) + 1) % 10000:04}"
    for code in (wrong, "%", "____", code_of(session, village)):
        assert lookup.verify(session, whose.caller(WORKER), [WORKER], proof="1979-05", code=code) is None


def test_it_refuses_a_code_from_who_is_no_worker(session: Session, village: Village, whose: Whose) -> None:
    village.person("झुनिया देवी", date(1979, 5, 2), PHONE)
    code = code_of(session, village)[-4:]
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="1979-05", code=code) is None


def test_it_refuses_always_after_five_failures(session: Session, village: Village, whose: Whose) -> None:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    actor = whose.caller(PHONE)
    for year in range(1990, 1994):
        lookup.verify(session, actor, [PHONE], proof=f"{year}-05", code=None)
    assert lookup.verify(session, actor, [PHONE], proof="1998-05", code=None) == mother
    lookup.verify(session, actor, [PHONE], proof="1995-05", code=None)
    assert lookup.verify(session, actor, [PHONE], proof="1998-05", code=None) is None
    assert whose.audited("person.not_verified")[-1].details == {"reason": "too_many_failures"}


def test_it_counts_the_failures_of_one_caller_only(session: Session, village: Village, whose: Whose) -> None:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    for _ in range(6):
        lookup.verify(session, whose.caller(OTHER), [OTHER], proof="Rekha", code=None)
    assert lookup.verify(session, whose.caller(PHONE), [PHONE], proof="1998-05", code=None) == mother


def test_it_forgets_failures_after_a_day(session: Session, village: Village, whose: Whose) -> None:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    actor = whose.caller(PHONE)
    for hours in range(5):
        session.add(failure(actor.id, now() - timedelta(hours=24 + hours, minutes=1)))
    session.add(failure(actor.id, now(), reason="too_many_failures"))
    assert lookup.verify(session, actor, [PHONE], proof="1998-05", code=None) == mother


def failure(actor_id: int | None, at: datetime, reason: str = "none_fits") -> AuditEvent:
    return AuditEvent(
        at=at,
        actor_kind="caller",
        actor_id=actor_id,
        act="person.not_verified",
        subject_kind="person",
        purpose="identification",
        details={"reason": reason},
    )


def code_of(session: Session, village: Village) -> str:
    card = lookup.centre(session, village.centre.id)
    assert card
    return card.code


def test_it_accepts_the_code_that_a_worker_learnt_long_ago(session: Session, village: Village, whose: Whose) -> None:
    village.worker(WORKER)
    mother = village.person("झुनिया देवी", date(1979, 5, 2))
    session.add(
        PlaceCode(
            code="10901994242", place_id=village.centre.id, valid_from=date(2012, 4, 1), valid_until=date(2020, 3, 31)
        )
    )
    session.flush()
    assert lookup.verify(session, whose.caller(WORKER), [WORKER], proof="1979-05", code="4242") == mother


def test_it_knows_the_worker_of_a_centre(session: Session, village: Village, at: datetime) -> None:
    worker = village.worker(WORKER, since=date(2026, 3, 1))
    assert lookup.worker_of(session, village.centre.id, at=at) == worker
    assert lookup.worker_of(session, -1, at=at) is None
