"""Take-home rations: what a category is entitled to, and what was recorded as given.

Norms and packs differ by state and change by order: they are dated rows with their source, never constants.
Rations are counted in days covered, as the tracker does (a month is about 25 feeding days of 300 a year).
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from helpline.db import Base


class Proof(StrEnum):
    """How it was made sure who took the ration."""

    FACE = "face"
    OTP = "otp"
    REGISTER = "register"
    EXCEPTION = "exception"


class EntitlementRule(Base):
    """`quantity` `unit`s of `item` for `days` days to each person of `category` in a state, between two dates."""

    __tablename__ = "entitlement_rules"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    category: Mapped[str] = mapped_column(String(24))
    item: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(Numeric(10, 3))
    unit: Mapped[str] = mapped_column(String(8))
    days: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)


class Distribution(Base):
    """A ration marked as given: to whom, for which month (its first day), when, how proved, by whom recorded."""

    __tablename__ = "distributions"
    __table_args__ = (Index("ix_distributions_person", "person_id", "given_at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    centre_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    month: Mapped[date]
    given_at: Mapped[datetime]
    days_covered: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    proof: Mapped[str] = mapped_column(String(12))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
