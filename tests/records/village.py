"""People whom a test adds to the demo world, and actors to read about them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from helpline import callers, schema
from helpline.callers import phone_address
from helpline.db import Database
from helpline.records.people import Guardian, Person, PersonPhone, Post, Registration
from helpline.records.places import Place
from helpline.security.access import Actor, Role, caller
from helpline.security.audit import AuditEvent

TODAY = date(2026, 3, 17)


def fresh(database: Database, name: str) -> Database:
    """Another migrated and empty database on the same server."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"create database {name}"))
    made = Database(database.engine.url.set(database=name).render_as_string().replace("+psycopg", ""))
    schema.migrate(made.engine)
    return made


@dataclass(frozen=True)
class Village:
    """A centre of the demo world to which tests add people of their own."""

    session: Session
    centre: Place

    def person(self, name: str, born_on: date, phone: str | None = None, *, registered: bool = True) -> int:
        """Add a woman; her id."""
        person = Person(name=name, sex="F", born_on=born_on)
        self.session.add(person)
        self.session.flush()
        if phone:
            address = phone_address(phone)
            assert address
            self.session.add(PersonPhone(person_id=person.id, index=address.index, number=address.value))
        if registered:
            since = date(2025, 1, 1)
            self.session.add(Registration(person_id=person.id, centre_id=self.centre.id, since=since, until=None))
        self.session.flush()
        return person.id

    def child(self, mother: int, name: str, born_on: date) -> int:
        """Add a registered child of a mother; its id."""
        child = self.person(name, born_on)
        self.session.add(Guardian(child_id=child, guardian_id=mother, relation="mother"))
        self.session.flush()
        return child

    def worker(self, phone: str, since: date = date(2024, 1, 1), until: date | None = None) -> int:
        """Add a worker in post; her id."""
        worker = self.person("कार्यकर्ता", date(1985, 1, 1), phone, registered=False)
        post = Post(person_id=worker, place_id=self.centre.id, role="worker", since=since, until=until)
        self.session.add(post)
        self.session.flush()
        return worker


@dataclass(frozen=True)
class Whose:
    """Actors: callers by number, staff by place."""

    session: Session

    def caller(self, phone: str) -> Actor:
        address = phone_address(phone)
        held = callers.hold(self.session, [address] if address else [])
        return caller(held.id)

    def staff(self, place_id: int | None, role: Role = Role.SUPERVISOR) -> Actor:
        return Actor("staff", 77, role, frozenset(), place_id)

    def audited(self, act: str) -> list[AuditEvent]:
        """The audit rows of an act in this transaction, in order."""
        return list(self.session.scalars(select(AuditEvent).where(AuditEvent.act == act).order_by(AuditEvent.id)))
