"""Centres found by code or name. Centres are public: no scope, no audit."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from helpline.db import now
from helpline.i18n import Language
from helpline.records import names
from helpline.records.places import Centre, Level, Place, PlaceCode
from helpline.records.reach import local_day
from helpline.security.redact import ascii_digits

CODE_DIGITS = 11
# Below this two names are different villages; Rampur and Raipur (83) are worth asking about.
ALIKE = 78
EXACT = 100
# How many spellings the database offers to the finer comparison.
CANDIDATES = 200
# Words around a centre's name: they say what it is, not which one.
_AROUND = frozenset(
    names.key(
        "आंगनवाड़ी आंगनबाड़ी anganwadi anganwari aanganwadi awc केंद्र सेंटर centre center kendra kender गाँव gaon gram ग्राम "
        "village number no नंबर नम्बर ka ki ke का की के wala wali वाला वाली mera मेरा hamara हमारा hai है the my"
    ).split()
)


@dataclass(frozen=True)
class CentreCard:
    """What anybody may know of a centre. Hours are local times, HH:MM."""

    id: int
    code: str
    name: str
    local_name: str
    sector: str
    local_sector: str
    district: str
    local_district: str
    opens: str
    closes: str
    landmark: str | None

    def title(self, language: Language) -> str:
        """Its name for a reader or a voice of a language: as its people write it where that is her script, else in
        Latin letters, which every voice can say.
        """
        return self.local_name if language.writes(self.local_name) else self.name

    def address(self, language: Language) -> str:
        """Its name, sector and district, so that two of one name can be told apart."""
        own = (self.name, self.sector, self.district)
        local = (self.local_name, self.local_sector, self.local_district)
        return ", ".join(filter(None, local if language.writes(self.local_name) else own))


def centre(session: Session, place_id: int | None) -> CentreCard | None:
    """The card of a centre, or None."""
    return next(iter(_cards(session, [place_id])), None) if place_id is not None else None


def state_code(session: Session, place_id: int) -> str | None:
    """The code of the state that a place lies in, as the Local Government Directory has it, or None."""
    return session.scalar(
        select(PlaceCode.code)
        .join(Place, Place.state_id == PlaceCode.place_id)
        .where(Place.id == place_id, PlaceCode.valid_until.is_(None))
        .limit(1)
    )


def centres(session: Session, said: str, *, near: int | None = None, limit: int = 4) -> list[CentreCard]:
    """The centres that `said` (an 11-digit code or a name in any script) can mean, the likeliest first.

    Those in the sector, project or district of the place `near` come before all others; where just one near it has
    exactly this name, it alone is the answer.
    """
    digits = regex.sub(r"[^0-9]", "", ascii_digits(said))
    if len(digits) == CODE_DIGITS:
        return _cards(session, session.scalars(select(PlaceCode.place_id).where(PlaceCode.code == digits)).all())
    ranked = _ranked(session, said, session.get(Place, near) if near is not None else None)
    return _cards(session, _settled(ranked)[:limit])


@dataclass(frozen=True, order=True)
class _Rank:
    """Sorts the likeliest first: the nearer, then the more alike."""

    distance: int
    unlikeness: float
    name: str
    place_id: int


def _ranked(session: Session, said: str, near: Place | None) -> list[_Rank]:
    wanted = _bare(names.key(said))
    if not wanted:
        return []
    found = session.scalars(_candidates(names.key(said), wanted, near))
    ranks = (
        _Rank(_distance(place, near), EXACT - names.similarity(wanted, _bare(place.name_key)), place.name_key, place.id)
        for place in found
    )
    return sorted(rank for rank in ranks if rank.unlikeness <= EXACT - ALIKE)


def _candidates(key: str, wanted: str, near: Place | None) -> Select[Place]:
    """Open centres whose name shares enough three-letter pieces with the key (pg_trgm), the nearest first."""
    alike = or_(
        Place.name_key.op("%")(key), Place.name_key.op("%")(names.joined(wanted)), Place.name_key.op("%>")(wanted)
    )
    open_now = or_(Place.open_until.is_(None), Place.open_until >= local_day(now()))
    order = [Place.name_key.op("<->")(wanted), Place.id]
    if near is not None:
        order.insert(0, (Place.district_id == near.district_id).desc())
    return select(Place).where(Place.level == Level.CENTRE.value, alike, open_now).order_by(*order).limit(CANDIDATES)


def _distance(place: Place, near: Place | None) -> int:
    """0 in the same sector, 1 in the same project, 2 in the same district, 3 elsewhere or unknown."""
    if near is not None:
        for distance, level in enumerate(("sector_id", "project_id", "district_id")):
            if getattr(near, level) is not None and getattr(near, level) == getattr(place, level):
                return distance
    return 3


def _settled(ranked: list[_Rank]) -> list[int]:
    """Only the one centre of exactly this name at the nearest distance that has any such; else all, as ranked."""
    exact = [rank for rank in ranked if rank.unlikeness == 0]
    nearest = [rank for rank in exact if rank.distance == exact[0].distance]
    return [rank.place_id for rank in (nearest if len(nearest) == 1 else ranked)]


def _bare(key: str) -> str:
    """A key without the words that people say around a centre's name."""
    return " ".join(word for word in key.split() if word not in _AROUND)


def _cards(session: Session, place_ids: Sequence[int]) -> list[CentreCard]:
    """The cards of those of the places that are centres, in their order; the code is the one in force or the last."""
    sector, district = aliased(Place), aliased(Place)
    code = (
        select(PlaceCode.code)
        .where(PlaceCode.place_id == Place.id)
        .order_by(PlaceCode.valid_until.desc().nulls_first(), PlaceCode.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Place, Centre, func.coalesce(code, ""), sector, district)
        .join(Centre, Centre.place_id == Place.id)
        .outerjoin(sector, sector.id == Place.sector_id)
        .outerjoin(district, district.id == Place.district_id)
        .where(Place.id.in_(place_ids))
    )
    cards = {place.id: _card(place, *rest) for place, *rest in rows}
    return [cards[place_id] for place_id in place_ids if place_id in cards]


def _card(place: Place, centre: Centre, code: str, sector: Place | None, district: Place | None) -> CentreCard:
    return CentreCard(
        id=place.id,
        code=code,
        name=place.name,
        local_name=place.local_name,
        sector=sector.name if sector else "",
        local_sector=sector.local_name if sector else "",
        district=district.name if district else "",
        local_district=district.local_name if district else "",
        opens=centre.opens,
        closes=centre.closes,
        landmark=centre.landmark,
    )
