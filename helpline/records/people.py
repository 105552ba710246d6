"""People: mothers, children, guardians, workers. One table; what a person is follows from other rows.

A worker is a person with a post, a beneficiary a person registered at a centre, a guardian a person whom a child
points to. The category (pregnant, lactating, child of some age) is derived from dated events, never typed in.
Nobody needs an Aadhaar number to be here, and none is stored.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.db import Base, now
from helpline.security.crypto import Encrypted


class PostRole(StrEnum):
    WORKER = "worker"
    HELPER = "helper"
    SUPERVISOR = "supervisor"
    CDPO = "cdpo"
    DPO = "dpo"
    BLOCK_COORDINATOR = "block_coordinator"
    DISTRICT_COORDINATOR = "district_coordinator"


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(Encrypted("people.name"))
    sex: Mapped[str] = mapped_column(String(1))
    born_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class PersonPhone(Base):
    """A number at which a person is reached. Many people may share one, one person may have many."""

    __tablename__ = "person_phones"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    index: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, index=True)
    number: Mapped[str] = mapped_column(Encrypted("person_phones.number"))


class Guardian(Base):
    __tablename__ = "guardians"

    child_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    relation: Mapped[str] = mapped_column(String(16))


class LifeEvent(Base):
    """What happened to a person and when: `lmp` (last menstrual period), `delivery`, `death`."""

    __tablename__ = "life_events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]


class Registration(Base):
    """A beneficiary's time at a centre; moving house ends one row and begins another."""

    __tablename__ = "registrations"
    __table_args__ = (Index("ix_registrations_centre", "centre_id", "until"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("places.id"))
    since: Mapped[date]
    until: Mapped[date | None]


class Post(Base):
    """A worker's or officer's time in a post at a place. A post with no row that runs today is vacant."""

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    since: Mapped[date]
    until: Mapped[date | None]
