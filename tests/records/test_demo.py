"""The demo world is the same every time, plausible, and each of its callers has her story."""

import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import phonenumbers
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpline.db import Database
from helpline.records import lookup
from helpline.records.demo import DemoCaller, DemoWorld, build, demo_callers, is_empty, renew
from helpline.records.demo.draft import ORDER
from helpline.records.people import Person, PersonPhone
from helpline.records.rations import Distribution
from tests.records.village import TODAY, Whose, fresh

# The moment of insertion.
_DIFFERS = {"created_at"}


@pytest.fixture
def other_database(database: Database) -> Iterator[Database]:
    made = fresh(database, f"other_world_{time.monotonic_ns()}")
    yield made
    made.close()


def content(session: Session) -> dict[str, list[Any]]:
    """Every row of every table, deciphered."""
    found = {}
    for model in ORDER:
        columns = [column for column in model.__table__.columns if column.name not in _DIFFERS]
        rows = session.execute(select(*columns).order_by(*model.__table__.primary_key))
        found[model.__tablename__] = [tuple(row) for row in rows]
    return found


def test_it_builds_the_same_world_again(session: Session, other_database: Database) -> None:
    with other_database.transaction() as other:
        assert is_empty(other)
        began = time.monotonic()
        build(other, TODAY)
        assert time.monotonic() - began < 15
        assert not is_empty(other)
        assert content(other) == content(session)


def test_it_builds_another_world_of_another_seed(session: Session, other_database: Database) -> None:
    with other_database.transaction() as other:
        build(other, TODAY, seed=7)
        assert content(other)["people"] != content(session)["people"]
        assert len(demo_callers(other)) == 4


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_it_tells_the_stories_on_any_day(other_database: Database, today: date) -> None:
    with other_database.transaction() as other:
        world = build(other, today)
        tell_stories(other, world.callers, datetime.fromisoformat(f"{today}T13:00:00+05:30"))


def test_it_is_not_built_upon_records(session: Session) -> None:
    assert not is_empty(session)
    with pytest.raises(ValueError, match="already"):
        build(session, TODAY)


def test_it_has_the_size_that_was_asked_for(demo: DemoWorld) -> None:
    assert demo.rows["centres"] == 60
    assert demo.rows["places"] == 2 + 4 + 8 + 16 + 60
    assert demo.rows["posts"] == 60 + 16 + 8
    assert 2300 < demo.rows["people"] < 2700


def test_it_has_phones_shared_in_households(session: Session) -> None:
    shared = select(PersonPhone.index).group_by(PersonPhone.index).having(func.count() > 1).subquery()
    assert (session.scalar(select(func.count()).select_from(shared)) or 0) > 100


def test_it_gives_only_possible_numbers_of_one_range(session: Session) -> None:
    numbers = session.scalars(select(PersonPhone.number)).all()
    assert all(number.startswith("+9160000") for number in numbers)
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(number)) for number in numbers)


def test_it_lets_tables_number_on(session: Session) -> None:
    person = Person(name="नई", sex="F", born_on=None)
    session.add(person)
    session.flush()
    highest = session.scalar(select(func.max(Person.id)))
    assert person.id == highest


def test_it_gives_rations_of_six_months_up_to_now(session: Session, at: datetime) -> None:
    months = session.scalars(select(Distribution.month).distinct().order_by(Distribution.month)).all()
    assert months == [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1), *(date(2026, n, 1) for n in (1, 2, 3))]
    assert (session.scalar(select(func.max(Distribution.given_at))) or at) <= at


def test_it_finds_its_callers_again(session: Session, demo: DemoWorld) -> None:
    assert demo_callers(session) == demo.callers
    assert [caller.key for caller in demo.callers] == ["worker", "mother", "refused", "unknown"]


def test_it_tells_the_stories_of_its_callers(session: Session, demo: DemoWorld, at: datetime) -> None:
    tell_stories(session, demo.callers, at)


@pytest.mark.parametrize("today", [date(2026, 4, 1), date(2026, 5, 20)])
def test_it_renews_the_stories_in_a_later_month(session: Session, demo: DemoWorld, today: date) -> None:
    for _ in range(2):
        renew(session, today)
        session.flush()
    months = session.scalars(select(Distribution.month).where(Distribution.month == today.replace(day=1))).all()
    assert len(months) == 1
    tell_stories(session, demo.callers, datetime.fromisoformat(f"{today}T13:00:00+05:30"))


def test_it_renews_nothing_in_its_own_month(session: Session) -> None:
    before = session.scalar(select(func.count()).select_from(Distribution))
    renew(session, TODAY)
    assert session.scalar(select(func.count()).select_from(Distribution)) == before


def tell_stories(session: Session, callers: list[DemoCaller], at: datetime) -> None:
    """Do as the hints say, for each caller, and hear her story."""
    kinds = {}
    for caller in callers:
        hint = lookup.by_phone(session, [caller.phone], at=at)
        actor = Whose(session).caller(caller.phone)
        text = " ".join(caller.hints)
        month = text.partition("key ")[2][:6]
        code = text.partition("code: ")[2][:4] or None
        person = lookup.verify(session, actor, [caller.phone], proof=f"{month[2:]}-{month[:2]}", code=code, at=at)
        story = lookup.ration_story(session, actor, person, at, purpose="test").kind if person else None
        kinds[caller.key] = (hint and hint.kind, story)
    assert kinds == {
        "worker": ("worker", "face_failed"),
        "mother": ("beneficiary", "given"),
        "refused": ("beneficiary", "face_failed"),
        "unknown": (None, None),
    }
