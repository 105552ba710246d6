"""Places: state > district > project > sector > centre, in one table.

Ids are surrogates. Codes are history: a code names one place for ever and is never used again, while a place may
carry another code from some day on (merge, split, re-coding). Every row knows its ancestors, itself included,
so that "all within this block" is one comparison.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from helpline.db import Base


class Level(StrEnum):
    STATE = "state"
    DISTRICT = "district"
    PROJECT = "project"
    SECTOR = "sector"
    CENTRE = "centre"


class Place(Base):
    __tablename__ = "places"
    __table_args__ = (
        Index("ix_places_name_key", "name_key", postgresql_using="gin", postgresql_ops={"name_key": "gin_trgm_ops"}),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text)
    # The name as its people write it, and the Latin key under which every spelling of it is found.
    local_name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    state_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    open_from: Mapped[date | None]
    open_until: Mapped[date | None]


class PlaceCode(Base):
    """A code as text (leading zeros matter, dirty values exist) and the days on which it held."""

    __tablename__ = "place_codes"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Centre(Base):
    """What only a centre has. Opening hours are local times, HH:MM."""

    __tablename__ = "centres"

    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), primary_key=True)
    mini: Mapped[bool] = mapped_column(default=False)
    opens: Mapped[str] = mapped_column(String(5), default="09:00")
    closes: Mapped[str] = mapped_column(String(5), default="13:00")
    landmark: Mapped[str | None] = mapped_column(Text)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class CentreDay(Base):
    """One row a centre and day: when it opened and closed (None: not recorded as open)."""

    __tablename__ = "centre_days"

    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    opened: Mapped[str | None] = mapped_column(String(5))
    closed: Mapped[str | None] = mapped_column(String(5))
    meals_served: Mapped[int | None]
