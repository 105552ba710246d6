"""The demo world and its people at the helpdesk, for an empty database. Never in production."""

from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline import db
from helpline.db import Database
from helpline.records import demo as world
from helpline.records.places import Level, Place
from helpline.security import staff
from helpline.security.access import Role
from helpline.tickets import queues

PASSWORD = "poshan-1515-demo"  # noqa: S105  printed on every start, for invented people only
# One secret for all of them, so that `make code` can say the present code. Real accounts get their own.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  as above


@dataclass(frozen=True)
class Login:
    login: str
    name: str
    role: Role
    queues: tuple[str, ...]
    level: Level | None = None


PEOPLE = (
    Login("asha", "Asha Kujur", Role.AGENT, ("helpdesk", "emergency")),
    Login("block", "Bhavna Rawat", Role.BLOCK_COORDINATOR, ("block_coordinator",), Level.PROJECT),
    Login("cdpo", "Chitra Meena", Role.CDPO, ("cdpo", "supervisor"), Level.PROJECT),
    Login("district", "Dinesh Oraon", Role.DPO, ("dpo", "district_coordinator"), Level.DISTRICT),
    Login("lead", "Leela Das", Role.DESK_SUPERVISOR, queues.ALL),
)


def fill(database: Database, tell: Callable[[str], None]) -> None:
    """Fill an empty database; do nothing to any other. `tell` is given a line for each long step."""
    with database.transaction() as session:
        if not world.is_empty(session):
            world.renew(session, today=db.now().date())
            return
        tell("Filling the empty database with the demo world (invented people, six months of records) ...")
        built = world.build(session, today=db.now().date())
        for person in PEOPLE:
            _add(session, person)
        tell(f"The demo world is there: {len(built.callers)} people to call as.")


def _add(session: Session, person: Login) -> None:
    place = select(Place.id).where(Place.level == person.level).order_by(Place.id).limit(1) if person.level else None
    staff.create(
        session,
        person.login,
        PASSWORD,
        name=person.name,
        role=person.role.value,
        queues=list(person.queues),
        place_id=session.scalar(place) if place is not None else None,
        totp_secret=TOTP_SECRET,
    )


def logins() -> str:
    """The demo people's logins, as lines for the terminal."""
    rows = [f"  {person.login:<10} {person.name}, {person.role.value.replace('_', ' ')}" for person in PEOPLE]
    return "\n".join(
        [
            "Log in to the console as",
            *rows,
            f"  password   {PASSWORD}",
            f"  code       {code()}   (changes every 30 seconds: `make code`)",
            "",
        ]
    )


def code() -> str:
    """The demo people's one-time code of this moment."""
    return pyotp.TOTP(TOTP_SECRET).now()
