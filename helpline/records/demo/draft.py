"""Rows of the demo world, gathered in memory and written in bulk."""

from collections import defaultdict
from datetime import date, datetime, time
from random import Random
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from helpline.db import Base
from helpline.records.people import Guardian, LifeEvent, Person, PersonPhone, Post, Registration
from helpline.records.places import Centre, CentreDay, Place, PlaceCode
from helpline.records.rations import Distribution, EntitlementRule
from helpline.records.reach import INDIA
from helpline.records.verification import Exemption, FaceCheck, Verification

# Rows point only at rows of tables further up.
ORDER: tuple[type[Base], ...] = (
    Place,
    PlaceCode,
    Centre,
    Person,
    PersonPhone,
    Guardian,
    LifeEvent,
    Registration,
    Post,
    EntitlementRule,
    CentreDay,
    Verification,
    FaceCheck,
    Exemption,
    Distribution,
)
NUMBERED = frozenset(model for model in ORDER if "id" in model.__table__.columns)


class Draft:
    """The rows so far, the day that is today in them, and the dice they are drawn with."""

    def __init__(self, session: Session, today: date, seed: int) -> None:
        self.today = today
        self.dice = Random(seed)  # noqa: S311  invented people need no cryptographic chance
        self.rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
        self._ids = {model: _highest(session, model) for model in NUMBERED}

    def add(self, model: type[Base], **values: Any) -> int:
        """Note a row; its id, where the table numbers its rows, else 0."""
        if model in NUMBERED:
            self._ids[model] += 1
            values = {"id": self._ids[model], **values}
        self.rows[model].append(values)
        return int(values.get("id", 0))

    def save(self, session: Session) -> None:
        """Insert all rows and let the tables number on from there."""
        for model in ORDER:
            if self.rows[model]:
                session.execute(insert(model), self.rows[model])
            if model in NUMBERED:
                session.execute(_number_on(model))

    def chance(self, probability: float) -> bool:
        """True with this probability, 0 to 1."""
        return self.dice.random() < probability


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in India."""
    return datetime.combine(day, time(hour, minute), INDIA)


def _number_on(model: type[Base]) -> Select[int]:
    sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
    return select(func.setval(sequence, func.greatest(1, func.max(model.__table__.c.id))))


def _highest(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.coalesce(func.max(model.__table__.c.id), 0))) or 0
