"""The face check (FRS) before a ration is given: its status and outcomes, never a face.

Only codes are kept here. A failed check never costs anybody her ration: the worker gives it against the register,
or a supervisor grants an exception.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from helpline.db import Base, now


class Status(StrEnum):
    """How far a person's verification has come."""

    NOT_STARTED = "not_started"
    EKYC_OK = "ekyc_ok"
    FACE_OK = "face_ok"
    MATCH_FAIL = "match_fail"
    EXCEPTION = "exception"


class Outcome(StrEnum):
    """What one face check came to."""

    MATCH = "match"
    NO_MATCH = "no_match"
    CAPTURE_FAILED = "capture_failed"
    SERVER_ERROR = "server_error"


class Verification(Base):
    __tablename__ = "verifications"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(16), default=Status.NOT_STARTED.value)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class FaceCheck(Base):
    """One try at the face check; `band` is the score's band (match, review, none), never the score's origin."""

    __tablename__ = "face_checks"
    __table_args__ = (Index("ix_face_checks_person", "person_id", "checked_at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    centre_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    checked_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    band: Mapped[str] = mapped_column(String(8))
    app_version: Mapped[str | None] = mapped_column(String(16))


class Exemption(Base):
    """A supervisor's leave to take the ration without a face check, until a day."""

    __tablename__ = "exemptions"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    granted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    granted_on: Mapped[date]
    valid_until: Mapped[date]
