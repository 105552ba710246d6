"""The demo world in a database of its own, and people to add to it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.db import Database
from helpline.records.demo import DemoWorld, build
from helpline.records.places import Level, Place
from tests.records.village import TODAY, Village, Whose, fresh


@pytest.fixture(scope="session")
def demo_database(database: Database) -> Iterator[Database]:
    made = fresh(database, "demo_world")
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo(demo_database: Database) -> DemoWorld:
    """The demo world as it is on TODAY, committed."""
    with demo_database.transaction() as session:
        return build(session, TODAY)


@pytest.fixture
def session(demo_database: Database, demo: DemoWorld) -> Iterator[Session]:
    """A transaction in the demo world that is rolled back at the end."""
    assert demo.rows
    with demo_database.engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as open_session:
            yield open_session
        outer.rollback()


@pytest.fixture
def at() -> datetime:
    """The middle of the demo world's today."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 6, 30, tzinfo=UTC)


@pytest.fixture
def village(session: Session) -> Village:
    centre = session.scalars(select(Place).where(Place.level == Level.CENTRE.value).order_by(Place.id)).all()[7]
    return Village(session, centre)


@pytest.fixture
def whose(session: Session) -> Whose:
    return Whose(session)
