"""A card is masked until it is revealed, and either is audited."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from helpline.records import lookup
from helpline.records.categories import Category
from helpline.records.people import LifeEvent
from helpline.records.rations import Distribution
from helpline.records.verification import FaceCheck
from helpline.security.access import Forbidden
from tests.records.village import Village, Whose

PHONE = "+916000099042"


@pytest.fixture
def child(village: Village) -> int:
    mother = village.person("सुनीता देवी", date(1998, 5, 2), PHONE)
    return village.child(mother, "तारा", date(2024, 11, 3))


def test_it_masks_names_and_phones(session: Session, whose: Whose, child: int, at: datetime) -> None:
    card = lookup.person_card(session, whose.staff(None), child, purpose="ticket", at=at)
    (guardian,) = card.guardians
    assert (card.name, card.phone, card.born_on) == ("ता•••", None, None)
    assert (guardian.name, guardian.phone, guardian.relation) == ("सु•••", "•••42", "mother")
    assert not card.revealed
    (row,) = whose.audited("person.read")
    assert (row.subject_id, row.purpose) == (child, "ticket")
    assert whose.audited("person.revealed") == []


def test_it_reveals_with_a_row_in_the_audit_trail(session: Session, whose: Whose, child: int, at: datetime) -> None:
    card = lookup.person_card(session, whose.staff(None), child, purpose="call_back", reveal=True, at=at)
    assert (card.name, card.born_on, card.revealed) == ("तारा", date(2024, 11, 3), True)
    assert (card.guardians[0].name, card.guardians[0].phone) == ("सुनीता देवी", PHONE)
    (row,) = whose.audited("person.revealed")
    assert (row.actor_id, row.subject_id, row.purpose) == (77, child, "call_back")


def test_it_derives_age_category_and_centre(
    session: Session, village: Village, whose: Whose, child: int, at: datetime
) -> None:
    card = lookup.person_card(session, whose.staff(None), child, purpose="ticket", at=at)
    assert (card.age_months, card.category, card.status) == (16, Category.CHILD_6M_3Y, "not_started")
    assert card.centre
    assert card.centre.id == village.centre.id
    session.add(LifeEvent(person_id=card.guardians[0].person_id, kind="lmp", on=date(2025, 12, 1)))
    mother = lookup.person_card(session, whose.staff(None), card.guardians[0].person_id, purpose="ticket", at=at)
    assert (mother.category, mother.phone) == (Category.PREGNANT, "•••42")


def test_it_shows_the_last_six_rations_and_checks(
    session: Session, village: Village, whose: Whose, child: int, at: datetime
) -> None:
    for months in range(8):
        month = date(2025, 12 - months, 1)
        when = at - timedelta(days=90 + 30 * months)
        place = {"person_id": child, "centre_id": village.centre.id}
        session.add(Distribution(**place, month=month, given_at=when, days_covered=25, items=[], proof="otp"))
        session.add(FaceCheck(**place, checked_at=when, outcome="match", band="match"))
    card = lookup.person_card(session, whose.staff(None), child, purpose="ticket", at=at)
    assert [row.month.month for row in card.distributions] == [12, 11, 10, 9, 8, 7]
    assert len(card.checks) == 6
    assert card.checks[0].checked_at == at - timedelta(days=90)


def test_it_shows_a_card_within_the_place_only(
    session: Session, village: Village, whose: Whose, child: int, at: datetime
) -> None:
    inside = whose.staff(village.centre.sector_id)
    guardian = lookup.person_card(session, inside, child, purpose="ticket", at=at).guardians[0].person_id
    assert lookup.person_card(session, inside, guardian, purpose="ticket", at=at).name == "सु•••"
    outside = whose.staff((village.centre.sector_id or 0) + 5)
    for person_id in (child, guardian):
        with pytest.raises(Forbidden):
            lookup.person_card(session, outside, person_id, purpose="ticket", reveal=True, at=at)
    assert whose.audited("person.revealed") == []


def test_it_shows_a_worker_to_the_supervisor_of_her_place(
    session: Session, village: Village, whose: Whose, at: datetime
) -> None:
    worker = village.worker("+916000099003")
    card = lookup.person_card(session, whose.staff(village.centre.project_id), worker, purpose="ticket", at=at)
    assert (card.category, card.centre) == (None, None)
