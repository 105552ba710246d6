"""Building the demo world in one transaction."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.records.demo import events, geography, people, rations, stories
from helpline.records.demo.callers import DemoCaller, demo_callers
from helpline.records.demo.draft import Draft
from helpline.records.places import Place


@dataclass(frozen=True)
class DemoWorld:
    """What was built: the callers to try it with, and how many rows each table got."""

    callers: list[DemoCaller]
    rows: dict[str, int]


def is_empty(session: Session) -> bool:
    """Whether there are no records at all, so that a demo world may be built."""
    return session.scalar(select(Place.id).limit(1)) is None


def build(session: Session, today: date, seed: int = 1515) -> DemoWorld:
    """Fill empty records with the world as it is on `today`; takes a few seconds. Raises ValueError if not empty."""
    if not is_empty(session):
        raise ValueError("there are records already; the demo world is only built into empty ones")
    draft = Draft(session, today, seed)
    layout = geography.lay_out(draft)
    population = people.settle(draft, layout)
    ordinary = list(population.members)
    told = stories.tell(draft, population, layout.centres)
    events.rule(draft, layout)
    events.open_centres(draft, layout)
    events.onboard(draft, population, ordinary)
    rations.distribute(draft, population, told)
    draft.save(session)
    rows = {model.__tablename__: len(rows) for model, rows in draft.rows.items()}
    return DemoWorld(callers=demo_callers(session), rows=rows)
