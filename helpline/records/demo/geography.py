"""The places of the demo world: 2 states, 4 districts, 8 projects, 16 sectors, 60 centres, with their codes."""

from dataclasses import dataclass
from datetime import date, timedelta

from helpline.records import names
from helpline.records.demo.draft import Draft
from helpline.records.demo.vocabulary import BIHAR, LANDMARKS, RAJASTHAN, VILLAGE_BEGINNINGS, Speech
from helpline.records.places import Centre, Level, Place, PlaceCode

SECTORS = 16
CENTRES = 60
FOUNDED = date(2012, 4, 1)
RECODED = date(2022, 4, 1)
# Every this many centres one was given a new code when its block was split.
RECODED_EVERY = 20
MINI_SHARE = 0.1
ANCESTORS = ("state_id", "district_id", "project_id", "sector_id")

Name = tuple[str, str]


@dataclass(frozen=True)
class State:
    """A state with its districts, and each district's projects: (Devanagari, Latin)."""

    code: str
    name: Name
    speech: Speech
    middle: tuple[float, float]
    districts: tuple[tuple[Name, tuple[Name, ...]], ...]


STATES = (
    State(
        code="10",
        name=("बिहार", "Bihar"),
        speech=BIHAR,
        middle=(25.6, 85.6),
        districts=(
            (("कोसीपुर", "Kosipur"), (("मधुरापट्टी", "Madhurapatti"), ("बलुआगंज", "Baluaganj"))),
            (("गंडकनगर", "Gandaknagar"), (("सिमरीघाट", "Simrighat"), ("नरहनपुर", "Narhanpur"))),
        ),
    ),
    State(
        code="08",
        name=("राजस्थान", "Rajasthan"),
        speech=RAJASTHAN,
        middle=(26.4, 74.6),
        districts=(
            (("मरुवाड़ा", "Maruwara"), (("खेजड़ली खुर्द", "Khejarli Khurd"), ("रोहिड़ा", "Rohira"))),
            (("बनासगढ़", "Banasgarh"), (("डूँगरवास", "Dungarwas"), ("टोडाखेड़ा", "Todakhera"))),
        ),
    ),
)


@dataclass(frozen=True)
class DemoPlace:
    """A place of any level with the ids of itself and all above it; `code` is the one in force."""

    id: int
    code: str
    state: State
    above: dict[str, int]

    @property
    def sector_id(self) -> int:
        return self.above["sector_id"]


@dataclass(frozen=True)
class Geography:
    states: list[DemoPlace]
    projects: list[DemoPlace]
    sectors: list[DemoPlace]
    centres: list[DemoPlace]


def lay_out(draft: Draft) -> Geography:
    """Add all places."""
    world = Geography([], [], [], [])
    for state in STATES:
        country = _place(draft, state, None, Level.STATE, state.name, state.code)
        world.states.append(country)
        for number, (name, projects) in enumerate(state.districts, start=1):
            district = _place(draft, state, country, Level.DISTRICT, name, f"{state.code}9{number:02}")
            _projects(draft, world, district, projects)
    return world


def _projects(draft: Draft, world: Geography, district: DemoPlace, projects: tuple[Name, ...]) -> None:
    villages = _villages(draft, district.state.speech)
    for number, name in enumerate(projects, start=1):
        project = _place(draft, district.state, district, Level.PROJECT, name, f"{district.code}{number:02}")
        world.projects.append(project)
        for half, (word, latin) in enumerate((("पूर्वी", "East"), ("पश्चिमी", "West")), start=1):
            titled = (f"{name[0]} {word}", f"{name[1]} {latin}")
            sector = _place(draft, district.state, project, Level.SECTOR, titled, f"{project.code}{half:02}")
            world.sectors.append(sector)
            _centres(draft, world, sector, villages)


def _villages(draft: Draft, speech: Speech) -> list[Name]:
    """Village names, each once in a district; every district has the first of them (Rampur or Rampura)."""
    every = [(a + b, latin_a + latin_b) for b, latin_b in speech.village_endings for a, latin_a in VILLAGE_BEGINNINGS]
    others = draft.dice.sample(every[1:], len(every) - 1)
    return [*others, every[0]]


def _centres(draft: Draft, world: Geography, sector: DemoPlace, villages: list[Name]) -> None:
    """Three or four centres in a sector; its second village is big and has two, numbered 1 and 2."""
    size = CENTRES * len(world.sectors) // SECTORS - len(world.centres)
    first, (local, latin), third = villages.pop(), villages.pop(), villages.pop()
    named = [first, (f"{local} 1", f"{latin} 1"), (f"{local} 2", f"{latin} 2"), third]
    for number, name in enumerate(named[:size], start=1):
        world.centres.append(_centre(draft, sector, name, f"{sector.code}{number:02}", len(world.centres)))


def _centre(draft: Draft, sector: DemoPlace, name: Name, code: str, count: int) -> DemoPlace:
    recoded = count % RECODED_EVERY == 0
    centre = _place(draft, sector.state, sector, Level.CENTRE, name, code, since=RECODED if recoded else FOUNDED)
    if recoded:
        old = f"{code[:5]}90{code[7:]}"
        draft.add(PlaceCode, code=old, place_id=centre.id, valid_from=FOUNDED, valid_until=RECODED - timedelta(days=1))
    latitude, longitude = sector.state.middle
    draft.add(
        Centre,
        place_id=centre.id,
        mini=draft.chance(MINI_SHARE),
        opens="09:00" if sector.state.code == "10" else "10:00",
        closes="13:00" if sector.state.code == "10" else "14:00",
        landmark=draft.dice.choice((*LANDMARKS, None)),
        latitude=round(latitude + draft.dice.uniform(-1, 1), 5),
        longitude=round(longitude + draft.dice.uniform(-1, 1), 5),
    )
    return centre


def _place(
    draft: Draft, state: State, parent: DemoPlace | None, level: Level, name: Name, code: str, since: date = FOUNDED
) -> DemoPlace:
    """Add a place with its code and its ancestors, itself included."""
    above = dict(parent.above) if parent else {}
    local, latin = name
    every = dict.fromkeys(ANCESTORS)
    place_id = draft.add(
        Place,
        level=level.value,
        name=latin,
        local_name=local,
        name_key=names.key(latin),
        parent_id=parent.id if parent else None,
        open_from=FOUNDED,
        open_until=None,
        **every | above,
    )
    if level is not Level.CENTRE:
        above[f"{level.value}_id"] = place_id
        draft.rows[Place][-1] |= above
    draft.add(PlaceCode, code=code, place_id=place_id, valid_from=since, valid_until=None)
    return DemoPlace(place_id, code, state, above)
